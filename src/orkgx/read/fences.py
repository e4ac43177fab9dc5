"""Lines that open what goes on until another line closes it: a fence, an HTML block."""

from __future__ import annotations

import re
from functools import lru_cache

FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_HTML = re.compile(r" {0,3}<(?:(script|pre|style|textarea)(?:[\s>]|$)|(!--)|(\?)|(![A-Za-z])|(!\[CDATA\[))", re.I)
_HTML_ENDS = (re.compile(r"</(?:script|pre|style|textarea)>", re.I), *map(re.compile, ("-->", r"\?>", ">", r"\]\]>")))


def end_of(line: str) -> re.Pattern[str] | None:
    """The test for the line that ends the fence or HTML block which `line` opens; None where it opens none, or ends it
    as well."""
    stripped = line.lstrip(" ")
    if stripped[:1] not in ("`", "~", "<") or len(line) - len(stripped) > 3:
        return None
    if fence := FENCE.match(line):
        return _fence_end(fence[1][0], len(fence[1]))
    if html := _HTML.match(line):
        end = _HTML_ENDS[next(i for i, group in enumerate(html.groups()) if group)]
        return None if end.search(line, html.end()) else end
    return None


@lru_cache(64)
def _fence_end(mark: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"^ {{0,3}}{mark}{{{length},}}[ \t]*$")
