"""A source's text in, segments out.

A segment is a stretch of Markdown that no block of CommonMark crosses, so that each can be read on its own: a file of
any size is read in the memory of one entry. A segment begins at a heading or a list item in column 1, which closes
whatever was open before it, unless it stands inside a fence or an HTML block. Those are followed here. A long table is
cut between two rows, and what follows knows its heading.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from ..model import Diagnostic, Span, finding
from .commonmark import Headings, heading_text, headings_after, parse
from .fences import FENCE, end_of
from .front_matter import find_front, opens_front, unread_front
from .inline import References
from .quick import PLAIN_ITEMS

LONGEST_LINE = 200_000  # characters; a value of that length is no value
LONGEST_FRONT = 4_000_000  # characters in which the end of front matter is looked for
LONGEST_SEGMENT = 4_000  # lines in an open fence; no entry is that long, so the fence was never closed
_ROWS = 256  # of a table, of a list without blanks between its items, or of fences, that one segment may have

_HEADING = re.compile(r"(#{1,6})(?:[ \t]|$)")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(.*)|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_DELIMITERS = re.compile(r"[ \t]*+(?:\|[ \t]*+)?:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_BLANK_FIRST = re.compile(r"[ \t]*\|[ \t]*\|")

Found = Iterator["Segment | Diagnostic"]
Step = Generator["Segment | Diagnostic", None, bool]  # gives what it found, and whether the line is dealt with


class Segment(NamedTuple):
    """Lines that stand together; `line` is the number of the first, `headings` the raw headings above, as
    (level, text); `label` names the file without telling of the machine.

    `above` are the lines of a table that stand before its rows here: its heading, the line below that, and the last row
    whose first cell is filled. They were read before. `column` is how many characters of the first line stand before,
    `references` the addresses of its reference links.
    """

    text: str
    file: str
    line: int
    headings: Headings = ()
    label: str = ""
    above: tuple[str, ...] = ()
    column: int = 0
    references: References = ()


def split_segments(texts: Iterable[str], file: str, label: str = "") -> Found:
    """Segments of stretches of whole lines, in their order, and what was found wrong on the way."""
    texts = iter(texts)
    text = next(texts, "")
    while opens_front(text) and len(text) < LONGEST_FRONT and not find_front(text) and (more := next(texts, "")):
        text += more
    end = 0
    if front := find_front(text):
        end = front.end
        yield Segment(text[:end], file, 1, label=label)
    else:
        fault, end = unread_front(text, file)
        yield from filter(None, [fault])
    yield from _Splitter(file, label, chain([text[end:]], texts), text.count("\n", 0, end)).run()


class _Splitter:
    """Follows the lines of one source. `inside` is the test for the end of the open fence or HTML block, `opened` the
    number of the line that opened it."""

    def __init__(self, file: str, label: str, texts: Iterable[str], number: int) -> None:
        self.file, self.label = file, label
        self.source = iter(texts)
        self.text, self.at, self.begin = "", 0, 0  # the stretch of text at hand, where to go on, where the line began
        self.pending: list[str] = []  # lines to be read again, the next one last
        self.number = number  # of the line before the one at hand
        self.lines: list[str] = []
        self.fresh = 0  # how many of them end where nothing is open: a fence in no item has closed
        self.start = number + 1
        self.headings: Headings = ()
        self.inside: re.Pattern[str] | None = None
        self.opened = 0
        self.sure = True
        self.murky = False
        self.underlined = False
        self.table: tuple[str, str] | None = None
        self.named_row = ""
        self.above: tuple[str, ...] = ()
        self.endless: dict[str, int] = {}  # an end that was looked for, and the line up to which there is none

    def run(self) -> Found:
        while True:
            line = self.next_line()
            if line is None:
                if self.inside is None or not self.sure or self.opened > self.number:
                    break
                yield from self.give_up()
                continue
            self.number += 1
            if len(line) > LONGEST_LINE:
                yield self.too_long(line)
                line = ""
            if self.inside is not None:
                if not (yield from self.within(line)):
                    yield from self.take(line)
            elif not (self.murky and self.may_end(line) and (yield from self.belongs(line))):
                yield from self.take(line)
        yield from self.flush(self.number + 1)

    def next_line(self) -> str | None:
        if self.pending:
            return self.pending.pop()
        if self.at >= len(self.text):
            self.text, self.at = next(self.source, ""), 0
        self.begin, end = self.at, self.text.find("\n", self.at)
        self.at = end + 1 if end >= 0 else len(self.text)
        return self.text[self.begin : end] if end >= 0 else self.text[self.begin :] or None

    # -- what a line may be

    def within(self, line: str) -> Step:
        """A line while a fence or HTML block is open."""
        assert self.inside is not None
        if line[:1] not in (" ", "") and not self.sure:
            # Text in column 1 inside an indented fence: the fence's container, if it has one, ends here.
            return (yield from self.belongs(line))
        self.lines.append(line)
        if self.inside.search(line):
            self.inside = None
            self.fresh = len(self.lines) if self.sure else self.fresh
            if self.sure and len(self.lines) > _ROWS:  # many fences one after the other
                yield from self.flush(self.number + 1)
        elif self.sure and self.number - self.opened > LONGEST_SEGMENT:
            yield from self.give_up()
        return True

    def may_end(self, line: str) -> bool:
        """Whether a line may end the item whose first line is a fence; the next item ends it for sure."""
        return line[:1] not in (" ", "\t", "") and not _ITEM.match(line)

    def belongs(self, line: str) -> Step:
        """A line in column 1 that may go on with what stands above; if nothing does, a segment ends."""
        holder = self.holder(line)
        if holder in ("fence", "html_block"):
            self.lines.append(line)
            return True
        if not holder:
            yield from self.flush(self.number)
        return False

    def take(self, line: str) -> Found:
        """A line outside of fences and HTML blocks."""
        first = line[:1]
        # What an item's own fence holds is indented too, so that only text in column 1 tells what is open.
        if (first == " " and not self.murky) or first in ("<", "`", "~"):
            if self.open(line, self.number):
                self.lines.append(line)
                yield self.unclosed()
                self.lines[-1], self.inside = "", None
                return
        elif first == "#":
            if heading := _HEADING.match(line):
                yield from self.heading(line, len(heading[1]))
                return
        elif (
            first
            and (first in "-*+" or first.isdigit())
            and (item := _ITEM.match(line))
            and (yield from self.item(item))
        ):
            return
        if (first == "=" or first in "- ") and self.lines and self.lines[-1].strip() and _UNDERLINE.match(line):
            self.underlined = True
        self.lines.append(line)
        if self.inside is None and (self.table or "|" in line):  # what is open is cut nowhere
            yield from self.row(line)

    def heading(self, line: str, level: int) -> Found:
        yield from self.flush(self.number)
        kept = tuple(above for above in self.headings if above[0] < level)
        self.lines.append(line)
        yield from self.flush(self.number + 1)
        self.headings = (*kept, (level, heading_text(line[level:])))

    def item(self, item: re.Match[str]) -> Step:
        """A list item in column 1; where plain items begin, all of them at once."""
        apart = self.lines and not self.lines[-1].strip()
        if apart or (len(self.lines) > _ROWS and item[1] and not item[0][0].isdigit()):
            yield from self.flush(self.number)
        if not self.lines and not self.pending:
            limit = self.begin + LONGEST_LINE
            if items := PLAIN_ITEMS.match(self.text, self.begin, limit):
                yield Segment(items[0], self.file, self.number, self.headings, self.label)
                self.at, self.number = items.end(), self.number + items[0].count("\n") - 1
                self.start = self.number + 1
                return True
        self.murky = bool(item[1] and FENCE.match(item[1]))
        return False

    def row(self, line: str) -> Found:
        """A line that may be of a table, which is cut where it gets long."""
        if self.table is None:
            before = self.lines[-2] if len(self.lines) > 1 else ""
            if "|" in before and _DELIMITERS.match(line):
                self.table, self.named_row = (before, line), ""
            return
        if not line.strip():
            self.table = None
            return
        if not _BLANK_FIRST.match(line):
            self.named_row = line
        if len(self.lines) > _ROWS:
            table, named = self.table, self.named_row
            yield from self.flush(self.number + 1)
            self.table, self.named_row = table, named
            self.above = (*table, *filter(None, [named]))

    # -- fences and HTML blocks

    def open(self, line: str, number: int) -> bool:
        """See whether `line` opens a fence or HTML block; true if it is known already that its end never comes."""
        self.inside = end_of(line)
        if self.inside is None:
            return False
        self.sure, self.opened = line[0] != " ", number
        return self.sure and self.endless.get(self.inside.pattern, 0) >= number

    def holder(self, line: str) -> str:
        """Ask the Markdown parser itself which block of those above goes on with `line`, in column 1: its type, empty
        if there is none. A fence or HTML block is followed from here on."""
        lines = [*self.lines[self.fresh :], line]
        top = [token for token in parse("\n".join(lines)) if token.level == 0 and token.map]
        first = self.fresh + ((top[-1].map or [0])[0] if top else len(lines) - 1)
        kind = top[-1].type if first < len(self.lines) else ""
        if kind in ("fence", "html_block"):
            self.open(self.lines[first], self.start + first)
            self.sure, self.murky = True, False
            if self.inside is not None and self.inside.search(line):
                self.inside, self.fresh = None, len(self.lines) + 1
        else:
            self.inside = None
        return kind

    def give_up(self) -> Found:
        """Tell of what is never closed, and read on behind the line that opened it, as if that line were not there."""
        assert self.inside is not None
        yield self.unclosed()
        self.endless[self.inside.pattern] = self.number
        at = self.opened - self.start
        again = self.lines[at + 1 :]
        self.lines = [*self.lines[:at], ""]
        self.inside = None
        self.pending += again[::-1]
        self.number = self.opened

    def unclosed(self) -> Diagnostic:
        opener = self.lines[self.opened - self.start]
        mark = opener.strip()[:80]
        kind = "html" if mark[0] == "<" else "fence"
        return finding(
            Span(self.file, self.opened, len(opener) - len(opener.lstrip()) + 1),
            f"unclosed-{kind}",
            f"{mark!r} is never closed; it was passed over so that what follows is still read; close it",
        )

    def too_long(self, line: str) -> Diagnostic:
        message = f"a line of {len(line):,} characters was left out; at most {LONGEST_LINE:,} are read"
        return finding(Span(self.file, self.number, 1), "long-line", message)

    def flush(self, start: int) -> Found:
        if self.lines:
            text = "\n".join(self.lines) + "\n"
            segment = Segment(text, self.file, self.start, self.headings, self.label, self.above)
            if self.underlined:
                self.headings = headings_after(text, self.headings)
            if text.strip():
                yield segment
        self.lines, self.start, self.underlined, self.murky = [], start, False, False
        self.fresh = 0
        self.table, self.above = None, ()
