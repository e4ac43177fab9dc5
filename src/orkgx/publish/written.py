"""What stands in the sources: of each entry its fields as they are written, their lines, and what was read of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ..graph.terms import address
from ..mapping.compiled import CompiledMapping
from ..pipeline import Run


class WrittenField(NamedTuple):
    """A field as it is written; `readings` are predicate and object of the statements made of it, as in N-Triples."""

    text: str
    line: int
    readings: tuple[str, ...]


class WrittenEntry(NamedTuple):
    """The fields of an entry, and the predicates in the order of the mapping that read it."""

    fields: tuple[WrittenField, ...] = ()
    order: Mapping[str, int] = {}


class Written(NamedTuple):
    """The entries, by the IRI of the contribution or model: where in a file the line of JSON of each begins. `orders`
    has the predicates by mapping."""

    path: Path | None = None
    places: Mapping[str, int] = {}
    orders: Mapping[str, Mapping[str, int]] = {}

    def of(self, iri: str) -> WrittenEntry:
        """What is written of an entry; nothing where that is not known."""
        if self.path is None or iri not in self.places:
            return WrittenEntry()
        with self.path.open("rb") as file:
            file.seek(self.places[iri])
            said = json.loads(file.readline())
        fields = tuple(WrittenField(text, line, tuple(readings)) for text, line, readings in said["fields"])
        return WrittenEntry(fields, self.orders[said["catalogue"]])


def _field(*, text: str, value_line: int, readings: list[dict[str, str]], **_: object) -> WrittenField:
    return WrittenField(text, value_line, tuple(reading["statement"] for reading in readings))


def kept(run: Run | None, path: Path) -> Written:
    """The fields of the entries of a run, which was to make lines of them; they go into a file."""
    if run is None:
        return Written()
    places, at = {}, 0
    with path.open("wb") as file:
        for line in run.lines():
            said = json.loads(line)
            places[said.get("contribution") or said["model"]] = at
            fields = [_field(**field) for field in said["fields"] if field["readings"]]
            short = json.dumps({"catalogue": said["catalogue"], "fields": fields})
            at += file.write(f"{short}\n".encode())
    return Written(path, places, {mapping.name: _order(mapping) for mapping in run.builder.compiled})


def _order(mapping: CompiledMapping) -> dict[str, int]:
    named = dict.fromkeys(address(one) for rule in mapping.fields.values() for one in rule.predicates)
    return {predicate: number for number, predicate in enumerate(named)}
