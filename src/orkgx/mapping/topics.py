"""What a mapping makes beside the values of its fields: what entries are about, nodes of maps in lists, and statements
that every entry makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..model import fold_key
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


@dataclass(frozen=True, slots=True, eq=False)
class EachRule:
    """How each map of a list becomes a node: `rules` by the folded key below the list's."""

    key: str
    predicate: str
    label: str
    role: str
    type: str
    path: str
    rules: Mapping[str, Rule]

    def rule(self, name: str) -> Rule | None:
        """The rule for a field of a map, by its whole key."""
        prefix = f"{self.key}."
        return self.rules.get(fold_key(name.removeprefix(prefix))) or self.rules.get(fold_key(name))


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
