"""Chunks in, in any number; the same chunks out with every subject once.

The text lies in temporary files, and so do a key and an end for each chunk. Memory holds the texts of a small window,
a byte for each chunk, and a link for each chunk of a subject that comes again.
"""

from __future__ import annotations

import errno
import re
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import accumulate, pairwise
from pathlib import Path
from types import TracebackType
from typing import IO

from .chunks import Page, distinct, pack, tidy
from .columns import SIZE, Column
from .memory import Recent
from .model import Chunk, SinkError

_WINDOW = 256  # chunks that wait before they are written
_WINDOW_SIZE = 4_000_000  # characters of them
_BLOCK = 1 << 20  # bytes copied at once
_ENDS = 1 << 12  # chunks whose places are looked up at once

_FIRST, _LATER = 1, 2  # marks of a chunk that must be tidied, and of one that goes into an earlier one
_MARKED = re.compile(rb"[^\0]")

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space, or choose another place",
    errno.EDQUOT: "the disk quota is used up; free some space, or choose another place",
    errno.EFBIG: "the file would be larger than is allowed here; choose another place",
    errno.EACCES: "there is no right to write here; choose another place, or change the rights",
    errno.EPERM: "there is no right to write here; choose another place, or change the rights",
    errno.EROFS: "the place can only be read; choose another place",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.ENOENT: "its folder does not exist; make the folder first",
    errno.ENOTDIR: "what stands for its folder is not a folder; choose another place",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def explain(error: OSError) -> str:
    """Why something could not be written, and what would help."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class Spool:
    """Takes `add`, `take` and `share`, then gives `chunks` or `pieces` as often as wanted: entries first, then what is
    shared."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._recent = Recent()
        self._sealed: _Sealed | None = None
        self._statements: int | None = None

    def __enter__(self) -> Spool:
        with _disk():
            self._entries, self._shared = _Part(self._folder), _Part(self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in (self._entries, self._shared):
            with suppress(OSError):  # what could not be written any more is thrown away here anyway
                part.close()

    def add(self, chunk: Chunk) -> None:
        """Take a chunk of an entry."""
        assert self._sealed is None, "the spool has been read"
        self._entries.put(chunk)

    def take(self, page: Page, shared: Page) -> None:
        """Take the chunks of many entries, and those that they share with others."""
        assert self._sealed is None, "the spool has been read"
        with _disk():
            self._entries.take(page)
            self._shared.take(shared)

    def share(self, chunk: Chunk) -> None:
        """Take a chunk that many entries bring; one that came lately is let go at once."""
        assert self._sealed is None, "the spool has been read"
        if not self._recent.knows(chunk.text):
            self._shared.put(chunk)

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
                yield Chunk(text[: text.index(" ")], text)

    def pieces(self) -> Iterator[bytes]:
        """The same as bytes of N-Triples: whole lines, in pieces of any size."""
        sealed = self._seal()
        for start, end in sealed.runs():
            yield from sealed.blocks(start, end)

    def copy_ntriples(self, out: IO[bytes]) -> None:
        """Write the same; quicker than the pieces one by one."""
        sealed = self._seal()
        for start, end in sealed.runs():
            sealed.copy(start, end, out)

    def _seal(self) -> _Sealed:
        if self._sealed is None:
            self._recent = Recent()
            with _disk():
                self._entries.flush()
                self._shared.flush()
                self._entries.append(self._shared)
                self._sealed = _Sealed(self._entries)
        return self._sealed


class _Part:
    """A file of chunks. `ends` has the end of each chunk, `keys` its subject, `labelled` the places of those with
    several labels."""

    def __init__(self, folder: Path | None) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (the spool closes it)
        self.keys, self.ends = Column(folder), Column(folder)
        self.labelled = array("Q")
        self.size = 0
        self._waiting: list[Chunk] = []
        self._waiting_size = 0

    def put(self, chunk: Chunk) -> None:
        self._waiting.append(Chunk(chunk.subject, distinct(*chunk)))
        self._waiting_size += len(chunk.text)
        if len(self._waiting) >= _WINDOW or self._waiting_size >= _WINDOW_SIZE:
            with _disk():
                self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            page = pack(self._waiting)
            self._waiting, self._waiting_size = [], 0
            self.take(page)

    def take(self, page: Page) -> None:
        self.labelled.extend([len(self.keys) + at for at in page.labelled])
        self.file.write(page.data)
        self.keys.extend(page.keys)
        *_, self.size = ends = [*accumulate(page.sizes, initial=self.size)]
        self.ends.extend(array("Q", ends[1:]).tobytes())

    def append(self, other: _Part) -> None:
        """Put all that another part holds behind what is here."""
        self.labelled.extend([len(self.keys) + at for at in other.labelled])
        other.file.seek(0)
        while block := other.file.read(_BLOCK):
            self.file.write(block)
        self.file.flush()
        for start in range(0, len(other.keys), _BLOCK // SIZE):
            stop = start + _BLOCK // SIZE
            self.keys.extend(other.keys.slice(start, stop).tobytes())
            self.ends.extend(array("Q", [self.size + end for end in other.ends.slice(start, stop)]).tobytes())
        self.size += other.size

    def close(self) -> None:
        for one in (self.file, self.keys, self.ends):
            one.close()


class _Sealed:
    """A part to which nothing comes any more, and which of its chunks have the same subject."""

    def __init__(self, part: _Part) -> None:
        self._file, self._ends = part.file, part.ends
        self._buffer = memoryview(bytearray(_BLOCK))
        self._marks = bytearray(len(part.keys))
        self._next: dict[int, int] = {}  # the next chunk of the same subject
        for place in part.labelled:
            self._marks[place] = _FIRST
        groups: dict[int, list[int]] = {}
        if repeated := part.keys.repeated():
            for index, subject in enumerate(part.keys):
                if subject in repeated:
                    groups.setdefault(subject, []).append(index)
        for group in groups.values():
            self._link(group)

    def _link(self, indices: list[int]) -> None:
        """Chain those of some chunks with one key that truly have one subject."""
        subjects: dict[bytes, list[int]] = {}
        for index in indices:
            subjects.setdefault(self._data(index).partition(b" ")[0], []).append(index)
        for same in subjects.values():
            for earlier, later in pairwise(same):
                self._next[earlier] = later
                self._marks[later] = _LATER
            if len(same) > 1:
                self._marks[same[0]] = _FIRST

    def runs(self) -> Iterator[tuple[int, int]]:
        """Ranges of chunks to be given out: long ones that can be copied, and single ones to be merged."""
        start = 0
        for found in _MARKED.finditer(self._marks):
            index = found.start()
            if start < index:
                yield start, index
            if self._marks[index] == _FIRST:
                yield index, index + 1
            start = index + 1
        if start < len(self._marks):
            yield start, len(self._marks)

    def texts(self, start: int, end: int) -> Iterator[str]:
        """The chunks of a run, each with the later ones of its subject."""
        if self._marks[start]:
            yield self._merged(start)
            return
        at = self._place(start)
        for first in range(start, end, _ENDS):
            for place in self._ends.slice(first, min(first + _ENDS, end)):
                yield self._read(at, place - at).decode()
                at = place

    def _merged(self, index: int) -> str:
        text = self._data(index).decode()
        lines = text.split("\n")
        while following := self._next.get(index):
            lines += self._data(following).decode().split("\n")
            index = following
        return tidy(text[: text.index(" ")], lines)

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes of a run, in whole lines."""
        if self._marks[start]:
            yield self._merged(start).encode()
            return
        at, last = self._place(start), self._ends[end - 1]
        while at < last:
            block = self._read(at, min(_BLOCK, last - at))
            if not block.endswith(b"\n"):
                with _disk():
                    block += self._file.readline()
            at += len(block)
            yield block

    def copy(self, start: int, end: int, out: IO[bytes]) -> None:
        """Write a run."""
        if self._marks[start]:
            out.write(self._merged(start).encode())
            return
        at, last = self._place(start), self._ends[end - 1]
        with _disk():
            self._file.seek(at)
        # One buffer for all: to make a new one for each block takes several times as long as to fill it.
        while at < last:
            part = self._buffer[: last - at]
            with _disk():
                at += (size := self._file.readinto(part))  # type: ignore[attr-defined]  # a file can, IO does not say so
            out.write(part[:size])

    def _place(self, index: int) -> int:
        return self._ends[index - 1] if index else 0

    def _data(self, index: int) -> bytes:
        at = self._place(index)
        return self._read(at, self._ends[index] - at)

    def _read(self, at: int, size: int) -> bytes:
        with _disk():
            self._file.seek(at)
            return self._file.read(size)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SinkError(f"temporary files (TMPDIR says where) cannot be used: {explain(error)}") from error
