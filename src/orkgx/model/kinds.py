"""The kinds of record sources: the shapes that catalogues keep their entries in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple


class RecordKind(NamedTuple):
    """How records of a kind stand in a source. `module` is that of `read/` whose function `read_records` reads them.

    `block`: they are lines of fields, which no mapping need claim; `opened`: a line before the first field opens them.
    Files with certain `endings` hold nothing else; that module's `split_segments` cuts them. `listed`: a folder gives
    such files.
    """

    module: str
    block: bool = False
    opened: bool = False
    endings: tuple[str, ...] = ()
    listed: bool = False


# A new kind is a line here and the module that it names.
RECORD_KINDS = {
    "yaml": RecordKind("markdown", block=True, opened=True),
    "front-matter": RecordKind("markdown", block=True, opened=True),
    "table": RecordKind("table"),
    "items": RecordKind("items"),
    "comments": RecordKind("comments", block=True),
    "csv": RecordKind("csv", endings=(".csv", ".tsv"), listed=True),
    "data": RecordKind("data", endings=(".yaml", ".yml", ".json", ".jsonl", ".ndjson")),
}
BLOCKS = frozenset(name for name, kind in RECORD_KINDS.items() if kind.block)
OPENED = frozenset(name for name, kind in RECORD_KINDS.items() if kind.opened)
MARKDOWN = (".md", ".markdown", ".mdx")
LISTED = (*MARKDOWN, *(ending for kind in RECORD_KINDS.values() if kind.listed for ending in kind.endings))
_KINDS = {ending: name for name, kind in RECORD_KINDS.items() for ending in kind.endings}


@lru_cache(16)  # asked of each segment of a file
def file_ending(name: str) -> str:
    """The ending of a file's name, or of its address."""
    return PurePath(name.partition("?")[0].casefold()).suffix


def kind_of_file(name: str) -> str:
    """The kind that all records of a file are of; none where it is Markdown."""
    return _KINDS.get(file_ending(name), "")
