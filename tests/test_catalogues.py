"""The real catalogues: what each must give, and that no value of any of them is lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from click.testing import CliRunner

from orkgx import records
from orkgx.cli import main
from orkgx.mapping.compiled import Settings
from orkgx.model import Diagnostic, Record, Severity
from orkgx.pipeline import Builder, Run
from orkgx.read.sources import open_sources
from orkgx.write.formats import RDF_FORMATS as FORMATS

MODEL = rdflib.URIRef("https://w3id.org/fair4ml#MLModel")
ORKGC = rdflib.Namespace("http://orkg.org/orkg/class/")
ORKGP = rdflib.Namespace("http://orkg.org/orkg/predicate/")
AS_WRITTEN = rdflib.URIRef("https://w3id.org/orkgx/ns#asWritten")


def exported(*paths: Path, **settings: str) -> tuple[rdflib.Graph, list[Diagnostic], Run]:
    sources, errors = open_sources([str(path) for path in paths], source_iri=None)
    assert not errors
    run = Run(Builder.of((), Settings(**settings)), sources)  # type: ignore[arg-type]
    with run.spooled() as spool:
        text = "".join(chunk.text for chunk in spool.chunks())
    assert len(set(text.split("\n"))) == text.count("\n") + 1
    return rdflib.Graph().parse(data=text, format="nt"), list(run.findings()), run


def of_type(graph: rdflib.Graph, type_: rdflib.URIRef) -> set[rdflib.term.Node]:
    return set(graph.subjects(rdflib.RDF.type, type_))


def values_without_trace(path: Path, graph: rdflib.Graph, found: list[Diagnostic]) -> list[str]:
    """The values of a source that neither a literal of the graph nor a finding at their place holds."""
    written = {str(term) for term in graph.objects() if isinstance(term, rdflib.Literal)}
    written |= {str(term) for term in graph.objects() if isinstance(term, rdflib.URIRef)}
    places = {diagnostic.span.line for diagnostic in found}
    left_out = {diagnostic.span.line for diagnostic in found if diagnostic.code in ("no-name", "blank-form")}
    lost = []
    for record in records(str(path)):
        for field in record.fields:
            if not field.text or record.line - 1 in left_out:
                continue
            lists = (",", r",(?: and)?|(?<=\w) \+ ", r"(?<=\.) ?,", r",(?= *(?:Step|Rule|http))")
            splits = [[part.strip() for part in re.split(separator, field.text)] for separator in lists]
            if (
                field.text in written
                or f"{field.name}: {field.text}" in written
                or any(all(part in written for part in parts) for parts in splits)
                or field.line in places
            ):
                continue
            lost.append(f"{field.line}: {field.name}: {field.text[:80]}")
    return lost


def filled(records_: list[Record]) -> int:
    return sum(bool(field.text) for record in records_ for field in record.fields)


def test_the_catalogue_with_two_schemas(catalogues: Path) -> None:
    graph, found, run = exported(catalogues / "seed.md")
    assert run.summary.blocks == 102
    assert len(of_type(graph, ORKGC.Contribution)) == 100
    assert len(of_type(graph, MODEL)) == 93
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.error]
    assert [(error.span.line, error.code) for error in errors] == [(258, "no-name"), (268, "no-name")]
    assert [diagnostic.span.line for diagnostic in found if diagnostic.code == "indented-fence"] == [1229]
    assert filled(list(records(str(catalogues / "seed.md")))) == 611
    assert not values_without_trace(catalogues / "seed.md", graph, found)


def test_the_catalogue_with_orkg_ids(catalogues: Path) -> None:
    graph, found, run = exported(catalogues / "awesome-llms.md")
    assert run.summary.blocks == 88
    assert len(of_type(graph, MODEL)) == len(of_type(graph, ORKGC.Contribution)) == 87
    papers = of_type(graph, ORKGC.Paper)
    assert len(papers) == 85
    assert all(str(paper).startswith("http://orkg.org/orkg/resource/R") for paper in papers)
    codes = Counter(diagnostic.code for diagnostic in found)
    assert codes["blank-form"] == 1
    assert not [diagnostic for diagnostic in found if diagnostic.severity is Severity.error]
    repaired = [
        record
        for record in records(str(catalogues / "awesome-llms.md"))
        if any(d.code == "unquoted-colon" and record.line <= d.span.line <= record.last for d in found)
    ]
    assert len(repaired) == 62
    assert filled(list(records(str(catalogues / "awesome-llms.md")))) == 1571
    assert values_without_trace(catalogues / "awesome-llms.md", graph, found) == []


def test_the_catalogue_with_names_in_bold(catalogues: Path) -> None:
    graph, found, run = exported(catalogues / "awesome-huge-models.md")
    assert run.summary.blocks == 98
    assert len(of_type(graph, ORKGC.Contribution)) == 98
    models = of_type(graph, MODEL)
    assert len(models) == 94
    names = {str(model).rsplit("/", 1)[1] for model in models}
    assert {"ernie-vilg-2021-12", "ernie-vilg-2022-12"} <= names
    assert not [diagnostic for diagnostic in found if diagnostic.severity is Severity.error]
    assert filled(list(records(str(catalogues / "awesome-huge-models.md")))) == 448
    assert values_without_trace(catalogues / "awesome-huge-models.md", graph, found) == []


def test_two_catalogues_share_a_model(catalogues: Path) -> None:
    graph, _, _ = exported(catalogues / "awesome-llms.md", catalogues / "awesome-huge-models.md")
    model = rdflib.URIRef("https://w3id.org/orkgx/id/model/gpt-3")
    assert (model, rdflib.RDF.type, MODEL) in graph
    assert len(set(graph.subjects(ORKGP.HAS_MODEL, model))) == 2


@pytest.mark.parametrize("name", ["seed.md", "awesome-llms.md", "awesome-huge-models.md"])
@pytest.mark.parametrize("profile", ["full", "orkg", "fair4ml"])
def test_a_graph_explains_itself(catalogues: Path, name: str, profile: str) -> None:
    graph, _, _ = exported(catalogues / name, profile=profile)
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]
    labelled = set(graph.subjects(rdflib.RDFS.label))
    used = set(graph.predicates()) | set(graph.objects(None, rdflib.RDF.type))
    plumbing = {rdflib.RDF.type, rdflib.RDFS.label, rdflib.RDF.Property}
    assert {term for term in used if term not in labelled} <= plumbing | {ORKGC.Predicate, ORKGC.Resource}


@pytest.mark.parametrize("name", ["seed.md", "awesome-llms.md", "awesome-huge-models.md"])
@pytest.mark.parametrize("profile", ["full", "orkg"])
def test_ranges_and_datatypes_of_the_template(catalogues: Path, name: str, profile: str) -> None:
    import json

    template = json.loads((catalogues / "orkg-template-R609825.json").read_text("utf-8"))
    graph, _, _ = exported(catalogues / name, profile=profile)
    labelled = set(graph.subjects(rdflib.RDFS.label))
    numbers = {"P163009", "P163013"}  # no range in the template; lengths and sizes are numbers
    for shape in template["properties"]:
        datatype = shape.get("datatype")
        for subject, term in graph.subject_objects(ORKGP[shape["path"]["id"]]):
            if datatype:
                assert isinstance(term, rdflib.Literal), (subject, term)
                assert str(term.datatype or rdflib.XSD.string) == datatype["uri"], (subject, term)
            elif shape["path"]["id"] not in numbers:
                assert term in labelled, (subject, term)
        # One licence a variant: a model of several has more than the template's one.
        if shape["max_count"] == 1 and shape["path"]["id"] != "license":
            counts = Counter(graph.subjects(ORKGP[shape["path"]["id"]]))
            assert max(counts.values(), default=1) == 1, shape["path"]


@pytest.mark.parametrize("name", ["awesome-llms.md", "awesome-huge-models.md", "seed.md"])
def test_every_format_says_the_same_to_two_libraries(catalogues: Path, tmp_path: Path, name: str) -> None:
    outputs = [tmp_path / f"graph.{format_.endings[0][1:]}" for format_ in FORMATS.values()]
    arguments = [word for path in outputs for word in ("-o", str(path))]
    CliRunner().invoke(main, ["export", str(catalogues / name), *arguments, "-q"])
    said = set()
    for path, format_ in zip(outputs, FORMATS.values(), strict=True):
        store = pyoxigraph.Store()
        store.load(path=str(path), format=pyoxigraph.RdfFormat.from_media_type(format_.media_type))
        said.add(frozenset(quad.triple for quad in store))
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(path, format="nquads" if format_.name == "nq" else format_.media_type)
        triples = {(subject, predicate, object_) for subject, predicate, object_, _ in dataset.quads()}
        text = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in triples)
        said.add(frozenset(quad.triple for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)))
    assert len(said) == 1


@pytest.mark.parametrize("name", ["awesome-llms.md", "awesome-huge-models.md", "seed.md"])
@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_the_same_bytes_whatever_the_hashes(catalogues: Path, name: str, form: str) -> None:
    command = [sys.executable, "-m", "orkgx", "export", str(catalogues / name), "--format", form, "-q"]
    made = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False).stdout
        for seed in ("0", "1", "42")
    }
    assert len(made) == 1 and len(made.pop()) > 100_000
