"""Finds on the ORKG what the ledger does not know: by the catalogue's id, by our IRI, by DOI, by label and class."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Executor
from typing import Any, NamedTuple

from ..write.wanted import OrkgLiteral, OrkgResource, Wanted
from .client import Client
from .ledger import Key, Ledger
from .listing import Listing
from .remote import is_deleted, is_recent, label_query

_OWN = {"Contribution"}  # found by label only where nobody speaks of them: each belongs to one paper
_ENTRIES = {"Paper", "Contribution"}  # classes of what the catalogue's entries are
_DOI = "P26"
_WITH_DOI = {"Paper", "PaperVersion"}
_ENDS = {"resources": ("subject_id", "object_id"), "predicates": ("subject_id", "object_id", "predicate_id")}


class Scope(NamedTuple):
    """What a look at an ORKG goes by.

    `entries`: the ids that the catalogue gives to papers and contributions are those of this ORKG; `shared`: so are
    those that mappings give to fields and problems. `whole`: also what the ledger knows and is not wanted, but for
    what is `foreign`. `again`: look for another one in the place of an entry that has vanished.
    """

    entries: bool = False
    shared: bool = False
    whole: bool = True
    again: bool = False
    foreign: frozenset[Key] = frozenset()

    def trusts(self, thing: OrkgResource) -> bool:
        """Whether the thing has an id that counts on this ORKG."""
        return bool(thing.id) and (self.entries if is_entry(thing) else self.shared)


def is_entry(thing: OrkgResource) -> bool:
    """Whether it is a paper or contribution; all else is shared."""
    return bool(_ENTRIES & set(thing.classes))


class Found(NamedTuple):
    """What stands for a thing, and whether it is what a creation of it leaves."""

    answer: dict[str, Any]
    bare: bool


class Search:
    """Finds papers by DOI, and all but contributions by exact label and class. Two labels that differ only in case are
    two things; two titles are one paper, as the ORKG itself refuses the second."""

    def __init__(self, wanted: Wanted, client: Client, scope: Scope, pool: Executor) -> None:
        self.wanted, self.client, self.scope, self.pool = wanted, client, scope, pool
        self.listing = Listing(client)
        self.recovered: list[dict[str, Any]] = []  # what we made and no ledger remembers

    def extend(self, ids: dict[str, str], iris: Iterable[str], ledger: Ledger) -> None:
        """Add to `ids` what is found, and remember it. One thing of the ORKG is never two of ours: which is whose does
        not depend on which answer comes first."""
        missing = [self.wanted.things[iri] for iri in iris if iri not in ids]
        self.listing.prepare((thing for thing in missing if self._is_asked(thing)), self.pool)
        before = frozenset(ids.values())
        used = set(before)
        for thing, first in zip(missing, self.pool.map(lambda one: self._find(one, before), missing), strict=True):
            found = self._find(thing, used) if first and first.answer["id"] in used else first
            if found:
                ids[thing.iri] = found.answer["id"]
                used.add(found.answer["id"])
                self._remember(thing.iri, found, ledger)

    def _is_asked(self, thing: OrkgResource) -> bool:
        return thing.kind == "resources" and not self.scope.trusts(thing)

    def _remember(self, iri: str, found: Found, ledger: Ledger) -> None:
        answer, named = found.answer, found.answer.get("uri") == iri
        if named or found.bare:
            self.recovered.append(answer)
        ledger.know(iri, answer["id"], made=found.bare, uri=named, label=answer["label"])

    def _is_bare(self, one: dict[str, Any], thing: OrkgResource) -> bool:
        """Whether it is what a creation of the thing leaves: our label and classes, no IRI, lately made, and of which
        nobody speaks. A push that ended there left it, and its ledger is lost; or it is as good as ours."""
        same = one["label"] == thing.label and set(one.get("classes", ())) == set(thing.classes)
        if not same or one.get("uri") or one.get("shared") or not is_recent(one):
            return False
        return not any(self.client.total("/api/statements", **{end: one["id"]}) for end in _ENDS[thing.kind])

    def _find(self, thing: OrkgResource, used: Collection[str]) -> Found | None:
        found = self._given(thing) if thing.id else None
        if found is None and not self.scope.trusts(thing):
            same = (one for one in self._same(thing) if one["id"] not in used and not is_deleted(one))
            found = next(same, None)
        return Found(found, not thing.id and self._is_bare(found, thing)) if found else None

    def _given(self, thing: OrkgResource) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.client.get(f"/api/{thing.kind}/{thing.id}")
        # On another ORKG the same id may be anything: it counts if it has the same label.
        right = found and (self.scope.trusts(thing) or found["label"] == thing.label) and not is_deleted(found)
        return found if right else None

    def _same(self, thing: OrkgResource) -> Iterator[dict[str, Any]]:
        """The best first; of several the oldest."""
        if thing.kind == "predicates":
            yield from self.client.pages("/api/predicates", uri=thing.iri)
            found = self.client.pages("/api/predicates", **label_query(thing.label))
            yield from (one for one in found if one["label"] == thing.label)
            return
        named = [one for one in self.listing.named(thing) if _is_named(one, thing)]
        named.sort(key=lambda one: one["label"] != thing.label)
        yield from (one for one in named if one.get("uri") == thing.iri)
        # A shared thing without a namesake is not asked for twice: the ORKG refuses our IRI if another thing has it.
        if self.listing.has(thing) or named or is_entry(thing) or not label_query(thing.label):
            yield from (one for one in self.listing.of_uri(thing) if set(thing.classes) <= set(one.get("classes", ())))
        if "Paper" in thing.classes and not self.listing.lacks(_WITH_DOI):
            yield from self._by_doi(thing)
        own = _OWN & set(thing.classes)
        yield from (one for one in named if not own or self._is_bare(one, thing))

    def _by_doi(self, paper: OrkgResource) -> Iterator[dict[str, Any]]:
        for link in self.wanted.links.get(paper.iri, ()):
            if link.predicate == _DOI and isinstance(link.object, OrkgLiteral):
                id_ = self.client.place("/api/papers", doi=link.object.label)
                if id_ and (found := self.client.get(f"/api/resources/{id_}")):
                    yield from self._published(link.object.label) if _is_version(found) else [found]

    def _published(self, doi: str) -> Iterator[dict[str, Any]]:
        """The papers behind a DOI that leads to what was published of one, which is never changed."""
        for paper in self.client.pages("/api/papers", doi=doi):
            found = self.client.get(f"/api/resources/{paper['id']}")
            if found and not _is_version(found):
                yield found


def _is_named(one: dict[str, Any], thing: OrkgResource) -> bool:
    """Whether it may be the thing, by its label, of papers whatever its case and blanks are, and by its classes; what
    is of no class may have none, nor another IRI."""
    if "Paper" not in thing.classes and one["label"] != thing.label:
        return False
    classes = set(one.get("classes", ()))
    if thing.classes:
        return set(thing.classes) <= classes
    return not classes and one.get("uri") in (None, "", thing.iri)


def _is_version(resource: dict[str, Any]) -> bool:
    """Whether it is an archived state of a paper."""
    return "Paper" not in resource.get("classes", ())
