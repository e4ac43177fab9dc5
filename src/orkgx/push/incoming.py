"""What the ORKG says otherwise than the catalogue, by what the ledger remembers of the last push. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from ..model import Span
from ..write.incoming import LABEL_OF, Difference, Gone, Incoming, Value
from ..write.wanted import HAS_CONTRIBUTION, OrkgLiteral, OrkgStatement, Wanted, key_of
from .named import once
from .planner import Memory, Planner
from .remote import RemoteStatement, folded
from .search import is_entry
from .survey import State


def incoming(
    wanted: Wanted, state: State, memory: Memory, fields: Collection[tuple[str, str]], *, force: bool = False
) -> Incoming:
    """What is there of the catalogue's papers and contributions and not in it. `fields` are the roles and predicates
    that the catalogue has fields for. With `force` what both have changed is taken from the ORKG."""
    return _Comparer(wanted, state, memory, fields, force=force).compare()


class _Comparer:
    def __init__(
        self, wanted: Wanted, state: State, memory: Memory, fields: Collection[tuple[str, str]], *, force: bool
    ) -> None:
        self.wanted, self.state, self.memory, self.fields, self.force = wanted, state, memory, fields, force
        self.planner = Planner(wanted, state, memory, force=False)
        self.found = Incoming()
        self.own = {state.ids[iri]: iri for iri in wanted.things if iri in state.ids}
        self.places: dict[str, list[Span]] = defaultdict(list)
        for link in wanted.statements():
            if link.predicate == HAS_CONTRIBUTION and isinstance(link.object, str) and link.object in wanted.places:
                self.places[link.subject].append(wanted.places[link.object])

    def compare(self) -> Incoming:
        found = self.found
        for iri, thing in self.wanted.things.items():
            if not is_entry(thing):
                continue
            before = len(found.differences)
            if iri in self.state.vanished or iri in self.state.absent:
                found.gone.append(Gone(thing.label, self.wanted.place(iri)))
            elif iri in self.state.statements:
                self.label(iri)
                _Subject(self, iri).compare()
            found.labels[iri] = thing.label
            found.kept += len(found.differences) == before
        return found

    def label(self, iri: str) -> None:
        """The label of an entry that others have given another one since we saw it last."""
        label = self.wanted.things[iri].label
        theirs = self.state.labels.get(self.state.ids[iri], label)
        before = self.memory.things[iri].label if iri in self.memory.things else ""
        if theirs not in (label, before):
            self.add(iri, LABEL_OF, Value(label), Value(theirs), conflict=before not in ("", label))

    def add(self, iri: str, predicate: str, old: Value | None, new: Value | None, *, conflict: bool = False) -> None:
        thing = self.wanted.things.get(predicate)
        label = self.wanted.predicates.get(predicate, "").strip() or (thing.label if thing else predicate)
        role = "paper" if "Paper" in self.wanted.things[iri].classes else "contribution"
        if (role, predicate) not in self.fields and predicate != LABEL_OF:
            self.found.unknown += 1
            return
        places = tuple(self.places[iri]) if role == "paper" else (self.wanted.place(iri),)
        conflict = conflict and not self.force
        self.found.differences.append(Difference(iri, role, places, predicate, label, old, new, conflict))


class _Subject:
    """One paper or contribution. By predicate, `new` is what only the catalogue has since, `lost` what others have
    removed and the catalogue has, `both` how much both have removed, `theirs` what others have added."""

    def __init__(self, of: _Comparer, iri: str) -> None:
        self.of, self.iri, self.planner = of, iri, of.planner
        self.links = self.planner.linkable(iri)
        present = of.state.statements[iri]
        self.there = self.planner.standing(iri, self.links, present)
        self.seen: set[str] = set()  # statements that are spoken for
        self.new: dict[str, list[Value]] = defaultdict(list)
        self.lost: dict[str, list[Value]] = defaultdict(list)
        self.both: dict[str, int] = defaultdict(int)
        self.theirs: dict[str, list[Value]] = defaultdict(list)

    def compare(self) -> None:
        for link in self.links:
            self.wanted(link)
        for key in self.planner.by_subject[self.iri]:
            if key not in {key_of(link) for link in self.links}:
                self.unwanted(key)
        for one in self.there.by_id.values():
            predicate = self.name(one.predicate)
            if one.id not in self.seen:
                self.theirs[predicate].append(self.value(one))
        for predicate in dict.fromkeys([*self.lost, *self.theirs]):
            if predicate != HAS_CONTRIBUTION:  # of entries, which come and go as such
                self.settle(predicate)

    def wanted(self, link: OrkgStatement) -> None:
        """A value of the catalogue: there, changed by others, removed by others, or not yet pushed."""
        end, predicate = self.planner.end(link), self.planner.predicate(link)
        found = self.there.by_ends.get((predicate, end)) if end else None
        known = self.planner.links.get(key_of(link))
        ours = self.our_value(link)
        if found or (found := self.there.alike.get((predicate, folded(ours.label)))):
            self.seen.add(found.id)
            if self.is_renamed(link, found):
                self.of.add(self.iri, link.predicate, ours, self.value(found))
        elif known and (now := self.there.by_id.get(known.id)):
            self.seen.add(now.id)
            self.of.add(self.iri, link.predicate, ours, self.value(now))
        elif known:
            self.lost[link.predicate].append(ours)
        else:
            self.new[link.predicate].append(ours)

    def is_renamed(self, link: OrkgStatement, found: RemoteStatement) -> bool:
        """Whether others have given the object another label since we saw it."""
        if not isinstance(link.object, str) or is_entry(self.of.wanted.things[link.object]):
            return False
        known = self.of.memory.things.get(link.object)
        now = self.of.state.labels.get(found.object)
        return bool(known and known.made and now and now not in (known.label, self.of.wanted.things[link.object].label))

    def unwanted(self, key: tuple[str, str, str]) -> None:
        """A value that the catalogue no longer has: a conflict where others have changed it."""
        now = self.there.by_id.get(self.planner.links[key].id)
        if now is None:
            self.both[key[1]] += 1
        elif now.id not in self.seen:
            self.seen.add(now.id)
            if now.is_changed(key[2]):
                mine = self.new[key[1]].pop() if self.new[key[1]] else None
                self.of.add(self.iri, key[1], mine, self.value(now), conflict=True)

    def settle(self, predicate: str) -> None:
        """What others have added and removed of one property, one for one as far as both are there."""
        lost, theirs, new = self.lost[predicate], self.theirs[predicate], self.new[predicate]
        while theirs and lost:
            self.of.add(self.iri, predicate, lost.pop(0), theirs.pop(0))
        for ours in lost:
            self.of.add(self.iri, predicate, ours, None)
        classes = self.of.wanted.things[self.iri].classes
        single = any((class_, predicate) in once() for class_ in classes)
        remembered = bool(self.planner.by_subject[self.iri])
        while theirs and new and (single or self.both[predicate] or not remembered):
            self.of.add(self.iri, predicate, new.pop(0), theirs.pop(0), conflict=True)
        for one in theirs:
            self.of.add(self.iri, predicate, None, one)

    def our_value(self, link: OrkgStatement) -> Value:
        end = link.object
        return Value(end.label, end.datatype) if isinstance(end, OrkgLiteral) else Value(self.planner.label(link))

    def value(self, one: RemoteStatement) -> Value:
        return Value(*one.literal) if one.literal else Value(self.planner.text(one))

    def name(self, predicate: str) -> str:
        """A predicate of the ORKG as the catalogue names it."""
        return self.of.own.get(predicate, predicate)
