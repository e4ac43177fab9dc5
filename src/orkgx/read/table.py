"""Tables of GitHub's Markdown as records: a row an entry, or a row a field.

markdown-it-py's rule says where a table stands; rows are then taken apart here, as its cells have no places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..model import Link
from .inline import read_text, split_breaks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_PIPE = re.compile(r"\\.|\|")
_ESCAPED_PIPE = re.compile(r"\\\|")


class Cell(NamedTuple):
    """The content of a cell as written, pipes in it no longer escaped, and the place where it begins in its row."""

    content: str
    offset: int


class Table(NamedTuple):
    """Where a table stands in some lines: the numbers of its heading, of the first row and of the line behind it."""

    heading: int
    first: int
    end: int


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable("inline")


def find_tables(text: str) -> Iterator[Table]:
    """The tables of a stretch of Markdown, wherever they stand in it."""
    for token in _markdown().parse(text):
        if token.type == "table_open" and token.map:
            yield Table(token.map[0], token.map[0] + 2, token.map[1])


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


def read_cell(cell: Cell, *, parts: bool = False) -> list[Value]:
    """The values of a cell: one, or with `parts` one for each of the stretches that line breaks part."""
    pieces: Sequence[tuple[int, str]] = split_breaks(cell.content) if parts else [(0, cell.content)]
    values = []
    for at, content in pieces:
        text, links = read_text(content)
        if text or links:
            indent = len(content) - len(content.lstrip())
            values.append(Value(text, links, cell.offset + at + indent))
    return values
