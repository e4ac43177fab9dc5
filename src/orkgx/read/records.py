"""Segments in, records out: the table of record sources. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable

from ..model import Diagnostic, Record
from .markdown import find_blocks
from .quick import plain_items, printable
from .segments import Segment
from .sources import clean, encoding_faults
from .yaml import read_record


def read_segment(segment: Segment, found: list[Diagnostic]) -> list[Record]:
    """The records of a segment, in the order of their places; what is wrong with it as a whole goes to `found`."""
    quick = printable(segment.text)
    if not quick and (faults := encoding_faults(segment.text, segment.file, segment.line)):
        found += faults
        if any(fault.code == "not-utf8" for fault in faults):
            return []
        segment = segment._replace(text=clean(segment.text))
    if (records := plain_items(segment, read_record, fields=quick)) is not None:
        return records
    return [record for source in RECORD_SOURCES.values() for record in source(segment, found)]


def _yaml_blocks(segment: Segment, found: list[Diagnostic]) -> list[Record]:
    """YAML blocks and front matter."""
    blocks, problems = find_blocks(segment)
    found += problems
    return [read_record(block) for block in blocks]


RECORD_SOURCES: dict[str, Callable[[Segment, list[Diagnostic]], list[Record]]] = {"yaml": _yaml_blocks}
