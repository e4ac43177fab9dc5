"""Makes the plan: the wanted state against the one that is there and what the ledger remembers. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from ..write.wanted import OrkgResource, OrkgStatement, Wanted, key_of
from .conflicts import Conflict
from .ledger import Key, Known, KnownStatement
from .owners import thing_key
from .plan import Plan, Removal
from .remote import RemoteStatement
from .search import is_entry
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
    planner = _Planner(wanted, state, memory, force=force)
    planner.plan_missing()
    planner.plan_orphans()
    planner.plan_statements()
    planner.plan_things()
    planner.plan_strays()
    return planner.plan


class _Planner:
    """`out` are wanted things that are left out, `others` those that others have made and of which we state nothing."""

    def __init__(self, wanted: Wanted, state: State, memory: Memory, *, force: bool) -> None:
        self.wanted, self.state, self.memory, self.force = wanted, state, memory, force
        self.plan = Plan()
        self.out = set(state.absent)
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
        foreign = self.memory.foreign
        self.plan.orphans = [
            iri
            for iri, known in self.memory.things.items()
            if known.made and iri not in away and thing_key(iri) not in foreign
        ]

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
        plan.uris += [(thing.iri, thing.kind) for thing in plan.create if not thing.id]

    def _plan_known(self, thing: OrkgResource) -> None:
        if known := self.made(thing.iri):
            if not known.uri and not thing.id:
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
                wanted = self._linkable(iri)
                self._plan_wanted(iri, wanted, present)
                self._plan_unwanted(iri, wanted, present)
        for iri in self.wanted.links:
            if iri not in self.state.statements and iri not in self.out | self.others:
                self.plan.link += self._linkable(iri)

    def _linkable(self, iri: str) -> list[OrkgStatement]:
        """The wanted statements of a subject, but for those whose object is left out."""
        links = self.wanted.links.get(iri, ())
        return [link for link in links if not (isinstance(link.object, str) and link.object in self.out)]

    def _plan_wanted(self, iri: str, wanted: list[OrkgStatement], present: list[RemoteStatement]) -> None:
        plan, ids = self.plan, self.state.ids
        by_id = {one.id: one for one in present}
        by_ends = {(one.predicate, one.literal or one.object): one for one in present}
        for link in wanted:
            key = key_of(link)
            end = ids.get(link.object) if isinstance(link.object, str) else link.object
            found = by_ends.get((ids.get(link.predicate, link.predicate), end)) if end else None
            known = self.links.get(key)
            if found:
                plan.kept += 1
                if not known or known.id != found.id:
                    plan.adopted.append((key, found))
            elif not known or self.force:
                plan.link.append(link)
                if known and known.id in by_id:
                    plan.unlink.append(Removal(key, known.id))
            else:
                plan.conflicts.append(Conflict(iri, link.predicate, key[2], _text(by_id.get(known.id))))

    def _plan_unwanted(self, iri: str, wanted: list[OrkgStatement], present: list[RemoteStatement]) -> None:
        """What we remember of the subject and the catalogue no longer has."""
        plan = self.plan
        by_id = {one.id: one for one in present}
        keys = {key_of(link) for link in wanted}
        orphans = set(plan.orphans)
        for key in self.by_subject[iri]:
            known = self.links[key]
            now = by_id.get(known.id)
            if key in keys:
                continue
            if now is None or not known.made:
                plan.forgotten.append(key)
            elif _is_changed(now, key) and not self.force:
                plan.conflicts.append(Conflict(iri, key[1], "", _text(now)))
            elif iri in orphans or key[2] in orphans or not wanted:
                plan.orphaned.append(Removal(key, known.id))
            else:
                plan.unlink.append(Removal(key, known.id))

    def plan_strays(self) -> None:
        """Literals that were made, never linked, and are not wanted any more."""
        spared = {key_of(link) for link in self.plan.link} | self.memory.foreign
        ids = self.state.ids
        self.plan.stray = [
            (key, id_)
            for key, id_ in self.memory.literals.items()
            if key not in spared and key[0] in ids and (key[1] in ids or "/" not in key[1])
        ]


def _is_changed(statement: RemoteStatement, key: Key) -> bool:
    """Whether others have given the literal another value than the one that we remember."""
    literal = statement.literal
    return literal is not None and f'"{literal.label}"^^{literal.datatype}' != key[2]


def _text(statement: RemoteStatement | None) -> str:
    if statement is None:
        return ""
    return statement.literal.label if statement.literal else statement.object
