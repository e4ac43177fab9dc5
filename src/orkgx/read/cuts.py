"""A source in, its segments out, cut as the shape of its file asks."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Diagnostic
from .csv import is_csv, split_rows
from .data import is_data, is_json, split_data
from .segments import Segment, split_segments
from .sources import Source


def cut(source: Source) -> Iterator[Segment | Diagnostic]:
    """The segments of a source, and what is wrong with it as a whole."""
    split = split_rows if is_csv(source.name) else split_data if is_data(source.name) else split_segments
    return split(source.texts(lines=not is_json(source.name)), source.name, source.label)
