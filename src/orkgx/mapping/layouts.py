"""How a block of certain keys is read: which mapping claims it, which rule takes each field, which fields give name,
title and date. Catalogues repeat their keys from block to block, so that it is found out once for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..graph.terms import literal
from ..model import Record
from .cache import remember
from .compiled import Program, Thing
from .rules import ROLES, Rule

_REMEMBERED = 1_000  # layouts

Reference = int | str  # the place of a field in the record, or the name of a pseudo-field


class Layout(NamedTuple):
    """Fields are given by their places: `taken` are those with a value and a rule, and whether YAML has split them,
    `names` their names, escaped, `empty` those without a value, `unmapped` those that no rule takes. `missing` are keys
    that are required and not there. By the places of `ROLES`, `alike` are those of `taken` that may make the same
    statement as another of them, and `loose` says whether that may happen in some other way."""

    program: Program
    taken: tuple[tuple[int, Rule, bool], ...]
    names: tuple[str, ...]
    empty: tuple[int, ...]
    unmapped: tuple[int, ...]
    thing: Thing
    name: tuple[Reference, ...]
    title: tuple[Reference, ...]
    date: tuple[Reference, ...]
    orkg: tuple[Reference, ...]
    missing: tuple[str, ...]
    alike: tuple[tuple[int, ...], ...]
    loose: tuple[bool, ...]


class Layouts:
    """The layouts of all blocks, by the mappings that there are."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = tuple(programs)
        self._known: dict[tuple[tuple[str, ...], tuple[bool, ...], tuple[bool, ...]], Layout | None] = {}

    def of(self, record: Record) -> Layout | None:
        """The layout of a record; None where no mapping knows enough of its keys."""
        names, texts, items = tuple(record.parts.names), record.parts.texts, tuple(record.parts.items)
        key = names, tuple(map(bool, texts)), items
        if key in self._known:
            return self._known[key]
        program = choose(names, self.programs)
        return remember(self._known, key, _layout(program, *key) if program else None, _REMEMBERED)


def choose(names: Sequence[str], programs: Sequence[Program]) -> Program | None:
    """The mapping that knows most of a record's keys; the first of equals."""
    scores = [(program.claim(names), -at) for at, program in enumerate(programs)]
    best = max(scores, default=(0, 0))
    return programs[-best[1]] if best[0] else None


def _layout(program: Program, names: Sequence[str], filled: Sequence[bool], items: Sequence[bool]) -> Layout:
    rules = [program.written[name] for name in names]
    taken = tuple((at, rule, items[at]) for at, rule in enumerate(rules) if rule and filled[at])
    first: dict[str, int] = {}  # the first field with a value, of each key of the mapping
    for at, rule, _ in taken:
        first.setdefault(rule.key, at)

    def places(references: Iterable[str]) -> Iterator[Reference]:
        for reference in references:
            rule = None if reference.startswith("@") else program.written[reference]
            if reference.startswith("@"):
                yield reference
            elif rule and rule.key in first:
                yield first[rule.key]

    entry = program.mapping.entry
    rivals = [_rivals(role, [rule for _, rule, _ in taken], program.context.values()) for role in range(len(ROLES))]
    return Layout(
        program=program,
        taken=taken,
        names=tuple(literal(names[at])[1:-1] for at, _, _ in taken),
        empty=tuple(at for at, rule in enumerate(rules) if rule and not filled[at]),
        unmapped=tuple(at for at, rule in enumerate(rules) if not rule),
        thing=program.thing(first),
        name=tuple(places(entry.name)),
        title=tuple(places(entry.title)),
        date=tuple(places(entry.date)),
        orkg=tuple(places([entry.orkg] if entry.orkg else [])),
        missing=tuple(rule.key for rule in program.required if rule.key not in first),
        alike=tuple(tuple(sorted(places - {-1})) for places in rivals),
        loose=tuple(-1 in places or len(first) < len(taken) for places in rivals),
    )


def _rivals(role: int, rules: Iterable[Rule], context: Iterable[Rule]) -> set[int]:
    """The places of rules that make statements of one predicate about one subject; -1 stands for those of `context`."""
    makers: dict[str, set[int]] = {}
    for at, rule in [*enumerate(rules), *((-1, rule) for rule in context)]:
        for predicate in rule.makes[role]:
            makers.setdefault(predicate, set()).add(at)
    return {at for places in makers.values() if len(places) > 1 for at in places}
