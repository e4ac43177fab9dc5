"""Chunks in, in any number; the same chunks out with every subject once.

The text lies in temporary files. Memory holds a hash and an offset for each chunk, the texts of a small window, and,
once there are repeated subjects, a link to the next chunk of the same subject.
"""

from __future__ import annotations

import errno
import heapq
import re
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby, pairwise
from pathlib import Path
from types import TracebackType
from typing import IO

from .model import Chunk, SinkError

_WINDOW = 256  # subjects that wait for more of their chunks before they are written
_WINDOW_SIZE = 4_000_000  # characters of them
_RECENT = 25_000  # texts in each of the two generations that `share` remembers
_RECENT_LONGEST = 1_000  # characters; longer texts are not worth remembering
_SLICE = 1 << 20  # hashes sorted, or groups held, at once
_BLOCK = 1 << 20  # bytes copied at once

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_ALSO = "<http://www.w3.org/2004/02/skos/core#altLabel>"
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


def tidy(subject: str, lines: Iterable[str]) -> str:
    """The lines of one subject, each once: types, the label, the rest. Further labels become skos:altLabel."""
    types, labels, rest = _sorted(subject, lines)
    start = len(f"{subject} {_LABEL} ")
    also = dict.fromkeys(f"{subject} {_ALSO} {line[start:]}" for line in labels[1:])
    return _text([*types, *labels[:1], *(also | rest)])


def _sorted(subject: str, lines: Iterable[str]) -> tuple[list[str], list[str], dict[str, None]]:
    """Distinct lines: those of the types, those of labels, all others."""
    types: list[str] = []
    labels: list[str] = []
    rest: dict[str, None] = {}
    typed, labelled = f"{subject} {_TYPE} ", f"{subject} {_LABEL} "
    for line in dict.fromkeys(lines):
        if line.startswith(typed):
            types.append(line)
        elif line.startswith(labelled):
            labels.append(line)
        elif line:
            rest[line] = None
    return types, labels, rest


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


class Spool:
    """Takes `add` and `share`, then gives `chunks` or `pieces` as often as wanted: entries first, then what is shared.

    `statements` is the number of distinct triples, known once one of the two has been read to its end.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.statements = 0
        self._folder = folder
        self._recent: set[str] = set()
        self._before: set[str] = set()
        self._sealed: _Sealed | None = None

    def __enter__(self) -> Spool:
        with _disk():
            self._entries, self._shared = _Part(self._folder), _Part(self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in (self._entries, self._shared):
            with suppress(OSError):  # what could not be written any more is thrown away here anyway
                part.file.close()

    def add(self, chunk: Chunk) -> None:
        """Take a chunk of an entry."""
        assert self._sealed is None, "the spool has been read"
        self._entries.put(chunk)

    def share(self, chunk: Chunk) -> None:
        """Take a chunk that many entries bring; one that came lately is let go at once."""
        assert self._sealed is None, "the spool has been read"
        text = chunk.text
        if text in self._recent:
            return
        if text not in self._before:
            self._shared.put(chunk)
        if len(text) <= _RECENT_LONGEST:
            self._recent.add(text)
            if len(self._recent) >= _RECENT:
                self._before, self._recent = self._recent, set()

    def chunks(self) -> Iterator[Chunk]:
        """Every subject once, with all its distinct statements."""
        sealed, statements = self._seal(), 0
        for start, end in sealed.runs():
            for index in range(start, end):
                text = sealed.text(index)
                statements += text.count("\n")
                yield Chunk(text[: text.index(" ")], text)
        self.statements = statements

    def pieces(self) -> Iterator[bytes]:
        """The same as bytes of N-Triples: whole lines, in pieces of any size."""
        sealed, statements = self._seal(), 0
        for start, end in sealed.runs():
            for piece in sealed.blocks(start, end):
                statements += piece.count(b"\n")
                yield piece
        self.statements = statements

    def copy_ntriples(self, out: IO[bytes]) -> None:
        for piece in self.pieces():
            out.write(piece)

    def _seal(self) -> _Sealed:
        if self._sealed is None:
            self._recent, self._before = set(), set()
            with _disk():
                self._entries.flush()
                self._shared.flush()
                self._entries.append(self._shared)
                self._sealed = _Sealed(self._entries)
        return self._sealed


class _Part:
    """A file of chunks. `offsets` has the start of each chunk and the end of the last, `hashes` its subject, `labelled`
    the places of those with several labels: which one stays is known when all chunks of the subject are."""

    def __init__(self, folder: Path | None) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (the spool closes it)
        self.hashes = array("Q")
        self.offsets = array("Q", [0])
        self.labelled = array("Q")
        self._waiting: dict[str, list[str]] = {}
        self._size = 0

    def put(self, chunk: Chunk) -> None:
        subject, text = chunk
        if not text:
            return
        self._waiting.setdefault(subject, []).append(text)
        self._size += len(text)
        if len(self._waiting) >= _WINDOW or self._size >= _WINDOW_SIZE:
            with _disk():
                self.flush()

    def flush(self) -> None:
        """Write what waits."""
        written = []
        end = self.offsets[-1]
        for subject, texts in self._waiting.items():
            text = _joined(subject, texts)
            if text.count(_LABEL) > 1:
                self.labelled.append(len(self.hashes))
            data = _encode(text)
            written.append(data)
            end += len(data)
            self.hashes.append(hash(subject) & 0xFFFF_FFFF_FFFF_FFFF)
            self.offsets.append(end)
        self._waiting, self._size = {}, 0
        self.file.write(b"".join(written))

    def append(self, other: _Part) -> None:
        """Put all that another part holds behind what is here."""
        start = self.offsets[-1]
        other.file.seek(0)
        while block := other.file.read(_BLOCK):
            self.file.write(block)
        self.file.flush()
        self.labelled.extend(array("Q", (len(self.hashes) + place for place in other.labelled)))
        self.hashes.extend(other.hashes)
        self.offsets.extend(array("Q", (start + offset for offset in other.offsets[1:])))


def _joined(subject: str, texts: list[str]) -> str:
    """The text of one subject's chunks, put in order only where it must be."""
    text = texts[0] if len(texts) == 1 else "".join(texts)
    lines = text.split("\n")
    if len(texts) == 1 and len(set(lines)) == len(lines):
        return text
    types, labels, rest = _sorted(subject, lines)
    return _text([*types, *labels, *rest])


def _encode(text: str) -> bytes:
    """UTF-8. Half of a surrogate pair, which YAML's escapes can make, is no character: U+FFFD takes its place."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


class _Sealed:
    """A part to which nothing comes any more, and which of its chunks have the same subject."""

    def __init__(self, part: _Part) -> None:
        self._file, self._offsets = part.file, part.offsets
        self._marks = bytearray(len(part.hashes))
        self._next = array("Q")  # the next chunk of the same subject; 0: there is none
        repeated = _repeated(part.hashes)
        if repeated or part.labelled:
            self._next.frombytes(bytes(self._next.itemsize * len(part.hashes)))
        for start in range(0, len(repeated), _SLICE):
            wanted = set(repeated[start : start + _SLICE])
            groups: dict[int, list[int]] = {}
            for index, key in enumerate(part.hashes):
                if key in wanted:
                    groups.setdefault(key, []).append(index)
            for group in groups.values():
                self._link(group)
        for place in part.labelled:
            self._marks[place] = self._marks[place] or _FIRST
        part.hashes = array("Q")

    def _link(self, indices: list[int]) -> None:
        """Chain those of some chunks with one hash that truly have one subject."""
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

    def text(self, index: int) -> str:
        """A chunk, with the later ones of its subject."""
        text = self._data(index).decode()
        if not self._marks[index]:
            return text
        lines = text.split("\n")
        following = index
        while following := self._next[following]:
            lines += self._data(following).decode().split("\n")
        return tidy(text[: text.index(" ")], lines)

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes of a run, in whole lines."""
        if self._marks[start]:
            yield self.text(start).encode()
            return
        at, last = self._offsets[start], self._offsets[end]
        while at < last:
            with _disk():
                self._file.seek(at)
                block = self._file.read(min(_BLOCK, last - at))
                if not block.endswith(b"\n"):
                    block += self._file.readline()
            at += len(block)
            yield block

    def _data(self, index: int) -> bytes:
        at = self._offsets[index]
        with _disk():
            self._file.seek(at)
            return self._file.read(self._offsets[index + 1] - at)


def _repeated(hashes: array[int]) -> array[int]:
    """The hashes that stand there more than once, each once."""
    runs = [array("Q", sorted(hashes[at : at + _SLICE])) for at in range(0, len(hashes), _SLICE)]
    ordered = iter(runs[0]) if len(runs) == 1 else heapq.merge(*runs)
    return array("Q", (key for key, _ in groupby(a for a, b in pairwise(ordered) if a == b)))


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SinkError(f"temporary files (TMPDIR says where) cannot be used: {explain(error)}") from error
