"""What is made of a graph, and the predicates that it asks for: named queries, the chart of a site, the template of the
ORKG. Each says that itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..ask.queries import shipped
from ..check.shapes import DEFAULT, template
from ..graph.terms import PREFIXES, expand, iri
from ..mapping.compiled import CompiledMapping
from ..mapping.document import Document
from ..model import Diagnostic, Span, finding
from ..publish.charts import ASKS

_OTHER = re.compile(r"#[^\n]*|\"[^\"\n]*\"|[?$]\w+")  # of a query's text: comments, strings, variables
_CURIE = re.compile(rf"\b(?:{'|'.join(PREFIXES)}):\w[\w-]*")
_OPTIONAL = re.compile(r"\b(?:OPTIONAL|NOT EXISTS)\s*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")


class Need(NamedTuple):
    """Something that is made of a graph, the predicates without which it is empty, and those that it takes as well."""

    name: str
    needed: frozenset[str]
    taken: frozenset[str] = frozenset()


def needs() -> Iterator[Need]:
    """All that orkgx makes of graphs and that asks for certain predicates."""
    for name, query in shipped().items():
        text = _OTHER.sub(" ", query.text)
        needed = _terms(_CURIE.findall(_OPTIONAL.sub(" ", text)))
        yield Need(f"query {name}", needed, _terms(_CURIE.findall(text)) - needed)
    yield Need("chart growth", _terms(ASKS))
    yield _of_template()


def _terms(curies: Iterable[str]) -> frozenset[str]:
    return frozenset(iri(expand(curie, PREFIXES)) for curie in curies)


def _of_template() -> Need:
    from rdflib import SH

    rules = template(DEFAULT, "production")
    paths = (rules.value(shape, SH.path) for shape in rules.subjects(SH.minCount))
    return Need(f"template {DEFAULT}", frozenset(iri(str(path)) for path in paths))


def said(need: Need, properties: CompiledMapping) -> str:
    """The properties that a need is met by, in words; any of several that make the same predicate."""
    makers: dict[str, list[str]] = {}
    for name, rule in properties.fields.items():
        for predicate in rule.predicates:
            makers.setdefault(predicate, []).append(name)
    parts = [
        f"{word} {', '.join(names)}"
        for word, terms in (("needs", need.needed), ("takes", need.taken))
        if (names := sorted({" or ".join(makers[term]) for term in terms if term in makers}))
    ]
    return "; ".join(parts) or "asks for no property"


def feeds_nothing(mapping: CompiledMapping, path: Path) -> Diagnostic | None:
    """A warning of a mapping that makes nothing of what anything asks for."""
    made = {predicate for rule in mapping.all_rules() for predicate in rule.predicates}
    if any(made & (need.needed | need.taken) for need in needs()):
        return None
    place = Document(path, []).place(("fields",))
    message = (
        "no named query, chart or template asks for anything that these fields make; name a property in a field: "
        "`orkgx mapping terms` lists them"
    )
    return finding(Span(str(path), *place), "feeds-nothing", message)
