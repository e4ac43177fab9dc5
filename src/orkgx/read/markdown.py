"""A segment of Markdown in, its blocks of fields out, each with its headings and the text above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from ..model import Block, Diagnostic, Lead, Record, RecordSource, Severity, Span, finding
from .commonmark import Headings, parse, under
from .front_matter import find_front
from .inline import plain_headings, read_lead
from .segments import Segment
from .yaml import read_record

if TYPE_CHECKING:
    from markdown_it.token import Token

_YAML = re.compile(r"\s*(?:\{\s*\.?)?ya?ml(?![\w-])", re.I)
_MARKDOWN = re.compile(r"\s*\{?\.?(?:md|markdown)\b", re.I)
# A line of HTML that ends at a blank line only; a mark of an item may stand before it.
_TAG = re.compile(
    r"(?P<mark>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<html></?(?!(?:script|pre|style|textarea)\b)[a-z][^<>]*>.*)",
    re.I,
)
_TAGS = re.compile(r"<[^<>]*>")
_OPENER = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*ya?ml(?![\w-])", re.I)
_CONTAINERS = " \t>*+-"  # what may stand before the first line of a fence
_FIELD = re.compile(r"[ \t>]*[^\W\d_][^:\n]{0,80}:[ \t]+\S")
_BEGINS = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]|`{3}|~{3})")  # an item or a fence
_FIELDS = 100  # lines above a fence that are looked at for fields
_TRIES = 3  # how often a segment is read without one more fence that was never closed


def without_front_matter(segment: Segment) -> Segment:
    """A segment with blank lines where front matter stands."""
    if segment.line == 1 and (front := find_front(segment.text)):
        return segment._replace(text="\n" * segment.text.count("\n", 0, front.end) + segment.text[front.end :])
    return segment


def find_blocks(segment: Segment) -> tuple[list[Block], list[Diagnostic]]:
    """The blocks of a segment, in order, and what was wrong with them."""
    if segment.line == 1 and (front := find_front(segment.text)):
        blocks, found = find_blocks(without_front_matter(segment))
        return [_front_matter(segment, front.fields, front.line), *blocks], found
    if "```" not in segment.text and "~~~" not in segment.text:
        return [], []
    return _Finder(segment).run()


def read_records(segment: Segment, sources: Sequence[RecordSource], found: list[Diagnostic]) -> Iterator[Record]:
    """The records of YAML blocks and front matter, which one look at the Markdown finds."""
    kinds = {source.kind for source in sources}
    blocks, problems = find_blocks(segment)
    found += problems
    return (read_record(block) for block in blocks if block.source in kinds)


def _front_matter(segment: Segment, text: str, line: int) -> Block:
    rows = text.count("\n")
    return Block(
        text, segment.file, line, line - 1 + max(rows, 1), (0,) * rows, label=segment.label, source="front-matter"
    )


class _Finder:
    """Walks the tokens of one segment, keeping the containers it is in."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.rows = segment.text.split("\n")
        self.found: list[Diagnostic] = []
        self.tagged: set[int] = set()  # rows of fences right below a tag

    def run(self) -> tuple[list[Block], list[Diagnostic]]:
        openers: list[Diagnostic] = []
        for tries in range(2 * _TRIES):
            self.found.clear()
            self.tagged.clear()
            blocks = list(self.walk(parse("\n".join(self.without_tags()))))
            if None not in blocks:
                break
            # A fence that was never closed swallowed the next one: without its first line the rest reads as meant.
            # After some of them, all that are open go at once, so that time does not grow with their square.
            unclosed = [finding for finding in self.found if finding.code == "unclosed-fence"]
            passed = unclosed if tries >= _TRIES else unclosed[:1]
            for opener in passed:
                self.rows[opener.span.line - self.segment.line] = ""
            openers += passed
            self.segment = self.segment._replace(text="\n".join(self.rows))
        return [block for block in blocks if block], sorted({*openers, *self.found})

    def without_tags(self) -> list[str]:
        """The rows to parse: tags right above a fence, to which Markdown takes the fence, are not there."""
        rows = list(self.rows)
        for at, row in enumerate(self.rows):
            above = at
            while above and _OPENER.match(row.lstrip(" \t>")) and (tag := _TAG.match(self.rows[above - 1])):
                above -= 1
                # The text of an item that is all tags is still what the item says.
                rows[above] = tag["mark"] + (_TAGS.sub("", tag["html"]) if tag["mark"].strip(" \t>") else "")
            if above < at:
                self.tagged.add(at)
        return rows

    def walk(self, tokens: list[Token]) -> Iterator[Block | None]:
        # One frame a container: the headings and the lead that hold in it.
        frames: list[tuple[Headings, Lead]] = [(self.segment.headings, Lead())]
        took = [False]  # whether the container has had a block
        own = [False]  # whether the container has a paragraph of its own
        for at, token in enumerate(tokens):
            if token.nesting == 1 and token.type in ("list_item_open", "blockquote_open"):
                if token.type == "list_item_open":  # what stands above one item does not name the next
                    frames[-1] = (frames[-1][0], Lead())
                frames.append(frames[-1])
                own.append(False)
                took.append(False)
            elif token.nesting == -1 and token.type in ("list_item_close", "blockquote_close"):
                _, lead = frames.pop()
                named, used = own.pop(), took.pop()
                if named and not used:
                    frames[-1] = (frames[-1][0], lead)
            elif token.type == "heading_open":
                frames[-1] = (under(frames[-1][0], token, tokens[at + 1]), Lead())
            elif token.type == "paragraph_open":
                if not (token.level > 0 and own[-1] and frames[-1][1].text):
                    frames[-1] = (frames[-1][0], self.lead(tokens[at + 1]))
                    own[-1] = True
            elif token.type in ("fence", "code_block"):
                block = self.block(token, *frames[-1])
                if not isinstance(block, bool):
                    yield block
                if block:  # text names one block: only inside the same item it goes on to count
                    frames = [(outer, Lead()) for outer, _ in frames[:-1]] + frames[-1:]
                    own, took = [False] * len(own), [True] * len(took)
                    if token.level == 0:
                        frames[-1] = (frames[-1][0], Lead())

    def lead(self, inline: Token) -> Lead:
        first = (inline.map or [0])[0]
        contents = inline.content.split("\n")
        places = []
        for offset, content in enumerate(contents):
            row = self.rows[first + offset] if first + offset < len(self.rows) else ""
            column = row.find(content.strip()) if content.strip() else 0
            places.append((self.segment.line + first + offset, max(column, 0) + 1))
        return read_lead(inline.content, tuple(places), self.segment.references)

    def block(self, token: Token, headings: Headings, lead: Lead) -> Block | bool | None:
        """The block of a fence; False where there is none, None where its fence is not closed."""
        start, end = token.map or [0, 0]
        row = self.rows[start]
        if token.type == "code_block":
            return self.indented(token, headings, lead)
        contents = token.content.split("\n")[:-1]
        closer = self.rows[end - 1] if 0 < end <= len(self.rows) else ""
        closed = end - start == len(contents) + 2 and closer.rstrip()[-3:] in ("```", "~~~")
        inner = [one[1] for content in contents if (one := _OPENER.match(content.lstrip(_CONTAINERS)))]
        swallowed = any(not closed or mark.startswith(token.markup) for mark in inner)
        column = row.find(token.markup) + 1
        if not _YAML.match(token.info):
            if inner:
                self.found.append(self.around(token, start, column, len(inner), swallowed=swallowed))
            elif not closed and not token.content.strip():
                self.found += self.unopened(token, start)
            return None if swallowed else False
        if not closed or swallowed:
            self.found.append(
                finding(
                    Span(self.segment.file, self.segment.line + start, column),
                    "unclosed-fence",
                    f"{row[column - 1 :].strip()!r} is never closed, so its fields were left out; "
                    f"close it with {token.markup!r}",
                )
            )
            return None if swallowed else False
        if start in self.tagged:
            message = f"{token.markup + token.info!r} stands right below a tag, where Markdown takes it for HTML"
            message += "; it was read as a fence; put a blank line between"
            place = Span(self.segment.file, self.segment.line + start, column)
            self.found.append(finding(place, "fence-in-html", message))
        return self.make(contents, start + 1, headings, lead)

    def around(self, token: Token, start: int, column: int, count: int, *, swallowed: bool) -> Diagnostic:
        """What is said of a fence for something else that holds fences for YAML."""
        opener = self.rows[start][column - 1 :].strip()[:80]
        place = Span(self.segment.file, self.segment.line + start, column)
        if swallowed:
            message = f"{opener!r} is not closed before the next block begins; it was passed over so that what follows "
            return finding(place, "unclosed-fence", f"{message}is still read; close it")
        shown = _MARKDOWN.match(token.info)  # what a page shows as Markdown is no entry
        message = f"{count:,} block{'s' * (count > 1)} inside of {opener!r}: shown as written and not read"
        return finding(place, "inner-fence", message, severity=Severity.info if shown else None)

    def unopened(self, token: Token, start: int) -> Iterator[Diagnostic]:
        """What is said of fields above a fence that is the end of one without a begin."""
        above = list(
            takewhile(
                lambda row: row.strip(" \t>") and not _BEGINS.match(row),
                reversed(self.rows[max(start - _FIELDS, 0) : start]),
            )
        )
        fields = [at for at, row in enumerate(above, 1) if _FIELD.match(row)]
        if len(fields) > 1:
            message = f"no fence stands above these fields, so they were left out; put '{token.markup}yaml' there"
            yield finding(Span(self.segment.file, self.segment.line + start - fields[-1], 1), "unclosed-fence", message)

    def indented(self, token: Token, headings: Headings, lead: Lead) -> Block | bool:
        """A fence that stands too far right: an indented code block to CommonMark, a fence to people."""
        start = (token.map or [0, 0])[0]
        contents = token.content.rstrip("\n").split("\n")
        opener = _OPENER.match(contents[0])
        if not opener:
            return False
        mark = opener[1]
        row = self.rows[start]
        place = Span(self.segment.file, self.segment.line + start, row.find(mark) + 1)
        end = next((i for i, line in enumerate(contents) if i and line.strip().rstrip(mark[0]) == "" != line), None)
        if end is None or not contents[end].strip().startswith(mark):
            self.found.append(finding(place, "unclosed-fence", f"{contents[0].strip()!r} is never closed; close it"))
            return False
        self.found.append(
            finding(
                place,
                "indented-fence",
                f"{contents[0].strip()!r} is indented so far that Markdown takes it for code; "
                "it was read as a fence; indent it no further than the text above",
            )
        )
        return self.make(contents[1:end], start + 1, headings, lead)

    def make(self, contents: list[str], start: int, headings: Headings, lead: Lead) -> Block:
        columns = []
        for offset, content in enumerate(contents):
            row = self.rows[start + offset]
            columns.append(max(len(row) - len(content), 0) if row.endswith(content) else 0)
        first = self.segment.line + start
        return Block(
            text="".join(content + "\n" for content in contents),
            file=self.segment.file,
            line=first,
            last=first + max(len(contents) - 1, 0),
            columns=tuple(columns),
            headings=plain_headings(headings, self.segment.references),
            lead=lead,
            label=self.segment.label,
        )
