"""Findings that a comment in the source says are not wanted, left out; and comments that are wrong or of no use, told
of."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..model import Diagnostic, Extent, finding
from ..read.directives import Directive
from .codes import fits, unknown


class _Ignore(NamedTuple):
    """A directive, the lines that it is about, and the patterns of codes that were of use."""

    directive: Directive
    first: int
    last: int
    used: set[str]


def without_ignored(
    found: Iterable[Diagnostic], directives: Iterable[Directive], extents: Mapping[str, Sequence[Extent]]
) -> Iterator[Diagnostic]:
    """The findings that no directive is about, then what is wrong with the directives."""
    ignores: dict[str, list[_Ignore]] = {}
    for directive in directives:
        first, last = _lines(directive, extents.get(directive.span.file, ()))
        ignores.setdefault(directive.span.file, []).append(_Ignore(directive, first, last, set()))
    for one in found:
        about = [ignore for ignore in ignores.get(one.span.file, ()) if ignore.first <= one.span.line <= ignore.last]
        fitting = [(ignore, code) for ignore in about for code in ignore.directive.codes if fits(one.code, code)]
        for ignore, code in fitting:
            ignore.used.add(code)
        if not fitting:
            yield one
    for ignore in [ignore for some in ignores.values() for ignore in some]:
        yield from _faults(ignore)


def _lines(directive: Directive, extents: Sequence[Extent]) -> tuple[int, int]:
    """From which line on, and up to which one, findings are left out."""
    line = directive.span.line
    if directive.file:
        return 1, sys.maxsize
    if not directive.alone:
        return line, line
    inside = next((one for one in extents if one.lines and one.head < line <= one.last), None)
    if inside:  # the field that comes next, up to the one behind it
        later = sorted({other for other in inside.lines if other > line})
        return line + 1, later[1] - 1 if len(later) > 1 else inside.last
    at = next((at for at, one in enumerate(extents) if one.head > line), None)
    if at is None:
        return line + 1, line + 1
    last = extents[at].last
    if extents[at].kind == "table":  # all of its rows, which follow each other
        for row in extents[at + 1 :]:
            if row.kind != "table" or row.first > last + 1:
                break
            last = row.last
    return line + 1, last


def _faults(ignore: _Ignore) -> Iterator[Diagnostic]:
    span, codes = ignore.directive.span, ignore.directive.codes
    if not codes:
        message = "this comment names no code to ignore; write it as 'orkgx: ignore unmapped-field'"
        yield finding(span, "unknown-code", message)
    for code in codes:
        if problem := unknown(code):
            yield finding(span, "unknown-code", problem)
        elif code not in ignore.used:
            message = f"nothing is found here of {code!r}, which this comment ignores; remove it"
            yield finding(span, "unused-ignore", message)
