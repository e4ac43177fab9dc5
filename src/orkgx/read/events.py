"""YAML's events as fields, with a stack of our own, so that depth and number stay bounded."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..model import Block, Field, Fields
from .quick import NULLS

MOST = 50_000  # fields in one block
UNFOLDED = 1_000  # of these, those that stand for others, by aliases
DEEPEST = 32
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "binary")
)


class _Thing(NamedTuple):
    """A map in a list: the key of the list, which fields are its own or inside of it, and the map that it is inside."""

    path: str
    start: int
    end: int
    parent: int


class Events:
    """Makes fields of the events of a block's text. `notes` are findings: line, column, code and message; `cut` are the
    rows whose values YAML ends at a comment that may be part of them, `tagged` and `named` (by its anchor) those where
    it takes the first word of a value for a tag of its own, or for a name, of which `aliased` come again."""

    def __init__(self, block: Block, text: str) -> None:
        self.block, self.text, self.rows = block, text, text.split("\n")
        self.notes: list[tuple[int, int, str, str]] = []
        self.cut: dict[int, str] = {}
        self.tagged: set[int] = set()
        self.named: dict[str, int] = {}
        self.aliased: set[str] = set()
        self.key_depth = -1  # how many collections were open where one that is a key began
        self.fields: list[Field] = []
        self.anchors: dict[str, tuple[int, int]] = {}
        self.things: list[_Thing] = []
        self.unfolded = 0
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
        for event in yaml.parse(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                self.scalar(event, stack)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if len(stack) >= DEEPEST:
                    raise yaml.YAMLError("nested too deep")
                self.open(event, stack, isinstance(event, yaml.MappingStartEvent))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                frame = stack.pop()
                if len(stack) == self.key_depth:
                    self.key_depth = -1
                    continue
                if frame[7]:
                    self.things[frame[6]] = self.things[frame[6]]._replace(end=len(self.fields))
                if isinstance(event, yaml.MappingEndEvent):
                    self.placeholder(frame, stack[-1][3] if stack else None)
                if frame[5]:
                    self.anchors[frame[5]] = (frame[4], len(self.fields))
                if stack and stack[-1][0]:
                    stack[-1][2] = None

    def open(self, event: Any, stack: list[list[Any]], is_map: bool) -> None:
        above = stack[-1] if stack else None
        path = above[1] if above else ""
        place = above[3] if above else None
        if above and above[0]:
            if above[2] is None:  # a collection as a key: its text as written is the key
                written, at = self.written(event.start_mark), self.place(event.start_mark)
                above[2], above[3] = written, at
                message = f"{written[:60]!r} is a list or map to YAML; write the key without brackets, or quote it"
                self.notes.append((*at, "odd-key", message))
                self.key_depth = len(stack)
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

    def placeholder(self, frame: list[Any], place: tuple[int, int] | None) -> None:
        """What YAML takes for a map of one key without a value, people write for a value yet to come: ``{name}``. Its
        key is the one that the map stands at, at `place`."""
        path, start = frame[1], frame[4]
        if path and len(self.fields) == start + 1:
            field = self.fields[start]
            key = field.name.removeprefix(f"{path}.")
            if not field.text and field.name != path and f"{{{key}}}" in self.text:
                line, column = place or field[2:4]
                self.fields[start] = Field(path, f"{{{key}}}", line, column, field.line, field.column - 1, field.item)
                if frame[7]:
                    self.things.pop()

    def scalar(self, event: Any, stack: list[list[Any]]) -> None:
        if self.key_depth >= 0:
            return
        alias = not hasattr(event, "value")
        self.note(event, alias=alias)
        value = "" if alias else self.meant(event)
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
        if alias and event.anchor not in self.anchors:
            message = f"'*{event.anchor}' refers to nothing; it was kept as text; quote it"
            self.notes.append((*place, "undefined-alias", message))
            self.add(Field(name, f"*{event.anchor}", key[0], key[1], place[0], place[1], not frame[0]))
        elif alias:
            start, end = self.anchors[event.anchor]
            self.unfolded += end - start
            self.full = self.full or self.unfolded > UNFOLDED
            for field in () if self.full else self.fields[start:end]:
                self.add(Field(name, field.text, key[0], key[1], place[0], place[1], field.item))
        else:
            text = value
            if event.anchor:
                self.anchors[event.anchor] = (len(self.fields), len(self.fields) + 1)
            self.add(Field(name, text.rstrip("\n"), key[0], key[1], place[0], place[1], not frame[0]))
        if frame[0]:
            frame[2] = None

    def note(self, event: Any, *, alias: bool) -> None:
        """Note the tag, the anchor or the alias of an event."""
        if alias:
            self.aliased.add(event.anchor)
            return
        if event.anchor:
            self.named[event.anchor] = event.start_mark.line
        if event.tag and event.tag not in _TAGS:
            self.tagged.add(event.start_mark.line)

    def written(self, start: Any) -> str:
        """The text of a collection that is a key, from where it begins to its last bracket before a colon."""
        row: str = self.rows[start.line][start.column :]
        end = max(row.find("]:"), row.find("}:"))
        return row[: end + 1] if end >= 0 else row

    def meant(self, event: Any) -> str:
        """The text of a scalar; none for null. Where a comment ends a plain one, its row is noted."""
        value = str(event.value)
        if event.style:
            return value
        mark = event.end_mark
        rest = self.rows[mark.line][mark.column :] if mark.line < len(self.rows) else ""
        if rest.startswith(" ") and rest.lstrip(" ").startswith("#"):
            self.cut[mark.line] = rest
        return "" if value in NULLS else value

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
        taken: set[int] = set()
        while at + 1 < len(self.things) and self.things[at + 1].end <= thing.end:
            at += 1
            taken.update(range(self.things[at].start, self.things[at].end))
        return [self.fields[place] for place in range(thing.start, thing.end) if place not in taken]

    def add(self, field: Field) -> None:
        if len(self.fields) < MOST:
            self.fields.append(field)
        else:
            self.full = True
