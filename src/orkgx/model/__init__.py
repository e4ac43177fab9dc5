"""The core types, all frozen: what passes between the stages of the pipeline.

A term (IRI or literal) is held as its N-Triples text, for example ``<https://schema.org/name>`` or ``"124M"``:
such a term compares, hashes, sorts and is written without another step. `orkgx.graph.terms` makes them.
"""

from __future__ import annotations

from .context import Context, Field, Lead, Link, Mark, Piece
from .entries import Chunk, Entry, Extent, Group, Size, Statement
from .findings import Diagnostic, MappingError, OrkgxError, Severity, SinkError, SourceError, Span
from .records import BLOCKS, Block, Fields, Record, RecordSource, fold_key

__all__ = [
    "BLOCKS",
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
    "OrkgxError",
    "Piece",
    "Record",
    "RecordSource",
    "Severity",
    "SinkError",
    "Size",
    "SourceError",
    "Span",
    "Statement",
    "fold_key",
]
