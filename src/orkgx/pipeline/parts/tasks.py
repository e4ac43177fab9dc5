"""What a run consists of: tasks of about one size, and a name for the run that changes with whatever changes its
outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ... import __version__
from ...read.sources import Source
from ...read.storage import Folder, open_elsewhere, stamp
from ..builder import Builder

_SIZES = 1_000_000, 4_000_000  # bytes of sources that a task reads: few where there are few, but
_TASKS = 1_000  # no more tasks than this, as long as they are small enough for a worker
_PART = 8_000_000  # bytes of sources for each part file
_MOST = 256  # part files: each worker that makes one reads a section of what each task made


class Task(NamedTuple):
    """Some sources, or the batches that a worker cut of a large one, by the name of their file. `number` says where it
    stands in the order of all, `size` are bytes of sources."""

    number: str
    sources: tuple[Source, ...]
    size: int
    batches: str = ""


def size_for(sources: Sequence[Source]) -> int:
    """How many bytes a task is to read."""
    least, most = _SIZES
    return min(max(least, sum(source.size for source in sources) // _TASKS), most)


def tasks(sources: Sequence[Source], most: int) -> Iterator[Task]:
    """Sources that follow each other, about as many bytes in each task; a large one is a task of its own."""
    number, size = 0, 0
    waiting: list[Source] = []
    for source in sources:
        if waiting and size + source.size > most:
            yield Task(f"{number:06}", tuple(waiting), size)
            number, size, waiting = number + 1, 0, []
        waiting.append(source)
        size += source.size
    if waiting:
        yield Task(f"{number:06}", tuple(waiting), size)


def parts_for(sources: Sequence[Source]) -> int:
    """How many part files there are to be."""
    return min(_MOST, 1 + sum(source.size for source in sources) // _PART)


def name_of(builder: Builder, sources: Sequence[Source], form: str) -> str:
    """A name for a run: the same only for the same sources, mappings, settings and version."""
    cut = size_for(sources), parts_for(sources)
    digest = hashlib.sha256(f"{__version__} {form} {cut} {builder.settings!r}".encode())
    for mapping in builder.mappings:
        digest.update(mapping.model_dump_json().encode())
    for source in sources:
        state = stamp(source.name) if source.anywhere else _content(source)
        digest.update(f"{source.name!r} {source.label!r} {source.iri!r} {state}\n".encode())
    return digest.hexdigest()[:16]


def _content(source: Source) -> str:
    with source.open() as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it can be read


def within_reach(sources: Sequence[Source], folder: Folder) -> list[Source]:
    """The sources, those that only this process can open copied to where workers can."""
    found = []
    for at, source in enumerate(sources):
        if not source.anywhere:
            name = f"sources/{at}"
            with source.open() as file, folder.written(name) as out:
                while some := file.read(1 << 20):
                    out.write(some)
            source = replace(source, open=partial(open_elsewhere, f"{folder.address}/{name}"), anywhere=True)  # noqa: PLW2901
        found.append(source)
    return found
