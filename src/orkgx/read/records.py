"""Segments in, records out, by the modules that the table of kinds in `model.kinds` names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module

from ..model import RECORD_KINDS, Diagnostic, Record, RecordSource, kind_of_file
from .html import html_tables
from .inline import plain_headings
from .markdown import without_front_matter
from .quick import plain_items, printable
from .segments import Segment
from .sources import Source
from .texts import clean, encoding_faults
from .yaml import read_record

Read = Callable[[Segment, Sequence[RecordSource], list[Diagnostic]], Iterable[Record]]
Split = Callable[[Source], Iterator[Segment | Diagnostic]]

_MODULES = {name: import_module(f".{kind.module}", __package__) for name, kind in RECORD_KINDS.items()}
READS: dict[str, Read] = {name: module.read_records for name, module in _MODULES.items()}
FILES: dict[str, Split] = {name: _MODULES[name].split_segments for name, kind in RECORD_KINDS.items() if kind.endings}
BLOCK_SOURCES = (RecordSource("yaml"), RecordSource("front-matter"))


class RecordReader:
    """Reads the records that certain sources ask for."""

    def __init__(self, sources: Iterable[RecordSource] = BLOCK_SOURCES) -> None:
        wanted = sorted(dict.fromkeys(sources), key=lambda one: -len(one.has))
        self._kinds = {one.kind for one in wanted}
        # Two kinds that one function reads are read at once.
        self._reads = {
            read: [one for one in wanted if READS[one.kind] is read]
            for kind, read in READS.items()
            if kind in self._kinds and kind not in FILES
        }

    def read(self, segment: Segment, found: list[Diagnostic]) -> list[Record]:
        """The records of a segment, in the order of their places; what is wrong with it as a whole goes to `found`."""
        quick = printable(segment.text)
        if not quick and (faults := encoding_faults(segment.text, segment.file, segment.line)):
            found += faults
            if any(fault.code == "not-utf8" for fault in faults):
                return []
            segment = segment._replace(text=clean(segment.text))
        if kind := kind_of_file(segment.file):
            return list(READS[kind](segment, (), found)) if kind in self._kinds else []
        if "yaml" in self._kinds and (records := plain_items(segment, read_record, fields=quick)) is not None:
            return records
        body = without_front_matter(segment)
        if "table" in self._kinds:
            found += html_tables(body)
        records = [
            record
            for read, sources in self._reads.items()
            for record in read(segment if read is READS["yaml"] else body, sources, found)
        ]
        return records if len(self._reads) == 1 else sorted(records, key=lambda record: record.line)

    def read_file(self, segments: Sequence[Segment], found: list[Diagnostic]) -> list[Record]:
        """The records of stretches of one file, which know its first heading of level 1."""
        records = [record for segment in segments for record in self.read(segment, found)]
        h1 = next(filter(None, map(h1_of, segments)), "")
        for record in records if h1 else ():
            record.context.h1 = h1
        return records


def h1_of(segment: Segment) -> str:
    """The heading of level 1 that a segment is, or stands below."""
    above = [text for level, text in segment.headings if level == 1]
    if above:
        return plain_headings(((1, above[0]),), segment.references)[0]
    return (
        plain_headings(((1, segment.text[2:].strip().rstrip("# ")),), segment.references)[0]
        if segment.text.startswith("# ")
        else ""
    )
