"""A source's text in, its entries out: each with its record and its layout, which say where in the text it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

from ..mapping.layouts import Layout
from ..model import Diagnostic, Record
from ..pipeline import Builder, Run
from ..read.batches import batches
from ..read.sources import Source
from ..write.wanted import Wanted, gather


class Named(NamedTuple):
    """An entry: its first line, its name, and the addresses of its paper and its contribution."""

    line: int
    name: str
    paper: str
    contribution: str


class Seen(NamedTuple):
    """An entry, and what it was read of."""

    named: Named
    record: Record
    layout: Layout


class Look(NamedTuple):
    """What a text gives: its statements, in order, and its entries."""

    statements: tuple[bytes, ...]
    entries: tuple[Named, ...]


def settled(builder: Builder, sources: Sequence[Source]) -> frozenset[int]:
    """The names that stand in sources with several dates. Raises SourceError."""
    run = Run(builder, sources)
    with run.spooled():
        if run.failed:
            raise run.failed[0]
    return run.builder.dated


def of_text(source: Source, text: str) -> Source:
    """A source as if this were its text."""
    data = text.encode("utf-8", "surrogateescape")
    return replace(source, size=len(data), open=lambda: BytesIO(data))


def look(builder: Builder, source: Source, text: str) -> Look:
    """What a source would give if this were its text; the builder's settings ask for lines. Raises SourceError."""
    builder.forget(builder.dated)
    run = Run(builder, [of_text(source, text)])
    with run.spooled() as spool:
        if run.failed:
            raise run.failed[0]
        statements = b"".join(spool.pieces()).split(b"\n")
    return Look(tuple(sorted(statements)), tuple(map(_named, run.lines())))


def wanted_of(builder: Builder, source: Source, text: str) -> tuple[Wanted, tuple[Named, ...]]:
    """What the ORKG is to say of a source if this were its text, and its entries. Raises SourceError."""
    builder.forget(builder.dated)
    run = Run(builder, [of_text(source, text)])
    with run.spooled() as spool:
        if run.failed:
            raise run.failed[0]
        lines = list(run.lines())
        return gather(spool.chunks(), lines), tuple(map(_named, lines))


def _named(line: str) -> Named:
    said = json.loads(line)
    return Named(said["line"], said["name"], said.get("paper", ""), said.get("contribution", ""))


def seen(builder: Builder, source: Source, text: str, entries: Sequence[Named]) -> Iterator[Seen]:
    """Entries of a text with their records."""
    by_line = {one.line: one for one in reversed(entries)}
    ignored: list[Diagnostic] = []
    for batch in batches([of_text(source, text)], "", ignored.append, lambda error: None, whole=builder.whole):
        for stretch in batch.stretches:
            for record, layout, _ in builder.records(stretch, ignored):
                if layout and record.line in by_line:
                    yield Seen(by_line.pop(record.line), record, layout)
