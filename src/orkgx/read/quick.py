"""Every quick way of reading: plain items, which most entries are, plain `key: value` lines, and rows of long tables.

Each gives what the plain way of `segments`, `markdown` and `yaml` gives, as property tests hold, or refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import add
from typing import NamedTuple, Protocol

from ..model import Block, Context, Diagnostic, Fields, Lead, Record, Span, finding
from .inline import References, plain_headings, read_lead


class Segment(Protocol):
    """What is asked of a segment."""

    @property
    def text(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def headings(self) -> tuple[tuple[int, str], ...]: ...
    @property
    def label(self) -> str: ...
    @property
    def references(self) -> References: ...


# What YAML takes as a plain key; what may follow it in a plain line; and what a plain value must not begin with.
PLAIN_KEY = re.compile(r"[A-Za-z][\w ()&/.+-]*", re.A)
NULLS = frozenset(("null", "Null", "NULL", "~"))  # what YAML takes for no value
INDICATORS = frozenset("!&*|>@`\"'%#,[]{}?:-")
_PRINTABLE = bytes(range(32, 127)) + b"\n"
# What most entries are: a list item of a line or two and one fence, nothing else. The first characters keep out what
# would begin another block or needs the parser. Many of them in a row are one segment, also with rules between them.
_HEAD = (
    r"- (?P<lead>(?!\[[^\]\n]*\]:)[A-Za-z\[][^\n]*(?:\n {2,5}[A-Za-z\[][^\n]*){0,3})\n(?:[ ]*\n)+"
    r"  (?P<fence>`{3,})[ ]*(?:yaml|yml)[ ]*\n"
)
_TAIL = r"  (?P=fence)[ ]*\n"
_ITEM_FORM = rf"{_HEAD}(?P<body>(?:(?:  (?! *`{{3}})[^\n]*)?\n)*+){_TAIL}"
_RULES = r"(?:(?:-{3,}|\*{3,}|_{3,})[ ]*\n(?:[ ]*\n)*)*"
_PLAIN_ITEM = re.compile(rf"{_ITEM_FORM}(?:[ ]*\n)*{_RULES}")
PLAIN_ITEMS = re.compile(rf"(?>{_ITEM_FORM}(?:[ ]*\n)+{_RULES}(?=- |\#{{1,6}} )){{1,16}}")
_VALUE = rf"([^ \n{re.escape(''.join(sorted(INDICATORS)))}][^\n]*+(?<![ :]))"
_CELLS = 20_000  # in a stretch of rows
_FIELD = re.compile(rf"^  ({PLAIN_KEY.pattern}): {_VALUE}$", re.ASCII | re.MULTILINE)


class _Form(NamedTuple):
    """What is the same in all plain items that have certain fields."""

    columns: tuple[int, ...]
    value_columns: tuple[int, ...]
    items: tuple[bool, ...]


@lru_cache(512)
def _form(names: tuple[str, ...]) -> _Form | None:
    """None for names that are not plain throughout."""
    if len(set(names)) < len(names) or any(name.endswith(" ") for name in names):
        return None
    return _Form((3,) * len(names), tuple(len(name) + 5 for name in names), (False,) * len(names))


def plain_items(segment: Segment, read: Callable[[Block], Record], *, fields: bool) -> list[Record] | None:
    """The records of a segment that holds plain items only; None for any other. Items whose fields are not plain, or
    whose text is not `printable` (`fields` is false then), are read as blocks."""
    text, at, line = segment.text, 0, segment.line
    records = []
    while at < len(text):
        item = _PLAIN_ITEM.match(text, at)
        if item is None:
            return None
        records.append((_record(item, segment, line) if fields else None) or read(_block(item, segment, line)))
        line += text.count("\n", at, item.end())
        at = item.end()
    return records


def _record(item: re.Match[str], segment: Segment, line: int) -> Record | None:
    """The record of an item whose first line is `line`; None where not every line of it is a plain field, or where a
    comment may be."""
    start, end = item.span("body")
    rows = _FIELD.findall(item.string, start, end)
    if not rows or len(rows) < item.string.count("\n", start, end):
        return None
    names, texts = zip(*rows, strict=True)
    form = _form(names)
    body = item.string[start:end]
    if form is None or ("#" in body and " #" in body) or not NULLS.isdisjoint(texts):
        return None
    first = line + item.string.count("\n", item.start(), start)
    lines = range(first, first + len(texts))
    fields = Fields(names, texts, lines, form.columns, lines, form.value_columns, form.items)
    found: list[Diagnostic] = []
    unquoted_in(fields, body, segment.file, found)
    headings = plain_headings(segment.headings, segment.references)
    context = Context(item_lead(item["lead"], line, segment.references), headings, segment.label, first)
    return Record(fields, context, segment.file, first, lines[-1], "yaml", tuple(found))


def _block(item: re.Match[str], segment: Segment, line: int) -> Block:
    """The block of a plain item; `line` is the number of its first line."""
    lead, body = item.group("lead", "body")
    first = line + item.string.count("\n", item.start(), item.start("body"))
    rows = body.count("\n")
    # Every row stands two columns in, but for empty ones.
    within = ("\n" + body).replace("\n  ", "\n")[1:]
    columns = (2,) * rows if len(within) + 2 * rows == len(body) else tuple(map(_indent, body.split("\n")[:-1]))
    headings = plain_headings(segment.headings, segment.references)
    return Block(
        within,
        segment.file,
        first,
        first + rows - 1,
        columns,
        headings,
        item_lead(lead, line, segment.references),
        segment.label,
    )


def _indent(row: str) -> int:
    return 2 if row else 0


def rows_only(text: str) -> bool:
    """Whether the lines of a text that stand below a table are its rows for sure, as no other block begins so; not if
    there are so many cells that the parser gives up."""
    lines = text.count("\n")
    return text.startswith("|") and text.count("\n|") == lines - 1 and text.count("|") < _CELLS


def item_lead(text: str, line: int, references: References = ()) -> Lead:
    """The lead that the first lines of a plain item are; `line` is the number of the first."""
    rows = text.split("\n") if "\n" in text else ()
    later = [(line + at, len(row) - len(row.lstrip(" ")) + 1) for at, row in enumerate(rows) if at]
    return read_lead(text, ((line, 3), *later), references)


def unquoted_in(parts: Fields, text: str, file: str, found: list[Diagnostic]) -> None:
    """Tell of the values with a colon among plain fields; `text` is all of their lines."""
    if text.count(": ") > len(parts.texts):
        for value, line, column in zip(parts.texts, parts.value_lines, parts.value_columns, strict=True):
            if ": " in value:
                unquoted(found, file, (line, column))


def unquoted(found: list[Diagnostic], file: str, place: tuple[int, int]) -> None:
    message = "the value holds ': ', which YAML takes for another key; it was read to the end of the line; quote it"
    found.append(finding(Span(file, *place), "unquoted-colon", message))


def plain_parts(block: Block, found: list[Diagnostic]) -> Fields | None:
    """The fields of a flat block; None for one that needs YAML."""
    text = block.text
    rows = text.split("\n")[:-1]
    if not rows or len(rows) != len(block.columns) or ("#" in text and " #" in text) or not printable(text):
        return None
    keys, marks, values = zip(*[row.partition(": ") for row in rows], strict=True)
    form = _plain_form(keys, marks)
    if form is None:
        return None
    names, gaps = form
    columns: Sequence[int] = block.columns
    lines = list(range(block.line, block.line + len(rows)))
    ends = {value[-1:] for value in values}
    firsts = {value[:1] for value in values}
    if " " in ends or " " in firsts or "" in names:
        kept = [at for at, name in enumerate(names) if name]
        bare = [values[at].lstrip(" ") for at in kept]
        gaps = [gaps[at] + len(values[at]) - len(value) for at, value in zip(kept, bare, strict=True)]
        values = tuple([value.rstrip(" ") for value in bare])
        names, columns, lines = [names[at] for at in kept], [columns[at] for at in kept], [lines[at] for at in kept]
        firsts, ends = {value[:1] for value in values}, {value[-1:] for value in values}
    if ":" in ends or not firsts.isdisjoint(INDICATORS) or not NULLS.isdisjoint(values):
        return None
    ats = list(map(add, columns, gaps))
    parts = Fields(names, values, lines, [column + 1 for column in columns], lines, ats, (False,) * len(names))
    unquoted_in(parts, text, block.file, found)
    return parts


def printable(text: str) -> bool:
    """Whether YAML takes a text as it stands: no tab, no control character, no blank but spaces and line ends."""
    if text.isascii():
        return not text.encode("ascii").translate(None, _PRINTABLE)
    return text.replace("\n", " ").isprintable()


@lru_cache(512)
def _plain_form(keys: tuple[str, ...], marks: tuple[str, ...]) -> tuple[Sequence[str], Sequence[int]] | None:
    """Of lines parted at their first ": ": the names, empty for a blank line, and how far behind the line's first
    column a value would begin. None unless all of them are plain."""
    names, gaps = [], []
    for key, mark in zip(keys, marks, strict=True):
        name = key.removesuffix(":") if not mark else key
        if key.strip(" ") and (not PLAIN_KEY.fullmatch(name) or not (mark or name != key)):
            return None
        names.append(name.strip(" "))
        gaps.append(len(name) + (3 if mark else 2))
    return tuple(names), tuple(gaps)
