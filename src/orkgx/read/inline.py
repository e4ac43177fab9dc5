"""Inline Markdown as people see it: the text of an item, a cell or a heading, with what was linked or stressed in it.

Images, badges and tags are no text; entities are decoded; a link is its text and its target.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ..model import Lead, Link, Mark, Piece
from .commonmark import Headings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

References = tuple[tuple[str, str], ...]  # folded labels, and the addresses that they lead to

_PLAIN_LINK = re.compile(r"\[([^\[\]()*_`<>&\\!\n~^:]+)\]\(([^\s()<>\\&*_`\"'\[\]%{}|^\x00-\x20]*)\)")
_PLAIN_REFERENCE = re.compile(r"\[([^\[\]()*_`<>&\\!\n~^:]+)\]\[([^\[\]()*_`<>&\\!\n~^:]+)\]")
# What a text without any of is its own plain text: no mark-up, no entity, no tag.
_MARKED = re.compile(r"[\\`*_\[\]<>&!~]")
_ANCHOR = re.compile(r"<a\s[^>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_BREAK = re.compile(r"<br\s*/?\s*>", re.I)
_LINKED = 300  # characters of a link's text around a line break
_BLANKS = re.compile(r"[ \t]*")
_PLAIN_TARGET = re.compile(r"[^\s()<>\\&*_`\"'\[\]%{}|^\x00-\x20]+")
_LONG = 500  # characters of a text of which few are remembered
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_TOO_DEEP = re.compile(r"(?:[^\\()<\x00-\x20\x7f]*+\(){33}")  # parentheses in the target of a link
_STRESSED = 1_000  # signs of stress in a text whose stress is of use to someone
_DEEPEST = 6  # links and images in links and images
_KINDS = {"link": "link", "strong": "bold", "em": "italic"}
_TAGS = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic"}


@cache
def _parser(links: bool, stress: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt, helpers

    # The time for brackets that are never closed grows with the depth to which they are looked at.
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.helpers = SimpleNamespace(**{**vars(helpers), "parseLinkDestination": _destination})  # type: ignore[assignment]
    parser.enable("strikethrough")
    return parser.disable([] if links else ["link", "image"]).disable([] if stress else ["emphasis", "strikethrough"])


def _destination(text: str, start: int, end: int) -> Any:
    """Where a link leads; of one whose parentheses alone tell that it leads nowhere, that is seen at once."""
    from markdown_it.helpers import parseLinkDestination

    return parseLinkDestination(text, start, start if _TOO_DEEP.match(text, start, end) else end)


@lru_cache(16)
def _known(references: References) -> dict[str, dict[str, str]]:
    """References as the parser takes them."""
    return {label: {"href": target, "title": ""} for label, target in references}


@lru_cache(1024)
def plain_headings(headings: Headings, references: References = ()) -> tuple[str, ...]:
    """The texts of headings as people see them."""
    return tuple(read_lead(text, ((1, 1),), references).text.strip() for _, text in headings)


def fold_label(label: str) -> str:
    """The label of a reference link as CommonMark compares it."""
    return " ".join(label.split()).lower().upper()


def read_lead(content: str, places: tuple[tuple[int, int], ...], references: References = ()) -> Lead:
    """The plain text of a stretch of Markdown, with what was linked or stressed in it and where its pieces stand.

    `places` holds line and column of each line of `content`, `references` where labels lead.

    >>> read_lead("**Borea** <br> ![stars](s.svg) [paper](p)", ((1, 1),)).links
    (Link(text='paper', target='p'),)
    """
    if "\n" not in content and not _MARKED.search(content):
        return Lead(content, (), (Piece(0, *places[0]),))
    if link := _PLAIN_LINK.fullmatch(content):
        line, column = places[0]
        return Lead(link[1], (Mark(0, len(link[1]), "link", link[2]),), (Piece(0, line, column + 1),))
    if references and (link := _PLAIN_REFERENCE.fullmatch(content)) and link[1] == link[1].strip():
        target = next((target for label, target in references if label == fold_label(link[2])), "")
        if _PLAIN_TARGET.fullmatch(target):
            line, column = places[0]
            return Lead(link[1], (Mark(0, len(link[1]), "link", target),), (Piece(0, line, column + 1),))
    return (_short if len(content) < _LONG else _long)(content, places, references)


def _read_lead(content: str, places: tuple[tuple[int, int], ...], references: References) -> Lead:
    return _Walk(content, places, references).read()


# Each source of records in a text reads it again.
_short = lru_cache(4_096)(_read_lead)
_long = lru_cache(256)(_read_lead)


def read_text(content: str, references: References = ()) -> tuple[str, tuple[Link, ...]]:
    """The plain text of a cell, with single blanks, and its links.

    >>> read_text("[base](b), [chat](c) &amp; more[^2]")
    ('base, chat & more', (Link(text='base', target='b'), Link(text='chat', target='c')))
    """
    if not _MARKED.search(content):
        return " ".join(content.split()), ()
    lead = read_lead(_FOOTNOTE.sub("", content), ((1, 1),), references)
    return " ".join(lead.text.split()), lead.links


def split_breaks(content: str) -> list[tuple[int, str]]:
    """The parts of a content between its line breaks in HTML, each with where it begins; one in the text of a link
    parts nothing.

    >>> split_breaks("A<br>[B<br>C](d)")
    [(0, 'A'), (5, '[B<br>C](d)')]
    """
    parts, start = [], 0
    for found in _BREAK.finditer(content):
        if not _in_link(content, *found.span()):
            parts.append((start, content[start : found.start()]))
            start = found.end()
    return [*parts, (start, content[start:])]


def _in_link(content: str, start: int, end: int) -> bool:
    """Whether a stretch stands in the text of a link, as near as its brackets are."""
    least, most = max(start - _LINKED, 0), end + _LINKED
    if content.rfind("[", least, start) <= content.rfind("]", least, start):
        return False
    closed, opened = content.find("](", end, most), content.find("[", end, most)
    return closed >= 0 and not 0 <= opened < closed


class _Walk:
    """Walks inline tokens, making text, marks and places; `cursor` runs along the source beside them."""

    def __init__(self, content: str, places: tuple[tuple[int, int], ...], references: References) -> None:
        self.content, self.places, self.references = content, places, references
        self.starts = [0, *(found.end() for found in re.finditer("\n", content))]  # of the lines of `content`
        self.cursor = self.length = 0
        self.texts: list[str] = []
        self.opened: dict[str, list[tuple[int, str]]] = {}
        self.marks: list[Mark] = []
        self.pieces: list[Piece] = []

    def read(self) -> Lead:
        known = {"references": _known(self.references)}
        links = "](" in self.content or ("]" in self.content and bool(self.references))
        stress = sum(map(self.content.count, "*_~")) < _STRESSED
        tokens: Iterable[Token] = _parser(links, stress).parseInline(self.content, known)[0].children or []
        for token in tokens:
            kind, _, side = token.type.rpartition("_")
            if kind in _KINDS and side == "open":
                self.open(_KINDS[kind], str(token.attrs.get("href", "")))
            elif kind in _KINDS and side == "close":
                self.close(_KINDS[kind])
            elif token.type in ("softbreak", "hardbreak"):
                self.add("\n")
            elif token.type == "html_inline":
                self.tag(token.content)
            elif token.type in ("text", "code_inline", "text_special"):
                self.add(token.content)
        if not self.pieces or self.pieces[0].start:  # what begins with an escape is not found as it is written
            self.pieces.insert(0, Piece(0, *self.places[0]))
        return Lead("".join(self.texts), tuple(self.marks), tuple(self.pieces))

    def open(self, kind: str, target: str = "") -> None:
        self.opened.setdefault(kind, []).append((self.length, target))

    def close(self, kind: str) -> None:
        """Close the mark of a kind that was opened last; a tag may close what was never opened."""
        if opened := self.opened.get(kind):
            start, target = opened.pop()
            self.marks.append(Mark(start, self.length, kind, target))

    def tag(self, tag: str) -> None:
        name = re.match(r"</?([A-Za-z]*)", tag)
        kind = _TAGS.get(name[1].casefold() if name else "")
        if _BREAK.match(tag):
            self.append(" ")
        elif kind and tag.startswith("</"):
            self.close(kind)
        elif kind:
            anchor = _ANCHOR.match(tag)
            self.open(kind, html.unescape(next(filter(None, anchor.groups()), "")) if anchor else "")

    def add(self, text: str) -> None:
        at = self.content.find(text, self.cursor) if text else -1
        if at >= 0:
            row = bisect_right(self.starts, at) - 1
            line, column = self.places[min(row, len(self.places) - 1)]
            start = self.starts[row]
            if row and (blanks := _BLANKS.match(self.content, start, at)):
                start = blanks.end()
            self.pieces.append(Piece(self.length, line, column + at - start))
            self.cursor = at + len(text)
        self.append(text)

    def append(self, text: str) -> None:
        self.texts.append(text)
        self.length += len(text)
