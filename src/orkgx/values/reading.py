"""What readers take and give: options of a rule in, terms and the nodes they need out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from ..terms import BASE, iri, slug


class Node(NamedTuple):
    """A thing to be described beside the statement: label, types, facts as (predicate, object) terms, ORKG classes."""

    iri: str
    label: str
    types: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    orkg: tuple[str, ...] = ()


class Reading(NamedTuple):
    """One thing that a text says.

    `shown` is the text by which the graph shows it, `number` what ``pick`` compares; with `part` set there is no
    term: the object is a node below the subject's own IRI, described by the first of `nodes`.
    """

    term: str
    shown: str = ""
    nodes: tuple[Node, ...] = ()
    number: float | int | None = None
    warning: str = ""
    part: str = ""


class TableEntry(NamedTuple):
    """One thing of a table; `close` are (IRI term, label) of things that are nearly it."""

    label: str
    iri: str = ""
    also: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    close: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    spdx: str = ""


class Unit(NamedTuple):
    iri: str
    label: str
    factor: float | int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What the nodes of a rule are; `table` is keyed by `fold`."""

    path: str
    types: tuple[str, ...] = ()
    scheme: str = ""
    strip: tuple[re.Pattern[str], ...] = ()
    table: Mapping[str, TableEntry] = field(default_factory=dict)
    orkg: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """Every option that a reader may need, ready to use. `units` is keyed by spelling, `access` by `fold`."""

    base: str = BASE
    datatype: str = ""
    kind: Kind | None = None
    pick: str = "all"
    scale: float | int = 1
    precision: tuple[str, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    write: str = ""
    access: Mapping[str, TableEntry] = field(default_factory=dict)

    def own(self, path: str, name: str) -> str:
        """The IRI of a thing of ours."""
        return iri(f"{self.base}{path}/{slug(name)}")


Reader = Callable[[str, Options], tuple[Reading, ...]]

_APART = re.compile(r"[^\w+#]+|_+")


@lru_cache(8192)
def fold(text: str) -> str:
    """Text for looking up: case, blanks and punctuation do not count, ``+`` and ``#`` do.

    >>> fold("  Stability-AI.")
    'stability ai'
    """
    return _APART.sub(" ", text.casefold()).strip()


def pick(readings: list[Reading], options: Options) -> tuple[Reading, ...]:
    """Those of the readings that the rule asks for."""
    distinct = list({reading.term: reading for reading in readings}.values())
    if options.pick == "all" or not distinct:
        return tuple(distinct)
    if options.pick == "first":
        return (distinct[0],)
    best = max if options.pick == "max" else min
    return (best(distinct, key=lambda reading: reading.number or 0),)


def shorten(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
