"""What a rendered catalogue does not say of a graph, or says beside it: found by reading it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import NamedTuple

import pyoxigraph as ox

from ..graph.provenance import DERIVED
from ..graph.terms import address, is_iri
from ..pipeline import Builder, Run
from ..read.sources import Source
from .inverting import Graph, Term, text_of
from .rendering import Rendered, graph_of

_SHOWN = 60  # characters of a value


class Loss(NamedTuple):
    """What an entry says more or less than the graph does, by the labels of predicates and values; whether it was
    `read` at all."""

    name: str
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    read: bool = True

    def __str__(self) -> str:
        if not self.read:
            return f"{self.name!r} cannot be written as the graph has it; as it is written, no mapping would read it"
        parts = [
            f"{len(some):,} {what}: {'; '.join(some[:3])}{' ...' * (len(some) > 3)}"
            for what, some in (("not said", self.missing), ("said beside it", self.surplus))
            if some
        ]
        return f"{self.name!r} cannot be written as the graph has it; {', '.join(parts)}"


def graph_of_texts(builder: Builder, files: Mapping[str, str]) -> Graph:
    """What a catalogue of these texts says, by the names of their files."""
    builder.forget()
    run = Run(builder, [_source(name, text) for name, text in files.items()])
    with run.spooled() as spool:
        store = ox.Store()
        store.bulk_load(b"".join(spool.pieces()), ox.RdfFormat.N_TRIPLES, lenient=True)
    return graph_of(store)


def _source(name: str, text: str) -> Source:
    data = text.encode("utf-8", "surrogateescape")
    return Source(name, name, "", len(data), lambda: BytesIO(data))


def losses(builder: Builder, graph: Graph, rendered: Rendered) -> Iterator[Loss]:
    """The entries of a rendered catalogue that do not say what the graph does."""
    read = graph_of_texts(builder, rendered.files)
    for thing in rendered.things:
        subjects = thing.subjects.values()
        before = {(one, *fact) for one in subjects for fact in graph.get(one, ()) if fact[0] != DERIVED}
        after = {(one, *fact) for one in subjects for fact in read.get(one, ()) if fact[0] != DERIVED}
        if before != after:
            some = (before - after, after - before)
            missing, surplus = [tuple(sorted(_shown(graph | read, *one[1:]) for one in part)) for part in some]
            yield Loss(thing.name, missing, surplus, bool(after))


def _shown(graph: Graph, predicate: Term, end: Term) -> str:
    return f"{_name(graph, predicate)} {_name(graph, end)[:_SHOWN]!r}"


def _name(graph: Graph, term: Term) -> str:
    """What people call a term."""
    if not is_iri(term):
        return text_of(term)
    labels = (text_of(end) for predicate, end in graph.get(term, ()) if address(predicate).endswith("#label"))
    return next(labels, re.split("[/#]", address(term))[-1])
