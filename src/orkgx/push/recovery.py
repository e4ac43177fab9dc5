"""Writes whose outcome is not known: what they made is looked for on the ORKG, and noted in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from ..write.wanted import OrkgLiteral, OrkgStatement, key_of
from .client import Client
from .ledger import Intent, Known, Ledger
from .remote import label_query, sources_of
from .runs import Runs

_SKEW = timedelta(minutes=5)  # by which the ORKG's clock may differ from ours


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
    Runs(ledger).note(intent.key, id_, ledger.before(kind, key))
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
    "affiliate": lambda ledger, key, id_, body: None,
    "rows": lambda ledger, key, id_, body: ledger.compares_by(key[0], (one["id"] for one in body["selected_paths"])),
    "uncompare": lambda ledger, key, id_, body: ledger.forget(key[0]),
    "unsource": lambda ledger, key, id_, body: ledger.compares(key[0], ()),
}


def find(intent: Intent, client: Client, ledger: Ledger) -> str:
    """The id of what a write made, "" if it made nothing that can be found: then it is safe to write again."""
    kind, body = intent.key[0], intent.body
    if kind == "link":
        found = client.pages("/api/statements", **body)
        return next((one["id"] for one in found if one["object"]["id"] == body["object_id"]), "")
    if kind in ("thing", "literal", "comparison"):
        return next((str(one["id"]) for one in _recent(intent, client) if _is_made(one, intent, client, ledger)), "")
    # To write the rest twice is to write it once; but a run that is always killed after one write must get on, too.
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
    found = client.pages(path, created_at_start=since, **of_class, **label_query(label))
    yield from (one for one in found if one["label"] == label)


def _is_made(one: dict[str, Any], intent: Intent, client: Client, ledger: Ledger) -> bool:
    """Whether it is what the write made: nothing that we know, and nothing that anybody uses."""
    if one["id"] in _ours(ledger):
        return False
    body = intent.body
    if intent.key[0] == "comparison":
        compared = sources_of(client.content(f"/api/comparisons/{one['id']}") or {})
        return compared is None or set(compared) <= {source["id"] for source in body["sources"]}
    return (
        all(one.get(name) == body[name] for name in ("datatype",) if name in body)
        and set(body.get("classes", ())) == set(one.get("classes", ()))
        and one.get("uri") in (None, "", intent.key[1])  # two of ours may have one label
        and not any(client.total("/api/statements", **{end: one["id"]}) for end in ("subject_id", "object_id"))
    )


def adopt_literals(
    links: Sequence[OrkgStatement], recovered: list[dict[str, Any]], client: Client, ledger: Ledger, *, jobs: int
) -> None:
    """Where things of ours are found that the ledger does not know, a push has ended without it: literals that it made
    and did not link are found by value, since nothing else leads to them, and kept for their statements."""
    times = [str(one["created_at"]) for one in recovered if one.get("created_at")]
    since = {"created_at_start": min(times)} if times else {}
    ours = _ours(ledger)
    wanted = [(key_of(link), link.object) for link in links if isinstance(link.object, OrkgLiteral)]

    def unlinked(literal: OrkgLiteral) -> list[str]:
        query = {**label_query(literal.label), **since}
        found = client.pages("/api/literals", **query) if query else iter(())
        same = [one["id"] for one in found if (one["label"], one.get("datatype")) == literal]
        return [id_ for id_ in same if id_ not in ours and not client.total("/api/statements", object_id=id_)]

    with ThreadPoolExecutor(jobs) as pool:
        for (key, _), ids in zip(wanted, pool.map(unlinked, [literal for _, literal in wanted]), strict=True):
            for id_ in [one for one in ids if one not in ours][:1]:
                ours.add(id_)
                ledger.hold(key, id_)


def _ours(ledger: Ledger) -> set[str]:
    """The ids of all that the ledger knows."""
    known: list[Known] = [*ledger.things().values(), *ledger.comparisons().values()]
    literals = {statement.literal for statement in ledger.links().values()}
    return {thing.id for thing in known} | set(ledger.literals().values()) | literals
