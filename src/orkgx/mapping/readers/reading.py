"""What readers take and give: options of a rule in, terms and the nodes they need out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ...graph.slugs import fold, slug
from ...graph.terms import BASE, PREFIXES, XSD, beginning, complete, iri
from ..cache import remember
from ..patterns import Pattern
from .amounts import AMOUNT, BARE, GUESSED

_SCHEME = iri(PREFIXES["skos"] + "inScheme")


class NoNameError(ValueError):
    """A text that names nothing: it says how much or what, in a sentence. As a text it is as right as can be."""


class NothingPickedError(ValueError):
    """A text that holds nothing of the form that a rule's pattern asks for."""

    code = "unreadable-pattern"


class Node(NamedTuple):
    """A thing to be described beside the statement: label, types, facts as (predicate, object) terms, ORKG classes."""

    iri: str
    label: str
    types: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    orkg: tuple[str, ...] = ()


class OrkgName(NamedTuple):
    """What the ORKG has of a thing: the term of its resource and its label there, each empty where it is not known."""

    term: str = ""
    label: str = ""


class Reading(NamedTuple):
    """One thing that a text says.

    `shown` is the text by which the graph shows it, `number` what ``pick`` compares; with `part` set there is no
    term: the object is a node below the subject's own IRI, described by the first of `nodes`. `orkg` is what the ORKG
    has of it.
    """

    term: str
    shown: str = ""
    nodes: tuple[Node, ...] = ()
    number: float | int | None = None
    warning: str = ""
    part: str = ""
    orkg: OrkgName = OrkgName()


class Concept(NamedTuple):
    """One thing of a table; `lower` are its folded spellings that the table writes without a capital. `close` are (IRI
    term, label) of things of the table that are nearly it; `same`, `near` and `pages` are terms of others, read in
    `sources`.
    """

    label: str
    iri: str = ""
    lower: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    close: tuple[tuple[str, str], ...] = ()
    near: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    warning: str = ""
    spdx: str = ""
    orkg: OrkgName = OrkgName()


class Measure(NamedTuple):
    iri: str
    label: str
    factor: float | int = 1


_FIRST = re.compile(r"(?:[^\w+#]|_)*((?:[^\W_]|[+#])*)")
_WORD = 4  # letters from which on a unit is a word
# Words that end a noun and what stands before it.
_FUNCTION = (
    "(?:of|and|or|from|in|into|with|for|on|to|by|per|the|an?|is|are|was|were|as|at|than|over|each|which|that|including"
    "|gpus?|tpus?|plus|via|using|through|collected)"
)
NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,15})?"
MAGNITUDE = r"thousand|million|billion|trillion|[kKmMbBtT]"


class Measures(dict[str, Measure]):
    """Measures by their spellings. Case tells short ones apart (``G`` from ``g``); in words it does not matter."""

    def __hash__(self) -> int:  # type: ignore[override]
        """Measures are made once, so that what was read by them can be remembered."""
        return id(self)

    @cached_property
    def words(self) -> dict[str, Measure]:
        return {spelling.casefold(): unit for spelling, unit in reversed(self.items()) if len(spelling) >= _WORD}

    @cached_property
    def single(self) -> bool:
        """Whether there is one unit only, however many spellings it has."""
        return len(set(self.values())) == 1

    @cached_property
    def form(self) -> re.Pattern[str]:
        """An amount with one of the units behind it. Behind a magnitude the unit may have words before it (``2.49T BPE
        tokens``); a unit in the singular that has a noun behind it (``1B dialog turns``) is not what is counted."""
        return re.compile(rf"{AMOUNT}{self._behind}(?P<more>\+(?![\w(]))?(?P<guessed>{GUESSED})?", re.I)

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """The same for texts that say nothing before a number."""
        return re.compile(rf"{BARE}{self._behind}(?P<more>\+(?![\w(]))?(?P<guessed>{GUESSED})?", re.I)

    @cached_property
    def loose(self) -> re.Pattern[str]:
        """A digit with one of the units behind it, whether the number before it can be read or not."""
        return re.compile(rf"[0-9](?:\s*(?:{MAGNITUDE})\+?(?=\s))?{self._behind}", re.I)

    @cached_property
    def _behind(self) -> str:
        ordered = sorted(self, key=len, reverse=True)
        words = "|".join(self._word(one) for one in ordered if len(one) >= _WORD)
        short = "|".join(re.escape(one) for one in ordered if len(one) < _WORD)
        either = "|".join(filter(None, (words, f"(?-i:{short})" if short else "")))
        noun = rf"(?:(?!{_FUNCTION}\b)[a-z]+(?:-[a-z]+)*\s){{1,2}}?"
        described = rf"(?<=[a-z+.])\s{noun}(?P<described>{words})" if words else "(?!)(?P<described>)"
        return rf"(?:[\s-]*(?P<unit>{either})|{described})(?!\w|/[a-z]|\s+per\b)"

    def _word(self, spelling: str) -> str:
        counted = f"{spelling}s" in self and self[spelling].factor == 1 and self[spelling].label != "byte"
        return re.escape(spelling) + (rf"(?!\s+(?!{_FUNCTION}\b)[a-z])" if counted else "")

    def spelled(self, text: str) -> Measure:
        return self[text] if text in self else self.words[text.casefold()]


@dataclass(frozen=True, slots=True, eq=False)
class NodeKind:
    """What the nodes of a rule are; `table` is keyed by `fold`."""

    path: str
    types: tuple[str, ...] = ()
    scheme: str = ""
    strip: tuple[Pattern, ...] = ()
    table: Mapping[str, Concept] = field(default_factory=dict)
    orkg: tuple[str, ...] = ()
    never: tuple[Pattern, ...] = ()  # texts that name none of the kind, unless the table knows them
    units: Measures | None = None  # what begins with an amount of one of these names none of the kind, either
    instead: NodeKind | None = None  # what those are
    # Of the table's spellings, by their first words: how many words they have, the longest first.
    lengths: Mapping[str, tuple[int, ...]] = field(init=False)
    facts: tuple[tuple[str, str], ...] = field(init=False)  # what every node of the kind has
    seen: dict[str, Concept | None] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        lengths: dict[str, set[int]] = {}
        for spelling in self.table:
            lengths.setdefault(spelling.partition(" ")[0], set()).add(spelling.count(" ") + 1)
        ordered = {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}
        object.__setattr__(self, "lengths", ordered)
        object.__setattr__(self, "facts", ((_SCHEME, self.scheme),) if self.scheme else ())

    def is_none(self, text: str) -> bool:
        """Whether a text that the table does not know names none of the kind."""
        amount = self.units is not None and self.units.form.match(text.lstrip("( "))
        return bool(amount) or any(pattern.search(text) for pattern in self.never)

    def known(self, name: str) -> Concept | None:
        """The table's entry for a name, however it is spelled. Most texts are refused by their first word."""
        if not self.table:
            return None
        if name in self.seen:
            return self.seen[name]
        first = _FIRST.match(name)
        entry = self.table.get(fold(name)) if first and first[1].casefold() in self.lengths else None
        return remember(self.seen, name, entry, 1_000)


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """Every option that a reader may need, ready to use. `access` is keyed by `fold`. Equal only to itself, so that
    readings can be remembered by it."""

    base: str = BASE
    datatype: str = ""
    kind: NodeKind | None = None
    pick: str = "all"
    scale: float | int = 1
    precision: tuple[str, ...] = ()
    units: Measures = field(default_factory=Measures)
    pattern: Pattern | None = None
    write: str = ""
    access: Mapping[str, Concept] = field(default_factory=dict)

    @property
    def takes_text(self) -> bool:
        return self.datatype in ("", XSD + "string")

    def own(self, path: str, name: str) -> str:
        """The IRI of a thing of ours."""
        return complete(beginning(f"{self.base}{path}/"), slug(name))


Read = Callable[[str, Options], tuple[Reading, ...]]


def pick(readings: list[Reading], options: Options) -> tuple[Reading, ...]:
    """Those of the readings that the rule asks for."""
    distinct = list({reading.term: reading for reading in readings}.values())
    if options.pick == "all" or not distinct:
        return tuple(distinct)
    if options.pick == "first":
        return (distinct[0],)
    best = max if options.pick == "max" else min
    return (best(distinct, key=lambda reading: reading.number or 0),)


def picked(text: str, options: Options) -> str:
    """What the rule's pattern finds in a text, written as the rule says; the text where it has none."""
    if options.pattern is None:
        return text
    found = options.pattern.search(text[:5_000])
    if not found:
        raise NothingPickedError(f"{shorten(text)!r} holds nothing of the form {options.pattern.text}")
    return re.sub(r"\{(\d)\}", lambda group: _group(found, int(group[1])), options.write or "{0}")


def _group(found: re.Match[str], number: int) -> str:
    try:
        return found[number] or ""
    except IndexError:
        return ""


def shorten(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
