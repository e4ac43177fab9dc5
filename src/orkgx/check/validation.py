"""What shapes find in a store as findings, each at its line of the source. What is not plain is held by pySHACL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import pyoxigraph as ox
import rdflib
from rdflib import RDF, SH

from ..graph.terms import BASE, PREFIXES
from ..model import Diagnostic, Severity, Span
from .plain import BACKWARDS, Result, Store, Term
from .shapes import ShapesError

_SEVERITIES = {str(SH.Violation): Severity.error, str(SH.Warning): Severity.warning, str(SH.Info): Severity.info}
_CODES = {
    str(SH.MinCountConstraintComponent): "missing-value",
    str(SH.MaxCountConstraintComponent): "surplus-value",
    str(SH.DatatypeConstraintComponent): "wrong-range",
    str(SH.ClassConstraintComponent): "wrong-range",
    str(SH.NodeKindConstraintComponent): "wrong-range",
    str(SH.OrConstraintComponent): "wrong-range",
}
_LINES = re.compile(r"(.*)[#&]L(\d+)(?:-L\d+)?$")


def _iri(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


_LABEL, _DERIVED = _iri("rdfs:label"), _iri("prov:wasDerivedFrom")
_FIELD_OF, _GIVES, _UNKNOWN, _LINE, _TEXT = map(
    _iri, ("ox:fieldOf", "ox:gives", "ox:leavesUnknown", "ox:line", "ox:text")
)
_CONTRIBUTION, _MODEL = map(_iri, ("orkgp:P31", "orkgp:HAS_MODEL"))
BACK = *BACKWARDS, _FIELD_OF, _MODEL  # what is followed from object to subject


def judged(shapes: rdflib.Graph) -> rdflib.Graph:
    """Shapes of one's own, if they are SHACL. Raises ShapesError."""
    _by_pyshacl(rdflib.Graph(), shapes, meta=True)
    return shapes


def of_other_shapes(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Result]:
    """What pySHACL finds in a graph, by shapes that are not plain."""
    report = _by_pyshacl(data, shapes, meta=False)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (report.value(result, one) for one in (SH.focusNode, SH.resultPath, SH.value))
        component = report.value(result, SH.sourceConstraintComponent)
        messages = "; ".join(sorted(map(str, report.objects(result, SH.resultMessage))))
        yield Result(
            _term(focus),
            ox.NamedNode(str(path)) if isinstance(path, rdflib.URIRef) else None,
            _term(value),
            str(component),
            str(report.value(result, SH.resultSeverity)),
            messages or str(component).rpartition("#")[2],
        )


def _by_pyshacl(data: rdflib.Graph, shapes: rdflib.Graph, *, meta: bool) -> rdflib.Graph:
    try:
        import pyshacl
        from pyshacl.errors import ReportableRuntimeError
    except ImportError as error:
        raise ShapesError("this needs pySHACL, of the extra 'validate': orkgx help install") from error
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=meta, inplace=True)
    except ReportableRuntimeError as error:
        raise ShapesError(f"the shapes are not SHACL: {_one_line(str(error))}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"the shapes cannot be used: {_one_line(str(text))}")
    return report


def _term(node: rdflib.term.Node | None) -> Term | None:
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or rdflib.XSD.string)))
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    return ox.BlankNode(str(node)) if node is not None else None


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]


# -- results as findings


def findings(store: Store, results: Iterable[Result], names: Mapping[str, str]) -> list[Diagnostic]:
    """The results in the order of their places, each once; `names` says for the IRI of a source what a finding calls
    it."""
    return sorted({_finding(store, result, names) for result in results})


def _finding(store: Store, result: Result, names: Mapping[str, str]) -> Diagnostic:
    focus, path, value = result.focus, result.path, result.value
    severity, messages = _SEVERITIES.get(result.severity, Severity.error), result.message
    stood = f", not {_text(value)[:80]!r}" if value is not None else ""
    code = _CODES.get(result.component, "shape-violation")
    if code == "missing-value" and (unknown := _field(store, focus, _UNKNOWN, path)):
        # The catalogue says that this is not known; nobody forgot it, and there is nothing to mend.
        severity, messages = Severity.info, messages.removesuffix("; add it")
        stood = f"; the catalogue says {_first(store, unknown, _TEXT)!r}"
    label = _first(store, focus, _LABEL)
    about = f"{label!r}: " if label else f"<{_text(focus)}>: "
    message = f"{about}{_one_line(messages)}{stood}"
    return Diagnostic(_place(store, focus, path, names), severity, code, message, label)


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", term))


def _objects(store: Store, subject: Term | None, predicate: ox.NamedNode) -> list[Term]:
    if subject is None or isinstance(subject, ox.Literal):
        return []
    return sorted((quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)), key=_text)


def _subjects(store: Store, predicate: ox.NamedNode, object_: Term) -> list[Term]:
    return sorted((quad.subject for quad in store.quads_for_pattern(None, predicate, object_, None)), key=_text)


def _first(store: Store, subject: Term | None, predicate: ox.NamedNode) -> str:
    return next(map(_text, _objects(store, subject, predicate)), "")


def _place(store: Store, focus: Term | None, path: ox.NamedNode | None, names: Mapping[str, str]) -> Span:
    """The line of the value where the graph tells it, else that of the block, else the first of the source."""
    for entry in _entries(store, focus):
        field = _field(store, entry, _GIVES, path) or _field(store, entry, _UNKNOWN, path)
        line = _first(store, field, _LINE)
        for derived in map(_text, _objects(store, entry, _DERIVED)):
            if block := _LINES.match(derived):
                # A value that is not there is missed where the block opens, a line above its first field.
                return Span(_name(block[1], names), int(line) if line else max(int(block[2]) - 1, 1), 1)
    return Span(next(iter(names.values()), _text(focus)), 1, 1)


def _field(store: Store, entry: Term | None, link: ox.NamedNode, path: ox.NamedNode | None) -> Term | None:
    """The first field of an entry that leads to a predicate."""
    if entry is None or path is None:
        return None
    return next((field for field in _subjects(store, _FIELD_OF, entry) if path in _objects(store, field, link)), None)


def _entries(store: Store, node: Term | None) -> Iterator[Term]:
    """A node, and the contributions that a paper has or that are about a model."""
    if node is not None:
        yield node
        yield from _objects(store, node, _CONTRIBUTION)
        yield from _subjects(store, _MODEL, node)


def _name(iri: str, names: Mapping[str, str]) -> str:
    return names.get(iri) or unquote(iri.removeprefix(f"{BASE}source/"))
