"""A source in, its segments out, cut as the shape of its file asks."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Diagnostic
from .csv import is_csv, split_rows
from .data import is_data, is_json, split_data
from .references import definitions, used
from .segments import Segment, split_segments
from .sources import Source


def cut(source: Source) -> Iterator[Segment | Diagnostic]:
    """The segments of a source, and what is wrong with it as a whole."""
    if not is_csv(source.name) and not is_data(source.name):
        return _markdown(source)
    split = split_rows if is_csv(source.name) else split_data
    return split(source.texts(lines=not is_json(source.name)), source.name, source.label)


def _markdown(source: Source) -> Iterator[Segment | Diagnostic]:
    """The segments of Markdown, each with the addresses of its reference links, found by a look ahead."""
    known = definitions(source.texts())
    for piece in split_segments(source.texts(), source.name, source.label):
        if known and isinstance(piece, Segment):
            text = "\n".join([*(heading for _, heading in piece.headings), *piece.above, piece.text])
            yield piece._replace(references=used(text, known))
        else:
            yield piece
