"""What shapes stand in a source, for people whose source gave no entry."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ..model import Diagnostic, RecordSource, SourceError, kind_of_file
from .commonmark import find_tables
from .cuts import cut
from .html import html_tables
from .markdown import find_blocks, without_front_matter
from .records import READS
from .segments import Segment
from .sources import Source

_LONG = 300_000  # characters in which shapes are counted; they are told of as a hint
_ITEMS = (RecordSource("items"),)
_FIELDS = (RecordSource("items", fields=True),)
_NAMES = {
    "tables": ("table", "tables"),
    "rows": ("row", "rows"),
    "maps": ("map in a list", "maps in lists"),
    "items": ("list item with a link or bold text", "list items with links or bold text"),
    "pairs": ("list item with a key and a value", "list items with keys and values"),
    "comments": ("comment with fields", "comments with fields"),
    "front matter": ("front matter", "front matters"),
    "yaml": ("YAML block", "YAML blocks"),
    "html": ("table in HTML", "tables in HTML"),
}
_UNREADABLE = ("yaml", "html")  # what many pages have that are no catalogue, and what no mapping could read


class Shapes(NamedTuple):
    """The shapes in words, such as "5 tables, 82 rows", and whether there is one that only wants a mapping."""

    words: str
    readable: bool


def shapes(source: Source) -> Shapes:
    """The shapes that stand in a source, or at least in the beginning of a long one."""
    counts: Counter[str] = Counter()
    size = 0
    count = _COUNTS.get(kind_of_file(source.name), _markdown)
    try:
        for segment in cut(source):
            if isinstance(segment, Diagnostic):
                continue
            count(segment, counts)
            size += len(segment.text)
            if size >= _LONG:
                break
    except SourceError:
        return Shapes("", False)
    told = [(number, _NAMES[name][number > 1]) for name in _NAMES if (number := counts[name])]
    readable = any(counts[name] for name in _NAMES if name not in _UNREADABLE)
    before = "at least " if told and size >= _LONG else ""
    return Shapes(before + ", ".join(f"{number:,} {words}" for number, words in told), readable)


def _rows(segment: Segment, counts: Counter[str]) -> None:
    counts["tables"] = 1
    counts["rows"] += segment.text.count("\n")


def _maps(segment: Segment, counts: Counter[str]) -> None:
    counts["maps"] += sum(1 for _ in READS["data"](segment, (), []))


def _markdown(segment: Segment, counts: Counter[str]) -> None:
    for block in find_blocks(segment)[0]:
        counts["front matter" if block.source == "front-matter" else "yaml"] += 1
    segment = without_front_matter(segment)
    for table in find_tables(segment.text) if "|" in segment.text and not segment.above else ():
        counts["tables"] += 1
        counts["rows"] += table.end - table.first
    counts["rows"] += segment.text.count("\n") if segment.above else 0
    counts["items"] += sum(bool(record.context.lead.marks) for record in READS["items"](segment, _ITEMS, []))
    for record in READS["items"](segment, _FIELDS, []):  # a link that stands for a field is counted as an item
        counts["pairs"] += sum(map(str.__ne__, record.fields.names, record.fields.texts))
    counts["comments"] += sum(1 for _ in READS["comments"](segment, (), []))
    counts["html"] += sum(1 for _ in html_tables(segment))


_COUNTS = {"csv": _rows, "data": _maps}
