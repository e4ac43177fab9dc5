"""Segments in, records out. Plain items, whose fences hold plain fields, a line each, are read by two patterns: one for
the item and one for its fields. Where the same fields come again and again, one pattern made for them does both. All
else is found and taken apart as blocks; a property test holds that all ways give the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from ..mapping.cache import remember
from ..model import Block, Context, Diagnostic, Parts, Record
from .markdown import find_blocks, item_block, item_lead, plain_headings
from .segments import PLAIN_ITEM, Segment, plain_item
from .sources import clean, encoding_faults
from .yaml import INDICATORS, PLAIN_KEY, printable, read_record, unquoted_in

_OFTEN = 100  # items; to make a pattern takes as long as it saves in so many
_MOST = 20  # patterns
_REMEMBERED = 1_000  # forms

_VALUE = rf"([^ \n{re.escape(''.join(sorted(INDICATORS)))}][^\n]*+(?<![ :]))"
_FIELD = re.compile(rf"^  ({PLAIN_KEY.pattern}): {_VALUE}$", re.ASCII | re.MULTILINE)


class Form:
    """Plain items with certain fields, each with a value that YAML takes as it stands; `seen` is how many came, `often`
    whether they are worth a pattern."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.columns = (3,) * len(names)
        self.value_columns = tuple(len(name) + 5 for name in names)
        self.items = (False,) * len(names)
        self.seen = 0
        self.often = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Such an item; the groups are lead, fence, body, and the values one by one."""
        rows = "".join([f"  {re.escape(name)}: {_VALUE}\n" for name in self.names])
        return plain_item(f"(?P<body>{rows})")

    def record(
        self, item: re.Match[str], texts: Sequence[str], segment: Segment, line: int, found: list[Diagnostic]
    ) -> Record | None:
        """The record of an item whose first line is `line`, in a printable segment; None where a comment may be."""
        start, end = item.span("body")
        body = segment.text[start:end]
        if "#" in body and " #" in body:
            return None
        first = line + segment.text.count("\n", item.start(), start)
        lines = range(first, first + len(texts))
        parts = Parts(self.names, texts, lines, self.columns, lines, self.value_columns, self.items)
        unquoted_in(parts, body, segment.file, found)
        context = Context(item_lead(item["lead"], line), plain_headings(segment.headings), segment.file, first)
        return Record(parts, context, segment.file, first, lines[-1])


class Forms:
    """The forms that have come, and the `last` one if it comes often."""

    def __init__(self) -> None:
        self.last: Form | None = None
        self._known: dict[tuple[str, ...], Form] = {}
        self._patterns = 0

    def records(self, segment: Segment, found: list[Diagnostic]) -> list[Record]:
        """The records of a segment; what was wrong in it goes to `found`."""
        quick = printable(segment.text)
        if not quick and (faults := encoding_faults(segment.text, segment.file, segment.line)):
            found += faults
            if any(fault.code == "not-utf8" for fault in faults):
                return []
            segment = segment._replace(text=clean(segment.text))
        problems: list[Diagnostic] = []
        records = self._items(segment, problems, quick=quick)
        if records is None:
            blocks, problems = find_blocks(segment)
            records = [_record(block, problems) for block in blocks]
        found += problems
        return records

    def _items(self, segment: Segment, found: list[Diagnostic], *, quick: bool) -> list[Record] | None:
        """The records of a segment that holds plain items only; None for any other. `quick` is whether it is
        printable, so that fields may be plain, too."""
        text, at, line = segment.text, 0, segment.line
        records = []
        texts: Sequence[str] = ()
        while at < len(text):
            form = self.last if quick else None
            if form and (item := form.pattern.match(text, at)):
                texts = item.groups()[3:]
            elif item := PLAIN_ITEM.match(text, at):
                form, texts = self._read(item) if quick else (None, ())
                self.last = form if form and form.often else None
            else:
                return None
            record = form.record(item, texts, segment, line, found) if form else None
            record = record or _record(item_block(item, segment, line), found)
            records.append(record)
            line += text.count("\n", at, item.end())
            at = item.end()
        return records

    def _read(self, item: re.Match[str]) -> tuple[Form | None, Sequence[str]]:
        """The form of an item and its values; none where not every line of it is a plain field."""
        start, end = item.span("body")
        rows = _FIELD.findall(item.string, start, end)
        if not rows or len(rows) < item.string.count("\n", start, end):
            return None, ()
        names, texts = zip(*rows, strict=True)
        form = self._known.get(names)
        if form is None:
            if len(set(names)) < len(names) or any(name.endswith(" ") for name in names):
                return None, ()
            form = remember(self._known, names, Form(names), _REMEMBERED)
        form.seen += 1
        if form.seen == _OFTEN and self._patterns < _MOST:
            self._patterns += 1
            form.often = True
        return form, texts


def _record(block: Block, found: list[Diagnostic]) -> Record:
    record, problems = read_record(block)
    found += problems
    return record
