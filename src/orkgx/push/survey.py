"""What the ORKG says already of what is wanted. Only reads; what is found is remembered in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from .client import Client
from .ledger import Intent, Ledger
from .wanted import Link, Thing, Value, Wanted

_LISTED = 5_000  # things of a class that are read as a whole; of larger classes each is asked for
_SKEW = timedelta(minutes=5)  # by which the ORKG's clock may differ from ours
_SEARCHED = 200  # characters; longer labels are not asked of the full-text index
_OWN = {"Contribution"}  # classes whose things are never found by label: each belongs to one paper


class There(NamedTuple):
    """A statement on the ORKG: its id, its predicate's, its object's, and the object's value if it is a literal."""

    id: str
    predicate: str
    object: str
    value: Value | None


class State(NamedTuple):
    """`ids` of the wanted things that exist, `statements` by the IRI of their subject, `absent` things that should
    exist and do not, and `unfit`: what stops a push before its first write."""

    ids: dict[str, str]
    statements: dict[str, list[There]]
    absent: set[str]
    unfit: list[str]


def key_of(link: Link) -> tuple[str, str, str]:
    """How the ledger knows a statement, whatever ids it has on the ORKG."""
    end = link.object
    return link.subject, link.predicate, end if isinstance(end, str) else f'"{end.label}"^^{end.datatype}'


def survey(wanted: Wanted, client: Client, ledger: Ledger, *, trust: bool, jobs: int) -> State:
    """Look everything up. `trust`: the ids that the catalogue gives are those of this ORKG."""
    settle(client, ledger)
    unfit = _unfit(wanted, client)
    ids = _things(wanted, client, ledger, trust=trust)
    absent = {iri for iri, thing in wanted.things.items() if thing.id and trust and iri not in ids}
    subjects = [iri for iri in {*wanted.links, *(key[0] for key in ledger.links())} if iri in ids]
    with ThreadPoolExecutor(jobs) as pool:
        lists = pool.map(lambda iri: _statements(client, ids[iri]), subjects)
        return State(ids, dict(zip(subjects, lists, strict=True)), absent, unfit)


def _unfit(wanted: Wanted, client: Client) -> list[str]:
    """Predicates and classes that are not on the ORKG, or are something else there."""
    unfit = []
    for id_, label in wanted.predicates.items():
        found = client.get(f"/api/predicates/{id_}")
        if found is None:
            unfit.append(f"predicate {id_} ({label}) does not exist there; give its id for this ORKG in the mapping")
        elif label and found["label"].casefold() != label.casefold():
            unfit.append(f"predicate {id_} is {found['label']!r} there, not {label!r}; correct the mapping")
    for id_ in sorted({class_ for thing in wanted.things.values() for class_ in thing.classes}):
        if client.get(f"/api/classes/{id_}") is None:
            unfit.append(f"class {id_} does not exist there; correct the mapping")
    return unfit


def _things(wanted: Wanted, client: Client, ledger: Ledger, *, trust: bool) -> dict[str, str]:
    known = ledger.things()
    ids = {iri: one.id for iri, one in known.items()}
    taken = set(ids.values())
    classes: dict[str, list[dict[str, Any]] | None] = {}
    for iri, thing in wanted.things.items():
        if iri in ids:
            continue
        found = _given(thing, client, trust=trust) if thing.id else None
        if found is None and not (thing.id and trust):
            found = _same(thing, client, classes)
        if found and found["id"] not in taken:
            ids[iri] = found["id"]
            taken.add(found["id"])
            ledger.know(iri, found["id"], made=False, uri=found.get("uri") == iri)
    return ids


def _given(thing: Thing, client: Client, *, trust: bool) -> dict[str, Any] | None:
    found: dict[str, Any] | None = client.get(f"/api/{thing.kind}/{thing.id}")
    # On another ORKG the same id may be anything: it counts if it has the same label.
    return found if found and (trust or found["label"] == thing.label) else None


def _same(thing: Thing, client: Client, classes: dict[str, list[dict[str, Any]] | None]) -> dict[str, Any] | None:
    """By our IRI, else by exact label and class; of several the oldest."""
    if thing.kind == "predicates":
        named = list(client.pages("/api/predicates", uri=thing.iri))
        named += client.pages("/api/predicates", q=thing.label, exact="true")
        return next((one for one in named if thing.iri == one.get("uri") or thing.label == one["label"]), None)
    class_ = thing.classes[0] if thing.classes else ""
    if class_ not in classes:
        few = class_ and client.total("/api/resources", include=class_) <= _LISTED
        classes[class_] = list(client.pages("/api/resources", include=class_)) if few else None
    listed = classes[class_]
    found = listed if listed is not None else list(client.pages("/api/resources", uri=thing.iri))
    if same := [one for one in found if one.get("uri") == thing.iri]:
        return same[0]
    if not class_ or _OWN & set(thing.classes):
        return None
    if listed is None:
        found = list(client.pages("/api/resources", q=thing.label, exact="true", include=class_))
    return next(
        (one for one in found if one["label"] == thing.label and set(thing.classes) <= set(one["classes"])), None
    )


def _statements(client: Client, id_: str) -> list[There]:
    return [_there(one) for one in client.pages("/api/statements", subject_id=id_)]


def _there(statement: dict[str, Any]) -> There:
    end = statement["object"]
    value = Value(end["label"], end["datatype"]) if end["_class"] == "literal" else None
    return There(statement["id"], statement["predicate"]["id"], end["id"], value)


# -- writes whose outcome is not known


def settle(client: Client, ledger: Ledger) -> None:
    """Find out about every write that was begun and whose answer never came."""
    for intent in ledger.intents():
        found = find(intent, client, ledger)
        ledger.end(intent.number, partial(record, intent=intent, id_=found) if found else None)


def record(ledger: Ledger, intent: Intent, id_: str) -> None:
    """Note what a write made."""
    kind, *key = intent.key
    _RECORDS[kind](ledger, key, id_, intent.body)


_RECORDS: dict[str, Callable[[Ledger, list[str], str, dict[str, Any]], object]] = {
    "thing": lambda ledger, key, id_, body: ledger.know(key[0], id_, made=True),
    "literal": lambda ledger, key, id_, body: ledger.hold((key[0], key[1], key[2]), id_),
    "link": lambda ledger, key, id_, body: ledger.link((key[0], key[1], key[2]), id_, key[3], made=True),
    "uri": lambda ledger, key, id_, body: ledger.has_uri(key[0]),
    "unlink": lambda ledger, key, id_, body: ledger.unlink((key[0], key[1], key[2])),
    "remove": lambda ledger, key, id_, body: ledger.forget(key[0]),
}


def find(intent: Intent, client: Client, ledger: Ledger) -> str:
    """The id of what a write made, "" if it made nothing that can be found: then it is safe to write again."""
    kind, body = intent.key[0], intent.body
    if kind == "link":
        found = client.pages("/api/statements", **body)
        return next((one["id"] for one in found if one["object"]["id"] == body["object_id"]), "")
    if kind not in ("thing", "literal"):
        return ""  # to say such a write twice is to say it once
    query = {"created_at_start": (datetime.fromisoformat(intent.at) - _SKEW).astimezone(UTC).isoformat()}
    label = body["label"]
    if len(label) <= _SEARCHED and any(character.isalnum() for character in label):
        query |= {"q": label, "exact": "true"}
    ours = {one.id for one in ledger.things().values()} | set(ledger.literals().values())
    ours |= {literal for _, literal, _ in ledger.links().values()}
    for one in client.pages(intent.path, **query):
        same = (
            one["label"] == label
            and all(one.get(name) == body[name] for name in ("datatype",) if name in body)
            and set(body.get("classes", ())) == set(one.get("classes", ()))
        )
        if same and one["id"] not in ours and _unused(one["id"], client):
            return str(one["id"])
    return ""


def _unused(id_: str, client: Client) -> bool:
    return not any(client.total("/api/statements", **{end: id_}) for end in ("subject_id", "object_id"))
