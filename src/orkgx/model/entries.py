"""What records become: statements, in chunks of one subject each, and entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .context import Field
from .findings import Span


class Extent(NamedTuple):
    """The lines that an entry stands on, with what names it; `head` is that of the record itself, `lines` those of its
    fields, `kind` that of its record source."""

    first: int
    last: int
    head: int
    lines: tuple[int, ...]
    kind: str


class Statement(NamedTuple):
    """One triple of N-Triples terms, and the field it came from (None: from the block as a whole)."""

    subject: str
    predicate: str
    object: str
    origin: Field | None = None


class Chunk(NamedTuple):
    """All that one place says of one subject: lines of N-Triples. What is not of one block only (an organisation,
    a predicate's label) is said again with each block; the index keeps one."""

    subject: str
    text: str

    @classmethod
    def of(cls, subject: str, tails: Iterable[str]) -> Chunk:
        """A chunk of tails: statements without their subject, ``predicate object .`` and the end of the line."""
        before = f"{subject} "
        return cls(subject, before.join(["", *tails]))


Group = tuple[Chunk, ...]  # what is always said together


class Size(NamedTuple):
    """The largest number of parameters of an entry, with its place."""

    value: int
    span: Span
    entry: str


class Entry(NamedTuple):
    """What one block becomes.

    `name` identifies the named thing within its catalogue, `date` tells two of the same name apart, `contribution`
    is the IRI that no other entry may have, `shared` what the entry mentions: groups of groups, which entries have in
    common as one object, `line` the line of the record as JSON, `size` the number of parameters, if it was looked for.
    """

    name: str
    date: str
    contribution: str
    span: Span
    chunks: tuple[Chunk, ...]
    shared: tuple[tuple[Group, ...], ...]
    line: str = ""
    size: Size | None = None
