"""What is found in an entry: each fault once, with the name of the entry."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ..mapping.layouts import Layout, first_text
from ..model import Diagnostic, Entry, Record, finding

# A code, and that of another finding on its line which tells more of the same fault.
_TOLD_BY = {"duplicate-key": "surplus-name", "unmapped-field": "odd-key"}
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")

Claimed = tuple[Record, Layout | None, str]  # a record, how it is read if a mapping claims it, and its source's IRI


def one_a_fault(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings of an entry without those that tell of a fault again.

    Of a value that several statements refuse, the worst finding stays, which is the one that says most.
    """
    if len(found) < 2:
        return list(found)
    codes = {(one.span.line, one.code) for one in found}
    worst: dict[tuple[object, ...], Diagnostic] = {}
    for one in found:
        if (one.span.line, _TOLD_BY.get(one.code)) in codes:
            continue
        key = _fault(one)
        before = worst.get(key)
        if before is None or _weight(one) > _weight(before):
            worst[key] = one
    return list(worst.values())


def _fault(one: Diagnostic) -> tuple[object, ...]:
    """What tells faults apart: of a refused value, its place and text."""
    if one.code.startswith("unreadable-") and (value := _QUOTED.match(one.message)):
        return one.span, value[0]
    return one.span, one.code, one.message


def _weight(one: Diagnostic) -> tuple[int, int]:
    return one.severity, len(one.message)


def of_entry(found: Iterable[Diagnostic], claimed: Claimed) -> list[Diagnostic]:
    """Findings of a record, with the name of its entry."""
    record, layout, _ = claimed
    name = first_text(record, layout.name, layout.mapping.nothing) if layout else ""
    return [one._replace(entry=name) for one in found] if name else list(found)


def named(found: Sequence[Diagnostic], claimed: Sequence[Claimed]) -> list[Diagnostic]:
    """Findings of reading, with the name of the entry on whose lines they stand; others as they are."""
    if all(one.entry for one in found):
        return list(found)
    starts = sorted([(one[0].file, one[0].head[0], at) for at, one in enumerate(claimed) if one[1]])
    made = []
    for one in found:
        before = bisect_right(starts, (one.span.file, one.span.line, len(claimed))) - 1
        at = starts[before][2] if before >= 0 else -1
        if one.entry or at < 0 or not _holds(claimed[at][0], one):
            made.append(one)
        else:
            made += of_entry([one], claimed[at])
    return made


def _holds(record: Record, one: Diagnostic) -> bool:
    return record.file == one.span.file and record.head[0] <= one.span.line <= record.last


def in_order(found: Iterable[Diagnostic], files: Iterable[str]) -> list[Diagnostic]:
    """Findings by file, in the order of those, and by place; each once. What several entries share, such as the heading
    of a column, is of none of them."""
    order = {file: at for at, file in enumerate(dict.fromkeys(files))}
    once: dict[tuple[object, ...], Diagnostic] = {}
    for one in found:
        before = once.setdefault(one[:4], one)
        if before.entry != one.entry:
            once[one[:4]] = before._replace(entry="")
    return sorted(once.values(), key=lambda one: (order[one.span.file], *one.span[1:]))


def doubled_entry(entry: Entry, first: str) -> Diagnostic:
    """That an entry stands in its catalogue before, and where."""
    return finding(
        entry.span,
        "duplicate-entry",
        f"{entry.name.partition('/')[2]!r} stands in this catalogue before, in {first}, with the same date, so this "
        "block was left out; give it another name or date, or remove it",
    )
