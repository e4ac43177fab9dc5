"""What graphs say differently of one model: values of which none may be the same as the other's, and those that may be
one, the one more exact than the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations, product
from typing import NamedTuple

import pyoxigraph as ox

from ...graph.slugs import fold
from ...graph.terms import PREFIXES, XSD
from .agreement import Measure, agree_dates, agree_numbers
from .inputs import RDF_TYPE, Input, Iri, Term
from .sameness import HAS_MODEL, MODEL, Sameness


class Claim(NamedTuple):
    """What one graph says: its name, the values as people read them, where in the source the model stands, and the
    values as they are."""

    graph: str
    values: tuple[str, ...]
    places: tuple[str, ...]
    terms: tuple[Term, ...]


class Conflict(NamedTuple):
    """Claims of one property of a model that cannot all be true, or, with `rounding`, that may be one value said more
    and less exactly; `nodes` are those that the model is in each graph."""

    model: str
    label: str
    predicate: str
    property: str
    claims: tuple[Claim, ...]
    nodes: tuple[tuple[Input, tuple[Iri, ...]], ...]
    rounding: bool = False


_Compared = Callable[[Input, list[Term], Input, list[Term]], bool]


class Property(NamedTuple):
    """A property that is compared, what people call it, how, and others of the model that say the same again; `rounded`
    tells values that may be one and are not written so."""

    predicate: Iri
    label: str
    differ: _Compared
    rounded: _Compared
    again: tuple[Iri, ...] = ()


def _term(name: str) -> Iri:
    prefix, _, local = name.partition(":")
    return Iri(PREFIXES[prefix] + local)


_NUMBERS = {XSD + name for name in ("integer", "decimal", "double")}
_ALTERNATIVE = _term("ox:alternativeTo")
_EXACT = tuple(map(_term, ("qudt:numericValue", "schema:value", "ox:acceleratorHours")))
_ABOUT, _LOWER, _UPPER = map(_term, ("ox:about", "ox:lowerBound", "ox:upperBound"))
_UNITS = tuple(map(_term, ("qudt:unit", "schema:currency", "ox:device")))
_DERIVED = _term("prov:wasDerivedFrom")


def _numbers(agree: Callable[[Measure, Measure], bool]) -> _Compared:
    """Whether there is a unit in which both measure, and no two measures of it agree."""

    def differ(one: Input, values: list[Term], other: Input, others: list[Term]) -> bool:
        measures, further = _measures(one, values), _measures(other, others)
        units = {measure.unit for measure in measures} & {measure.unit for measure in further}
        return any(not any(agree(a, b) for a, b in product(measures, further) if a.unit == b.unit == unit)
                   for unit in units)  # fmt: skip

    return differ


def _dates(agree: Callable[[str, str], bool]) -> _Compared:
    def differ(one: Input, values: list[Term], other: Input, others: list[Term]) -> bool:
        return not any(agree(one.label(a), other.label(b)) for a, b in product(values, others))

    return differ


def _names_differ(one: Input, values: list[Term], other: Input, others: list[Term]) -> bool:
    return _names(one, values).isdisjoint(_names(other, others))


def _names(graph: Input, values: list[Term]) -> set[str]:
    """What things are known by: their IRI and their folded label."""
    return {name for value in values for name in (str(value), fold(graph.label(value)))}


def _never(*_: object) -> bool:
    return False


def _measures(graph: Input, values: list[Term]) -> list[Measure]:
    return [measure for value in values if (measure := _measure(graph, value))]


def _measure(graph: Input, value: Term) -> Measure | None:
    """A number as such, or what a node of a quantity, an amount or a time says; None for anything else."""
    if isinstance(value, ox.Literal):
        number = _number(value)
        return Measure(number, number) if number is not None else None
    if graph.objects(value, _ALTERNATIVE):
        return None
    unit = " ".join(str(one) for predicate in _UNITS for one in graph.objects(value, predicate))
    for predicate in (*_EXACT, _ABOUT):
        if (number := _first(graph, value, predicate)) is not None:
            return Measure(number, number, unit, predicate == _ABOUT)
    low, high = _first(graph, value, _LOWER), _first(graph, value, _UPPER)
    return None if low is None and high is None else Measure(low, high, unit)


def _first(graph: Input, node: Term, predicate: Iri) -> Decimal | None:
    return next((n for one in graph.objects(node, predicate) if (n := _number(one)) is not None), None)


def _number(term: Term) -> Decimal | None:
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return None
    try:
        return Decimal(term.value)
    except InvalidOperation:
        return None


_NUMBERS_COMPARED = _numbers(agree_numbers), _numbers(lambda one, other: one[:2] == other[:2])
_DATES_COMPARED = _dates(agree_dates), _dates(str.__eq__)
_NAMES_COMPARED = _names_differ, _never
# Numbers that say the greatest size again are compared once.
PROPERTIES = (
    Property(
        _term("ox:maxParameterCount"),
        "parameters",
        *_NUMBERS_COMPARED,
        tuple(map(_term, ("ox:parameterCount", "ox:maxParameterCountInMillion", "ox:numberOfParameters"))),
    ),
    Property(_term("schema:dateCreated"), "date", *_DATES_COMPARED),
    Property(_term("schema:license"), "licence", *_NAMES_COMPARED),
    Property(_term("ox:access"), "access", *_NAMES_COMPARED),
    Property(_term("schema:creator"), "organisation", *_NAMES_COMPARED),
    Property(_term("ox:contextLength"), "context length", *_NUMBERS_COMPARED),
    Property(_term("ox:trainingDataSize"), "size of the training data", *_NUMBERS_COMPARED),
    Property(_term("ox:trainingCompute"), "training compute", *_NUMBERS_COMPARED),
    Property(_term("ox:trainingTime"), "training time", *_NUMBERS_COMPARED),
    Property(_term("ox:trainingCost"), "training cost", *_NUMBERS_COMPARED),
)


class _Member(NamedTuple):
    graph: Input
    models: tuple[Iri, ...]

    def label(self) -> str:
        return min(map(self.graph.label, self.models))

    def values(self, predicate: Iri) -> list[Term]:
        return sorted({value for model in self.models for value in self.graph.objects(model, predicate)}, key=str)

    def places(self) -> tuple[str, ...]:
        """Where the entries of the models stand."""
        contributions = [one for model in self.models for one in self.graph.subjects(HAS_MODEL, model)]
        found = {self.graph.label(place) for one in contributions for place in self.graph.objects(one, _DERIVED)}
        return tuple(sorted(found))


def common(graphs: Sequence[Input], same: Sameness) -> dict[str, list[_Member]]:
    """The models that several graphs have, by their name in the union, with the nodes of each graph."""
    found: dict[str, list[_Member]] = defaultdict(list)
    for graph in graphs:
        nodes: dict[str, list[Iri]] = defaultdict(list)
        for model in graph.subjects(RDF_TYPE, MODEL):
            nodes[same.find(model.value)].append(model)
        for name, models in nodes.items():
            found[name].append(_Member(graph, tuple(models)))
    return {name: found[name] for name in sorted(found) if len(found[name]) > 1}


def conflicts(graphs: Sequence[Input], same: Sameness) -> Iterator[Conflict]:
    """The conflicts of all models that several graphs have, by the model's label and in the order of PROPERTIES."""
    return (one for one in differences(graphs, same) if not one.rounding)


def differences(graphs: Sequence[Input], same: Sameness) -> Iterator[Conflict]:
    """The same, and where values may be one, said more and less exactly."""
    members = common(graphs, same)
    labelled = sorted((min(map(_Member.label, some)), name) for name, some in members.items())
    for label, name in labelled:
        for compared in PROPERTIES:
            said = [(member, values) for member in members[name] if (values := member.values(compared.predicate))]
            differ, rounded = (_any(compare, said) for compare in (compared.differ, compared.rounded))
            if not (differ or rounded):
                continue
            claims = [
                Claim(member.graph.name, tuple(map(member.graph.label, values)), member.places(), tuple(values))
                for member, values in said
            ]
            nodes = tuple((member.graph, member.models) for member, _ in said)
            predicate = compared.predicate.value
            yield Conflict(name, label, predicate, compared.label, tuple(claims), nodes, rounding=not differ)


def _any(compare: _Compared, said: Sequence[tuple[_Member, list[Term]]]) -> bool:
    return any(compare(one.graph, a, two.graph, b) for (one, a), (two, b) in combinations(said, 2))
