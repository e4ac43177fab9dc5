"""What shapes stand in a source, for people whose source gave no entry."""

from __future__ import annotations

from collections import Counter

from ..model import Diagnostic, RecordSource, SourceError
from .csv import is_csv, split_rows
from .items import read_items
from .markdown import find_blocks
from .segments import split_segments
from .sources import Source
from .table import find_tables

_ITEMS = (RecordSource("items"),)
_NAMES = {
    "tables": ("table", "tables"),
    "rows": ("row", "rows"),
    "items": ("list item with a link or bold text", "list items with links or bold text"),
    "front matter": ("front matter", "front matters"),
    "yaml": ("YAML block", "YAML blocks"),
}


def shapes(source: Source) -> str:
    """The shapes in words, such as "5 tables, 82 rows"; empty where there are none."""
    counts: Counter[str] = Counter()
    try:
        if is_csv(source.name):
            counts["tables"] = 1
            counts["rows"] = sum(
                one.text.count("\n")
                for one in split_rows(source.texts(), source.name)
                if not isinstance(one, Diagnostic)
            )
        else:
            _markdown(source, counts)
    except SourceError:
        return ""
    told = [(count, _NAMES[name][count > 1]) for name in _NAMES if (count := counts[name])]
    return ", ".join(f"{count:,} {words}" for count, words in told)


def _markdown(source: Source, counts: Counter[str]) -> None:
    for segment in split_segments(source.texts(), source.name):
        if isinstance(segment, Diagnostic):
            continue
        for block in find_blocks(segment)[0]:
            counts["front matter" if block.source == "front-matter" else "yaml"] += 1
        for table in find_tables(segment.text) if "|" in segment.text and not segment.above else ():
            counts["tables"] += 1
            counts["rows"] += table.end - table.first
        counts["rows"] += segment.text.count("\n") if segment.above else 0
        counts["items"] += sum(bool(record.context.lead.marks) for record in read_items(segment, _ITEMS))
