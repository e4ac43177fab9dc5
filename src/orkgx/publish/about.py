"""What the pages say of the catalogues they show: names, terms, where they are, and how to cite them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from ..graph.terms import PREFIXES
from . import figures
from .dataset import now
from .entities import Entities, is_web
from .facts import iri
from .models import Model

_TITLE = "Language models"


class Catalogue(NamedTuple):
    """A catalogue behind the pages; empty where something is not known."""

    title: str
    homepage: str
    holder: str
    license: str
    license_page: str
    description: str


class About(NamedTuple):
    """The head of a site."""

    title: str
    description: str
    catalogues: tuple[Catalogue, ...]
    made: str

    @property
    def citation(self) -> str:
        """How the pages are cited, in words; empty where nobody is known whom to name."""
        named = [one for one in self.catalogues if one.holder or one.homepage]
        words = " ".join(
            " ".join(
                filter(
                    None,
                    (
                        f"{one.holder}:" if one.holder else "",
                        f"{one.title}." if one.title else "",
                        f"{one.homepage}." if one.homepage else "",
                        f"Licensed {one.license}." if one.license else "",
                    ),
                )
            )
            for one in named
        )
        return f"{words} As of {self.made}." if words else ""


def about(entities: Entities, rows: Sequence[Model], title: str = "") -> About:
    """What a store says of its catalogues; `title` counts before their own."""
    nodes = entities.store.quads_for_pattern(None, _TYPE, ox.NamedNode(iri("ox:Catalogue")), None)
    found = [_catalogue(entities, quad.subject) for quad in nodes if isinstance(quad.subject, ox.NamedNode)]
    catalogues = tuple(sorted(dict.fromkeys(found)))
    description = " ".join(one.description for one in catalogues if one.description)
    made = figures.date(now().date().isoformat()).text
    own = " and ".join(one.title for one in catalogues) if len(catalogues) <= _TITLES else ""
    return About(title or own or _TITLE, description or _described(rows), catalogues, made)


_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_TITLES = 2  # catalogues whose names make a title


def _catalogue(entities: Entities, node: ox.NamedNode) -> Catalogue:
    def first(*curies: str) -> ox.NamedNode | ox.Literal | None:
        for curie in curies:
            terms = [
                quad.object for quad in entities.store.quads_for_pattern(node, ox.NamedNode(iri(curie)), None, None)
            ]
            for term in sorted(terms, key=str):
                if isinstance(term, ox.NamedNode | ox.Literal):
                    return term
        return None

    homepage, holder = first("schema:url"), first("dcterms:rightsHolder")
    license_, description = first("dcterms:license"), first("dcterms:description")
    shown = entities.value(license_) if license_ else None
    return Catalogue(
        title=entities.label(node),
        homepage=homepage.value if homepage and is_web(homepage.value) else "",
        holder=holder.value if holder else "",
        license=shown.text if shown else "",
        license_page=shown.page if shown else "",
        description=description.value if description else "",
    )


def _described(rows: Sequence[Model]) -> str:
    """The models in one sentence."""
    makers = len({maker for row in rows for maker in row.organization})
    years = sorted({row.date[:4] for row in rows if row.date})
    span = f", from {years[0]} to {years[-1]}" if len(years) > 1 else f" of {years[0]}" if years else ""
    by = f" by {makers:,} organisation{'s' if makers > 1 else ''}" if makers else ""
    return f"{len(rows):,} model{'s' if len(rows) != 1 else ''}{by}{span}." if rows else ""
