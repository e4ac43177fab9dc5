"""README and manual say what there is, all of it, and nothing that there is not; what they show is run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
import rdflib
from click.testing import CliRunner

from orkgx import __version__
from orkgx.cli import main
from orkgx.graph.terms import PREFIXES
from orkgx.mapping.schema import json_schema
from tests.manual import MANUAL, TABLE, TABLES, written

ROOT = Path(__file__).parents[1]
PACKAGE = MANUAL.parent
SAMPLE = ROOT / "tests/sample/catalogue.md"
TOPICS = {path.stem: path for path in sorted(MANUAL.glob("*.md"))}
PAGES = {"README": ROOT / "README.md", **TOPICS}
LINKING = [*PAGES.values(), ROOT / "CHANGELOG.md", ROOT / "mappings/README.md", ROOT / "ontology/README.md"]
TEXTS = {name: path.read_text("utf-8") for name, path in PAGES.items()}
OTHERS = {"--help", "--version", "--strict"}  # options that no verb of ours has
OUTWARD = {"serve", "plan", "push", "ledger"}  # verbs that want an ORKG, or do not end by themselves


class Fence(NamedTuple):
    """A fenced block: its language, what stands behind that, and its text."""

    language: str
    mark: str
    text: str


def fences(page: str) -> list[Fence]:
    found = re.findall(r"^ *(`{3,})(\w*) ?(.*)\n((?:.*\n)*?) *\1$", TEXTS[page], flags=re.M)
    return [Fence(language, mark, text) for _, language, mark, text in found]


def spans(page: str) -> list[str]:
    """What stands between single backticks outside of fenced blocks."""
    prose = re.sub(r"^(`{3,}).*\n(?:.*\n)*?\1$", "", TEXTS[page], flags=re.M)
    return [span.replace("\\|", "|") for span in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose)]


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![^\s`])--?[a-z][a-z-]*", text))


def commands(group: click.Group = main, name: str = "orkgx") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


COMMANDS = dict(commands())
VERBS = [name for name in COMMANDS if name.count(" ") == 1]


def options_of(name: str) -> set[str]:
    return {option for one in COMMANDS[name].params if isinstance(one, click.Option) for option in one.opts}


# -- calls


class Call(NamedTuple):
    """A line that calls orkgx: its arguments, the command whose output it gets, where its own output goes."""

    arguments: list[str]
    before: list[str]
    target: str

    @property
    def command(self) -> str:
        words = ["orkgx", *self.arguments]
        longer = " ".join(words[:3])
        return longer if longer in COMMANDS else " ".join(words[:2])


def call(line: str) -> Call | None:
    """The call in a line of shell; None where there is none."""
    parts = shlex.shlex(line, posix=True, punctuation_chars="|>")
    parts.whitespace_split = True
    words = list(parts)
    before: list[str] = []
    if "|" in words:
        before, words = words[: words.index("|")], words[words.index("|") + 1 :]
    target = words[words.index(">") + 1] if ">" in words else ""
    words = words[: words.index(">")] if ">" in words else words
    return Call(words[1:], before, target) if words[:1] == ["orkgx"] else None


def calls(page: str) -> Iterator[tuple[Call, bool]]:
    """The calls of a page's shell and workflows, and of the examples in its tables; and whether they can be run."""
    for language, mark, text in fences(page):
        for line in text.replace("\\\n", " ").splitlines() if language in ("sh", "yaml") else ():
            if found := call(line) if language == "sh" else call(line.strip().removeprefix("- run: ")):
                yield found, mark != "not-run"
    for example in re.findall(r"\| `(orkgx [^`]+)` \|$", TEXTS[page], flags=re.M):
        if found := call(example):
            yield found, found.arguments[0] not in OUTWARD


def run(made: Call, folder: Path) -> None:
    """Make a call; it must end as one that did its work, with findings or without."""
    given = subprocess.run(made.before, cwd=folder, capture_output=True, check=True).stdout if made.before else None
    result = CliRunner().invoke(main, made.arguments, input=given)
    assert result.exit_code in (0, 1), f"{made}: {result.output}"
    assert result.exception is None or isinstance(result.exception, SystemExit), made
    if made.target:
        (folder / made.target).write_text(result.stdout, "utf-8")


# -- where examples are run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the examples name, with the sample as README.md."""
    folder = tmp_path_factory.mktemp("examples")
    sample = SAMPLE.read_text("utf-8")
    for name in ("README.md", "more.md", "catalogues/one.md", "tests/sample/catalogue.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(sample, "utf-8")
    (folder / "question.rq").write_text("SELECT ?model { ?model a fair4ml:MLModel }\n", "utf-8")
    (folder / "output").mkdir()
    (folder / "old.md").write_text(sample.replace("Closed source, accessible through API", "Apache 2.0"), "utf-8")
    git = ["git", "-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-C", str(folder)]
    for words in (["init", "-q"], ["add", "README.md"], *[["commit", "-q", "--allow-empty", "-m", "One."]] * 2):
        subprocess.run([*git, *words], check=True)
    for source, target in (("README.md", "models.ttl"), ("old.md", "old.ttl"), ("README.md", "new.nq")):
        ended = CliRunner().invoke(main, ["export", str(folder / source), "-o", str(folder / target), "-q"])
        assert ended.exit_code == 0, ended.output
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to work in."""
    copy = tmp_path / "work"
    shutil.copytree(made, copy)
    monkeypatch.chdir(copy)
    return copy


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
    assert [one for one in modules if not (PACKAGE / f"{one.replace('.', '/')}.py").is_file()] == []


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


# -- examples


@pytest.mark.parametrize("page", [page for page in PAGES if any(can for _, can in calls(page))])
def test_examples_run(page: str, folder: Path) -> None:
    for _, mark, text in fences(page):
        if "." in mark:
            (folder / mark).write_text(text, "utf-8")
    for one, can in calls(page):
        if can:
            run(one, folder)


def consoles(*marks: str) -> list[tuple[str, str, str]]:
    """Each example that shows what comes out: page, command, output."""
    return [
        (page, command, shown)
        for page in PAGES
        for language, mark, text in fences(page)
        if language == "console" and mark in marks
        for command, shown in re.findall(r"^\$ orkgx (.*)\n((?:(?!\$ ).*\n)*)", text, flags=re.M)
    ]


def shows(command: str, shown: str) -> None:
    result = CliRunner().invoke(main, shlex.split(command))
    assert timeless(result.output) == timeless(shown)


def timeless(output: str) -> str:
    return re.sub(r"\d+\.\d s$", "0.0 s", output.strip(), flags=re.M)


@pytest.mark.parametrize(("page", "command", "shown"), consoles(""))
def test_what_a_page_shows_is_what_comes_out(page: str, command: str, shown: str, folder: Path) -> None:
    shows(command, shown)


@pytest.mark.parametrize(("page", "command", "shown"), consoles("catalogues"))
def test_what_a_page_shows_of_the_catalogues_is_what_comes_out(
    page: str, command: str, shown: str, catalogues: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(catalogues)
    shows(command, shown)


@pytest.mark.parametrize("page", ["README", "graph"])
def test_the_graph_that_a_page_shows_is_made_of_the_item_before_it(page: str, tmp_path: Path) -> None:
    (item,) = [text for language, _, text in fences(page) if language == "markdown"]
    (turtle,) = [text for language, _, text in fences(page) if language == "turtle"]
    (tmp_path / "README.md").write_text(item, "utf-8")
    arguments = [str(tmp_path / "README.md"), "--source-iri", "https://example.org/README.md"]
    made = rdflib.Graph().parse(data=CliRunner().invoke(main, ["export", *arguments]).stdout)
    declared = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    shown = rdflib.Graph().parse(data=declared + turtle)
    assert len(shown) > 5
    assert set(shown) <= set(made)


def test_the_questions_of_the_manual_can_be_asked(folder: Path) -> None:
    questions = [text for page in PAGES for language, _, text in fences(page) if language == "sparql"]
    assert questions
    for question in questions:
        run(Call(["query", "models.ttl", question], [], ""), folder)


def test_the_programs_of_the_manual_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    programs = [text for page in PAGES for language, _, text in fences(page) if language == "python"]
    assert programs
    for program in programs:
        exec(compile(program, "the manual", "exec"), {})
    assert "rdf-syntax-ns#type" in capsys.readouterr().out


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
