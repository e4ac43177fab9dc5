"""What is merged: each name given, and each named graph in it, as a set of triples of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.slugs import slug
from ...graph.terms import BASE, PREFIXES
from ..blanks import canonical

Iri = ox.NamedNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

RDF_TYPE = Iri(PREFIXES["rdf"] + "type")
LABEL = Iri(PREFIXES["rdfs"] + "label")
_PART_OF = Iri(PREFIXES["dcterms"] + "isPartOf")
_CATALOGUE = Iri(PREFIXES["ox"] + "Catalogue")


class Input(NamedTuple):
    """One graph to merge: what people call it, the IRI that names it among others, its triples, and when its file was
    changed (seconds; 0 where it is no file)."""

    name: str
    graph: Iri
    store: ox.Store
    changed: float

    def objects(self, subject: Term, predicate: Iri) -> list[Term]:
        """The objects of a subject and predicate, in a fixed order."""
        if isinstance(subject, ox.Literal):
            return []
        found = [quad.object for quad in self.store.quads_for_pattern(subject, predicate, None, None)]
        return sorted(found, key=str)

    def subjects(self, predicate: Iri, object_: Term) -> list[Iri]:
        found = [quad.subject for quad in self.store.quads_for_pattern(None, predicate, object_, None)]
        return sorted((one for one in found if isinstance(one, Iri)), key=str)

    def label(self, node: Term) -> str:
        """What people call a node; of a literal, its value."""
        labels = [one.value for one in self.objects(node, LABEL) if isinstance(one, ox.Literal)]
        return labels[0] if labels else str(getattr(node, "value", node))


def inputs(names: Iterable[str], load: Callable[[str], ox.Store]) -> Iterator[Input]:
    """The graphs behind names; `load` gives the store of each, with its named graphs apart. Blank nodes are called by
    what is said of them, so that those of two files are one where the same is said."""
    for name in names:
        store, path = load(name), Path(name)
        changed = path.stat().st_mtime if path.is_file() else 0.0
        for graph in sorted({quad.graph_name for quad in store}, key=str):
            part = ox.Store()
            part.extend(ox.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
            part = canonical(part)
            if isinstance(graph, Iri):
                yield Input(graph.value, graph, part, changed)
            else:
                yield Input(name, _graph(part, name), part, changed)


def _graph(store: ox.Store, name: str) -> Iri:
    """The catalogue that a graph is of; where it is of none or of several, a name made of the file's."""
    found = sorted({quad.subject.value for quad in store.quads_for_pattern(None, RDF_TYPE, _CATALOGUE, None)})  # type: ignore[union-attr]
    if len(found) == 1:
        return Iri(found[0])
    return Iri(f"{BASE}graph/{slug(Path(name).stem)}")
