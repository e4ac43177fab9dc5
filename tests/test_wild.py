"""Catalogues of other people, with the mappings that ship: nothing is passed over, values are what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orkgx.model import Severity
from orkgx.pipeline import Run, prepare
from tests.support import run


@pytest.fixture(scope="module")
def wild(catalogues: Path) -> Path:
    folder = catalogues / "wild"
    if not folder.is_dir():
        pytest.skip("the catalogues of other people are not there")
    return folder


def read(path: Path) -> tuple[Run, str]:
    """A run over a source, and its graph as N-Triples."""
    made = prepare(str(path))
    with made.spooled() as spool:
        return made, "".join(chunk.text for chunk in spool.chunks())


def rows_of(path: Path) -> int:
    """Rows of the tables of a page, counted by their look alone: neither heading nor rule, with a first cell."""
    lines = path.read_text("utf-8").splitlines()
    rules = {at for at, line in enumerate(lines) if re.fullmatch(r"\|?[ :|-]*-[ :|-]*\|[ :|-]*", line.strip())}
    rows = [at for at, line in enumerate(lines) if line.startswith("|") and at not in rules and at + 1 not in rules]
    return sum(bool(lines[at].strip("| ").split("|")[0].strip()) for at in rows)


def contributions(graph: str) -> int:
    return graph.count("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://orkg.org/orkg/class/Contribution> .")


@pytest.mark.parametrize("name", ["open-llms.md", "mmpretrain-resnet.md", "onnx-models.md", "awesome-japanese-llm.md"])
def test_each_row_of_a_table_is_an_entry_or_a_double_that_is_told_of(wild: Path, name: str) -> None:
    made, graph = read(wild / name)
    findings = list(made.findings())
    doubles = sum(one.code == "duplicate-entry" for one in findings)
    assert contributions(graph) == made.summary.entries
    assert made.summary.entries + doubles >= rows_of(wild / name)
    assert {one.code for one in findings if one.severity is Severity.error} <= {"duplicate-entry"}


@pytest.mark.parametrize(
    ("name", "least"),
    [("awesome-llm.md", 300), ("awesome-transformer-nlp.md", 250), ("awesome-neurosymbolic-ai.md", 70)],
)
def test_items_with_links_are_entries(wild: Path, name: str, least: int) -> None:
    made, graph = read(wild / name)
    assert contributions(graph) == made.summary.entries >= least
    assert {one.code for one in made.findings() if one.severity is Severity.error} <= {"duplicate-entry"}


@pytest.mark.parametrize(
    "name", ["danish-memo", "docker-qwen3", "hf-modelcard", "llm-jp-v3", "opus-af-en", "rubert-sentence"]
)
def test_a_card_is_one_entry(wild: Path, name: str) -> None:
    made, _ = read(wild / "cards" / f"{name}.md")
    assert made.summary.entries == 1
    assert made.summary.counts[Severity.error] == 0


def test_versions_told_of_by_the_same_keys_are_an_entry_each(wild: Path) -> None:
    made, graph = read(wild / "cards" / "thai-ner.md")
    assert made.summary.entries == contributions(graph) == 3 and made.summary.catalogues == {"outline"}
    assert all(f'#label> "Thai NER v{version}"' in graph for version in ("1.4", "1.5", "1.5.1"))


def test_the_sizes_of_a_model_are_entries_below_its_name(wild: Path) -> None:
    made, graph = read(wild / "cards" / "whisper.md")
    assert made.summary.entries == contributions(graph) == 6 and made.summary.catalogues == {"sizes"}
    assert '/model/model-card-whisper/large> <https://w3id.org/orkgx/ns#parameterCount> "1550000000"' in graph


@pytest.mark.parametrize(("name", "shapes"), [("cards/obo-uberon.md", "1 front matter"), ("orkg-papers.csv", "2 rows")])
def test_what_names_no_model_says_what_stands_there(wild: Path, name: str, shapes: str) -> None:
    result = run("export", wild / name)
    assert result.exit_code == 1 and "warning no-entry" in result.stderr and shapes in result.stderr


# Read off the pages by hand: part of the address of a contribution, and what is said of it.
SAID = [
    ("open-llms.md", "contribution/common/t5>", '"0.06 - 11"'),
    ("open-llms.md", "model/t5>", "<http://spdx.org/licenses/Apache-2.0>"),
    ("open-llms.md", "contribution/common/yalm-100b>", '"1024"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("open-llms.md", "model/yalm-100b>", '"100000000000"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("open-llms.md", "contribution/common/rwkv-4>", '"2021-08"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'),
    ("mmpretrain-resnet.md", "contribution/common/resnet18-8xb32-in1k>", '"11.69"'),
    ("awesome-llm.md", "contribution/common/bert>", '"2018-10"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'),
    ("awesome-japanese-llm.md", "contribution/common/stockmark-2-100b-instruct-beta>", "/organization/stockmark>"),
    ("cards/rubert-sentence.md", "/model/", "/language/ru>"),
]


@pytest.mark.parametrize(("name", "subject", "said"), SAID)
def test_a_value_is_what_the_page_says(wild: Path, name: str, subject: str, said: str) -> None:
    _, graph = read(wild / name)
    assert [line for line in graph.splitlines() if subject in line.split(" ")[0] and said in line], subject


def test_two_sizes_are_never_one(wild: Path) -> None:
    _, graph = read(wild / "open-llms.md")
    counts = [line for line in graph.splitlines() if "/model/t5>" in line.split(" ")[0] and "arameterCount>" in line]
    assert not [line for line in counts if '"11000000000"' in line and len(counts) == 1]


def test_the_comparison_of_the_orkg_extends_the_catalogue(wild: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "comparison.yaml"
    mapping.write_text("name: comparison\nextends: awesome-llms\nrecords: [csv]\n", "utf-8")
    result = run("check", wild / "orkg-comparison-R1364660.csv", "--mapping", mapping)
    assert "92 entries" in result.stderr and " 0 errors" in result.stderr
