"""What needs a view of the whole: which names came with several dates, and which entries stand there twice."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from ..model import Entry, Span
from .digests import Digests, digest

_LINES = 0xFFFFFFFF  # the half of a place's number that is its line


class Marks(NamedTuple):
    """Of a number of entries the digests of name, date and contribution, and the places, one behind the other."""

    names: bytes
    dates: bytes
    contributions: bytes
    places: bytes


def marks(entries: Sequence[Entry]) -> Marks:
    days = {entry.date: digest(entry.date) for entry in entries}
    return Marks(
        b"".join([digest(entry.name) for entry in entries]),
        b"".join([days[entry.date] for entry in entries]),
        b"".join([digest(entry.contribution) for entry in entries]),
        array("Q", [place_number(entry.span) for entry in entries]).tobytes(),
    )


def place_number(span: Span) -> int:
    """The number of a line of a file."""
    return _file_number(span.file) + span.line


def shown(span: Span) -> str:
    """Where something stands, as people are told of it."""
    return f"{span.file}:{span.line}"


def named_places(doubled: Mapping[int, int], files: Iterable[str]) -> dict[int, str]:
    """What stands there before, as people are told of it."""
    names = {_file_number(file): file for file in files}
    return {place: shown(Span(names[first & ~_LINES], first & _LINES, 1)) for place, first in doubled.items()}


@lru_cache(16)
def _file_number(name: str) -> int:
    """A file as the first half of the number of a place in it."""
    return crc32(name.encode("utf-8", "surrogatepass")) << 32


class Index:
    """Takes the marks of all entries, batch by batch, in the order of the sources. Memory holds a number for each
    batch, and only what stands there twice."""

    def __init__(self) -> None:
        self._names, self._dates, self._contributions, self._places = Digests(), Digests(), Digests(), Digests()
        self._starts = array("Q")  # of the batches

    def extend(self, marks: Marks) -> None:
        self._starts.append(len(self._names))
        for all_, some in zip((self._names, self._dates, self._contributions, self._places), marks, strict=True):
            all_.extend(some)

    def replace(self, batch: int, marks: Marks) -> None:
        """The marks of a batch that was made again: its entries are the same, and their contributions new."""
        self._contributions.replace(self._starts[batch], marks.contributions)

    def dated(self) -> frozenset[int]:
        """The names that came with several dates."""
        repeated = self._names.repeated()
        dates: dict[int, int] = {}
        pairs = zip(self._names, self._dates, strict=True) if repeated else ()
        return frozenset(name for name, date in pairs if name in repeated and dates.setdefault(name, date) != date)

    def batches_of(self, names: Set[int]) -> dict[int, set[int]]:
        """The batches that have entries of these names, with those that they have."""
        found: dict[int, set[int]] = {}
        for at, name in enumerate(self._names) if names else ():
            if name in names:
                found.setdefault(self._batch(at), set()).add(name)
        return found

    def doubled(self) -> dict[int, dict[int, int]]:
        """By batch the places of entries whose contribution stands there before, each with the first place of that."""
        repeated = self._contributions.repeated()
        firsts: dict[int, int] = {}
        doubled: dict[int, dict[int, int]] = {}
        pairs = zip(self._contributions, self._places, strict=True) if repeated else ()
        for at, (contribution, place) in enumerate(pairs):
            if contribution in repeated:
                if contribution in firsts:
                    doubled.setdefault(self._batch(at), {})[place] = firsts[contribution]
                firsts.setdefault(contribution, place)
        return doubled

    def _batch(self, at: int) -> int:
        """The batch of an entry."""
        return bisect_right(self._starts, at) - 1
