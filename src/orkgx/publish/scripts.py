"""What the scripts of the pages read, as scripts themselves: a page opened from disk may ask for nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .facts import Group
from .models import Model, Target

_LONGEST = 300  # characters of a text in a comparison; the model's page has all of it
PER_FILE = 100  # models whose facts are in one file

_Cell = Callable[[Model], Any]


def _many(labels: Sequence[str]) -> Any:
    return None if not labels else labels[0] if len(labels) == 1 else list(labels)


def _target(target: Target | None) -> Any:
    return target and [target.text, target.page and f"{target.page}.html", target.address]


# The columns of the first file, which every view needs, and of the second one, which only the whole table has.
_VIEW: Mapping[str, _Cell] = {
    "name": lambda row: row.name,
    "page": lambda row: row.page.removeprefix("model/"),
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


def search(sections: Iterable[tuple[str, Iterable[tuple[str, str, str]]]]) -> bytes:
    """Every thing with a page, by its kind: label, page, and what else it is found by."""
    return _script("orkgx.search", [[one, list(map(list, things))] for one, things in sections])


def facts(number: int, models: Iterable[tuple[str, Sequence[Group]]]) -> bytes:
    """The facts of some models by their pages, for the comparison."""
    found = {}
    for page, groups in models:
        found[page.removeprefix("model/")] = [
            [group.title, fact.label, [_value(one.text, one.exact) for one in fact.values]]
            for group in groups
            for fact in group.facts
        ]
    return _script(f"(orkgx.facts ||= {{}})[{number}]", found)


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
