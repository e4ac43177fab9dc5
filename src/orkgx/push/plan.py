"""What a push would do, as a value: what is created, linked, removed and left, its figures, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..write.wanted import OrkgLiteral, OrkgResource, OrkgStatement, Wanted
from .affiliation import Affiliation
from .comparison import Comparison
from .conflicts import Conflict
from .ledger import Key
from .prune import Withheld
from .remote import RemoteStatement


class Removal(NamedTuple):
    """A statement of ours that goes."""

    key: Key
    id: str


class Effect(NamedTuple):
    """What happens to one paper, contribution or comparison: `action` is create, change, keep or conflict; the rest
    are counts of statements."""

    kind: str
    label: str
    iri: str
    place: str
    action: str
    added: int
    removed: int
    conflicts: int


class Uncompared(NamedTuple):
    """A comparison of ours that goes, since all that it compares does."""

    iri: str
    id: str
    title: str


@dataclass(slots=True)
class Plan:
    """`uris` are IRI and kind of things that get our IRI, `relabel` things that get another label, `adopted` statements
    found there that are wanted, `forgotten` remembered ones that nobody wants and that are not there, `labelled` IRI
    and label of things that have what we want, `vanished` remembered things that are there no longer, `stray` literals
    that were made and that nobody wants. Orphans are ours and no longer in the catalogue; `prune` is whether they go;
    those that are `spared` do not, for the reasons in `withheld`."""

    create: list[OrkgResource] = field(default_factory=list)
    uris: list[tuple[str, str]] = field(default_factory=list)
    relabel: list[OrkgResource] = field(default_factory=list)
    labelled: list[tuple[str, str]] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    stray: list[tuple[Key, str]] = field(default_factory=list)
    comparison: Comparison | None = None
    link: list[OrkgStatement] = field(default_factory=list)
    unlink: list[Removal] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    orphaned: list[Removal] = field(default_factory=list)
    adopted: list[tuple[Key, RemoteStatement]] = field(default_factory=list)
    forgotten: list[Key] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    affiliate: dict[str, Affiliation] = field(default_factory=dict)
    uncompared: list[Uncompared] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    prune: bool = False
    kept: int = 0
    reused: int = 0

    def pending(self) -> bool:
        """Whether there is anything to write."""
        ours = self.create or self.link or self.unlink or self.uris or self.relabel or self.stray or self.affiliate
        compares = self.comparison and self.comparison.writes
        goes = self.prune and (self.orphans or self.orphaned or self.uncompared)
        return bool(ours or compares or goes)

    def counts(self) -> dict[str, int]:
        """Figures: of things, statements, literals and requests that would be written."""
        predicates = sum(thing.kind == "predicates" for thing in self.create)
        literals = sum(isinstance(link.object, OrkgLiteral) for link in self.link)
        of_class = Counter(entry_class(thing) for thing in self.create)
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
            "orphans": len(self.orphans) + len(self.spared),
            **({"affiliations": len(self.affiliate)} if self.affiliate else {}),
            **({"removed things": len(self.orphans)} if self.prune else {}),
            "requests": sum(len(some) for some in (self.create, self.uris, self.relabel, self.link, self.unlink))
            + len(self.affiliate)
            + literals
            + 2 * len(self.stray)
            + (self.comparison.writes if self.comparison else 0)
            + (len(self.orphans) + len(self.orphaned) + len(self.uncompared) if self.prune else 0),
        }

    def effects(self, wanted: Wanted) -> list[Effect]:
        """What happens to each paper and contribution, in the order of the catalogue, and to the comparison."""
        added = Counter(link.subject for link in self.link)
        removed = Counter(removal.key[0] for removal in self.unlink)
        conflicts = Counter(conflict.subject for conflict in self.conflicts)
        created = {thing.iri for thing in self.create}
        missing = {conflict.subject for conflict in self.conflicts if conflict.kind in ("absent", "vanished")}
        changed = {*added, *removed, *(thing.iri for thing in self.relabel)}
        by_action = {"create": created, "conflict": missing, "change": changed}
        found = []
        for iri, thing in wanted.things.items():
            if class_ := entry_class(thing):
                action = next((action for action, iris in by_action.items() if iri in iris), "keep")
                counts = added[iri], removed[iri], conflicts[iri]
                found.append(Effect(class_.lower(), thing.label, iri, str(wanted.places.get(iri, "")), action, *counts))
        if one := self.comparison:
            action = "conflict" if one.action == "vanished" else one.action
            counts = (one.added, one.removed, conflicts[one.iri])
            found.append(Effect("comparison", one.title, one.iri, "", action, *counts))
        return found

    def compare(self, comparison: Comparison) -> None:
        """Take a comparison into the plan, with what is in conflict about it."""
        self.comparison, iri = comparison, comparison.iri
        self.conflicts += [Conflict(iri, "", ours, "", "source") for ours in comparison.kept_out]
        if comparison.retitled:
            self.conflicts.append(Conflict(iri, "", comparison.title, comparison.retitled, "title"))
        if comparison.action == "vanished":
            self.conflicts.append(Conflict(iri, "", comparison.title, "", "comparison"))

    def withhold(self, withheld: list[Withheld], papers: Mapping[str, Collection[str]]) -> None:
        """Leave what a prune must not remove: contributions, their papers, and all shared things, of which it is not
        known whose they are."""
        self.withheld = withheld
        spared = {iri for one in withheld for iri in one.iris}
        entries = {iri for iri in self.orphans if iri in papers} | {one for some in papers.values() for one in some}
        spared |= {paper for paper, contributions in papers.items() if not spared.isdisjoint(contributions)}
        if spared:
            self.spared = [iri for iri in self.orphans if iri not in entries - spared]
            self.orphans = [iri for iri in self.orphans if iri in entries - spared]
            gone = set(self.orphans)
            self.orphaned = [one for one in self.orphaned if one.key[0] in gone or one.key[2] in gone]

    def to_json(self) -> dict[str, Any]:
        moves = {
            "create": [thing._asdict() for thing in self.create],
            "uri": self.uris,
            "relabel": [thing._asdict() for thing in self.relabel],
            "link": [_link_to_json(link) for link in self.link],
            "unlink": [removal.key for removal in self.unlink],
            "affiliate": self.affiliate,
            "stray": [key for key, _ in self.stray],
            "comparison": self.comparison and self.comparison._asdict(),
            "conflicts": [conflict._asdict() for conflict in self.conflicts],
            "orphans": self.orphans,
            "prune": self.prune,
            "orphaned": [removal.key for removal in self.orphaned],
            "withheld": [one._asdict() for one in self.withheld],
            "uncompared": [one._asdict() for one in self.uncompared],
        }
        return {"counts": self.counts(), **moves}

    def digest(self) -> str:
        """Equal for plans that do the same."""
        moves = {**self.to_json(), "withheld": []}  # whose sources are named as they are from here
        return hashlib.sha256(json.dumps(moves, sort_keys=True).encode()).hexdigest()


def entry_class(thing: OrkgResource) -> str:
    """Paper or Contribution, if the thing is one."""
    return next((name for name in ("Paper", "Contribution") if name in thing.classes), "")


def _link_to_json(link: OrkgStatement) -> dict[str, Any]:
    end = link.object
    return {
        "subject": link.subject,
        "predicate": link.predicate,
        "object": end if isinstance(end, str) else {"label": end.label, "datatype": end.datatype},
    }
