"""A source in, its segments out, cut as the shape of its file asks."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Diagnostic, kind_of_file
from .records import FILES
from .references import definitions, used
from .segments import Segment, split_segments
from .sources import Source
from .texts import CHUNK


def cut(source: Source) -> Iterator[Segment | Diagnostic]:
    """The segments of a source, and what is wrong with it as a whole."""
    kind = kind_of_file(source.name)
    return FILES[kind](source) if kind else _markdown(source)


def _markdown(source: Source) -> Iterator[Segment | Diagnostic]:
    """The segments of Markdown, each with the addresses of its reference links, found by a look ahead."""
    again = list(source.texts()) if 0 < source.size < CHUNK else None  # a small one is read once
    known = definitions(source.texts() if again is None else again)
    for piece in split_segments(source.texts() if again is None else again, source.name, source.label):
        if known and isinstance(piece, Segment):
            text = "\n".join([*(heading for _, heading in piece.headings), *piece.above, piece.text])
            yield piece._replace(references=used(text, known))
        else:
            yield piece
