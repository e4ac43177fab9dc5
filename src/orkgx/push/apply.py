"""A plan made so: every write noted in the ledger before and after, in parallel where none needs another."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from ..write.wanted import OrkgLiteral, OrkgResource, OrkgStatement, key_of
from .affiliation import Affiliation
from .client import Client, Uncertain
from .comparison import PATH, Comparison
from .ledger import Intent, Key, Ledger
from .ledger_file import now
from .login import RemoteError
from .meanwhile import taken
from .plan import Plan, Removal, Uncompared
from .recovery import find, record
from .rows import look_at_rows
from .search import is_entry

_TAKEN = "uri_already_in_use"
_TRIES = 6  # how often a write is begun again when no answer came and it left no trace
T = TypeVar("T")


class Writer:
    """Applies a plan. `progress` is called with the number of requests done."""

    def __init__(self, client: Client, ledger: Ledger, jobs: int, progress: Callable[[int], None]) -> None:
        self.client, self.ledger, self.jobs, self.progress = client, ledger, jobs, progress
        self.ids: dict[str, str] = {}
        self.literals: dict[Key, str] = {}
        self.kept: list[str] = []  # what could not be removed
        self._keeps_uri = False
        self.begun = datetime.now(UTC)
        self._new: dict[str, OrkgResource] = {}
        self._nameless: set[str] = set()  # IRIs that could not be given on creation
        self._lock, self._turns = threading.Lock(), defaultdict[str, threading.Lock](threading.Lock)

    def apply(self, plan: Plan, ids: dict[str, str]) -> None:
        """Write. Raises RemoteError at the first refusal; what was written until then is in the ledger."""
        self.remember(plan)
        self.ids, self.literals = dict(ids), self.ledger.literals()
        named = {iri for iri, _ in plan.uris}
        self._new = {thing.iri: thing for thing in plan.create}
        ours = [thing for thing in plan.create if thing.iri in named]
        for first in ours[:1]:
            self.create(first)
            made = self.client.get(f"/api/{first.kind}/{self.ids[first.iri]}") or {}
            self._keeps_uri = made.get("uri") == first.iri and self.ledger.things()[first.iri].made
        self.each(self.create, (thing for thing in plan.create if thing not in ours[:1]))
        by_label = [thing for thing in plan.create if thing.iri not in named]
        for thing, theirs in taken(by_label, self.ids, self.begun, self.client):
            self.yield_to(thing, theirs)
        self.each(self.name, plan.uris)
        self.each(self.relabel, plan.relabel)
        self.each(self.affiliate, plan.affiliate.items())
        self.each(self.unlink, plan.unlink)
        self.each(self.link, plan.link)
        self.each(self.discard, plan.stray)
        if plan.comparison:
            self.compare(plan.comparison)
        if plan.prune:
            self.each(self.remove_comparison, plan.uncompared)
            self.each(self.unlink, plan.orphaned)
            self.each(self.remove, plan.orphans)

    def remember(self, plan: Plan) -> None:
        """Note what was found."""
        for key, statement in plan.adopted:
            self.ledger.link(key, statement.id, statement.object if statement.literal else "", made=False)
        for key in plan.forgotten:
            self.ledger.unlink(key)
        for iri, label in plan.labelled:
            self.ledger.has_label(iri, label)
        for iri in plan.vanished:
            self.ledger.forget_place(iri)

    def each(self, do: Callable[[T], None], things: Iterable[T]) -> None:
        """Do it for all; after a failure or an interrupt nothing new is begun."""
        with ThreadPoolExecutor(self.jobs) as pool:
            waiting = [pool.submit(do, thing) for thing in things]
            try:
                done, _ = wait(waiting, return_when=FIRST_EXCEPTION)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
            for one in waiting:
                if one in done:
                    one.result()

    def create(self, thing: OrkgResource) -> None:
        body: dict[str, Any] = {"label": thing.label}
        if thing.classes:
            body["classes"] = list(thing.classes)
        path, key = f"/api/{thing.kind}", ("thing", thing.iri)
        try:
            # Also where it is not kept it is looked at, so that no two things come to have it.
            self.ids[thing.iri] = self.post(path, body if thing.id else {**body, "uri": thing.iri}, key)
        except RemoteError as error:
            if error.kind != _TAKEN:
                raise
            self.ids[thing.iri] = self.namesake(thing) or self.post(path, body, key)

    def namesake(self, thing: OrkgResource) -> str:
        """The shared thing that has our IRI under another label; "" where it is no such thing."""
        found = next(self.client.pages(f"/api/{thing.kind}", uri=thing.iri), None)
        if not found or is_entry(thing) or found["id"] in list(self.ids.values()):
            self._nameless.add(thing.iri)
            return ""
        self.ledger.know(thing.iri, found["id"], made=False, uri=True, label=found["label"])
        return str(found["id"])

    def name(self, thing: tuple[str, str]) -> None:
        """Give a thing (IRI, kind) our IRI, where its creation did not."""
        iri, kind = thing
        if self._keeps_uri and iri not in self._nameless:
            self.ledger.has_uri(iri)
            return
        try:
            self.safe("PUT", f"/api/{kind}/{self.ids[iri]}", {"uri": iri}, ("uri", iri))
        except RemoteError as error:
            if error.kind not in (_TAKEN, "cannot_reset_uri") and not error.kind.endswith("_not_modifiable"):
                raise
            if error.kind == _TAKEN and iri in self._new and self.is_theirs(self._new[iri]):
                return
            self.ledger.has_uri(iri)  # it can have none, or another thing has it; ours is known by the ledger

    def is_theirs(self, thing: OrkgResource) -> bool:
        """Whether another push has named the same thing meanwhile, which then stands for ours."""
        found = next(self.client.pages(f"/api/{thing.kind}", uri=thing.iri), None)
        same = found and found["label"] == thing.label and set(found.get("classes", ())) == set(thing.classes)
        if found and same and found["id"] not in list(self.ids.values()):
            self.yield_to(thing, found)
            return True
        return False

    def yield_to(self, thing: OrkgResource, theirs: dict[str, Any]) -> None:
        """Remove what we have made, of which nobody speaks yet, and take what another push has made before."""
        self.safe("DELETE", f"/api/{thing.kind}/{self.ids[thing.iri]}", None, ("remove", thing.iri))
        self.ids[thing.iri] = theirs["id"]
        named = theirs.get("uri") == thing.iri
        self.ledger.know(thing.iri, theirs["id"], made=False, uri=named, label=theirs["label"])

    def relabel(self, thing: OrkgResource) -> None:
        self.safe("PUT", f"/api/{thing.kind}/{self.ids[thing.iri]}", {"label": thing.label}, ("label", thing.iri))

    def affiliate(self, given: tuple[str, Affiliation]) -> None:
        iri, affiliation = given
        self.safe("PUT", f"/api/resources/{self.ids[iri]}", affiliation.body(), ("affiliate", iri))

    def compare(self, comparison: Comparison) -> None:
        iri, id_ = comparison.iri, comparison.id
        body = comparison.body(self.ids, whole=comparison.action == "create")
        if comparison.action == "create":
            id_ = self.post(PATH, body, ("comparison", iri))
        elif id_ and iri not in self.ledger.comparisons():
            self.ledger.compare(iri, id_)
        if comparison.action == "change":
            self.safe("PUT", f"{PATH}/{id_}", body, ("sources", iri))
        if comparison.action != "vanished":
            ours = {*comparison.sources, *comparison.kept_out} & self.ids.keys()
            self.ledger.compares(iri, {self.ids[one] for one in ours})
            self.add_rows(iri, id_)
        if comparison.action != "vanished" and not comparison.uri:
            self.ids[iri] = id_
            self._nameless.add(iri)
            self.name((iri, "resources"))

    def add_rows(self, iri: str, id_: str) -> None:
        """What has come to be compared becomes a row."""
        rows = look_at_rows(f"{PATH}/{id_}", self.client, self.ledger.compared(iri))
        if rows and rows.new:
            self.safe("PUT", f"{PATH}/{id_}/contents", rows.body(), ("rows", iri))
        elif rows:
            self.ledger.compares_by(iri, rows.names())

    def uncompare(self, iri: str, id_: str) -> None:
        self.safe("DELETE", f"{PATH}/{id_}", None, ("uncompare", iri))

    def remove_comparison(self, gone: Uncompared) -> None:
        """Remove a comparison of ours; one that was published meanwhile stays."""
        try:
            self.uncompare(gone.iri, gone.id)
        except RemoteError as error:
            if error.status != 403:
                raise
            self.kept.append(gone.iri)

    def unsource(self, iri: str, id_: str, body: dict[str, Any]) -> None:
        """Leave in a comparison what others have put there."""
        self.safe("PUT", f"{PATH}/{id_}", body, ("unsource", iri))

    def link(self, link: OrkgStatement) -> None:
        key = key_of(link)
        end = link.object
        literal = self.literal(key, end) if isinstance(end, OrkgLiteral) else ""
        body = {
            "subject_id": self.ids[link.subject],
            "predicate_id": self.ids.get(link.predicate, link.predicate),
            "object_id": literal or self.ids[str(end)],
        }
        self.post("/api/statements", body, ("link", *key, literal))

    def literal(self, key: Key, value: OrkgLiteral) -> str:
        if key in self.literals:  # made by a run that ended before it could be linked
            return self.literals[key]
        return self.post("/api/literals", {"label": value.label, "datatype": value.datatype}, ("literal", *key))

    def discard(self, stray: tuple[Key, str]) -> None:
        """A literal that was made and is not wanted: it goes with its last statement, so it gets one."""
        key, literal = stray
        body = {"subject_id": self.ids[key[0]], "predicate_id": self.ids.get(key[1], key[1]), "object_id": literal}
        self.unlink(Removal(key, self.post("/api/statements", body, ("link", *key, literal))))

    def unlink(self, removal: Removal) -> None:
        self.safe("DELETE", f"/api/statements/{removal.id}", None, ("unlink", *removal.key))

    def remove(self, iri: str) -> None:
        """Remove a thing that we made, whichever kind it is; what others use or speak of by now stays."""
        if self.client.total("/api/statements", subject_id=self.ids[iri]):
            self.kept.append(iri)
            return
        for kind in ("resources", "predicates"):
            try:
                self.safe("DELETE", f"/api/{kind}/{self.ids[iri]}", None, ("remove", iri))
                return
            except RemoteError as error:
                if error.status == 403:
                    self.kept.append(iri)
                    return
                if error.status != 404:
                    raise
        self.ledger.forget(iri)

    # -- one write

    def post(self, path: str, body: dict[str, Any], key: tuple[str, ...]) -> str:
        """Create, once: where no answer comes the ORKG is asked before the write is sent again.

        Two of equal bodies are created one after the other: else one of them might be taken for the other.
        """
        content = json.dumps([path, {name: value for name, value in body.items() if name != "uri"}])
        with self._lock:
            turn = self._turns[content]
        with turn:
            return self._post(path, body, key)

    def _post(self, path: str, body: dict[str, Any], key: tuple[str, ...]) -> str:
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
        """A write that may be sent twice."""
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
