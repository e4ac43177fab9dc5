"""What the ORKG is to say of the entries of a source, before and after its text is changed: the proof of a pull."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..check.edits import Edit
from ..mapping.rules import ROLES, Rule
from ..write.incoming import LABEL_OF, Difference, Value
from ..write.wanted import HAS_CONTRIBUTION, OrkgLiteral, Wanted, name_of
from .entries import Named
from .revising import Fact

_PAPER, _CONTRIBUTION = ROLES[:2]


class Move(NamedTuple):
    """Edits of one field of an entry, and the differences that they settle there."""

    line: int
    edits: tuple[Edit, ...]
    settles: tuple[Difference, ...]
    rule: Rule


class View(NamedTuple):
    """What the ORKG is to say of the entry at a line."""

    label: str
    title: str
    facts: frozenset[Fact]


def views(wanted: Wanted, named: Sequence[Named]) -> list[View]:
    """What the ORKG is to say of each entry, in their order."""
    paper_of = {link.object: link.subject for link in wanted.statements() if link.predicate == HAS_CONTRIBUTION}
    found = []
    for one in named:
        contribution = one.contribution
        paper = paper_of.get(contribution, "")
        facts = {*_facts(wanted, contribution, _CONTRIBUTION), *_facts(wanted, paper, _PAPER)}
        labels = [wanted.things[iri].label if iri in wanted.things else "" for iri in (contribution, paper)]
        found.append(View(labels[0], labels[1], frozenset(facts)))
    return found


def _facts(wanted: Wanted, subject: str, role: str) -> Iterator[Fact]:
    for link in wanted.links.get(subject, ()):
        end = link.object
        if link.predicate != HAS_CONTRIBUTION:
            value = Value(*end) if isinstance(end, OrkgLiteral) else Value(wanted.things[end].label)
            yield role, link.predicate, value


def further(
    before: Sequence[View], after: Sequence[View], places: Mapping[int, int], moves: Sequence[Move]
) -> set[str] | None:
    """The predicates of what moves say beside what they settle; None where they do not settle it, say something of
    properties that are none of their fields', or leave one of these without a value. `places` are those of the entries
    by their lines before."""
    if len(before) != len(after):
        return None
    expected = list(before)
    beside: dict[int, set[str]] = defaultdict(set)
    for move in moves:
        settled = {one.predicate for one in move.settles}
        for one in move.settles:
            for at in {places[place.line] for place in one.places if place.line in places}:
                expected[at] = _with(expected[at], one)
                beside[at] |= {name_of(predicate) for predicate in move.rule.predicates} - settled
    more_of = set()
    for at, (view, wanted) in enumerate(zip(after, expected, strict=True)):
        more, less = ({one for _, one, _ in some} for some in (view.facts - wanted.facts, wanted.facts - view.facts))
        if view[:2] != wanted[:2] or not less <= more <= beside[at]:
            return None
        more_of |= more
    return more_of


def _with(view: View, one: Difference) -> View:
    """A view with a difference settled."""
    if one.predicate == LABEL_OF and one.new:
        return view._replace(title=one.new.label)
    old = {(one.role, one.predicate, one.old)} if one.old else set()
    new = {(one.role, one.predicate, one.new)} if one.new else set()
    return view._replace(facts=(view.facts - old) | new)
