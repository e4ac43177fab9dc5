"""What the scripts of the pages read, as scripts themselves: a page opened from disk may ask for nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from .entities import Entities
from .facts import Group
from .models import Model, Models, Target
from .sections import file_of

_LONGEST = 300  # characters of a text in a comparison; the model's page has all of it
_LABEL = 120  # and of a label in the search
PER_FILE = 100  # models whose facts are in one file

_Cell = Callable[[Model], Any]


def _many(labels: Sequence[str]) -> Any:
    return None if not labels else labels[0] if len(labels) == 1 else list(labels)


def _target(target: Target | None) -> Any:
    return target and [target.text, target.page and file_of(target.page), target.address]


def _page(row: Model) -> str:
    """Where a model's page is; empty where a script can tell by the name."""
    page = row.page.removeprefix("model/")
    return "" if row.name.isascii() and page == re.sub("[^a-z0-9]+", "-", row.name.lower()).strip("-") else page


# The columns of the first file, which every view needs, and of the second one, which only the whole table has.
_VIEW: Mapping[str, _Cell] = {
    "name": lambda row: row.name,
    "page": _page,
    "date": lambda row: row.date,
    "organization": lambda row: _many(row.organization),
    "family": lambda row: _many(row.family),
    "architecture": lambda row: _many(row.architecture),
    "parameters": lambda row: row.parameters,
    "context": lambda row: row.context,
    "license": lambda row: _many(row.license),
    "access": lambda row: _many(row.access),
}
_LINKS: Mapping[str, _Cell] = {"paper": lambda row: _target(row.paper), "code": lambda row: row.code}


def view(rows: Sequence[Model]) -> bytes:
    """The models of a catalogue, a list for each column; those of nothing are left out."""
    return _script("orkgx.models", _columns(rows, _VIEW))


def links(rows: Sequence[Model]) -> bytes:
    """The columns that are addresses."""
    return _script("orkgx.links", _columns(rows, _LINKS))


def _columns(rows: Sequence[Model], cells: Mapping[str, _Cell]) -> dict[str, Any]:
    made = {name: [cell(row) or None for row in rows] for name, cell in cells.items()}
    return {name: _packed(values) for name, values in made.items() if any(values)}


def _packed(values: list[Any]) -> Any:
    """A column, or its different values and which of them each row has: what is shorter."""
    places: dict[str, int] = {}
    at = [places.setdefault(_json(value), len(places)) for value in values]
    if 2 * len(places) > len(values):
        return values
    return {"values": [json.loads(text) for text in places], "at": at}


def of_models(entities: Entities, models: Models) -> Iterator[tuple[str, bytes]]:
    """The scripts of all models and of the search, by their names."""
    yield "models.js", view(models.rows)
    yield "links.js", links(models.rows)
    yield "search.js", search(entities, models)


def search(entities: Entities, models: Models) -> bytes:
    """Every thing with a page, by its kind: label, page, and what else it is found by."""
    known = models.by_iri

    def line(node: ox.NamedNode) -> list[str]:
        more = ", ".join(known[node.value].organization) if node.value in known else ""
        return [entities.label(node)[:_LABEL], entities.pages[node.value], more]

    found = [[section.one, [line(node) for node in nodes]] for section, nodes in entities.sections.items() if nodes]
    return _script("orkgx.search", found)


def facts(number: int, models: Iterable[tuple[str, Sequence[Group]]]) -> bytes:
    """The facts of some models by their pages, for the comparison."""
    properties: dict[tuple[str, str], int] = {}
    found = {}
    for page, groups in models:
        found[page.removeprefix("model/")] = [
            [
                properties.setdefault((group.title, fact.label), len(properties)),
                *(_value(one.text, one.exact) for one in fact.values),
            ]
            for group in groups
            for fact in group.facts
        ]
    return _script(f"(orkgx.facts ||= {{}})[{number}]", {"properties": list(properties), "models": found})


def _value(text: str, exact: str) -> Any:
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return [text, exact] if exact else text


def chart(specs: Mapping[str, Any]) -> bytes:
    return _script("orkgx.charts", specs)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _script(name: str, value: Any) -> bytes:
    text = _json(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'"use strict";\nvar orkgx = window.orkgx || {{}};\n{name} = {text};\n'.encode("utf-8", "replace")
