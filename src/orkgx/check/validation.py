"""Graphs held against shapes by pySHACL; each result becomes a finding at its line of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

import rdflib
from rdflib import PROV, RDF, RDFS, SH

from ..graph.terms import BASE, PREFIXES
from ..model import Diagnostic, Severity, Span
from .shapes import ShapesError

_SEVERITIES: dict[rdflib.term.Node | None, Severity] = {
    SH.Violation: Severity.error,
    SH.Warning: Severity.warning,
    SH.Info: Severity.info,
}
_CODES: dict[rdflib.term.Node | None, str] = {
    SH.MinCountConstraintComponent: "missing-value",
    SH.MaxCountConstraintComponent: "surplus-value",
    SH.DatatypeConstraintComponent: "wrong-range",
    SH.ClassConstraintComponent: "wrong-range",
    SH.NodeKindConstraintComponent: "wrong-range",
    SH.OrConstraintComponent: "wrong-range",
}
_LINES = re.compile(r"(.*)[#&]L(\d+)(?:-L\d+)?$")
_OX = rdflib.Namespace(PREFIXES["ox"])
_ORKGP = rdflib.Namespace(PREFIXES["orkgp"])


def validate(data: rdflib.Graph, shapes: rdflib.Graph, names: Mapping[str, str]) -> list[Diagnostic]:
    """The results, in the order of their places; `names` says for the IRI of a source what a finding calls it.

    Raises ShapesError for shapes that are none.
    """
    try:
        import pyshacl
        from pyshacl.errors import ReportableRuntimeError
    except ImportError as error:
        raise ShapesError("this needs pySHACL; say: pip install 'orkgx[validate]'") from error
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=True, inplace=True)
    except ReportableRuntimeError as error:
        raise ShapesError(f"the shapes are not SHACL: {_one_line(str(error))}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"the shapes cannot be used: {_one_line(str(text))}")
    found = {_finding(data, report, result, names) for result in report.subjects(RDF.type, SH.ValidationResult)}
    return sorted(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]


def _finding(
    data: rdflib.Graph, report: rdflib.Graph, result: rdflib.term.Node, names: Mapping[str, str]
) -> Diagnostic:
    focus, path, value = (report.value(result, one) for one in (SH.focusNode, SH.resultPath, SH.value))
    component = report.value(result, SH.sourceConstraintComponent)
    severity = _SEVERITIES.get(report.value(result, SH.resultSeverity), Severity.error)
    messages = (
        "; ".join(sorted(map(str, report.objects(result, SH.resultMessage)))) or str(component).rpartition("#")[2]
    )
    stood = f", not {str(value)[:80]!r}" if value is not None else ""
    code = _CODES.get(component, "shape-violation")
    if code == "missing-value" and (unknown := _field(data, focus, _OX.leavesUnknown, path)):
        # The catalogue says that this is not known; nobody forgot it, and there is nothing to mend.
        severity, messages = Severity.info, messages.removesuffix("; add it")
        stood = f"; the catalogue says {str(data.value(unknown, _OX.text))!r}"
    label = data.value(focus, RDFS.label) if focus is not None else None
    about = f"{str(label)!r}: " if label else f"<{focus}>: "
    message = f"{about}{_one_line(messages)}{stood}"
    return Diagnostic(_place(data, focus, path, names), severity, code, message, str(label or ""))


def _place(
    data: rdflib.Graph, focus: rdflib.term.Node | None, path: rdflib.term.Node | None, names: Mapping[str, str]
) -> Span:
    """The line of the value where the graph tells it, else that of the block, else the first of the source."""
    for entry in _entries(data, focus):
        field = _field(data, entry, _OX.gives, path) or _field(data, entry, _OX.leavesUnknown, path)
        line = data.value(field, _OX.line) if field is not None else None
        for derived in sorted(map(str, data.objects(entry, PROV.wasDerivedFrom))):
            if block := _LINES.match(derived):
                # A value that is not there is missed where the block opens, a line above its first field.
                return Span(_name(block[1], names), int(str(line)) if line else max(int(block[2]) - 1, 1), 1)
    return Span(next(iter(names.values()), str(focus)), 1, 1)


def _field(
    data: rdflib.Graph,
    entry: rdflib.term.Node | None,
    link: rdflib.URIRef,
    path: rdflib.term.Node | None,
) -> rdflib.term.Node | None:
    """The first field of an entry that leads to a predicate."""
    if entry is None or path is None:
        return None
    fields = [field for field in data.subjects(_OX.fieldOf, entry) if (field, link, path) in data]
    return min(fields, key=str, default=None)


def _entries(data: rdflib.Graph, node: rdflib.term.Node | None) -> Iterator[rdflib.term.Node]:
    """A node, and the contributions that a paper has or that are about a model."""
    if node is not None:
        yield node
        yield from sorted(data.objects(node, _ORKGP.P31), key=str)
        yield from sorted(data.subjects(_ORKGP.HAS_MODEL, node), key=str)


def _name(iri: str, names: Mapping[str, str]) -> str:
    return names.get(iri) or unquote(iri.removeprefix(f"{BASE}source/"))
