"""Digests of texts, as many as the input has, in files of no name, and which of them come more than once."""

from __future__ import annotations

import sys
import tempfile
from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import chain, pairwise
from pathlib import Path

_IN_MEMORY = 1 << 16  # bytes before they go to disk
_SLICE = 1 << 13  # numbers read at once
_AT_ONCE = 1 << 17  # numbers compared at once
SIZE = 8  # bytes of a digest


def digest(text: str) -> bytes:
    """The digest of a text: equal in every process, and never for two texts in practice (of a billion texts, two are
    equal with a chance of three in a hundred)."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def digest_number(text: str) -> int:
    """The same as the number that it is."""
    return int.from_bytes(digest(text), sys.byteorder)


class Digests:
    """Unsigned numbers of 64 bits. They can be added to the end, read one by one, and read all in order."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = str(folder) if folder else None
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=self._folder)  # noqa: SIM115  (lives as long as they do)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, at: int) -> int:
        return self.slice(at, at + 1)[0]

    def __iter__(self) -> Iterator[int]:
        return self.between(0, self._length)

    def between(self, start: int, stop: int) -> Iterator[int]:
        """The numbers from one place up to another, one by one."""
        return chain.from_iterable(self._slices(start, stop))

    def _slices(self, start: int, stop: int) -> Iterator[array[int]]:
        for first in range(start, stop, _SLICE):
            yield self.slice(first, min(first + _SLICE, stop))

    def slice(self, start: int, stop: int) -> array[int]:
        """The numbers from one place up to another."""
        self._file.seek(start * SIZE)
        return array("Q", self._file.read((stop - start) * SIZE))

    def extend(self, numbers: bytes) -> None:
        """Add numbers, each of `SIZE` bytes in the machine's order."""
        self._file.seek(0, 2)
        self._file.write(numbers)
        self._length += len(numbers) // SIZE

    def replace(self, start: int, numbers: bytes) -> None:
        """Put as many numbers in the place of those from one place on."""
        self._file.seek(start * SIZE)
        self._file.write(numbers)

    def append(self, other: Digests) -> None:
        """Add all that others hold."""
        for some in other._slices(0, len(other)):
            self.extend(some.tobytes())

    def repeated(self) -> set[int]:
        """The numbers that stand there more than once. Time grows with their number, memory does not."""
        found: set[int] = set()
        for some in self._parted():
            in_order = sorted(some)
            found.update(one for one, other in pairwise(in_order) if one == other)
        return found

    def _parted(self) -> Iterator[array[int]]:
        """All numbers, equal ones together, in parts of about `_AT_ONCE`; several go by way of the disk."""
        parts = -(-self._length // _AT_ONCE)
        if parts <= 1:
            yield self.slice(0, self._length)
            return
        pieces: list[list[tuple[int, int]]] = [[] for _ in range(parts)]
        with tempfile.TemporaryFile(dir=self._folder) as file:
            for start in range(0, self._length, _AT_ONCE):
                waiting = [array("Q") for _ in range(parts)]
                for number in self.slice(start, start + _AT_ONCE):
                    waiting[number % parts].append(number)
                for place, some in zip(pieces, waiting, strict=True):
                    place.append((file.tell(), len(some) * SIZE))
                    some.tofile(file)
            for places in pieces:
                part = array("Q")
                for start, size in places:
                    file.seek(start)
                    part.frombytes(file.read(size))
                yield part

    def close(self) -> None:
        self._file.close()
