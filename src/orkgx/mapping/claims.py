"""Which mapping reads a record: the one that knows most of its keys, where that is enough of them."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Record, fold_key
from .compiled import LONGEST_LEAD, CompiledMapping
from .naming import names_a_thing


def choose(record: Record, mappings: Sequence[CompiledMapping]) -> CompiledMapping | None:
    """The mapping that knows most of a record's keys; the first of equals, and a fallback only where no other one
    claims the record."""
    scores = [(claim(mapping, record), -at) for at, mapping in enumerate(mappings)]
    best = max(scores, default=((0, 0), 0))
    return mappings[-best[1]] if best[0][1] else None


def claim(mapping: CompiledMapping, record: Record) -> tuple[int, int]:
    """How many of a record's keys a mapping knows, behind whether it is more than a fallback; 0 where it does not claim
    the record. A record without keys, or an item, is claimed by what stands around it; a link to the ORKG may stand in
    records of any format, so that its key does not count. Of a row the headings of its table count where cells are
    blank."""
    if record.source not in mapping.sources:
        return 0, 0
    claims = mapping.spec.claims
    rank = 0 if claims.fallback else 1
    names = set(record.fields.names)
    if (not names or record.source == "items") and _is_lead(mapping, record):
        return rank, 1 + sum(map(mapping.knows, names))
    if not names:
        return 0, 0
    names = {name for name in names if mapping.written[name] not in mapping.linking}
    keys = [name for name in names if mapping.knows(name)]
    columns = record.context.columns
    there = {*keys, *filter(mapping.knows, columns)}
    if len(there) < claims.least or len(keys) < claims.share * len(names):
        return 0, 0
    if mapping.requires and not any(_is_required(mapping, name) for name in there):
        return 0, 0
    if columns and not _has_headings(mapping, columns, record.source):
        return 0, 0
    return (rank, len(keys)) if keys else (0, 0)


def _is_lead(mapping: CompiledMapping, record: Record) -> bool:
    """Whether what stands around a record is as the mapping has it."""
    lead = record.context.lead
    held = (not mapping.lead and names_a_thing(lead, mapping.knows)) or any(
        one.holds(lead, LONGEST_LEAD) for one in mapping.lead
    )
    return held and len(lead.text) <= LONGEST_LEAD


def _is_required(mapping: CompiledMapping, name: str) -> bool:
    """Whether a key is one that the claim requires, or stands in a map of such a key."""
    each = mapping.each.around(name)
    return mapping.written[name] in mapping.requires or (
        each is not None and mapping.fields[each.key] in mapping.requires
    )


def _has_headings(mapping: CompiledMapping, columns: Sequence[str], kind: str) -> bool:
    """Whether a table has the headings that a mapping asks for; where columns are entries, none is a key."""
    if kind == "table-columns":
        return not any(map(mapping.knows, columns))
    known = set(map(fold_key, columns))
    return any(known.issuperset(one.has) for one in mapping.records if one.name == "table")
