"""Finds on the ORKG what the ledger does not know: by the catalogue's id, by our IRI, by DOI, by label and class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..write.wanted import OrkgLiteral, OrkgResource, Wanted
from .client import Client
from .ledger import Key, Ledger
from .remote import is_deleted, is_recent, label_query

_LISTED = 5_000  # things of a class that are read as a whole; of larger classes each is asked for
_OWN = {"Contribution"}  # found by label only where nobody speaks of them: each belongs to one paper
_ENTRIES = {"Paper", "Contribution"}  # classes of what the catalogue's entries are
_DOI = "P26"
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


class Search:
    """Finds papers by DOI, and all but contributions by exact label and class. Two labels that differ only in case are
    two things; two titles are one paper, as the ORKG itself refuses the second."""

    def __init__(self, wanted: Wanted, client: Client, scope: Scope) -> None:
        self.wanted, self.client, self.scope = wanted, client, scope
        self._classes: dict[str, list[dict[str, Any]] | None] = {}
        self.recovered: list[dict[str, Any]] = []  # what we made and no ledger remembers

    def extend(self, ids: dict[str, str], iris: Iterable[str], ledger: Ledger) -> None:
        """Add to `ids` what is found, and remember it. One thing of the ORKG is never two of ours."""
        used = set(ids.values())
        for iri in iris:
            if iri in ids:
                continue
            found = self._find(self.wanted.things[iri], used)
            if found and found["id"] not in used:
                ids[iri] = found["id"]
                used.add(found["id"])
                self._remember(iri, found, ledger)

    def _remember(self, iri: str, found: dict[str, Any], ledger: Ledger) -> None:
        named = found.get("uri") == iri
        bare = not self.wanted.things[iri].id and self._is_bare(found, self.wanted.things[iri])
        if named or bare:
            self.recovered.append(found)
        ledger.know(iri, found["id"], made=bare, uri=named, label=found["label"])

    def _is_bare(self, one: dict[str, Any], thing: OrkgResource) -> bool:
        """Whether it is what a creation of the thing leaves: our label and classes, no IRI, lately made, and of which
        nobody speaks. A push that ended there left it, and its ledger is lost; or it is as good as ours."""
        same = one["label"] == thing.label and set(one.get("classes", ())) == set(thing.classes)
        if not same or one.get("uri") or one.get("shared") or not is_recent(one):
            return False
        return not any(self.client.total("/api/statements", **{end: one["id"]}) for end in _ENDS[thing.kind])

    def _find(self, thing: OrkgResource, used: set[str]) -> dict[str, Any] | None:
        found = self._given(thing) if thing.id else None
        if found is None and not self.scope.trusts(thing):
            return next((one for one in self._same(thing) if one["id"] not in used and not is_deleted(one)), None)
        return found

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
        named = self._named(thing)
        yield from (one for one in named if one.get("uri") == thing.iri)
        # A shared thing without a namesake is not asked for twice: the ORKG refuses our IRI if another thing has it.
        if self._listed(thing) is None and (named or is_entry(thing) or not label_query(thing.label)):
            yield from self.client.pages("/api/resources", uri=thing.iri)
        if "Paper" in thing.classes:
            yield from self._by_doi(thing)
        own = _OWN & set(thing.classes)
        yield from (one for one in named if not own or self._is_bare(one, thing))

    def _named(self, thing: OrkgResource) -> list[dict[str, Any]]:
        """Those of its label and class; for one without a class, those that have none either, nor another IRI."""
        listed = self._listed(thing)
        query, included = label_query(thing.label), {"include": thing.classes[:1]} if thing.classes else {}
        if listed is None:
            listed = list(self.client.pages("/api/resources", **included, **query)) if included or query else []
        found = [one for one in listed if _is_named(one, thing) or one.get("uri") == thing.iri]
        if thing.classes:
            of_class = [one for one in found if set(thing.classes) <= set(one.get("classes", ()))]
            return sorted(of_class, key=lambda one: one["label"] != thing.label)
        return [one for one in found if not one.get("classes") and one.get("uri") in (None, "", thing.iri)]

    def _listed(self, thing: OrkgResource) -> list[dict[str, Any]] | None:
        """All things of its class, if it has one and they are few."""
        if not thing.classes:
            return None
        class_ = thing.classes[0]
        if class_ not in self._classes:
            few = self.client.total("/api/resources", include=class_) <= _LISTED
            self._classes[class_] = list(self.client.pages("/api/resources", include=class_)) if few else None
        return self._classes[class_]

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
    """Whether it has the label; of papers whatever its case and blanks are."""
    if "Paper" in thing.classes:
        return " ".join(one["label"].split()).lower() == " ".join(thing.label.split()).lower()
    return bool(one["label"] == thing.label)


def _is_version(resource: dict[str, Any]) -> bool:
    """Whether it is an archived state of a paper."""
    return "Paper" not in resource.get("classes", ())
