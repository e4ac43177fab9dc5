"""Stage 2: a block in, its record out: every value as text, as written, with the places of key and value.

A block that is YAML means what YAML says. One that is not, mostly for an unquoted ``: ``, is read line by line and
loses nothing. A flat block of plain ``key: value`` lines needs neither: a property test holds that it reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..model import Block, Context, Diagnostic, Field, Fields, Lead, Record, Severity, Span
from .quick import plain_parts, unquoted

_MOST = 1_000  # fields in one block
_DEEPEST = 32

_LINE = re.compile(r"([ \t]*(?:- +)?)([^\s:#][^:]*?)[ \t]*:(?:[ \t]+|$)(.*?)[ \t]*$")


def read_record(block: Block) -> Record:
    """The record of a block, with what was mended in it as its findings."""
    found: list[Diagnostic] = []
    things: dict[str, tuple[Fields, ...]] = {}
    parts = plain_parts(block, found)
    if parts is None:
        fields, things = _yaml_fields(block, found)
        parts = Fields.of(fields)
    if len(set(parts.names)) < len(parts.names):
        _duplicates(block, parts, things, found)
    context = Context(block.lead, block.headings, block.label, block.line)
    return Record(parts, context, block.file, block.line, block.last, block.source, tuple(found), things)


def _report(
    found: list[Diagnostic], block: Block, place: tuple[int, int], code: str, message: str, bad: bool = False
) -> None:
    severity = Severity.error if bad else Severity.warning
    found.append(Diagnostic(Span(block.file, *place), severity, code, message))


def _duplicates(block: Block, fields: Iterable[Field], paths: Iterable[str], found: list[Diagnostic]) -> None:
    """Tell of keys that stand twice; those of maps in a list may."""
    inside = tuple(f"{path}." for path in paths)
    first: dict[str, Field] = {}
    for field in fields:
        before = first.setdefault(field.name, field)
        if (before.line, before.column) != (field.line, field.column) and not field.name.startswith(inside):
            message = f"{field.name[:80]!r} stands in line {before.line} before; both values were kept"
            _report(found, block, (field.line, field.column), "duplicate-key", message)


class _Thing(NamedTuple):
    """A map in a list: the key of the list, which fields are its own or inside of it, and the map that it is inside."""

    path: str
    start: int
    end: int
    parent: int


class _Reader:
    """Makes fields of YAML's events, with a stack of its own, so that depth and number stay bounded."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.fields: list[Field] = []
        self.anchors: dict[str, tuple[int, int]] = {}
        self.things: list[_Thing] = []
        self.full = False
        self.other = False  # whether there was anything but keys and values

    def place(self, mark: Any) -> tuple[int, int]:
        row = min(mark.line, len(self.block.columns) - 1)
        return self.block.line + row, (self.block.columns[row] if row >= 0 else 0) + mark.column + 1

    def read(self) -> None:
        import yaml

        # One frame an open collection: [is a map, path, key's name, key's place, where its fields began, anchor, the
        # place of the innermost map of a list that it is or stands in, or -1, whether it is that map]
        stack: list[list[Any]] = []
        for event in yaml.parse(self.block.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                self.scalar(event, stack)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if len(stack) >= _DEEPEST:
                    raise yaml.YAMLError("nested too deep")
                self.open(event, stack, isinstance(event, yaml.MappingStartEvent))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                frame = stack.pop()
                if frame[7]:
                    self.things[frame[6]] = self.things[frame[6]]._replace(end=len(self.fields))
                if isinstance(event, yaml.MappingEndEvent):
                    self.placeholder(frame)
                if frame[5]:
                    self.anchors[frame[5]] = (frame[4], len(self.fields))
                if stack and stack[-1][0]:
                    stack[-1][2] = None

    def open(self, event: Any, stack: list[list[Any]], is_map: bool) -> None:
        above = stack[-1] if stack else None
        path = above[1] if above else ""
        place = above[3] if above else None
        if above and above[0]:
            if above[2] is None:  # a collection as a key: its content becomes values of no name
                above[2], above[3] = "?", self.place(event.start_mark)
            path = f"{path}.{above[2]}" if path else above[2]
            place = above[3]
        elif above is None and not is_map:
            self.other = True
        thing = above[6] if above else -1
        of_list = bool(is_map and above and not above[0] and path)
        if of_list:
            self.things.append(_Thing(path, len(self.fields), -1, thing))
            thing = len(self.things) - 1
        stack.append([is_map, path, None, place, len(self.fields), event.anchor, thing, of_list])

    def placeholder(self, frame: list[Any]) -> None:
        """What YAML takes for a map of one key without a value, people write for a value yet to come: ``{name}``."""
        path, start = frame[1], frame[4]
        if path and len(self.fields) == start + 1:
            field = self.fields[start]
            key = field.name.removeprefix(f"{path}.")
            if not field.text and field.name != path and f"{{{key}}}" in self.block.text:
                self.fields[start] = field._replace(name=path, text=f"{{{key}}}")
                if frame[7]:
                    self.things.pop()

    def scalar(self, event: Any, stack: list[list[Any]]) -> None:
        alias = not hasattr(event, "value")
        value = str(getattr(event, "value", ""))
        if not stack:
            self.other = True
            return
        frame = stack[-1]
        place = self.place(event.start_mark)
        if frame[0] and frame[2] is None:
            frame[2], frame[3] = f"*{event.anchor}" if alias else value, place
            return
        name = frame[1]
        if frame[0]:
            name = f"{name}.{frame[2]}" if name else frame[2]
        key = frame[3] or place
        if alias:
            start, end = self.anchors.get(event.anchor, (0, 0))
            for field in self.fields[start:end]:
                self.add(Field(name, field.text, key[0], key[1], place[0], place[1], field.item))
        else:
            text = value
            if event.anchor:
                self.anchors[event.anchor] = (len(self.fields), len(self.fields) + 1)
            self.add(Field(name, text.rstrip("\n"), key[0], key[1], place[0], place[1], not frame[0]))
        if frame[0]:
            frame[2] = None

    def lists_of_maps(self) -> dict[str, tuple[Fields, ...]]:
        """The maps of each list, by its key: each with its own fields and those of the maps around it."""
        found: dict[str, list[Fields]] = {}
        own = [self._own(at) for at in range(len(self.things))]
        for at, thing in enumerate(self.things):
            fields, parent = own[at], thing.parent
            while parent >= 0:
                fields, parent = [*own[parent], *fields], self.things[parent].parent
            found.setdefault(thing.path, []).append(Fields.of(fields))
        return {path: tuple(some) for path, some in found.items()}

    def _own(self, at: int) -> list[Field]:
        """The fields of a map that are not of maps in lists inside of it."""
        thing = self.things[at]
        inner = [one for one in self.things[at + 1 :] if one.start >= thing.start and one.end <= thing.end]
        taken = {place for one in inner for place in range(one.start, one.end)}
        return [self.fields[place] for place in range(thing.start, thing.end) if place not in taken]

    def add(self, field: Field) -> None:
        if len(self.fields) < _MOST:
            self.fields.append(field)
        else:
            self.full = True


def _yaml_fields(block: Block, found: list[Diagnostic]) -> tuple[list[Field], dict[str, tuple[Fields, ...]]]:
    import yaml

    reader = _Reader(block)
    try:
        if "\t" in block.text or max(map(len, re.findall(r"[\[{](?:\s*[\[{])*", block.text)), default=0) > 4 * _DEEPEST:
            raise yaml.YAMLError("tabs, or nested too deep")
        reader.read()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _line_fields(block, found, error), {}
    if reader.full:
        message = f"more than {_MOST:,} values; the rest was left out"
        _report(found, block, (block.line, 1), "too-many-values", message, bad=True)
    if reader.other:
        message = "this block holds no 'field: value' lines; write one field a line"
        _report(found, block, (block.line, (block.columns or (0,))[0] + 1), "not-fields", message)
        return [field for field in reader.fields if field.name], {}
    return reader.fields, reader.lists_of_maps() if reader.things else {}


def _line_fields(block: Block, found: list[Diagnostic], error: Exception) -> list[Field]:
    """A block that YAML refuses, line by line: every value is kept."""
    fields: list[Field] = []
    mended = len(found)
    number = block.line - 1
    for line, column in zip(block.text.split("\n"), block.columns, strict=False):
        number += 1
        if not line.strip() or line.strip() in ("---", "..."):
            continue
        if len(fields) >= _MOST:
            message = f"more than {_MOST:,} values; the rest was left out"
            _report(found, block, (number, column + 1), "too-many-values", message, bad=True)
            break
        match = _LINE.match(line)
        if match is None:
            _stray(fields, line, (number, column), block, found)
            continue
        indent, name, text = match.groups()
        if "\t" in line:
            message = "a tab stands here, which YAML does not take; put blanks instead"
            _report(found, block, (number, column + line.index("\t") + 1), "tab-indent", message)
        at = match.start(3)
        if text[:1] in ("'", '"') and len(text) > 1 and text[-1] == text[0] and text[0] not in text[1:-1]:
            text = text[1:-1]
        elif re.search(r":(?: |$)", text):
            unquoted(found, block.file, (number, column + at + 1))
        fields.append(Field(name, text, number, column + len(indent) + 1, number, column + at + 1))
    if len(found) == mended:
        mark = getattr(error, "problem_mark", None)
        row = min(mark.line, len(block.columns) - 1) if mark else 0
        place = (block.line + row, (block.columns or (0,))[row] + (mark.column if mark else 0) + 1)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0][:120]
        _report(found, block, place, "broken-yaml", f"not YAML ({problem}); it was read line by line; mend it")
    return fields


def _stray(fields: list[Field], line: str, place: tuple[int, int], block: Block, found: list[Diagnostic]) -> None:
    number, column = place
    at = (number, column + len(line) - len(line.lstrip()) + 1)
    text = line.strip()
    if fields:
        message = f"{text[:60]!r} has no key; it was taken as the rest of {fields[-1].name[:40]!r}"
        _report(found, block, at, "stray-line", message)
        fields[-1] = fields[-1]._replace(text=f"{fields[-1].text} {text}".strip())
    else:
        _report(found, block, at, "stray-line", f"{text[:60]!r} has no key; write 'field: value'", bad=True)


def read_lead_groups(lead: Lead, patterns: Iterable[re.Pattern[str]]) -> dict[str, Field]:
    """The named groups of patterns over a lead, as pseudo-fields; of two that give a group the first counts."""
    groups: dict[str, Field] = {}
    if not lead.text or len(lead.text) > 5_000:  # a pattern of a mapping need not be linear
        return groups

    def put(name: str, text: str, place: tuple[int, int]) -> None:
        if text and name not in groups:
            groups[name] = Field(name, text, *place, *place)

    for pattern in patterns:
        found = pattern.search(lead.text)
        for name, text in found.groupdict().items() if found else ():
            if not text or not text.strip():
                continue
            start, end = found.span(name)  # type: ignore[union-attr]
            place = lead.place(start)
            put(f"@{name}", " ".join(text.split()), place)
            target = next((m.target for m in lead.marks if m.target and m.start < end and start < m.end), "")
            put(f"@{name}.link", target or "", place)
    return groups
