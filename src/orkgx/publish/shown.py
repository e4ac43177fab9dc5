"""Terms and things as pages show them."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class ShownTerm(NamedTuple):
    """One object of a statement for people: what to show, where to go (empty: nowhere), what it says exactly where that
    is another text, and its kind by the path of its IRI."""

    text: str
    page: str
    address: str
    exact: str = ""
    kind: str = ""


class ShownPredicate(NamedTuple):
    """A predicate with its values."""

    label: str
    iri: str
    values: tuple[ShownTerm, ...]


class Entity(NamedTuple):
    """All that a page shows of a thing. `parts` are the contributions about a model, each with its statements."""

    iri: str
    label: str
    kind: str
    properties: tuple[ShownPredicate, ...]
    parts: tuple[Entity, ...]
    pointing: tuple[ShownPredicate, ...]
    more: int
    sources: tuple[ShownTerm, ...]
