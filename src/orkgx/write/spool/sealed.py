"""Two files of chunks as one row of them, each subject once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import IO

from ...graph.chunks import tidy
from ...graph.terms import first_subject
from .batches import Batches
from .disk import on_disk
from .part import Part

_BLOCK = 1 << 20  # bytes copied at once
_ENDS = 1 << 12  # chunks whose places are looked up at once

_FIRST, _LATER = 1, 2  # marks of a chunk that must be tidied, and of one that goes into an earlier one
_MARKED = re.compile(rb"[^\0]")


class Sealed:
    """Two parts to which nothing comes any more, as one row of chunks, and which of them have the same subject. Of
    batches that came again the row has the later chunks."""

    def __init__(self, entries: Part, shared: Part, batches: Batches) -> None:
        self._parts = entries, shared
        self._buffer = memoryview(bytearray(_BLOCK))
        self.shared_from = len(entries.keys)
        self._marks = bytearray(self.shared_from + len(shared.keys))
        self._next: dict[int, int] = {}  # the next chunk of the same subject
        for place in chain(entries.labelled, (self.shared_from + place for place in shared.labelled)):
            self._marks[place] = _FIRST
        dropped = {self.shared_from + place for place in batches.dropped}
        for place in dropped:
            self._marks[place] = _LATER
        self._replaced = batches.replaced
        self._order = [*batches.order(), (self.shared_from, len(self._marks))]
        entries.keys.append(shared.keys)
        groups: dict[int, list[int]] = {}
        if repeated := entries.keys.repeated():
            for start, end in self._order:
                for index, subject in enumerate(entries.keys.between(start, end), start):
                    if subject in repeated and index not in dropped:
                        groups.setdefault(subject, []).append(index)
        for group in groups.values():
            self._link(group)

    @property
    def entries_stand(self) -> bool:
        """Whether the chunks of entries stand as they came, and none has to be put together with another."""
        return not self._replaced and not any(self._marks[: self.shared_from])

    def _link(self, indices: list[int]) -> None:
        """Chain those of some chunks with one key that truly have one subject."""
        subjects: dict[str, list[int]] = {}
        for index in indices:
            subjects.setdefault(first_subject(self._data(index).decode()), []).append(index)
        for same in subjects.values():
            for earlier, later in pairwise(same):
                self._next[earlier] = later
                self._marks[later] = _LATER
            if len(same) > 1:
                self._marks[same[0]] = _FIRST

    def runs(self) -> Iterator[tuple[int, int]]:
        """Ranges of chunks to be given out: long ones of one part that can be copied, and single ones to be merged."""
        for start, end in self._order:
            for index in chain((found.start() for found in _MARKED.finditer(self._marks, start, end)), [end]):
                if start < index:
                    yield start, index
                if index < end and self._marks[index] == _FIRST:
                    yield index, index + 1
                start = index + 1  # noqa: PLW2901  (what is left of the range)

    def texts(self, start: int, end: int) -> Iterator[str]:
        """The chunks of a run, each with the later ones of its subject."""
        if self._marks[start]:
            yield self._merged(start)
            return
        part, start, end = self._within(start, end)
        at = part.place(start)
        for first in range(start, end, _ENDS):
            for place in part.ends.slice(first, min(first + _ENDS, end)):
                yield part.read(at, place - at).decode()
                at = place

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes of a run, in whole lines."""
        if self._marks[start]:
            yield self._merged(start).encode()
            return
        part, start, end = self._within(start, end)
        at, last = part.place(start), part.place(end)
        while at < last:
            block = part.read(at, min(_BLOCK, last - at))
            if not block.endswith(b"\n"):
                with on_disk(part.folder):
                    block += part.file.readline()
            at += len(block)
            yield block

    def copy(self, start: int, end: int, out: IO[bytes]) -> None:
        """Write a run."""
        if self._marks[start]:
            out.write(self._merged(start).encode())
            return
        part, start, end = self._within(start, end)
        at, last = part.place(start), part.place(end)
        with on_disk(part.folder):
            part.file.seek(at)
        # One buffer for all: to make a new one for each block takes several times as long as to fill it.
        while at < last:
            some = self._buffer[: last - at]
            with on_disk(part.folder):
                at += (size := part.file.readinto(some))  # type: ignore[attr-defined]  # a file can, IO does not say so
            out.write(some[:size])

    def _within(self, start: int, end: int) -> tuple[Part, int, int]:
        """The part that holds a run, and the run's bounds in it."""
        entries, shared = self._parts
        if start < self.shared_from:
            return entries, start, end
        return shared, start - self.shared_from, end - self.shared_from

    def _merged(self, index: int) -> str:
        text = self._data(index).decode()
        lines = text.split("\n")
        while following := self._next.get(index):
            lines += self._data(following).decode().split("\n")
            index = following
        return tidy(first_subject(text), lines)

    def _data(self, index: int) -> bytes:
        part, start, end = self._within(index, index + 1)
        at = part.place(start)
        return part.read(at, part.place(end) - at)
