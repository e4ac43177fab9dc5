"""Fixes in, a new text out. All that no edit names stays as it is."""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Reach = tuple[tuple[int, int], tuple[int, int]]  # line and column of both ends


class Edit(NamedTuple):
    """A stretch of a source and what to write there. Lines and columns count from 1, in characters; the end is the
    place behind the last character. A line end in `text` is ``\\n`` and becomes that of the line above."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(NamedTuple):
    """Edits that mend one finding; `safe` where they are meant to change no statement."""

    edits: tuple[Edit, ...]
    safe: bool = True


def apart(fixes: Iterable[Fix]) -> list[Fix]:
    """Those of some fixes that touch nothing which one before them touches."""
    taken: list[Reach] = []  # in order
    kept = []
    for fix in fixes:
        spans = [((one.line, one.column), (one.end_line, one.end_column)) for one in fix.edits]
        if all(_free(taken, span) for span in spans):
            for span in spans:
                insort(taken, span)
            kept.append(fix)
    return kept


def _free(taken: Sequence[Reach], span: Reach) -> bool:
    at = bisect(taken, span)
    return (not at or taken[at - 1][1] < span[0]) and (at == len(taken) or span[1] < taken[at][0])


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made, which must not touch each other; all else stays as it is, line ends included.

    >>> applied("a: b: c\\r\\n", [Edit(1, 4, 1, 8, "'b: c'")])
    "a: 'b: c'\\r\\n"
    """
    parts = re.split("(\r\n|\r|\n)", text)
    rows, ends = parts[::2], [*parts[1::2], ""]
    starts = [0]
    for row, end in zip(rows, ends, strict=True):
        starts.append(starts[-1] + len(row) + len(end))
    made, at = [], 0
    for edit in sorted(edits):
        begin = starts[edit.line - 1] + edit.column - 1
        made += [text[at:begin], edit.text.replace("\n", _end(ends, edit.line - 1))]
        at = starts[edit.end_line - 1] + edit.end_column - 1
    return "".join([*made, text[at:]])


def _end(ends: Sequence[str], at: int) -> str:
    return ends[at] or ends[at - 1] or "\n"
