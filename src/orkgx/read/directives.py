"""Comments that say which findings are not wanted: ``<!-- orkgx: ignore CODE -->``, in YAML ``# orkgx: ...``."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model import Span

_SIGN = "orkgx:"
_FORM = re.compile(r"<!--[ \t]*orkgx:([^\n]*?)-->|(?<!\S)#[ \t]*orkgx:([^\n]*)")
_WORDS = re.compile(r"[ \t]*(ignore-file|ignore)\b[ \t]*(.*)")
_YAML = re.compile(r"(?<!\S)#[ \t]*orkgx:[ \t]*ignore[^\n]*")


class Directive(NamedTuple):
    """Codes whose findings are not wanted in a whole file, on its own line, or, if it stands `alone` there, in what
    comes next. Behind the codes a reason may stand in brackets."""

    span: Span
    codes: tuple[str, ...]
    file: bool
    alone: bool


def directives(text: str, file: str, line: int) -> list[Directive]:
    """Those of a stretch of text whose first line is `line`."""
    if _SIGN not in text:
        return []
    made = []
    for found in _FORM.finditer(text):
        said = _WORDS.match(found[1] or found[2] or "")
        if not said:
            continue
        begin, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
        around = text[begin : found.start()] + text[found.end() : end if end >= 0 else None]
        codes = tuple(filter(None, re.split(r"[,\s]+", said[2].partition("(")[0])))
        place = Span(file, line + text.count("\n", 0, begin), found.start() - begin + 1)
        made.append(Directive(place, codes, said[1] == "ignore-file", not around.strip(" \t>")))
    return made


def without_directives(text: str) -> str:
    """The text of a block with blanks where they stand, so that they are no part of a value."""
    return _YAML.sub(lambda found: " " * len(found[0]), text) if _SIGN in text else text
