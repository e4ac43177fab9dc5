"""Pieces of bytes in a file of no name: added at the end, read by number, and put in the place of earlier ones."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from typing import IO

from .disk import on_disk


class Pieces:
    """Memory holds where each piece stands."""

    def __init__(self) -> None:
        with on_disk(None):
            self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the pieces)
        self._starts, self._sizes = array("Q"), array("Q")
        self._end = 0

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> bytes:
        with on_disk(None):
            self._file.seek(self._starts[number])
            return self._file.read(self._sizes[number])

    def size(self, number: int) -> int:
        return self._sizes[number]

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))

    def append(self, piece: bytes) -> int:
        """Add a piece; its number."""
        self._starts.append(self._end)
        self._sizes.append(0)
        self[len(self) - 1] = piece
        return len(self) - 1

    def __setitem__(self, number: int, piece: bytes) -> None:
        with on_disk(None):
            self._file.seek(self._end)
            self._file.write(piece)
        self._starts[number], self._sizes[number] = self._end, len(piece)
        self._end += len(piece)

    def clear(self) -> None:
        with on_disk(None):
            self._file.seek(0)
            self._file.truncate()
        del self._starts[:], self._sizes[:]
        self._end = 0
