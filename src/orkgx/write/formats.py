"""The formats of RDF files: a table, and one writer each. A new format is one function and one line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import IO, NamedTuple

from . import jsonld, rdfxml
from . import turtle as rdf
from .document import Document


class Format(NamedTuple):
    """A way to write a graph. `endings` are those of file names, the usual one first."""

    name: str
    endings: tuple[str, ...]
    media_type: str
    write: Callable[[Document, IO[bytes]], None]


FORMATS = {
    format_.name: format_
    for format_ in (
        Format("nt", (".nt",), "application/n-triples", rdf.write_ntriples),
        Format("nq", (".nq",), "application/n-quads", rdf.write_nquads),
        Format("ttl", (".ttl", ".turtle"), "text/turtle", rdf.write_turtle),
        Format("trig", (".trig",), "application/trig", rdf.write_trig),
        Format("xml", (".rdf", ".xml", ".owl"), "application/rdf+xml", rdfxml.write),
        Format("jsonld", (".jsonld", ".json"), "application/ld+json", jsonld.write),
    )
}
# The records as lines of JSON and the ORKG's CSV are no RDF, but a file's ending means them all the same.
_ENDINGS = {ending: format_.name for format_ in FORMATS.values() for ending in format_.endings} | {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "orkg-csv",
}


def format_for(path: str) -> str:
    """The name of the format that a file's ending means; empty if it means none.

    >>> format_for("output/models.TTL")
    'ttl'
    """
    return _ENDINGS.get(PurePath(path).suffix.lower(), "")
