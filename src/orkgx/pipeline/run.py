"""A run over sources: batches through an engine, identities into one index, statements into a spool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ..graph.outliers import Sizes
from ..graph.terms import BASE
from ..mapping.compiled import Settings
from ..model import Diagnostic, Severity, SourceError
from ..read.batches import batches
from ..read.directives import Directive
from ..read.sources import Source, open_sources
from ..write.spool import Spool
from ..write.spool.notes import Notes, pack_findings
from .builder import Alone, Builder, Figures
from .engines import Engine, engine_for, here
from .results import Results

_AT_ONCE = 1_000  # findings
_FEW = 16  # batches that are made again sooner here than in processes that must start


@dataclass(slots=True)
class Summary:
    """The figures of a run; `read` are how many entries each mapping read of each source."""

    blocks: int = 0
    entries: int = 0
    read: Counter[tuple[str, str]] = field(default_factory=Counter)
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))

    @property
    def catalogues(self) -> set[str]:
        """The names of the mappings that read something."""
        return {mapping for _, mapping in self.read}

    def add(self, figures: Figures) -> None:
        self.blocks += figures.blocks
        self.entries += figures.entries
        self.read.update(figures.read)
        for severity, count in figures.counts.items():
            self.counts[severity] += count


class Run:
    """One run over sources: a spool of statements, the findings and the records' lines of JSON in the order of the
    sources, and the figures."""

    def __init__(
        self, builder: Builder, sources: Sequence[Source], *, jobs: int = 1, engine: Engine | None = None
    ) -> None:
        self.builder, self.sources, self.engine = builder, sources, engine or engine_for(jobs)
        self.notes = Notes()
        self.summary = Summary()
        self.failed: list[SourceError] = []
        self.directives: list[Directive] = []

    @contextmanager
    def spooled(
        self, progress: Callable[[int], None] = lambda size: None, folder: Path | None = None
    ) -> Iterator[Spool]:
        """Every entry in a spool, whose files are in `folder` or where temporary files are.

        Batches are made again where a name turns out to have several dates, or an entry to stand there twice.
        """
        self.notes.clear()
        self.summary, self.failed, self.directives = Summary(), [], []
        with Spool(folder) as spool:
            results = Results(spool, self.notes)
            base, whole = self.builder.settings.base or BASE, self.builder.whole
            read = batches(self.sources, base, lambda one: self.find([one]), self.failed.append, whole=whole)
            for built in self.engine(self.builder, results.keep(read)):
                progress(built.size)
                results.take(built)
            self._settle(results)
            self._count(results)
            yield spool

    def _settle(self, results: Results) -> None:
        """Make batches again that lack what only the whole shows; doubles are sought among names that have dates."""
        dated, unknowing = results.dated(self.builder)
        self.builder = self.builder.again(dated=dated) if dated else self.builder
        self._make_again(results, unknowing)
        doubled, unknowing = results.doubled([source.name for source in self.sources])
        if doubled:
            self.builder = self.builder.again(doubled=doubled)
            self._make_again(results, unknowing)
        results.sweep()

    def _make_again(self, results: Results, numbers: Sequence[int]) -> None:
        engine = here if len(numbers) < _FEW else self.engine
        made = engine(Alone(self.builder), results.kept(numbers)) if numbers else ()
        for number, built in zip(numbers, made, strict=True):
            results.replace(number, built)

    def _count(self, results: Results) -> None:
        sizes = Sizes()
        for figures in results.figures():
            self.summary.add(figures)
            self.directives += figures.directives
            sizes.extend(figures.sizes)
        self.find(sizes.findings())

    def find(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add findings that are made after all batches."""
        diagnostics = iter(diagnostics)
        while some := list(islice(diagnostics, _AT_ONCE)):
            for diagnostic in some:
                self.summary.counts[diagnostic.severity] += 1
            self.notes.take(pack_findings(some))

    def findings(self) -> Iterator[Diagnostic]:
        """The findings of the run, in the order of the sources."""
        return self.notes.findings()

    def lines(self) -> Iterator[str]:
        """The records, a line of JSON each; none unless the settings ask for them."""
        return self.notes.lines()


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
