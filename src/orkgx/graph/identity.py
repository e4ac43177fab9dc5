"""What needs a view of the whole: which names came with several dates, and which entries stand there twice."""

from __future__ import annotations

from typing import NamedTuple

from .digests import Column


class Marks(NamedTuple):
    """Of a number of entries the keys (`orkgx.graph.digests.key`) of name, date, contribution and place, one behind the
    other."""

    names: bytes
    dates: bytes
    contributions: bytes
    places: bytes


class Index:
    """Takes the marks of all entries in the order of the sources. Memory holds only what stands there twice."""

    def __init__(self) -> None:
        self._names, self._dates, self._contributions, self._places = Column(), Column(), Column(), Column()

    def extend(self, marks: Marks) -> None:
        for column, keys in zip((self._names, self._dates, self._contributions, self._places), marks, strict=True):
            column.extend(keys)

    def dated(self) -> frozenset[int]:
        """The names that came with several dates."""
        repeated = self._names.repeated()
        dates: dict[int, int] = {}
        pairs = zip(self._names, self._dates, strict=True) if repeated else ()
        return frozenset(name for name, date in pairs if name in repeated and dates.setdefault(name, date) != date)

    def doubled(self) -> frozenset[int]:
        """The places of entries whose contribution stands there before."""
        repeated = self._contributions.repeated()
        seen: set[int] = set()
        doubled = set()
        for contribution, place in zip(self._contributions, self._places, strict=True) if repeated else ():
            if contribution in repeated:
                if contribution in seen:
                    doubled.add(place)
                seen.add(contribution)
        return frozenset(doubled)
