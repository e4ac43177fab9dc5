"""The wanted state as the ORKG's own CSV import takes it: a row a contribution, a value a cell, a property a column.

The rules are those of the import service: a cell is ``[namespace:]value[<type>]`` without any escape; columns of the
namespaces `paper` and `contribution` are a closed list; an id stands in a research problem's cell and in no other; a
predicate without an id is named by its label, and made if there is none.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, NamedTuple

from ..graph.terms import DOI, PREFIXES
from ..model import Diagnostic, Span, finding
from .cells import guarded
from .document import Document
from .spool.kept import Kept
from .spool.notes import Notes, pack_findings
from .spool.pieces import Pieces
from .wanted import HAS_CONTRIBUTION, OrkgLiteral, OrkgResource, OrkgStatement, Wanted, collect, place

# Statements of a paper that have a column of their own: header by predicate. The research field is wanted by its id.
_PAPER = {
    "P26": "paper:doi",
    "P28": "paper:publication_month",
    "P29": "paper:publication_year",
    "P30": "paper:research_field",
    "HAS_VENUE": "paper:published_in",
    "url": "paper:url",
}
_CONTRIBUTION = {"P32": "contribution:research_problem", "P5070": "contribution:extraction_method"}
_FIRST = ("paper:title", *_PAPER.values(), *_CONTRIBUTION.values())
_TYPES = {
    "xsd:integer": "integer",
    "xsd:decimal": "decimal",
    "xsd:boolean": "boolean",
    "xsd:date": "date",
    "xsd:anyURI": "url",
}
_PROBLEM = "contribution:research_problem"
# How the service takes a cell apart; what stands before a colon is a namespace only if it is one of two.
_CELL = re.compile(r"(?:(orkg|resource):)?([\s\S]*?)(?:<([^\n]+)>)?$")


def write(document: Document, out: IO[bytes]) -> Iterable[Diagnostic]:
    """Write the papers and contributions of a document of profile ``orkg``; what a cell cannot hold is a finding."""
    wanted = Wanted(things=Kept(), links=Kept(), places=Kept())
    for _ in place(wanted, document.lines()):
        pass
    collect(wanted, document.spool.chunks())
    made = table(wanted)
    for line in made.lines():
        out.write(line.encode("utf-8", "backslashreplace"))
    return made.findings


class OrkgCsv(NamedTuple):
    """A CSV with its first row, and what it cannot hold."""

    header: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    findings: Iterable[Diagnostic]

    def lines(self) -> Iterator[str]:
        """The file, piece by piece."""
        out = io.StringIO()
        writer = csv.writer(out)
        for row in chain([self.header], self.rows):
            writer.writerow(map(guarded, row))
            yield out.getvalue()
            out.seek(0)
            out.truncate()


def table(wanted: Wanted) -> OrkgCsv:
    """The papers and contributions of the wanted state. Rows and findings wait on the disk, as the last row may need a
    column that none before it has."""
    rows, found = Pieces(), Notes()
    used: set[str] = set()
    for paper in wanted.things.values():
        if "Paper" in paper.classes and (links := wanted.links.get(paper.iri, [])):
            findings: list[Diagnostic] = []
            for row in _rows(paper, links, wanted, findings):
                used.update(row)
                rows.append(json.dumps(row).encode())
            found.take(pack_findings(findings))
    header = (*(name for name in _FIRST if name in used), *sorted(used.difference(_FIRST)))
    every = (tuple(row.get(name, "") for name in header) for row in map(json.loads, rows))
    return OrkgCsv(header, every, found.findings())


def _rows(
    paper: OrkgResource, links: Sequence[OrkgStatement], wanted: Wanted, findings: list[Diagnostic]
) -> Iterator[dict[str, str]]:
    """A row for each contribution of a paper, by headers."""
    about = {"paper:title": paper.label}
    _fill(about, [link for link in links if link.predicate != HAS_CONTRIBUTION], _PAPER, wanted, findings)
    if "paper:research_field" not in about:
        findings.append(_finding(wanted, paper.iri, f"{paper.label!r} has no research field; it was left out"))
        return
    for link in links:
        if link.predicate == HAS_CONTRIBUTION and isinstance(link.object, str):
            row = dict(about)
            _fill(row, wanted.links.get(link.object, []), _CONTRIBUTION, wanted, findings)
            yield row


def _fill(
    row: dict[str, str],
    links: Sequence[OrkgStatement],
    columns: dict[str, str],
    wanted: Wanted,
    findings: list[Diagnostic],
) -> None:
    """Put statements into a row. A column takes one value: another one goes to a finding."""
    for link in links:
        header = columns.get(link.predicate) or _header(link.predicate, wanted)
        if header.startswith("paper:"):
            cell = _plain(link.object, wanted, id_=header == "paper:research_field")
        else:
            if header in row and header in _CONTRIBUTION.values():
                header = f"orkg:{link.predicate}"  # the same statement, in a column of the second kind
            cell = _cell(link.object, wanted) if header != _PROBLEM else _problem(link.object, wanted)
        if not cell:
            findings.append(_finding(wanted, link.subject, f"{_shown(link, wanted)} cannot be said in a cell"))
        elif header in row:
            findings.append(
                _finding(wanted, link.subject, f"{_shown(link, wanted)} is one value more than a cell holds")
            )
        else:
            row[header] = cell


def _header(predicate: str, wanted: Wanted) -> str:
    if predicate in wanted.things:  # one of our own, which the ORKG may not have
        return wanted.things[predicate].label
    return f"orkg:{predicate}"


def _plain(object_: str | OrkgLiteral, wanted: Wanted, *, id_: bool) -> str:
    """A cell of a paper's column, which has neither namespace nor type."""
    if isinstance(object_, OrkgLiteral):
        return object_.label.removeprefix(DOI)
    thing = wanted.things.get(object_)
    if id_:
        return _id(object_, thing)
    return thing.label if thing else object_.removeprefix(DOI)


def _cell(object_: str | OrkgLiteral, wanted: Wanted) -> str:
    if isinstance(object_, OrkgLiteral):
        kind = _TYPES.get(object_.datatype, "text")
        # Of a text that has what looks like a type, its own would begin there; without a type it is no number either.
        return _said("", object_.label, kind) or (_said("", object_.label, "") if "<" in object_.label else "")
    thing = wanted.things.get(object_)
    return _said("resource", thing.label, "") if thing else ""


def _problem(object_: str | OrkgLiteral, wanted: Wanted) -> str:
    """A research problem, by its id, or else by its label alone, which makes one that is a problem."""
    if isinstance(object_, OrkgLiteral):
        return _said("", object_.label, "")
    thing = wanted.things.get(object_)
    if id_ := _id(object_, thing):
        return _said("orkg", id_, "")
    return _said("", thing.label, "") if thing else ""


def _said(namespace: str, value: str, kind: str) -> str:
    """A cell that the service reads as just this; "" where there is none.

    >>> _said("", "GPT-3", "text"), _said("", "a < b", "text"), _said("", "a < b", ""), _said("", "<b>", "text")
    ('GPT-3<text>', '', 'a < b', '')
    """
    cell = f"{namespace}:{value}" if namespace else value
    cell = f"{cell}<{kind}>" if kind else cell
    read = _CELL.match(cell)
    return cell if read and tuple(part or "" for part in read.groups()) == (namespace, value, kind) else ""


def _id(iri: str, thing: OrkgResource | None) -> str:
    if thing and thing.id:
        return thing.id
    return iri.removeprefix(PREFIXES["orkgr"]) if iri.startswith(PREFIXES["orkgr"]) else ""


def _shown(link: OrkgStatement, wanted: Wanted) -> str:
    text = (
        link.object.label
        if isinstance(link.object, OrkgLiteral)
        else getattr(wanted.things.get(link.object), "label", "")
    )
    label = wanted.predicates.get(link.predicate) or _header(link.predicate, wanted)
    return f"{label} {text[:80]!r}"


def _finding(wanted: Wanted, iri: str, message: str) -> Diagnostic:
    place = wanted.places.get(iri, Span(iri, 1, 1))
    return finding(place, "not-in-csv", f"{message}; push it instead")
