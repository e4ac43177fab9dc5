"""A source and its fixes in, its new text out, and the proof that it says the same: the graph before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import NamedTuple, TypeVar

from ..ask.extents import extents
from ..check.edits import Edit, Fix, apart, applied
from ..check.fixes import fix_of
from ..check.ignores import without_ignored
from ..model import Diagnostic
from ..pipeline import Builder, Run
from ..read.sources import Source
from .proving import Proving, Said, entries

_ROUNDS = 10  # what one fix mends may let another be seen
_READINGS = 24  # of a text to prove its fixes; what is not proved by then is withheld
_MARK = "\ufeff"

Wanted = Callable[[str], bool]
T = TypeVar("T")


class Reading(NamedTuple):
    """What a text gives: its statements, in order, and its findings."""

    statements: tuple[bytes, ...]
    findings: tuple[Diagnostic, ...]


class Done(NamedTuple):
    """A finding and the fix that it has."""

    finding: Diagnostic
    fix: Fix


@dataclass(slots=True)
class Mended:
    """A text as it was and as it is now, what was mended, and what was withheld as it would change the graph."""

    before: str
    after: str
    done: list[Done] = field(default_factory=list)
    withheld: list[Done] = field(default_factory=list)
    unsafe: list[Done] = field(default_factory=list)


class TextLines:
    """The lines of one text."""

    def __init__(self, text: str) -> None:
        self.rows = text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def get(self, file: str, number: int) -> str | None:
        return self.rows[number - 1] if 0 < number <= len(self.rows) else None


def with_text(source: Source, text: str) -> Source:
    """A source as if this were its text."""
    data = text.encode("utf-8", "surrogateescape")
    return replace(source, size=len(data), open=lambda: BytesIO(data))


def read(builder: Builder, source: Source, text: str) -> Reading:
    """What a source would give if this were its text. Raises SourceError."""
    builder.forget()
    run = Run(builder, [with_text(source, text)])
    with run.spooled() as spool:
        if run.failed:
            raise run.failed[0]
        statements = b"".join(spool.pieces()).split(b"\n")
    found: Iterable[Diagnostic] = run.findings()
    if run.directives:
        found = without_ignored(found, run.directives, extents(run, {source.name}))
    return Reading(tuple(sorted(statements)), tuple(found))


def mend(builder: Builder, source: Source, text: str, *, wanted: Wanted = bool, unsafe: bool = False) -> Mended:
    """Mend what can be: safe fixes as far as the graph stays the same, and then, if asked for, the others. `wanted`
    says of a code whether its findings are to be mended.

    `builder` must leave out where statements were found, which moves. Raises SourceError.
    """
    return _Mender(builder, source, wanted, unsafe).run(text)


class _Mender:
    def __init__(self, builder: Builder, source: Source, wanted: Wanted, unsafe: bool) -> None:
        self.builder, self.source, self.wanted, self.unsafe = builder, source, wanted, unsafe
        self.refused: set[tuple[str, str, Fix]] = set()  # by code and line
        self.readings = 0  # of the whole text

    def run(self, text: str) -> Mended:
        mended = Mended(text, text)
        reading = self.read(text)
        for _ in range(_ROUNDS):
            lines = TextLines(mended.after)
            wanted = self.fixes(lines, reading)
            safe = [one for one in wanted if one.fix.safe and self.key(one, lines) not in self.refused]
            if not safe:
                break
            kept, reading = self.proved(mended.after, safe, reading)
            # What was refused may be right once others are made.
            self.refused = set() if kept else self.refused | {self.key(one, lines) for one in safe}
            mended.after = changed(mended.after, kept)
            mended.done += kept
        left = self.fixes(TextLines(mended.after), reading)
        mended.withheld = [one for one in left if one.fix.safe]
        mended.unsafe = [one for one in left if not one.fix.safe]
        if self.unsafe:
            self.force(mended)
        return mended

    def force(self, mended: Mended) -> None:
        """Mend the rest too, which changes the graph."""
        for _ in range(_ROUNDS):
            left = self.fixes(TextLines(mended.after), self.read(mended.after))
            if not left:
                break
            mended.after = changed(mended.after, left)
            mended.done += left
        mended.withheld, mended.unsafe = [], []

    def read(self, text: str) -> Reading:
        self.readings += 1
        return read(self.builder, self.source, text)

    def fixes(self, lines: TextLines, reading: Reading) -> list[Done]:
        """What can be mended in a text, but for what touches what is mended before it."""
        found = [Done(one, fix) for one in reading.findings if self.wanted(one.code) and (fix := fix_of(one, lines))]
        kept = set(apart(one.fix for one in found))
        return list({one.fix: one for one in found if one.fix in kept}.values())

    @staticmethod
    def key(one: Done, lines: TextLines) -> tuple[str, str, Fix]:
        """What tells a fix apart from round to round, though the lines above it may be more."""
        first = one.fix.edits[0].line
        moved = tuple(edit._replace(line=edit.line - first, end_line=edit.end_line - first) for edit in one.fix.edits)
        return one.finding.code, lines.get("", first) or "", one.fix._replace(edits=moved)

    def proved(self, text: str, wanted: Sequence[Done], reading: Reading) -> tuple[list[Done], Reading]:
        """Those fixes that together leave the statements as they are, and what the text with them gives."""
        last = reading

        def holds(some: Sequence[Done]) -> bool:
            nonlocal last
            if self.readings >= _READINGS:
                return False
            after = self.read(changed(text, some))
            if after.statements == reading.statements:
                last = after
                return True
            return False

        if holds(wanted):
            return list(wanted), last
        some = self.alone(text, wanted)
        return (some, last) if not some or holds(some) else (most(some, holds), last)

    def alone(self, text: str, wanted: Sequence[Done]) -> list[Done]:
        """Those fixes that leave what their own entry says as it is."""

        def said(some: Iterable[int]) -> list[Said]:
            self.readings += 1
            self.builder.forget()
            return entries(self.builder, with_text(self.source, changed(text, [wanted[at] for at in some])))

        proving = Proving([one.fix.edits for one in wanted], said([]), said)
        return [wanted[at] for at in proving.kept(_READINGS - self.readings - 1)]


def most(wanted: Sequence[T], holds: Callable[[Sequence[T]], bool]) -> list[T]:
    """As many as hold together, found by halving; none is tried beside one that does not hold.

    >>> most([1, 2, 3, 4], lambda some: 3 not in some)
    [1, 2, 4]
    """

    def keep(kept: list[T], some: Sequence[T]) -> list[T]:
        if holds([*kept, *some]):
            return [*kept, *some]
        if len(some) == 1:
            return kept
        half = len(some) // 2
        return keep(keep(kept, some[:half]), some[half:])

    return keep([], wanted)


def changed(text: str, some: Iterable[Done]) -> str:
    """A text with fixes made."""
    return with_edits(text, (edit for one in some for edit in one.fix.edits))


def with_edits(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made, whose lines count without the byte order mark."""
    mark = _MARK if text.startswith(_MARK) else ""
    return mark + applied(text[len(mark) :], edits)
