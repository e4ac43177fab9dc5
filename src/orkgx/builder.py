"""Stages 1 to 3 for a batch of segments: pure, so that batches may be built here or in a pool of processes."""

from __future__ import annotations

import pickle
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote
from zlib import crc32

from .graph.chunks import Page, pack
from .graph.digests import key
from .graph.identity import Marks
from .graph.labels import labels
from .graph.provenance import Origin
from .graph.statements import Alike, make_entries
from .mapping.cache import Recent
from .mapping.compiled import Program, Settings
from .mapping.files import load_mapping, ontology_folder, shipped
from .mapping.layouts import Layouts
from .mapping.schema import Mapping
from .model import Chunk, Diagnostic, Entry, Record, Severity, SourceError, Span
from .read.records import Forms
from .read.segments import Segment, split_segments
from .read.sources import Source
from .read.yaml import read_lead_groups

_BATCH = 100_000  # characters; enough that handing them to another process costs little beside reading them


class Batch(NamedTuple):
    """Segments of one source, `size` characters in all."""

    segments: tuple[Segment, ...]
    source: str
    size: int


class Built(NamedTuple):
    """What a batch became: the entries as a page, what they mention, their marks for the index, the findings as one
    pickle and their number by severity, the records as lines of JSON, and the names of the catalogues."""

    page: Page
    shared: Page
    marks: Marks
    findings: bytes
    counts: Counter[Severity]
    lines: str
    catalogues: frozenset[str]
    blocks: int
    size: int


class Builder:
    """Mappings made ready; picklable, so that each process of a pool makes its own ready once.

    `dated` are the names that stand in the catalogue with several dates, `doubled` the places of entries that stand
    there before; both as numbers of a column.
    """

    def __init__(
        self,
        mappings: Sequence[Mapping],
        settings: Settings,
        dated: frozenset[int] = frozenset(),
        doubled: frozenset[int] = frozenset(),
    ) -> None:
        self.mappings, self.settings, self.dated, self.doubled = tuple(mappings), settings, dated, doubled
        known = labels(ontology_folder())
        self.programs = [Program(mapping, settings, known) for mapping in self.mappings]
        self.forms = Forms()
        self.layouts = Layouts(self.programs)
        self._recent = Recent()  # what the other end has had from here

    @classmethod
    def of(cls, names: Sequence[str], settings: Settings) -> Builder:
        """With the mappings of these names or files; with all that ship with orkgx if there are none."""
        return cls([load_mapping(name) for name in (names or shipped())], settings)

    def __reduce__(self) -> tuple[type[Builder], tuple[object, ...]]:
        return Builder, (self.mappings, self.settings, self.dated, self.doubled)

    def again(self, *, dated: frozenset[int] = frozenset(), doubled: frozenset[int] = frozenset()) -> Builder:
        """The same, knowing more of the whole."""
        return Builder(self.mappings, self.settings, self.dated | dated, self.doubled | doubled)

    def build(self, batch: Batch) -> Built:
        """Stages 1 to 3 for a few segments, each stage for all of them before the next."""
        found: list[Diagnostic] = []
        records = [record for segment in batch.segments for record in self.forms.records(segment, found)]
        entries: list[Entry] = []
        places = array("Q")
        for entry, findings in self.entries(records, batch.source):
            found += findings
            if entry:
                place = _file(entry.span.file) + entry.span.line
                if place in self.doubled:
                    found.append(_doubled(entry))
                    continue
                entries.append(entry)
                places.append(place)
        found.sort(key=lambda diagnostic: diagnostic.span[1:])
        days = {entry.date: key(entry.date) for entry in entries}
        return Built(
            page=pack([chunk for entry in entries for chunk in entry.chunks], tidied=True),
            shared=pack(self.news(entries), tidied=True),
            marks=Marks(
                b"".join([key(entry.name) for entry in entries]),
                b"".join([days[entry.date] for entry in entries]),
                b"".join([key(entry.contribution) for entry in entries]),
                places.tobytes(),
            ),
            findings=packed(found),
            counts=Counter(diagnostic.severity for diagnostic in found),
            lines="".join([entry.line for entry in entries]),
            catalogues=frozenset([entry.name.partition("/")[0] for entry in entries]),
            blocks=len(records),
            size=batch.size,
        )

    def news(self, entries: Iterable[Entry]) -> list[Chunk]:
        """What entries mention, but for what lately was mentioned."""
        # Most comes as the same object again and again.
        several = {id(groups): groups for entry in entries for groups in entry.shared}
        single = {id(group): group for groups in several.values() for group in groups}
        return [chunk for group in single.values() for chunk in group if self._recent.news(chunk.text)]

    def entries(self, records: Sequence[Record], source: str) -> Sequence[tuple[Entry | None, list[Diagnostic]]]:
        """The entry of each record, and what was found."""
        made: list[tuple[Entry | None, list[Diagnostic]]] = [(None, [])] * len(records)
        alike: dict[int, tuple[Alike, list[int]]] = {}
        for at, record in enumerate(records):
            if not record.parts.names:
                continue
            layout = self.layouts.of(record)
            if layout is None:
                first = record.fields[0]
                place = Span(record.file, first.line, first.column)
                message = "no mapping knows this block; it was left alone"
                made[at] = None, [Diagnostic(place, Severity.info, "unclaimed-block", message)]
                continue
            if layout.program.lead:
                record.context.groups = read_lead_groups(record.context.lead, layout.program.lead)
            if id(layout) not in alike:
                origin = Origin(self.settings.source_iri or layout.program.mapping.source or source, record.file)
                alike[id(layout)] = Alike(layout, origin, []), []
            group, places = alike[id(layout)]
            group.records.append(record)
            places.append(at)
        entries = make_entries([group for group, _ in alike.values()], self.dated)
        for at, entry in zip(chain.from_iterable([places for _, places in alike.values()]), entries, strict=True):
            made[at] = entry
        return made


@lru_cache(16)
def _file(name: str) -> int:
    """A file as the first half of the number of a place in it."""
    return crc32(name.encode("utf-8", "surrogatepass")) << 32


def packed(findings: Sequence[Diagnostic]) -> bytes:
    """Findings as one pickle of plain tuples, which is several times as quick as one of their own; nothing for none."""
    return pickle.dumps([(*one.span, *one[1:]) for one in findings]) if findings else b""


def _doubled(entry: Entry) -> Diagnostic:
    return Diagnostic(
        entry.span,
        Severity.error,
        "duplicate-entry",
        f"{entry.name.partition('/')[2]!r} stands in this catalogue before, with the same date, so this block was left "
        "out; give it another name or date, or remove it",
    )


def batches(sources: Iterable[Source], base: str, found: Callable[[Diagnostic], None]) -> Iterator[Batch]:
    """The segments of all sources; what is wrong with a source as a whole goes to `found`."""
    for source in sources:
        origin = source.iri or f"{base}source/{quote(source.label)}"
        waiting: list[Segment] = []
        size = 0
        try:
            for piece in split_segments(source.texts(), source.name):
                if isinstance(piece, Diagnostic):
                    found(piece)
                    continue
                waiting.append(piece)
                size += len(piece.text)
                if size >= _BATCH:
                    yield Batch(tuple(waiting), origin, size)
                    waiting, size = [], 0
        except SourceError as error:
            found(Diagnostic(Span(source.name, 1, 1), Severity.error, error.code, error.problem))
            raise
        if waiting:
            yield Batch(tuple(waiting), origin, size)
