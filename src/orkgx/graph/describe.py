"""What a graph says of the terms it uses: classes, predicates, and the things that entries share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ..mapping.cache import remember
from ..mapping.readers.reading import Node
from ..model import Chunk, Group
from .terms import LABEL, TYPE, address, expand, iri, line, literal, tail

_REMEMBERED = 4_000  # nodes; memory must not grow with the input


class Descriptions:
    """Describes terms, each group of terms as one object however often it is asked for; no line stands twice in one.

    `labels` are those of the ontology, by term. With `orkg` the graph is one that the ORKG itself could hold.
    """

    def __init__(self, prefixes: dict[str, str], labels: Mapping[str, str], *, orkg: bool) -> None:
        self.prefixes, self.labels, self.orkg = prefixes, labels, orkg
        self.resource = (self.term("orkgc:Resource"),)
        self._terms: dict[str, Chunk] = {}
        self._groups: dict[tuple[str, ...], Group] = {}
        self._nodes: dict[str, tuple[Node, tuple[Group, Group]]] = {}
        # By types: the tails that all nodes of them begin with, and what describes those types.
        self._beginnings: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[tuple[str, ...], Group]] = {}

    def term(self, curie: str) -> str:
        return iri(expand(curie, self.prefixes))

    def of(self, term: str, label: str = "", kind: str = "") -> Chunk:
        """The description of a class, a predicate or an individual."""
        found = self._terms.get(term)
        if found is None or label:
            text = label or self.labels.get(term) or re.split(r"[#/]", address(term))[-1]
            typed = line(term, TYPE, kind) if kind else ""
            found = self._terms[term] = Chunk(term, typed + line(term, LABEL, literal(text)))
        return found

    def group(self, *terms: str) -> Group:
        if terms not in self._groups:
            self._groups[terms] = tuple(map(self.of, terms))
        return self._groups[terms]

    def predicate(self, term: str, label: str = "") -> Chunk:
        kind = "orkgc:Predicate" if self.orkg else "rdf:Property"
        return self.of(term, label, self.term(kind))

    def node(self, node: Node) -> tuple[Group, Group]:
        """The description of a node that many entries may share, and those of the classes and predicates in it."""
        subject = node.iri
        known = self._nodes.get(subject)
        if known and known[0] == node:
            return known[1]
        groups = self._node(node)
        if not known:
            remember(self._nodes, subject, (node, groups), _REMEMBERED)
        return groups

    def _node(self, node: Node) -> tuple[Group, Group]:
        subject, label, types, facts, orkg = node
        if self.orkg:
            types, facts = self.resource, ()
        known = self._beginnings.get((types, orkg))
        if known is None:
            all_ = tuple(dict.fromkeys((*types, *orkg)))
            typed = tuple([tail(TYPE, type_) for type_ in all_])
            known = remember(self._beginnings, (types, orkg), (typed, self.group(*all_)), _REMEMBERED)
        typed, described = known
        tails = [*typed, tail(LABEL, literal(label))]
        if facts:
            tails += dict.fromkeys([tail(predicate, term) for predicate, term in facts])
            described += self.group(*[predicate for predicate, _ in facts])
        return (Chunk.of(subject, tails),), described


@cache
def ontology_labels(folder: Path) -> dict[str, str]:
    """The English label of each class and property that a graph may use, by term, from the folder's Turtle files."""
    import pyoxigraph

    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.ttl")):
        for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
            if str(quad.predicate) == LABEL and isinstance(quad.object, pyoxigraph.Literal):
                found.setdefault(str(quad.subject), quad.object.value)
    return found
