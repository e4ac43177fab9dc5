"""Makes the plan: the wanted state against the one that is there and what the ledger remembers. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from ..write.wanted import HAS_CONTRIBUTION, OrkgResource, OrkgStatement, Wanted, key_of
from .conflicts import Conflict
from .ledger import Key, Known, KnownStatement
from .named import by_iri, once
from .owners import thing_key
from .plan import Plan, Removal
from .remote import RemoteStatement, folded
from .search import is_entry
from .standing import End, Standing
from .survey import State


class Memory(NamedTuple):
    """What the ledger remembers: things, statements, and literals that are not linked yet; `foreign` is what only
    catalogues want that are not looked at now."""

    things: dict[str, Known]
    links: dict[Key, KnownStatement]
    literals: dict[Key, str]
    foreign: frozenset[Key] = frozenset()


def make_plan(wanted: Wanted, state: State, memory: Memory, *, force: bool = False) -> Plan:
    """The plan. With `force` our values replace those that others have changed since our last push, and what they have
    removed is made again. What is `foreign` is left, and so is its label."""
    planner = Planner(wanted, state, memory, force=force)
    planner.plan_missing()
    planner.plan_orphans()
    planner.plan_statements()
    planner.drop_unused()
    planner.plan_things()
    planner.plan_strays()
    return planner.plan


class Planner:
    """`out` are wanted things that are left out, `others` those that others have made and of which we state nothing."""

    def __init__(self, wanted: Wanted, state: State, memory: Memory, *, force: bool) -> None:
        self.wanted, self.state, self.memory, self.force = wanted, state, memory, force
        self.plan = Plan()
        self.out = set(state.absent)
        self.held: set[str] = set()  # the ids of statements that say what is wanted
        self.made_ids = {one.id for one in memory.links.values() if one.made}
        self.by_iri = by_iri(wanted.things.values())
        keys = {key_of(link) for link in wanted.statements()}
        self.links = {key: one for key, one in memory.links.items() if key in keys or key not in memory.foreign}
        self.by_subject: dict[str, list[Key]] = defaultdict(list)
        for key in self.links:
            self.by_subject[key[0]].append(key)
        # What others have made keeps the description that it has.
        self.others = {
            iri
            for iri, thing in wanted.things.items()
            if thing.kind == "predicates" and iri in state.ids and not (self.made(iri) or memory.things[iri].uri)
        }

    def made(self, iri: str) -> Known | None:
        """What we know of a thing that we have made."""
        known = self.memory.things.get(iri)
        return known if known and known.made else None

    def conflict(self, iri: str, theirs: str, kind: str) -> None:
        self.plan.conflicts.append(Conflict(iri, "", self.wanted.things[iri].label, theirs, kind))

    # -- things

    def plan_missing(self) -> None:
        """What is not where it should be: entries are left out, shared things are made again where they are needed."""
        for iri in sorted(self.state.absent):
            self.conflict(iri, "", "absent")
        for iri in sorted(self.state.vanished):
            if iri in self.wanted.things and is_entry(self.wanted.things[iri]) and not self.force:
                self.out.add(iri)
                self.conflict(iri, self.memory.things[iri].id, "vanished")
            else:
                self.plan.vanished.append(iri)

    def plan_orphans(self) -> None:
        away = {*self.wanted.things, *self.state.vanished}
        used = {self.state.ids[iri] for iri in self.wanted.things if iri in self.state.ids}
        foreign = self.memory.foreign
        self.plan.orphans = [
            iri
            for iri, known in self.memory.things.items()
            if known.made and iri not in away and known.id not in used and thing_key(iri) not in foreign
        ]

    def drop_unused(self) -> None:
        """Nothing is said of a new shared thing that nothing new speaks of, since what is there has its label."""
        plan, before = self.plan, -1
        while len(plan.link) != before:
            before = len(plan.link)
            spoken = {end for link in plan.link for end in (link.predicate, link.object)}
            plan.link = [link for link in plan.link if self._stands(link.subject) or link.subject in spoken]

    def _stands(self, iri: str) -> bool:
        """Whether something stands on the ORKG, or will, whoever speaks of it."""
        return iri in self.state.ids or is_entry(self.wanted.things[iri])

    def plan_things(self) -> None:
        """What is created, and what gets our IRI or another label."""
        plan, ids = self.plan, self.state.ids
        used = {
            end for link in plan.link for end in (link.subject, link.predicate, link.object) if isinstance(end, str)
        }
        for iri, thing in self.wanted.things.items():
            if iri in ids:
                plan.reused += 1
                self._plan_known(thing)
            # What nothing would be stated of is not made, as where others have removed both a thing and its statements.
            elif iri not in self.out and iri in used:
                plan.create.append(thing)
        plan.uris += [(thing.iri, thing.kind) for thing in plan.create if thing.iri in self.by_iri]

    def _plan_known(self, thing: OrkgResource) -> None:
        if known := self.made(thing.iri):
            if not known.uri and thing.iri in self.by_iri:
                self.plan.uris.append((thing.iri, thing.kind))
            if thing_key(thing.iri) not in self.memory.foreign:
                self._plan_label(thing, known)

    def _plan_label(self, thing: OrkgResource, known: Known) -> None:
        """The label of a thing that we made: ours follows the catalogue, unless others have given it another."""
        theirs = self.state.labels.get(self.state.ids[thing.iri], thing.label)
        if theirs == thing.label:
            if known.label != thing.label:
                self.plan.labelled.append((thing.iri, thing.label))
        elif theirs == known.label or self.force:
            self.plan.relabel.append(thing)
        else:
            self.plan.conflicts.append(Conflict(thing.iri, "label", thing.label, theirs, "label"))

    # -- statements

    def plan_statements(self) -> None:
        for iri, present in self.state.statements.items():
            if iri not in self.others:
                self._plan_subject(iri, self.linkable(iri), present)
        for iri in self.wanted.links:
            if iri not in self.state.statements and iri not in self.out | self.others:
                self.plan.link += self.linkable(iri)

    def _plan_subject(self, iri: str, wanted: list[OrkgStatement], present: list[RemoteStatement]) -> None:
        """What is new of a subject is linked, unless others have changed the value that it would replace."""
        there = self.standing(iri, wanted, present)
        new = self._plan_wanted(wanted, there)
        changed = self._plan_unwanted(iri, wanted, there)
        for link in new:
            predicate = self.predicate(link)
            both = next((key for key, one in changed.items() if one.predicate == predicate), None)
            theirs = there.theirs.get(predicate)
            if both:
                self._conflict_of_values(link, changed.pop(both))
                if both in self.plan.forgotten:  # else the next push would know nothing of it, and write
                    self.plan.forgotten.remove(both)
            elif theirs and self._is_full(link, theirs):
                self._settle_single(link, theirs)
            else:
                self.plan.link.append(link)
        for key, one in changed.items():
            if key not in self.plan.forgotten:
                self.plan.conflicts.append(Conflict(iri, key[1], "", self.text(one)))

    def standing(self, iri: str, wanted: list[OrkgStatement], present: list[RemoteStatement]) -> Standing:
        ours = {self.links[key].id for key in self.by_subject[iri]}
        there = Standing.of(present, ours, {(self.predicate(link), self.end(link)) for link in wanted})
        known = self.memory.things.get(iri)
        is_theirs = known is not None and not (known.made or known.uri)
        if not is_theirs:
            return there
        labels: dict[str, list[str]] = defaultdict(list)
        for link in wanted:
            labels[self.predicate(link)].append(self.label(link))
        return there.with_alike(self.made_ids, labels, self.text)

    def _is_full(self, link: OrkgStatement, theirs: RemoteStatement) -> bool:
        """Whether others have put a value where there may be one only, and it is not ours that this one replaces."""
        if theirs.id in self.made_ids:
            return False
        single = any((class_, self.predicate(link)) in once() for class_ in self.wanted.things[link.subject].classes)
        return single and not any(
            key[1] == link.predicate and self.links[key].made for key in self.by_subject[link.subject]
        )

    def _settle_single(self, link: OrkgStatement, theirs: RemoteStatement) -> None:
        """A new value where others have put another one and there may be one only."""
        if self.force:
            self.plan.unlink.append(Removal(theirs.key(link.subject), theirs.id))
            self.plan.link.append(link)
        else:
            self._conflict_of_values(link, theirs)

    def linkable(self, iri: str) -> list[OrkgStatement]:
        """The wanted statements of a subject, but for those whose object is left out."""
        links = self.wanted.links.get(iri, ())
        return [link for link in links if not (isinstance(link.object, str) and link.object in self.out)]

    def predicate(self, link: OrkgStatement) -> str:
        return self.state.ids.get(link.predicate, link.predicate)

    def end(self, link: OrkgStatement) -> End:
        """The object as the ORKG has it."""
        return self.state.ids.get(link.object) if isinstance(link.object, str) else link.object

    def _plan_wanted(self, wanted: list[OrkgStatement], there: Standing) -> list[OrkgStatement]:
        """What is there is kept, what others have removed or changed is a conflict; what is new is handed back."""
        plan, new = self.plan, []
        for link in wanted:
            key, end, predicate = key_of(link), self.end(link), self.predicate(link)
            found = there.by_ends.get((predicate, end)) if end else None
            found = found or there.alike.get((predicate, folded(self.label(link))))
            known = self.links.get(key)
            double = there.double(known.id) if known and known.made else None
            if known and double and double.id not in self.made_ids:
                plan.unlink.append(Removal(key, known.id))
            elif found:
                plan.kept += 1
                self.held.add(found.id)
                if not known or known.id != found.id:
                    plan.adopted.append((key, found))
            elif not known:
                new.append(link)
            elif self.force:
                plan.link.append(link)
                if now := there.by_id.get(known.id):
                    plan.unlink.append(Removal(now.key(link.subject), known.id))
            else:
                self._conflict_of_values(link, there.by_id.get(known.id) or there.theirs.get(predicate))
        return new

    def label(self, link: OrkgStatement) -> str:
        end = link.object
        return self.wanted.things[end].label if isinstance(end, str) else end.label

    def _plan_unwanted(self, iri: str, wanted: list[OrkgStatement], there: Standing) -> dict[Key, RemoteStatement]:
        """What we remember of the subject and the catalogue no longer has goes; handed back is what others have put in
        its place."""
        plan, changed = self.plan, {}
        keys = {key_of(link) for link in wanted}
        orphans = set(plan.orphans)
        for key in self.by_subject[iri]:
            known = self.links[key]
            now = there.by_id.get(known.id)
            if key in keys:
                continue
            if now is None or not known.made:
                plan.forgotten.append(key)
                instead = there.theirs.get(self.state.ids.get(key[1], key[1]))
                if now is None and known.made and instead and not self.force:
                    changed[key] = instead
            elif known.id in self.held:  # it says by now what another value of the catalogue says
                plan.forgotten.append(key)
            elif now.is_changed(key[2]) and not self.force:
                changed[key] = now
            elif iri in orphans or (key[1] == HAS_CONTRIBUTION and key[2] in orphans) or not wanted:
                plan.orphaned.append(Removal(key, known.id))
            else:
                plan.unlink.append(Removal(key, known.id))
        return changed

    def _conflict_of_values(self, link: OrkgStatement, theirs: RemoteStatement | None) -> None:
        self.plan.conflicts.append(Conflict(link.subject, link.predicate, self.label(link), self.text(theirs)))

    def text(self, statement: RemoteStatement | None) -> str:
        """The object of a statement by its label."""
        if statement is None:
            return ""
        return (
            statement.literal.label if statement.literal else self.state.labels.get(statement.object, statement.object)
        )

    def plan_strays(self) -> None:
        """Literals that were made, never linked, and are not wanted any more."""
        spared = {key_of(link) for link in self.plan.link} | self.memory.foreign
        ids = self.state.ids
        self.plan.stray = [
            (key, id_)
            for key, id_ in self.memory.literals.items()
            if key not in spared and key[0] in ids and (key[1] in ids or "/" not in key[1])
        ]
