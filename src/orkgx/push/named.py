"""Which things get our IRI on the ORKG, and what may stand there only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from ..graph.terms import PREFIXES, address
from ..mapping.files import ontology_folder
from ..write.wanted import OrkgResource
from .remote import folded, label_query

_TARGET, _PATH, _MOST = (
    ox.NamedNode(f"http://www.w3.org/ns/shacl#{name}") for name in ("targetClass", "path", "maxCount")
)
# What the ORKG's own form of a paper has one of: month, year, field, venue, address.
_OF_A_PAPER = {("Paper", predicate) for predicate in ("P28", "P29", "P30", "HAS_VENUE", "url")}


def by_iri(things: Iterable[OrkgResource]) -> frozenset[str]:
    """The things that are known by our IRI and by nothing else, so that a second request has to give it to them.

    The rest is found by what it is: a paper by its title and a shared thing by its label and class. Of a contribution
    both may be somebody else's, also in one paper; and of two of one label it must be known which is which.
    """
    things = list(things)
    alike = Counter((thing.kind, thing.classes, folded(thing.label)) for thing in things)
    return frozenset(
        thing.iri
        for thing in things
        if not thing.id
        and (
            thing.kind == "predicates"
            or "Contribution" in thing.classes
            or not label_query(thing.label)
            or alike[thing.kind, thing.classes, folded(thing.label)] > 1
        )
    )


@cache
def once() -> frozenset[tuple[str, str]]:
    """Class and predicate where the ORKG's template, or the ORKG itself, has a single value."""
    shapes = ox.Store()
    for file in sorted(ontology_folder().glob("template-*.ttl")):
        shapes.load(path=str(file), format=ox.RdfFormat.TURTLE)
    found = set(_OF_A_PAPER)
    for shape, _, most, _ in shapes.quads_for_pattern(None, _MOST, None, None):
        if most.value == "1":
            class_, path = (
                address(str(next(shapes.quads_for_pattern(shape, one, None, None)).object)) for one in (_TARGET, _PATH)
            )
            found.add((class_.removeprefix(PREFIXES["orkgc"]), path.removeprefix(PREFIXES["orkgp"])))
    return frozenset(found)
