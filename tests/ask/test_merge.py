"""Catalogues as one graph: one node a thing, every real disagreement told with both places, no difference by order."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.support import run

_BLOCK = """\
- {name}
  ```yaml
  model: {name}
  title: {title}
  organization: {maker}
  date created: {date}
  number of parameters: {size}
  license: {license}
  ```
"""
_HEAD = "| Model | Organization | Released | Params | License |\n|---|---|---|---|---|\n"
_MODEL = ox.NamedNode("https://w3id.org/fair4ml#MLModel")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture
def blocks(tmp_path: Path) -> str:
    """Three models as blocks."""
    entries = (
        ("Brise", "On Brise", "Aria Labs", "2023-05-28", "65.2B", "MIT"),
        ("Zephyr", "On Zephyr", "Borea", "2022-01", "7B", "Apache 2.0"),
        ("Storm Cell", "On Storms", "Borea", "2021", "1.7T", "MIT"),
    )
    keys = ("name", "title", "maker", "date", "size", "license")
    path = tmp_path / "blocks.md"
    path.write_text("".join(_BLOCK.format(**dict(zip(keys, one, strict=True))) for one in entries), "utf-8")
    return str(path)


@pytest.fixture
def rows(tmp_path: Path) -> str:
    """The same three models as a table, with one size that is rounded, one name that is written otherwise, and more."""
    path = tmp_path / "rows.md"
    lines = (
        "| Brise | Aria Labs | 2023-05 | 65B | MIT |",
        "| Zephyr | Borea | 2022-03 | 7B | MIT |",
        "| StormCell | Borea | 2021-06 | 170T | MIT |",
        "| Zephyr-3B | Borea | 2022 | 3B | MIT |",
    )
    path.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")
    return str(path)


def merged(tmp_path: Path, *arguments: str) -> ox.Store:
    target = tmp_path / "merged.nt"
    result = run("merge", *arguments, "-o", str(target), "-q")
    assert result.exit_code == 0, result.output
    store = ox.Store()
    store.bulk_load(target.read_bytes(), ox.RdfFormat.N_TRIPLES)
    return store


def test_conflicts_are_told_with_both_places_and_rounding_is_none(blocks: str, rows: str, tmp_path: Path) -> None:
    report = tmp_path / "conflicts.json"
    shown = run("merge", blocks, rows, "-o", str(tmp_path / "all.ttl"), "--conflicts", str(report))
    assert shown.exit_code == 0, shown.output
    found = json.loads(report.read_text("utf-8"))["conflicts"]
    assert [(one["label"], one["property"], [claim["values"] for claim in one["claims"]]) for one in found] == [
        ("Storm Cell", "parameters", [["1700000000000"], ["170000000000000"]]),
        ("Zephyr", "date", [["2022-01"], ["2022-03"]]),
        ("Zephyr", "licence", [["Apache-2.0"], ["MIT"]]),
    ]
    assert "    1,700,000,000,000    blocks.md:21-26\n    170,000,000,000,000  rows.md:5\n" in shown.stdout
    assert "2 graphs, 3 models in several, 3 conflicts in 2 models" in shown.stderr


def test_each_thing_is_one_node(blocks: str, rows: str, tmp_path: Path) -> None:
    store = merged(tmp_path, blocks, rows)
    ask = (
        "SELECT ?label ?also ?variant { ?m a fair4ml:MLModel ; rdfs:label ?label "
        "OPTIONAL { ?m skos:altLabel ?also } OPTIONAL { ?m schema:hasVariant/rdfs:label ?variant } } ORDER BY ?label"
    )
    (tmp_path / "q.rq").write_text(ask, "utf-8")
    answer = run("query", str(tmp_path / "merged.nt"), "--file", str(tmp_path / "q.rq"), "--format", "csv")
    rows_ = answer.stdout.split()
    assert "Zephyr,,Zephyr-3B" in rows_ and "Storm Cell,StormCell," in answer.stdout
    assert len(list(store.quads_for_pattern(None, _TYPE, _MODEL, None))) == 4


def test_the_order_does_not_count_and_merging_again_adds_nothing(blocks: str, rows: str, tmp_path: Path) -> None:
    outputs = [tmp_path / f"{name}.ttl" for name in ("ab", "ba", "again", "with")]
    orders = ([blocks, rows], [rows, blocks], [str(outputs[0])], [str(outputs[0]), rows, str(outputs[0])])
    for output, names in zip(outputs, orders, strict=True):
        assert run("merge", *names, "-o", str(output), "-q").exit_code == 0
    assert len({output.read_bytes() for output in outputs}) == 1
    export = tmp_path / "export.nt"
    run("export", blocks, "-o", str(export), "-q")
    merged(tmp_path, blocks, str(export))
    lines = [set(path.read_text("utf-8").splitlines()) for path in (export, tmp_path / "merged.nt")]
    assert lines[0] == lines[1]


@pytest.mark.parametrize("format_", ["trig", "nq"])
def test_each_catalogue_keeps_its_graph(blocks: str, rows: str, tmp_path: Path, format_: str) -> None:
    first, second = tmp_path / f"one.{format_}", tmp_path / f"two.{format_}"
    assert run("merge", blocks, rows, "-o", str(first), "-q").exit_code == 0
    again = run("merge", str(first), "-o", str(second))
    assert first.read_bytes() == second.read_bytes()
    assert "2 graphs, 3 models in several, 3 conflicts in 2 models" in again.stderr


def test_a_policy_decides_what_models_say_and_contributions_keep_their_claims(
    blocks: str, rows: str, tmp_path: Path
) -> None:
    ask = "SELECT ?n { ?m a fair4ml:MLModel ; rdfs:label 'Storm Cell' ; ox:maxParameterCount ?n } ORDER BY ?n"
    for policy, values in (
        ("keep-all", ["1700000000000", "170000000000000"]),
        (f"prefer:{rows}", ["170000000000000"]),
        (f"prefer:{blocks}", ["1700000000000"]),
    ):
        merged(tmp_path, blocks, rows, "--policy", policy)
        answer = run("query", str(tmp_path / "merged.nt"), ask, "--format", "csv").stdout.split()
        assert answer[1:] == values, policy
        sizes = run("query", str(tmp_path / "merged.nt"), "SELECT ?n { ?c orkgp:P103002 ?n }", "--format", "csv").stdout
        assert "1.7T" in sizes and "170T" in sizes


def test_fail_writes_nothing_where_there_is_a_conflict(blocks: str, rows: str, tmp_path: Path) -> None:
    target = tmp_path / "all.ttl"
    result = run("merge", blocks, rows, "--policy", "fail", "-o", str(target))
    assert (result.exit_code, target.exists()) == (1, False)
    assert run("merge", blocks, blocks, "--policy", "fail", "-o", str(target)).exit_code == 0


def test_what_cannot_be_done_is_said_before_anything_is_written(blocks: str, rows: str, tmp_path: Path) -> None:
    before = Path(rows).read_bytes()
    for words, why in (
        (["-o", rows, "--format", "ttl"], "is merged in this run"),
        (["-o", "all.doc"], "means no format of RDF"),
        (["--policy", "best"], "is no policy"),
        (["--policy", "prefer:nobody", "-o", str(tmp_path / "x.ttl")], "names none of the graphs"),
        (["--conflicts", "report.pdf"], "says no form"),
    ):
        result = run("merge", blocks, rows, *words)
        assert result.exit_code == 2 and why in result.output, result.output
    assert Path(rows).read_bytes() == before and not (tmp_path / "x.ttl").exists()


def test_subjects_of_a_merged_graph_stand_apart_as_those_of_an_export(blocks: str, rows: str, tmp_path: Path) -> None:
    run("merge", blocks, rows, "-o", str(tmp_path / "all.ttl"))
    lines = (tmp_path / "all.ttl").read_text("utf-8").split("\n")
    ends = [at for at, line in enumerate(lines) if line.endswith(" .") and not line.startswith("@")]
    assert len(ends) > 50 and not any(lines[at + 1] for at in ends)


def test_a_page_of_conflicts_shows_labels_as_text(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("one.md", "two.md")]
    for path, size in zip(names, ("1B", "3B"), strict=True):
        Path(path).write_text(f"{_HEAD}| &lt;b&gt;Gale | Borea | 2020 | {size} | MIT |\n", "utf-8")
    page = tmp_path / "page.html"
    run("merge", *names, "--conflicts", str(page), "-o", str(tmp_path / "x.nt"), "-q")
    assert "&lt;b&gt;Gale" in page.read_text("utf-8") and "<b>" not in page.read_text("utf-8")


# Read off the two catalogues by hand, what each says of a model: sizes, dates and licences that differ by more than
# rounding (65B and 65.2B, 1.18B and 1.2B) or exactness (a month and a day in it).
_REAL = """
AlphaFold | parameters | 60000000 | 21000000000
AlphaFold | date | 2019-09-01 | 2021-07
Anthropic Assistant | date | 2021-12-01 | 2022-12
BERT | parameters | 340000000 | 330000000
BLOOM | date | 2022-07-01 | 2022-11
BLOOM | licence | BigScience RAIL License v1.0 | OpenRAIL-M v1
CLIP | date | 2021-02-01 | 2021-01
DALL-E | date | 2021-01-01 | 2021-02
DialoGPT | date | 2019-10-01 | 2019-11
Falcon | date | 2023-05-25 | 2023-06
GLM | parameters | 130000000000 | 10000000000
GLM | date | 2022-03-01 | 2021-03
GPT-4 | parameters | 170000000000000 | 1700000000000
GPT-J | date | 2021-05-01 | 2021-08
Imagen | date | 2022-06-01 | 2022-05
InstructGPT | date | 2022-01-01 | 2022-03
Jurassic-1 | date | 2021-09-01 | 2021-08
LLaMA | licence | Limited, Non-commercial bespoke license | GPL
PaLM | parameters | 540000000000 | 550000000000
Pythia | date | 2023-03-13 | 2022-10
RoBERTa | parameters | 356000000 | 354000000
Stable Diffusion | date | 2021-12-01 | 2022-08
Switch | parameters | 1000000000000 | 1600000000000
XLNet | parameters | 360000000 | 340000000
XLNet | date | 2019-05-01 | 2019-06
"""


def test_the_real_catalogues_disagree_where_a_reader_finds_it(catalogues: Path, tmp_path: Path) -> None:
    report = tmp_path / "conflicts.json"
    names = [str(catalogues / f"{name}.md") for name in ("awesome-llms", "awesome-huge-models")]
    result = run("merge", *names, "-o", str(tmp_path / "all.nt"), "--conflicts", str(report), "-q")
    assert result.exit_code == 0
    found = json.loads(report.read_text("utf-8"))["conflicts"]
    told = [one for one in found if one["property"] in ("parameters", "date", "licence")]
    lines = [
        " | ".join((one["label"], one["property"], *(", ".join(c["values"]) for c in one["claims"]))) for one in told
    ]
    assert sorted(lines) == sorted(_REAL.strip().splitlines())
    places = [[place for claim in one["claims"] for place in claim["places"]] for one in found]
    form = re.compile(r"\S+/awesome-llms\.md#L\d+-L\d+ \S+/awesome-huge-models\.md#L\d+-L\d+")
    assert all(form.fullmatch(" ".join(both)) for both in places)
