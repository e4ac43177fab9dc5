"""A plan as people review it: what happens to each entry, by property, in labels, and its totals and time."""

from __future__ import annotations

from collections import Counter, defaultdict

from ..write.review import Change, Entry, paired
from ..write.wanted import OrkgLiteral, OrkgStatement, Wanted
from .ledger import Key
from .plan import Plan
from .survey import State


class Reviewed:
    """A plan in labels. `state` is what it was made of."""

    def __init__(self, planned: Plan, wanted: Wanted, state: State) -> None:
        self.planned, self.wanted, self.state = planned, wanted, state
        self._there = {one.id: one for some in state.statements.values() for one in some}

    def entries(self) -> list[Entry]:
        """The papers, contributions and comparisons that something happens to, or that are in conflict."""
        changes = self.changes()
        moving = [one for one in self.planned.effects(self.wanted) if one.action != "keep" or one.conflicts]
        return [Entry(one.label, one.action, one.kind, one.place, changes.get(one.iri, [])) for one in moving]

    def changes(self) -> dict[str, list[Change]]:
        """By subject."""
        going: dict[str, list[tuple[str, str]]] = defaultdict(list)
        coming: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for removal in self.planned.unlink:
            going[removal.key[0]].append((self.property(removal.key[1]), self._old(removal.key, removal.id)))
        for link in self.planned.link:
            coming[link.subject].append((self.property(link.predicate), self._new(link)))
        for thing in self.planned.relabel:
            going[thing.iri].append(("label", self.state.labels.get(self.state.ids[thing.iri], "")))
            coming[thing.iri].append(("label", thing.label))
        found = {iri: paired(going[iri], coming[iri]) for iri in [*coming, *going]}
        for one in self.planned.conflicts:
            # What stands there is kept, so nothing goes and nothing comes.
            note = f"conflict: the ORKG says {one.theirs!r}, which stays" if one.theirs else f"conflict: {one.kind}"
            change = Change(self.property(one.predicate) or one.kind, "", one.ours or "nothing", note)
            found.setdefault(one.subject, []).append(change)
        return found

    def property(self, predicate: str) -> str:
        thing = self.wanted.things.get(predicate)
        return (self.wanted.predicates.get(predicate, "").strip() or (thing.label if thing else "")) or predicate

    def _new(self, link: OrkgStatement) -> str:
        return link.object.label if isinstance(link.object, OrkgLiteral) else self.wanted.things[link.object].label

    def _old(self, key: Key, id_: str) -> str:
        one = self._there.get(id_)
        if one is None:
            return key[2]
        return one.literal.label if one.literal else self.state.labels.get(one.object, one.object)


def totals(planned: Plan, wanted: Wanted) -> str:
    """What a plan comes to, in one line."""
    effects = planned.effects(wanted)
    by_action = Counter(one.action for one in effects)
    removed = len(planned.orphans) if planned.prune else 0
    gone = len(planned.unlink) + (len(planned.orphaned) if planned.prune else 0)
    conflicts = len(planned.conflicts)
    return (
        f"Plan: {by_action['create']:,} to create, {by_action['change']:,} to change, {removed:,} to remove, "
        f"{by_action['keep']:,} to leave; {len(planned.link):,} statements to add, {gone:,} to take away; "
        f"{conflicts:,} conflict{'s' * (conflicts != 1)}."
    )


def duration(requests: int, seconds: float, jobs: int) -> str:
    """How long writes take where one takes so many seconds, in words.

    >>> duration(3441, 0.1, 4), duration(3, 0.1, 4), duration(60000, 0.5, 4)
    ('about 90 seconds', 'a few seconds', 'about 2.1 hours')
    """
    total = requests * seconds / jobs
    if total < 10:
        return "a few seconds"
    if total < 90:
        return f"about {round(total, -1):.0f} seconds"
    return f"about {total / 60:.0f} minutes" if total < 5400 else f"about {total / 3600:.1f} hours"
