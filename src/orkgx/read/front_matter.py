"""The front matter of a file: where it ends, and whether it is any; a page may open with a rule across it, too."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model import Diagnostic, Span, finding

_FRONT = re.compile(r"(?:[ \t]*\n)*---[ \t]*\n((?:(?!(?:---|\.\.\.)[ \t]*\n).*\n)*)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML = re.compile(r"(?:[ \t]*\n)*\+\+\+[ \t]*\n(?:(?!\+\+\+[ \t]*\n).*\n)*\+\+\+[ \t]*(?:\n|\Z)")
_FIELD = r"""(?:[^\s#:"'\[\]{}<>|*`-][^:\n]*|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:[ \t].*)?"""
# The first line that is neither blank nor a comment holds a field, or opens a map in brackets.
_FIELDS = re.compile(rf"(?:[ \t]*(?:#.*)?\n)*(?:{_FIELD}\n|\{{)")
# What no YAML holds in column 1, and every page: a fence, a row of a table, an item with a link, a heading on its own;
# and below a blank line words with a colon, which are a sentence.
_PAGE = re.compile(r"^(?:```|~~~|\|.*\|[ \t]*$|[-*+] \[[^\]\n]*\]\(|\n#{1,6} .*\n\n|\A\s*\n[^\s:]+ [^:\n]*:)", re.M)
_UNCLOSED = re.compile(rf"(?:[ \t]*\n)*---[ \t]*\n{_FIELD}\n(?:{_FIELD}|- .*|[ ]+.*)\n")


class Front(NamedTuple):
    """The front matter of a text: its fields, the line where they begin, and where in the text it ends."""

    fields: str
    line: int
    end: int


def find_front(text: str) -> Front | None:
    """The front matter that a file begins with; blank lines may stand before it."""
    found = _FRONT.match(text)
    if not found or (found[1].strip() and (not _FIELDS.match(found[1]) or _PAGE.search(found[1]))):
        return None
    return Front(found[1], text.count("\n", 0, found.start(1)) + 1, found.end())


def opens_front(text: str) -> bool:
    """Whether the end of front matter may be still to come."""
    return text.lstrip()[:3] in ("---", "+++")


def unread_front(text: str, file: str) -> tuple[Diagnostic | None, int]:
    """What is said of front matter that is not read, and where it ends: that of TOML, or one without end."""
    line = text[: len(text) - len(text.lstrip())].count("\n") + 1
    if found := _TOML.match(text):
        message = "front matter in TOML was left out; write it in YAML, between lines of '---'"
        return finding(Span(file, line, 1), "toml-front-matter", message), found.end()
    if _UNCLOSED.match(text):
        message = "'---' begins front matter that is never closed, so its fields were left out; close it with '---'"
        return finding(Span(file, line, 1), "unclosed-front-matter", message), 0
    return None, 0
