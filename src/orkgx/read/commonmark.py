"""The block structure of CommonMark, by markdown-it-py; what stands inside of blocks stays unread."""

from __future__ import annotations

import itertools
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Headings = tuple[tuple[int, str], ...]  # level and raw text, outermost first


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").disable("inline")


def parse(text: str) -> list[Token]:
    """The block structure of a piece of CommonMark; inline content stays unread."""
    return _markdown().parse(text)


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
