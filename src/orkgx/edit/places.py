"""An entry and an address in, an edit out: where the mapping's `entry.orkg` would read a link, and how it is put there.

What cannot take one says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..check.edits import Edit
from ..check.fixes import quote
from ..graph.naming import Link, orkg_link
from ..mapping.layouts import Reference, first_text
from ..mapping.rules import Rule, fold_value
from ..model import Field
from ..read.csv import separator, split_cells
from ..read.table import read_cell, split_row
from .entries import Seen
from .proof import TextLines

_MARKER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+")
_EMPTY = re.compile(r"""[ \t]*(?:~|null|""|'')?(?=[ \t]*(?:#|-->|$))""", re.I)
_RULE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_PLAIN_KEY = re.compile(r"\w[\w ()&/.+-]*")

_OTHERWISE = "what stands where it would be put is not as it was read; write it there"

Put = Edit | str  # the edit, or why there is none


def present(seen: Seen, host: str) -> Iterator[tuple[Reference, str, Link]]:
    """The links to an ORKG that an entry has where they are read."""
    for reference in seen.layout.orkg:
        text = first_text(seen.record, [reference])
        link = orkg_link(text)
        if link and link.host == host:
            yield reference, text, link


def put(seen: Seen, url: str, host: str, rows: TextLines) -> Put:
    """The edit that makes an entry lead to its place on the ORKG."""
    for reference, text, _ in present(seen, host):
        return _instead(seen, reference, text, url, rows)
    why = "its mapping says by no 'entry.orkg' where a link to the ORKG stands"
    for wanted in seen.layout.mapping.spec.entry.orkg:
        edit = _in_item(seen, url, rows) if wanted == "@link" else _in_field(seen, wanted, url, rows)
        if isinstance(edit, Edit):
            return edit
        why = edit
    return why


def _instead(seen: Seen, reference: Reference, old: str, url: str, rows: TextLines) -> Put:
    """The link in the place of another one to the same ORKG."""
    field: Field | None
    if isinstance(reference, str):
        field = seen.record.context.get(reference)
    else:
        field = seen.record.fields[reference if isinstance(reference, int) else reference[0]]
    row = rows.get("", field.value_line) if field else None
    start = row.find(old, field.value_column - 1) if row and field else -1
    if start < 0 or not field:
        return f"its link to the ORKG is {old}, which does not stand there as it is read; write {url}"
    return Edit(field.value_line, start + 1, field.value_line, start + 1 + len(old), url)


# -- list items


def _in_item(seen: Seen, url: str, rows: TextLines) -> Put:
    """The item's text as a link."""
    lead = seen.record.context.lead
    links = [mark for mark in lead.marks if mark.kind == "link"]
    line, column = lead.place(links[0].start if links else 0)
    row = rows.get("", line) or ""
    if links and links[0].target:
        return f"its first link leads to {links[0].target}, so that its item cannot take one to the ORKG"
    if links:
        start = row.find("]()", column - 1) + 2
        return Edit(line, start + 1, line, start + 1, url) if start > 1 else "its first link leads nowhere"
    marker = _MARKER.match(row)
    if not lead.text.strip() or not marker:
        return "no list item stands above it that could be a link"
    start, end = marker.end(), len(row.rstrip())
    bold = seen.record.context.text("@bold")
    if bold == seen.named.name and (at := row.find(bold, start)) >= 0:
        start, end = at, at + len(bold)
    return Edit(line, start + 1, line, end + 1, f"[{row[start:end]}]({url})")


# -- fields


def fill(seen: Seen, rule: Rule, key: str, text: str, rows: TextLines) -> Put:
    """The edit that gives an entry a value for a key that it has none for; `text` is as it is to stand there."""
    writer = WRITERS.get(seen.record.source)
    if key.startswith("@") or writer is None:
        return f"entries of the kind {seen.record.source!r} have no place for {key!r}"
    return writer(seen, rule, key, text, rows)


def _in_field(seen: Seen, key: str, url: str, rows: TextLines) -> Put:
    """The value of a key, by the shape of the record."""
    rule = seen.layout.mapping.written[key]
    writer = WRITERS.get(seen.record.source)
    if key.startswith("@") or rule is None or writer is None:
        return f"its mapping reads one from {key!r}, for which entries of the kind {seen.record.source!r} have no place"
    held = next((field for field in seen.record.fields if seen.layout.mapping.written[field.name] is rule), None)
    if held and held.text and not _says_nothing(seen, held.text):
        return f"its {held.name!r} is {held.text[:60]!r}, which is no link to this ORKG"
    return writer(seen, rule, key, url, rows)


def _says_nothing(seen: Seen, text: str) -> bool:
    return fold_value(text) in seen.layout.mapping.nothing


def _in_block(seen: Seen, rule: Rule, key: str, url: str, rows: TextLines) -> Put:
    """A line of its own, or the value of a key that has none."""
    record, written = seen.record, seen.layout.mapping.written
    for field in record.fields:
        if written[field.name] is rule:
            return _filled(field, url, rows)
    if not record.fields.names:
        return "it has no field beside which one could stand"
    line, column = record.fields.lines[0], record.fields.columns[0]
    before = re.sub(r"[^\s>]", " ", (rows.get("", line) or "")[: column - 1])
    text = f"{key if _PLAIN_KEY.fullmatch(key) else quote(key)}: {url}"
    if record.source == "comments" or seen.layout.mapping.spec.one_per:
        return Edit(line, column, line, column, f"{text}\n{before}")
    last = record.last
    while last > line and not (rows.get("", last) or "").strip(" \t>"):
        last -= 1
    end = len(rows.get("", last) or "") + 1
    return Edit(last, end, last, end, f"\n{before}{text}")


def _filled(field: Field, url: str, rows: TextLines) -> Put:
    row = rows.get("", field.line) or ""
    if field.text:
        start = row.find(field.text, field.value_column - 1)
        return Edit(field.line, start + 1, field.line, start + 1 + len(field.text), url) if start >= 0 else _OTHERWISE
    start = row.find(":", field.column - 1 + len(field.name)) + 1
    empty = _EMPTY.match(row, start) if start else None
    if not empty:
        return f"its {field.name!r} has no value, and none can be put there"
    return Edit(field.line, start + 1, field.line, empty.end() + 1, f" {url}")


def _in_cell(seen: Seen, rule: Rule, key: str, url: str, rows: TextLines) -> Put:
    """A cell that is blank or says that there is none."""
    names = headings_of(seen, rows)
    at = next((at for at, name in enumerate(names) if seen.layout.mapping.written[name] is rule), None)
    if at is None:
        return f"its table has no column {key!r}; add one"
    if at >= len(seen.record.context.cells):
        return f"its row ends before the column {names[at]!r}; add the cell"
    text, line, column = seen.record.context.cells[at]
    row = rows.get("", line) or ""
    if text:
        return Edit(line, column, line, column + len(text), url) if row.startswith(text, column - 1) else _OTHERWISE
    if seen.record.source == "csv":
        return Edit(line, column, line, column, url)
    start, end = row.rfind("|", 0, column - 1) + 1, row.find("|", column - 1)
    return Edit(line, start + 1, line, (end if end >= 0 else len(row)) + 1, f" {url} ")


def headings_of(seen: Seen, rows: TextLines) -> list[str]:
    """The names of the columns that a row stands below."""
    if seen.record.source == "csv":
        heading = rows.get("", 1) or ""
        return [name for name, _, _ in split_cells(heading, separator(heading))]
    above = seen.record.line - 1
    while above > 1 and not _RULE.match(rows.get("", above) or ""):
        above -= 1
    return [" ".join(value.text for value in read_cell(cell)) for cell in split_row(rows.get("", above - 1) or "")]


WRITERS: dict[str, Callable[[Seen, Rule, str, str, TextLines], Put]] = {
    "yaml": _in_block,
    "front-matter": _in_block,
    "comments": _in_block,
    "table": _in_cell,
    "csv": _in_cell,
}
