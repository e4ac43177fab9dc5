"""The CSV for the ORKG's import, read back by the importer's rules."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import Result

from orkgx.mapping.compiled import Settings
from orkgx.pipeline import prepare
from orkgx.write.orkg_csv import OrkgCsv, table
from orkgx.write.wanted import OrkgLiteral, OrkgResource, OrkgStatement, Wanted, gather
from tests.support import SAMPLE, run

# The two closed lists of columns, and the types of cells (orkg-backend, data-import: Schemes.kt).
PAPER = {"title", "doi", "authors", "publication_month", "publication_year", "research_field", "url", "published_in"}
CONTRIBUTION = {"research_problem", "extraction_method"}
TYPES = {"text", "decimal", "integer", "boolean", "date", "url"}


def export(*arguments: str | Path) -> Result:
    return run("export", *arguments)


class Cell(NamedTuple):
    namespace: str
    value: str
    type: str


def cell(text: str) -> Cell:
    """A cell as the importer takes it apart: ``[namespace:]value[<type>]``."""
    kind = re.search(r"<(\w+)>$", text)
    value = text[: kind.start()] if kind else text
    namespace = next((name for name in ("orkg", "resource") if value.startswith(f"{name}:")), "")
    return Cell(namespace, value.removeprefix(f"{namespace}:") if namespace else value, kind[1] if kind else "")


@pytest.mark.parametrize("name", [None, "awesome-llms.md", "awesome-huge-models.md", "seed.md"])
def test_the_importer_takes_it_and_gives_each_value_back(request: pytest.FixtureRequest, name: str | None) -> None:
    source = request.getfixturevalue("catalogues") / name if name else SAMPLE
    result = export(source, "--format", "orkg-csv", "-q")
    assert result.exit_code in (0, 1), result.stderr
    header, *rows = list(csv.reader(io.StringIO(result.stdout, newline="")))
    assert len(set(header)) == len(header) and all(len(row) == len(header) for row in rows)
    for column in header:
        namespace, colon, rest = column.partition(":")
        if namespace == "paper":
            assert rest in PAPER
        elif namespace == "contribution":
            assert rest in CONTRIBUTION
        elif namespace == "orkg":
            assert re.fullmatch(r"[\w-]+", rest), column
        else:
            assert not colon and column.strip(), column  # a label
    back: set[tuple[str, str, str]] = set()
    for row in rows:
        said = dict(zip(header, row, strict=True))
        assert said["paper:title"].strip() and re.fullmatch(r"R\d+", said["paper:research_field"])
        assert said.get("paper:publication_month", "") in {"", *map(str, range(1, 13))}
        assert not said.get("paper:publication_year") or int(said["paper:publication_year"]) >= 1900
        assert not said.get("paper:doi") or re.fullmatch(r"10\.\d+/\S+", said["paper:doi"])
        for column, text in said.items():
            if not text or column.startswith("paper:"):
                continue
            read = cell(text)
            if read.namespace == "orkg":
                assert column == "contribution:research_problem", "the service takes an id nowhere else"
                assert re.fullmatch(r"[\w-]+", read.value) and not read.type
            elif read.namespace == "resource":
                assert read.value.strip() and "\n" not in read.value and not read.type
            else:
                assert read.type in TYPES or "<" in text or column == "contribution:research_problem", text
                if read.type == "integer":
                    int(read.value)
                if read.type == "date":
                    date.fromisoformat(read.value)
                if read.type == "url":
                    assert re.match(r"https?://", read.value)
            back.add((said["paper:title"], column, read.value))
    # Every statement of a contribution is in its row, or there is a finding for it.
    run = prepare(str(source), settings=Settings(profile="orkg", provenance="none", lines=True))
    with run.spooled() as spool:
        wanted = gather(spool.chunks(), run.lines())
    contributions = [iri for iri, thing in wanted.things.items() if "Contribution" in thing.classes]
    values = {value for _, _, value in back}
    left = 0
    for iri in contributions:
        for link in wanted.links[iri]:
            thing = wanted.things.get(link.object) if isinstance(link.object, str) else None
            said_as = {thing.id, thing.label} if thing else {getattr(link.object, "label", "")}
            left += not said_as & values
    assert len(rows) == len(contributions)
    findings = export(source, "--format", "orkg-csv", "-o", "-", "--all").stderr.count("warning not-in-csv:")
    assert left <= findings


def test_what_finds_no_place_is_named(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(
        "- [A](https://example.org/)\n\n  ```yaml\n  Title: A paper\n  model family: GPT\n  date created: 2020-01-02\n"
        "  organization: OpenAI, Google\n  application: resource:x\n  license: MIT license\n  ```\n",
        "utf-8",
    )
    result = export(source, "-o", tmp_path / "papers.csv")
    said = [line for line in result.stderr.splitlines() if "warning not-in-csv" in line]
    assert len(said) == 2 and all(line.startswith(f"{source}:4:1: warning") for line in said)
    assert "'Google' is one value more" in said[0] + said[1] and "cannot be said" in said[0] + said[1]
    (row,) = csv.DictReader((tmp_path / "papers.csv").open(encoding="utf-8", newline=""))
    assert row["orkg:P18097"] == "resource:OpenAI" and row["orkg:P49020"] == "2020-01-02<date>"
    assert export(source, "-o", tmp_path / "papers.csv", "-o", tmp_path / "a.nt").exit_code == 2


# Text, and the cell that the service reads as it: its type would begin at the first `<` behind which it ends in `>`.
CELLS = {
    "a plain text": "a plain text<text>",
    "fewer than <5 tokens": "fewer than <5 tokens",
    "a tag <b> in it": "a tag <b> in it",
    "ends in a <tag>": "",
    "resource:x": "",
    "orkg:R1": "",
    "note: a colon": "note: a colon<text>",
    "two\nlines": "two\nlines<text>",
    "a <\nbreak": "a <\nbreak<text>",
    "-> b": "-> b<text>",
}


@pytest.mark.parametrize(("text", "expected"), CELLS.items())
def test_a_text_is_read_as_it_stands_or_left_out(text: str, expected: str) -> None:
    wanted = one_entry(OrkgStatement("c", "P15156", OrkgLiteral(text, "xsd:string")))
    made = table(wanted)
    assert dict(zip(made.header, next(iter(made.rows)), strict=True)).get("orkg:P15156", "") == expected
    assert len(list(made.findings)) == (not expected)


def test_an_id_stands_in_the_first_research_problem_alone() -> None:
    """A second one, as any other thing, is named by its label; a problem without an id by its bare label, which makes
    one that is a problem."""
    problems = [OrkgStatement("c", "P32", f"problem/{name}") for name in ("known", "other")]
    made = table(one_entry(*problems, OrkgStatement("c", "license", "problem/known")))
    assert dict(zip(made.header, next(iter(made.rows)), strict=True)) == {
        "paper:title": "A paper",
        "paper:research_field": "R145261",
        "contribution:research_problem": "orkg:R77",
        "orkg:P32": "resource:Other",
        "orkg:license": "resource:Known",
    }
    bare = table(one_entry(problems[1]))
    assert dict(zip(bare.header, next(iter(bare.rows)), strict=True))["contribution:research_problem"] == "Other"


def one_entry(*links: OrkgStatement) -> Wanted:
    things = [
        OrkgResource("p", "A paper", ("Paper",)),
        OrkgResource("c", "A", ("Contribution",)),
        OrkgResource("field", "NLP", ("ResearchField",), "R145261"),
        OrkgResource("problem/known", "Known", ("Problem",), "R77"),
        OrkgResource("problem/other", "Other", ("Problem",)),
    ]
    paper = [OrkgStatement("p", "P30", "field"), OrkgStatement("p", "P31", "c")]
    return Wanted({thing.iri: thing for thing in things}, {"p": paper, "c": list(links)})


def test_what_a_spreadsheet_would_run_is_guarded() -> None:
    lines = OrkgCsv(("paper:title", "x"), (("=HYPERLINK(1)", "-5"), ("+ one", "plain")), ()).lines()
    assert list(lines) == ["paper:title,x\r\n", "'=HYPERLINK(1),-5\r\n", "'+ one,plain\r\n"]
