"""Chunks in, in any number; the same chunks out with every subject once.

The text lies in temporary files, and so do a key and an end for each chunk. Memory holds a byte for each
chunk, and a link for each chunk of a subject that comes again.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import accumulate, chain, pairwise
from pathlib import Path
from types import TracebackType
from typing import IO

from ..graph.chunks import Page, tidy
from ..graph.digests import Column
from ..model import Chunk, SinkError

_BLOCK = 1 << 20  # bytes copied at once
_ENDS = 1 << 12  # chunks whose places are looked up at once
_SENT = 1 << 25  # bytes after which the disk may begin with those that it is to keep

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
    """Takes pages, then gives `chunks` or `pieces` as often as wanted: those of entries first, then what they share."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._sealed: _Sealed | None = None
        self._statements: int | None = None
        self._named = False

    def __enter__(self) -> Spool:
        with _disk(self._folder):
            self._entries, self._shared = _Part(self._folder), _Part(self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in (self._entries, self._shared):
            with suppress(OSError):  # what could not be written any more is thrown away here anyway
                part.close()

    def take(self, page: Page, shared: Page) -> None:
        """Take the chunks of many entries, and those that they share with others."""
        assert self._sealed is None, "the spool has been read"
        with _disk(self._folder):
            self._entries.take(page)
            self._shared.take(shared)

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

    def become_ntriples(self, path: Path) -> bool:
        """Let the spool's own file be the one at `path`, which saves a copy; false where that cannot be: on another
        file system, where the system has no such way, and if a subject of some entry comes again."""
        sealed = self._seal()
        if self._named or not sealed.entries_stand or not _name(self._entries.file, path):
            return False
        self._named = True
        out = self._entries.file
        with _disk(self._folder):
            out.seek(0, os.SEEK_END)
            for start, end in sealed.runs():
                if start >= sealed.shared_from:
                    sealed.copy(start, end, out)
            out.flush()
            os.fsync(out.fileno())
        return True

    def _seal(self) -> _Sealed:
        if self._sealed is None:
            with _disk(self._folder):
                self._entries.file.flush()
                self._shared.file.flush()
                self._sealed = _Sealed(self._entries, self._shared)
        return self._sealed


class _Part:
    """A file of chunks. `ends` has the end of each chunk, `keys` its subject, `labelled` the places of those with
    several labels."""

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.file = folder, _unnamed(folder)
        self.keys, self.ends = Column(folder), Column(folder)
        self.labelled = array("Q")
        self.size = 0
        self._sent = 0

    def take(self, page: Page) -> None:
        self.labelled.extend([len(self.keys) + at for at in page.labelled])
        self.file.write(page.data)
        self.keys.extend(page.keys)
        *_, self.size = ends = [*accumulate(page.sizes, initial=self.size)]
        self.ends.extend(array("Q", ends[1:]).tobytes())
        if self.folder and self.size - self._sent >= _SENT:
            self._send()

    def _send(self) -> None:
        """Let the disk begin with what was written, as Linux does with what it is told will not be read: so there is
        little to wait for when the file is to last."""
        if hasattr(os, "posix_fadvise"):
            self.file.flush()
            with suppress(OSError):  # it is advice only
                os.posix_fadvise(self.file.fileno(), self._sent, self.size - self._sent, os.POSIX_FADV_DONTNEED)
        self._sent = self.size

    def place(self, index: int) -> int:
        """Where a chunk begins; the last one ends where the next would begin."""
        return self.ends[index - 1] if index else 0

    def read(self, at: int, size: int) -> bytes:
        with _disk(self.folder):
            self.file.seek(at)
            return self.file.read(size)

    def close(self) -> None:
        for one in (self.file, self.keys, self.ends):
            one.close()


class _Sealed:
    """Two parts to which nothing comes any more, as one row of chunks, and which of them have the same subject."""

    def __init__(self, entries: _Part, shared: _Part) -> None:
        self._parts = entries, shared
        self._buffer = memoryview(bytearray(_BLOCK))
        self.shared_from = len(entries.keys)
        self._marks = bytearray(self.shared_from + len(shared.keys))
        self._next: dict[int, int] = {}  # the next chunk of the same subject
        for place in chain(entries.labelled, (self.shared_from + place for place in shared.labelled)):
            self._marks[place] = _FIRST
        entries.keys.append(shared.keys)
        groups: dict[int, list[int]] = {}
        if repeated := entries.keys.repeated():
            for index, subject in enumerate(entries.keys):
                if subject in repeated:
                    groups.setdefault(subject, []).append(index)
        for group in groups.values():
            self._link(group)

    @property
    def entries_stand(self) -> bool:
        """Whether no chunk of an entry has to be put together with another."""
        return not any(self._marks[: self.shared_from])

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
        """Ranges of chunks to be given out: long ones of one part that can be copied, and single ones to be merged."""
        start, end = 0, len(self._marks)
        for index in chain((found.start() for found in _MARKED.finditer(self._marks)), [end]):
            if start < self.shared_from < index:
                yield start, self.shared_from
                start = self.shared_from
            if start < index:
                yield start, index
            if index < end and self._marks[index] == _FIRST:
                yield index, index + 1
            start = index + 1

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
                with _disk(part.folder):
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
        with _disk(part.folder):
            part.file.seek(at)
        # One buffer for all: to make a new one for each block takes several times as long as to fill it.
        while at < last:
            some = self._buffer[: last - at]
            with _disk(part.folder):
                at += (size := part.file.readinto(some))  # type: ignore[attr-defined]  # a file can, IO does not say so
            out.write(some[:size])

    def _within(self, start: int, end: int) -> tuple[_Part, int, int]:
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
        return tidy(text[: text.index(" ")], lines)

    def _data(self, index: int) -> bytes:
        part, start, end = self._within(index, index + 1)
        at = part.place(start)
        return part.read(at, part.place(end) - at)


def _unnamed(folder: Path | None) -> IO[bytes]:
    """A file without a name, which may be given one (see `_name`): with the rights of any new file."""
    if hasattr(os, "O_TMPFILE"):
        with suppress(OSError):  # not every file system can
            return os.fdopen(os.open(folder or tempfile.gettempdir(), os.O_TMPFILE | os.O_RDWR, 0o666), "w+b")
    return tempfile.TemporaryFile(dir=folder)


def _name(file: IO[bytes], path: Path) -> bool:
    """Give a name to a file that has none."""
    try:
        root = os.open("/", os.O_RDONLY)
    except OSError:
        return False
    try:
        # With a folder to start from, Python calls linkat, which follows the link that stands for the open file.
        os.link(f"/proc/self/fd/{file.fileno()}", path, src_dir_fd=root)
    except (OSError, NotImplementedError):
        return False
    finally:
        os.close(root)
    return True


@contextmanager
def _disk(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f"beside the output, in {folder}," if folder else "(TMPDIR says where)"
        raise SinkError(f"temporary files {where} cannot be used: {explain(error)}") from error
