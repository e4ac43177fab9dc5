"""Segments in, records out: the table of record sources. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..model import Diagnostic, Record, RecordSource
from .comments import read_comments
from .csv import is_csv, read_rows
from .data import is_data, read_data
from .html import html_tables
from .inline import plain_headings
from .items import read_items
from .markdown import find_blocks, without_front_matter
from .quick import plain_items, printable
from .segments import Segment
from .table import read_tables
from .texts import clean, encoding_faults
from .yaml import read_record

Read = Callable[[Segment, Sequence[RecordSource], list[Diagnostic]], Iterable[Record]]


def _blocks(segment: Segment, sources: Sequence[RecordSource], found: list[Diagnostic]) -> Iterator[Record]:
    """YAML blocks and front matter, which one look at the Markdown finds."""
    kinds = {source.kind for source in sources}
    blocks, problems = find_blocks(segment)
    found += problems
    return (read_record(block) for block in blocks if block.source in kinds)


# By kinds of record sources that are read at once. A segment of plain items holds nothing but YAML blocks.
RECORD_SOURCES: dict[tuple[str, ...], Read] = {
    ("yaml", "front-matter"): _blocks,
    ("table",): read_tables,
    ("items",): lambda segment, sources, found: read_items(segment, sources),
    ("comments",): lambda segment, sources, found: read_comments(segment),
}
BLOCK_SOURCES = (RecordSource("yaml"), RecordSource("front-matter"))


class RecordReader:
    """Reads the records that certain sources ask for."""

    def __init__(self, sources: Iterable[RecordSource] = BLOCK_SOURCES) -> None:
        wanted = sorted(dict.fromkeys(sources), key=lambda one: -len(one.has))
        self._kinds = {one.kind for one in wanted}
        self._reads = [
            (read, [one for one in wanted if one.kind in kinds])
            for kinds, read in RECORD_SOURCES.items()
            if any(one.kind in kinds for one in wanted)
        ]

    def read(self, segment: Segment, found: list[Diagnostic]) -> list[Record]:
        """The records of a segment, in the order of their places; what is wrong with it as a whole goes to `found`."""
        quick = printable(segment.text)
        if not quick and (faults := encoding_faults(segment.text, segment.file, segment.line)):
            found += faults
            if any(fault.code == "not-utf8" for fault in faults):
                return []
            segment = segment._replace(text=clean(segment.text))
        if is_csv(segment.file):
            return list(read_rows(segment, found)) if "csv" in self._kinds else []
        if is_data(segment.file):
            return list(read_data(segment)) if "data" in self._kinds else []
        if "yaml" in self._kinds and (records := plain_items(segment, read_record, fields=quick)) is not None:
            return records
        body = without_front_matter(segment)
        if "table" in self._kinds:
            found += html_tables(body)
        records = [
            record
            for read, sources in self._reads
            for record in read(segment if read is _blocks else body, sources, found)
        ]
        return records if len(self._reads) == 1 else sorted(records, key=lambda record: record.line)

    def read_file(self, segments: Sequence[Segment], found: list[Diagnostic]) -> list[Record]:
        """The records of stretches of one file, which know its first heading of level 1."""
        records = [record for segment in segments for record in self.read(segment, found)]
        h1 = next(filter(None, map(_h1, segments)), "")
        for record in records if h1 else ():
            record.context.h1 = h1
        return records


def _h1(segment: Segment) -> str:
    """The heading of level 1 that a segment is, or stands below."""
    above = [text for level, text in segment.headings if level == 1]
    if above:
        return plain_headings(((1, above[0]),), segment.references)[0]
    return (
        plain_headings(((1, segment.text[2:].strip().rstrip("# ")),), segment.references)[0]
        if segment.text.startswith("# ")
        else ""
    )
