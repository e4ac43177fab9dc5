"""What is said of a thing as JSON-LD, as short as a page can carry it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES

_PROSE = 80  # characters
_LABEL = PREFIXES["rdfs"] + "label"
_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"
_INTEGER = PREFIXES["xsd"] + "integer"
_LANGUAGE = PREFIXES["rdf"] + "langString"


def jsonld(store: ox.Store, node: ox.NamedNode, base: str) -> str:
    """What is said of a thing, but for long texts, which a page has beside it; it can stand in a script."""
    said = (quad.triple for quad in store.quads_for_pattern(node, None, None, None))
    return _compact(sorted(filter(_is_short, said), key=str), base)


def _is_short(triple: ox.Triple) -> bool:
    short = not isinstance(triple.object, ox.Literal) or len(triple.object.value) <= _PROSE
    return short or triple.predicate.value == _LABEL


def _compact(triples: Iterable[ox.Triple], base: str) -> str:
    used: dict[str, str] = {}

    def short(iri: str) -> str:
        name, begin, rest = _parts(iri, base)
        if name:
            used[name] = begin
            return f"{name}:{rest}"
        return iri

    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode | ox.Literal):
            continue
        node = nodes.setdefault(triple.subject.value, {"@id": short(triple.subject.value)})
        if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
            node.setdefault("@type", []).append(short(triple.object.value))
        else:
            node.setdefault(short(triple.predicate.value), []).append(_value(triple.object, short))
    graph = [{key: one[0] if isinstance(one, list) and len(one) == 1 else one for key, one in node.items()}
             for node in nodes.values()]  # fmt: skip
    whole = {"@context": dict(sorted(used.items())), **(graph[0] if len(graph) == 1 else {"@graph": graph})}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    # What could end the script, or begin another one, is written as an escape of JSON.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def curie(iri: str) -> str:
    """An IRI as short as our prefixes make it.

    >>> curie("https://schema.org/creator")
    'schema:creator'
    """
    name, _, rest = _parts(iri, BASE)
    return f"{name}:{rest}" if name else iri


@lru_cache(10_000)
def _parts(iri: str, base: str) -> tuple[str, str, str]:
    """The prefix that fits an IRI, its IRI, and the rest; empty where none does."""
    for name, begin in (*PREFIXES.items(), ("id", base)):
        if iri.startswith(begin) and len(iri) > len(begin) and iri[len(begin)] != "/":
            return name, begin, iri[len(begin) :]
    return "", "", ""


def _value(term: ox.NamedNode | ox.Literal, short: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return {"@id": short(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _STRING:
        return term.value
    if term.datatype.value == _INTEGER and re.fullmatch(r"0|-?[1-9]\d{0,14}", term.value):
        return int(term.value)  # which JSON-LD takes for one
    return {"@value": term.value, "@type": short(term.datatype.value)}
