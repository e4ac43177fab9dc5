"""Files of YAML or JSON that hold a list of maps: a map an entry.

Neither is loaded as a whole. Of YAML, the outermost lists in block style are cut where an item begins; of JSON, the
outermost lists where an object does, and JSON lines line by line. What is cut is read as a block is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..model import Block, Diagnostic, Record, RecordSource, Span, file_ending, finding
from .segments import Segment
from .sources import Source
from .yaml import read_record

_JSON = (".json", ".jsonl", ".ndjson")
_LONGEST = 1_000_000  # characters; a map of that length is no entry

_ITEM = re.compile(r"( *)-(?:( +)(.*))?$")
# How a map begins: a key, plain or quoted, or a bracket; an anchor or a tag may stand before it.
_MAP = re.compile(r"""(?:[&!]\S+ +)?(?:\{|'[^']*' *:|"[^"]*" *:|[^\s#'"\[&*!|>%@`-].*?:(?:\s|$))""")
_LIST_KEY = re.compile(r" *([^\s#:][^:#]*?) *: *(?:#.*)?$")
_MARK = re.compile(r'["{}\[\]]')
_TEXT = re.compile(r'(?:[^"\\]|\\.)*+', re.S)
_KEY = 200  # characters of the key of a list that are kept
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")  # one sign, as JSON may write it


def is_json(name: str) -> bool:
    """Whether it ends as one of JSON."""
    return file_ending(name) in _JSON


def split_segments(source: Source) -> Iterator[Segment | Diagnostic]:
    """An entry each. All of JSON may stand on one line."""
    return split_data(source.texts(lines=not is_json(source.name)), source.name, source.label)


def split_data(texts: Iterable[str], file: str, label: str = "") -> Iterator[Segment | Diagnostic]:
    """A segment each entry, below the key of its list."""
    cutter = _Objects(file, label) if is_json(file) else _Items(file, label)
    for text in texts:
        yield from cutter.take(text)
    yield from cutter.end()


def read_records(segment: Segment, _: Sequence[RecordSource], __: list[Diagnostic]) -> Iterator[Record]:
    """The record of a segment, if it is a map."""
    block = _of_json(segment) if is_json(segment.file) else _of_yaml(segment)
    if block:
        headings = tuple(text for _, text in segment.headings)
        yield read_record(block._replace(headings=headings, label=segment.label, source="data"))


class _Cutter:
    """What cutting YAML and cutting JSON have in common; `line` and `column` are where the entry at hand begins, `key`
    is that of its list."""

    def __init__(self, file: str, label: str) -> None:
        self.file, self.label = file, label
        self.key = ""
        self.line, self.column = 1, 0

    def entry(self, text: str) -> Segment | Diagnostic:
        if len(text) > _LONGEST:
            message = f"an entry of {len(text):,} characters or more was left out; at most {_LONGEST:,} are read"
            return self.fault("long-line", message)
        headings = ((1, self.key),) if self.key else ()
        return Segment(text, self.file, self.line, headings, self.label, column=self.column)

    def fault(self, code: str, message: str) -> Diagnostic:
        return finding(Span(self.file, self.line, self.column + 1), code, message)


# -- YAML


class _Items(_Cutter):
    """Cuts YAML; `indent` is that of the items of the list at hand, -1 where there is none."""

    def __init__(self, file: str, label: str) -> None:
        super().__init__(file, label)
        self.indent, self.number, self.size = -1, 0, 0
        self.lines: list[str] = []

    def take(self, text: str) -> Iterator[Segment | Diagnostic]:
        for line in text.removesuffix("\n").split("\n"):
            self.number += 1
            bare = line.lstrip(" ")
            indent = len(line) - len(bare)
            if not bare or bare[0] == "#":
                self.add("")
            elif 0 <= self.indent < indent:
                self.add(line)
            elif _ITEM.match(line) and self.indent in (-1, indent):
                yield from self.end()
                self.indent, self.line = indent, self.number
                self.lines.append(line)
            else:  # the list ends
                yield from self.end()
                found = _LIST_KEY.match(line)
                self.indent, self.key = -1, found[1].strip("'\"") if found else ""

    def add(self, line: str) -> None:
        """One more line of an item; of one that is too long the length is kept only."""
        if self.lines and self.size <= _LONGEST:
            self.lines.append(line)
            self.size += len(line) + 1

    def end(self) -> Iterator[Segment | Diagnostic]:
        if self.lines:
            yield self.entry("\n".join(self.lines).rstrip("\n") + "\n")
        self.lines, self.size = [], 0


def _of_yaml(segment: Segment) -> Block | None:
    """The map that an item is, without the mark before it; none where it is a text or a list."""
    rows = segment.text.split("\n")[:-1]
    rows[0] = rows[0].replace("-", " ", 1)
    first = next((row for row in rows if row.strip()), "")
    if not _MAP.match(first.lstrip(" ")):
        return None
    column = len(first) - len(first.lstrip(" "))
    columns = tuple(min(column, len(row) - len(row.lstrip(" "))) for row in rows)
    text = "".join(f"{row[cut:]}\n" for row, cut in zip(rows, columns, strict=True))
    return Block(text, segment.file, segment.line, segment.line + len(rows) - 1, columns)


# -- JSON


class _Objects(_Cutter):
    """Cuts JSON at the brackets that stand in no text. `buffer` begins at the entry at hand, or where the next is
    looked for, `at` is how far it was looked at; `depth` says how many brackets are around the entry, -1 outside."""

    def __init__(self, file: str, label: str) -> None:
        super().__init__(file, label)
        self.lines = not file.casefold().partition("?")[0].endswith(".json")
        self.buffer, self.at, self.depth = "", 0, -1
        self.open: list[str] = []
        self.quoted = False  # whether a text is open
        self.left_out = False  # whether the entry at hand is too long

    def take(self, text: str) -> Iterator[Segment | Diagnostic]:
        self.buffer += text
        while self.text_ended() and (token := _MARK.search(self.buffer, self.at)):
            self.at = token.end()
            if token[0] == '"':
                self.quoted, self.key = True, self.key if self.depth >= 0 else ""
            elif token[0] in "{[":
                self.begin(token)
            else:
                yield from self.close()
        if not self.quoted:
            self.at = len(self.buffer)
        if self.depth < 0:
            self.forget(self.at)
        elif len(self.buffer) > _LONGEST:
            if not self.left_out:
                yield self.entry(self.buffer)
            self.left_out = True
            self.forget(self.at)

    def text_ended(self) -> bool:
        """Go to the end of the text at hand; false where that is still to come. One outside of entries is the key of
        what follows."""
        if self.quoted:
            inside = _TEXT.match(self.buffer, self.at)
            assert inside
            if self.depth < 0:
                self.key = (self.key + inside[0])[:_KEY]
            self.at = inside.end()
            if self.at < len(self.buffer) and self.buffer[self.at] == '"':
                self.at, self.quoted = self.at + 1, False
        return not self.quoted

    def begin(self, token: re.Match[str]) -> None:
        listed = self.open[-1:] == ["["] or (self.lines and not self.open)
        if self.depth < 0 and token[0] == "{" and listed:
            self.depth, self.left_out = len(self.open), False
            self.forget(token.start())
        self.open.append(token[0])

    def close(self) -> Iterator[Segment | Diagnostic]:
        if self.open:
            self.open.pop()
        if len(self.open) == self.depth:
            if not self.left_out:
                yield self.entry(self.buffer[: self.at])
            self.depth = -1
            self.forget(self.at)

    def forget(self, end: int) -> None:
        """Let the buffer begin later."""
        newline = self.buffer.rfind("\n", 0, end)
        self.line += self.buffer.count("\n", 0, end)
        self.column = end - newline - 1 if newline >= 0 else self.column + end
        self.buffer, self.at = self.buffer[end:], self.at - end

    def end(self) -> Iterator[Segment | Diagnostic]:
        if self.open:
            message = f"{self.open[-1]!r} is never closed, so what stands from here on was left out; close it"
            yield self.fault("broken-json", message)


def _of_json(segment: Segment) -> Block:
    text = _PAIR.sub(lambda pair: f"\\U{_sign(pair[0]):08x}", segment.text).replace("\t", " ") + "\n"
    rows = text.count("\n")
    return Block(text, segment.file, segment.line, segment.line + rows - 1, (segment.column, *[0] * (rows - 1)))


def _sign(pair: str) -> int:
    """The code point of two halves."""
    high, low = int(pair[2:6], 16), int(pair[8:12], 16)
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
