"""Stage 0: a source's text in, segments out.

A segment is a stretch of Markdown that no block of CommonMark crosses, so that each can be read on its own: a file of
any size is read in the memory of one entry. A segment begins at a heading or a list item in column 1, which closes
whatever was open before it, unless it stands inside a fence or an HTML block. Those are followed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ..model import Diagnostic, Severity, Span

LONGEST_LINE = 200_000  # characters; a value of that length is no value
LONGEST_SEGMENT = 4_000  # lines in an open fence; no entry is that long, so the fence was never closed

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_HTML = re.compile(r" {0,3}<(?:(script|pre|style|textarea)(?:[\s>]|$)|(!--)|(\?)|(![A-Za-z])|(!\[CDATA\[))", re.I)
_HTML_ENDS = (re.compile(r"</(?:script|pre|style|textarea)>", re.I), *map(re.compile, ("-->", r"\?>", ">", r"\]\]>")))
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#*)?[ \t]*$")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(.*)|$)")
FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")


# What most entries are: a list item of a line or two and one fence, nothing else. The first characters keep out what
# would begin another block or needs the parser. Many of them in a row are one segment.
_HEAD = (
    r"- (?P<lead>(?!\[[^\]\n]*\]:)[A-Za-z\[][^\n]*(?:\n {2,5}[A-Za-z\[][^\n]*){0,3})\n(?:[ ]*\n)+"
    r"  (?P<fence>`{3,})[ ]*(?:yaml|yml)[ ]*\n"
)
_TAIL = r"  (?P=fence)[ ]*\n"
_ITEM_FORM = rf"{_HEAD}(?P<body>(?:(?:  (?! *`{{3}})[^\n]*)?\n)*+){_TAIL}"
PLAIN_ITEM = re.compile(rf"{_ITEM_FORM}(?:[ ]*\n)*")
_PLAIN_ITEMS = re.compile(rf"(?>{_ITEM_FORM}(?:[ ]*\n)+(?=- |\#{{1,6}} )){{1,16}}")


def plain_item(rows: str) -> re.Pattern[str]:
    """The pattern of plain items whose fence holds certain rows, themselves a pattern."""
    return re.compile(f"{_HEAD}{rows}{_TAIL}(?:[ ]*\n)*")


class Segment(NamedTuple):
    """Lines that stand together; `line` is the number of the first, `headings` the raw headings above, as
    (level, text)."""

    text: str
    file: str
    line: int
    headings: tuple[tuple[int, str], ...] = ()


def split_segments(texts: Iterable[str], file: str) -> Iterator[Segment | Diagnostic]:
    """Segments of stretches of whole lines, in their order, and what was found wrong on the way."""
    return iter(_Splitter(file).run(texts))


class _Splitter:
    """Follows the lines of one source. `inside` is the test for the end of the open fence or HTML block."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[str] = []
        self.start = 1
        self.headings: tuple[tuple[int, str], ...] = ()
        self.inside: re.Pattern[str] | None = None
        self.opened = 0
        self.sure = True
        self.murky = False
        self.underlined = False
        self.endless: dict[str, int] = {}  # an end that was looked for, and the line up to which there is none

    def run(self, texts: Iterable[str]) -> Iterator[Segment | Diagnostic]:
        source = iter(texts)
        text, at, start = "", 0, 0
        number = 0
        pending: list[str] = []
        while True:
            line: str | None
            if pending:
                line = pending.pop()
            else:
                if at >= len(text):
                    text, at = next(source, ""), 0
                start, end = at, text.find("\n", at)
                at = end + 1 if end >= 0 else len(text)
                line = text[start:end] if end >= 0 else text[start:] or None
            if line is None:
                if self.inside is not None and self.sure and self.opened <= number:
                    if self.inside is not FRONT_END:  # a first line of dashes may be a rule across the page
                        yield self.unclosed(number)
                    pending, number = self.rewind(number)
                    continue
                break
            number += 1
            if len(line) > LONGEST_LINE:
                yield Diagnostic(
                    Span(self.file, number, 1),
                    Severity.error,
                    "long-line",
                    f"a line of {len(line):,} characters was left out; at most {LONGEST_LINE:,} are read",
                )
                line = ""
            first = line[:1]
            if number == 1 and line.rstrip() == "---" and not self.endless:
                self.inside, self.sure, self.opened = FRONT_END, True, 1
                self.lines.append(line)
                continue
            if self.inside is not None:
                if first in (" ", "") or self.sure or not line:
                    self.lines.append(line)
                    if self.inside.search(line):
                        self.inside = None
                    elif self.sure and number - self.opened > LONGEST_SEGMENT:
                        if self.inside is not FRONT_END:
                            yield self.unclosed(number)
                        pending, number = self.rewind(number, pending)
                    continue
                # Text in column 1 inside an indented fence: the fence's container, if it has one, ends here.
                holder = self.holder(line)
                if holder in ("fence", "html_block"):
                    self.lines.append(line)
                    continue
                if not holder:
                    yield from self.flush(number)
            elif self.murky and first not in (" ", "\t", ""):
                holder = self.holder(line)
                if holder in ("fence", "html_block"):
                    self.lines.append(line)
                    continue
                if not holder:
                    yield from self.flush(number)
            # What an item's own fence holds is indented too, so that only text in column 1 tells what is open.
            if (first == " " and not self.murky) or first == "<" or first == "`" or first == "~":
                if self.open(line, number):
                    self.lines.append(line)
                    yield self.unclosed(number)
                    self.lines[-1], self.inside = "", None
                    continue
            elif first == "#":
                if heading := _HEADING.match(line):
                    yield from self.flush(number)
                    level = len(heading[1])
                    kept = tuple(above for above in self.headings if above[0] < level)
                    self.lines.append(line)
                    yield from self.flush(number + 1)
                    self.headings = (*kept, (level, heading[2] or ""))
                    continue
            elif first and (first in "-*+" or first.isdigit()) and (item := _ITEM.match(line)):
                if self.lines and not self.lines[-1].strip():
                    yield from self.flush(number)
                if not self.lines and not pending and (items := _PLAIN_ITEMS.match(text, start, start + LONGEST_LINE)):
                    yield Segment(items[0], self.file, number, self.headings)
                    at, number = items.end(), number + items[0].count("\n") - 1
                    self.start = number + 1
                    continue
                self.murky = bool(item[1] and _FENCE.match(item[1]))
            if (first == "=" or first in "- ") and _UNDERLINE.match(line):
                self.underlined = True
            self.lines.append(line)
        yield from self.flush(number + 1)

    def open(self, line: str, number: int) -> bool:
        """See whether `line` opens a fence or HTML block; true if it is known already that its end never comes."""
        self.inside = None
        stripped = line.lstrip(" ")
        if stripped[:1] not in ("`", "~", "<") or len(line) - len(stripped) > 3:
            return False
        if fence := _FENCE.match(line):
            self.inside = _fence_end(fence[1][0], len(fence[1]))
        elif html := _HTML.match(line):
            end = _HTML_ENDS[next(i for i, group in enumerate(html.groups()) if group)]
            self.inside = None if end.search(line, html.end()) else end
        if self.inside is None:
            return False
        self.sure, self.opened = line[0] != " ", number
        return self.sure and self.endless.get(self.inside.pattern, 0) >= number

    def holder(self, line: str) -> str:
        """Ask the Markdown parser itself which block of those above goes on with `line`, in column 1: its type, empty
        if there is none. A fence or HTML block is followed from here on."""
        from .markdown import parse

        top = [token for token in parse("\n".join([*self.lines, line])) if token.level == 0 and token.map]
        first = (top[-1].map or [0])[0] if top else len(self.lines)
        kind = top[-1].type if first < len(self.lines) else ""
        if kind in ("fence", "html_block"):
            self.open(self.lines[first], self.start + first)
            self.sure, self.murky = True, False
        if kind not in ("fence", "html_block") or (self.inside is not None and self.inside.search(line)):
            self.inside = None
        return kind

    def unclosed(self, number: int) -> Diagnostic:
        opener = self.lines[self.opened - self.start]
        mark = opener.strip()[:20]
        kind = "html" if mark[0] == "<" else "fence"
        return Diagnostic(
            Span(self.file, self.opened, len(opener) - len(opener.lstrip()) + 1),
            Severity.error if kind == "fence" else Severity.warning,
            f"unclosed-{kind}",
            f"{mark!r} is never closed; it was passed over so that what follows is still read; close it",
        )

    def rewind(self, number: int, pending: list[str] | None = None) -> tuple[list[str], int]:
        """Read on behind the line that opened what is never closed, as if that line were not there."""
        assert self.inside is not None
        self.endless[self.inside.pattern] = number
        at = self.opened - self.start
        again = self.lines[at + 1 :]
        self.lines = [*self.lines[:at], ""]
        self.inside = None
        return (pending or []) + again[::-1], self.opened

    def flush(self, start: int) -> Iterator[Segment]:
        if self.lines:
            segment = Segment("\n".join(self.lines) + "\n", self.file, self.start, self.headings)
            if self.underlined:
                from .markdown import headings_after

                self.headings = headings_after(segment)
            if segment.text.strip():
                yield segment
        self.lines, self.start, self.underlined, self.murky = [], start, False, False


@lru_cache(64)
def _fence_end(mark: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"^ {{0,3}}{mark}{{{length},}}[ \t]*$")
