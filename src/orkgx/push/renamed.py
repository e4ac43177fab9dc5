"""Entries that have another name or title than when they were pushed, and are the same things on the ORKG.

The catalogue says so where it gives the ORKG's id, the ledger where what belongs together still does: the one
contribution that a paper has lost is the one that it has got, and the paper of which all contributions now belong to a
new one is that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..write.wanted import HAS_CONTRIBUTION, Wanted
from .ledger import Key, Known
from .owners import thing_key
from .search import Scope


def renamed(wanted: Wanted, things: dict[str, Known], links: Iterable[Key], scope: Scope) -> Iterator[tuple[str, str]]:
    """The IRI by which the ledger knows a thing, and the one that it has now."""
    now = {thing.id: thing.iri for thing in wanted.things.values() if thing.id and scope.trusts(thing)}
    for iri, known in things.items():
        if known.id in now and now[known.id] != iri and now[known.id] not in things:
            yield iri, now[known.id]
    if scope.whole:
        left = {iri for iri, one in things.items() if _is_left(iri, one, wanted, scope)}
        yield from _by_structure(_papers(links), _wanted_papers(wanted), left, things)


def _is_left(iri: str, known: Known, wanted: Wanted, scope: Scope) -> bool:
    """Whether it is ours and no longer in the catalogue."""
    return known.made and iri not in wanted.things and thing_key(iri) not in scope.foreign


def _by_structure(
    before: dict[str, set[str]], now: dict[str, set[str]], left: set[str], known: dict[str, Known]
) -> Iterator[tuple[str, str]]:
    for paper, contributions in now.items():
        new = [one for one in contributions if one not in known]
        gone = [one for one in before.get(paper, ()) if one in left]
        if len(new) == len(gone) == 1:
            yield gone[0], new[0]
        if paper not in known:
            old = [one for one, had in before.items() if one in left and had and had <= contributions]
            if len(old) == 1:
                yield old[0], paper


def _papers(links: Iterable[Key]) -> dict[str, set[str]]:
    """The contributions of each paper."""
    papers: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, end in links:
        if predicate == HAS_CONTRIBUTION:
            papers[subject].add(end)
    return papers


def _wanted_papers(wanted: Wanted) -> dict[str, set[str]]:
    return _papers((link.subject, link.predicate, str(link.object)) for link in wanted.statements())
