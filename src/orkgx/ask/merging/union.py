"""The union of graphs: each thing under one name, values in conflict by a policy, sizes of a model as its variants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.slugs import fold
from ...graph.terms import PREFIXES
from ...model import OrkgxError
from .conflicts import PROPERTIES, Conflict
from .inputs import LABEL, RDF_TYPE, Input, Iri, Term
from .sameness import MODEL, SAME, Sameness

_VARIANT = Iri(PREFIXES["schema"] + "hasVariant")
_ALIAS = Iri(PREFIXES["skos"] + "altLabel")
# The size that ends the name of a variant, in a folded name: "gpt neox 20b".
_SIZE = re.compile(r"(.+?) \d+(?: \d+)? ?[kmbt]")
_AGAIN = {one.predicate.value: one.again for one in PROPERTIES}


class PolicyError(OrkgxError):
    """A policy that cannot be followed."""

    code = "unknown-policy"


class Merged(NamedTuple):
    """The union as quads, sorted, each in the graph of its catalogue, and how many things have another name in it."""

    quads: list[ox.Quad]
    renamed: int

    def triples(self) -> Iterator[ox.Triple]:
        """The quads without their graphs, each once; they are sorted by what they say."""
        before = None
        for quad in self.quads:
            if quad.triple != before:
                yield quad.triple
            before = quad.triple


def union(graphs: Sequence[Input], same: Sameness, withdrawn: set[tuple[str, ox.Triple]]) -> Merged:
    """All that graphs say, but for what is `withdrawn` from one by its name; the order of the graphs does not count."""
    renamed = same.renamed()

    def name(term: Term) -> Term:
        return Iri(renamed[term.value]) if isinstance(term, Iri) and term.value in renamed else term

    quads: set[ox.Quad] = set()
    for graph in graphs:
        for quad in graph.store:
            subject, predicate, object_ = quad.triple
            if (graph.name, quad.triple) in withdrawn:
                continue
            own = name(subject)
            if predicate == SAME:
                quads.add(ox.Quad(subject, predicate, object_, graph.graph))
            else:
                quads.add(ox.Quad(own, predicate, name(object_), graph.graph))  # type: ignore[arg-type]
            if own != subject:
                quads.add(ox.Quad(own, SAME, subject, graph.graph))  # type: ignore[arg-type]
    quads = _one_label(quads)
    quads |= set(_variants(quads))
    return Merged(sorted(quads, key=_in_order), len(renamed))


def _in_order(quad: ox.Quad) -> tuple[str, bool, str, str, str]:
    subject, predicate, object_ = (str(term) for term in quad.triple)
    return subject, quad.predicate != RDF_TYPE, predicate, object_, str(quad.graph_name)


def _one_label(quads: set[ox.Quad]) -> set[ox.Quad]:
    """Each thing with one label a language, that with the fewest letters in the most words; others are beside it."""
    labels: dict[tuple[Term, str | None], list[ox.Quad]] = {}
    for quad in quads:
        if quad.predicate == LABEL and isinstance(quad.object, ox.Literal):
            labels.setdefault((quad.subject, quad.object.language), []).append(quad)
    for several in labels.values():
        first = min(map(_text, several), key=_plainness)
        for quad in several:
            if _text(quad) != first:
                quads.remove(quad)
                quads.add(ox.Quad(quad.subject, _ALIAS, quad.object, quad.graph_name))
    return quads


def _text(quad: ox.Quad) -> str:
    return str(getattr(quad.object, "value", quad.object))


def _plainness(label: str) -> tuple[int, int, str]:
    words = fold(label).split()
    return sum(map(len, words)), -len(words), label


def _variants(quads: set[ox.Quad]) -> Iterator[ox.Quad]:
    """Models whose name is that of another one and a size."""
    models = {quad.subject for quad in quads if quad.predicate == RDF_TYPE and quad.object == MODEL}
    names = [quad for quad in quads if quad.predicate == LABEL and quad.subject in models]
    by_name = {fold(_text(quad)): quad.subject for quad in names}
    for quad in names:
        found = _SIZE.fullmatch(fold(_text(quad)))
        base = by_name.get(found[1]) if found else None
        if base is not None and base != quad.subject:
            yield ox.Quad(base, _VARIANT, quad.subject, quad.graph_name)


# -- policies


def _prefer(name: str, graphs: Sequence[Input]) -> Callable[[Input], tuple[object, ...]]:
    if all(name not in (graph.name, graph.graph.value) for graph in graphs):
        known = ", ".join(graph.name for graph in graphs)
        raise PolicyError(f"prefer:{name} names none of the graphs; there are {known}")
    return lambda graph: (name in (graph.name, graph.graph.value),)


def _newest(_: str, graphs: Sequence[Input]) -> Callable[[Input], tuple[object, ...]]:
    for graph in graphs:
        if not graph.changed:
            raise PolicyError(f"newest: it is not known when {graph.name} was changed; use prefer:NAME")
    return lambda graph: (graph.changed,)


POLICIES = {"prefer": _prefer, "newest": _newest}


def withdraw(found: Sequence[Conflict], policy: str, graphs: Sequence[Input]) -> set[tuple[str, ox.Triple]]:
    """What a policy takes from the graphs whose values lose: the name of the graph, and the triple of the model.

    Nothing with ``keep-all`` and ``fail``. Raises PolicyError.
    """
    kind, _, name = policy.partition(":")
    if kind not in POLICIES:
        return set()
    worth = POLICIES[kind](name, graphs)
    taken = set()
    for conflict in found:
        best = max(worth(graph) for graph, _ in conflict.nodes)
        predicates = (Iri(conflict.predicate), *_AGAIN[conflict.predicate])
        losing = [(graph, node) for graph, nodes in conflict.nodes if worth(graph) != best for node in nodes]
        for (graph, node), predicate in product(losing, predicates):
            taken |= {(graph.name, ox.Triple(node, predicate, one)) for one in graph.objects(node, predicate)}
    return taken
