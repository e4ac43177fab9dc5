"""What one graph says and another does not, by the model that it is about. Both are sorted on the disk and compared
line by line; memory holds neither of them, nor what differs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from functools import cached_property
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter
from typing import IO, NamedTuple

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES
from ..write.review import Entry, paired
from ..write.sorting import in_order
from .answers import turtle
from .blanks import is_blank, labelled
from .statements import line_of
from .subjects import Subjects

_KNOWN = {**PREFIXES, "id": BASE}
_MODEL = ox.NamedNode(PREFIXES["orkgp"] + "HAS_MODEL")
_CONTRIBUTION = ox.NamedNode(PREFIXES["orkgp"] + "P31")
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_AT_ONCE = 10_000  # of such statements
_NAMING = {_MODEL, _CONTRIBUTION, _LABEL}
# Where a statement was found moves with every line that is added above it.
_PLACES = {ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom"), ox.NamedNode(PREFIXES["ox"] + "line")}


class Change(NamedTuple):
    """A statement that one of two graphs has; `about` is the label of its model, or else of its subject."""

    about: str
    added: bool
    triple: ox.Triple


class Difference:
    """The statements that one of two graphs has, sorted by what they are about; with `places`, also where they were
    found. Blank nodes are one where the same is said of them, whatever their labels."""

    def __init__(self, before: Iterable[ox.Quad], after: Iterable[ox.Quad], *, places: bool = False) -> None:
        self._sides = _Side(before, places=places), _Side(after, places=places)
        self.removed = self.added = self.differing = 0
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the difference)
        last = None
        for row in in_order(self._rows()):
            self._file.write(row)
            about, _, mark, _ = row.split(b"\t", 3)
            self.added += mark == b"1"
            self.removed += mark == b"0"
            self.differing += about != last
            last = about

    def __iter__(self) -> Iterator[Change]:
        self._file.seek(0)
        for row in self._file:
            about, _, mark, statement = row.split(b"\t", 3)
            (quad,) = ox.parse(statement, ox.RdfFormat.N_TRIPLES, lenient=True)
            yield Change(json.loads(about), mark == b"1", quad.triple)

    def _rows(self) -> Iterator[bytes]:
        """What differs as lines, which say first what they are sorted by."""
        one, other = (zip(side.lines, repeat(added)) for added, side in enumerate(self._sides))
        for text, group in groupby(merge(one, other), key=itemgetter(0)):
            added, *both = [mark for _, mark in group]
            if not both:
                (quad,) = ox.parse(text, ox.RdfFormat.N_TRIPLES, lenient=True)
                about = json.dumps(_about(self._sides[added].names, quad.subject), ensure_ascii=False)
                yield f"{about}\t{quad.subject}\t{added}\t".encode() + text

    def entries(self) -> Iterator[Entry]:
        """The same by property, in labels: what goes beside what comes in its place. What a model and its contribution
        both say is told once."""
        for about, group in groupby(self, key=lambda change: change.about):
            values: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
            for _, added, triple in group:
                names = self._sides[added].names
                way = str(triple.subject), _named(names, triple.predicate)
                values.setdefault(way, ([], []))[added].append(_named(names, triple.object))
            changes = [
                change
                for (_, property_), (old, new) in values.items()
                for change in paired([(property_, one) for one in old], [(property_, one) for one in new])
            ]
            yield Entry(about, "", "", "", list(dict.fromkeys(changes)))


class _Side:
    """One of two graphs: its lines, sorted, and those statements by which people know things, which are all there as
    soon as the first line is."""

    def __init__(self, quads: Iterable[ox.Quad], *, places: bool) -> None:
        self._names, self._waiting = Subjects(()), list[bytes]()
        self.lines = in_order(self._lines(quads, places))

    @cached_property
    def names(self) -> Subjects:
        self._names.take(self._waiting)
        return self._names.ready()

    def _lines(self, quads: Iterable[ox.Quad], places: bool) -> Iterator[bytes]:
        blank = []
        for quad in quads:
            if quad.predicate in _NAMING:
                self._waiting.append(line_of(quad))
                if len(self._waiting) >= _AT_ONCE:
                    self._names.take(self._waiting)
                    self._waiting.clear()
            if not places and quad.predicate in _PLACES:
                continue
            if is_blank(quad.triple):
                blank.append(quad.triple)
            else:
                yield line_of(quad)
        yield from map(line_of, labelled(blank))


def _named(store: Subjects, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """A term as people know it: a literal's text, a label, or else a short IRI."""
    if isinstance(term, ox.Literal):
        return term.value
    label = _label(store, term) if isinstance(term, ox.NamedNode) else ""
    return turtle(term, _KNOWN) if label in ("", getattr(term, "value", "")) else label


def _about(store: Subjects, subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
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


def _objects(store: Subjects, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
    found = [quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)]
    return sorted((one for one in found if isinstance(one, ox.NamedNode)), key=lambda one: one.value)


def _label(store: Subjects, node: ox.NamedNode) -> str:
    labels = [quad.object.value for quad in store.quads_for_pattern(node, _LABEL, None, None)]  # type: ignore[union-attr]
    return min(labels, default=node.value)
