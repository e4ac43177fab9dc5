"""What one graph says and another does not, by the model that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES
from ..write.review import Entry, paired
from .answers import turtle
from .blanks import canonical

_KNOWN = {**PREFIXES, "id": BASE}
_MODEL = ox.NamedNode(PREFIXES["orkgp"] + "HAS_MODEL")
_CONTRIBUTION = ox.NamedNode(PREFIXES["orkgp"] + "P31")
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
# Where a statement was found moves with every line that is added above it.
_PLACES = {ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom"), ox.NamedNode(PREFIXES["ox"] + "line")}


class Change(NamedTuple):
    """A statement that one of two graphs has; `about` is the label of its model, or else of its subject."""

    about: str
    added: bool
    triple: ox.Triple


def changes(before: ox.Store, after: ox.Store, *, places: bool = False) -> Iterator[Change]:
    """The statements removed and added, sorted by what they are about; with `places`, also where they were found.

    Blank nodes are one where the same is said of them, whatever their labels.
    """
    found = []
    before, after = canonical(before), canonical(after)
    for added, one, other in ((False, before, after), (True, after, before)):
        for quad in one:
            if (places or quad.predicate not in _PLACES) and not _has(other, quad.triple):
                found.append(Change(_about(one, quad.subject), added, quad.triple))
    yield from sorted(found, key=lambda change: (change.about, str(change.triple.subject), change.added, str(change)))


def entries(found: Iterable[Change], before: ox.Store, after: ox.Store) -> Iterator[Entry]:
    """The same by property, in labels: what goes beside what comes in its place. What a model and its contribution
    both say is told once."""
    for about, group in groupby(found, key=lambda change: change.about):
        values: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
        for _, added, triple in group:
            store = after if added else before
            way = str(triple.subject), _named(store, triple.predicate)
            values.setdefault(way, ([], []))[added].append(_named(store, triple.object))
        changes = [
            change
            for (_, property_), (old, new) in values.items()
            for change in paired([(property_, one) for one in old], [(property_, one) for one in new])
        ]
        yield Entry(about, "", "", "", list(dict.fromkeys(changes)))


def _named(store: ox.Store, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """A term as people know it: a literal's text, a label, or else a short IRI."""
    if isinstance(term, ox.Literal):
        return term.value
    label = _label(store, term) if isinstance(term, ox.NamedNode) else ""
    return turtle(term, _KNOWN) if label in ("", getattr(term, "value", "")) else label


def _has(store: ox.Store, triple: ox.Triple) -> bool:
    return next(store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None), None) is not None


def _about(store: ox.Store, subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    """The label of the model that a paper, a contribution, or a part of one is about."""
    if not isinstance(subject, ox.NamedNode):
        return str(subject)
    for candidate in (subject, ox.NamedNode(subject.value.rpartition("/")[0] or subject.value)):
        nodes = [candidate, *_objects(store, candidate, _CONTRIBUTION)]
        for node in nodes:
            if models := _objects(store, node, _MODEL):
                return _label(store, models[0])
    own = subject if _label(store, subject) != subject.value else ox.NamedNode(subject.value.rpartition("/")[0] or "x:")
    label = _label(store, own)
    return subject.value if label == own.value else label


def _objects(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
    found = [quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)]
    return sorted((one for one in found if isinstance(one, ox.NamedNode)), key=lambda one: one.value)


def _label(store: ox.Store, node: ox.NamedNode) -> str:
    labels = [quad.object.value for quad in store.quads_for_pattern(node, _LABEL, None, None)]  # type: ignore[union-attr]
    return min(labels, default=node.value)
