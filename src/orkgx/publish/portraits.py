"""What a model's page shows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..graph.terms import DOI, PREFIXES
from .card import card
from .citing import bibtex
from .disagreements import Disagreements
from .entities import Entities
from .facts import Group, groups
from .models import Model, Models
from .paths import is_web
from .shown import ShownTerm
from .written import Written

_RELATED = 5  # models of one family, or of one organisation
_OTHERS = {"family": "More of", "organization": "More by", "corpora": "Also trained on"}
_DERIVED = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_PART = ox.NamedNode(PREFIXES["dcterms"] + "isPartOf")
_WRITTEN = ox.NamedNode(PREFIXES["ox"] + "asWritten")
_CITATION = ox.NamedNode(PREFIXES["schema"] + "citation")
_PAPER = [
    (name, ox.NamedNode(PREFIXES["orkgp"] + id_)) for name, id_ in (("year", "P29"), ("doi", "P26"), ("url", "url"))
]
_HAS_MODEL = ox.NamedNode(PREFIXES["orkgp"] + "HAS_MODEL")


class Source(NamedTuple):
    """What one catalogue has of a model: its lines, and what it says in other words."""

    catalogue: str
    places: tuple[ShownTerm, ...]
    written: tuple[str, ...]
    iri: str


class Portraits:
    """What the pages of models show."""

    def __init__(self, entities: Entities, models: Models, written: Written, differing: Disagreements) -> None:
        self.entities, self.models, self.written, self.differing = entities, models, written, differing

    def _contributions(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        found = {quad.subject for quad in self.entities.store.quads_for_pattern(None, _HAS_MODEL, node, None)}
        return sorted((one for one in found if isinstance(one, ox.NamedNode)), key=str)

    def groups(self, node: ox.NamedNode) -> tuple[Group, ...]:
        return groups(self.entities, node, self._contributions(node), self.written)

    def of(self, node: ox.NamedNode, found: tuple[Group, ...]) -> dict[str, Any]:
        """The variables of a model's page."""
        row = self.models.by_iri[node.value]
        contributions = self._contributions(node) or [node]
        differing, rounded = self.differing.of(node.value)
        return {
            "row": row,
            **card(self.entities, node, found)._asdict(),
            "differing": differing,
            "rounded": rounded,
            "sources": [self._source(one) for one in contributions],
            "related": self._related(row),
            "cited": [self._cited(paper) for paper in self._papers(node)],
            "iri": node.value,
            "orkg": lambda iri: iri.startswith(PREFIXES["orkgr"]),
        }

    def _objects(self, node: ox.NamedNode, predicate: ox.NamedNode) -> list[Any]:
        quads = self.entities.store.quads_for_pattern(node, predicate, None, None)
        return sorted((quad.object for quad in quads), key=str)

    def _papers(self, node: ox.NamedNode) -> Iterable[ox.NamedNode]:
        """The papers that have pages, one of each title."""
        papers = [paper for paper in self._objects(node, _CITATION) if paper.value in self.entities.pages]
        return {self.entities.label(paper): paper for paper in reversed(papers)}.values()

    def _cited(self, paper: ox.NamedNode) -> str:
        """A paper for BibTeX; of its authors the data say nothing."""
        said = {name: next((term.value for term in self._objects(paper, predicate)), "") for name, predicate in _PAPER}
        return bibtex(paper.value, {"title": self.entities.label(paper), **said})

    def address(self, paper: ox.NamedNode) -> str:
        """Where a paper can be read; empty where that is not known."""
        said = {name: term.value for name, predicate in _PAPER for term in self._objects(paper, predicate)[:1]}
        address = DOI + said["doi"].removeprefix(DOI) if "doi" in said else said.get("url", "")
        return address if is_web(address) else ""

    def _source(self, contribution: ox.NamedNode) -> Source:
        return Source(
            catalogue=", ".join(sorted(self.entities.value(term).text for term in self._objects(contribution, _PART))),
            places=tuple(sorted(self.entities.source(term.value) for term in self._objects(contribution, _DERIVED))),
            # Where the fields are known, each fact says how it is written.
            written=()
            if contribution.value in self.written.places
            else tuple(sorted(term.value for term in self._objects(contribution, _WRITTEN))),
            iri=contribution.value,
        )

    @cached_property
    def relatives(self) -> dict[tuple[str, str], list[Model]]:
        """The models of each family and each organisation, the latest first."""
        found: dict[tuple[str, str], list[Model]] = {}
        for row in sorted(self.models.rows, key=lambda row: row.date, reverse=True):
            for kind in _OTHERS:
                for label in getattr(row, kind):
                    found.setdefault((kind, label), []).append(row)
        return found

    def _related(self, row: Model) -> list[tuple[str, list[Model]]]:
        found = []
        for kind, words in _OTHERS.items():
            for label in getattr(row, kind)[:2]:
                others = [one for one in self.relatives[kind, label][: _RELATED + 1] if one.iri != row.iri][:_RELATED]
                if others:
                    found.append((f"{words} {label}", others))
        return found
