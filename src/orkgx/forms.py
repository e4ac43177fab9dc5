"""Segments in, records out. Items of a form that comes again and again, the same fields in the same order, are read
by one pattern that is made for it; all others are found and taken apart as blocks. A property test holds that both
give the same."""

from __future__ import annotations

import re

from .blocks import find_blocks, item_lead, plain_headings
from .model import Context, Diagnostic, Parts, Record
from .records import INDICATORS, PLAIN_KEY, printable, read_record, unquoted
from .segments import PLAIN_ITEM, Segment, plain_item
from .sources import clean, encoding_faults

_OFTEN = 50  # items; to make a pattern takes as long as to read that many without
_REMEMBERED = 1_000  # rows of names

_VALUE = rf"([^ \n{re.escape(''.join(sorted(INDICATORS)))}][^\n]*+(?<![ :]))"


class Form:
    """Plain items with certain fields, each in a line of its own and with a value that YAML takes as it stands."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.pattern = plain_item("".join([f"  {re.escape(name)}: {_VALUE}\n" for name in names]))
        self.columns = (3,) * len(names)
        self.value_columns = tuple(len(name) + 5 for name in names)
        self.items = (False,) * len(names)

    def read(self, item: re.Match[str], segment: Segment, line: int, found: list[Diagnostic]) -> Record | None:
        """The record of an item whose first line is `line`, in a printable segment; None where a comment may be."""
        # Groups 1 and 2 are the lead and the fence.
        count = len(self.names)
        start, end = item.start(3), item.end(2 + count)
        body = segment.text[start:end]
        if "#" in body and " #" in body:
            return None
        lead, _, *texts = item.groups()
        first = line + segment.text.count("\n", item.start(), start)
        lines = range(first, first + count)
        if body.count(": ") >= count:
            for text, number, column in zip(texts, lines, self.value_columns, strict=True):
                if ": " in text:
                    unquoted(found, segment.file, (number, column))
        parts = Parts(self.names, texts, lines, self.columns, lines, self.value_columns, self.items)
        context = Context(item_lead(lead, line), plain_headings(segment.headings), segment.file, first)
        return Record(parts, context, segment.file, first, first + count - 1)


class Forms:
    """The forms that have come often, and the `last` of them."""

    def __init__(self) -> None:
        self.last: Form | None = None
        self._known: dict[tuple[str, ...], Form] = {}
        self._seen: dict[tuple[str, ...], int] = {}

    def records(self, segment: Segment, found: list[Diagnostic]) -> list[Record]:
        """The records of a segment; what was wrong in it goes to `found`."""
        problems: list[Diagnostic] = []
        records = None
        if printable(segment.text):
            records = self._items(segment, problems) if self.last else None
        elif faults := encoding_faults(segment.text, segment.file, segment.line):
            found += faults
            if any(fault.code == "not-utf8" for fault in faults):
                return []
            segment = segment._replace(text=clean(segment.text))
        if records is None:
            problems.clear()
            records = self._blocks(segment, problems)
        found += problems
        return records

    def _items(self, segment: Segment, found: list[Diagnostic]) -> list[Record] | None:
        """The records of a segment that holds plain items only; None for any other."""
        text, at, line = segment.text, 0, segment.line
        records = []
        while at < len(text):
            form, start = self.last, at
            if form and (item := form.pattern.match(text, at)) and (one := form.read(item, segment, line, found)):
                records.append(one)
                line, start = one.last, item.end(item.re.groups)  # the last value
            elif item := PLAIN_ITEM.match(text, at):
                records += self._blocks(segment._replace(text=item[0], line=line), found)
            else:
                return None
            at = item.end()
            line += text.count("\n", start, at)
        return records

    def _blocks(self, segment: Segment, found: list[Diagnostic]) -> list[Record]:
        blocks, problems = find_blocks(segment)
        found += problems
        records = []
        for block in blocks:
            record, problems = read_record(block)
            found += problems
            records.append(record)
            self._learn(tuple(record.parts.names))
        return records

    def _learn(self, names: tuple[str, ...]) -> None:
        seen = self._seen.get(names, 0) + 1
        if seen > 1 or len(self._seen) < _REMEMBERED:
            self._seen[names] = seen
        if names in self._known:
            self.last = self._known[names]
        elif seen == _OFTEN and names and len(set(names)) == len(names) and all(map(_plain, names)):
            self.last = self._known[names] = Form(names)


def _plain(name: str) -> bool:
    return bool(PLAIN_KEY.fullmatch(name)) and not name.endswith(" ")
