"""Sources in, batches of segments out: enough at once that handing them on costs little beside reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from ..model import Diagnostic, SourceError, Span, finding
from .cuts import cut
from .segments import Segment
from .sources import Source

_BATCH = 100_000  # characters
_WHOLE = 500_000  # bytes of a source that stays in one batch, as its records may be of one entry


class Stretch(NamedTuple):
    """Segments of one source, by its IRI; all that it has, if it is `whole`."""

    segments: tuple[Segment, ...]
    source: str
    whole: bool


class Batch(NamedTuple):
    """Stretches of one source or of several, `size` characters in all."""

    stretches: tuple[Stretch, ...]
    size: int


def batches(
    sources: Iterable[Source],
    base: str,
    found: Callable[[Diagnostic], None],
    failed: Callable[[SourceError], None],
    *,
    whole: bool = False,
) -> Iterator[Batch]:
    """The segments of all sources; what is wrong with a source as a whole goes to `found`, and to `failed` where it
    cannot be read to its end. With `whole` a source is not parted unless it is very large."""
    waiting: list[Stretch] = []
    size = 0
    for source in sources:
        try:
            most = _WHOLE if whole and source.size <= _WHOLE else _BATCH
            for stretch, length in _stretches(source, base, found, most):
                waiting.append(stretch)
                size += length
                if size >= _BATCH:
                    yield Batch(tuple(waiting), size)
                    waiting, size = [], 0
        except SourceError as error:
            found(finding(Span(source.name, 1, 1), error.code, error.problem))
            failed(error)
    if waiting:
        yield Batch(tuple(waiting), size)


def _stretches(
    source: Source, base: str, found: Callable[[Diagnostic], None], most: int
) -> Iterator[tuple[Stretch, int]]:
    origin = source_iri(source, base)
    waiting: list[Segment] = []
    size, parted = 0, False
    for piece in cut(source):
        if isinstance(piece, Diagnostic):
            found(piece)
            continue
        waiting.append(piece)
        size += len(piece.text)
        if size >= most:
            yield Stretch(tuple(waiting), origin, False), size
            waiting, size, parted = [], 0, True
    if waiting:
        yield Stretch(tuple(waiting), origin, not parted), size


def source_iri(source: Source, base: str) -> str:
    """The IRI of a source: where it is published, else a name of ours that tells nothing of the machine."""
    return source.iri or f"{base}source/{quote(source.label)}"
