"""Whether a file was read as what it is: one entry, such as a card, or a list of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ..mapping.layouts import Layout
from ..model import Record, fold_key

_FIELDS = 3  # from which on a file is a card, whatever else stands in it
# What may be read as records, too, inside of a record of a kind.
_PARTS = {"items-fields": "items", "table-columns": "table"}


class Doubt(NamedTuple):
    """That a reading is not the best one: another is better where it has more than `most` entries, those not counted
    that stand on certain `lines` or have fewer than some `fields`."""

    most: int = 0
    lines: Collection[int] = ()
    fields: int = 0

    def counts(self, record: Record) -> bool:
        return record.line not in self.lines and len(record.fields.names) >= self.fields


def doubt_of(entries: Sequence[tuple[Record, Layout]]) -> Doubt | None:
    """Whether another reading may be better than this one: where there is no entry, or where what was read as the entry
    of a whole file, without front matter, may be a list of models: one in which a licence stands as an item, or whose
    models are told of by the same keys. None where there is no doubt."""
    if not entries:
        return Doubt()
    listed = all(record.source == "items-fields" for record, _ in entries)  # of a file that is too long for one card
    cards = all(layout.mapping.spec.one_per and one.source != "front-matter" for one, layout in entries)
    if not cards or not (listed or len(entries) == 1):
        return None
    known = [fold_key(name) for record, layout in entries for name in record.fields.names if layout.mapping.knows(name)]
    if len(known) < _FIELDS:
        lines = {line for record, _ in entries for line in record.fields.lines}
        return Doubt(len(lines), lines)
    often = Counter(known).most_common(1)[0][1]
    return Doubt(often // 2, fields=2) if often > 1 else None


def outermost(laid: Sequence[tuple[Record, Layout | None]]) -> list[tuple[Record, Layout | None]]:
    """Records with their layouts, but for those that are read in a second way which no mapping claims, for fields that
    an item has itself, and for items and rows that are fields of another record."""
    holding = {one.line for one, layout in laid if layout and one.source == "items" and one.fields.names}
    some = [(one, layout) for one, layout in laid if layout or one.source not in _PARTS]
    left = [pair for pair in some if not (_is_inside(pair[0]) and pair[0].line in holding)]
    lines = {
        (parts, line)
        for one, layout in left
        if layout and (parts := _PARTS.get(one.source))
        for line in (range(one.line, one.last + 1) if one.source != "items-fields" else (one.line, *one.fields.lines))
    }
    return [(one, layout) for one, layout in left if (one.source, one.line) not in lines]


def _is_inside(record: Record) -> bool:
    """Whether a record is of fields that stand inside of an item."""
    return record.source == "items-fields" and bool(record.context.lead.text)
