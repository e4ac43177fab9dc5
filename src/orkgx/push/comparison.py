"""A comparison of the contributions: the one that is wanted, the one that is there, and what makes them equal.

How a comparison is made is known; how it is read and changed is taken to be as for papers: GET gives the fields that
POST takes, PUT replaces those that are sent. Where the answer to GET is of another form, what the ledger remembers
counts in its stead.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import quote

from ..write.wanted import Wanted
from .client import Client
from .ledger import Ledger
from .login import RemoteError
from .survey import State, sources_of

PATH = "/api/comparisons"
_FIELD = "P30"
_DESCRIPTION = "Contributions of a catalogue, put side by side by orkgx."


class Standing(NamedTuple):
    """A comparison on the ORKG: its id, title, the ids it compares, those of them that we put there, and whether it has
    our IRI. `known` is whether the ledger knows it."""

    id: str
    title: str
    sources: tuple[str, ...]
    ours: frozenset[str]
    uri: bool
    known: bool


class Comparison(NamedTuple):
    """What happens to a comparison. `action` is create, change, keep or lost: the ledger knows it and it is gone.

    `sources` are, in their order, the IRIs of ours and the ids of those that others have put there; `added` and
    `removed` are how many come and go, `kept_out` those of ours that others have taken out, `retitled` the title that
    others gave it and that stays. `names` is whether it gets our title.
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

    @property
    def writes(self) -> int:
        moves = self.action in ("create", "change")
        return moves + (self.action != "lost" and not self.uri)

    def body(self, ids: dict[str, str], *, whole: bool) -> dict[str, Any]:
        """What is sent: all fields for a new one, else only those that change."""
        sources = [{"id": ids.get(one, one), "type": "THING"} for one in self.sources]
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


def look(iri: str, title: str, client: Client, ledger: Ledger) -> Standing | None:
    """The comparison that the ledger knows, or that has our IRI; one whose id is "" is there no longer."""
    known = ledger.comparisons().get(iri)
    ours = frozenset(ledger.sources(iri))
    id_ = known.id if known else next((one["id"] for one in client.pages("/api/resources", uri=iri)), "")
    if not id_:
        return None
    said = client.content(f"{PATH}/{id_}")
    if said is None:
        return Standing("", title, (), ours, uri=False, known=True) if known else None
    sources = sources_of(said)
    if sources is None and not known:
        raise RemoteError(f"{PATH}/{id_} has our IRI and does not say what it compares; remove it, or its IRI")
    there = tuple(sorted(ours)) if sources is None else tuple(sources)
    return Standing(id_, str(said.get("title") or title), there, ours, known.uri if known else True, bool(known))


def compare(iri: str, title: str, wanted: Wanted, state: State, there: Standing | None, *, force: bool) -> Comparison:
    """What makes the comparison hold the wanted contributions, and keep what others have put there.

    With `force` it is made again where it was removed, and what others have taken out of it is put back.
    """
    out = state.absent | (set() if force else state.lost)
    chosen = [one for one, thing in wanted.things.items() if "Contribution" in thing.classes and one not in out]
    if there is None or (not there.id and force):
        fields = Counter(
            link.object
            for link in wanted.statements()
            if link.predicate == _FIELD and isinstance(link.object, str) and link.object not in out
        )
        field = max(fields, key=lambda one: fields[one], default="")
        action = "create" if chosen else "keep"
        return Comparison(iri, title, action, "", tuple(chosen), len(chosen), field=field, uri=not chosen)
    if not there.id:
        return Comparison(iri, title, "lost")
    by_id = {state.ids[one]: one for one in chosen if one in state.ids}
    gone = [id_ for id_ in there.ours.difference(there.sources) if id_ in by_id and not force]
    stay = [by_id.get(id_, id_) for id_ in there.sources if id_ in by_id or id_ not in there.ours]
    new = [one for one in chosen if one not in stay and state.ids.get(one) not in gone]
    removed = len(there.sources) - len(stay)
    retitled = there.title != title
    return Comparison(
        iri,
        title,
        "change" if new or removed or (retitled and force) else "keep",
        there.id,
        (*stay, *new),
        len(new),
        removed,
        uri=there.uri,
        kept_out=tuple(by_id[id_] for id_ in sorted(gone)),
        retitled=there.title if retitled and not force else "",
        names=retitled and force,
    )
