"""What README and manual show is run: examples, what comes out of them, queries, programs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner

from orkgx.cli import main
from orkgx.graph.terms import PREFIXES
from tests.pages import PAGES, ROOT, Call, calls, fences

SAMPLE = ROOT / "tests/sample/catalogue.md"


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


def write_files(page: str, folder: Path) -> None:
    """The files that a page shows, by their names."""
    for _, mark, text in fences(page):
        if "." in mark:
            (folder / mark).write_text(text, "utf-8")


# -- examples


@pytest.mark.parametrize("page", [page for page in PAGES if any(can for _, can in calls(page))])
def test_examples_run(page: str, folder: Path) -> None:
    write_files(page, folder)
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
    assert timeless(shown) in timeless(result.output)


def timeless(output: str) -> str:
    return re.sub(r"\d+\.\d s$", "0.0 s", output.strip(), flags=re.M)


@pytest.mark.parametrize(("page", "command", "shown"), consoles(""))
def test_what_a_page_shows_is_what_comes_out(page: str, command: str, shown: str, folder: Path) -> None:
    write_files(page, folder)
    shows(command, shown)


@pytest.mark.parametrize(("page", "command", "shown"), consoles("catalogues"))
def test_what_a_page_shows_of_the_catalogues_is_what_comes_out(
    page: str, command: str, shown: str, catalogues: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(catalogues)
    shows(command, shown)


def test_three_commands_of_the_readme_lead_from_nothing_to_the_graph_of_a_table(tmp_path: Path) -> None:
    table = next(text for _, mark, text in fences("README") if mark == "models.md")
    commands = next(text for language, _, text in fences("README") if language == "sh").splitlines()
    assert len(commands) <= 3
    installing, *calling = [shlex.split(command, comments=True) for command in commands]
    assert installing[:2] == ["pip", "install"]
    (tmp_path / "models.md").write_text(table, "utf-8")
    for program, *arguments in calling:
        assert program == "orkgx"
        subprocess.run([sys.executable, "-m", program, *arguments], cwd=tmp_path, check=True)
    graph = rdflib.Graph().parse(tmp_path / "models.ttl")
    models = graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{PREFIXES['fair4ml']}MLModel"))
    rows = re.findall(r"^\| \[?([\w-]+)", table, flags=re.M)[1:]
    assert sorted(str(graph.value(model, rdflib.RDFS.label)) for model in models) == sorted(rows)
    assert len(rows) == 6


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
    programs = [text for page in PAGES for language, mark, text in fences(page) if (language, mark) == ("python", "")]
    assert programs
    for program in programs:
        exec(compile(program, "the manual", "exec"), {})
    assert "rdf-syntax-ns#type" in capsys.readouterr().out
