"""The whole way from sources to entries. **A newcomer opens this first.**

`build` takes a batch of segments through stages 1 to 3; it is pure, so it runs here or in a pool of processes.
`Run` feeds it, keeps the index, and hands what it makes to a spool. That one name stands with two dates, or an entry
twice, is known only at the end; then the run starts again with those known, which most catalogues never need.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from zlib import crc32

from .blocks import find_blocks
from .chunks import Page, pack
from .columns import SIZE, key
from .index import Index, Marks
from .layouts import Layout, Layouts
from .mapping import Mapping
from .mapping_files import load_mapping, ontology_folder, shipped
from .memory import Recent
from .model import Chunk, Diagnostic, Entry, Lead, Record, Severity, SourceError, Span, Statement
from .program import Program, Settings
from .records import read_lead_groups, read_record
from .segments import Segment, split_segments
from .sources import Source, clean, encoding_faults, open_sources
from .spool import Spool
from .statements import make_entries
from .terms import BASE
from .traces import Origin
from .vocabulary import labels

if TYPE_CHECKING:
    import rdflib

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


@dataclass(slots=True)
class Summary:
    """The figures of a run, and the names of the mappings that read something."""

    blocks: int = 0
    entries: int = 0
    catalogues: set[str] = field(default_factory=set)
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))


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
        records = [record for segment in batch.segments for record in read_segment(segment, found)]
        entries: list[Entry] = []
        places = array("Q")
        for entry, findings in self.entries(records, batch.source):
            found += findings
            if entry:
                place = (crc32(entry.span.file.encode("utf-8", "surrogatepass")) << 32) + entry.span.line
                if place in self.doubled:
                    found.append(_doubled(entry))
                    continue
                entries.append(entry)
                places.append(place)
        found.sort(key=lambda diagnostic: diagnostic.span[1:])
        days = {entry.date: key(entry.date) for entry in entries}
        return Built(
            page=pack((chunk for entry in entries for chunk in entry.chunks), tidied=True),
            shared=pack(self.news(entries), tidied=True),
            marks=Marks(
                b"".join([key(entry.name) for entry in entries]),
                b"".join([days[entry.date] for entry in entries]),
                b"".join([key(entry.contribution) for entry in entries]),
                places.tobytes(),
            ),
            findings=pickle.dumps([(*one.span, *one[1:]) for one in found]) if found else b"",
            counts=Counter(diagnostic.severity for diagnostic in found),
            lines="".join([entry.line for entry in entries]),
            catalogues=frozenset([entry.name.partition("/")[0] for entry in entries]),
            blocks=len(records),
            size=batch.size,
        )

    def news(self, entries: Iterable[Entry]) -> Iterator[Chunk]:
        """What entries mention, but for what lately was mentioned. Most comes as the same object again and again."""
        seen: dict[int, object] = {}
        knows = self._recent.knows
        for entry in entries:
            for groups in entry.shared:
                if id(groups) in seen:
                    continue
                seen[id(groups)] = groups
                for group in groups:
                    if id(group) in seen:
                        continue
                    seen[id(group)] = group
                    for chunk in group:
                        if not knows(chunk.text):
                            yield chunk

    def entries(self, records: Sequence[Found], source: str) -> Sequence[tuple[Entry | None, list[Diagnostic]]]:
        """The entry of each record, and what was found."""
        made: list[tuple[Entry | None, list[Diagnostic]]] = [(None, [])] * len(records)
        alike: dict[int, tuple[Layout, list[int]]] = {}
        for at, (record, lead) in enumerate(records):
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
                record.context.update(read_lead_groups(record.context, lead, layout.program.lead))
            alike.setdefault(id(layout), (layout, []))[1].append(at)
        for layout, places in alike.values():
            some = [records[at].record for at in places]
            origin = Origin(self.settings.source_iri or layout.program.mapping.source or source, some[0].file)
            for at, entry in zip(places, make_entries(some, layout, origin, self.dated), strict=True):
                made[at] = entry
        return made


def _doubled(entry: Entry) -> Diagnostic:
    return Diagnostic(
        entry.span,
        Severity.error,
        "duplicate-entry",
        f"{entry.name.partition('/')[2]!r} stands in this catalogue before, with the same date, so this block was left "
        "out; give it another name or date, or remove it",
    )


class Found(NamedTuple):
    """A record, and the text above its block."""

    record: Record
    lead: Lead


def read_segment(segment: Segment, found: list[Diagnostic]) -> list[Found]:
    """The records of a segment; what was wrong in it goes to `found`."""
    faults = encoding_faults(segment.text, segment.file, segment.line)
    if faults:
        found += faults
        if any(fault.code == "not-utf8" for fault in faults):
            return []
        segment = Segment(clean(segment.text), segment.file, segment.line, segment.headings)
    blocks, problems = find_blocks(segment)
    found += problems
    records = []
    for block in blocks:
        record, problems = read_record(block)
        found += problems
        records.append(Found(record, block.lead))
    return records


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


class Run:
    """One run over sources: a spool of statements, the findings and the records' lines of JSON in the order of the
    sources, and the figures. Findings and lines wait in files that have no name."""

    def __init__(self, builder: Builder, sources: Sequence[Source], *, jobs: int = 1) -> None:
        self.builder, self.sources, self.jobs = builder, sources, jobs
        self.summary = Summary()
        self.failed: list[SourceError] = []
        self._findings: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the run)
        self._lines: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115

    @contextmanager
    def spooled(self, progress: Callable[[int], None] = lambda size: None) -> Iterator[Spool]:
        """Every entry in a spool. The sources are read again where a name turns out to have several dates, or an entry
        to stand there twice."""
        while True:
            with Spool() as spool:
                index = self._fold(spool, progress)
                if dated := index.dated() - self.builder.dated:
                    self.builder = self.builder.again(dated=dated)
                elif doubled := index.doubled():
                    self.builder = self.builder.again(doubled=doubled)
                else:
                    yield spool
                    return

    def _fold(self, spool: Spool, progress: Callable[[int], None]) -> Index:
        """Take every entry into the spool."""
        index = Index()
        self.summary = Summary()
        self.failed = []
        for kept in (self._findings, self._lines):
            kept.seek(0)
            kept.truncate()
        for built in self.built():
            progress(built.size)
            self.summary.blocks += built.blocks
            self.summary.entries += len(built.marks.names) // SIZE
            self.summary.catalogues |= built.catalogues
            for severity, count in built.counts.items():
                self.summary.counts[severity] += count
            self._findings.write(built.findings)
            self._lines.write(built.lines)
            index.extend(built.marks)
            spool.take(built.page, built.shared)
        return index

    def find(self, diagnostics: list[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            self.summary.counts[diagnostic.severity] += 1
        if diagnostics:
            pickle.dump([(*one.span, *one[1:]) for one in diagnostics], self._findings)

    def findings(self) -> Iterator[Diagnostic]:
        self._findings.seek(0)
        while True:
            try:
                for file, line, column, *rest in pickle.load(self._findings):
                    yield Diagnostic(Span(file, line, column), *rest)
            except EOFError:
                return

    def lines(self) -> Iterator[str]:
        """The records, a line of JSON each; none unless the settings ask for them."""
        self._lines.seek(0)
        return iter(self._lines)

    def built(self) -> Iterator[Built]:
        base = self.builder.settings.base or BASE
        given = self.each_source(base)
        if self.jobs == 1:
            yield from map(self.builder.build, given)
        else:
            yield from _in_pool(self.builder, given, self.jobs)

    def each_source(self, base: str) -> Iterator[Batch]:
        for source in self.sources:
            try:
                yield from batches([source], base, lambda finding: self.find([finding]))
            except SourceError as error:
                self.failed.append(error)


_builder: Builder | None = None


def _start(builder: Builder) -> None:
    global _builder  # noqa: PLW0603  (a pool's process has no other place to keep what its initializer made)
    _builder = builder


def _build(batch: Batch) -> Built:
    assert _builder is not None
    return _builder.build(batch)


def _in_pool(builder: Builder, given: Iterable[Batch], jobs: int) -> Iterator[Built]:
    """Batches through a pool of processes, answers in order, few on their way at a time."""
    from concurrent.futures import Future, ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(builder,)) as pool:
        waiting: deque[Future[Built]] = deque()
        for batch in given:
            waiting.append(pool.submit(_build, batch))
            if len(waiting) > 4 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def cores() -> int:
    """How many processes may run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# -- for programs


def prepare(*sources: str, mappings: Sequence[str] = (), settings: Settings | None = None, jobs: int = 1) -> Run:
    """A run over sources, with the mappings that ship with orkgx unless others are named.

    Raises MappingError for a faulty mapping and SourceError for a source that cannot be read.
    """
    settings = settings or Settings()
    builder = Builder.of(mappings, settings)
    opened, errors = open_sources(sources, source_iri=settings.source_iri or None)
    if errors:
        raise errors[0]
    return Run(builder, opened, jobs=jobs)


def records(*sources: str) -> Iterator[Record]:
    """The records of Markdown sources: fields as written, with their places."""
    opened, errors = open_sources(sources, source_iri=None)
    if errors:
        raise errors[0]
    for source in opened:
        for piece in split_segments(source.texts(), source.name):
            if isinstance(piece, Segment):
                yield from (one.record for one in read_segment(piece, []))


def statements(*sources: str, mappings: Sequence[str] = (), **settings: str) -> Iterator[Statement]:
    """Every distinct statement of the sources' graph, as terms of N-Triples."""
    run = prepare(*sources, mappings=mappings, settings=Settings(**settings))  # type: ignore[arg-type]
    with run.spooled() as spool:
        for chunk in spool.chunks():
            for line in chunk.text.split("\n")[:-1]:
                subject, predicate, rest = line.split(" ", 2)
                yield Statement(subject, predicate, rest[:-2])


def export(*sources: str, mappings: Sequence[str] = (), **settings: str) -> rdflib.Graph:
    """The graph of Markdown sources. `settings` are the fields of `orkgx.program.Settings`."""
    import rdflib

    graph = rdflib.Graph()
    lines = (f"{s} {p} {o} .\n" for s, p, o, _ in statements(*sources, mappings=mappings, **settings))
    graph.parse(data="".join(lines), format="nt")
    return graph


__all__ = ["Builder", "Run", "Summary", "cores", "export", "prepare", "records", "statements"]
