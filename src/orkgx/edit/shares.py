"""How much of the values of a key a reader, a rule of a mapping or a table of the vocabulary reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..graph.slugs import fold
from ..graph.terms import is_iri, unquote
from ..mapping.readers import READERS
from ..mapping.readers.reading import Options
from .evidence import Key, Model

LEAST = 0.9  # the share of values that must be read for no doubt


def share_of_reader(reader: str, values: Sequence[str]) -> float:
    """The share of some values that a reader reads by itself."""
    read = 0
    for value in values:
        try:
            read += bool(READERS[reader].read(value, Options()))
        except ValueError:
            continue  # that it refuses a value is the answer
    return read / len(values) if values else 0.0


def share_of_rule(model: Model, values: Sequence[str]) -> float:
    """The share of some values that a rule reads as something typed or a thing; all, where it takes any text."""
    rule = model.rule
    if not values or all(value.plain for value in rule.values):
        return 1.0
    refused: list[Any] = []
    terms = ((one.term for _, _, readings in rule.steps(value, False, refused) for one in readings) for value in values)
    return sum(any(map(_typed, some)) for some in terms) / len(values)


def _typed(term: str) -> bool:
    """Whether what was read is a thing or has a type, and is more than the text as it stands."""
    return is_iri(term) or bool(unquote(term)[1])


def by_things(key: Key, known: Iterable[Model]) -> Model | None:
    """The property of whose kind nearly all the values of a key are, as the tables of the vocabulary know them."""
    values = set(key.values)
    shares = ((_share_of_table(model, values), model) for model in known if len(values) > 1)
    return max((one for one in shares if one[0] >= LEAST), key=lambda one: one[0], default=(0.0, None))[1]


def _share_of_table(model: Model, values: Iterable[str]) -> float:
    """The share of some values all parts of which are in a table of the rule."""
    shares = [
        sum(bool(pieces) and all(fold(piece) in rule.options.kind.table for piece in pieces) for pieces in parts)
        for rule in model.rule.values
        if rule.options.kind and rule.options.kind.table
        for parts in [[rule.split.parts(value) if rule.split else [value] for value in values]]
    ]
    return max(shares, default=0) / len(list(values))
