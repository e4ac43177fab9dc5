"""What a writer is given: a spool, and how the graph is to be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..model import Chunk
from .spool import Spool

_PREFIX = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]*)")


class Piecewise(Protocol):
    """What makes text of pieces of a graph, each by itself; picklable."""

    def transform(self, piece: bytes, /) -> bytes: ...

    def transform_alone(self, piece: bytes, /) -> bytes: ...


Spread = Callable[[Piecewise, Iterable[bytes]], Iterator[bytes]]


@dataclass(frozen=True)
class Document:
    """A graph to be written.

    `graph` names the graph in formats that can name one, and `about` says things of it: they stand last, in the
    default graph. `context` is that of JSON-LD, `lines` gives the records, a line of JSON each. `spread` takes pieces
    through what makes text of them, in several processes; None where one is to do it.
    """

    spool: Spool
    prefixes: Mapping[str, str]
    context: Mapping[str, Any] = field(default_factory=dict)
    graph: str = ""
    about: tuple[Chunk, ...] = ()
    lines: Callable[[], Iterable[str]] = tuple
    spread: Spread | None = None

    @property
    def safe_prefixes(self) -> dict[str, str]:
        """Those that every format can declare."""
        return {name: iri for name, iri in self.prefixes.items() if iri and _PREFIX.fullmatch(name)}

    def pieces(self) -> Iterator[bytes]:
        yield from self.spool.pieces()
        yield from self.about_pieces()

    def about_pieces(self) -> Iterator[bytes]:
        for chunk in self.about:
            yield chunk.text.encode()

    def chunks(self) -> Iterator[Chunk]:
        yield from self.spool.chunks()
        yield from self.about
