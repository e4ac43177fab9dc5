"""The core types, all frozen: what passes between the stages of the pipeline.

A term (IRI or literal) is held as its N-Triples text, for example ``<https://schema.org/name>`` or ``"124M"``:
such a term compares, hashes, sorts and is written without another step. `orkgx.graph.terms` makes them.
"""

from __future__ import annotations

from .context import Context, Field, Lead, Link, Mark, Piece
from .entries import Chunk, Entry, Extent, Group, Size, Statement
from .findings import (
    Diagnostic,
    MappingError,
    MissingExtra,
    OrkgxError,
    Severity,
    SinkError,
    SourceError,
    Span,
    finding,
)
from .kinds import BLOCKS, LISTED, RECORD_KINDS, RecordKind, file_ending, kind_of_file
from .records import Block, Fields, Record, RecordSource, fold_key

__all__ = [
    "BLOCKS",
    "LISTED",
    "RECORD_KINDS",
    "Block",
    "Chunk",
    "Context",
    "Diagnostic",
    "Entry",
    "Extent",
    "Field",
    "Fields",
    "Group",
    "Lead",
    "Link",
    "MappingError",
    "Mark",
    "MissingExtra",
    "OrkgxError",
    "Piece",
    "Record",
    "RecordKind",
    "RecordSource",
    "Severity",
    "SinkError",
    "Size",
    "SourceError",
    "Span",
    "Statement",
    "file_ending",
    "finding",
    "fold_key",
    "kind_of_file",
]
