"""README and manual say what there is, all of it, and nothing that there is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from orkgx import __version__
from orkgx.cli import main
from orkgx.mapping.json_schema import json_schema
from tests.manual import TABLE, TABLES, written
from tests.pages import (
    COMMANDS,
    OTHERS,
    PACKAGE,
    PAGES,
    ROOT,
    TEXTS,
    TOPICS,
    VERBS,
    calls,
    fences,
    options_in,
    options_of,
    spans,
)  # fmt: skip

LINKING = [*PAGES.values(), ROOT / "CHANGELOG.md", ROOT / "mappings/README.md", ROOT / "ontology/README.md"]


# -- all of it is there


def test_the_readme_is_short() -> None:
    assert len(TEXTS["README"].splitlines()) <= 200


def test_every_verb_has_a_page_and_stands_in_the_readme() -> None:
    assert set(main.commands) <= set(TOPICS)
    assert set(main.commands) <= set(re.findall(r"^\| \[(\w+)\]", TEXTS["README"], flags=re.M))


def test_every_page_is_named_in_the_readme_and_says_what_it_is_about() -> None:
    for topic in TOPICS:
        assert f"src/orkgx/manual/{topic}.md" in TEXTS["README"]
        assert TEXTS[topic].startswith(f"# {topic}: ")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_of_a_verb_names_each_way_to_call_it(name: str) -> None:
    assert any(span == name or span.startswith(f"{name} ") for span in spans(name.split()[1]))


@pytest.mark.parametrize("name", VERBS)
def test_the_page_of_a_verb_has_its_options_and_no_others(name: str) -> None:
    section = re.search(r"^## Options\n((?:(?!## ).*\n)*)", TEXTS[name.split()[1]], flags=re.M)
    named = options_in(" ".join(re.findall(r"`([^`]+)`", section[1]))) if section else set()
    assert named == options_of(name)


def test_tables_are_as_the_code_has_them() -> None:
    found = [name for topic in TOPICS for _, name, _ in TABLE.findall(TEXTS[topic])]
    assert sorted(found) == sorted(TABLES)
    for topic in TOPICS:
        assert written(TEXTS[topic]) == TEXTS[topic], f"{topic}: say make manual"


def test_every_key_of_a_mapping_file_is_on_the_page_of_mappings() -> None:
    schema = json_schema()
    keys = {key for part in (schema, *schema["$defs"].values()) for key in part.get("properties", {})}
    assert keys - set(spans("mappings")) == set()


def test_every_variable_of_the_environment_is_in_the_manual() -> None:
    code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    names = set(re.findall(r"\b(?:ORKGX_[A-Z_]+|XDG_[A-Z_]+|SOURCE_DATE_EPOCH)\b", code))
    assert names
    assert {name for name in names if not any(name in text for text in TEXTS.values())} == set()


# -- and nothing else


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_calls_is_there(page: str) -> None:
    for one, _ in calls(page):
        assert one.command in COMMANDS, f"no command {one.command!r}"
        assert options_in(" ".join(one.arguments)) <= options_of(one.command) | OTHERS
    for span in spans(page):
        if re.match(r"orkgx [a-z]", span):
            assert span.split()[1] in main.commands, span


@pytest.mark.parametrize("page", PAGES)
def test_options_that_a_page_names_are_there(page: str) -> None:
    known = {option for name in COMMANDS for option in options_of(name)} | OTHERS
    assert {option for span in spans(page) for option in options_in(span) if option.startswith("--")} <= known


@pytest.mark.parametrize("page", LINKING, ids=lambda page: str(page.relative_to(ROOT)))
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


def test_a_value_passes_at_most_twelve_modules_and_they_are_there() -> None:
    modules = re.findall(r"^\| `([a-z_.]+)` \|", TEXTS["value"], flags=re.M)
    assert 0 < len(modules) <= 12
    places = {one: PACKAGE / one.replace(".", "/") for one in modules}
    assert [one for one, place in places.items() if not (place.is_dir() or place.with_suffix(".py").is_file())] == []


def test_the_rooms_of_the_manual_are_those_of_the_package() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert set(re.findall(r"^\| `([a-z]+)/` \|", TEXTS["value"], flags=re.M)) == rooms


def test_modules_that_pages_name_are_there() -> None:
    named = [span for page in PAGES for span in spans(page) if re.fullmatch(r"[a-z_/]+\.py|[a-z]+/(?:[a-z]+/)*", span)]
    assert named
    assert [one for one in named if not (PACKAGE / one).exists() and not (ROOT / one).exists()] == []


def test_targets_of_make_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    named = {target for text in TEXTS.values() for target in re.findall(r"(?:^|`)make ([a-z]+)\b", text, flags=re.M)}
    assert named
    assert named <= targets


def test_versions_agree() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# -- orkgx help


def test_help_lists_every_page() -> None:
    listed = CliRunner().invoke(main, ["help"])
    assert listed.exit_code == 0
    for topic in TOPICS:
        assert f"  {topic} " in listed.output


@pytest.mark.parametrize("topic", TOPICS)
def test_help_shows_every_page_whole(topic: str) -> None:
    shown = CliRunner().invoke(main, ["help", topic])
    assert shown.exit_code == 0
    there = "".join(shown.output.split())
    for heading in re.findall(r"^#+ (.+)$", TEXTS[topic], flags=re.M):
        if heading not in "".join(fence.text for fence in fences(topic)):
            assert heading.replace("`", "").replace(" ", "") in there
    for span in re.findall(r"^\| `([^`|\\]+)`", TEXTS[topic], flags=re.M):
        assert span.replace(" ", "") in there, span
    assert "\x1b" not in shown.output
    assert ".md)" not in shown.output


def test_help_suggests_what_is_near() -> None:
    missed = CliRunner().invoke(main, ["help", "exprot"])
    assert missed.exit_code == 2
    assert "did you mean 'export'?" in missed.output
    assert "'orkgx help' lists all pages" in CliRunner().invoke(main, ["help", "zzz"]).output
