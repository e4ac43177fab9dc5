"""Values in files that other processes read: pickles that may hold nothing but what is named here, as whoever can write
to a folder must not be able to run code by it, and files in sections, of which one is read at a time."""

from __future__ import annotations

import io
import pickle
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import IO, Any

from ...graph.chunks import PackedChunks
from ...model import Diagnostic, Severity, SinkError, Size, Span
from ...read.batches import Batch, Stretch
from ...read.directives import Directive
from ...read.segments import Segment
from ...read.storage import Folder
from ...write.spool.pieces import Pieces
from ..builder import Figures

_TYPES: tuple[type[Any], ...] = (
    *(Counter, Diagnostic, Severity, Size, Span),
    *(Batch, Directive, Figures, PackedChunks, Segment, Stretch),
)
_KNOWN = {(one.__module__, one.__qualname__): one for one in _TYPES}
_NUMBER = array("Q").itemsize


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type[Any]:
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name} has no place there")
        return _KNOWN[module, name]


def dumps(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def loads(content: bytes) -> Any:
    """What `dumps` made. Raises SinkError for anything else."""
    return _loaded(io.BytesIO(content))


def loads_all(content: bytes) -> Iterator[Any]:
    """Values that `dumps` made, one behind the other."""
    file = io.BytesIO(content)
    while file.tell() < len(content):
        yield _loaded(file)


def _loaded(file: IO[bytes]) -> Any:
    try:
        return _Reader(file).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
        raise SinkError(f"a file of the run is not as it was written: {error}; remove its folder .orkgx-*") from error


class Sections:
    """Takes content for sections, in any order, and keeps it on the disk until all is there."""

    def __init__(self, number: int) -> None:
        self._pieces = Pieces()
        self._sections: list[list[int]] = [[] for _ in range(number)]

    def add(self, section: int, content: bytes) -> None:
        self._sections[section].append(self._pieces.append(content))

    def write(self, out: IO[bytes]) -> None:
        """Write the file that `section` reads."""
        sizes = (sum(map(self._pieces.size, numbers)) for numbers in self._sections)
        head = _NUMBER * (len(self._sections) + 1)
        out.write(array("Q", accumulate(sizes, initial=head)).tobytes())
        for numbers in self._sections:
            for number in numbers:
                out.write(self._pieces[number])


def in_sections(sections: Sequence[bytes]) -> bytes:
    """One file: where each section begins and the last one ends, and the sections."""
    head = _NUMBER * (len(sections) + 1)
    return b"".join([array("Q", accumulate(map(len, sections), initial=head)).tobytes(), *sections])


def section(folder: Folder, name: str, number: int) -> bytes:
    """One section of such a file; nothing more of it is read."""
    start, end = array("Q", folder.read(name, number * _NUMBER, (number + 2) * _NUMBER))
    return folder.read(name, start, end) if start < end else b""
