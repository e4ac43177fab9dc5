"""The formats of files: a table, and one writer each. A new format is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import IO, NamedTuple

from ..model import Diagnostic
from . import jsonl, jsonld, orkg_csv, rdfxml, turtle
from .document import Document


class Format(NamedTuple):
    """A way to write what a spool holds. `endings` are those of file names, the usual one first.

    The writer may give findings, on what the format cannot hold. `profile` is the one that a format is for, `alone`
    whether it so cannot be written beside others of a run. `lines` and `context` say that it needs the records as lines
    of JSON, or the context of JSON-LD; `as_spooled` that its bytes are those that a spool has.
    """

    name: str
    endings: tuple[str, ...]
    media_type: str
    write: Callable[[Document, IO[bytes]], Iterable[Diagnostic] | None]
    rdf: bool = True
    profile: str = ""
    lines: bool = False
    context: bool = False
    as_spooled: bool = False

    @property
    def alone(self) -> bool:
        return bool(self.profile)


FORMATS = {
    format_.name: format_
    for format_ in (
        Format("nt", (".nt",), "application/n-triples", turtle.write_ntriples, as_spooled=True),
        Format("nq", (".nq",), "application/n-quads", turtle.write_nquads),
        Format("ttl", (".ttl", ".turtle"), "text/turtle", turtle.write_turtle),
        Format("trig", (".trig",), "application/trig", turtle.write_trig),
        Format("xml", (".rdf", ".xml", ".owl"), "application/rdf+xml", rdfxml.write),
        Format("jsonld", (".jsonld", ".json"), "application/ld+json", jsonld.write, context=True),
        Format("jsonl", (".jsonl", ".ndjson"), "application/x-ndjson", jsonl.write, rdf=False, lines=True),
        Format("orkg-csv", (".csv",), "text/csv", orkg_csv.write, rdf=False, profile="orkg", lines=True),
    )
}
RDF_FORMATS = {name: format_ for name, format_ in FORMATS.items() if format_.rdf}
_ENDINGS = {ending: format_.name for format_ in FORMATS.values() for ending in format_.endings}


def format_for(path: str) -> str:
    """The name of the format that a file's ending means; empty if it means none.

    >>> format_for("output/models.TTL")
    'ttl'
    """
    return _ENDINGS.get(PurePath(path).suffix.lower(), "")
