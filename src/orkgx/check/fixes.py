"""Findings in, fixes out: what to write where. A fix is data; `edits.applied` makes the new text of it.

The table `FIXERS` has the codes that can be mended. A fix that says to be safe is to leave the graph as it is, which
`edit.proof` proves before anything is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Protocol

from ..model import Diagnostic
from ..read.mending import plain_signs, without_zero_width
from .edits import Edit, Fix
from .excerpts import length, quoted_in


class LineSource(Protocol):
    """Gives the lines of sources by file and number, None where there is none."""

    def get(self, file: str, number: int) -> str | None: ...


Fixer = Callable[[Diagnostic, str, LineSource], Fix | None]  # the line is the one that the finding stands in

_FARTHEST = 500  # lines that a fix looks at
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")
_TABS = re.compile(r"[ ]*\t[ \t]*")
_TABBED = re.compile(r"[^:]*?:[ \t]+(?P<value>\S.*?)[ \t]*$")
_OPENER = re.compile(r"([ ]*)(`{3,}|~{3,})[^`]*$")
_FIELD = re.compile(r"[^\s:#`~|>][^:]*:(?:\s|$)|- ")
_FENCED = re.compile(r"[\s>]*(?:`{3,}|~{3,}|---\s*$)")
_FLAT = re.compile(r"[ ]*[A-Za-z][^:#\t]*:[ ]+[^\s|>&*!#]")  # a key and its value on one line
_TEXT_START = re.compile(r"[ ]*(?:(?:[-*+]|\d{1,9}[.)])[ ]{1,4})?")
_NOT_AVAILABLE = re.compile(r"(?:n ?[./] ?a\.?|na)(?=[ \t]*(?:$|\|))", re.I)
_NULL = re.compile(r"[^:]*:[ \t]+(~|null)(?=[ \t]*$)", re.I)
_NAME = re.compile(r"[\w(][\w ()&/.+'-]*")  # which needs no quotes anywhere
_PLAIN_KEY = re.compile(r"[A-Za-z][\w ()&/.+-]*(?<! )")


def fix_of(finding: Diagnostic, lines: LineSource) -> Fix | None:
    """The fix of a finding; None where it has none, or where what stands there is not what was found."""
    fixer = FIXERS.get(finding.code) or (_instead if finding.instead else None)
    if fixer is None or finding.span.line < 1:
        return None
    line = lines.get(finding.span.file, finding.span.line)
    return fixer(finding, line, lines) if line else None


def quote(value: str) -> str:
    """A value as a scalar of YAML that stays on its line.

    >>> quote("Don't: stop"), quote('a "b": c')
    ('"Don\\'t: stop"', '\\'a "b": c\\'')
    """
    if "\t" in value:
        return json.dumps(value, ensure_ascii=False)
    if "'" in value and not {'"', "\\"} & set(value):
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def _within(finding: Diagnostic, start: int, old: str, new: str, *, safe: bool = True) -> Fix | None:
    """A fix that puts `new` where `old` stands from `start` on, which counts from 0."""
    number = finding.span.line
    return Fix((Edit(number, start + 1, number, start + 1 + len(old), new),), safe) if old and old != new else None


def _quoted(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    start = finding.span.column - 1
    value = line[start:].rstrip().removesuffix("-->").rstrip()
    if _QUOTED.fullmatch(value):  # the fault is another one
        return None
    return _within(finding, start, value, quote(value))


def _quoted_key(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    start = finding.span.column - 1
    end = max(line.find("]:", start), line.find("}:", start)) + 1
    return _within(finding, start, line[start:end], quote(line[start:end]))


def _plain_signs(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    plain = plain_signs(line)
    changed = [at for at, (old, new) in enumerate(zip(line, plain, strict=True)) if old != new]
    if not changed:
        return None
    start, end = changed[0], changed[-1] + 1
    return _within(finding, start, line[start:end], plain[start:end])


def _no_hidden(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    start = finding.span.column - 1
    return _within(finding, start, line[start:], without_zero_width(line[start:]))


def _no_control(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    start = finding.span.column - 1
    sign = line[start : start + 1]
    return _within(finding, start, sign, "", safe=False) if sign < " " else None


def _no_tabs(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    """Blanks for the tabs of a line: before it as many as before the line above, else one; inside of a value the escape
    of a tab."""
    number, depth = finding.span.line, len(line) - len(line.lstrip())
    edits = []
    if "\t" in line[:depth]:
        start, wanted = line.index("\t"), _depth_above(finding, lines)
        edits.append(Edit(number, min(start, wanted) + 1, number, depth + 1, " " * max(wanted - start, 0)))
    found = _TABBED.match(line, depth)
    if found and "\t" in found["value"] and found["value"][0] not in "'\"":
        start, end = found.span("value")
        edits.append(Edit(number, start + 1, number, end + 1, quote(found["value"])))
    quoted = found.span("value") if found else (len(line), len(line))
    for run in _TABS.finditer(line, depth):
        if not quoted[0] <= run.start() < quoted[1]:
            blank = " " if run.end() < len(line) else ""
            edits.append(Edit(number, run.start() + 1, number, run.end() + 1, blank))
    return Fix(tuple(edits)) if edits else None


def _depth_above(finding: Diagnostic, lines: LineSource) -> int:
    """How many blanks should stand before a line: as many as before the one above, more below a key without a value."""
    span = finding.span
    for number in range(span.line - 1, max(span.line - _FARTHEST, 0), -1):
        above = lines.get(span.file, number)
        if above and above.strip() and "\t" not in above[: len(above) - len(above.lstrip())]:
            depth = len(above) - len(above.lstrip(" "))
            return depth + 2 if above.rstrip().endswith(":") else depth
    return 0


def _aligned(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    """The lines of a block that holds nothing but a value a key, below each other."""
    above = list(takewhile(lambda row: not _FENCED.match(row), _lines(finding, lines, -1)))[::-1]
    below = list(takewhile(lambda row: not _FENCED.match(row), _lines(finding, lines, 1)))
    rows, first = [*above, line, *below], finding.span.line - len(above)
    if not all(_FLAT.match(row) for row in rows if row.strip()):
        return None
    depths = [len(row) - len(row.lstrip(" ")) for row in rows]
    wanted = next(depth for row, depth in zip(rows, depths, strict=True) if row.strip())
    edits = [
        Edit(at, 1 + min(wanted, depth), at, 1 + depth, " " * max(wanted - depth, 0))
        for at, (row, depth) in enumerate(zip(rows, depths, strict=True), first)
        if row.strip() and depth != wanted
    ]
    return Fix(tuple(edits)) if edits else None


def _parted(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    """A blank behind the colon of a key."""
    at = finding.span.column - 1
    return _within(finding, at, line[at], ": ") if line[at : at + 1] in (":", "：") else None


def _less_indented(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    """A fence and what stands in it moved to where the text above it begins."""
    opener = _OPENER.match(line)
    if not opener:
        return None
    number, depth = finding.span.line, len(opener[1])
    above = next(filter(str.strip, _lines(finding, lines, -1)), "")
    text = _TEXT_START.match(above)
    surplus = depth - min(len(text[0]) if text else 0, depth)
    edits = [Edit(number, 1, number, surplus + 1, "")]
    for at, row in enumerate(_lines(finding, lines, 1), number + 1):
        blank = min(len(row) - len(row.lstrip(" ")), surplus)
        edits += [Edit(at, 1, at, blank + 1, "")] if blank else []
        if row.strip().startswith(opener[2]) and not row.strip().strip(opener[2][0]):
            return Fix(tuple(edits)) if surplus else None
    return None


def _closed(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    """A closing fence behind the fields below one that opens, where nothing but fields stands there up to a blank line,
    a heading or the end. What was left out is read then, so that the graph gets more."""
    opener = _OPENER.match(line)
    if not opener:
        return None
    depth = len(opener[1])
    below = takewhile(lambda row: row[:depth].isspace() or not depth, _lines(finding, lines, 1))
    fields = list(takewhile(lambda row: _FIELD.match(row[depth:]) or row[depth:].startswith("  "), below))
    rest = next(iter(_lines(finding, lines, 1 + len(fields))), "")
    last = finding.span.line + len(fields)
    mark = rest.strip()
    if fields and mark and not mark.strip(opener[2][0]):  # a closing fence that is too short
        start = rest.index(mark) + 1
        return Fix((Edit(last + 1, start, last + 1, start + len(mark), opener[2]),), safe=False)
    if not fields or not _FIELD.match(fields[0][depth:]) or (rest.strip() and not re.match(r"#|- ", rest)):
        return None
    end = len(fields[-1]) + 1
    return Fix((Edit(last, end, last, end, f"\n{opener[1]}{opener[2]}"),), safe=False)


def _lines(finding: Diagnostic, lines: LineSource, step: int) -> Iterator[str]:
    """The lines from `step` away on, upwards where that is negative."""
    span, way = finding.span, -1 if step < 0 else 1
    for number in range(span.line + step, span.line + step + way * _FARTHEST, way):
        line = lines.get(span.file, number) if number > 0 else None
        if line is None:
            return
        yield line


def _canonical_nothing(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    start = finding.span.column - 1
    found = _NOT_AVAILABLE.match(line, start)
    return _within(finding, start, found[0], "N/A") if found else None


def _canonical_null(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    found = _NULL.match(line, finding.span.column - 1)
    return _within(finding, found.start(1), found[1], "null") if found else None


def _instead(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    """What is near, in the place of what the message quotes."""
    start = finding.span.column - 1
    old = line[start : start + length(finding, line)]
    after = line[start + len(old) :].lstrip()
    if finding.code == "unmapped-field" and after[:1] not in (":", "|", "="):
        return None
    plain = _PLAIN_KEY.fullmatch(finding.instead) or not after.startswith(":")
    return _within(finding, start, old, finding.instead if plain else quote(finding.instead), safe=False)


def _known_name(finding: Diagnostic, line: str, lines: LineSource) -> Fix | None:
    """The known name in the place of the one that is much like it."""
    place = quoted_in(finding, line)
    if not place or not _NAME.fullmatch(finding.instead):
        return None
    start, size = place
    return _within(finding, start, line[start : start + size], finding.instead, safe=False)


FIXERS: dict[str, Fixer] = {
    "unquoted-colon": _quoted,
    "unquoted-sign": _quoted,
    "hash-in-value": _quoted,
    "undefined-alias": _quoted,
    "odd-key": _quoted_key,
    "unspaced-colon": _parted,
    "odd-sign": _plain_signs,
    "hidden-sign": _no_hidden,
    "control-character": _no_control,
    "tab-indent": _no_tabs,
    "broken-yaml": _aligned,
    "indented-fence": _less_indented,
    "unclosed-fence": _closed,
    "no-value": _canonical_nothing,
    "empty-value": _canonical_null,
    "near-miss": _known_name,
}
