"""What the ORKG says already of what is wanted. Only reads; what is found is remembered in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from ..graph.terms import XSD
from ..write.wanted import OrkgLiteral, OrkgResource, Wanted
from .client import Client
from .ledger import Intent, Key, Known, Ledger
from .owners import thing as of_thing

_LISTED = 5_000  # things of a class that are read as a whole; of larger classes each is asked for
_SKEW = timedelta(minutes=5)  # by which the ORKG's clock may differ from ours
_SEARCHED = 200  # characters; longer labels are not asked of the full-text index
_OWN = {"Contribution"}  # classes whose things are never found by label: each belongs to one paper
_ENTRIES = {"Paper", "Contribution"}  # classes of what the catalogue's entries are
_DOI = "P26"
_DELETED = "PaperDeleted"  # class of a paper that was deleted, which stays as a resource


class There(NamedTuple):
    """A statement on the ORKG: its id, its predicate's, its object's, and the object's value if it is a literal."""

    id: str
    predicate: str
    object: str
    value: OrkgLiteral | None


class State(NamedTuple):
    """`ids` of the wanted things that exist, `statements` by the IRI of their subject, `labels` by id.

    `absent` are things that the catalogue names by an id that is not there, `lost` those that the ledger knows and
    that are there no longer, and `unfit` what stops a push before its first write.
    """

    ids: dict[str, str]
    statements: dict[str, list[There]]
    absent: set[str]
    unfit: list[str]
    lost: set[str]
    labels: dict[str, str]


class Terms(NamedTuple):
    """What a look at an ORKG goes by.

    `entries`: the ids that the catalogue gives to papers and contributions are those of this ORKG; `shared`: so are
    those that mappings give to fields and problems. `whole`: also what the ledger knows and is not wanted, but for
    what is `foreign`. `again`: look for another one in the place of an entry that is lost.
    """

    entries: bool = False
    shared: bool = False
    whole: bool = True
    again: bool = False
    foreign: frozenset[Key] = frozenset()


def survey(wanted: Wanted, client: Client, ledger: Ledger, terms: Terms, *, jobs: int) -> State:
    """Look everything up."""
    whole = terms.whole
    settle(client, ledger)
    unfit = _unfit(wanted, client)
    search = Search(wanted, client, terms)
    known = ledger.things()
    ids = {iri: one.id for iri, one in known.items()}
    search.extend(ids, wanted.things, ledger)
    ours = (key[0] for key in ledger.links() if whole and key not in terms.foreign)
    subjects = dict.fromkeys([*wanted.links, *ours])  # in one order every time, as plans are compared
    seen: dict[str, dict[str, Any]] = {}
    with ThreadPoolExecutor(jobs) as pool:

        def read(iris: Iterable[str]) -> dict[str, list[There]]:
            present = [iri for iri in iris if iri in ids]
            lists = pool.map(lambda iri: list(client.pages("/api/statements", subject_id=ids[iri])), present)
            said = dict(zip(present, lists, strict=True))
            for statements in said.values():
                for one in statements:
                    seen.update({one[end]["id"]: one[end] for end in ("subject", "predicate", "object")})
            return {iri: [_there(one) for one in statements] for iri, statements in said.items()}

        statements = read(subjects)
        # What stands in a statement exists; only the rest is asked for.
        judged = {iri for iri, one in known.items() if whole and one.made and of_thing(iri) not in terms.foreign}
        meant = [iri for iri in known if iri in judged or iri in wanted.things]
        asked = [iri for iri in meant if known[iri].id not in seen]
        kinds = {iri: wanted.things[iri].kind if iri in wanted.things else "things" for iri in asked}
        for found in pool.map(lambda iri: client.get(f"/api/{kinds[iri]}/{known[iri].id}"), asked):
            if found:
                seen[found["id"]] = found
        lost = [iri for iri in meant if known[iri].id not in seen or _deleted(seen[known[iri].id])]
        for iri in lost:
            del ids[iri]
            statements.pop(iri, None)
        missed = [iri for iri in lost if iri in wanted.things]
        search.extend(ids, [iri for iri in missed if terms.again or not is_entry(wanted.things[iri])], ledger)
        statements |= read(iri for iri in missed if iri in wanted.links)
    absent = {iri for iri, thing in wanted.things.items() if iri not in ids and search.trusts(thing)}
    labels = {id_: str(one["label"]) for id_, one in seen.items()}
    return State(ids, statements, absent, unfit, {iri for iri in lost if iri not in {*ids, *absent}}, labels)


def is_entry(thing: OrkgResource) -> bool:
    """Whether it is a paper or contribution; all else is shared."""
    return bool(_ENTRIES & set(thing.classes))


def _unfit(wanted: Wanted, client: Client) -> list[str]:
    """Predicates and classes that are not on the ORKG, or are something else there."""
    unfit = []
    for id_, label in wanted.predicates.items():
        found = client.get(f"/api/predicates/{id_}")
        if found is None:
            unfit.append(f"predicate {id_} ({label}) does not exist there; give its id for this ORKG in the mapping")
        elif label and _spelt(found["label"]) != _spelt(label):
            unfit.append(f"predicate {id_} is {found['label']!r} there, not {label!r}; correct the mapping")
    for id_ in sorted({class_ for thing in wanted.things.values() for class_ in thing.classes}):
        if client.get(f"/api/classes/{id_}") is None:
            unfit.append(f"class {id_} does not exist there; correct the mapping")
    return unfit


def _spelt(label: str) -> str:
    """A label as it guards an id: the id says which predicate is meant, and the ORKG's own template has one that is
    spelt "application " there. What is found by its label alone must have it to the letter."""
    return " ".join(label.split()).casefold()


def _deleted(thing: dict[str, Any]) -> bool:
    return _DELETED in thing.get("classes", ()) or thing.get("visibility") == "DELETED"


class Search:
    """Finds the things that the ledger does not know: by the catalogue's id, by our IRI, papers by DOI, all but
    contributions by exact label and class. Two labels that differ only in case are two things."""

    def __init__(self, wanted: Wanted, client: Client, terms: Terms) -> None:
        self.wanted, self.client, self.terms = wanted, client, terms
        self._classes: dict[str, list[dict[str, Any]] | None] = {}

    def trusts(self, thing: OrkgResource) -> bool:
        """Whether the thing has an id that counts on this ORKG."""
        return bool(thing.id) and (self.terms.entries if is_entry(thing) else self.terms.shared)

    def extend(self, ids: dict[str, str], iris: Iterable[str], ledger: Ledger) -> None:
        """Add to `ids` what is found, and remember it. One thing of the ORKG is never two of ours."""
        taken = set(ids.values())
        for iri in iris:
            if iri in ids:
                continue
            thing = self.wanted.things[iri]
            found = self._given(thing) if thing.id else None
            if found is None and not self.trusts(thing):
                found = next((one for one in self._same(thing) if one["id"] not in taken and not _deleted(one)), None)
            if found and found["id"] not in taken:
                ids[iri] = found["id"]
                taken.add(found["id"])
                ledger.know(iri, found["id"], made=False, uri=found.get("uri") == iri, label=found["label"])

    def _given(self, thing: OrkgResource) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.client.get(f"/api/{thing.kind}/{thing.id}")
        # On another ORKG the same id may be anything: it counts if it has the same label.
        right = found and (self.trusts(thing) or found["label"] == thing.label) and not _deleted(found)
        return found if right else None

    def _same(self, thing: OrkgResource) -> Iterator[dict[str, Any]]:
        """The best first; of several the oldest."""
        if thing.kind == "predicates":
            yield from self.client.pages("/api/predicates", uri=thing.iri)
            found = self.client.pages("/api/predicates", **_query(thing.label))
            yield from (one for one in found if one["label"] == thing.label)
            return
        named = self._named(thing)
        yield from (one for one in named if one.get("uri") == thing.iri)
        # A shared thing without a namesake is not asked for twice: the ORKG refuses our IRI if another thing has it.
        if self._listed(thing) is None and (named or is_entry(thing) or not _query(thing.label)):
            yield from self.client.pages("/api/resources", uri=thing.iri)
        if "Paper" in thing.classes:
            yield from self._by_doi(thing)
        yield from named

    def _named(self, thing: OrkgResource) -> list[dict[str, Any]]:
        """Those of its label and class; for one without a class, those that have none either, nor another IRI."""
        listed = self._listed(thing)
        if _OWN & set(thing.classes):
            return [one for one in listed or () if one.get("uri") == thing.iri]
        query, of_class = _query(thing.label), {"include": thing.classes[:1]} if thing.classes else {}
        if listed is None:
            listed = list(self.client.pages("/api/resources", **of_class, **query)) if of_class or query else []
        found = [one for one in listed if one["label"] == thing.label or one.get("uri") == thing.iri]
        if thing.classes:
            return [one for one in found if set(thing.classes) <= set(one.get("classes", ()))]
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
                    yield found


def _query(label: str) -> dict[str, str]:
    """A search for an exact label; empty where the index would not find it, so that all are looked through."""
    squeezed = label == " ".join(label.split())
    found = squeezed and len(label) <= _SEARCHED and any(character.isalnum() for character in label)
    return {"q": label, "exact": "true"} if found else {}


def _there(statement: dict[str, Any]) -> There:
    end = statement["object"]
    literal = end.get("_class") == "literal"
    # Both forms of a datatype are kept as they were sent; ours is the short one.
    datatype = str(end.get("datatype", "xsd:string")).replace(XSD, "xsd:", 1)
    value = OrkgLiteral(end["label"], datatype) if literal else None
    return There(statement["id"], statement["predicate"]["id"], end["id"], value)


# -- writes whose outcome is not known


def settle(client: Client, ledger: Ledger) -> None:
    """Find out about every write that was begun and whose answer never came."""
    for intent in ledger.intents():
        found = find(intent, client, ledger)
        ledger.end(intent.number, partial(record, intent=intent, id_=found) if found else None)
    for key, literal in ledger.literals().items():
        if client.get(f"/api/literals/{literal}") is None:
            ledger.release(key)


def record(ledger: Ledger, intent: Intent, id_: str) -> None:
    """Note what a write made."""
    kind, *key = intent.key
    _RECORDS[kind](ledger, key, id_, intent.body)


_RECORDS: dict[str, Callable[[Ledger, list[str], str, dict[str, Any]], object]] = {
    "thing": lambda ledger, key, id_, body: ledger.know(key[0], id_, made=True, label=body["label"]),
    "literal": lambda ledger, key, id_, body: ledger.hold((key[0], key[1], key[2]), id_),
    "link": lambda ledger, key, id_, body: ledger.link((key[0], key[1], key[2]), id_, key[3], made=True),
    "uri": lambda ledger, key, id_, body: ledger.has_uri(key[0]),
    "label": lambda ledger, key, id_, body: ledger.has_label(key[0], body["label"]),
    "unlink": lambda ledger, key, id_, body: ledger.unlink((key[0], key[1], key[2])),
    "remove": lambda ledger, key, id_, body: ledger.forget(key[0]),
    "comparison": lambda ledger, key, id_, body: ledger.compare(key[0], id_),
    "sources": lambda ledger, key, id_, body: None,
}


def find(intent: Intent, client: Client, ledger: Ledger) -> str:
    """The id of what a write made, "" if it made nothing that can be found: then it is safe to write again."""
    kind, body = intent.key[0], intent.body
    if kind == "link":
        found = client.pages("/api/statements", **body)
        return next((one["id"] for one in found if one["object"]["id"] == body["object_id"]), "")
    if kind in ("thing", "literal", "comparison"):
        return next((str(one["id"]) for one in _recent(intent, client) if _is_it(one, intent, client, ledger)), "")
    # To say the rest twice is to say it once; but a run that is always killed after one write must get on, too.
    if kind in ("uri", "label"):
        one = client.get(intent.path) or {}
        return str(one["id"]) if one.get(kind) == body[kind] else ""
    if kind in ("unlink", "remove"):
        id_ = intent.path.rpartition("/")[2]
        return "" if client.content(f"/api/{'statements' if kind == 'unlink' else 'things'}/{id_}") else id_
    return ""


def _recent(intent: Intent, client: Client) -> Iterator[dict[str, Any]]:
    """What has the label and was made since, by us or by others."""
    since = (datetime.fromisoformat(intent.at) - _SKEW).astimezone(UTC).isoformat()
    compares = intent.key[0] == "comparison"
    path, label = ("/api/resources", intent.body["title"]) if compares else (intent.path, intent.body["label"])
    of_class = {"include": "Comparison"} if compares else {}
    found = client.pages(path, created_at_start=since, **of_class, **_query(label))
    yield from (one for one in found if one["label"] == label)


def _is_it(one: dict[str, Any], intent: Intent, client: Client, ledger: Ledger) -> bool:
    body = intent.body
    known: list[Known] = [*ledger.things().values(), *ledger.comparisons().values()]
    ours = {thing.id for thing in known} | set(ledger.literals().values())
    ours |= {literal for _, literal, _ in ledger.links().values()}
    if one["id"] in ours:
        return False
    if intent.key[0] == "comparison":
        there = sources_of(client.content(f"/api/comparisons/{one['id']}") or {})
        return there is None or set(there) <= {source["id"] for source in body["sources"]}
    return (
        all(one.get(name) == body[name] for name in ("datatype",) if name in body)
        and set(body.get("classes", ())) == set(one.get("classes", ()))
        and one.get("uri") in (None, "", intent.key[1])  # two of ours may have one label
        and not any(client.total("/api/statements", **{end: one["id"]}) for end in ("subject_id", "object_id"))
    )


def sources_of(comparison: dict[str, Any]) -> list[str] | None:
    """The ids of what a comparison compares; None if it does not say so in a form that is known."""
    given = comparison.get("sources")
    if not isinstance(given, list) or not all(isinstance(one, dict) and one.get("id") for one in given):
        return None
    return [str(one["id"]) for one in given]
