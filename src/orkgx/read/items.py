"""List items as records: an item an entry, or an item a field and the list one entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..model import Context, Diagnostic, Field, Fields, Lead, Record, RecordSource, fold_key
from .commonmark import parse
from .inline import plain_headings, read_lead
from .segments import Segment

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKER = re.compile(r"^(?:[-*+]|\d{1,9}[.)])[ \t]|\n[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
# ``Key: value``, where the key may be bold, with the colon inside the bold or behind it.
_KEY = re.compile(r"\s*+([^:\n]{1,80}?)\s*+:(?:\s++|$)")
_LOOSE_KEY = re.compile(r"\*\*\s*+([^*:\n]{1,200}+):\s*+\*\*")  # what was to be bold, but for a blank
# A paragraph that may hold fields, a line each.
_LINES = re.compile(r"^\*\*[^*\n]{1,80}(?::\*\*|\*\*:).*\n\*\*", re.M)
_BETWEEN = " \t\n\xa0:"  # a key and its value


class _Item(NamedTuple):
    """A list item: its first paragraph, the lines it reaches over, and the items inside it."""

    lead: Lead
    first: int
    last: int
    inner: tuple[_Item, ...]


class _Group(NamedTuple):
    """Items that are fields, the item that they stand in, and the lines over which they reach."""

    around: _Item | None
    fields: Sequence[Field]
    first: int
    last: int


def read_records(segment: Segment, sources: Sequence[RecordSource], _: list[Diagnostic]) -> Iterator[Record]:
    """The records of the list items of a segment, by the first source that fits where they stand."""
    if not _MARKER.search(segment.text) and not (_LINES.search(segment.text) and any(one.fields for one in sources)):
        return
    headings = plain_headings(segment.headings, segment.references)
    under = {heading.casefold() for heading in headings}
    for source in sources:
        if not source.under or source.under.casefold() in under:
            items = _items(segment, lines=source.fields)
            yield from (
                _as_fields(segment, headings, items)
                if source.fields
                else _as_entries(segment, headings, items, nested=source.nested)
            )


def _items(segment: Segment, *, lines: bool) -> list[_Item]:
    """The items of all lists that stand on their own; `lines`: those of paragraphs of fields, a line each, as well."""
    return _Walk(segment, lines=lines).read(parse(segment.text))


class _Walk:
    def __init__(self, segment: Segment, *, lines: bool) -> None:
        self.segment, self.lines, self.of_paragraphs = segment, segment.text.split("\n"), lines

    def read(self, tokens: Sequence[Token]) -> list[_Item]:
        # One frame an open item: its lead, its lines and the items inside.
        stack: list[tuple[list[Lead], tuple[int, int], list[_Item]]] = [([], (0, 0), [])]
        for at, token in enumerate(tokens):
            if token.type == "list_item_open":
                first, last = token.map or (0, 0)
                stack.append(([], (first, last), []))
            elif token.type == "list_item_close":
                leads, (first, last), inner = stack.pop()
                line = self.segment.line
                item = _Item(leads[0] if leads else Lead(), line + first, line + last - 1, tuple(inner))
                stack[-1][2].append(item)
            elif token.type == "paragraph_open" and len(stack) > 1 and not stack[-1][0]:
                stack[-1][0].append(self.lead(tokens[at + 1]))
            elif token.type == "paragraph_open" and len(stack) == 1 and self.of_paragraphs:
                stack[0][2].extend(self.fields(tokens[at + 1]))
        return stack[0][2]

    def lead(self, inline: Token) -> Lead:
        return read_lead(inline.content, self.places(inline), self.segment.references)

    def places(self, inline: Token) -> tuple[tuple[int, int], ...]:
        """Where the lines of a paragraph begin."""
        first = (inline.map or [0])[0]
        places = []
        for offset, content in enumerate(inline.content.split("\n")):
            row = self.lines[first + offset] if first + offset < len(self.lines) else ""
            column = row.find(content.strip()) if content.strip() else 0
            places.append((self.segment.line + first + offset, max(column, 0) + 1))
        return tuple(places)

    def fields(self, inline: Token) -> list[_Item]:
        """The lines of a paragraph as items, where each of several is a field with a bold key."""
        items = []
        for content, place in zip(inline.content.split("\n"), self.places(inline), strict=True):
            lead = read_lead(content.rstrip(" \\"), (place,), self.segment.references)
            if not lead.marks or lead.marks[0].kind != "bold" or lead.marks[0].start or not key_value(lead):
                return []
            items.append(_Item(lead, place[0], place[0], ()))
        return items if len(items) > 1 else []


def key_value(lead: Lead) -> Field | None:
    """An item that is a field: its key, its value, and the links in that."""
    parts = _parts(lead)
    if parts is None or "://" in lead.text[: parts[1] + 3]:
        return None
    start, end, behind = parts
    value = len(lead.text) - len(lead.text[behind:].lstrip(_BETWEEN))
    bolds = [mark for mark in lead.marks if mark.kind == "bold" and mark.start <= start]
    if bolds and bolds[0].end < end:  # the bold ends inside of what would be the key: a sentence
        return None
    links = tuple(
        link
        for link, mark in zip(lead.links, [one for one in lead.marks if one.kind == "link"], strict=True)
        if mark.start >= value
    )
    key, text = lead.place(start), " ".join(lead.text[value:].split())
    return Field(
        " ".join(lead.text[start:end].split()), text, *key, *(lead.place(value) if text else key), False, links
    )


def _linked(lead: Lead) -> Field | None:
    """An item that is a link and nothing else, as a field of that name."""
    name = " ".join(lead.text.split())
    if len(lead.links) != 1 or name != " ".join(lead.links[0].text.split()):
        return None
    place = lead.place(len(lead.text) - len(lead.text.lstrip()))
    return Field(name, name, *place, *place, False, lead.links)


def _parts(lead: Lead) -> tuple[int, int, int] | None:
    """Where the key of an item begins and ends, and where its colon does. What is bold and ends with a colon is a key
    whatever it holds."""
    bold = next((mark for mark in lead.marks if mark.kind == "bold" and not mark.start), None)
    end = bold.end + (lead.text[bold.end : bold.end + 1] == ":") if bold else 0
    key = lead.text[:end].rstrip()
    if key.endswith(":") and (stripped := key.rstrip(_BETWEEN)):
        return len(key) - len(key.lstrip()), len(stripped), end
    found = _LOOSE_KEY.match(lead.text) or _KEY.match(lead.text)
    return (*found.span(1), found.end()) if found else None


def _as_entries(
    segment: Segment, headings: tuple[str, ...], items: Sequence[_Item], *, nested: bool
) -> Iterator[Record]:
    """An item an entry; items inside of it are its fields, or entries of their own. Fields that stand below no item are
    a record without a name."""
    loose = [(item, field) for item in items if not item.lead.marks and (field := key_value(item.lead))]
    if len(loose) > 1:
        first, last = loose[0][0].first, loose[-1][0].last
        context = Context(Lead(), headings, segment.label, first)
        yield Record(Fields.of([field for _, field in loose]), context, segment.file, first, last, "items")
    for item in items:
        fields, rest = _nested_fields(item)
        if item.lead.text:
            context = Context(item.lead, headings, segment.label, item.first)
            yield Record(Fields.of(fields), context, segment.file, item.first, item.last, "items")
        if not nested:
            yield from _as_entries(segment, headings, rest, nested=False)


def _nested_fields(item: _Item) -> tuple[list[Field], list[_Item]]:
    """The items inside of one that are its fields, as fields, and the others."""
    fields, rest = [], []
    for one in item.inner:
        linked = any(mark.kind == "link" and not mark.start for mark in one.lead.marks)  # a name of its own, no key
        field = None if linked else key_value(one.lead)
        if field:
            fields.append(field)
        if not field or one.inner:
            rest.append(one)
    return fields, rest


def _as_fields(segment: Segment, headings: tuple[str, ...], items: Sequence[_Item]) -> Iterator[Record]:
    """All items that are fields as one record; where fields of one key stand inside of several items, those of each
    item as one, below that item."""
    groups = list(_groups(items, None, apart=True))
    inside = Counter(key for group in groups if group.around for key in {fold_key(one.name) for one in group.fields})
    apart = any(count > 1 for count in inside.values())
    together = list(_groups(items, None, apart=False)) if any(item.inner for item in items) else groups
    for some in [[group] for group in groups] if apart else [together] if together else []:
        around = some[0].around if len(some) == 1 else None
        # A colon before what stands inside of an item is no part of its name.
        lead = around.lead._replace(text=around.lead.text.rstrip(" :")) if around else Lead()
        first, last = min(group.first for group in some), max(group.last for group in some)
        fields = Fields.of([field for group in some for field in group.fields])
        yield Record(fields, Context(lead, headings, segment.label, first), segment.file, first, last, "items-fields")


def _groups(items: Sequence[_Item], around: _Item | None, *, apart: bool) -> Iterator[_Group]:
    """The fields that stand side by side, and those inside of each item that is none, each with the item around. An
    item that is a field, and holds others, is one of them; but with `apart` it is no field."""
    fields: list[Field] = []
    own: list[_Item] = []
    others: list[_Item] = []
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        field = key_value(item.lead)
        if field and not (apart and any(key_value(one.lead) for one in item.inner)):
            fields.append(field)
            own.append(item)
            waiting += reversed(item.inner)
        else:
            others.append(item)
    linked = [(item, field) for item in others if not item.inner and (field := _linked(item.lead))]
    if fields:
        if len(linked) <= len(fields):
            own += [item for item, _ in linked]
            fields += [field for _, field in linked]
        reach = [around] if around else own
        yield _Group(around, fields, min(item.first for item in reach), max(item.last for item in reach))
    for item in others:
        yield from _groups(item.inner, item, apart=apart)
