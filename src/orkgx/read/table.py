"""Tables of GitHub's Markdown as records: a row an entry, or a row a field, of one entry or of one a column.

markdown-it-py's rule says where a table stands; rows are then taken apart here, as its cells have no places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..model import Context, Diagnostic, Fields, Lead, Link, Record, RecordSource, Span, finding, fold_key
from .commonmark import find_tables
from .inline import References, plain_headings, read_lead, read_text, split_breaks
from .quick import rows_only
from .segments import Segment

_PIPE = re.compile(r"\\.|\|")
_LONGEST = 100  # rows of a table that may be one of columns
_KEY_AND_VALUE = 2
_ESCAPED_PIPE = re.compile(r"\\\|")


class Cell(NamedTuple):
    """The content of a cell as written, pipes in it no longer escaped, and the place where it begins in its row."""

    content: str
    offset: int


def split_row(row: str) -> list[Cell]:
    r"""The cells of a row; a pipe that is escaped separates nothing, in code neither.

    >>> [cell.content for cell in split_row(r"| a \| b | `c\|d` |")]
    ['a | b', '`c|d`']
    """
    pieces = []
    start = 0
    for found in _PIPE.finditer(row):
        if found[0] == "|":
            pieces.append((start, row[start : found.start()]))
            start = found.end()
    pieces.append((start, row[start:]))
    if len(pieces) > 1 and not pieces[0][1].strip(" \t>"):
        pieces.pop(0)
    if len(pieces) > 1 and not pieces[-1][1].strip():
        pieces.pop()
    return [Cell(_ESCAPED_PIPE.sub("|", piece.strip()), at + len(piece) - len(piece.lstrip())) for at, piece in pieces]


class Value(NamedTuple):
    """One value of a cell: its plain text and its links, and where it begins in its row."""

    text: str
    links: tuple[Link, ...]
    offset: int


def read_cell(cell: Cell, references: References = (), *, parts: bool = False) -> list[Value]:
    """The values of a cell: one, or with `parts` one for each of the stretches that line breaks part."""
    pieces: Sequence[tuple[int, str]] = split_breaks(cell.content) if parts else [(0, cell.content)]
    values = []
    for at, content in pieces:
        text, links = read_text(content, references)
        if text or links:
            indent = len(content) - len(content.lstrip())
            values.append(Value(text, links, cell.offset + at + indent))
    return values


class _Heading(NamedTuple):
    """The keys of a table, column by column, and where they stand."""

    names: tuple[str, ...]
    line: int
    columns: tuple[int, ...]


def read_records(segment: Segment, sources: Sequence[RecordSource], found: list[Diagnostic]) -> Iterator[Record]:
    """The records of all tables in a segment, each read by the first source that fits its heading."""
    if "|" not in segment.text:
        return
    lines = segment.text.split("\n")
    for heading, start, end, named in _stretches(segment, lines):
        fitting = [one for one in sources if _fits(one, heading)]
        source = next((one for one in fitting if not one.columns), None)
        rows = [(segment.line + at, lines[at]) for at in range(start, end)]
        if source and source.fields:
            yield from _as_fields(segment, heading, rows)
            continue
        if any(one.columns for one in fitting) and _may_be_turned(segment, heading, rows):
            yield from _as_columns(segment, heading, rows)
        if source:
            yield from _as_entries(segment, heading, rows, source, named, found)


def _fits(source: RecordSource, heading: _Heading) -> bool:
    """Whether a table has the headings that are asked for; where those are blank, it must have no others."""
    bare = bool(source.has) and all(name.startswith("@") for name in source.has)
    known = {fold_key(name) for name in heading.names}
    return known == set(source.has) if bare else known.issuperset(source.has)


def _stretches(segment: Segment, lines: list[str]) -> Iterator[tuple[_Heading, int, int, str]]:
    """The rows of each table: its heading, from which line to which, and the last named row that was read before."""
    start = 0
    if segment.above:
        heading, rule, *named = segment.above
        end = len(lines) - 1 if rows_only(segment.text) else _end_of_table([heading, rule, *lines]) - 2
        yield _heading(heading, 1, segment.references), 0, end, named[0] if named else ""
        start = end
    rest = "\n".join(lines[start:]) if start else segment.text
    for table in find_tables(rest) if "|" in rest else ():
        line = segment.line + start + table.heading
        yield (
            _heading(lines[start + table.heading], line, segment.references),
            start + table.first,
            start + table.end,
            "",
        )


def _end_of_table(lines: list[str]) -> int:
    """Where the table ends that some lines begin with."""
    tables = find_tables("\n".join(lines))
    return tables[0].end if tables else len(lines)


def _heading(row: str, line: int, references: References) -> _Heading:
    cells = split_row(row)
    texts = [" ".join(value.text for value in read_cell(cell, references)) for cell in cells]
    names = tuple(text or f"@column.{at}" for at, text in enumerate(texts, 1))
    return _Heading(names, line, tuple(cell.offset + 1 for cell in cells))


def _as_entries(
    segment: Segment,
    heading: _Heading,
    rows: Iterable[tuple[int, str]],
    source: RecordSource,
    named: str,
    found: list[Diagnostic],
) -> Iterator[Record]:
    """A record a row."""
    headings = plain_headings(segment.headings, segment.references)
    above = read_cell(split_row(named)[0], segment.references, parts=source.parts) if named and source.fill else []
    for number, row in rows:
        cells = split_row(row)
        values = [read_cell(cell, segment.references, parts=source.parts) for cell in cells]
        if source.fill and values:
            above = values[0] = values[0] or above
        if not any(values):
            continue
        if len(cells) > len(heading.names):
            surplus = cells[len(heading.names)]
            message = (
                f"a row of {len(cells)} cells below {len(heading.names)} headings; those without one were kept apart"
            )
            place = Span(segment.file, number, surplus.offset + 1)
            found.append(finding(place, "uneven-row", message))
        context = Context(Lead(), headings, segment.label, number)
        context.columns = heading.names
        context.cells = tuple(
            (", ".join(one.text for one in some), number, cell.offset + 1)
            for cell, some in zip(cells, values, strict=True)
        )
        yield Record(_fields(heading, number, values), context, segment.file, number, number, "table")


def _fields(heading: _Heading, number: int, values: list[list[Value]]) -> Fields:
    names = [*heading.names, *(f"@column.{at + 1}" for at in range(len(heading.names), len(values)))]
    columns = [*heading.columns, *[1] * (len(values) - len(heading.columns))]
    flat = [(at, value) for at, some in enumerate(values) for value in some]
    links = [value.links for _, value in flat]
    return Fields(
        [names[at] for at, _ in flat],
        [value.text for _, value in flat],
        [heading.line] * len(flat),
        [columns[at] for at, _ in flat],
        [number] * len(flat),
        [value.offset + 1 for _, value in flat],
        [len(values[at]) > 1 for at, _ in flat],
        links if any(links) else (),
    )


def _may_be_turned(segment: Segment, heading: _Heading, rows: Sequence[object]) -> bool:
    """Whether a table may have a column an entry: not a long one, nor one of a single column, unless none names that of
    the keys."""
    columns = len(heading.names) if heading.names[0] != "@column.1" else len(heading.names) + 1
    return not segment.above and len(rows) <= _LONGEST and columns > _KEY_AND_VALUE


def _as_columns(segment: Segment, heading: _Heading, rows: list[tuple[int, str]]) -> Iterator[Record]:
    """A record for each column but the first: the heading is its lead, the first cell of a row a key."""
    headings = plain_headings(segment.headings, segment.references)
    contents = split_row(segment.text.split("\n")[heading.line - segment.line])
    cells = [(number, split_row(row)) for number, row in rows]
    for at in range(1, len(heading.names)):
        flat = []
        for number, row in cells:
            key = read_cell(row[0], segment.references)
            for value in read_cell(row[at], segment.references) if key and at < len(row) else ():
                flat.append((key[0].text, row[0].offset + 1, number, value))
        if flat and not heading.names[at].startswith("@"):
            lead = read_lead(contents[at].content, ((heading.line, heading.columns[at]),), segment.references)
            context = Context(lead, headings, segment.label, heading.line)
            context.columns = heading.names[1:]
            yield Record(_of_keys(flat), context, segment.file, heading.line, rows[-1][0], "table-columns")


def _as_fields(segment: Segment, heading: _Heading, rows: list[tuple[int, str]]) -> Iterator[Record]:
    """One record a table: the first cell of a row is a key, the second its value."""
    flat = []
    for number, row in rows:
        key, *rest = [(cell, read_cell(cell, segment.references)) for cell in split_row(row)]
        if key[1] and rest:
            flat += [(key[1][0].text, key[0].offset + 1, number, value) for _, some in rest[:1] for value in some]
    if not flat:
        return
    fields = _of_keys(flat)
    first, last = rows[0][0], rows[-1][0]
    context = Context(Lead(), plain_headings(segment.headings, segment.references), segment.label, first)
    yield Record(fields, context, segment.file, first, last, "table-fields")


def _of_keys(flat: Sequence[tuple[str, int, int, Value]]) -> Fields:
    """Fields of a key, the column and line where it stands, and a value in that line."""
    links = [value.links for *_, value in flat]
    return Fields(
        [name for name, *_ in flat],
        [value.text for *_, value in flat],
        [number for _, _, number, _ in flat],
        [column for _, column, _, _ in flat],
        [number for _, _, number, _ in flat],
        [value.offset + 1 for *_, value in flat],
        [False] * len(flat),
        links if any(links) else (),
    )
