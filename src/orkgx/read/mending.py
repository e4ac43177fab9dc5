"""Blocks that are not quite YAML, as they are meant: the faulty line is quoted, the others stay as they are.

A mended text has the lines of the block, and every value begins in the column where it began, so that places hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..model import Field

# A key, what stands between, and a value on the same line; items of lists may hold such a pair.
_KEY = r"[^\s:#'\"\[{&*!|>%@`,-][^:\n ]*+(?: ++[^:\n ]++)*+"
_VALUE = r"(\S(?:.*[^ ])?+)([ ]*+)$"
_PAIR = re.compile(rf"([ ]*+(?:- ++)*+)({_KEY})([ ]*+:[ ]++){_VALUE}")
_ITEM = re.compile(rf"([ ]*+(?:- ++)+)()(){_VALUE}")
_BLOCK_TEXT = re.compile(r"(?:.*:[ ]+|[ ]*- +)[|>][-+0-9]*[ ]*(?:#.*)?$")
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"[ ]*(?:#.*)?$'), "'": re.compile(r"'(?:[^']|'')*'[ ]*(?:#.*)?$")}
# Blanks and colons that only look like those of YAML, where they stand between a key and its value or before a line.
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_PAIR = re.compile(rf"([{_BLANKS} ]*(?:- +)?[^\s:：#][^:：\n]{{0,80}})([:：])([{_BLANKS} ]*)(?=\S|$)")
# A key whose colon has no blank behind it: no address, no time of day.
_GLUED = re.compile(r"(?P<key>[^\W\d_](?:[\w ()./-]{0,40}[^\W\d_)])?) *(?P<colon>[:：])(?=[^\s/:：])(?P<value>.*\S)")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")


def plain_signs(line: str) -> str:
    """A line whose blanks and colon between key and value are those of YAML; as long as it was."""
    found = _ODD_PAIR.match(line)
    if not found or line.isascii():
        return line
    key, _, gap = found.groups()
    indent = len(key) - len(key.lstrip())
    between = " " * len(gap)
    rest = line[found.end() :]
    if not between and rest and found[2] != ":":
        return line  # a colon of another script inside of a sentence
    return f"{' ' * indent}{key[indent:]}:{between}{rest}"


def glued_field(row: str, line: int, column: int) -> tuple[Field, int] | None:
    """The field of a row whose colon has no blank behind it, with the column of that colon; None for other rows. `line`
    and `column` are the place of the row's first character."""
    found = _GLUED.fullmatch(row.rstrip())
    if not found:
        return None
    field = Field(found["key"], found["value"], line, column, line, column + found.start("value"))
    return field, column + found.start("colon")


def without_zero_width(text: str) -> str:
    """A text without signs that nobody sees."""
    return _ZERO_WIDTH.sub("", text) if not text.isascii() else text


def inner_lines(lines: Iterable[str]) -> Iterator[bool]:
    """Of each line whether it is inside of a block text, which means what it says."""
    indent = -1
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        inside = indent >= 0 and (not line.strip() or depth > indent)
        if not inside:
            indent = depth if _BLOCK_TEXT.match(line) else -1
        yield inside


def needs_quotes(value: str) -> bool:
    """Whether YAML takes a value on one line for something else than people mean by it, or for a fault."""
    first = value[0]
    if first in _QUOTED:
        return not _QUOTED[first].match(value)
    if first in "[{":
        return value[-1] not in "]}" and " #" not in value
    if first in "|>":
        return not _BLOCK_TEXT.match(f"- {value}")
    return first in "@`%" or ": " in value or value.endswith(":")


def pair(line: str) -> re.Match[str] | None:
    """The key and value of a line; of an item without a key, its value."""
    return _PAIR.match(line) or _ITEM.match(line)


def quoted(line: str) -> str:
    """A line whose value is quoted; as it was where it has none."""
    found = pair(line)
    if not found:
        return line
    indent, key, gap, value, _ = found.groups()
    doubled = value.replace("'", "''")
    return f"{indent}{key}{gap}'{doubled}'"


def continued(line: str, text: str, *, quoted_before: bool) -> str:
    """A line whose value goes on with a text, quoted; empty where its value is more than text to YAML."""
    if quoted_before:
        doubled = text.replace("'", "''")
        return f"{line[:-1]} {doubled}'"
    if _BLOCK_TEXT.match(line):
        return ""
    found = pair(line)
    if not found and not line.rstrip().endswith(":"):
        return ""
    return "" if found and found[4][0] in "\"'[{" else quoted(f"{line.rstrip()} {text}")
