"""Chunks in, in any number; the same chunks out with every subject once.

The text lies in temporary files, and so do a key and an end for each chunk. Memory holds a byte for each
chunk, and a link for each chunk of a subject that comes again.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO

from ...graph.chunks import PackedChunks
from ...graph.terms import first_subject
from ...model import Chunk
from .batches import Batches
from .disk import give_name, on_disk
from .part import Part
from .sealed import Sealed

_LOOKED_AT = 1 << 20  # bytes of entries; what they are called by stands in each


class Spool:
    """Takes packed chunks, then gives `chunks` or `pieces` as often as wanted: those of entries first, then what they
    share."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._sealed: Sealed | None = None
        self._statements: int | None = None
        self._named = False

    def __enter__(self) -> Spool:
        with on_disk(self._folder):
            self._entries, self._shared = Part(self._folder), Part(self._folder)
        self._batches = Batches()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in (self._entries, self._shared):
            with suppress(OSError):  # what could not be written any more is thrown away here anyway
                part.close()

    def take(self, entries: PackedChunks, shared: PackedChunks) -> None:
        """Take the chunks of entries, and those that they share with others."""
        self._batches.take(*self._add(entries, shared))

    def replace(self, batch: int, entries: PackedChunks, shared: PackedChunks) -> None:
        """Take these chunks of entries in the place of those that came as the batch of this number, from 0. What they
        share comes to what is there."""
        self._batches.replace(batch, *self._add(entries, shared))

    def _add(self, entries: PackedChunks, shared: PackedChunks) -> tuple[range, range]:
        """Add chunks at the ends of both parts; where they stand there."""
        assert self._sealed is None, "the spool has been read"
        first, also = len(self._entries.keys), len(self._shared.keys)
        with on_disk(self._folder):
            self._entries.take(entries)
            self._shared.take(shared)
        return range(first, len(self._entries.keys)), range(also, len(self._shared.keys))

    def shared(self, batch: int) -> Iterator[tuple[int, str]]:
        """What a batch, as it came first and later, gave of what entries share: the number and text of each chunk."""
        for at in chain.from_iterable(self._batches.shared(batch)):
            start = self._shared.place(at)
            yield at, self._shared.read(start, self._shared.place(at + 1) - start).decode()

    def drop(self, shared: Iterable[int]) -> None:
        """Leave out chunks of what entries share, by their numbers."""
        self._batches.dropped.update(shared)

    @property
    def statements(self) -> int:
        """The number of distinct triples; nothing can be taken any more."""
        if self._statements is None:
            self._statements = sum(piece.count(b"\n") for piece in self.pieces())
        return self._statements

    def chunks(self) -> Iterator[Chunk]:
        """Every subject once, with all its distinct statements."""
        sealed = self._seal()
        for start, end in sealed.runs():
            for text in sealed.texts(start, end):
                yield Chunk(first_subject(text), text)

    def pieces(self) -> Iterator[bytes]:
        """The same as bytes of N-Triples: whole lines, in pieces of any size."""
        sealed = self._seal()
        for start, end in sealed.runs():
            yield from sealed.blocks(start, end)

    def named(self, beginnings: Collection[str]) -> set[str]:
        """Those of some beginnings of IRIs with which one begins that entries share, or of the first entries."""
        sealed, read = self._seal(), 0
        left = {one: f"<{one}".encode() for one in beginnings}
        for start, end in sealed.runs():
            shared = start >= sealed.shared_from
            for block in sealed.blocks(start, end) if left and (shared or read < _LOOKED_AT) else ():
                left = {one: text for one, text in left.items() if text not in block}
                read += len(block)
                if not shared and read >= _LOOKED_AT:
                    break
        return set(beginnings) - left.keys()

    def copy_ntriples(self, out: IO[bytes]) -> None:
        """Write the same; quicker than the pieces one by one."""
        sealed = self._seal()
        for start, end in sealed.runs():
            sealed.copy(start, end, out)

    def become_ntriples(self, path: Path) -> bool:
        """Let the spool's own file be the one at `path`, which saves a copy; false where that cannot be: on another
        file system, where the system has no such way, and if a subject of some entry comes again."""
        sealed = self._seal()
        if self._named or not sealed.entries_stand or not give_name(self._entries.file, path):
            return False
        self._named = True
        out = self._entries.file
        with on_disk(self._folder):
            out.seek(0, os.SEEK_END)
            for start, end in sealed.runs():
                if start >= sealed.shared_from:
                    sealed.copy(start, end, out)
            out.flush()
            os.fsync(out.fileno())
        return True

    def _seal(self) -> Sealed:
        if self._sealed is None:
            with on_disk(self._folder):
                self._entries.file.flush()
                self._shared.file.flush()
                self._sealed = Sealed(self._entries, self._shared, self._batches)
        return self._sealed
