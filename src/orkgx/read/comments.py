"""Comments in HTML that hold fields: ``<!-- key: value -->``, on one line or on several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..model import Block, Diagnostic, Record, RecordSource
from .inline import plain_headings
from .segments import Segment
from .yaml import read_record

_COMMENT = re.compile(r"<!--(?!-?>)(.*?)-->", re.S)
_DIRECTIVE = re.compile(r"\s*orkgx:")  # what is said to orkgx, not of a model
_FIELD = re.compile(r"^[ \t]*[A-Za-z@][^:\n]{0,80}:(?:[ \t]|$)", re.M)


def read_records(segment: Segment, _: Sequence[RecordSource], __: list[Diagnostic]) -> Iterator[Record]:
    """The records of the comments of a segment; those whose lines are no fields are passed over."""
    text = segment.text
    for found in _COMMENT.finditer(text):
        rows = found[1].split("\n")
        filled = [row for row in rows if row.strip()]
        if not filled or not all(map(_FIELD.match, filled)) or _DIRECTIVE.match(filled[0]):
            continue
        line = segment.line + text.count("\n", 0, found.start(1))
        # The first row stands behind the mark that opens the comment, the others where they stand.
        columns = [found.start(1) - (text.rfind("\n", 0, found.start(1)) + 1), *[0] * (len(rows) - 1)]
        indents = [len(row) - len(row.lstrip(" \t")) for row in rows]
        block = Block(
            text="".join(f"{row.strip()}\n" for row in rows),
            file=segment.file,
            line=line,
            last=line + len(rows) - 1,
            columns=tuple(column + indent for column, indent in zip(columns, indents, strict=True)),
            headings=plain_headings(segment.headings, segment.references),
            label=segment.label,
            source="comments",
        )
        yield read_record(block)
