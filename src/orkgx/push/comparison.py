"""A comparison of the contributions: the one that is wanted, the one that is there, and what makes them equal.

PUT replaces the fields that are sent. Where the answer to GET is of another form than that of POST, what the ledger
remembers counts in its stead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from ..write.wanted import Wanted
from .client import Client
from .ledger import Ledger
from .login import RemoteError
from .remote import label_query, sources_of, types_of
from .rows import look_at_rows
from .survey import State

PATH = "/api/comparisons"
_FIELD = "P30"
_DESCRIPTION = "Contributions of a catalogue, put side by side by orkgx."


class RemoteComparison(NamedTuple):
    """A comparison on the ORKG: its id, title, the ids it compares, those of them that we put there, and whether it has
    our IRI. `known` is whether the ledger knows it, `types` are those of its sources, `rows` is how many its table
    lacks."""

    id: str
    title: str
    sources: tuple[str, ...]
    ours: frozenset[str]
    uri: bool
    known: bool
    types: tuple[tuple[str, str], ...] = ()
    rows: int = 0


class Comparison(NamedTuple):
    """What happens to a comparison. `action` is create, change, keep or vanished: known to the ledger only.

    `sources` are, in their order, the IRIs of ours and the ids of those that others have put there; `added` and
    `removed` are how many come and go, `kept_out` those of ours that others have taken out, `retitled` the title that
    others gave it and that stays. `names` is whether it gets our title, `types` are those of what is there, and
    `rows` is whether its table gets rows.
    """

    iri: str
    title: str
    action: str
    id: str = ""
    sources: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    field: str = ""
    uri: bool = False
    kept_out: tuple[str, ...] = ()
    retitled: str = ""
    names: bool = False
    types: tuple[tuple[str, str], ...] = ()
    rows: bool = False

    @property
    def writes(self) -> int:
        moves = (self.action in ("create", "change")) + self.rows
        return moves + (self.action != "vanished" and not self.uri)

    def body(self, ids: dict[str, str], *, whole: bool) -> dict[str, Any]:
        """What is sent: all fields for a new one, else only those that change."""
        types = dict(self.types)
        named = (ids.get(one, one) for one in self.sources)
        sources = [{"id": id_, "type": types.get(id_, "THING")} for id_ in named]
        if not whole:
            titled = {"title": self.title} if self.names else {}
            return {**titled, "sources": sources} if self.added or self.removed else titled
        return {
            "title": self.title,
            "description": _DESCRIPTION,
            "research_fields": [ids.get(self.field, self.field)] if self.field else [],
            "authors": [],
            "sources": sources,
            "references": [],
            "observatories": [],
            "organizations": [],
            "is_anonymized": False,
        }


def name(base: str, title: str) -> str:
    """The IRI of a comparison; another title is another comparison.

    >>> name("https://example.org/id/", "A & b")
    'https://example.org/id/comparison/A%20%26%20b'
    """
    return f"{base}comparison/{quote(title, safe='', errors='surrogatepass')}"


def look(iri: str, title: str, state: State, client: Client, ledger: Ledger) -> RemoteComparison | None:
    """The comparison that the ledger knows, or that has our IRI; one whose id is "" is there no longer."""
    known = ledger.comparisons().get(iri)
    ours = frozenset(ledger.sources(iri))
    id_ = known.id if known else next((one["id"] for one in client.pages("/api/resources", uri=iri)), "")
    if not id_:
        return _recover(iri, title, state, client, ledger) if state.recovered else None
    answer = client.content(f"{PATH}/{id_}")
    if answer is None:
        return RemoteComparison("", title, (), ours, uri=False, known=True) if known else None
    sources = sources_of(answer)
    if sources is None and not known:
        raise RemoteError(f"{PATH}/{id_} has our IRI and does not say what it compares; remove it, or its IRI")
    present = tuple(sorted(ours)) if sources is None else tuple(sources)
    rows = look_at_rows(f"{PATH}/{id_}", client, ledger.compared(iri))
    return RemoteComparison(
        id_,
        str(answer.get("title") or title),
        present,
        ours,
        known.uri if known else True,
        bool(known),
        types_of(answer),
        len(rows.new) if rows else 0,
    )


def ours_without(gone: Collection[str], kept: str, client: Client, ledger: Ledger) -> Iterator[tuple[str, str, str]]:
    """IRI, id and title of comparisons that we made and that would compare nothing once things of some ids are gone,
    but for the one that is `kept`."""
    for iri, known in ledger.comparisons().items():
        answer = client.content(f"{PATH}/{known.id}") if iri != kept else None
        sources = sources_of(answer) if answer else None
        if answer and sources is not None and set(sources) <= set(gone) and ledger.sources(iri):
            yield iri, known.id, str(answer.get("title") or iri)


def _recover(iri: str, title: str, state: State, client: Client, ledger: Ledger) -> RemoteComparison | None:
    """The comparison of a push whose ledger is lost: of our title, without an IRI, and of nothing but ours."""
    for one in client.pages("/api/resources", include="Comparison", **label_query(title)):
        if one["label"] == title and not one.get("uri"):
            sources = sources_of(client.content(f"{PATH}/{one['id']}") or {})
            if sources and set(sources) <= set(state.ids.values()):
                ledger.compare(iri, one["id"])
                ledger.compares(iri, sources)
                return RemoteComparison(one["id"], title, tuple(sources), frozenset(sources), uri=False, known=True)
    return None


def compare(
    iri: str, title: str, wanted: Wanted, state: State, present: RemoteComparison | None, *, force: bool
) -> Comparison:
    """What makes the comparison hold the wanted contributions, and keep what others have put there.

    With `force` it is made again where it was removed, and what others have taken out of it is put back.
    """
    out = state.absent | (set() if force else state.vanished)
    chosen = [one for one, thing in wanted.things.items() if "Contribution" in thing.classes and one not in out]
    if present is None or (not present.id and force):
        return _created(iri, title, chosen, _field_of_most(wanted, out))
    if not present.id:
        return Comparison(iri, title, "vanished")
    return _changed(iri, title, chosen, state.ids, present, force=force)


def _created(iri: str, title: str, chosen: list[str], field: str) -> Comparison:
    action = "create" if chosen else "keep"
    return Comparison(iri, title, action, "", tuple(chosen), len(chosen), field=field, uri=not chosen)


def _field_of_most(wanted: Wanted, out: set[str]) -> str:
    """The research field that most papers have; "" if none has one."""
    fields = Counter(
        link.object
        for link in wanted.statements()
        if link.predicate == _FIELD and isinstance(link.object, str) and link.object not in out
    )
    return max(fields, key=lambda one: fields[one], default="")


def _changed(
    iri: str, title: str, chosen: list[str], ids: dict[str, str], present: RemoteComparison, *, force: bool
) -> Comparison:
    """A comparison that is there: what is wanted and new goes to its end, what we put there and is not wanted goes."""
    by_id = {ids[one]: one for one in chosen if one in ids}
    taken_out = [id_ for id_ in present.ours.difference(present.sources) if id_ in by_id and not force]
    stay = [by_id.get(id_, id_) for id_ in present.sources if id_ in by_id or id_ not in present.ours]
    new = [one for one in chosen if one not in stay and ids.get(one) not in taken_out]
    removed = len(present.sources) - len(stay)
    retitled = present.title != title
    return Comparison(
        iri,
        title,
        "change" if new or removed or (retitled and force) else "keep",
        present.id,
        (*stay, *new),
        len(new),
        removed,
        uri=present.uri,
        kept_out=tuple(by_id[id_] for id_ in sorted(taken_out)),
        retitled=present.title if retitled and not force else "",
        names=retitled and force,
        types=present.types,
        rows=present.rows > 0,
    )
