"""What a push would do: the wanted state against the one that is there and what the ledger remembers. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..write.wanted import OrkgLiteral, OrkgResource, OrkgStatement, Wanted, key_of
from .comparison import Comparison
from .ledger import Key, Known
from .owners import thing as of_thing
from .survey import State, There, is_entry


class Conflict(NamedTuple):
    """The ORKG is not as our last push left it, or as the catalogue has it.

    `kind` is what is in conflict: a value, a label, an entry that is absent or lost, a source or the title of a
    comparison. What we say, and what stands there now ("" for nothing).
    """

    subject: str
    predicate: str
    ours: str
    theirs: str
    kind: str = "value"


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
    """`uris` are IRI and kind of things that get our IRI, `relabel` things that get another label, `adopted` statements
    found there that are wanted, `gone` remembered ones that nobody wants and that are not there, `labelled` IRI and
    label of things that have what we want, `lost` remembered things that are there no longer, `stray` literals that
    were made and that nobody wants. Orphans are ours and no longer in the catalogue."""

    create: list[OrkgResource] = field(default_factory=list)
    uris: list[tuple[str, str]] = field(default_factory=list)
    relabel: list[OrkgResource] = field(default_factory=list)
    labelled: list[tuple[str, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stray: list[tuple[Key, str]] = field(default_factory=list)
    comparison: Comparison | None = None
    link: list[OrkgStatement] = field(default_factory=list)
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
        ours = self.create or self.link or self.unlink or self.uris or self.relabel or self.stray
        compares = self.comparison and self.comparison.writes
        return bool(ours or compares or (prune and (self.orphans or self.orphaned)))

    def counts(self) -> dict[str, int]:
        """Figures: of things, statements, literals and requests that would be written."""
        predicates = sum(thing.kind == "predicates" for thing in self.create)
        literals = sum(isinstance(link.object, OrkgLiteral) for link in self.link)
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
            "changed labels": len(self.relabel),
            "removed statements": len(self.unlink),
            "left as they are": self.kept,
            "conflicts": len(self.conflicts),
            "orphans": len(self.orphans),
            "requests": sum(len(some) for some in (self.create, self.uris, self.relabel, self.link, self.unlink))
            + literals
            + 2 * len(self.stray)
            + (self.comparison.writes if self.comparison else 0),
        }

    def changes(self, wanted: Wanted) -> list[Change]:
        """What happens to each paper and contribution, in the order of the catalogue."""
        created = {thing.iri for thing in self.create}
        added = Counter(link.subject for link in self.link)
        removed = Counter(removal.key[0] for removal in self.unlink)
        conflicts = Counter(conflict.subject for conflict in self.conflicts)
        missing = {conflict.subject for conflict in self.conflicts if conflict.kind in ("absent", "lost")}
        relabelled = {thing.iri for thing in self.relabel}
        found = []
        for iri, thing in wanted.things.items():
            kind = next((name for name in ("Paper", "Contribution") if name in thing.classes), "")
            if not kind:
                continue
            moves = added[iri] + removed[iri] or iri in relabelled
            action = "create" if iri in created else "conflict" if iri in missing else "change" if moves else "keep"
            place = str(wanted.places.get(iri, ""))
            found.append(
                Change(kind.lower(), thing.label, iri, place, action, added[iri], removed[iri], conflicts[iri])
            )
        if one := self.comparison:
            action = "conflict" if one.action == "lost" else one.action
            counts = (one.added, one.removed, conflicts[one.iri])
            found.append(Change("comparison", one.title, one.iri, "", action, *counts))
        return found

    def compare(self, comparison: Comparison) -> None:
        """Take a comparison into the plan, with what is in conflict about it."""
        self.comparison, iri = comparison, comparison.iri
        self.conflicts += [Conflict(iri, "", ours, "", "source") for ours in comparison.kept_out]
        if comparison.retitled:
            self.conflicts.append(Conflict(iri, "", comparison.title, comparison.retitled, "title"))
        if comparison.action == "lost":
            self.conflicts.append(Conflict(iri, "", comparison.title, "", "comparison"))

    def to_json(self) -> dict[str, Any]:
        changes = {
            "create": [thing._asdict() for thing in self.create],
            "uri": self.uris,
            "relabel": [thing._asdict() for thing in self.relabel],
            "link": [_shown(link) for link in self.link],
            "unlink": [removal.key for removal in self.unlink],
            "stray": [key for key, _ in self.stray],
            "comparison": self.comparison and self.comparison._asdict(),
            "conflicts": [conflict._asdict() for conflict in self.conflicts],
            "orphans": self.orphans,
            "orphaned": [removal.key for removal in self.orphaned],
        }
        return {"counts": self.counts(), **changes}

    def digest(self) -> str:
        """Equal for plans that do the same."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()


def _shown(link: OrkgStatement) -> dict[str, Any]:
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
    literals: dict[Key, str] | None = None,
    foreign: frozenset[Key] = frozenset(),
    *,
    force: bool = False,
) -> Plan:
    """The plan. With `force` our values replace those that others have changed since our last push, and what they have
    removed is made again. What is `foreign` is left, and so is its label."""
    plan = Plan()
    said = {key_of(link) for link in wanted.statements()}
    links = {key: one for key, one in links.items() if key in said or key not in foreign}
    # What others have made keeps the description that it has.
    others = {
        iri
        for iri, thing in wanted.things.items()
        if thing.kind == "predicates" and iri in state.ids and not (iri in things and things[iri].made)
    }
    out = set(state.absent)
    for iri in sorted(state.absent):
        plan.conflicts.append(Conflict(iri, "", wanted.things[iri].label, "", "absent"))
    for iri in sorted(state.lost):
        if iri in wanted.things and is_entry(wanted.things[iri]) and not force:
            out.add(iri)
            plan.conflicts.append(Conflict(iri, "", wanted.things[iri].label, things[iri].id, "lost"))
        else:
            plan.lost.append(iri)
    plan.orphans = [
        iri
        for iri, known in things.items()
        if known.made and iri not in wanted.things and iri not in state.lost and of_thing(iri) not in foreign
    ]
    for iri, there in state.statements.items():
        if iri in others:
            continue
        _compare(plan, iri, _present(wanted.links.get(iri, []), out), there, state.ids, links, force=force)
    for iri, new in wanted.links.items():
        if iri not in state.statements and iri not in out | others:
            plan.link += _present(new, out)
    used = {end for link in plan.link for end in (link.subject, link.predicate, link.object) if isinstance(end, str)}
    for iri, thing in wanted.things.items():
        known = things.get(iri)
        if iri in state.ids:
            plan.reused += 1
            if known and known.made:
                if not known.uri and not thing.id:
                    plan.uris.append((iri, thing.kind))
                if of_thing(iri) not in foreign:
                    _label(plan, thing, known, state.labels.get(state.ids[iri], thing.label), force=force)
        # What nothing would be said of is not made, as where others have removed both a thing and its statements.
        elif iri not in out and iri in used:
            plan.create.append(thing)
    plan.uris += [(thing.iri, thing.kind) for thing in plan.create if not thing.id]
    linked = {key_of(link) for link in plan.link}
    plan.stray = [
        (key, id_)
        for key, id_ in (literals or {}).items()
        if key not in linked | foreign and key[0] in state.ids and (key[1] in state.ids or "/" not in key[1])
    ]
    return plan


def _present(links: list[OrkgStatement], out: set[str]) -> list[OrkgStatement]:
    return [link for link in links if not (isinstance(link.object, str) and link.object in out)]


def _label(plan: Plan, thing: OrkgResource, known: Known, theirs: str, *, force: bool) -> None:
    """The label of a thing that we made: ours follows the catalogue, unless others have given it another."""
    if theirs == thing.label:
        if known.label != thing.label:
            plan.labelled.append((thing.iri, thing.label))
    elif theirs == known.label or force:
        plan.relabel.append(thing)
    else:
        plan.conflicts.append(Conflict(thing.iri, "label", thing.label, theirs, "label"))


def _compare(
    plan: Plan,
    iri: str,
    wanted: list[OrkgStatement],
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
