"""What an ORKG says otherwise than a catalogue, as values: what would have to change in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..model import Span
from .review import Change, Entry, paired

LABEL_OF = "label"  # stands for a predicate where the label of the subject itself is meant


class Value(NamedTuple):
    """An object by its label; `datatype` is ``xsd:name`` or an IRI, and empty for a thing."""

    label: str
    datatype: str = ""


class Difference(NamedTuple):
    """A value of a paper or contribution that the ORKG has otherwise: what the catalogue says (None: nothing) and what
    the ORKG does. `places` are the entries that speak of the subject, `predicate` is its id, or its IRI if it has no
    id, and `property` its label. Where both have changed it, `conflict` says so, and nothing is to be written."""

    subject: str
    role: str
    places: tuple[Span, ...]
    predicate: str
    property: str
    old: Value | None
    new: Value | None
    conflict: bool = False

    def change(self) -> Change:
        old, new = (one.label if one else "" for one in (self.old, self.new))
        if self.conflict:
            theirs = f"the ORKG says {new!r}" if new else "the ORKG says nothing any more"
            return Change(self.property, "", old or "nothing", f"conflict: {theirs}; the catalogue stays as it is")
        return Change(self.property, old, new)


class Fact(NamedTuple):
    """A statement of an entry that only the ORKG has."""

    role: str
    predicate: str
    property: str
    value: Value


class Newcomer(NamedTuple):
    """An entry that only the ORKG has: paper and contribution by their ids and labels, and what is said of them."""

    paper: str
    title: str
    contribution: str
    name: str
    facts: tuple[Fact, ...]

    def entry(self) -> Entry:
        changes = [Change(one.property, "", one.value.label) for one in self.facts]
        return Entry(self.name, "create", "entry", f"{self.paper}/{self.contribution}", changes)


class Gone(NamedTuple):
    """A paper or contribution of the catalogue that is not on the ORKG any more."""

    label: str
    place: Span


@dataclass(slots=True)
class Incoming:
    """`labels` are those of subjects with differences, `kept` how many entries say the same on both sides, `unknown`
    how many statements of the catalogue's entries are of properties that it has no field for."""

    differences: list[Difference] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    kept: int = 0
    unknown: int = 0

    @property
    def conflicts(self) -> list[Difference]:
        return [one for one in self.differences if one.conflict]

    def wanted(self) -> list[Difference]:
        """Those that the catalogue is to take over."""
        return [one for one in self.differences if not one.conflict]

    def is_something(self) -> bool:
        """Whether there is anything that the catalogue is to take over."""
        return bool(self.newcomers or self.wanted())

    def to_json(self) -> dict[str, Any]:
        """The differences with their subjects, the entries that the catalogue lacks, and those that are gone."""
        return {
            "differences": [_to_json(one, self.labels[one.subject]) for one in self.differences],
            "entries": [
                {
                    **one._asdict(),
                    "facts": [{**fact._asdict(), "value": fact.value._asdict()} for fact in one.facts],
                }
                for one in self.newcomers
            ],
            "gone": [{"label": one.label, "place": str(one.place)} for one in self.gone],
            "total": self.totals(),
        }

    def entries(self) -> Iterator[Entry]:
        """For people, in the order of the catalogue."""
        by_subject: dict[str, list[Difference]] = {}
        for one in self.differences:
            by_subject.setdefault(one.subject, []).append(one)
        for subject, some in by_subject.items():
            taken = [one for one in some if not one.conflict]
            changes = [*_paired(taken), *(one.change() for one in some if one.conflict)]
            action = "change" if taken else "conflict"
            yield Entry(self.labels[subject], action, some[0].role, str(some[0].places[0]), changes)
        yield from (one.entry() for one in self.newcomers)

    def totals(self) -> str:
        """What it comes to, in one line, as a plan has it."""
        wanted = self.wanted()
        changed = len({one.subject for one in wanted})
        come, go = (sum(bool(getattr(one, side)) for one in wanted) for side in ("new", "old"))
        conflicts = len(self.conflicts) + len(self.gone)
        return (
            f"Pull: {len(self.newcomers):,} to create, {changed:,} to change, {self.kept:,} to leave; "
            f"{come:,} values to add, {go:,} to take away; {conflicts:,} conflict{'s' * (conflicts != 1)}."
        )


def _to_json(one: Difference, label: str) -> dict[str, Any]:
    values = {side: value._asdict() if value else None for side, value in (("old", one.old), ("new", one.new))}
    return {**one._asdict(), **values, "label": label, "places": [str(place) for place in one.places]}


def _paired(some: Iterable[Difference]) -> list[Change]:
    some = list(some)
    old = [(one.property, one.old.label) for one in some if one.old]
    return paired(old, [(one.property, one.new.label) for one in some if one.new])
