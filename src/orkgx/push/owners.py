"""Which catalogue wants what: one ledger serves all catalogues of an ORKG, and a push of one leaves the others'."""

from __future__ import annotations

from collections import defaultdict

from ..write.wanted import HAS_CONTRIBUTION, Wanted, key_of
from .ledger import Key, Ledger


def owners(wanted: Wanted) -> dict[Key, set[str]]:
    """The catalogues that want a thing, by (IRI, "", ""), or a statement, by its key in the ledger."""
    found: dict[Key, set[str]] = defaultdict(set)
    of = {iri: {name} for iri, name in wanted.catalogues.items()}
    for iri, links in wanted.links.items():
        entries = [of[link.object] for link in links if link.predicate == HAS_CONTRIBUTION and link.object in of]
        if entries:
            of[iri] = set[str]().union(*entries)
    for iri, names in of.items():
        found[thing_key(iri)] |= names
        for link in wanted.links.get(iri, ()):
            wants = of.get(str(link.object), names) if link.predicate == HAS_CONTRIBUTION else names
            for key in (key_of(link), thing_key(link.predicate), thing_key(str(link.object))):
                found[key] |= wants
    for iri in wanted.links.keys() - of.keys():  # predicates, which are described because they are used
        for link in wanted.links[iri]:
            found[key_of(link)] |= found[thing_key(iri)]
    return found


def entries_of_papers(wanted: Wanted) -> dict[str, str]:
    """The name of the catalogue by contribution and paper; of a paper of several that of the first."""
    found = dict(wanted.catalogues)
    for iri, links in wanted.links.items():
        for link in links:
            if link.predicate == HAS_CONTRIBUTION and link.object in wanted.catalogues:
                found.setdefault(iri, wanted.catalogues[str(link.object)])
    return found


def thing_key(iri: str) -> Key:
    return iri, "", ""


def foreign(wanted: Wanted, ledger: Ledger) -> frozenset[Key]:
    """What catalogues want that are not looked at now. A source without entries is of the only catalogue there is."""
    owned = ledger.owners()
    now = {*wanted.catalogues.values(), *wanted.named}
    every = set[str]().union(*owned.values())
    if not now and len(every) == 1:
        now = every
    return frozenset(key for key, names in owned.items() if not names <= now)
