"""Graphs that can be asked: exports, other RDF files and catalogues alike, in one store of Oxigraph."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..mapping.compiled import Settings
from ..model import SinkError, SourceError
from ..pipeline import Builder, Engine, Run
from ..read.sources import Source, open_sources
from ..write.formats import RDF_FORMATS, format_for

if TYPE_CHECKING:
    import rdflib


_LARGE = 4_000_000  # bytes of sources; a graph in memory takes some sixty times as much
_AT_ONCE = 50_000  # statements that are loaded at once: what a store does with more, it does in memory
_folders: list[tempfile.TemporaryDirectory[str]] = []


def _beside_memory() -> tempfile.TemporaryDirectory[str]:
    """A folder for a store; nobody knows when a store is no longer asked, so that it is kept to the end."""
    _folders.append(tempfile.TemporaryDirectory(prefix="orkgx-", ignore_cleanup_errors=True))
    return _folders[-1]


class Loaded(NamedTuple):
    """A store, and the run over those of its sources that are catalogues; None where all were RDF."""

    store: ox.Store
    run: Run | None


def load(
    *names: str,
    mappings: Sequence[str] = (),
    settings: Settings | None = None,
    jobs: int = 1,
    engine: Engine | None = None,
    folder: Path | None = None,
    memory: int | None = None,
) -> Loaded:
    """All that stands behind names, as `orkgx.read.sources` finds it; what has the ending of RDF is read as such.

    The store is in `folder`, which must be empty or not there, if one is given; else, or for sources of up to `memory`
    bytes, in memory; without a folder that of large sources is in one of its own, which goes when the process ends.
    Raises SourceError for what cannot be read and MappingError for a faulty mapping.
    """
    opened, errors = open_sources(names, source_iri=None)
    if errors:
        raise errors[0]
    try:
        size = sum(source.size for source in opened)
        if memory is not None and size <= memory:
            folder = None
        elif folder is None and size > _LARGE:
            folder = Path(_beside_memory().name)
        store = ox.Store(str(folder)) if folder else ox.Store()
    except OSError as error:
        raise SinkError(f"the store cannot be written: {error}") from error
    catalogues = []
    for source in opened:
        format_ = _rdf(source.name)
        if format_ is None:
            catalogues.append(source)
        else:
            _load_rdf(store, source, format_)
    if not catalogues:
        return Loaded(store, None)
    run = Run(Builder.of(mappings, settings or Settings()), catalogues, jobs=jobs, engine=engine)
    _load_catalogues(store, run)
    return Loaded(store, run)


def is_rdf(name: str) -> bool:
    """Whether a name's ending is that of an RDF format."""
    return _rdf(name) is not None


def _rdf(name: str) -> ox.RdfFormat | None:
    format_ = RDF_FORMATS.get(format_for(name.partition("?")[0]))
    return ox.RdfFormat.from_media_type(format_.media_type) if format_ else None


def quads_of(
    name: str, *, mappings: Sequence[str] = (), settings: Settings | None = None, engine: Engine | None = None
) -> Iterator[ox.Quad]:
    """The statements that `load` would load, one by one and without a store."""
    opened, errors = open_sources([name], source_iri=None)
    if errors:
        raise errors[0]
    catalogues = []
    for source in opened:
        if format_ := _rdf(source.name):
            with _told(source, format_), source.open() as content:
                yield from ox.parse(content, format_, base_iri=source.iri or None, lenient=True)
        else:
            catalogues.append(source)
    if catalogues:
        with _triples(Run(Builder.of(mappings, settings or Settings()), catalogues, engine=engine)) as triples:
            yield from ox.parse(triples, ox.RdfFormat.N_TRIPLES, lenient=True)


def _load_rdf(store: ox.Store, source: Source, format_: ox.RdfFormat) -> None:
    base = source.iri or None
    with _told(source, format_), source.open() as content:
        if source.size <= _LARGE:
            store.bulk_load(content, format_, base_iri=base, lenient=True)
            return
        quads = ox.parse(content, format_, base_iri=base, lenient=True)
        while some := list(islice(quads, _AT_ONCE)):
            store.bulk_extend(some)


@contextmanager
def _told(source: Source, format_: ox.RdfFormat) -> Iterator[None]:
    """What is wrong with a file of RDF, as errors of its source."""
    try:
        yield
    except SyntaxError as error:
        place = f"line {error.lineno}, column {error.offset}: " if error.lineno else ""
        raise SourceError(source.name, f"{place}this is not {format_.name}: {error.msg}") from error
    except (OSError, ValueError) as error:
        raise SourceError(source.name, f"it cannot be read as {format_.name}: {error}") from error


def _load_catalogues(store: ox.Store, run: Run) -> None:
    with _triples(run) as triples:
        try:
            while some := b"".join(islice(triples, _AT_ONCE)):
                store.bulk_load(some, ox.RdfFormat.N_TRIPLES, lenient=True)
        except OSError as error:
            raise SinkError(f"the store cannot be written: {error}") from error


@contextmanager
def _triples(run: Run) -> Iterator[IO[bytes]]:
    """The statements of a run over catalogues, as a file of N-Triples."""
    with run.spooled() as spool, tempfile.TemporaryFile() as triples:
        if run.failed:
            raise run.failed[0]
        spool.copy_ntriples(triples)
        triples.seek(0)
        yield triples


class Growing:
    """A store that begins in memory and goes to the disk when it has many statements."""

    def __init__(self) -> None:
        self._waiting: list[ox.Quad] = []
        self._store: ox.Store | None = None

    def add(self, quad: ox.Quad) -> None:
        self._waiting.append(quad)
        if len(self._waiting) >= _AT_ONCE:
            self._store = self._store or ox.Store(_beside_memory().name)
            self._store.bulk_extend(self._waiting)
            self._waiting = []

    @property
    def store(self) -> ox.Store:
        """All that was added."""
        if self._store is None:
            self._store = ox.Store()
        if self._waiting:
            self._store.bulk_extend(self._waiting)
            self._waiting = []
        return self._store


def to_rdflib(store: ox.Store) -> rdflib.Graph:
    """All that a store holds as one graph of rdflib, which pySHACL works on."""
    import rdflib

    graph = rdflib.Graph()
    triples: Iterator[ox.Triple] = (quad.triple for quad in store)
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph
