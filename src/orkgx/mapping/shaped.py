"""The record sources that a mapping asks for, as those who read take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import RecordSource, fold_key
from . import schema as spec


def sources(given: Iterable[str | spec.ShapedSource]) -> Iterator[RecordSource]:
    """Each of a mapping's, in its order."""
    for one in given:
        if isinstance(one, str):
            yield RecordSource(one)
            continue
        if one.table:
            table = one.table
            has = tuple(map(fold_key, table.has))
            down, parts = table.fill == "down", bool(table.parts)
            fields, columns = table.as_ == "fields", table.as_ == "columns"
            yield RecordSource("table", has=has, fill=down, parts=parts, fields=fields, columns=columns)
        if one.items:
            fields, nested = one.items.as_ == "fields", one.items.nested == "fields"
            yield RecordSource("items", under=one.items.under or "", nested=nested, fields=fields)
