"""What needs a view of the whole: which names came with several dates, and which entries stand there twice."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
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


def named_places(doubled: Mapping[int, int], files: Iterable[str]) -> dict[int, str]:
    """What stands there before, as people are told of it: by file and line."""
    names = {_file_number(file): file for file in files}
    return {place: f"{names[first & ~_LINES]}:{first & _LINES}" for place, first in doubled.items()}


@lru_cache(16)
def _file_number(name: str) -> int:
    """A file as the first half of the number of a place in it."""
    return crc32(name.encode("utf-8", "surrogatepass")) << 32


class Index:
    """Takes the marks of all entries in the order of the sources. Memory holds only what stands there twice."""

    def __init__(self) -> None:
        self._names, self._dates, self._contributions, self._places = Digests(), Digests(), Digests(), Digests()

    def extend(self, marks: Marks) -> None:
        for all_, some in zip((self._names, self._dates, self._contributions, self._places), marks, strict=True):
            all_.extend(some)

    def dated(self) -> frozenset[int]:
        """The names that came with several dates."""
        repeated = self._names.repeated()
        dates: dict[int, int] = {}
        pairs = zip(self._names, self._dates, strict=True) if repeated else ()
        return frozenset(name for name, date in pairs if name in repeated and dates.setdefault(name, date) != date)

    def doubled(self) -> dict[int, int]:
        """The places of entries whose contribution stands there before, each with the first place of that."""
        repeated = self._contributions.repeated()
        firsts: dict[int, int] = {}
        doubled = {}
        for contribution, place in zip(self._contributions, self._places, strict=True) if repeated else ():
            if contribution in repeated:
                if contribution in firsts:
                    doubled[place] = firsts[contribution]
                firsts.setdefault(contribution, place)
        return doubled
