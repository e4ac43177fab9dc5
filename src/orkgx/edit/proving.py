"""Which fixes of a text leave what each entry says as it is: found for all entries at once, a few readings for any
number of fixes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from ..ask.extents import extent
from ..check.edits import Edit
from ..graph.terms import BASE
from ..model import SourceError
from ..pipeline import Builder
from ..read.batches import batches
from ..read.sources import Source


class Said(NamedTuple):
    """What stands on some lines, as one entry says it."""

    first: int
    last: int
    statements: tuple[str, ...]


def entries(builder: Builder, source: Source) -> list[Said]:
    """What each entry of a source says, by its lines. Raises SourceError."""
    found: list[Said] = []
    failed: list[SourceError] = []
    for batch in batches([source], builder.settings.base or BASE, lambda one: None, failed.append, whole=builder.whole):
        for stretch in batch.stretches:
            records = [one for one in builder.records(stretch, []) if one[1]]
            for (record, *_), (entry, _) in zip(records, builder.entries(records), strict=True):
                if entry:
                    place = extent(record)
                    said = (entry.contribution, *(chunk.text for chunk in entry.chunks))
                    found.append(Said(place.first, place.last, (*said, *_mentioned(entry.shared))))
    if failed:
        raise failed[0]
    return sorted(found)


def _mentioned(shared: Sequence[Sequence[Sequence[tuple[str, str]]]]) -> Iterator[str]:
    return (text for groups in shared for group in groups for _, text in group)


class Proving:
    """Fixes of one text, each a sequence of edits, in the order of their lines. `read` gives what is said once some
    of them are made, by their numbers."""

    def __init__(
        self, fixes: Sequence[Sequence[Edit]], before: Sequence[Said], read: Callable[[list[int]], list[Said]]
    ):
        self.before, self.read = before, read
        self.lines = [(min(one.line for one in fix), max(one.end_line for one in fix)) for fix in fixes]

    def kept(self, rounds: int) -> list[int]:
        """The numbers of the fixes that hold, in so many readings at most. Each entry halves its own; none is tried
        beside one that does not hold."""
        kept: list[list[int]] = []
        waiting: list[list[list[int]]] = []  # of an entry, what is to be tried, the next one last
        for some in self._apart():
            kept.append([])
            waiting.append([some])
        for _ in range(rounds):
            tried = [some.pop() if some else [] for some in waiting]
            if not any(tried):
                break
            after = self.read(sorted(at for held, some in zip(kept, tried, strict=True) for at in (*held, *some)))
            for held, some, later in zip(kept, tried, waiting, strict=True):
                if self._same(some, after):
                    held.extend(some)
                elif len(some) > 1:
                    later.extend([some[len(some) // 2 :], some[: len(some) // 2]])
        return sorted(at for some in kept for at in some)

    def _apart(self) -> list[list[int]]:
        """The fixes of each entry; those that stand in none are each for themselves."""
        starts, groups = [said.first for said in self.before], dict[int, list[int]]()
        for at, (first, _) in enumerate(self.lines):
            entry = bisect_right(starts, first) - 1
            inside = entry >= 0 and first <= self.before[entry].last
            groups.setdefault(entry if inside else -1 - at, []).append(at)
        return list(groups.values())

    def _same(self, some: Sequence[int], after: Sequence[Said]) -> bool:
        """Whether the entries on the lines of some fixes say what they said."""
        if not some:
            return True
        first, last = min(self.lines[at][0] for at in some), max(self.lines[at][1] for at in some)
        return _on(self.before, first, last) == _on(after, first, last)


def _on(said: Sequence[Said], first: int, last: int) -> list[Said]:
    """The entries that stand on some lines, which are in order."""
    end = bisect_right(said, last, key=itemgetter(0))
    begin = bisect_left(said, first, hi=end, key=itemgetter(1))
    return list(said[begin:end])
