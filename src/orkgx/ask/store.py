"""Graphs that can be asked: exports, other RDF files and catalogues alike, in one store of Oxigraph."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..mapping.compiled import Settings
from ..model import SinkError
from ..pipeline import Engine, Run
from ..read.sources import Source
from .statements import behind, is_rdf, opened_rdf, quads_in, triples_of

if TYPE_CHECKING:
    import rdflib

__all__ = ["Loaded", "is_rdf", "load", "to_rdflib"]

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
    found = behind(names, mappings=mappings, settings=settings, jobs=jobs, engine=engine)
    of_run = found.run.sources if found.run else ()
    try:
        size = sum(source.size for source in (*(one for one, _ in found.rdf), *of_run))
        if memory is not None and size <= memory:
            folder = None
        elif folder is None and size > _LARGE:
            folder = Path(_beside_memory().name)
        store = ox.Store(str(folder)) if folder else ox.Store()
    except OSError as error:
        raise SinkError(f"the store cannot be written: {error}") from error
    for source, format_ in found.rdf:
        _load_rdf(store, source, format_)
    if found.run:
        _load_catalogues(store, found.run)
    return Loaded(store, found.run)


def _load_rdf(store: ox.Store, source: Source, format_: ox.RdfFormat) -> None:
    if source.size <= _LARGE:
        with opened_rdf(source, format_) as content:
            store.bulk_load(content, format_, base_iri=source.iri or None, lenient=True)
        return
    quads = quads_in(source, format_)
    while some := list(islice(quads, _AT_ONCE)):
        store.bulk_extend(some)


def _load_catalogues(store: ox.Store, run: Run) -> None:
    with triples_of(run) as triples:
        try:
            while some := b"".join(islice(triples, _AT_ONCE)):
                store.bulk_load(some, ox.RdfFormat.N_TRIPLES, lenient=True)
        except OSError as error:
            raise SinkError(f"the store cannot be written: {error}") from error


def to_rdflib(store: Iterable[ox.Quad]) -> rdflib.Graph:
    """All that a store holds as one graph of rdflib, which pySHACL works on."""
    import rdflib

    graph = rdflib.Graph()
    triples: Iterator[ox.Triple] = (quad.triple for quad in store)
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph
