"""How much a graph says: of each property, how many models have it; of the ORKG's template, what is missing; and what
was found wrong in reading, by its code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..graph.terms import PREFIXES
from ..mapping.files import ontology_folder
from ..model import Diagnostic, Severity
from ..model.codes import CODES
from .entities import Entities
from .facts import iri
from .sections import CONTRIBUTION, SECTIONS

_SHOWN = 50  # findings of a code
_NOT_FACTS = {iri(curie) for curie in ("rdf:type", "rdfs:label", "orkgp:HAS_MODEL", "ox:asWritten")}
_TEMPLATE = "template-R609825.ttl"
_PROPERTIES = """SELECT ?predicate (COUNT(DISTINCT ?model) AS ?count)
WHERE { ?model a fair4ml:MLModel ; ?predicate ?value } GROUP BY ?predicate"""
_SH = "http://www.w3.org/ns/shacl#"


class Share(NamedTuple):
    """A property, and how many of all have it."""

    label: str
    iri: str
    known: int
    of: int
    required: bool = False

    @property
    def percent(self) -> int:
        return 100 * self.known // self.of if self.of else 0


class Problem(NamedTuple):
    """Findings of one code: those that are shown, and how many there are."""

    code: str
    severity: str
    help: str
    findings: tuple[Diagnostic, ...]
    total: int


def properties(entities: Entities) -> list[Share]:
    """The properties of models, those first that most have."""
    of = len(entities.sections[SECTIONS[0]])
    shares = [
        Share(entities.label(ox.NamedNode(predicate)), predicate, count, of)
        for predicate, count in counts(entities.store, _PROPERTIES)
        if predicate not in _NOT_FACTS
    ]
    return sorted(shares, key=lambda share: (-share.known, share.label, share.iri))


def counts(store: ox.Store, query: str) -> Iterator[tuple[str, int]]:
    """The rows of a query for an IRI and a number."""
    answer: Any = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    for iri_, count in answer:
        yield iri_.value, int(count.value)


def template(entities: Entities) -> list[Share]:
    """What the ORKG's template for language models asks for, that first which most contributions lack."""
    type_ = ox.NamedNode(iri("rdf:type"))
    store = entities.store
    nodes = {quad.subject for quad in store.quads_for_pattern(None, type_, ox.NamedNode(CONTRIBUTION), None)}
    shares = []
    for path, (label, required) in _wanted().items():
        having = {quad.subject for quad in store.quads_for_pattern(None, ox.NamedNode(path), None, None)}
        shares.append(Share(label, path, len(having & nodes), len(nodes), required))
    return sorted(shares, key=lambda share: (share.known, not share.required, share.label)) if nodes else []


@cache
def _wanted() -> Mapping[str, tuple[str, bool]]:
    """The properties of the template: label, and whether it must be there."""
    store = ox.Store()
    store.bulk_load(path=str(ontology_folder() / _TEMPLATE), format=ox.RdfFormat.TURTLE)
    found: dict[str, tuple[str, bool]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(_SH + "path"), None, None):
        about = {one.predicate.value: one.object for one in store.quads_for_pattern(quad.subject, None, None, None)}
        if not isinstance(quad.object, ox.NamedNode):
            continue
        label = getattr(about.get(_SH + "name"), "value", "") or quad.object.value.rpartition("/")[2]
        least = getattr(about.get(_SH + "minCount"), "value", "0")
        before = found.get(quad.object.value, ("", False))
        found[quad.object.value] = (before[0] or label, before[1] or least != "0")
    return found


def problems(findings: Iterable[Diagnostic]) -> list[Problem]:
    """Findings by their codes, the worst and the most frequent first."""
    counts: Counter[tuple[Severity, str]] = Counter()
    kept: dict[tuple[Severity, str], list[Diagnostic]] = {}
    for one in findings:
        key = one.severity, one.code
        counts[key] += 1
        if counts[key] <= _SHOWN:
            kept.setdefault(key, []).append(one)
    order = sorted(counts, key=lambda key: (-key[0], -counts[key], key[1]))
    return [
        Problem(code, severity.name, _help(code), tuple(kept[severity, code]), counts[severity, code])
        for severity, code in order
    ]


def _help(code: str) -> str:
    """What a code means; of those of readers the findings say enough."""
    return CODES[code].help if code in CODES else ""


__all__ = ["Problem", "Share", "problems", "properties", "template"]
