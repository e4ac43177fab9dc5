"""What a mapping makes beside the values of its fields: what entries are about, and what every entry
states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .readers.reading import Concept
from .rules import Rule


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What an entry is about: the kind of node, and how the contribution points at it, by a predicate with a label."""

    when: frozenset[str]
    path: str
    types: tuple[str, ...]
    table: Mapping[str, Concept]
    link: str
    label: str
    classes: tuple[str, ...]


def other_links(kind: str, named: Iterable[tuple[Rule, str]]) -> str:
    """Which links are meant where others are taken by their words."""
    words = "|".join(one[6:-1] for _, one in named)
    return f"links[^{words}]" if kind == "links" and words else kind


class Constant(NamedTuple):
    """A statement that every entry makes: predicate and its label, object and, for a thing, its label and classes."""

    predicate: str
    label: str
    term: str
    term_label: str = ""
    classes: tuple[str, ...] = ()
