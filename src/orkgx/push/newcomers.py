"""Entries that the ORKG has and the catalogue lacks: where they are looked for, and what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, NamedTuple

from ..write.incoming import Fact, Newcomer, Value
from ..write.wanted import HAS_CONTRIBUTION, OrkgStatement, Wanted
from .client import Client
from .comparison import PATH
from .ledger import Known, Ledger
from .login import RemoteError
from .remote import RemoteStatement, is_deleted, label_query, sources_of
from .survey import State

_PROBLEM = "P32"
_ENTRY = {"Paper", "Contribution"}
_MOST = 0.5  # the share of contributions that have what the catalogue is about


class Ends(NamedTuple):
    """What the catalogue is to be made to hold: the ids of papers, the ids or titles of comparisons, the ids of
    research problems. Without any: the comparisons that the catalogue was pushed to, what is of its template, and what
    is about the problems that most of its entries are about; `none`: only what others add to its own papers."""

    papers: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    none: bool = False

    @property
    def given(self) -> bool:
        return bool(self.papers or self.comparisons or self.problems)


def newcomers(ends: Ends, wanted: Wanted, state: State, client: Client, ledger: Ledger, *, jobs: int) -> list[Newcomer]:
    """In the order of their ids. Raises RemoteError for an end that is not there."""
    with ThreadPoolExecutor(jobs) as pool:
        return _Search(ends, wanted, state, client, ledger, pool).newcomers()


class _Search:
    def __init__(
        self, ends: Ends, wanted: Wanted, state: State, client: Client, ledger: Ledger, pool: Executor
    ) -> None:
        self.ends, self.wanted, self.state, self.client, self.ledger = ends, wanted, state, client, ledger
        self.pool = pool
        # What the catalogue has, and what it has had and no longer wants.
        self.known = {*state.ids.values(), *(one.id for one in ledger.things().values())}
        self.entries = [iri for iri, thing in wanted.things.items() if "Contribution" in thing.classes]

    def newcomers(self) -> list[Newcomer]:
        found = dict.fromkeys([*self.of_our_papers(), *self.of_ends()])
        new = sorted((id_ for id_ in found if id_ not in self.known), key=lambda id_: (len(id_), id_))
        return [one for one in self.pool.map(self.newcomer, new) if one]

    def of_our_papers(self) -> Iterator[str]:
        """What others have added to papers that the catalogue has."""
        for iri, present in self.state.statements.items():
            if iri in self.wanted.things and "Paper" in self.wanted.things[iri].classes:
                yield from (one.object for one in present if one.predicate == HAS_CONTRIBUTION)

    def of_ends(self) -> Iterator[str]:
        if self.ends.none:
            return
        for id_ in self.ends.papers:
            yield from self.of_paper(id_)
        for name in self.ends.comparisons:
            yield from self.of_comparison(self.comparison(name))
        for id_ in self.ends.problems:
            self.ask("resources", id_, "research problem")
            yield from self.about(id_)
        if not self.ends.given:
            for known in self.ledger.comparisons().values():
                yield from self.of_comparison(known.id)
            for class_ in self.templates():
                yield from (one["id"] for one in self.client.pages("/api/resources", include=class_))
            for id_ in self.problems():
                yield from self.about(id_)

    def ask(self, kind: str, id_: str, what: str) -> dict[str, Any]:
        found: dict[str, Any] | None = self.client.get(f"/api/{kind}/{id_}")
        if not found or is_deleted(found):
            raise RemoteError(f"there is no {what} {id_} on {self.client.base}", 404)
        return found

    def of_paper(self, id_: str) -> Iterator[str]:
        if "Paper" not in self.ask("resources", id_, "paper").get("classes", ()):
            raise RemoteError(f"{id_} is no paper on {self.client.base}", 404)
        for one in self.client.pages("/api/statements", subject_id=id_, predicate_id=HAS_CONTRIBUTION):
            yield one["object"]["id"]

    def comparison(self, name: str) -> str:
        """The id of a comparison, by its id or its title."""
        found = self.client.get(f"/api/resources/{name}") if name.isalnum() else None
        if found and "Comparison" in found.get("classes", ()):
            return name
        for one in self.client.pages("/api/resources", include="Comparison", **label_query(name)):
            if one["label"] == name:
                return str(one["id"])
        raise RemoteError(f"there is no comparison {name!r} on {self.client.base}", 404)

    def of_comparison(self, id_: str) -> list[str]:
        return sources_of(self.client.content(f"{PATH}/{id_}") or {}) or []

    def about(self, problem: str) -> Iterator[str]:
        for one in self.client.pages("/api/statements", predicate_id=_PROBLEM, object_id=problem):
            yield one["subject"]["id"]

    def templates(self) -> list[str]:
        """The classes beside Contribution that the catalogue's contributions have."""
        return sorted({one for iri in self.entries for one in self.wanted.things[iri].classes} - _ENTRY)

    def problems(self) -> list[str]:
        """The ids of the problems that most contributions of the catalogue are about."""
        counts = Counter(
            link.object for iri in self.entries for link in self.wanted.links.get(iri, ()) if _is_about(link)
        )
        return [
            self.state.ids[str(iri)]
            for iri, count in counts.items()
            if count >= _MOST * len(self.entries) and iri in self.state.ids
        ]

    def newcomer(self, id_: str) -> Newcomer | None:
        """What there is of a contribution and its paper; None where it is no contribution of a paper."""
        contribution = self.client.get(f"/api/resources/{id_}")
        if not contribution or "Contribution" not in contribution.get("classes", ()) or is_deleted(contribution):
            return None
        above = self.client.pages("/api/statements", predicate_id=HAS_CONTRIBUTION, object_id=id_)
        papers = [one["subject"] for one in above]
        paper = next((one for one in papers if "Paper" in one.get("classes", ()) and not is_deleted(one)), None)
        if paper is None:
            return None
        facts = (*self.facts("paper", paper["id"]), *self.facts("contribution", id_))
        return Newcomer(paper["id"], paper["label"], id_, contribution["label"], facts)

    def facts(self, role: str, id_: str) -> Iterable[Fact]:
        own = {self.state.ids[iri]: iri for iri in self.wanted.things if iri in self.state.ids}
        for answer in self.client.pages("/api/statements", subject_id=id_):
            one = RemoteStatement.of(answer)
            predicate = own.get(one.predicate, one.predicate)
            if predicate != HAS_CONTRIBUTION:
                value = Value(*one.literal) if one.literal else Value(answer["object"]["label"])
                yield Fact(role, predicate, answer["predicate"]["label"].strip(), value)


def entries_of(
    newcomers: Iterable[Newcomer], wanted: Wanted, known: Mapping[str, Known]
) -> Iterator[tuple[str, str, str]]:
    """IRI, id and label of the papers and contributions that newcomers have become in the catalogue."""
    made = {(one.title, one.name): one for one in newcomers}
    for link in wanted.statements():
        if link.predicate == HAS_CONTRIBUTION and isinstance(link.object, str):
            paper, contribution = wanted.things[link.subject], wanted.things[link.object]
            if one := made.get((paper.label, contribution.label)):
                for thing, id_ in ((paper, one.paper), (contribution, one.contribution)):
                    if thing.iri not in known:
                        yield thing.iri, id_, thing.label


def _is_about(link: OrkgStatement) -> bool:
    return link.predicate == _PROBLEM and isinstance(link.object, str)
