"""Lines of sources as people can look at them: what a finding is about stands in its line, and marks stand below it."""

from __future__ import annotations

import ast
import io
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from ..model import Diagnostic, SourceError
from ..read.sources import Source, open_sources

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_CELL_END = re.compile(r"\s*(?<!\\)\|")
_FENCE = re.compile(r"(`{3,}|~{3,})\s*[\w-]*\s*$|---\s*$")
_DOTS = "..."
_TAB = "    "
_KEPT = 2_000  # lines; more than any fix looks at


class Lines:
    """The lines of sources, by file and number. They are read again as they are asked for, which costs least where
    that is done in their order; the last ones are kept, as fixes look around."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._sources = {source.name: source for source in sources}
        self._file, self._number = "", 0
        self._kept: deque[str] = deque(maxlen=_KEPT)  # up to that number
        self._rest: Iterator[str] = iter(())

    def get(self, file: str, number: int) -> str | None:
        """A line, without its end; None where there is none, or its source cannot be read again."""
        try:
            if file != self._file or number <= self._number - len(self._kept):
                self._rest, self._file, self._number = self._opened(file), file, 0
                self._kept.clear()
            for line in islice(self._rest, max(number - self._number, 0)):
                self._number += 1
                self._kept.append(line.rstrip("\n"))
        except SourceError:
            self._file = ""
            return None
        return self._kept[number - self._number - 1] if 0 < number <= self._number else None

    def _opened(self, file: str) -> Iterator[str]:
        if file not in self._sources and os.path.isfile(file):
            self._sources |= {file: found for found in open_sources([file], source_iri=None)[0]}  # noqa: B035  (of one)
        if file in self._sources:
            for text in self._sources[file].texts():
                yield from io.StringIO(text, newline="\n")


class Excerpt(NamedTuple):
    """A line as it is shown, from `before` on, with marks below as many cells as `marked`."""

    text: str
    before: int
    marked: int


def length(finding: Diagnostic, line: str) -> int:
    """How many characters of a line are the value, cell or key that a finding is about."""
    start = _start(finding)
    if found := next((one for one in _places(finding, line) if one[0] == start), None):
        return found[1]
    return _whole(finding, line)


def _whole(finding: Diagnostic, line: str) -> int:
    """How many characters the value, cell or key has at most."""
    rest = line[_start(finding) :]
    cell = _CELL_END.search(rest) if line.lstrip().startswith("|") else None
    return cell.start() if cell else len(rest.rstrip())


def _start(finding: Diagnostic) -> int:
    return max(finding.span.column, 1) - 1


def _marked(finding: Diagnostic, line: str) -> tuple[int, int]:
    """From where on, and how far, a line is marked: the part of a value that the message quotes, else the value."""
    return quoted_in(finding, line) or (_start(finding), length(finding, line))


def quoted_in(finding: Diagnostic, line: str) -> tuple[int, int] | None:
    """Where the part of a value that the message quotes begins in its line, and how long it is."""
    return next(_places(finding, line), None)


def _places(finding: Diagnostic, line: str) -> Iterator[tuple[int, int]]:
    """Where the texts that the message quotes stand as wholes, and else where they do at all."""
    start, quoted = _start(finding), list(_quoted(finding.message))
    end = start + _whole(finding, line)
    for edge in ("(?<!{sign}){text}(?!{sign})", "{text}"):
        for text in quoted:
            if found := re.compile(edge.format(sign=r"\w", text=re.escape(text))).search(line, start, end):
                yield found.start(), len(text)


def _quoted(message: str) -> Iterator[str]:
    """The texts that a message quotes."""
    for found in _QUOTED.finditer(message):
        with suppress(ValueError, SyntaxError):  # an apostrophe that quotes nothing
            if text := ast.literal_eval(found[0]):
                yield text


def excerpt(finding: Diagnostic, line: str, width: int) -> Excerpt | None:
    """What stands where a finding points, in at most `width` cells; None where nothing does, or only a fence that opens
    the block of an entry."""
    start, marked = _marked(finding, line)
    if not marked or (finding.entry and _FENCE.match(line, start)):
        return None
    first = min(len(line) - len(line.lstrip()), start)
    left = _left(line, first, start, marked, width)
    head = _DOTS if left > first else ""
    rest = line.rstrip()[left:]
    cells = [_cell(sign) for sign in rest[:width]]
    tail = _DOTS if _fitting(cells, width - len(head)) < len(rest) else ""
    cells = cells[: _fitting(cells, width - len(head) - len(tail))]
    sizes = [size for _, size in cells]
    before, after = start - left, start - left + marked
    text = "".join([shown for shown, _ in cells])
    return Excerpt(f"{head}{text}{tail}", len(head) + sum(sizes[:before]), max(sum(sizes[before:after]), 1))


def _fitting(cells: Iterable[tuple[str, int]], width: int) -> int:
    """How many characters fit into so many cells."""
    return sum(1 for total in accumulate(size for _, size in cells) if total <= width)


def _left(line: str, first: int, start: int, marked: int, width: int) -> int:
    """From where on a line is shown so that what is marked can be seen."""
    wanted = line[first : start + min(marked, width // 2)]
    if len(wanted) < width and _fitting(map(_cell, wanted), width - len(_DOTS)) == len(wanted):
        return first
    return start - _fitting(map(_cell, reversed(line[max(first, start - width) : start])), width // 4)


@lru_cache(4096)
def _cell(sign: str) -> tuple[str, int]:
    """A character as it is shown, and how many cells of a terminal it takes."""
    from rich.cells import cell_len

    shown = _TAB if sign == "\t" else visible(sign)
    return shown, cell_len(shown)


def visible(text: str, keep: str = "") -> str:
    """What would move a terminal's cursor, turn its text round, or is no character at all, as an escape.

    >>> visible("a" + chr(27) + "[31m")
    'a\\\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in keep else ascii(sign)[1:-1] for sign in text)
