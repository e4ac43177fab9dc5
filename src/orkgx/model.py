"""The core types, all frozen: what passes between the stages of the pipeline.

A term (IRI or literal) is held as its N-Triples text, for example ``<https://schema.org/name>`` or ``"124M"``:
such a term compares, hashes, sorts and is written without another step. `orkgx.graph.terms` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import PurePosixPath
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
    """One finding, shown to people as ``file:line:column: severity code: message``; `entry` is the name of the entry
    that it is about, as the catalogue writes it, if it is about one; `instead` is what was probably meant to stand
    where the finding points, if that is known."""

    span: Span
    severity: Severity
    code: str
    message: str
    entry: str = ""
    instead: str = ""

    def __str__(self) -> str:
        return f"{self.span}: {self.severity.name} {self.code}: {self.message}"


class Extent(NamedTuple):
    """The lines that an entry stands on, with what names it; `head` is that of the record itself, `lines` those of its
    fields, `kind` that of its record source."""

    first: int
    last: int
    head: int
    lines: tuple[int, ...]
    kind: str


class Link(NamedTuple):
    """A link: the text that people see, and where it leads."""

    text: str
    target: str


class Mark(NamedTuple):
    """A stretch of a lead's text that was of a kind: ``link``, with its target, ``bold`` or ``italic``."""

    start: int
    end: int
    kind: str
    target: str = ""


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

    @property
    def links(self) -> tuple[Link, ...]:
        links = [mark for mark in self.marks if mark.kind == "link"]
        return tuple(Link(" ".join(self.text[one.start : one.end].split()), one.target) for one in links)


class Block(NamedTuple):
    """One block of fields, with its context.

    `line` is the line of the first field, `last` that of the last; `columns` says, a line of `text` each, how many
    characters of the source stand before it (list and quote markers, indentation). `headings` are plain texts,
    outermost first; `label` names the file without telling of the machine.
    """

    text: str
    file: str
    line: int
    last: int
    columns: tuple[int, ...]
    headings: tuple[str, ...] = ()
    lead: Lead = Lead()
    label: str = ""
    source: str = "yaml"


class Field(NamedTuple):
    """One value as written: its key's place, its own place, whether it is one of a list that is split already, and the
    links in it."""

    name: str
    text: str
    line: int
    column: int
    value_line: int
    value_column: int
    item: bool = False
    links: tuple[Link, ...] = ()


class Context:
    """What stands around a record, as pseudo-fields such as ``@link`` or ``@heading``, each made when it is asked for.

    `headings` are plain texts, outermost first, `h1` the first one of level 1 in the file; `file` is a name that tells
    nothing of the machine. `groups` are those that a mapping's patterns find in the lead; they come before others of
    their names. `cells` are those of a row.
    """

    __slots__ = ("cells", "file", "groups", "h1", "headings", "lead", "line")
    NAMES = (
        "@title",
        "@bold",
        "@italic",
        "@link.text",
        "@link",
        "@heading",
        "@h1",
        "@file",
        "@folder",
        "@owner",
        "@stem",
    )

    def __init__(self, lead: Lead, headings: tuple[str, ...], file: str, line: int, h1: str = "") -> None:
        self.lead, self.headings, self.file, self.line, self.h1 = lead, headings, file, line, h1
        self.groups: dict[str, Field] = {}
        self.cells: tuple[tuple[str, int, int], ...] = ()

    def text(self, name: str) -> str:
        """The text of a pseudo-field; none where nothing of the kind stands there."""
        if name.startswith("@column."):
            cell = self._cell(name)
            return cell.text if cell else ""
        return self.groups[name].text if name in self.groups else self._found(name)[0]

    def _cell(self, name: str) -> Field | None:
        """The cell of a column by its number, from 1: text, line and column of each are in `cells`."""
        number = int(name[8:]) if name[8:].isdecimal() else 0
        if not 0 < number <= len(self.cells) or not self.cells[number - 1][0]:
            return None
        text, line, column = self.cells[number - 1]
        return Field(name, text, line, column, line, column)

    def get(self, name: str) -> Field | None:
        """The pseudo-field of a name; None where nothing of the kind stands there."""
        if name in self.groups:
            return self.groups[name]
        if name.startswith("@column."):
            return self._cell(name)
        text, offset = self._found(name)
        line, column = (self.line, 1) if offset is None else self.lead.place(offset)
        return Field(name, text, line, column, line, column) if text else None

    def _found(self, name: str) -> tuple[str, int | None]:
        """What stands for a name, and where it begins in the lead if it stands there."""
        if name in _MARKS:
            kind, target, last = _MARKS[name]
            return self._mark([mark for mark in self.lead.marks if mark.kind == kind], target=target, last=last)
        if name == "@title":
            return " ".join(self.lead.text.split()), 0
        if name in _OF_FILE:
            return _OF_FILE[name](self.file), None
        if name == "@h1":
            return self.h1, None
        if name == "@heading":
            return self.headings[-1] if self.headings else "", None
        if name.startswith("@heading.") and name[9:].isdecimal():
            return dict(enumerate(self.headings, 1)).get(int(name[9:]), ""), None
        if name.startswith("@link[") and name.endswith("]"):
            wanted = name[6:-1].casefold()
            links = [mark for mark in self.lead.marks if mark.kind == "link"]
            return self._mark([one for one in links if self._text(one).casefold() == wanted], target=True)
        return "", None

    def _mark(self, marks: Sequence[Mark], *, target: bool = False, last: bool = False) -> tuple[str, int | None]:
        if not marks:
            return "", None
        mark = marks[-1 if last else 0]
        return mark.target if target else self._text(mark), mark.start

    def _text(self, mark: Mark) -> str:
        return " ".join(self.lead.text[mark.start : mark.end].split())

    def all(self) -> Iterator[Field]:
        """All that there are."""
        numbered = (f"@heading.{at}" for at in range(1, len(self.headings) + 1))
        yield from filter(None, map(self.get, dict.fromkeys((*self.NAMES, *numbered, *self.groups))))


# Pseudo-fields of marks: the kind, whether their target is meant, and whether the last one is.
_MARKS = {
    "@link": ("link", True, False),
    "@link.text": ("link", False, False),
    "@bold": ("bold", False, False),
    "@bold.last": ("bold", False, True),
    "@italic": ("italic", False, False),
}
_OF_FOLDERS = ("readme", "index")  # files that speak for their folder


def _page(file: str) -> str:
    stem = PurePosixPath(file).stem
    return "" if stem.casefold() in _OF_FOLDERS else stem


_OF_FILE: dict[str, Callable[[str], str]] = {
    "@file": lambda file: file,
    "@stem": lambda file: PurePosixPath(file).stem,
    "@page": _page,
    "@folder": lambda file: PurePosixPath(file).parent.name,
    "@owner": lambda file: PurePosixPath(file).parent.parent.name,
}


class Fields:
    """The fields of a record, one column for each thing known of them: most are only ever looked at by name and text,
    so that a `Field` is put together when it is asked for. `links` is empty where none has any."""

    __slots__ = ("columns", "items", "lines", "links", "names", "texts", "value_columns", "value_lines")

    def __init__(
        self,
        names: Sequence[str] = (),
        texts: Sequence[str] = (),
        lines: Sequence[int] = (),
        columns: Sequence[int] = (),
        value_lines: Sequence[int] = (),
        value_columns: Sequence[int] = (),
        items: Sequence[bool] = (),
        links: Sequence[tuple[Link, ...]] = (),
    ) -> None:
        self.names, self.texts, self.items, self.links = names, texts, items, links
        self.lines, self.columns, self.value_lines, self.value_columns = lines, columns, value_lines, value_columns

    @classmethod
    def of(cls, fields: Sequence[Field]) -> Fields:
        return cls(*zip(*fields, strict=True)) if fields else cls()

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, at: int) -> Field:
        return Field(
            self.names[at],
            self.texts[at],
            self.lines[at],
            self.columns[at],
            self.value_lines[at],
            self.value_columns[at],
            self.items[at],
            self.links[at] if self.links else (),
        )

    def __iter__(self) -> Iterator[Field]:
        return map(self.__getitem__, range(len(self.names)))


def fold_key(name: str) -> str:
    """A key as it is compared: case, blanks, hyphens and underscores do not tell two apart.

    >>> fold_key("Context-Length") == fold_key("context  length")
    True
    """
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


class RecordSource(NamedTuple):
    """A shape that a catalogue keeps its entries in, and how it is read.

    `has` are headings that a table must have, folded; `fill` says that a blank first cell means the one above, `parts`
    that line breaks in HTML part a cell into values; `under` is a heading that list items must stand below; `nested`
    says that nested items are fields. With `fields` each row or item is a field, and all of them one record.
    """

    kind: str
    has: tuple[str, ...] = ()
    fill: bool = False
    parts: bool = False
    under: str = ""
    nested: bool = False
    fields: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}-fields" if self.fields else self.kind


_OPENED = ("yaml", "front-matter")  # sources whose records stand below a line that opens them
BLOCKS = (*_OPENED, "comments")


class Record(NamedTuple):
    """The fields of one entry in a source, from `line` to `last`.

    `context` holds what stands around them, ``@link`` or ``@heading``; `things` the lists of maps among the values, by
    their key: each map is its own fields. `source` is the kind of record source that it comes from, and `findings` what
    was found wrong in reading it, which counts where a mapping claims the record.
    """

    fields: Fields
    context: Context
    file: str
    line: int
    last: int
    source: str = "yaml"
    findings: tuple[Diagnostic, ...] = ()
    things: Mapping[str, tuple[Fields, ...]] = {}

    @property
    def head(self) -> tuple[int, int]:
        """Line and column of the record itself: of a block, the line that opens it."""
        if self.source in _OPENED:
            return max(self.line - 1, 1), self.fields.columns[0] if self.fields.columns else 1
        return self.line, 1


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
