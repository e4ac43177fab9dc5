"""Shapes that ask one thing of the values of a property, held against a store one node after the other.

Most shapes are of this kind, those of mappings and templates all. What pySHACL finds by a graph in memory is found
here in the memory of one node; a property test holds that both find the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any, NamedTuple, Protocol

import pyoxigraph as ox
import rdflib
from rdflib import DCTERMS, RDF, RDFS, SH, XSD
from rdflib.collection import Collection
from rdflib.term import Node

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject = ox.NamedNode | ox.BlankNode | ox.Triple


class Store(Protocol):
    """What can be asked for statements by some of their parts, as a store of Oxigraph can."""

    def quads_for_pattern(
        self, subject: Any, predicate: Any, object: Any, graph_name: Any = ..., /
    ) -> Iterator[ox.Quad]: ...


_TYPE = ox.NamedNode(str(RDF.type))
_STRING = str(XSD.string)
_SUBCLASS = ox.NamedNode(str(RDFS.subClassOf))
PART_OF = ox.NamedNode(str(DCTERMS.isPartOf))
BACKWARDS = _TYPE, _SUBCLASS, PART_OF  # predicates that are followed from object to subject
_SAYS = {RDF.type, SH.path, SH.name, SH.message, SH.severity, SH.targetClass, SH.targetNode, SH.description}


class Result(NamedTuple):
    """What a shape finds: the node, the predicate (None where several are asked for), the value if one is at fault, and
    of the shape its constraint, severity and messages."""

    focus: Term | None
    path: ox.NamedNode | None
    value: Term | None
    component: str
    severity: str
    message: str


Values = Sequence[Term]
Check = Callable[[Store, Values], Iterator[Term | None]]  # the values at fault; None: all of them together


class PlainShape(NamedTuple):
    """A shape of one property: which nodes it is for, by class, by name or as parts of a whole, what it asks, and what
    it says."""

    paths: tuple[ox.NamedNode, ...]
    classes: tuple[ox.NamedNode, ...]
    nodes: tuple[ox.NamedNode, ...]
    checks: tuple[tuple[str, Check], ...]
    severity: str
    message: str
    whole: ox.NamedNode | None = None


def parted(shapes: rdflib.Graph) -> tuple[list[PlainShape], rdflib.Graph]:
    """The plain shapes of a graph, and the graph without them, which is empty where there are no others."""
    plain, others = [], rdflib.Graph()
    used = {node for option in shapes.objects(None, SH["or"]) for node in Collection(shapes, option)}
    for name in sorted(set(shapes.subjects(SH.path, None)) - used, key=str):
        if shape := _plain(shapes, name):
            plain.append(shape)
        else:
            return [], shapes  # shapes may name each other; then all of them are pySHACL's
    rest = set(shapes.subjects(RDF.type, SH.NodeShape)) | set(shapes.subjects(SH.property, None))
    return ([], shapes) if rest else (plain, others)


def _plain(shapes: rdflib.Graph, name: Node) -> PlainShape | None:
    paths = _paths(shapes, shapes.value(name, SH.path))
    checks = []
    for predicate, value in shapes.predicate_objects(name):
        if predicate in _CHECKS:
            check = _CHECKS[predicate](shapes, value)
            if check is None:
                return None
            checks.append((_component(predicate), check))
        elif predicate not in _SAYS:
            return None
    if not paths or not checks:
        return None
    messages = "; ".join(sorted(map(str, shapes.objects(name, SH.message))))
    if not messages:
        return None  # pySHACL has words of its own
    return PlainShape(
        paths,
        tuple(ox.NamedNode(str(one)) for one in sorted(shapes.objects(name, SH.targetClass), key=str)),
        tuple(ox.NamedNode(str(one)) for one in sorted(shapes.objects(name, SH.targetNode), key=str)),
        tuple(sorted(checks, key=lambda one: one[0])),
        str(shapes.value(name, SH.severity) or SH.Violation),
        messages,
    )


def _component(predicate: Node) -> str:
    """The name that SHACL has for a constraint in its results."""
    start, _, word = str(predicate).rpartition("#")
    return f"{start}#{word[0].upper()}{word[1:]}ConstraintComponent"


def _paths(shapes: rdflib.Graph, path: Node | None) -> tuple[ox.NamedNode, ...]:
    """One predicate, or one of several; none for any other path."""
    if isinstance(path, rdflib.URIRef):
        return (ox.NamedNode(str(path)),)
    several = shapes.value(path, SH.alternativePath) if path is not None else None
    found = list(Collection(shapes, several)) if several is not None else []
    if not all(isinstance(one, rdflib.URIRef) for one in found):
        return ()
    return tuple(ox.NamedNode(str(one)) for one in found)


def results(store: Store, shapes: Iterable[PlainShape]) -> Iterator[Result]:
    """All that the shapes find, node by node for each set of nodes that shapes are for."""
    by_target: dict[tuple[Any, ...], list[PlainShape]] = {}
    for shape in shapes:
        by_target.setdefault((shape.classes, shape.nodes, shape.whole), []).append(shape)
    for (classes, nodes, whole), some in by_target.items():
        for focus in _focuses(store, classes, nodes, whole):
            yield from _of_node(store, focus, some)


def _focuses(
    store: Store, classes: Iterable[ox.NamedNode], nodes: Iterable[ox.NamedNode], whole: ox.NamedNode | None
) -> Iterator[Subject]:
    named = set(nodes)
    yield from named
    if whole is not None:
        yield from (quad.subject for quad in store.quads_for_pattern(None, PART_OF, whole, None))
    several = [wide for one in classes for wide in _with_narrower(store, one)]
    for at, one in enumerate(several):
        for quad in store.quads_for_pattern(None, _TYPE, one, None):
            before = any(_has(store, quad.subject, _TYPE, other) for other in several[:at])
            if not before and quad.subject not in named:
                yield quad.subject


def _with_narrower(store: Store, class_: ox.NamedNode) -> list[Subject]:
    """A class and all that are below it."""
    found: list[Subject] = [class_]
    for one in found:
        found += [q.subject for q in store.quads_for_pattern(None, _SUBCLASS, one, None) if q.subject not in found]
    return found


def _of_node(store: Store, focus: Subject, shapes: Iterable[PlainShape]) -> Iterator[Result]:
    said: dict[ox.NamedNode, dict[Term, None]] = {}
    for quad in store.quads_for_pattern(focus, None, None, None):
        said.setdefault(quad.predicate, {})[quad.object] = None
    for shape in shapes:
        values = list(dict.fromkeys(chain.from_iterable(said[path] for path in shape.paths if path in said)))
        path = shape.paths[0] if len(shape.paths) == 1 else None
        for component, check in shape.checks:
            for value in check(store, values):
                yield Result(focus, path, value, component, shape.severity, shape.message)


def _has(store: Store, subject: Term, predicate: ox.NamedNode, object_: Term) -> bool:
    if isinstance(subject, ox.Literal):
        return False
    return next(store.quads_for_pattern(subject, predicate, object_, None), None) is not None


# -- the constraints: of each, what makes a check of its value; None for a value that is not plain


def _least(shapes: rdflib.Graph, value: Node) -> Check:
    return lambda store, values: iter((None,) if len(values) < int(str(value)) else ())


def _most(shapes: rdflib.Graph, value: Node) -> Check:
    return lambda store, values: iter((None,) if len(values) > int(str(value)) else ())


def _each(fits: Callable[[Store, Term], bool]) -> Check:
    return lambda store, values: (value for value in values if not fits(store, value))


def _datatype(shapes: rdflib.Graph, value: Node) -> Check:
    wanted = str(value)
    return _each(lambda store, one: is_of(one, wanted))


def is_of(term: Term, datatype: str) -> bool:
    """Whether a term is a literal of a datatype, and is written as the datatype wants it."""
    if not isinstance(term, ox.Literal) or term.datatype.value != datatype:
        return False
    if datatype == _STRING:
        return True  # any text is one
    return not rdflib.Literal(term.value, datatype=rdflib.URIRef(datatype)).ill_typed


def _class(shapes: rdflib.Graph, value: Node) -> Check | None:
    if not isinstance(value, rdflib.URIRef):
        return None
    wanted = ox.NamedNode(str(value))
    return _each(lambda store, one: any(_has(store, one, _TYPE, wide) for wide in _with_narrower(store, wanted)))


_KINDS: dict[Node, tuple[type, ...]] = {
    SH.IRI: (ox.NamedNode,),
    SH.Literal: (ox.Literal,),
    SH.BlankNode: (ox.BlankNode,),
    SH.BlankNodeOrIRI: (ox.BlankNode, ox.NamedNode),
    SH.IRIOrLiteral: (ox.NamedNode, ox.Literal),
    SH.BlankNodeOrLiteral: (ox.BlankNode, ox.Literal),
}


def _kind(shapes: rdflib.Graph, value: Node) -> Check | None:
    kinds = _KINDS.get(value)
    return _each(lambda store, one: isinstance(one, kinds)) if kinds else None


def _either(shapes: rdflib.Graph, value: Node) -> Check | None:
    """Of several datatypes one."""
    options = [dict(shapes.predicate_objects(option)) for option in Collection(shapes, value)]
    if not all(set(option) == {SH.datatype} for option in options):
        return None
    datatypes = [str(option[SH.datatype]) for option in options]
    return _each(lambda store, one: any(is_of(one, datatype) for datatype in datatypes))


def _pattern(shapes: rdflib.Graph, value: Node) -> Check:
    pattern = re.compile(str(value))
    return _each(lambda store, one: isinstance(one, ox.NamedNode | ox.Literal) and bool(pattern.search(one.value)))


def _bound(fits: Callable[[Decimal, Decimal], bool]) -> Callable[[rdflib.Graph, Node], Check | None]:
    def make(shapes: rdflib.Graph, value: Node) -> Check | None:
        limit = _number(str(value))
        if limit is None:
            return None

        def within(store: Store, term: Term) -> bool:
            number = _number(term.value) if isinstance(term, ox.Literal) and _is_number(term) else None
            return number is not None and fits(number, limit)

        return _each(within)

    return make


def _is_number(term: ox.Literal) -> bool:
    return isinstance(
        rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value)).value, int | float | Decimal
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


_CHECKS: dict[Node, Callable[[rdflib.Graph, Node], Check | None]] = {
    SH.minCount: _least,
    SH.maxCount: _most,
    SH.datatype: _datatype,
    SH["class"]: _class,
    SH.nodeKind: _kind,
    SH["or"]: _either,
    SH.pattern: _pattern,
    SH.minInclusive: _bound(lambda number, limit: number >= limit),
    SH.maxInclusive: _bound(lambda number, limit: number <= limit),
}
