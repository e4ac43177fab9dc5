"""The whole way from sources to entries. **A newcomer opens this first.**

A `Builder` takes batches of segments through stages 1 to 3; it is pure, so it works here or in a pool of processes.
`Run` feeds it, keeps the index, and hands what it makes to a spool. That one name stands with two dates, or an entry
twice, is known only at the end; then the run starts again with those known, which most catalogues never need.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .builder import Batch, Builder, Built, batches, packed
from .graph.digests import SIZE
from .graph.identity import Index
from .graph.terms import BASE
from .mapping.compiled import Settings
from .model import Diagnostic, OrkgxError, Record, Severity, SourceError, Span, Statement
from .read.records import Forms
from .read.segments import Segment, split_segments
from .read.sources import Source, open_sources
from .write.spool import Spool

if TYPE_CHECKING:
    import rdflib


class LostProcess(OrkgxError):
    """A process of a pool is gone, and with it what it had read."""

    code = "lost-process"


@dataclass(slots=True)
class Summary:
    """The figures of a run, and the names of the mappings that read something."""

    blocks: int = 0
    entries: int = 0
    catalogues: set[str] = field(default_factory=set)
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))


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
    def spooled(
        self, progress: Callable[[int], None] = lambda size: None, folder: Path | None = None
    ) -> Iterator[Spool]:
        """Every entry in a spool, whose files are in `folder` or where temporary files are.

        The sources are read again where a name turns out to have several dates, or an entry to stand there twice.
        """
        while True:
            with Spool(folder) as spool:
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
        self._findings.write(packed(diagnostics))

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
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool that is killed leaves its processes waiting for work, without end, unless they watch it."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _build(batch: Batch) -> Built:
    assert _builder is not None
    return _builder.build(batch)


def _in_pool(builder: Builder, given: Iterable[Batch], jobs: int) -> Iterator[Built]:
    """Batches through a pool of processes, answers in order, few on their way at a time."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(jobs, initializer=_start, initargs=(builder,)) as pool:
            waiting: deque[Future[Built]] = deque()
            for batch in given:
                waiting.append(pool.submit(_build, batch))
                if len(waiting) > 4 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool:
        raise LostProcess(
            "a process of the pool was ended from outside, maybe for want of memory; try fewer --jobs"
        ) from None


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
    forms = Forms()
    for source in opened:
        for piece in split_segments(source.texts(), source.name):
            if isinstance(piece, Segment):
                yield from forms.records(piece, [])


def statements(*sources: str, mappings: Sequence[str] = (), **settings: str) -> Iterator[Statement]:
    """Every distinct statement of the sources' graph, as terms of N-Triples."""
    run = prepare(*sources, mappings=mappings, settings=Settings(**settings))  # type: ignore[arg-type]
    with run.spooled() as spool:
        for chunk in spool.chunks():
            for line in chunk.text.split("\n")[:-1]:
                subject, predicate, rest = line.split(" ", 2)
                yield Statement(subject, predicate, rest[:-2])


def export(*sources: str, mappings: Sequence[str] = (), **settings: str) -> rdflib.Graph:
    """The graph of Markdown sources. `settings` are the fields of `orkgx.mapping.compiled.Settings`."""
    import rdflib

    graph = rdflib.Graph()
    lines = (f"{s} {p} {o} .\n" for s, p, o, _ in statements(*sources, mappings=mappings, **settings))
    graph.parse(data="".join(lines), format="nt")
    return graph


__all__ = ["Builder", "Run", "Summary", "cores", "export", "prepare", "records", "statements"]
