"""Sources in, batches of segments out: enough at once that handing them on costs little beside reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from ..model import Diagnostic, Severity, SourceError, Span
from .segments import Segment, split_segments
from .sources import Source

_BATCH = 100_000  # characters


class Batch(NamedTuple):
    """Segments of one source, by its IRI, `size` characters in all."""

    segments: tuple[Segment, ...]
    source: str
    size: int


def batches(
    sources: Iterable[Source],
    base: str,
    found: Callable[[Diagnostic], None],
    failed: Callable[[SourceError], None],
) -> Iterator[Batch]:
    """The segments of all sources; what is wrong with a source as a whole goes to `found`, and to `failed` where it
    cannot be read to its end."""
    for source in sources:
        try:
            yield from _batches(source, base, found)
        except SourceError as error:
            found(Diagnostic(Span(source.name, 1, 1), Severity.error, error.code, error.problem))
            failed(error)


def _batches(source: Source, base: str, found: Callable[[Diagnostic], None]) -> Iterator[Batch]:
    origin = source_iri(source, base)
    waiting: list[Segment] = []
    size = 0
    for piece in split_segments(source.texts(), source.name, source.label):
        if isinstance(piece, Diagnostic):
            found(piece)
            continue
        waiting.append(piece)
        size += len(piece.text)
        if size >= _BATCH:
            yield Batch(tuple(waiting), origin, size)
            waiting, size = [], 0
    if waiting:
        yield Batch(tuple(waiting), origin, size)


def source_iri(source: Source, base: str) -> str:
    """The IRI of a source: where it is published, else a name of ours that tells nothing of the machine."""
    return source.iri or f"{base}source/{quote(source.label)}"
