"""The export cell by cell against the ORKG's own comparison of the same models; and how names as written lead on."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef

import orkgx
from tests.support import run

ORKGP = Namespace("http://orkg.org/orkg/predicate/")
ORKGR = Namespace("http://orkg.org/orkg/resource/")
OX = Namespace("https://w3id.org/orkgx/ns#")
CONTRIBUTION = URIRef("http://orkg.org/orkg/class/Contribution")
SCHEMA = Namespace("https://schema.org/")


class Cell(NamedTuple):
    model: str
    property: str
    theirs: str
    ours: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """But for case, blanks and commas; the ORKG gives several values in no order."""
        return _words(self.theirs) == _words(" ".join(self.ours))


def _words(text: str) -> list[str]:
    return sorted(text.casefold().replace(",", " ").split())


def comparison(path: Path) -> Iterator[dict[str, str]]:
    """The rows of the ORKG's CSV, whose quotes are not doubled inside of quotes."""
    text = path.read_text("utf-8-sig").strip()
    header, *rows = (line[1:-1].split('","') for line in re.split(r'\r?\n(?=")', text))
    for row in rows:
        yield dict(zip(header, row, strict=True))


def cells(catalogues: Path, graph: Graph) -> Iterator[Cell]:
    """What both have of a model and a property."""
    template = json.loads((catalogues / "orkg-template-R609825.json").read_text("utf-8"))
    paths = {one["path"]["label"].strip().lower(): ORKGP[one["path"]["id"]] for one in template["properties"]}
    contributions = defaultdict(list)
    for node in graph.subjects(RDF.type, CONTRIBUTION):
        contributions[_bare(str(graph.value(node, RDFS.label)))].append(node)
    for row in comparison(catalogues / "wild" / "orkg-comparison-R1364660.csv"):
        for node in contributions[_bare(row["model name"])]:
            for name, theirs in row.items():
                values = list(graph.objects(node, paths[name.lower()])) if name.lower() in paths else []
                if theirs and values and name != "model name":
                    yield Cell(row["model name"], name, theirs, tuple(_text(graph, value) for value in values))


def _bare(name: str) -> str:
    return re.sub(r"\W", "", name.casefold())


def _text(graph: Graph, value: object) -> str:
    return str(value if isinstance(value, Literal) else graph.value(value, RDFS.label))  # type: ignore[arg-type]


@pytest.mark.parametrize("profile", ["full", "orkg"])
def test_contributions_say_what_the_orkg_says_of_the_same_models(catalogues: Path, profile: str) -> None:
    graph = orkgx.export(str(catalogues / "awesome-llms.md"), profile=profile)
    found = list(cells(catalogues, graph))
    assert len(found) > 1_100 and len({cell.property for cell in found}) == 15
    unequal = [cell for cell in found if not cell.equal]
    # Of one the ORKG has a second value, of another the README doubles the quotes.
    assert {(cell.model, cell.property) for cell in unequal} <= {("BERT", "pretraining task"), ("Gopher", "innovation")}


# -- names as written, and what they mean

ENTRY = """
- [Zephyr](https://example.org/zephyr)

  ```yaml
  has model: Zephyr
  Title: Zephyr
  date created: 2024-05-01
  organization: Open AI, openAI, Open   AI, Cerebras
  hardware used: A100-80GB GPU
  pretraining task: MLM and RTD
  license: Open, Apache 2.0
  research problem: LLMs
  extension: Zephyr is small., Zephyr-7B-Chat, Zephyr-7B long
  ```
"""


def written(graph: Graph, predicate: URIRef) -> dict[str, set[str]]:
    """What the contribution says, by label, with the IRIs that are meant; the thing itself where it is called that."""
    (contribution,) = graph.subjects(RDF.type, CONTRIBUTION)
    return {
        _text(graph, value): {str(one).rpartition("/")[2] for one in graph.objects(value, OX.canonical)}
        for value in graph.objects(contribution, predicate)
    }


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    source = tmp_path / "catalogue.md"
    source.write_text(ENTRY, "utf-8")
    return orkgx.export(str(source))


def test_a_name_as_written_leads_to_all_that_it_means(graph: Graph) -> None:
    assert written(graph, ORKGP.P119138) == {"A100-80GB GPU": {"nvidia-a100"}}
    assert written(graph, ORKGP.license) == {"Open, Apache 2.0": {"Apache-2.0"}}
    tasks = {"masked-language-modeling", "replaced-token-detection"}
    assert written(graph, ORKGP.P103001) == {"MLM and RTD": tasks}


def test_two_texts_are_two_things_and_mean_one_and_a_canonical_name_is_the_thing_itself(graph: Graph) -> None:
    openai = {"openai"}
    assert written(graph, ORKGP.P18097) == {"Open AI": openai, "openAI": openai, "Cerebras": set()}
    (contribution,) = graph.subjects(RDF.type, CONTRIBUTION)
    assert len(set(graph.objects(contribution, ORKGP.P18097))) == 3
    model = next(graph.objects(contribution, ORKGP.HAS_MODEL))
    assert {_text(graph, one) for one in graph.objects(model, SCHEMA.creator)} == {"OpenAI", "Cerebras"}


def test_what_has_an_id_of_the_orkg_is_that(graph: Graph) -> None:
    (contribution,) = graph.subjects(RDF.type, CONTRIBUTION)
    assert list(graph.objects(contribution, ORKGP.P32)) == [ORKGR.R602335]


def test_sentences_and_variants_in_one_extension_are_several_values(graph: Graph) -> None:
    assert set(written(graph, ORKGP.extension)) == {"Zephyr is small.", "Zephyr-7B-Chat", "Zephyr-7B long"}


def test_the_orkg_is_told_of_no_canonical_node_beside_the_name_as_written(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(ENTRY, "utf-8")
    graph = orkgx.export(str(source), profile="orkg")
    assert not list(graph.triples((None, OX.canonical, None)))
    assert {"A100-80GB GPU", "Open, Apache 2.0"} <= {str(label) for label in graph.objects(None, RDFS.label)}
    assert not {"NVIDIA A100", "Apache-2.0"} & {str(label) for label in graph.objects(None, RDFS.label)}


@pytest.mark.parametrize(
    ("instance", "node"), [("production", ORKGR.R77), ("sandbox", ORKGR.R88), ("incubating", None)]
)
def test_a_table_names_the_orkgs_own_label_and_resource(tmp_path: Path, instance: str, node: URIRef | None) -> None:
    mapping, source = tmp_path / "mine.yaml", tmp_path / "catalogue.md"
    mapping.write_text(
        "name: mine\ncatalogue: {title: Mine}\nextends: awesome-llms\n"
        "tables: {organizations: {Initech: {orkg: {label: Initech Inc., production: R77, sandbox: R88}}}}\n",
        "utf-8",
    )
    source.write_text(ENTRY.replace("Cerebras", "initech"), "utf-8")
    assert run("check", source, "--mapping", mapping, "--quiet").exit_code == 0
    graph = orkgx.export(str(source), mappings=[str(mapping)], instance=instance)
    (contribution,) = graph.subjects(RDF.type, CONTRIBUTION)
    (named,) = [one for one in graph.objects(contribution, ORKGP.P18097) if _text(graph, one) == "Initech Inc."]
    assert node is None or named == node
    assert [str(one).rpartition("/")[2] for one in graph.objects(named, OX.canonical)] == ["initech"]
