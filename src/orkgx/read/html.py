"""Tables in HTML, which are told of and not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Diagnostic, Span, finding
from .commonmark import parse
from .segments import Segment

_TABLE = re.compile(r"<table\b", re.I)
_END = re.compile(r"</table\s*>", re.I)
_ROW = re.compile(r"<tr\b", re.I)


def html_tables(segment: Segment) -> Iterator[Diagnostic]:
    """A finding for each table of a segment that is written in HTML; those in fences and comments are none."""
    if not _TABLE.search(segment.text):
        return
    starts = [0]
    for row in segment.text.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    after = 0
    for token in parse(segment.text):
        first, last = token.map or (0, 0)
        if token.type not in ("html_block", "inline") or token.content.startswith("<!--") or starts[last] <= after:
            continue
        if found := _TABLE.search(segment.text, max(starts[first], after), starts[last]):
            end = _END.search(segment.text, found.end())
            after = end.end() if end else len(segment.text)
            rows = len(_ROW.findall(segment.text, found.end(), after))
            line = segment.text.count("\n", 0, found.start())
            message = f"a table in HTML with {rows:,} row{'s' * (rows != 1)} is not read; write it in Markdown"
            place = Span(segment.file, segment.line + line, found.start() - starts[line] + 1)
            yield finding(place, "html-table", message)
