"""Entries that only the ORKG has, into a catalogue: in its form, behind its last entry, proved by reading it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import PurePath

from ..check.edits import Edit
from ..graph.slugs import slug
from ..model import Span
from ..pipeline import Builder
from ..read.csv import separator
from ..read.sources import Source
from ..write.incoming import Newcomer
from .changing import UNSAID
from .entries import Seen, seen, wanted_of
from .forms import BLOCK, CARD, CSV, TABLE, Written, blocks, card, cells, row, separated_row
from .newcoming import Newcoming, facts_of_newcomer
from .places import headings_of
from .proof import TextLines, most, with_edits
from .pulling import Pulled, Refused, spellings, words_of
from .views import View, views

_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*$")
_UNREAD = "what is written of it is not read as an entry of this name and title"


def add(builder: Builder, source: Source, pulled: Pulled, newcomers: Sequence[Newcomer]) -> None:
    """Put entries behind the last one of a source, or into files of their own beside it. Raises SourceError."""
    _Adder(builder, source, pulled).add(newcomers)


class _Adder:
    def __init__(self, builder: Builder, source: Source, pulled: Pulled) -> None:
        self.builder, self.source, self.pulled = builder, source, pulled
        wanted, named = wanted_of(builder, source, pulled.after)
        self.entries = list(seen(builder, source, pulled.after, named))
        self.before = views(wanted, named)

    def add(self, newcomers: Sequence[Newcomer]) -> None:
        last = self.entries[-1] if self.entries else None
        if last is None or last.record.source not in (*_BEHIND, CARD):
            for one in newcomers:
                self.refuse(one, "" if last else "its source has no entry whose form it could have")
            return
        mapping = last.layout.mapping
        writing = Newcoming(self.builder, mapping, spellings(self.entries), words_of(self.builder, self.entries))
        written = {one: writing.write(one, last.record.source) for one in newcomers}
        if last.record.source == CARD:
            self.files(written)
            return
        behind, text = _BEHIND[last.record.source], self.pulled.after

        def made(some: Collection[Newcomer]) -> str:
            return with_edits(text, [behind(last, TextLines(text), [written[one] for one in some])])

        def holds(some: Sequence[Newcomer]) -> bool:
            after = views(*wanted_of(self.builder, self.source, made(some)))
            wanted = [(one.name, one.title) for one in some]
            return after[: len(self.before)] == self.before and [one[:2] for one in after[len(self.before) :]] == wanted

        kept = most(newcomers, holds)
        if kept:
            self.pulled.after = made(kept)
        self.tell(self.source, self.pulled.after, len(self.before), kept)
        for one in newcomers:
            if one not in kept:
                self.refuse(one, _UNREAD)

    def files(self, written: dict[Newcomer, Written]) -> None:
        """Cards beside the one that was read."""
        folder, label = PurePath(self.source.name).parent, PurePath(self.source.label)
        for one, entry in written.items():
            file = f"{slug(one.name) or one.contribution}.md"
            source = replace(self.source, name=str(folder / file), label=str(label.with_name(file)))
            text = card(entry)
            said = views(*wanted_of(self.builder, source, text))
            if [view[:2] for view in said] == [(one.name, one.title)] and source.name not in self.pulled.files:
                self.pulled.files[source.name] = text
                self.tell(source, text, 0, [one])
            else:
                self.refuse(one, _UNREAD)

    def refuse(self, one: Newcomer, why: str) -> None:
        why = why or f"entries of the kind {self.entries[-1].record.source!r} have no form that is known to be written"
        self.pulled.refused.append(Refused(Span(self.source.name, 1, 1), repr(one.name), why))

    def tell(self, source: Source, text: str, first: int, kept: Sequence[Newcomer]) -> None:
        """What new entries say less, and beside what the ORKG has."""
        self.pulled.made += kept
        wanted, named = wanted_of(self.builder, source, text)
        said: list[View] = views(wanted, named)[first:]
        for one, view in zip(kept, said, strict=True):
            for fact in one.facts:
                if (fact.role, fact.predicate, fact.value) not in view.facts:
                    what = f"{one.name!r}: {fact.property}: + {fact.value.label}"
                    self.pulled.refused.append(Refused(Span(source.name, 1, 1), what, UNSAID))
            beside = {predicate for _, predicate, _ in view.facts - facts_of_newcomer(one)}
            names = (wanted.predicates.get(predicate, "") or predicate for predicate in sorted(beside))
            self.pulled.follows += [name.strip() for name in names]


def _blocks(last: Seen, rows: TextLines, entries: Sequence[Written]) -> Edit:
    """Behind the block of the last entry."""
    line = last.record.last
    while rows.get("", line + 1) is not None and not _FENCE.match(rows.get("", line) or ""):
        line += 1
    return _after(line, rows, f"\n\n{blocks(entries).rstrip()}")


def _rows(last: Seen, rows: TextLines, entries: Sequence[Written]) -> Edit:
    """Below the last row of a table."""
    mapping, columns = last.layout.mapping, headings_of(last, rows)
    own = (rows.get("", last.record.last) or "").strip()
    first, end = ("| " if own.startswith("|") else ""), (" |" if own.endswith("|") else "")
    made = (" | ".join(row(one.inside, columns, mapping)) for one in entries)
    return _after(last.record.last, rows, "".join(f"\n{first}{one}{end}" for one in made))


def _separated(last: Seen, rows: TextLines, entries: Sequence[Written]) -> Edit:
    mapping, columns = last.layout.mapping, headings_of(last, rows)
    between = separator(rows.get("", 1) or "")
    made = (separated_row(cells(one.inside, columns, mapping), between) for one in entries)
    return _after(last.record.last, rows, "".join(f"\n{one}" for one in made))


def _after(line: int, rows: TextLines, text: str) -> Edit:
    end = len(rows.get("", line) or "") + 1
    return Edit(line, end, line, end, text)


_BEHIND: dict[str, Callable[[Seen, TextLines, Sequence[Written]], Edit]] = {
    BLOCK: _blocks,
    TABLE: _rows,
    CSV: _separated,
}
