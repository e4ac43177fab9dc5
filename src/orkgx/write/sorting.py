"""Lines in, in any number; the same lines out in the order of their bytes, each once. Beyond some they wait on the
disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby, islice
from typing import IO

from .spool.disk import on_disk

_AT_ONCE = 100_000  # lines sorted in memory
_MERGED = 64  # files that are read at once


def in_order(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines, sorted; time grows with n log n, memory does not grow."""
    lines = iter(lines)
    some = sorted(set(islice(lines, _AT_ONCE)))
    levels: list[list[IO[bytes]]] = [[]]  # files of about the same size each
    while following := set(islice(lines, _AT_ONCE)):
        _put(levels, some)
        some = sorted(following)
    for line, _ in groupby(merge(some, *[file for files in levels for file in files])):
        yield line


def _put(levels: list[list[IO[bytes]]], lines: Iterable[bytes]) -> None:
    """Add a file of sorted lines; as many as are read at once become one of the next level."""
    levels[0].append(_file(lines))
    for at, files in enumerate(levels):
        if len(files) < _MERGED:
            break
        if at + 1 == len(levels):
            levels.append([])
        levels[at + 1].append(_file(merge(*files)))
        files.clear()


def _file(lines: Iterable[bytes]) -> IO[bytes]:
    with on_disk(None):
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (it is gone when nobody reads it any more)
        file.writelines(lines)
        file.seek(0)
        return file
