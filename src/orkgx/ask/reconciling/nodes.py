"""The named things of a graph by kind: what they are called, if they are known elsewhere, how often they are used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.terms import BASE, PREFIXES

_LABELS = tuple(ox.NamedNode(PREFIXES[prefix] + name) for prefix, name in (("rdfs", "label"), ("skos", "altLabel")))
_IDENTITIES = frozenset(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("owl", "sameAs"), ("schema", "sameAs"), ("skos", "exactMatch"))
)
# Parts of a catalogue rather than things of the world: their labels are made of what they hold.
_MADE = frozenset(
    (
        *("accelerator-time", "amount", "catalogue", "contribution", "evaluation", "extension", "graph", "paper"),
        *("quantity", "source", "stated-value"),
    )
)


class Node(NamedTuple):
    """A thing: its IRI, its kind (the step of the IRI before its name), its names, the label first, whether somebody
    else's IRI is given for it, and how many statements have it as their object."""

    iri: str
    kind: str
    names: tuple[str, ...]
    known: bool
    uses: int

    @property
    def label(self) -> str:
        return self.names[0]


def nodes(store: ox.Store, base: str = "") -> Iterator[Node]:
    """The things of a graph that orkgx has made, by kind and label."""
    start = base or BASE
    found = []
    for subject in {quad.subject for quad in store.quads_for_pattern(None, _LABELS[0], None, None)}:
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(start):
            continue
        kind, _, name = subject.value.removeprefix(start).partition("/")
        if not name or "/" in name or kind in _MADE:
            continue
        names = [_value(quad) for label in _LABELS for quad in store.quads_for_pattern(subject, label, None, None)]
        known = any(quad.predicate in _IDENTITIES for quad in store.quads_for_pattern(subject, None, None, None))
        uses = sum(1 for _ in store.quads_for_pattern(None, None, subject, None))
        found.append(Node(subject.value, kind, tuple(dict.fromkeys(names)), known, uses))
    yield from sorted(found, key=lambda node: (node.kind, node.label, node.iri))


def _value(quad: ox.Quad) -> str:
    return str(getattr(quad.object, "value", quad.object))
