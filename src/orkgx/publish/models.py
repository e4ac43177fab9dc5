"""All models as rows: what the table, the chart and the filters know of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import pyoxigraph as ox

from .entities import Entities
from .facts import iri
from .paths import is_web
from .sections import SECTIONS

DATES = ("schema:dateCreated", "orkgp:P49020", "ox:dateCreated")
SIZES = ("ox:maxParameterCount",)
_NUMBERS = {"parameters": SIZES, "context": ("ox:contextLength", "orkgp:P163009")}
_MILLIONS = "orkgp:P110076"  # of a contribution that stands for its model
_THINGS: Mapping[str, tuple[str, ...]] = {
    "organization": ("schema:creator", "orkgp:P18097"),
    "license": ("schema:license", "orkgp:license"),
    "access": ("ox:access",),
    "corpora": ("fair4ml:trainedOn", "schema:mentions"),
}
# Two kinds of things behind one predicate.
_CATEGORIES = {"family": ("model-family", "orkgp:P7121"), "architecture": ("architecture", "orkgp:P103000")}


class Target(NamedTuple):
    """Where a cell leads: a page of the site, or another address."""

    text: str
    page: str
    address: str


class Model(NamedTuple):
    """A row. `date` is as it was written in XML Schema, empty where it is not known."""

    iri: str
    name: str
    page: str
    date: str = ""
    organization: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    architecture: tuple[str, ...] = ()
    parameters: int | None = None
    context: int | None = None
    license: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    paper: Target | None = None
    code: str = ""
    corpora: tuple[str, ...] = ()


class Models:
    """The models of a store, as rows by their names."""

    def __init__(self, entities: Entities) -> None:
        self.entities = entities
        self.nodes = entities.sections[SECTIONS[0]]

    @cached_property
    def rows(self) -> list[Model]:
        known: dict[str, dict[str, Any]] = {node.value: {} for node in self.nodes}
        self._dates(known)
        self._numbers(known)
        self._things(known)
        self._links(known)
        rows = [
            Model(node.value, self.entities.label(node), self.entities.pages[node.value], **known[node.value])
            for node in self.nodes
        ]
        # A paper to which nobody gave a title is called by the model's name, and tells nothing more.
        return [row._replace(paper=None) if row.paper and row.paper.text == row.name else row for row in rows]

    @cached_property
    def by_iri(self) -> dict[str, Model]:
        return {row.iri: row for row in self.rows}

    def _of(self, known: Mapping[str, Any], curie: str) -> list[tuple[dict[str, Any], Any]]:
        """What is said of the models by a predicate."""
        quads = self.entities.store.quads_for_pattern(None, ox.NamedNode(iri(curie)), None, None)
        return [
            (known[quad.subject.value], quad.object)
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in known
        ]

    def _dates(self, known: Mapping[str, dict[str, Any]]) -> None:
        """The earliest that is said, as exactly as it is said."""
        said: dict[int, tuple[dict[str, Any], list[str]]] = {}
        for curie in DATES:
            for row, term in self._of(known, curie):
                if isinstance(term, ox.Literal) and term.value[:4].isdigit():
                    said.setdefault(id(row), (row, []))[1].append(term.value)
        for row, days in said.values():
            row["date"] = max((day for day in days if day.startswith(min(days))), key=len)

    def _numbers(self, known: Mapping[str, dict[str, Any]]) -> None:
        """The largest that is said."""
        for name, curies in _NUMBERS.items():
            for curie in curies:
                for row, term in self._of(known, curie):
                    if isinstance(term, ox.Literal) and term.value.isdecimal():
                        row[name] = max(int(term.value), row.get(name) or 0)
        for row, term in self._of(known, _MILLIONS):
            if isinstance(term, ox.Literal) and term.value.isdecimal():
                row["parameters"] = row.get("parameters") or int(term.value) * 10**6

    def _things(self, known: Mapping[str, dict[str, Any]]) -> None:
        """The labels of what is said, in order."""
        found: dict[tuple[int, str], tuple[dict[str, Any], set[str]]] = {}

        def add(row: dict[str, Any], name: str, term: Any) -> None:
            if isinstance(term, ox.NamedNode):
                found.setdefault((id(row), name), (row, set()))[1].add(self.entities.label(term))

        for name, curies in _THINGS.items():
            for curie in curies:
                for row, term in self._of(known, curie):
                    add(row, name, term)
        categories = self._of(known, "fair4ml:modelCategory")
        for name, (kind, curie) in _CATEGORIES.items():
            for row, term in categories:
                if isinstance(term, ox.NamedNode) and term.value.startswith(f"{self.entities.base}{kind}/"):
                    add(row, name, term)
            for row, term in self._of(known, curie):
                add(row, name, term)
        for (_, name), (row, labels) in found.items():
            row[name] = tuple(sorted(labels, key=str.casefold))

    def _links(self, known: Mapping[str, dict[str, Any]]) -> None:
        """The first paper, and the first address of code."""
        for row, term in self._of(known, "schema:citation"):
            if isinstance(term, ox.NamedNode):
                shown = self.entities.value(term)
                target = Target(shown.text, shown.page, "" if shown.page else shown.address)
                row["paper"] = min(target, row.get("paper") or target)
        for curie in ("schema:codeRepository", "orkgp:HAS_SOURCE_CODE"):
            for row, term in self._of(known, curie):
                text = getattr(term, "value", "")
                if is_web(text):
                    row["code"] = min(text, row.get("code") or text)


_COLUMNS = (
    *(("date", "Released"), ("organization", "Organisation"), ("parameters", "Parameters")),
    *(("license", "Licence"), ("access", "Access")),
)


def columns(rows: Sequence[Model], of: str = "") -> list[tuple[str, str]]:
    """The columns of a table that say something: not what nobody knows, nor of the models of a thing that thing."""
    return [
        (name, title)
        for name, title in _COLUMNS
        if (values := {getattr(row, name) for row in rows} - {None, "", ()}) and values != {(of,)}
    ]
