"""How a block of certain keys is read: which mapping claims it, which rule takes each field, and which fields give name,
title and date. Catalogues repeat their keys from block to block, so that it is found out once for many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .memory import remember
from .model import Record
from .program import Program, Thing
from .rules import Rule

_REMEMBERED = 1_000  # layouts

Reference = int | str  # the place of a field in the record, or the name of a pseudo-field


class Layout(NamedTuple):
    """`rules` are those of the fields, in their order; `missing` are keys that are required and not there, `repeats`
    says whether a rule takes several fields."""

    program: Program
    rules: tuple[Rule | None, ...]
    thing: Thing
    name: tuple[Reference, ...]
    title: tuple[Reference, ...]
    date: tuple[Reference, ...]
    orkg: tuple[Reference, ...]
    missing: tuple[str, ...]
    repeats: bool


class Layouts:
    """The layouts of all blocks, by the mappings that there are."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = tuple(programs)
        self._known: dict[tuple[tuple[str, ...], tuple[bool, ...]], Layout | None] = {}

    def of(self, record: Record) -> Layout | None:
        """The layout of a record; None where no mapping knows enough of its keys."""
        names = tuple([field.name for field in record.fields])
        filled = tuple([field.text != "" for field in record.fields])
        key = names, filled
        if key in self._known:
            return self._known[key]
        program = choose(names, self.programs)
        return remember(self._known, key, _layout(program, names, filled) if program else None, _REMEMBERED)


def choose(names: Sequence[str], programs: Sequence[Program]) -> Program | None:
    """The mapping that knows most of a record's keys; the first of equals."""
    scores = [(program.claim(names), -at) for at, program in enumerate(programs)]
    best = max(scores, default=(0, 0))
    return programs[-best[1]] if best[0] else None


def _layout(program: Program, names: Sequence[str], filled: Sequence[bool]) -> Layout:
    rules = tuple(program.written[name] for name in names)
    first: dict[str, int] = {}  # the first field with a value, of each key of the mapping
    for at, (rule, text) in enumerate(zip(rules, filled, strict=True)):
        if rule and text:
            first.setdefault(rule.key, at)
    entry = program.mapping.entry

    def found(references: Iterable[str]) -> Iterable[Reference]:
        for reference in references:
            rule = None if reference.startswith("@") else program.written[reference]
            if reference.startswith("@"):
                yield reference
            elif (rule.key if rule else reference) in first:
                yield first[rule.key if rule else reference]

    taken = [rule for rule in rules if rule]
    return Layout(
        program=program,
        rules=rules,
        thing=program.thing(first),
        name=tuple(found(entry.name)),
        title=tuple(found(entry.title)),
        date=tuple(found(entry.date)),
        orkg=tuple(found([entry.orkg] if entry.orkg else [])),
        missing=tuple(rule.key for rule in program.required if rule.key not in first),
        repeats=len(set(taken)) < len(taken),
    )
