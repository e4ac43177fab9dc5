"""A plan made so: every write noted in the ledger before and after, in parallel where none needs another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

from .client import Client, RemoteError, Uncertain
from .ledger import Intent, Ledger, now
from .plan import Key, Plan, Removal
from .survey import find, key_of, record
from .wanted import Link, Thing, Value

_TRIES = 6  # how often a write is begun again when its answer was lost and it left no trace
T = TypeVar("T")


class Writer:
    """Applies a plan. `progress` is called with the number of requests done."""

    def __init__(self, client: Client, ledger: Ledger, jobs: int, progress: Callable[[int], None]) -> None:
        self.client, self.ledger, self.jobs, self.progress = client, ledger, jobs, progress
        self.ids: dict[str, str] = {}
        self.literals: dict[Key, str] = {}
        self.left: list[str] = []  # what could not be removed
        self._keeps_uri: bool | None = None

    def apply(self, plan: Plan, ids: dict[str, str], *, prune: bool) -> None:
        """Write. Raises RemoteError at the first refusal; what was written until then is in the ledger."""
        self.ids, self.literals = dict(ids), self.ledger.literals()
        for key, there in plan.adopted:
            self.ledger.link(key, there.id, there.object if there.value else "", made=False)
        for key in plan.gone:
            self.ledger.unlink(key)
        ours = [thing for thing in plan.create if not thing.id]
        for first in ours[:1]:
            self.create(first)
            self._keeps_uri = self.client.get(f"/api/{first.kind}/{self.ids[first.iri]}").get("uri") == first.iri
        self.each(self.create, (thing for thing in plan.create if thing not in ours[:1]))
        self.each(self.name, plan.uris)
        self.each(self.unlink, plan.unlink)
        self.each(self.link, plan.link)
        if prune:
            self.each(self.unlink, plan.orphaned)
            self.each(self.remove, plan.orphans)

    def each(self, do: Callable[[T], None], things: Iterable[T]) -> None:
        """Do it for all; after a failure nothing new is begun."""
        with ThreadPoolExecutor(self.jobs) as pool:
            waiting = {pool.submit(do, thing) for thing in things}
            done, rest = wait(waiting, return_when=FIRST_EXCEPTION)
            for one in rest:
                one.cancel()
            for one in done:
                one.result()

    def create(self, thing: Thing) -> None:
        body: dict[str, Any] = {"label": thing.label}
        if thing.classes:
            body["classes"] = list(thing.classes)
        if not thing.id and self._keeps_uri is not False:
            body["uri"] = thing.iri
        self.ids[thing.iri] = self.post(f"/api/{thing.kind}", body, ("thing", thing.iri))

    def name(self, thing: tuple[str, str]) -> None:
        """Give a thing (IRI, kind) our IRI, where its creation did not."""
        iri, kind = thing
        id_ = self.ids[iri]
        if self._keeps_uri:
            self.ledger.has_uri(iri)
            return
        try:
            self.safe("PUT", f"/api/{kind}/{id_}", {"uri": iri}, ("uri", iri))
        except RemoteError as error:
            if error.kind not in ("uri_already_in_use", "cannot_reset_uri"):
                raise
            self.ledger.has_uri(iri)  # another thing has it; ours is known by the ledger

    def link(self, link: Link) -> None:
        key = key_of(link)
        end = link.object
        literal = self.literal(key, end) if isinstance(end, Value) else ""
        body = {
            "subject_id": self.ids[link.subject],
            "predicate_id": self.ids.get(link.predicate, link.predicate),
            "object_id": literal or self.ids[str(end)],
        }
        self.post("/api/statements", body, ("link", *key, literal))

    def literal(self, key: Key, value: Value) -> str:
        if key in self.literals:  # made by a run that ended before it could be linked
            return self.literals[key]
        return self.post("/api/literals", {"label": value.label, "datatype": value.datatype}, ("literal", *key))

    def unlink(self, removal: Removal) -> None:
        self.safe("DELETE", f"/api/statements/{removal.id}", None, ("unlink", *removal.key))

    def remove(self, iri: str) -> None:
        """Remove a thing that we made, whichever kind it is; what others use by now stays."""
        for kind in ("resources", "predicates"):
            try:
                self.safe("DELETE", f"/api/{kind}/{self.ids[iri]}", None, ("remove", iri))
                return
            except RemoteError as error:
                if error.status == 403:
                    self.left.append(iri)
                    return
                if error.status != 404:
                    raise
        self.ledger.forget(iri)

    # -- one write

    def post(self, path: str, body: dict[str, Any], key: tuple[str, ...]) -> str:
        """Create, once: where the answer is lost the ORKG is asked before the write is said again."""
        intent = Intent(self.ledger.begin(path, body, key), path, body, key, now())
        for attempt in range(1, _TRIES + 1):
            try:
                id_ = self.client.post(path, body)
            except Uncertain:
                id_ = find(intent, self.client, self.ledger)
                if not id_:
                    if attempt == _TRIES:
                        raise
                    continue
            except RemoteError:
                self.ledger.end(intent.number)
                raise
            self.ledger.end(intent.number, partial(record, intent=intent, id_=id_))
            self.progress(1)
            return id_
        raise AssertionError("the last attempt returns or raises")

    def safe(self, method: str, path: str, body: dict[str, Any] | None, key: tuple[str, ...]) -> None:
        """A write that may be said twice."""
        intent = Intent(self.ledger.begin(path, body or {}, key), path, body or {}, key, now())
        for attempt in range(1, _TRIES + 1):
            try:
                if body is None:
                    self.client.delete(path)
                else:
                    self.client.put(path, body)
                break
            except Uncertain:
                if attempt == _TRIES:
                    raise
            except RemoteError:
                self.ledger.end(intent.number)
                raise
        self.ledger.end(intent.number, partial(record, intent=intent, id_=""))
        self.progress(1)
