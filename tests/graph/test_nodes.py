"""What becomes a node of its own, and what stays a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace

import orkgx
from tests.support import run

OX = Namespace("https://w3id.org/orkgx/ns#")
SCHEMA = Namespace("https://schema.org/")
FAIR4ML = Namespace("https://w3id.org/fair4ml#")
ORKGP = Namespace("http://orkg.org/orkg/predicate/")

SIZES = [
    "300M images",
    "(1.2B samples)",
    "(604 Tasks)",
    "1.3TB (300B tokens)",
    "170,000 proteins",
    "525GiB",
    "70M",
    "~ 2 TB",
]
NAMES = ["20 Newsgroups", "WMT16", "ImageNet-22k", "3D-FRONT", "Our own web crawl"]


def graph_of(folder: Path, *corpora: str) -> Graph:
    """Models of one catalogue, each trained on what is given."""
    entry = "- **M{}** [[A]]() June 2021 [close]\n\n  ```yaml\n  Field: Vision\n  Training Data: '{}'\n  ```\n"
    source = folder / "models.md"
    source.write_text("\n".join(entry.format(at, text) for at, text in enumerate(corpora)), encoding="utf-8")
    return orkgx.export(str(source), mappings=["awesome-huge-models"])


def labels(graph: Graph, type_: object) -> set[str]:
    return {str(graph.value(node, RDFS.label)) for node in graph.subjects(RDF.type, type_)}  # type: ignore[arg-type]


def test_a_size_is_no_dataset_but_a_name_with_a_number_is(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, *SIZES, *NAMES)
    assert labels(graph, OX.StatedValue) == set(SIZES)
    assert {*NAMES} <= labels(graph, SCHEMA.Dataset)
    assert not labels(graph, SCHEMA.Dataset) & set(SIZES)


def test_a_size_stays_on_the_contribution_as_written_and_on_the_model_as_text(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "300M images")
    (written,) = graph.objects(None, ORKGP.P41655)
    assert str(graph.value(written, RDFS.label)) == "300M images"
    assert [str(text) for text in graph.objects(None, OX.trainingDataAsStated)] == ["300M images"]


@pytest.mark.parametrize("catalogue", ["awesome-llms", "awesome-huge-models", "seed"])
def test_no_model_of_a_catalogue_leads_to_a_dataset_that_is_a_size_or_a_sentence(
    catalogue: str, catalogues: Path
) -> None:
    graph = orkgx.export(str(catalogues / f"{catalogue}.md"))
    named = labels(graph, SCHEMA.Dataset)
    assert not [label for label in named if label.lstrip("(~ ")[:1].isdigit()]
    assert not [label for label in named if len(label.split()) >= 8]


@pytest.mark.parametrize("catalogue", ["awesome-llms", "awesome-huge-models", "seed"])
def test_models_of_a_catalogue_lead_to_hardly_any_node_that_is_a_sentence(catalogue: str, catalogues: Path) -> None:
    graph = orkgx.export(str(catalogues / f"{catalogue}.md"))
    led = {
        str(graph.value(node, RDFS.label))
        for model in graph.subjects(RDF.type, FAIR4ML.MLModel)
        for predicate, node in graph.predicate_objects(model)
        if predicate != SCHEMA.citation and (node, RDFS.label, None) in graph
    }
    assert len([label for label in led if len(label.split()) >= 8]) < 10
    assert not [label for label in labels(graph, SKOS.Concept) if len(label.split()) >= 8]


def test_a_sentence_about_a_task_is_a_text_of_the_model_and_nothing_to_complain_of(tmp_path: Path) -> None:
    sentence = "predict which of the pairs of a batch of all that there are occurred"
    source = tmp_path / "models.md"
    block = f"- **M** [[A]]() June 2021 [close]\n\n  ```yaml\n  Params: 1B\n  Objective: '{sentence}'\n  ```\n"
    source.write_text(block, encoding="utf-8")
    shown = run("check", str(source), "-v", "--mapping", "awesome-huge-models")
    assert "concept" not in shown.output
    graph = orkgx.export(str(source), mappings=["awesome-huge-models"])
    (model,) = graph.subjects(RDF.type, FAIR4ML.MLModel)
    (task,) = graph.objects(model, FAIR4ML.mlTask)
    assert task == Literal(sentence)


def test_two_spellings_that_the_table_knows_are_one_model(tmp_path: Path) -> None:
    entry = "- **{}** [[A]]() June 2021 [close]\n\n  ```yaml\n  Field: Vision\n  Params: 1B\n  ```\n"
    source = tmp_path / "models.md"
    source.write_text(entry.format("StableDiffusion") + "\n" + entry.format("Stable Diffusion"), encoding="utf-8")
    graph = orkgx.export(str(source), mappings=["awesome-huge-models"])
    (model,) = graph.subjects(RDF.type, FAIR4ML.MLModel)
    assert [str(label) for label in graph.objects(model, RDFS.label)] == ["Stable Diffusion"]
    assert len(set(graph.subjects(ORKGP.HAS_MODEL, model))) == 2


def mentions(graph: Graph) -> dict[str, set[str]]:
    """The names that the texts of each model mention."""
    found: dict[str, set[str]] = {}
    for model, corpus in graph.subject_objects(SCHEMA.mentions):
        found.setdefault(str(graph.value(model, RDFS.label)), set()).add(str(graph.value(corpus, RDFS.label)))
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1.2T tokens (Redpajama)", {"RedPajama"}),
        ("about 5B tokens of CommonCrawl (4B), Wikipedia (1B) and books", {"Common Crawl", "Wikipedia"}),
        ("filtered pages of GitHub, and the Stack Dedup", {"GitHub", "The Stack Dedup"}),
        ("chat logs, stories and books of our own, and Pile-XY", set()),
    ],
)
def test_known_names_in_a_text_are_linked(tmp_path: Path, text: str, names: set[str]) -> None:
    assert set().union(*mentions(graph_of(tmp_path, text)).values()) == names
