"""The front matter of a file: where it ends, and whether it is any; a page may open with a rule across it, too."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model import Diagnostic, Severity, Span, finding

_BLANKS = r"[^\S\n]*"  # of any script: who sees nothing means nothing
_FRONT = re.compile(
    rf"(?:{_BLANKS}\n)*---{_BLANKS}\n((?:(?!(?:---|\.\.\.){_BLANKS}\n).*\n)*)(?:---|\.\.\.){_BLANKS}(?:\n|\Z)"
)
_TOML = re.compile(r"(?:[ \t]*\n)*\+\+\+[ \t]*\n(?:(?!\+\+\+[ \t]*\n).*\n)*\+\+\+[ \t]*(?:\n|\Z)")
_FIELD = r"""(?:[^\s#:"'\[\]{}<>|*`-][^:\n]*|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:[ \t].*)?"""
# The first line that is neither blank nor a comment holds a field, or opens a map in brackets.
_FIELDS = re.compile(rf"(?:[ \t]*(?:#.*)?\n)*(?:{_FIELD}\n|\{{)")
# What no YAML holds in column 1, and every page: a row of a table, an item with a link, a heading on its own.
_PAGE = re.compile(r"^(?:\|.*\|[ \t]*$|[-*+] \[[^\]\n]*\]\(|\n#{1,6} .*\n\n)", re.M)
_SENTENCE = re.compile(r"\s*\n[^\s:]+ [^:\n]*:")  # words with a colon below a blank line
_FENCE = re.compile(r"^(?:```|~~~)", re.M)
_FENCE_END = re.compile(r"^(?:`{3,}|~{3,})[ \t]*$", re.M)
_FIELD_ROW = re.compile(rf"{_FIELD}$|[ \t]*- .*$", re.M)
# Lines above "---" that begin without one, or with what is one no more.
_UNOPENED = re.compile(rf"(?:{_BLANKS}\n)*((?:.+\n)?)((?:(?!---)\S.*\n){{2,200}})---{_BLANKS}(?:\n|\Z)")
_UNCLOSED = re.compile(rf"(?:{_BLANKS}\n)*---{_BLANKS}\n{_FIELD}\n(?:{_FIELD}|- .*|[ ]+.*)\n")


class Front(NamedTuple):
    """The front matter of a text: its fields, the line where they begin, and where in the text it ends."""

    fields: str
    line: int
    end: int


def find_front(text: str) -> Front | None:
    """The front matter that a file begins with; blank lines may stand before it."""
    found = _FRONT.match(text)
    if found and not found[1].strip():  # the rule above it may stand twice
        again = _FRONT.match(text, found.end(1))
        found = again if again and _FIELDS.match(again[1]) and _mostly_fields(again[1]) else found
    if not found:
        return None
    inner = found[1]
    fields = (_FIELDS.match(inner) and not _SENTENCE.match(inner)) or _mostly_fields(inner)
    if inner.strip() and (not fields or _is_page(inner)):
        return None
    return Front(found[1], text.count("\n", 0, found.start(1)) + 1, found.end())


def _is_page(text: str) -> bool:
    """Whether a text holds what only pages do, a fence that is closed included."""
    fence = _FENCE.search(text)
    return bool(_PAGE.search(text) or (fence and _FENCE_END.search(text, fence.end())))


def _mostly_fields(text: str) -> bool:
    """Whether most of some lines hold fields, two at least, and no blank line parts them: a few may be spoiled."""
    rows = text.strip("\n").split("\n")
    return all(map(str.strip, rows)) and sum(map(bool, map(_FIELD_ROW.match, rows))) > max(len(rows) / 2, 1)


def _holds_fields(text: str) -> bool:
    """Whether most of the lines that are not blank hold fields, three at least."""
    rows = [row for row in text.split("\n") if row.strip()]
    return sum(map(bool, map(_FIELD_ROW.match, rows))) > max(len(rows) / 2, 2)


def opens_front(text: str) -> bool:
    """Whether the end of front matter may be still to come."""
    return text.lstrip()[:3] in ("---", "+++")


def unread_front(text: str, file: str) -> tuple[Diagnostic | None, int]:
    """What is said of front matter that is not read, and where it ends: that of TOML, or one without end or begin."""
    line = text[: len(text) - len(text.lstrip())].count("\n") + 1
    if found := _TOML.match(text):
        message = "front matter in TOML was left out; write it in YAML, between lines of '---'"
        return finding(Span(file, line, 1), "toml-front-matter", message), found.end()
    if _UNCLOSED.match(text):
        message = "'---' begins front matter that is never closed, so its fields were left out; close it with '---'"
        return finding(Span(file, line, 1), "unclosed-front-matter", message), 0
    if (found := _UNOPENED.match(text)) and _FIELD_ROW.match(found[2]) and _mostly_fields(found[2]):
        message = "fields that end with '---' begin without it, so they were left out; put '---' on a line above them"
        return finding(Span(file, line, 1), "unclosed-front-matter", message), 0
    if (found := _FRONT.match(text)) and _holds_fields(found[1]) and not _is_page(found[1]):
        row = found[1].strip("\n").partition("\n")[0]
        message = f"{row[:60]!r} is no field, so that all down to the next '---' was left out; write 'field: value'"
        return finding(
            Span(file, text.count("\n", 0, text.index(row)) + 1, 1), "stray-line", message, severity=Severity.error
        ), 0
    return None, 0
