"""A catalogue as one types: of each new text only the segments are read that were not there before.

What a segment gives is kept by its text and the headings above it, with the line where it stood; where it stands
elsewhere now, its findings move.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

from ..ask.explain import Explanation, explain, holds
from ..ask.extents import extent
from ..check.ignores import without_ignored
from ..graph.findings import Claimed, doubled_entry, in_order, named, of_entry
from ..graph.identity import Index, marks
from ..graph.terms import BASE
from ..model import Diagnostic, Entry, Extent, Severity, SourceError, Span, finding
from ..pipeline import Builder
from ..read.batches import Stretch, source_iri
from ..read.cuts import cut
from ..read.directives import Directive, directives
from ..read.segments import Segment
from ..read.sources import Source

_LINE = re.compile(r"\blines? \d")  # a message that names another line


class Part(NamedTuple):
    """What a stretch of a catalogue gives; `own` are findings of no entry, `made` entries and theirs."""

    line: int
    claimed: tuple[Claimed, ...]
    own: tuple[Diagnostic, ...]
    made: tuple[tuple[Entry | None, tuple[Diagnostic, ...]], ...]
    directives: tuple[Directive, ...]
    fallback: bool | None  # whether what claims something reads what no other mapping does; None where nothing does
    fixed: bool  # whether a message names a line, so that it cannot move


class Catalogue:
    """One source in an editor."""

    def __init__(self, builder: Builder, source: Source) -> None:
        self.builder, self.source = builder, source
        self.iri = source_iri(source, builder.settings.base or BASE)
        self.dated: frozenset[int] = frozenset()
        self.rounds = 2
        self.segments: list[Segment] = []
        self._parts: dict[object, Part] = {}
        self._now: list[tuple[Part, int]] = []  # those of the text as it is, and how far they moved

    def update(self, text: str) -> list[Diagnostic]:
        """What is found in a new text."""
        found = self._cut(text)
        self._read()
        if (dated := self._dated()) != self.dated:
            self.dated, self._parts = dated, {}
            self._read()
        found += self._found()
        ignoring = [one._replace(span=_down(one.span, by)) for part, by in self._now for one in part.directives]
        if ignoring:
            extents = [_extent_down(extent(one[0]), by) for part, by in self._now for one in part.claimed if one[1]]
            found = list(without_ignored(found, ignoring, {self.source.name: sorted(extents)}))
        return in_order(found, [self.source.name])

    def at(self, line: int) -> tuple[Claimed, Entry | None] | None:
        """The record that a line is of, read where it stands now, and its entry."""
        self.builder.dated = self.dated
        for segment in self.segments:
            if segment.line <= line <= segment.line + segment.text.count("\n"):
                for claimed in self._records([segment], []):
                    if holds(claimed[0], line):
                        ((entry, _),) = self.builder.entries([claimed])
                        return claimed, entry
        return None

    def explained(self, line: int, column: int, findings: Sequence[Diagnostic]) -> Explanation | None:
        """What is known of the value at a place."""
        found = self.at(line)
        if found is None:
            return None
        by_line: dict[int, list[Diagnostic]] = {}
        for one in findings:
            by_line.setdefault(one.span.line, []).append(one)
        (record, layout, _), entry = found
        return explain(record, layout, entry, by_line, line, column)

    @property
    def claimed(self) -> Iterator[Claimed]:
        """All records, where they stood when they were read."""
        return (one for part, _ in self._now for one in part.claimed)

    # -- reading

    def _cut(self, text: str) -> list[Diagnostic]:
        data = text.encode("utf-8", "surrogatepass")
        source = replace(self.source, size=len(data), open=lambda: BytesIO(data))
        self.segments, found = [], []
        try:
            for piece in cut(source):
                if isinstance(piece, Segment):
                    self.segments.append(piece)
                else:
                    found.append(piece)
        except SourceError as error:
            self.segments = []
            found = [finding(Span(self.source.name, 1, 1), error.code, error.problem)]
        return found

    def _read(self) -> None:
        before, self._parts = self._parts, {}
        self.builder.dated = self.dated
        self.rounds = 2
        self._now = [self._kept(segment, before) for segment in self.segments]
        if any(layout and layout.mapping.spec.one_per for _, layout, _ in self.claimed):
            self._now = [(self._part(self.segments, whole=True), 0)]
        elif {part.fallback for part, _ in self._now} >= {True, False}:
            # What reads the rest is for a catalogue of which no other mapping reads anything.
            self.rounds = 1
            pairs = zip(self.segments, self._now, strict=True)
            self._now = [self._kept(segment, before) if kept[0].fallback else kept for segment, kept in pairs]

    def _kept(self, segment: Segment, before: dict[object, Part]) -> tuple[Part, int]:
        """What a segment gives, from the time before if it was there, and how far that moved."""
        key = segment.text, segment.headings, segment.above, segment.line == 1, self.rounds
        part = self._parts.get(key) or before.get(key)
        if part is None or (part.fixed and part.line != segment.line):
            part = self._part([segment], whole=False)
        self._parts[key] = part
        return part, segment.line - part.line

    def _records(self, segments: Sequence[Segment], found: list[Diagnostic], *, whole: bool = False) -> list[Claimed]:
        return self.builder.records(Stretch(tuple(segments), self.iri, whole), found, rounds=self.rounds)

    def _part(self, segments: Sequence[Segment], *, whole: bool) -> Part:
        own: list[Diagnostic] = []
        claimed = self._records(segments, own, whole=whole)
        made = self.builder.entries(claimed)
        own = named(own, claimed)
        layouts = [layout for _, layout, _ in claimed if layout]
        told = [*own, *(one for _, some in made for one in some)]
        return Part(
            segments[0].line,
            tuple(claimed),
            tuple(own),
            tuple([(entry, tuple(some)) for entry, some in made]),
            tuple([one for segment in segments for one in directives(segment.text, segment.file, segment.line)]),
            all(layout.mapping.spec.claims.fallback for layout in layouts) if layouts else None,
            any(_LINE.search(one.message) for one in told),
        )

    # -- what needs a view of the whole

    def _dated(self) -> frozenset[int]:
        index = Index()
        index.extend(marks([entry for part, _ in self._now for entry, _ in part.made if entry]))
        return index.dated()

    def _found(self) -> list[Diagnostic]:
        found: list[Diagnostic] = []
        firsts: dict[str, str] = {}  # where each contribution stands first
        for part, by in self._now:
            found += _all_down(part.own, by)
            for claimed, (entry, some) in zip(part.claimed, part.made, strict=False):
                findings = _all_down(some, by)
                place = _down(entry.span, by) if entry else None
                if entry and place and entry.contribution in firsts:
                    found += [one for one in findings if one.severity > Severity.info]
                    doubled = doubled_entry(entry._replace(span=place), firsts[entry.contribution])
                    found += of_entry([doubled], claimed)
                    continue
                if entry and place:
                    firsts[entry.contribution] = f"{place.file}:{place.line}"
                found += findings
        return found


def _down(span: Span, by: int) -> Span:
    return span._replace(line=span.line + by) if by else span


def _all_down(found: Iterable[Diagnostic], by: int) -> list[Diagnostic]:
    return [one._replace(span=_down(one.span, by)) for one in found] if by else list(found)


def _extent_down(one: Extent, by: int) -> Extent:
    lines = tuple([line + by for line in one.lines])
    return Extent(one.first + by, one.last + by, one.head + by, lines, one.kind)
