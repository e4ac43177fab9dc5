"""What a push would do: the wanted state against the one that is there and what the ledger remembers. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .ledger import Known
from .survey import State, There, key_of
from .wanted import Link, Thing, Value, Wanted

Key = tuple[str, str, str]


class Conflict(NamedTuple):
    """The ORKG moved since our last push: what we say, and what stands there now ("" for nothing)."""

    subject: str
    predicate: str
    ours: str
    theirs: str


class Removal(NamedTuple):
    """A statement of ours that goes."""

    key: Key
    id: str


class Change(NamedTuple):
    """What happens to one paper or contribution: `action` is create, change, keep or conflict; the rest are counts of
    statements."""

    kind: str
    label: str
    iri: str
    place: str
    action: str
    added: int
    removed: int
    conflicts: int


@dataclass(slots=True)
class Plan:
    """`uris` are IRI and kind of things that get our IRI, `adopted` statements found there that are wanted, `gone`
    remembered ones that nobody wants and that are not there. Orphans are ours and no longer in the catalogue."""

    create: list[Thing] = field(default_factory=list)
    uris: list[tuple[str, str]] = field(default_factory=list)
    link: list[Link] = field(default_factory=list)
    unlink: list[Removal] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    orphaned: list[Removal] = field(default_factory=list)
    adopted: list[tuple[Key, There]] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)
    kept: int = 0
    reused: int = 0

    def pending(self, *, prune: bool) -> bool:
        """Whether there is anything to write."""
        return bool(self.create or self.link or self.unlink or self.uris or (prune and (self.orphans or self.orphaned)))

    def counts(self) -> dict[str, int]:
        """Figures: of things, statements, literals and requests that would be written."""
        predicates = sum(thing.kind == "predicates" for thing in self.create)
        literals = sum(isinstance(link.object, Value) for link in self.link)
        of_class = Counter(
            next((name for name in ("Paper", "Contribution") if name in thing.classes), "") for thing in self.create
        )
        return {
            "papers": of_class["Paper"],
            "contributions": of_class["Contribution"],
            "resources": of_class[""] - predicates,
            "predicates": predicates,
            "literals": literals,
            "statements": len(self.link),
            "removed statements": len(self.unlink),
            "left as they are": self.kept,
            "conflicts": len(self.conflicts),
            "orphans": len(self.orphans),
            "requests": len(self.create) + len(self.uris) + literals + len(self.link) + len(self.unlink),
        }

    def changes(self, wanted: Wanted) -> list[Change]:
        """What happens to each paper and contribution, in the order of the catalogue."""
        created = {thing.iri for thing in self.create}
        added = Counter(link.subject for link in self.link)
        removed = Counter(removal.key[0] for removal in self.unlink)
        conflicts = Counter(conflict.subject for conflict in self.conflicts)
        found = []
        for iri, thing in wanted.things.items():
            kind = next((name for name in ("Paper", "Contribution") if name in thing.classes), "")
            if not kind:
                continue
            moves = added[iri] + removed[iri]
            absent = any(conflict.subject == iri and not conflict.predicate for conflict in self.conflicts)
            action = "create" if iri in created else "conflict" if absent else "change" if moves else "keep"
            place = str(wanted.places.get(iri, ""))
            found.append(
                Change(kind.lower(), thing.label, iri, place, action, added[iri], removed[iri], conflicts[iri])
            )
        return found

    def to_json(self) -> dict[str, Any]:
        changes = {
            "create": [thing._asdict() for thing in self.create],
            "uri": self.uris,
            "link": [_shown(link) for link in self.link],
            "unlink": [removal.key for removal in self.unlink],
            "conflicts": [conflict._asdict() for conflict in self.conflicts],
            "orphans": self.orphans,
        }
        return {"counts": self.counts(), **changes}

    def digest(self) -> str:
        """Equal for plans that do the same."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()


def _shown(link: Link) -> dict[str, Any]:
    end = link.object
    return {
        "subject": link.subject,
        "predicate": link.predicate,
        "object": end if isinstance(end, str) else {"label": end.label, "datatype": end.datatype},
    }


def make_plan(
    wanted: Wanted,
    state: State,
    things: dict[str, Known],
    links: dict[Key, tuple[str, str, bool]],
    *,
    force: bool = False,
) -> Plan:
    """The plan. With `force` our values replace those that others have changed since our last push."""
    plan = Plan()
    # What others have made keeps the description that it has.
    others = {
        iri
        for iri, thing in wanted.things.items()
        if thing.kind == "predicates" and iri in state.ids and not (iri in things and things[iri].made)
    }
    for iri in state.absent:
        plan.conflicts.append(Conflict(iri, "", wanted.things[iri].label, ""))
    for iri, thing in wanted.things.items():
        if iri in state.absent:
            continue
        known = things.get(iri)
        if iri not in state.ids:
            plan.create.append(thing)
        elif known and known.made and not known.uri and not thing.id:
            plan.uris.append((iri, thing.kind))
        if iri in state.ids:
            plan.reused += 1
    plan.uris += [(thing.iri, thing.kind) for thing in plan.create if not thing.id]
    plan.orphans = [iri for iri, known in things.items() if known.made and iri not in wanted.things]
    for iri, there in state.statements.items():
        if iri in others:
            continue
        _compare(plan, iri, _present(wanted.links.get(iri, []), state), there, state.ids, links, force=force)
    for iri, new in wanted.links.items():
        if iri not in state.statements and iri not in state.absent | others:
            plan.link += _present(new, state)
    return plan


def _present(links: list[Link], state: State) -> list[Link]:
    return [link for link in links if not (isinstance(link.object, str) and link.object in state.absent)]


def _compare(
    plan: Plan,
    iri: str,
    wanted: list[Link],
    there: list[There],
    ids: dict[str, str],
    links: dict[Key, tuple[str, str, bool]],
    *,
    force: bool,
) -> None:
    """One subject: what is wanted of it, what is there, and what we remember to have written."""
    by_id = {one.id: one for one in there}
    meant = {(one.predicate, one.value or one.object): one for one in there}
    keys = set()
    for link in wanted:
        key = key_of(link)
        keys.add(key)
        end = ids.get(link.object) if isinstance(link.object, str) else link.object
        found = meant.get((ids.get(link.predicate, link.predicate), end)) if end else None
        remembered = links.get(key)
        if found:
            plan.kept += 1
            if not remembered or remembered[0] != found.id:
                plan.adopted.append((key, found))
        elif not remembered or force:
            plan.link.append(link)
            if remembered and remembered[0] in by_id:
                plan.unlink.append(Removal(key, remembered[0]))
        else:
            now = by_id.get(remembered[0])
            plan.conflicts.append(Conflict(iri, link.predicate, key[2], _said(now)))
    orphans = set(plan.orphans)
    for key, (id_, _, made) in links.items():
        if key[0] != iri or key in keys:
            continue
        now = by_id.get(id_)
        if now is None or not made:
            plan.gone.append(key)
        elif now.value is not None and f'"{now.value.label}"^^{now.value.datatype}' != key[2] and not force:
            plan.conflicts.append(Conflict(iri, key[1], "", _said(now)))
        elif iri in orphans or key[2] in orphans or not wanted:
            plan.orphaned.append(Removal(key, id_))
        else:
            plan.unlink.append(Removal(key, id_))


def _said(there: There | None) -> str:
    if there is None:
        return ""
    return there.value.label if there.value else there.object
