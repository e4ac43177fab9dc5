"""CSV and TSV: a row an entry, under the keys of the first row.

Cells are taken apart here, since each has a place, and since people's files quote what they should not: a quote ends a
cell only where a separator or the end of the line follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from ..model import Context, Diagnostic, Fields, Lead, Record, RecordSource, Span, finding
from .segments import LONGEST_LINE, Segment
from .sources import Source

_ROWS = 256  # in one segment
_SEPARATORS = ",;\t"
_FEW = 2  # cells that a line of text may have by chance


def split_segments(source: Source) -> Iterator[Segment | Diagnostic]:
    """Some rows each."""
    return split_rows(source.texts(), source.name, source.label)


def split_rows(texts: Iterable[str], file: str, label: str = "") -> Iterator[Segment | Diagnostic]:
    """Segments of whole rows; each but the first knows the row with the keys."""
    waiting: list[str] = []
    lines = _lines(texts)
    first = next(lines, "")
    lines = chain([first], lines)
    heading = next(_rows(lines, *_shape(first)), "")
    start = number = 1 + heading.count("\n")
    for row in _rows(lines, *_shape(heading)):
        if len(row) > LONGEST_LINE:
            message = f"a row of {len(row):,} characters was left out; at most {LONGEST_LINE:,} are read"
            yield finding(Span(file, number, 1), "long-line", message)
        waiting.append(row if len(row) <= LONGEST_LINE else "\n" * row.count("\n"))
        number += row.count("\n")
        if len(waiting) >= _ROWS:
            yield Segment("".join(waiting), file, start, label=label, above=(heading,))
            waiting, start = [], number
    if waiting:
        yield Segment("".join(waiting), file, start, label=label, above=(heading,))


def _rows(lines: Iterable[str], between: str, width: int) -> Iterator[str]:
    """Rows with their line ends: a line, or several where a quoted cell holds line ends. A cell that never closes, or
    that goes on over a line with a cell for each key and ends amid another, lost a quote: each line is a row then."""
    held: list[str] = []
    size = 0
    for line in lines:
        is_open = ('"' in line or bool(held)) and (
            _stays_open(line, between, inside=bool(held)) or _is_short([*held, line], between, width)
        )
        if held and width > _FEW and _is_row(line, between, width):
            whole = "".join([*held, line])
            if is_open or len(split_cells(whole, between)) != width:
                yield from held
                held, is_open = [], False
        size = size + len(line) if held else len(line)
        held.append(f"{line}\n")
        if not is_open or size > LONGEST_LINE:
            yield "".join(held)
            held = []
    yield from held


def _is_short(lines: Sequence[str], between: str, width: int) -> bool:
    """Whether lines are a row that has less cells than keys, and a quote too many: one of them stands within a cell."""
    text = "\n".join(lines)
    return text.count('"') % 2 == 1 and len(split_cells(text, between)) < width


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from text.removesuffix("\n").split("\n")


def _is_row(line: str, between: str, width: int) -> bool:
    """Whether a line is a row by itself."""
    if line.count(between) < width - 1 or _stays_open(line, between, inside=False):
        return False
    return len(split_cells(line, between)) == width


def _stays_open(line: str, between: str, *, inside: bool) -> bool:
    """Whether a quoted cell is open at the end of a line that begins `inside` of one or not."""
    at = 0
    while True:
        if inside:
            at = _closing(line, at, between)
            if at < 0:
                return True
            if at >= len(line):
                return False
            at += 1
        inside = line[at : at + 1] == '"'
        at = at + 1 if inside else line.find(between, at) + 1
        if not at:
            return False


def separator(heading: str) -> str:
    """What separates the cells: that which the first row has most of."""
    return max(_SEPARATORS, key=heading.count)


def _shape(heading: str) -> tuple[str, int]:
    """What separates the cells below a row of keys, and how many there are."""
    between = separator(heading)
    return between, len(split_cells(heading.rstrip("\n"), between))


def split_cells(row: str, between: str) -> list[tuple[str, int, int]]:
    """The cells of a row without its line end: text, and line and column in the row from 0.

    >>> split_cells('"a, b",c "d" e,""', ",")
    [('a, b', 0, 1), ('c "d" e', 0, 7), ('', 0, 16)]
    """
    cells = []
    at = 0
    while True:
        end, text, start = _quoted(row, at, between) if row[at : at + 1] == '"' else _bare(row, at, between)
        line = row.count("\n", 0, start)
        cells.append((text, line, start - (row.rfind("\n", 0, start) + 1)))
        if end >= len(row):
            return cells
        at = end + 1


def _bare(row: str, at: int, between: str) -> tuple[int, str, int]:
    end = row.find(between, at)
    end = len(row) if end < 0 else end
    text = row[at:end]
    return end, text.strip(), at + len(text) - len(text.lstrip())


def _quoted(row: str, at: int, between: str) -> tuple[int, str, int]:
    end = _closing(row, at + 1, between)
    if end < 0:
        return _bare(row, at, between)
    return end, row[at + 1 : end - 1].replace('""', '"').strip(), at + 1


def _closing(row: str, at: int, between: str) -> int:
    """The place behind the quote that ends the cell whose text begins at a place; -1 where none does."""
    while (at := row.find('"', at)) >= 0:
        if row[at + 1 : at + 2] == '"' and row[at + 2 : at + 3] not in (between, ""):
            at += 2
        elif row[at + 1 : at + 2] in (between, "", "\n"):
            return at + 1
        else:
            at += 2 if row[at + 1 : at + 2] == '"' else 1
    return -1


def read_records(segment: Segment, _: Sequence[RecordSource], found: list[Diagnostic]) -> Iterator[Record]:
    """The records of a segment of rows."""
    heading = segment.above[0].rstrip("\n")
    between = separator(heading)
    keys = [(name or f"@column.{at}", line, column) for at, (name, line, column) in _numbered(heading, between)]
    number = segment.line
    for row in _rows(_lines([segment.text]), between, len(keys)):
        cells = split_cells(row.rstrip("\n"), between)
        if any(text for text, _, _ in cells):
            yield _record(segment, number, cells, keys, row.count("\n") - 1)
            if len(cells) > len(keys):
                message = f"a row of {len(cells)} cells below {len(keys)} keys; those without a key were kept apart"
                place = Span(segment.file, number + cells[len(keys)][1], cells[len(keys)][2] + 1)
                found.append(finding(place, "uneven-row", message))
        number += row.count("\n")


def _numbered(heading: str, between: str) -> Iterator[tuple[int, tuple[str, int, int]]]:
    return enumerate(split_cells(heading, between), 1)


def _record(
    segment: Segment,
    number: int,
    cells: list[tuple[str, int, int]],
    keys: list[tuple[str, int, int]],
    more: int,
) -> Record:
    keyed = [(at, cell) for at, cell in enumerate(cells) if cell[0]]
    heads = [keys[at] if at < len(keys) else (f"@column.{at + 1}", 0, 0) for at, _ in keyed]
    fields = Fields(
        [name for name, _, _ in heads],
        [text for _, (text, _, _) in keyed],
        [1 + line for _, line, _ in heads],
        [1 + column for _, _, column in heads],
        [number + line for _, (_, line, _) in keyed],
        [1 + column for _, (_, _, column) in keyed],
        [False] * len(keyed),
    )
    context = Context(Lead(), (), segment.label, number)
    context.cells = tuple((text, number + line, 1 + column) for text, line, column in cells)
    return Record(fields, context, segment.file, number, number + more, "csv")
