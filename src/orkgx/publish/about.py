"""What the pages say of the catalogues they show: names, terms, where they are, and how to cite them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from ..graph.terms import DOI, PREFIXES
from . import figures
from .citing import bibtex
from .dataset import now
from .entities import Entities
from .facts import iri
from .look import Look
from .models import Model
from .paths import is_web

_TITLE = "Language models"


class Catalogue(NamedTuple):
    """A catalogue behind the pages; empty where something is not known."""

    title: str
    homepage: str = ""
    holder: str = ""
    license: str = ""
    license_page: str = ""
    description: str = ""
    maintainers: tuple[str, ...] = ()
    citation: str = ""
    doi: str = ""

    @property
    def credit(self) -> str:
        """How it is cited, in words; empty where nobody is known whom to name."""
        if self.citation or not (self.holder or self.maintainers or self.homepage or self.doi):
            return self.citation
        who = self.holder or ", ".join(self.maintainers)
        terms = f"Licensed {self.license}." if self.license else ""
        where = DOI + self.doi if self.doi else self.homepage
        return " ".join(filter(None, (who and f"{who}:", f"{self.title}.", where and f"{where}.", terms)))

    def bibtex(self, made: str) -> str:
        """The same for BibTeX, as of a day."""
        fields: dict[str, str | tuple[str, ...]] = {
            "title": self.title,
            "author": (self.holder,) if self.holder else self.maintainers,
            "year": made[:4],
            "doi": self.doi,
            "url": self.homepage,
            "note": ", ".join(filter(None, (f"licensed {self.license}" if self.license else "", f"as of {made}"))),
        }
        return bibtex(self.title, fields)


class About(NamedTuple):
    """The head and the foot of a site; `line` stands at its top left."""

    title: str
    line: str
    description: str
    catalogues: tuple[Catalogue, ...]
    footer: str
    day: str

    @property
    def made(self) -> str:
        return figures.date(self.day).text

    @property
    def citation(self) -> str:
        """How the pages are cited, in words."""
        words = " ".join(one.credit for one in self.catalogues if one.credit)
        return f"{words} As of {self.made}." if words else ""

    @property
    def bibtex(self) -> str:
        return "\n\n".join(one.bibtex(self.day) for one in self.catalogues if one.credit)


def about(entities: Entities, rows: Sequence[Model], look: Look) -> About:
    """What a store says of its catalogues, and a project of its pages, which counts before them."""
    nodes = entities.store.quads_for_pattern(None, _TYPE, ox.NamedNode(iri("ox:Catalogue")), None)
    found = [_catalogue(entities, quad.subject) for quad in nodes if isinstance(quad.subject, ox.NamedNode)]
    catalogues = tuple(sorted(dict.fromkeys(found)))
    if look.catalogue and len(catalogues) == 1:
        catalogues = (catalogues[0]._replace(title=look.catalogue, homepage=look.homepage),)
    own = " and ".join(one.title for one in catalogues) if len(catalogues) <= _TITLES else ""
    title = look.title or own or _TITLE
    said = {name: getattr(look, name) for name in ("license", "maintainers", "citation", "doi") if getattr(look, name)}
    if said and len(catalogues) == 1:
        page = catalogues[0].license_page if look.license in ("", catalogues[0].license) else ""
        catalogues = (catalogues[0]._replace(**said, license_page=page),)
    elif said:
        catalogues = (Catalogue(title, **said), *catalogues)
    return About(
        title=title,
        line=look.line or title,
        description=look.description
        or " ".join(one.description for one in catalogues if one.description)
        or _described(rows),
        catalogues=catalogues,
        footer=look.footer,
        day=now().date().isoformat(),
    )


_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_TITLES = 2  # catalogues whose names make a title


def _catalogue(entities: Entities, node: ox.NamedNode) -> Catalogue:
    def said(curie: str) -> list[ox.NamedNode | ox.Literal]:
        quads = entities.store.quads_for_pattern(node, ox.NamedNode(iri(curie)), None, None)
        terms = [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)]
        return sorted(terms, key=str)

    def first(curie: str) -> str:
        return next((term.value for term in said(curie)), "")

    homepage, doi = first("schema:url"), first("dcterms:identifier")
    license_ = next((entities.value(term) for term in said("dcterms:license")), None)
    return Catalogue(
        title=entities.label(node),
        homepage=homepage if is_web(homepage) else "",
        holder=first("dcterms:rightsHolder"),
        license=license_.text if license_ else "",
        license_page=license_.page if license_ else "",
        description=first("dcterms:description"),
        maintainers=tuple(term.value for term in said("schema:maintainer")),
        citation=first("dcterms:bibliographicCitation"),
        doi=doi.removeprefix(DOI) if doi.startswith(DOI) else "",
    )


def _described(rows: Sequence[Model]) -> str:
    """When the models were released, in one sentence; empty where that is not known."""
    years = sorted({row.date[:4] for row in rows if row.date})
    span = f", released from {years[0]} to {years[-1]}" if len(years) > 1 else f" of {years[0]}" if years else ""
    return f"{len(rows):,} model{'s' if len(rows) != 1 else ''}{span}." if span else ""
