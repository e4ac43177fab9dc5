"""What plain shapes find node by node is what pySHACL finds in the graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from orkgx.ask.store import load, to_rdflib
from orkgx.ask.subjects import Subjects
from orkgx.check.plain import PART_OF, Result, parted, results
from orkgx.check.shapes import of_mapping, template
from orkgx.check.validation import BACK, of_other_shapes
from orkgx.graph.terms import address
from orkgx.mapping.compiled import CompiledMapping, Settings
from orkgx.mapping.files import load_mapping
from tests.support import SAMPLE

_HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
_CONSTRAINTS = (
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:maxCount 0", "sh:datatype xsd:integer"),
    *("sh:datatype xsd:date", "sh:datatype xsd:string", "sh:class :A", "sh:class :B", "sh:nodeKind sh:IRI"),
    *("sh:nodeKind sh:Literal", 'sh:pattern "^a"', "sh:minInclusive 3", "sh:maxInclusive 3.5"),
    "sh:or ( :or1 :or2 )",
)
_NAMES = (":x", ":y", ":z")
_VALUES = (
    *_NAMES,
    *('"a"', '"b"', '"ab"@en', "1", "3", "3.5", "4.0", '"2020-01-02"^^xsd:date', '"2020-13-02"^^xsd:date'),
    *('"one"^^xsd:integer', "true"),
)
_SHAPES = st.builds(
    '{} a sh:PropertyShape ; sh:path {} ; sh:message "m" ; {} ; {} .'.format,
    st.sampled_from((":s1", ":s2", ":s3")),
    st.sampled_from((":p", ":q", "[ sh:alternativePath ( :p :q ) ]")),
    st.sampled_from(("sh:targetClass :A", "sh:targetClass :B", "sh:targetNode :x", "sh:targetNode :x, :none")),
    st.lists(st.sampled_from(_CONSTRAINTS), min_size=1, max_size=2, unique_by=lambda one: one.split()[0]).map(
        " ; ".join
    ),
)
_DATA = st.builds("{} {} {} .".format, st.sampled_from(_NAMES), st.sampled_from((":p", ":q")), st.sampled_from(_VALUES))
_TYPES = st.builds("{} a {} .".format, st.sampled_from(_NAMES), st.sampled_from((":A", ":B", ":C")))


def said(found: list[Result]) -> list[tuple[str, ...]]:
    return sorted((str(one.focus), str(one.path), str(one.value), one.component, one.severity) for one in found)


def both(store: ox.Store, shapes: rdflib.Graph, whole: ox.NamedNode | None = None) -> None:
    """Plain shapes find what pySHACL finds, in a store and in statements by subject; all are for the parts of a whole,
    if there is one."""
    plain, others = parted(shapes)
    assert plain and not others
    quick = [one._replace(whole=whole) for one in plain]
    targeted = rdflib.Graph() + shapes
    for shape in set(shapes.subjects(rdflib.SH.message, None)):
        for quad in store.quads_for_pattern(None, PART_OF, whole, None) if whole else ():
            targeted.add((shape, rdflib.SH.targetNode, rdflib.URIRef(quad.subject.value)))
    found = said(list(results(store, quick)))
    assert found == said(list(of_other_shapes(to_rdflib(store), targeted)))
    subjects = Subjects(BACK)
    subjects.take(f"{quad.triple} .\n".encode() for quad in store)
    assert said(list(results(subjects.ready(), quick))) == found
    assert len(subjects) == len(store)
    assert set(subjects) == set(store)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(_SHAPES, min_size=1, max_size=3, unique_by=lambda text: text[:3]),
    st.lists(_DATA, max_size=8),
    st.lists(_TYPES, min_size=1, max_size=4),
    st.sampled_from(("", ":C rdfs:subClassOf :B . :B rdfs:subClassOf :A .")),
)
def test_any_plain_shape_finds_the_same(shapes: list[str], data: list[str], types: list[str], wider: str) -> None:
    if any("Inclusive" in shape for shape in shapes):  # what SHACL calls a violation pySHACL cannot compare
        data = [one for one in data if "xsd:" not in one and "true" not in one]
    options = ":or1 sh:datatype xsd:date . :or2 sh:datatype xsd:integer ."
    graph = rdflib.Graph().parse(data=_HEAD + options + "\n".join(shapes), format="turtle")
    for option in ("or1", "or2"):
        if not any(graph.objects(None, rdflib.SH["or"])):
            graph.remove((rdflib.URIRef(f"https://example.org/{option}"), None, None))
    store = ox.Store()
    store.load((_HEAD + "\n".join((*data, *types, wider))).encode(), ox.RdfFormat.TURTLE)
    both(store, graph)


@pytest.mark.parametrize("name", ["sample", "awesome-huge-models.md"])
def test_the_shapes_of_mappings_and_templates_find_the_same(name: str, request: pytest.FixtureRequest) -> None:
    source: Path = SAMPLE if name == "sample" else request.getfixturevalue("catalogues") / name
    store = load(str(source), settings=Settings(provenance="field")).store
    both(store, template("R609825", "production"))
    for mapping in ("awesome-llms", "awesome-huge-models"):
        compiled = CompiledMapping(load_mapping(mapping), Settings())
        whole = ox.NamedNode(address(compiled.catalogue))
        if any(store.quads_for_pattern(None, PART_OF, whole, None)):
            both(store, of_mapping(compiled), whole)


@pytest.mark.parametrize(
    "text",
    [
        ":s a sh:PropertyShape ; sh:path [ sh:inversePath :p ] ; sh:minCount 1 ; sh:message 'm' ; sh:targetClass :A .",
        ":s a sh:PropertyShape ; sh:path :p ; sh:minLength 1 ; sh:message 'm' ; sh:targetClass :A .",
        ":s a sh:PropertyShape ; sh:path :p ; sh:minCount 1 ; sh:targetClass :A .",
        ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ; sh:message 'm' ] .",
        ":s a sh:PropertyShape ; sh:path :p ; sh:minCount 1 ; sh:message 'm' ; sh:targetSubjectsOf :p .",
    ],
)
def test_what_is_not_plain_is_left_to_pyshacl(text: str) -> None:
    plain, others = parted(rdflib.Graph().parse(data=_HEAD + text, format="turtle"))
    assert not plain and len(others)
