"""The block structure of CommonMark, by markdown-it-py; what stands inside of blocks stays unread."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

Rule = Callable[["StateBlock", int, int, bool], bool]
_DEEPEST = 40  # levels of what is in each other; each list has two
Headings = tuple[tuple[int, str], ...]  # level and raw text, outermost first

# Every rule is asked at every line. One that has none of its signs in a text can take none of it, so that it is not
# asked at all: that halves the time, whatever the text.
_SIGNS = {
    "table": ("|",),
    "code": ("    ", "\t"),
    "fence": ("```", "~~~"),
    "blockquote": (">",),
    "hr": ("-", "*", "_"),
    "list": ("-", "*", "+", ".", ")"),
    "reference": ("[",),
    "html_block": ("<",),
    "heading": ("#",),
    "lheading": ("-", "="),
}
_MOST = 6_000  # tokens or tables that are kept for the next who asks
T = TypeVar("T")


class _Memo(Generic[T]):
    """What was made of texts of late, in two generations of a certain size each."""

    def __init__(self) -> None:
        self.young: dict[str, T] = {}
        self.old: dict[str, T] = {}
        self.size = 0

    def get(self, text: str) -> T | None:
        known = self.young.get(text)
        return self.old.get(text) if known is None else known

    def put(self, text: str, made: T, size: int) -> None:
        if size <= _MOST:
            self.size += size
            if self.size > _MOST:
                self.young, self.old, self.size = {}, self.young, size
            self.young[text] = made


class Table(NamedTuple):
    """Where a table stands in some lines: the numbers of its heading, of the first row and of the line behind it."""

    heading: int
    first: int
    end: int


_NONE: dict[str, Any] = {}
_CHILDLESS: list[Token] = []
_parsed: _Memo[list[Token]] = _Memo()
_tables: _Memo[list[Table]] = _Memo()


def parse(text: str) -> list[Token]:
    """The block structure of a piece of CommonMark; inline content stays unread. Nobody changes what this gives: those
    who read a text for other records get the same."""
    known = _parsed.get(text)
    if known is None:
        known = _markdown(_idle(text, tables=False)).parse(text)
        for token in known:  # hardly one has any of them, and the dictionaries take a third of the memory
            token.attrs = token.attrs or _NONE
            token.meta = token.meta or _NONE
            token.children = token.children or (None if token.children is None else _CHILDLESS)
        _parsed.put(text, known, len(known))
    return known


def find_tables(text: str) -> list[Table]:
    """The tables of GitHub's Markdown in a text, wherever they stand in it."""
    known = _tables.get(text)
    if known is None:
        tokens = _markdown(_idle(text, tables=True)).parse(text)
        maps = [one.map for one in tokens if one.type == "table_open" and one.map]
        known = [Table(first, first + 2, end) for first, end in maps]
        _tables.put(text, known, len(known) + len(text) // 100)
    return known


def _idle(text: str, *, tables: bool) -> tuple[str, ...]:
    """The rules that can take nothing of a text."""
    idle = tuple(rule for rule, signs in _SIGNS.items() if not any(map(text.__contains__, signs)))
    return idle if tables or "table" in idle else ("table", *idle)


@lru_cache(256)
def _markdown(idle: tuple[str, ...]) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import blockquote, list_block

    parser = MarkdownIt("commonmark", {"maxNesting": 2 * _DEEPEST}).enable("table")
    parser.disable(["inline", "text_join", *idle])
    ruler = parser.block.ruler
    ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    ruler.at("blockquote", _unless_deep(blockquote), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.at("list", _unless_deep(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _unless_deep(rule: Rule) -> Rule:
    """A rule that takes what is very deep for text: the parser itself passes over all that stands below it."""

    def shallow(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < _DEEPEST and rule(state, start, end, silent)

    return shallow


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule for tables, without the tokens of their cells, which have no places."""
    from markdown_it.rules_block import table
    from markdown_it.token import Token

    push, level, passed = state.push, state.level, Token("", "", 0)

    def pushed(kind: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        return push(kind, tag, nesting) if kind == "table_open" else passed

    state.push = pushed  # type: ignore[method-assign, assignment]
    try:
        return table(state, start, end, silent)
    finally:
        del state.push  # the method again; put back it would hold the state that holds it, which nobody would free
        state.level = level


@lru_cache(1_024)  # while one types, almost all of a text comes again
def headings_after(text: str, headings: Headings) -> Headings:
    """The headings that hold behind a text below `headings`, underlined ones included."""
    tokens = parse(text)
    for token, content in itertools.pairwise(tokens):
        if token.type == "heading_open" and token.level == 0:
            headings = under(headings, token, content)
    return headings


def under(headings: Headings, token: Token, content: Token) -> Headings:
    """The headings that hold below one more."""
    level = int(token.tag[1])
    return (*(above for above in headings if above[0] < level), (level, content.content))


def heading_text(text: str) -> str:
    """What stands behind the signs of a heading, without those that close it."""
    text = text.strip(" \t")
    opened = text.rstrip("#")
    return opened.rstrip(" \t") if opened[-1:] in ("", " ", "\t") else text
