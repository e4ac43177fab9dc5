"""What the ORKG has already of what is wanted. Only reads; what is found is remembered in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, NamedTuple

from ..write.wanted import Wanted
from .affiliation import Affiliation
from .client import Client
from .ledger import Ledger
from .login import RemoteError
from .owners import thing_key
from .recovery import settle
from .remote import RemoteStatement, is_deleted
from .search import Scope, Search, is_entry


class State(NamedTuple):
    """`ids` of the wanted things that exist, `statements` by the IRI of their subject, `labels` by id.

    `absent` are things that the catalogue names by an id that is not there, `vanished` those that the ledger knows and
    that are there no longer, `affiliations` by id; `unfit` stops a push before its first write, and so does
    `otherwise`, predicates that have another label there, unless that is accepted. `recovered` is what we made and the
    ledger did not know.
    """

    ids: dict[str, str]
    statements: dict[str, list[RemoteStatement]]
    absent: set[str]
    unfit: list[str]
    otherwise: list[str]
    vanished: set[str]
    labels: dict[str, str]
    affiliations: dict[str, Affiliation]
    recovered: list[dict[str, Any]]


def survey(wanted: Wanted, client: Client, ledger: Ledger, scope: Scope, *, jobs: int) -> State:
    """Look everything up."""
    settle(client, ledger)
    with ThreadPoolExecutor(jobs) as pool:
        fit = _fit(wanted, client, pool)
        return _Survey(wanted, client, ledger, scope, pool).state(fit)


class _Survey:
    """`ids` are those of all that is known or found, `seen` what the ORKG has shown of its things, by id."""

    def __init__(self, wanted: Wanted, client: Client, ledger: Ledger, scope: Scope, pool: Executor) -> None:
        self.wanted, self.client, self.ledger, self.scope, self.pool = wanted, client, ledger, scope, pool
        self.search = Search(wanted, client, scope, pool)
        self.known = ledger.things()
        self.ids = {iri: one.id for iri, one in self.known.items()}
        self.seen: dict[str, dict[str, Any]] = {}

    def state(self, fit: tuple[list[str], list[str]]) -> State:
        wanted, ids = self.wanted, self.ids
        self.search.extend(ids, wanted.things, self.ledger)
        statements = self.statements_of(self.subjects())
        vanished = self.vanished()
        for iri in vanished:
            del ids[iri]
            statements.pop(iri, None)
        missed = [iri for iri in vanished if iri in wanted.things]
        replaced = [iri for iri in missed if self.scope.again or not is_entry(wanted.things[iri])]
        self.search.extend(ids, replaced, self.ledger)
        statements |= self.statements_of(iri for iri in missed if iri in wanted.links)
        absent = {iri for iri, thing in wanted.things.items() if iri not in ids and self.scope.trusts(thing)}
        labels = {id_: str(one["label"]) for id_, one in self.seen.items()}
        affiliated = {id_: Affiliation.of(one) for id_, one in self.seen.items() if one.get("_class") == "resource"}
        away = {iri for iri in vanished if iri not in {*ids, *absent}}
        return State(ids, statements, absent, *fit, away, labels, affiliated, self.search.recovered)

    def subjects(self) -> list[str]:
        """What statements are read of: all that is wanted and, of a whole catalogue, all that it wanted before. In one
        order every time, as plans are compared."""
        ours = (key[0] for key in self.ledger.links() if self.scope.whole and key not in self.scope.foreign)
        return list(dict.fromkeys([*self.wanted.links, *ours]))

    def statements_of(self, iris: Iterable[str]) -> dict[str, list[RemoteStatement]]:
        present = [iri for iri in iris if iri in self.ids]
        whole = self.below([self.ids[iri] for iri in present if _is_paper(self.wanted, iri)])
        rest = [id_ for iri in present if (id_ := self.ids[iri]) not in whole]
        whole |= zip(rest, self.pool.map(self._statements, rest), strict=True)
        for iri in present:
            for one in whole[self.ids[iri]]:
                self.seen.update({one[end]["id"]: one[end] for end in ("subject", "predicate", "object")})
        return {iri: [RemoteStatement.of(one) for one in whole[self.ids[iri]]] for iri in present}

    def below(self, papers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """All statements of papers and of what they speak of, by the id of their subject: one request a paper, where
        the ORKG has such."""
        whole: dict[str, list[dict[str, Any]]] = {}
        for paper, answer in zip(papers, self.pool.map(self._subgraph, papers), strict=True):
            by_subject: dict[str, list[dict[str, Any]]] = {paper: []}
            for one in answer:
                by_subject.setdefault(one["subject"]["id"], []).append(one)
            for one in by_subject[paper]:
                by_subject.setdefault(one["object"]["id"], [])
            if answer:
                whole |= by_subject
        return whole

    def _subgraph(self, paper: str) -> list[dict[str, Any]]:
        path = f"/api/things/{paper}/subgraph"
        try:
            return list(self.client.pages(path, max_hops=2))
        except RemoteError as error:
            if error.status != 404:
                raise
            return []

    def _statements(self, id_: str) -> list[dict[str, Any]]:
        return list(self.client.pages("/api/statements", subject_id=id_))

    def vanished(self) -> list[str]:
        """Known things that are there no longer. What stands in a statement exists; only the rest is asked for."""
        wanted, known, scope = self.wanted, self.known, self.scope
        judged = {iri for iri, one in known.items() if scope.whole and one.made and thing_key(iri) not in scope.foreign}
        meant = [iri for iri in known if iri in judged or iri in wanted.things]
        asked = [iri for iri in meant if known[iri].id not in self.seen]
        for found in self.pool.map(self._thing, asked):
            if found:
                self.seen[found["id"]] = found
        return [iri for iri in meant if known[iri].id not in self.seen or is_deleted(self.seen[known[iri].id])]

    def _thing(self, iri: str) -> dict[str, Any] | None:
        kind = self.wanted.things[iri].kind if iri in self.wanted.things else "things"
        found: dict[str, Any] | None = self.client.get(f"/api/{kind}/{self.known[iri].id}")
        return found


def _is_paper(wanted: Wanted, iri: str) -> bool:
    return iri in wanted.things and "Paper" in wanted.things[iri].classes


def _fit(wanted: Wanted, client: Client, pool: Executor) -> tuple[list[str], list[str]]:
    """Predicates and classes that are not on the ORKG, and predicates that are called otherwise there."""
    unfit, otherwise = [], []
    classes = sorted({class_ for thing in wanted.things.values() for class_ in thing.classes})
    paths = [f"/api/predicates/{id_}" for id_ in wanted.predicates] + [f"/api/classes/{id_}" for id_ in classes]
    answers = dict(zip(paths, pool.map(client.get, paths), strict=True))
    for id_, label in wanted.predicates.items():
        found = answers[f"/api/predicates/{id_}"]
        if found is None:
            unfit.append(f"predicate {id_} ({label}) does not exist there; give its id for this ORKG in the mapping")
        elif label and _spelt(found["label"]) != _spelt(label):
            otherwise.append(f"predicate {id_} is {found['label']!r} there, not {label!r}")
    for id_ in classes:
        if answers[f"/api/classes/{id_}"] is None:
            unfit.append(f"class {id_} does not exist there; correct the mapping")
    return unfit, otherwise


def _spelt(label: str) -> str:
    """A label as it guards an id: the id says which predicate is meant, and the ORKG's own template has one that is
    spelt "application " there. What is found by its label alone must have it to the letter."""
    return " ".join(label.split()).casefold()
