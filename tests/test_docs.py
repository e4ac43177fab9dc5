"""The documentation says what there is, all of it, and nothing that there is not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from orkgx.check.codes import CODES
from orkgx.cli import main
from orkgx.mapping.readers import READERS

ROOT = Path(__file__).parents[1]
PAGES = [
    path for path in (*ROOT.glob("*.md"), ROOT / "mappings/README.md", ROOT / "ontology/README.md") if path.exists()
]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = README + (ROOT / "mappings/README.md").read_text(encoding="utf-8")


def commands(group: click.Group = main, name: str = "orkgx") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


COMMANDS = dict(commands())


def calls() -> Iterator[tuple[str, list[str]]]:
    """Each line of the README's code that calls orkgx: the command, and the options it is given."""
    code = "\n".join(re.findall(r"^```(?:sh|yaml)\n(.*?)^```", README, flags=re.M | re.S)).replace("\\\n", " ")
    for line in re.findall(r"(?:^|\s)(orkgx (?!--).*)", code):
        words = shlex.split(line.split("|")[0], comments=True)
        name = " ".join(words[:3]) if " ".join(words[:3]) in COMMANDS else " ".join(words[:2])
        yield name, [word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)]


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_are_in_the_readme(name: str) -> None:
    assert f"`{name}" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_options_are_in_the_readme_and_in_the_help(name: str) -> None:
    shown = CliRunner().invoke(main, [*name.split()[1:], "--help"]).output
    for option in (parameter for parameter in COMMANDS[name].params if isinstance(parameter, click.Option)):
        longest = max(option.opts, key=len)
        assert f"`{longest}" in README, f"{longest} is not in the README"
        assert longest in shown


def test_what_the_readme_calls_is_there() -> None:
    called = list(calls())
    assert called
    for name, options in called:
        assert name in COMMANDS, f"no command {name!r}"
        known = {opt for parameter in COMMANDS[name].params for opt in parameter.opts}
        assert set(options) <= known | {"--help"}, name


@pytest.mark.parametrize("reader", READERS)
def test_readers_are_documented(reader: str) -> None:
    assert f"`{reader}`" in REFERENCE


@pytest.mark.parametrize("code", CODES)
def test_codes_are_documented(code: str) -> None:
    assert f"`{code}`" in REFERENCE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^(```+|~~~+).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    prose = re.sub(r"`[^`\n]+`", "", prose)
    for target in re.findall(r"\]\(([^()\s]+)\)", prose):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        linked = page.parent / path if path else page
        assert linked.exists(), f"{target} is not there"
        if anchor and linked.suffix == ".md":
            assert anchor in anchors(linked), f"{target}: no such heading"


def anchors(page: Path) -> set[str]:
    """The names under which GitHub shows the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_versions_agree() -> None:
    from orkgx import __version__

    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
