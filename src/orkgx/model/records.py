"""What is read of a source: blocks, and records with their fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .context import Context, Field, Lead, Link
from .findings import Diagnostic
from .kinds import OPENED


class Block(NamedTuple):
    """One block of fields, with its context.

    `line` is the line of the first field, `last` that of the last; `columns` says, a line of `text` each, how many
    characters of the source stand before it (list and quote markers, indentation). `headings` are plain texts,
    outermost first; `label` names the file without telling of the machine.
    """

    text: str
    file: str
    line: int
    last: int
    columns: tuple[int, ...]
    headings: tuple[str, ...] = ()
    lead: Lead = Lead()
    label: str = ""
    source: str = "yaml"


class Fields:
    """The fields of a record, one column for each thing known of them: most are only ever looked at by name and text,
    so that a `Field` is put together when it is asked for. `links` is empty where none has any."""

    __slots__ = ("columns", "items", "lines", "links", "names", "texts", "value_columns", "value_lines")

    def __init__(
        self,
        names: Sequence[str] = (),
        texts: Sequence[str] = (),
        lines: Sequence[int] = (),
        columns: Sequence[int] = (),
        value_lines: Sequence[int] = (),
        value_columns: Sequence[int] = (),
        items: Sequence[bool] = (),
        links: Sequence[tuple[Link, ...]] = (),
    ) -> None:
        self.names, self.texts, self.items, self.links = names, texts, items, links
        self.lines, self.columns, self.value_lines, self.value_columns = lines, columns, value_lines, value_columns

    @classmethod
    def of(cls, fields: Sequence[Field]) -> Fields:
        return cls(*zip(*fields, strict=True)) if fields else cls()

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, at: int) -> Field:
        return Field(
            self.names[at],
            self.texts[at],
            self.lines[at],
            self.columns[at],
            self.value_lines[at],
            self.value_columns[at],
            self.items[at],
            self.links[at] if self.links else (),
        )

    def __iter__(self) -> Iterator[Field]:
        return map(self.__getitem__, range(len(self.names)))


_BESIDE_PICTURES = frozenset(map(chr, (0x200D, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400))))
_SHORT = 100  # characters of a key that may come again


def fold_key(name: str) -> str:
    """A key as it is compared: case, blanks, hyphens and underscores do not tell two apart, nor do pictures, arrows and
    a number sign before it, unless there is nothing else.

    >>> fold_key("Context-Length") == fold_key("📏 context  length ↓"), fold_key("# Params"), fold_key("✅")
    (True, 'params', '✅')
    """
    return _folded(name) if len(name) < _SHORT else _folded.__wrapped__(name)


@lru_cache(8_192)  # most keys stand in every entry
def _folded(name: str) -> str:
    plain = name if name.isascii() else "".join([one for one in name if not _is_picture(one)])
    return _in_one_case(plain).lstrip("# ") or _in_one_case(name)


def _in_one_case(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _is_picture(character: str) -> bool:
    """Whether a character decorates a text; those that join and colour pictures do, too."""
    return unicodedata.category(character) == "So" or "←" <= character <= "⇿" or character in _BESIDE_PICTURES


class RecordSource(NamedTuple):
    """A shape that a catalogue keeps its entries in, and how it is read.

    `has` are headings that a table must have, folded; `fill` says that a blank first cell means the one above, `parts`
    that line breaks in HTML part a cell into values; `under` is a heading that list items must stand below; `nested`
    says that nested items are fields. With `fields` each row or item is a field, and all of them one record; with
    `columns` each column of a table but the first is a record, whose keys stand in that.
    """

    kind: str
    has: tuple[str, ...] = ()
    fill: bool = False
    parts: bool = False
    under: str = ""
    nested: bool = False
    fields: bool = False
    columns: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}-fields" if self.fields else f"{self.kind}-columns" if self.columns else self.kind


class Record(NamedTuple):
    """The fields of one entry in a source, from `line` to `last`.

    `context` holds what stands around them, ``@link`` or ``@heading``; `things` the lists of maps among the values, by
    their key: each map is its own fields. `source` is the kind of record source that it comes from, and `findings` what
    was found wrong in reading it, which counts where a mapping claims the record.
    """

    fields: Fields
    context: Context
    file: str
    line: int
    last: int
    source: str = "yaml"
    findings: tuple[Diagnostic, ...] = ()
    things: Mapping[str, tuple[Fields, ...]] = {}

    @property
    def head(self) -> tuple[int, int]:
        """Line and column of the record itself: of a block, the line that opens it."""
        if self.source in OPENED:
            return max(self.line - 1, 1), self.fields.columns[0] if self.fields.columns else 1
        return self.line, 1
