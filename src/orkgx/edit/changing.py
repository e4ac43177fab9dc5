"""A field of an entry and its new text in, the edits of the source out, as its shape writes values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..check.edits import Edit
from ..mapping.layouts import read_field
from ..mapping.rules import Rule
from ..model import Field
from ..read.leads import read_lead_groups
from .entries import Seen
from .inverting import Said
from .proof import TextLines
from .revising import Revised
from .writing import escaped, scalar
from .writing import field as as_field

_MAPPED = ("yaml", "front-matter", "comments")  # sources whose fields are lines of YAML
UNSAID = "its mapping has no text for it that says this and nothing else"
_ITEM = re.compile(r"[ \t>]*-[ \t]+")


class Held(NamedTuple):
    """A value of an entry: the rule that reads it, its text as that sees it, and its field. `at` is its place in the
    record, -1 of what stands around it."""

    rule: Rule
    text: str
    item: bool
    field: Field
    at: int


def held(seen: Seen) -> Iterator[Held]:
    """The values of an entry that its mapping reads."""
    record, mapping = seen.record, seen.layout.mapping
    for at, rule, item, reads in seen.layout.filled:
        text = read_field(record, at if reads == "text" else (at, reads))
        yield Held(rule, text, item, record.fields[at], at)
    if mapping.lead:
        record.context.groups, _ = read_lead_groups(record, mapping.lead)
    for key, rule in mapping.context.items():
        field = record.context.get(key)
        if field and field.text:
            yield Held(rule, field.text, field.item, field, -1)


def change(seen: Seen, one: Held, revised: Revised, rows: TextLines) -> list[Edit] | str:
    """The edits that give a value its new text, or why there are none; without a text the field goes."""
    if not revised.text:
        return _removed(seen, one, rows)
    write = _WRITTEN.get(seen.record.source, escaped) if one.at >= 0 else escaped
    whole = _region(seen, one, one.text, rows)
    if whole and seen.record.source in _MAPPED and one.at >= 0:
        whole = _with_quotes(whole, rows)
        return [whole._replace(text=scalar(revised.text, item=one.item))]
    if whole and seen.record.source == "csv":
        return [_as_cell(whole, revised.text, rows)]
    swaps = ((one.text, revised.text),) if whole else revised.swaps
    edits = []
    for before, after in swaps:
        region = _region(seen, one, before, rows)
        if not region:
            return f"{before[:60]!r} does not stand in its {one.field.name!r} as it is read"
        edits.append(region._replace(text=write(after)))
    return edits


def as_list(seen: Seen, one: Held, texts: tuple[str, ...], rows: TextLines) -> list[Edit] | str:
    """The edits that make a list of a value."""
    line = one.field.line
    row = rows.get("", line) or ""
    before = row[: one.field.column - 1]
    if seen.record.source not in _MAPPED or one.item or one.at < 0 or before.strip(" \t>"):
        return UNSAID
    last = _last_line(seen, one)
    made = as_field(Said(one.field.name, texts, item=True)).replace("\n", f"\n{before}")
    return [Edit(line, one.field.column, last, len(rows.get("", last) or "") + 1, made)]


def _region(seen: Seen, one: Held, text: str, rows: TextLines) -> Edit | None:
    """Where a text stands in a value, if it does so once."""
    last = _last_line(seen, one)
    for line in range(one.field.value_line, last + 1):
        row = rows.get("", line) or ""
        start = row.find(text, one.field.value_column - 1 if line == one.field.value_line else 0)
        if start >= 0:
            return Edit(line, start + 1, line, start + 1 + len(text), "")
    return None


def _last_line(seen: Seen, one: Held) -> int:
    """The last line of a value."""
    if one.at < 0 or seen.record.source not in _MAPPED:
        return one.field.value_line
    after = [line for line in seen.record.fields.value_lines if line > one.field.value_line]
    after += [line for line in seen.record.fields.lines if line > one.field.value_line]
    return min(after, default=seen.record.last + 1) - 1


def _with_quotes(region: Edit, rows: TextLines) -> Edit:
    """The region with the quotes around it."""
    row = rows.get("", region.line) or ""
    before, behind = row[region.column - 2 : region.column - 1], row[region.end_column - 1 : region.end_column]
    if before == behind and before in ("'", '"') and before:
        return region._replace(column=region.column - 1, end_column=region.end_column + 1)
    return region


def _as_cell(region: Edit, text: str, rows: TextLines) -> Edit:
    """A cell of separated values, in quotes where it needs them."""
    whole = _with_quotes(region, rows)
    quoted = '"' + text.replace('"', '""') + '"'
    if whole != region or re.search(r'[",;\t\r\n]', text):
        return whole._replace(text=quoted)
    return region._replace(text=text)


def _in_table(text: str) -> str:
    """A text in a cell of a table."""
    return escaped(text).replace("|", "\\|") if "\\|" not in escaped(text) else escaped(text)


_WRITTEN: dict[str, Callable[[str], str]] = {"table": _in_table, "data": str, **dict.fromkeys(_MAPPED, str)}


# -- removing


def _removed(seen: Seen, one: Held, rows: TextLines) -> list[Edit] | str:
    """The edits that take a value away."""
    if one.at < 0:
        return f"its {one.field.name} stands in the text of the entry; take it out there"
    if seen.record.source in _MAPPED:
        return _without_lines(seen, one, rows)
    region = _region(seen, one, one.text, rows)
    if not region or seen.record.source not in ("table", "csv"):
        return f"its {one.field.name!r} is no cell that could be empty; take it out there"
    return [_with_quotes(region, rows) if seen.record.source == "csv" else region]


def _without_lines(seen: Seen, one: Held, rows: TextLines) -> list[Edit] | str:
    """Whole lines: those of the field, or of one value in its list."""
    fields = seen.record.fields
    listed = [at for at, line in enumerate(fields.lines) if line == one.field.line]
    last = _last_line(seen, one)
    if len(listed) > 1:
        row = rows.get("", one.field.value_line) or ""
        own = _ITEM.match(row)
        if not own or own.end() < one.field.value_column - 2:
            return f"its {one.field.name!r} is a list in one line; take {one.text[:60]!r} out there"
        first = one.field.value_line
    else:
        first = one.field.line
    if last >= seen.record.last:
        while last > first and not (rows.get("", last) or "").strip(" \t>"):
            last -= 1
    if (rows.get("", first) or "")[: one.field.column - 1].strip(" \t>-"):
        return f"its {one.field.name!r} does not stand on a line of its own; take it out there"
    return [Edit(first, 1, last + 1, 1, "")]


# -- adding


def add_items(seen: Seen, last: Held, texts: list[str], rows: TextLines) -> list[Edit] | str:
    """The edits that put more values at the end of a list."""
    line = _last_line(seen, last)
    row = rows.get("", last.field.value_line) or ""
    own = _ITEM.match(row)
    if seen.record.source not in _MAPPED or not own or line != last.field.value_line:
        return f"its {last.field.name!r} is a list in one line; put {texts[0][:60]!r} there"
    end = len(row) + 1
    made = "".join(f"\n{row[: own.end()]}{scalar(text, item=True)}" for text in texts)
    return [Edit(line, end, line, end, made)]
