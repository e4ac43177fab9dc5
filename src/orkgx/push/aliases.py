"""What the catalogue names by its id on the ORKG, by the IRI that the ledger knows it by.

A catalogue that takes the ORKG's links after a push names its entries by them; they are the same things, and keep what
the ledger remembers of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..write.wanted import Wanted
from .ledger import Known
from .search import is_entry


def as_remembered(wanted: Wanted, known: Mapping[str, Known]) -> Wanted:
    """The wanted state with the IRIs of the ledger; one that the catalogue uses for something else is no such IRI. The
    ids of shared things are the production's, which elsewhere may be of anything."""
    by_id = {one.id: iri for iri, one in known.items() if iri not in wanted.things}
    other = {
        iri: by_id[thing.id]
        for iri, thing in wanted.things.items()
        if thing.id in by_id and iri not in known and is_entry(thing)
    }
    if not other:
        return wanted

    def name(iri: str) -> str:
        return other.get(iri, iri)

    return Wanted(
        {name(iri): thing._replace(iri=name(iri)) for iri, thing in wanted.things.items()},
        {
            name(iri): [
                link._replace(
                    subject=name(link.subject),
                    object=name(link.object) if isinstance(link.object, str) else link.object,
                )
                for link in links
            ]
            for iri, links in wanted.links.items()
        },
        wanted.predicates,
        {name(iri): place for iri, place in wanted.places.items()},
        {name(iri): catalogue for iri, catalogue in wanted.catalogues.items()},
        wanted.named,
    )
