"""The core types, all frozen: what passes between the stages of the pipeline.

A term (IRI or literal) is held as its N-Triples text, for example ``<https://schema.org/name>`` or ``"124M"``:
such a term compares, hashes, sorts and is written without another step. `orkgx.graph.terms` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """How bad a finding is; the order is used by ``--fail-on``."""

    info = 1
    warning = 2
    error = 3


class Span(NamedTuple):
    """A place in a source: line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One finding, shown to people as ``file:line:column: severity code: message``."""

    span: Span
    severity: Severity
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.span}: {self.severity.name} {self.code}: {self.message}"


class Mark(NamedTuple):
    """A stretch of a lead's text that was bold (``target`` is None) or a link (``target`` is its URL)."""

    start: int
    end: int
    target: str | None


class Piece(NamedTuple):
    """Where a stretch of a lead's text, from `start` on, stands in the source."""

    start: int
    line: int
    column: int


class Lead(NamedTuple):
    """The list item or paragraph above a block: its plain text, and what was bold or linked in it."""

    text: str = ""
    marks: tuple[Mark, ...] = ()
    pieces: tuple[Piece, ...] = ()

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`."""
        line, column = 1, 1
        for piece in self.pieces:
            if piece.start > offset:
                break
            line, column = piece.line, piece.column + offset - piece.start
        return line, column


class Block(NamedTuple):
    """One block of fields, with its context.

    `line` is the line of the first field, `last` that of the last; `columns` says, a line of `text` each, how many
    characters of the source stand before it (list and quote markers, indentation). `headings` are plain texts,
    outermost first.
    """

    text: str
    file: str
    line: int
    last: int
    columns: tuple[int, ...]
    headings: tuple[str, ...] = ()
    lead: Lead = Lead()


class Field(NamedTuple):
    """One value as written: its key's place, its own place, and whether YAML itself had split it from a list."""

    name: str
    text: str
    line: int
    column: int
    value_line: int
    value_column: int
    item: bool = False


class Context:
    """What stands around a block, as pseudo-fields: ``@link``, ``@heading`` and others, each made when it is asked for.

    `groups` are those that a mapping's patterns find in the lead; they come before others of their names.
    """

    __slots__ = ("file", "groups", "headings", "lead", "line")
    NAMES = ("@title", "@bold", "@link.text", "@link", "@heading", "@file")

    def __init__(self, lead: Lead, headings: tuple[str, ...], file: str, line: int) -> None:
        self.lead, self.headings, self.file, self.line = lead, headings, file, line
        self.groups: dict[str, Field] = {}

    def text(self, name: str) -> str:
        """The text of a pseudo-field; none where nothing of the kind stands there."""
        return self.groups[name].text if name in self.groups else self._found(name)[0]

    def get(self, name: str) -> Field | None:
        """The pseudo-field of a name; None where nothing of the kind stands there."""
        if name in self.groups:
            return self.groups[name]
        text, offset = self._found(name)
        line, column = (self.line, 1) if offset is None else self.lead.place(offset)
        return Field(name, text, line, column, line, column) if text else None

    def _found(self, name: str) -> tuple[str, int | None]:
        """What stands for a name, and where it begins in the lead if it stands there."""
        if name in ("@link", "@link.text", "@bold"):
            for mark in self.lead.marks:
                if (mark.target is None) == (name == "@bold"):
                    written = self.lead.text[mark.start : mark.end]
                    return mark.target or "" if name == "@link" else " ".join(written.split()), mark.start
        elif name == "@title":
            return " ".join(self.lead.text.split()), 0
        elif name == "@file":
            return self.file, None
        elif name == "@heading":
            return self.headings[-1] if self.headings else "", None
        elif name.startswith("@heading.") and name[9:].isdecimal():
            return dict(enumerate(self.headings, 1)).get(int(name[9:]), ""), None
        return "", None

    def all(self) -> Iterator[Field]:
        """All that there are."""
        numbered = (f"@heading.{at}" for at in range(1, len(self.headings) + 1))
        yield from filter(None, map(self.get, dict.fromkeys((*self.NAMES, *numbered, *self.groups))))


class Parts(NamedTuple):
    """The fields of a block, taken apart: all names, all texts, and so on."""

    names: Sequence[str]
    texts: Sequence[str]
    lines: Sequence[int]
    columns: Sequence[int]
    value_lines: Sequence[int]
    value_columns: Sequence[int]
    items: Sequence[bool]

    def fields(self) -> tuple[Field, ...]:
        return tuple(map(Field, *self))


class Record:
    """The fields of a block; `context` holds those that come from around it, ``@link`` or ``@heading``.

    Of most fields only name and text are ever looked at, so that `fields` are put together when they are asked for.
    """

    __slots__ = ("_fields", "context", "file", "last", "line", "parts")

    def __init__(self, parts: Parts, context: Context, file: str, line: int, last: int) -> None:
        self.parts, self.context, self.file, self.line, self.last = parts, context, file, line, last
        self._fields: tuple[Field, ...] | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        if self._fields is None:
            self._fields = self.parts.fields()
        return self._fields


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


class Entry(NamedTuple):
    """What one block becomes.

    `name` identifies the named thing within its catalogue, `date` tells two of the same name apart, `contribution`
    is the IRI that no other entry may have, `shared` what the entry mentions: groups of groups, which entries have in
    common as one object, `line` the line of the record as JSON.
    """

    name: str
    date: str
    contribution: str
    span: Span
    chunks: tuple[Chunk, ...]
    shared: tuple[tuple[Group, ...], ...]
    line: str = ""


class OrkgxError(Exception):
    """What stops a run. `code` is a word like those of the diagnostics."""

    code = "error"


class SourceError(OrkgxError):
    """A source that cannot be read: which one, why, and how to mend it."""

    code = "unreadable-source"

    def __init__(self, source: str, problem: str) -> None:
        self.source, self.problem = source, problem
        super().__init__(f"{source}: {problem}")


class MappingError(OrkgxError):
    """A mapping file with faults: every one of them, each with its place."""

    code = "faulty-mapping"

    def __init__(self, faults: list[Diagnostic]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class SinkError(OrkgxError):
    """A result that cannot be written."""

    code = "unwritable-output"
