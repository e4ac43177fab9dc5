"""A file of chunks: their texts one behind the other, and beside them a key and an end for each."""

from __future__ import annotations

import os
from array import array
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from ...graph.chunks import PackedChunks
from ...graph.digests import Digests
from .disk import on_disk, unnamed

_SENT = 1 << 25  # bytes after which the disk may begin with those that it is to keep


class Part:
    """A file of chunks. `ends` has the end of each chunk, `keys` its subject, `labelled` the places of those with
    several labels."""

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.file = folder, unnamed(folder)
        self.keys, self.ends = Digests(folder), Digests(folder)
        self.labelled = array("Q")
        self.size = 0
        self._sent = 0

    def take(self, packed: PackedChunks) -> None:
        self.labelled.extend([len(self.keys) + at for at in packed.labelled])
        self.file.write(packed.data)
        self.keys.extend(packed.keys)
        *_, self.size = ends = [*accumulate(packed.sizes, initial=self.size)]
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
        with on_disk(self.folder):
            self.file.seek(at)
            return self.file.read(size)

    def close(self) -> None:
        for one in (self.file, self.keys, self.ends):
            one.close()
