"""Which papers and models of several graphs are the same thing, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from ...graph.slugs import fold
from ...graph.terms import DOI, PREFIXES
from .inputs import LABEL, RDF_TYPE, Input, Iri

MODEL = Iri(PREFIXES["fair4ml"] + "MLModel")
HAS_MODEL = Iri(PREFIXES["orkgp"] + "HAS_MODEL")
SAME = Iri(PREFIXES["owl"] + "sameAs")
_PAPER = Iri(PREFIXES["orkgc"] + "Paper")
_ALIAS = Iri(PREFIXES["skos"] + "altLabel")
_DOI = Iri(PREFIXES["orkgp"] + "P26")
_CITATION = Iri(PREFIXES["schema"] + "citation")
_IDS = PREFIXES["orkgr"]

Key = tuple[str, str]


class Sameness:
    """Nodes that are one thing, as sets that grow together; the name of each is decided by its members alone, so that
    the order in which they are found does not matter."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._why: dict[str, set[str]] = defaultdict(set)

    def find(self, node: str) -> str:
        """The name of the thing that a node is."""
        while (above := self._above.get(node, node)) != node:
            self._above[node] = self._above.get(above, above)
            node = above
        return node

    def join(self, nodes: Iterable[str], why: str) -> None:
        roots = sorted({self.find(node) for node in nodes}, key=_rank)
        for other in roots[1:]:
            self._above[other] = roots[0]
            self._why[roots[0]] |= {why, *self._why.pop(other, ())}

    def why(self, node: str) -> tuple[str, ...]:
        return tuple(sorted(self._why[self.find(node)]))

    def renamed(self) -> dict[str, str]:
        """The nodes that are called otherwise from now on."""
        return {node: name for node in self._above if (name := self.find(node)) != node}


def _rank(node: str) -> tuple[bool, int, str]:
    """An id of the ORKG comes before an IRI made of a name, and a shorter one before a longer."""
    return not node.startswith(_IDS), len(node), node


def same_things(graphs: Sequence[Input]) -> Sameness:
    """Papers by DOI and title, then models by ORKG id, name and alias; and by the paper where it is about one model in
    each graph and no name says otherwise."""
    same = Sameness()
    for graph in graphs:
        for quad in graph.store.quads_for_pattern(None, SAME, None, None):
            if isinstance(quad.subject, Iri) and isinstance(quad.object, Iri):
                same.join((quad.subject.value, quad.object.value), "owl:sameAs")
    _join(same, map(_paper_keys, graphs))
    _join(same, map(_model_keys, graphs))
    _join_by_paper(same, graphs)
    return same


def _join(same: Sameness, keys: Iterable[Iterable[tuple[Key, str]]]) -> None:
    """Join what has a key in common; `keys` are those of one graph each. What a graph tells apart stays apart."""
    by_key: dict[Key, set[str]] = defaultdict(set)
    apart: set[Key] = set()
    for some in keys:
        own: dict[Key, set[str]] = defaultdict(set)
        for key, node in some:
            own[key].add(same.find(node))
        for key, nodes in own.items():
            by_key[key] |= nodes
            if len(nodes) > 1:
                apart.add(key)
    for key, nodes in sorted(by_key.items()):
        # Two ids of the ORKG are two things there, whatever they are called.
        named = {node for node in nodes if node.startswith(_IDS)}
        if key not in apart:
            same.join(nodes if len(named) < 2 else nodes - named, key[0])


def _paper_keys(graph: Input) -> Iterator[tuple[Key, str]]:
    for paper in graph.subjects(RDF_TYPE, _PAPER):
        for doi in graph.objects(paper, _DOI):
            yield ("DOI", graph.label(doi).casefold().removeprefix(DOI)), paper.value
        yield ("title", fold(graph.label(paper))), paper.value


def _model_keys(graph: Input) -> Iterator[tuple[Key, str]]:
    for model in graph.subjects(RDF_TYPE, MODEL):
        for name in (*graph.objects(model, LABEL), *graph.objects(model, _ALIAS)):
            if isinstance(name, ox.Literal) and (folded := fold(name.value)):
                yield ("name", folded.replace(" ", "")), model.value
        for contribution in graph.subjects(HAS_MODEL, model):
            if contribution.value.startswith(_IDS):
                yield ("ORKG id", contribution.value), model.value


def _join_by_paper(same: Sameness, graphs: Sequence[Input]) -> None:
    """A paper that is about one model here and about one there is about the same, unless either has its name on the
    other side already."""
    for_paper: dict[str, list[set[str]]] = defaultdict(list)
    at: dict[str, set[int]] = defaultdict(set)
    for number, graph in enumerate(graphs):
        models: dict[str, set[str]] = defaultdict(set)
        for model in graph.subjects(RDF_TYPE, MODEL):
            at[same.find(model.value)].add(number)
            for paper in graph.objects(model, _CITATION):
                if isinstance(paper, Iri):
                    models[same.find(paper.value)].add(same.find(model.value))
        for paper_name, some in models.items():
            for_paper[paper_name].append(some)
    for _, parts in sorted(for_paper.items()):
        alone = [next(iter(some)) for some in parts if len(some) == 1]
        several = len(alone) == len(parts) > 1 and len(set(alone)) == len(parts)
        if several and all(len(at[model]) == 1 for model in alone):
            same.join(alone, "paper")
