"""Where the catalogues behind the pages say differently of one model, as `merge` judges it, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from ..ask.merging.conflicts import Conflict, differences
from ..ask.merging.inputs import Input, Term
from ..ask.merging.sameness import HAS_MODEL, same_things
from .entities import Entities, in_order
from .paths import place_in_words
from .shown import ShownTerm
from .written import Written

_SHOWN = 1000  # disagreements on the page of all of them; those of a model are on its own page too


class Side(NamedTuple):
    """What one catalogue says: the IRIs of the model and of its contributions there, the values as terms and as texts,
    and the places of its entries."""

    catalogue: str
    models: tuple[str, ...]
    contributions: tuple[str, ...]
    terms: tuple[Term, ...]
    texts: tuple[str, ...]
    places: tuple[str, ...]


class Disagreement(NamedTuple):
    """What catalogues say of a property of a model; with `rounding` it may be the same, said more and less exactly."""

    model: str
    property: str
    predicate: str
    rounding: bool
    sides: tuple[Side, ...]


class ShownSide(NamedTuple):
    """A side for people; `name` and `page` are those of the model in that catalogue."""

    catalogue: str
    name: str
    page: str
    values: tuple[ShownTerm, ...]
    places: tuple[ShownTerm, ...]


class Shown(NamedTuple):
    """A disagreement for people."""

    model: str
    page: str
    property: str
    sides: tuple[ShownSide, ...]


def disagreements(graphs: Sequence[Input], own: Mapping[str, str]) -> tuple[Disagreement, ...]:
    """All disagreements of graphs, those that may be roundings among them; `own` is what graphs call themselves, by
    their names."""
    names = _names(graphs, own)
    return tuple(_plain(one, names) for one in differences(graphs, same_things(graphs)))


def _names(graphs: Sequence[Input], own: Mapping[str, str]) -> dict[str, str]:
    """What people call each graph: the title of its catalogue, unless others have it too; else the name given."""
    titles = {graph.name: own.get(graph.name) or graph.label(graph.graph) for graph in graphs}
    count = Counter(titles.values())
    alone = {
        name: title for name, title in titles.items() if count[title] == 1 and title != name and "://" not in title
    }
    return {name: alone.get(name) or place_in_words(name, whole=False) for name in titles}


def _plain(conflict: Conflict, names: dict[str, str]) -> Disagreement:
    sides = []
    for claim, (graph, models) in zip(conflict.claims, conflict.nodes, strict=True):
        contributions = tuple(one.value for model in models for one in graph.subjects(HAS_MODEL, model))
        iris = tuple(model.value for model in models)
        sides.append(
            Side(names[claim.graph], iris, contributions, claim.terms, claim.values, claim.places or (claim.graph,))
        )
    return Disagreement(conflict.label, conflict.property, conflict.predicate, conflict.rounding, tuple(sides))


class Disagreements:
    """Disagreements as pages show them."""

    def __init__(self, found: Sequence[Disagreement], entities: Entities, written: Written) -> None:
        self.found, self.entities, self.written = found, entities, written

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def _by_model(self) -> dict[str, list[Disagreement]]:
        by_model: dict[str, list[Disagreement]] = {}
        for one in self.found:
            for iri in dict.fromkeys(iri for side in one.sides for iri in side.models):
                by_model.setdefault(iri, []).append(one)
        return by_model

    def of(self, iri: str) -> tuple[list[Shown], list[Shown]]:
        """Those of a model: what differs, and what may be the same."""
        found = [(one.rounding, self._shown(one)) for one in self._by_model.get(iri, ())]
        return [one for rounding, one in found if not rounding], [one for rounding, one in found if rounding]

    @cached_property
    def real(self) -> list[Disagreement]:
        return [one for one in self.found if not one.rounding]

    @cached_property
    def catalogues(self) -> tuple[str, ...]:
        """The catalogues that say something differently."""
        return tuple(dict.fromkeys(side.catalogue for one in self.found for side in one.sides))

    @property
    def models(self) -> int:
        """How many models have values that differ."""
        return len({one.model for one in self.real})

    def properties(self) -> list[tuple[str, int]]:
        """The properties that differ, those first that differ most often."""
        return Counter(one.property for one in self.real).most_common()

    def all(self) -> tuple[list[Shown], list[Shown]]:
        """The first of all models: what differs, and what may be the same."""
        rounded = [one for one in self.found if one.rounding]
        return list(map(self._shown, self.real[:_SHOWN])), list(map(self._shown, rounded[:_SHOWN]))

    def _shown(self, one: Disagreement) -> Shown:
        sides = tuple(self._side(side, one.predicate) for side in one.sides)
        return Shown(one.model, next((side.page for side in sides if side.page), ""), one.property, sides)

    def _side(self, side: Side, predicate: str) -> ShownSide:
        node = ox.NamedNode(side.models[0])
        values = (self._value(term, text) for term, text in zip(side.terms, side.texts, strict=True))
        page = self.entities.pages.get(node.value, "")
        return ShownSide(
            side.catalogue, self.entities.label(node), page, in_order(values), tuple(self._places(side, predicate))
        )

    def _value(self, term: Term, text: str) -> ShownTerm:
        shown = self.entities.value(term)
        known = isinstance(term, ox.Literal) or shown.page or shown.text not in str(term)
        return shown if known else ShownTerm(text, "", "")

    def _places(self, side: Side, predicate: str) -> Iterator[ShownTerm]:
        """The lines of the fields that were read so, where they are known; else those of the entries."""
        lines = list(self._lines(side, predicate)) if len(side.contributions) == len(side.places) == 1 else []
        for place in side.places:
            address = place.partition("#")[0]
            for one in [f"{address}#L{line}" for line in lines] or [place]:
                yield self.entities.source(one)

    def _lines(self, side: Side, predicate: str) -> Iterable[int]:
        readings = {f"<{predicate}> {term}" for term in side.terms}
        entry = self.written.of(side.contributions[0])
        return sorted({field.line for field in entry.fields if readings.intersection(field.readings)})
