"""Where the entries of sources stand."""

from __future__ import annotations

from collections.abc import Collection

from ..graph.terms import BASE
from ..model import Diagnostic, Extent, Record, SourceError
from ..pipeline import Run
from ..read.batches import batches


def extents(run: Run, names: Collection[str]) -> dict[str, list[Extent]]:
    """The stretches of lines that the entries of some of a run's sources stand on, in their order."""
    found: dict[str, list[Extent]] = {name: [] for name in names}
    ignored: list[Diagnostic] = []
    failed: list[SourceError] = []
    wanted = [source for source in run.sources if source.name in found]
    base = run.builder.settings.base or BASE
    for batch in batches(wanted, base, ignored.append, failed.append, whole=run.builder.whole):
        for stretch in batch.stretches:
            for record, layout, _ in run.builder.records(stretch, ignored):
                if layout:
                    found[record.file].append(extent(record))
    return {name: sorted(some) for name, some in found.items()}


def extent(record: Record) -> Extent:
    """The stretch of lines of a record, with what names it."""
    pieces = record.context.lead.pieces if record.context.lead.text else ()
    first = min([record.head[0], *[piece.line for piece in pieces]])
    return Extent(first, record.last, record.head[0], tuple(record.fields.lines), record.source)
