"""What keeps values as they were written: nodes that hold key, text and line of each, and the records as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..mapping.layouts import Layout
from ..mapping.rules import Meaning, Rule
from ..model import Chunk, Field, Group, Record
from .terms import LABEL, PREFIXES, TYPE, beginning, integer, iri, literal, slug

DERIVED = iri(PREFIXES["prov"] + "wasDerivedFrom")

Taken = tuple[Field, Rule, Meaning]  # a field with its rule and what its value says


class Origin(NamedTuple):
    """Where a record stands: the source's IRI, and the name that diagnostics use."""

    iri: str
    file: str


class Said(NamedTuple):
    """What a record's fields say: the `meanings` of those that its layout takes, then those of the `context`."""

    record: Record
    layout: Layout
    context: tuple[tuple[Field, Rule], ...]
    meanings: tuple[Meaning, ...]

    def all(self) -> Iterator[Taken]:
        fields = self.record.fields
        taken = ((fields[at], rule) for at, rule, _ in self.layout.taken)
        for (field, rule), meaning in zip((*taken, *self.context), self.meanings, strict=True):
            yield field, rule, meaning

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of the value that the meaning at a place is of."""
        taken = self.layout.taken
        if at >= len(taken):
            field = self.context[at - len(taken)][0]
            return field.value_line, field.value_column
        parts, column = self.record.parts, taken[at][0]
        return parts.value_lines[column], parts.value_columns[column]

    @property
    def fields(self) -> list[Taken]:
        """Those that say something."""
        return [taken for taken in self.all() if not taken[2].nothing]

    @property
    def unknown(self) -> list[tuple[Field, Rule]]:
        """Those that say that it is not known."""
        return [(field, rule) for field, rule, meaning in self.all() if meaning.nothing]

    @property
    def left(self) -> list[Field]:
        """Those that no rule takes and that the mapping does not ignore."""
        fields = [self.record.fields[at] for at in self.layout.unmapped]
        return [field for field in fields if field.text and not self.layout.program.ignores(field.name)]


def place(origin: Origin, record: Record, line: int | None = None) -> str:
    """The IRI of a record's lines, or of one line of it."""
    lines = f"L{line}" if line else f"L{record.line}-L{record.last}"
    return f"{beginning(origin.iri)}#{lines}>"


@cache
def ox(name: str) -> str:
    return iri(PREFIXES["ox"] + name)


def field_nodes(said: Said, origin: Origin, subjects: dict[str, str]) -> tuple[list[Chunk], tuple[Group, ...]]:
    """One node a value: its key and text as written, its line, and the predicates that it led to; and what describes
    the terms in them."""
    record, program = said.record, said.layout.program
    owner = subjects["contribution" if "contribution" in program.roles else "model"]
    short = subjects["model"].rpartition("/")[2][:-1]
    counts: Counter[str] = Counter()
    names = ("SourceField", "key", "text", "fieldOf", "gives", "leavesUnknown", "line")
    shared = [program.descriptions.group(*map(ox, names))]
    unknown = said.unknown
    shared += [group for _, rule in unknown for group in rule.described]
    everything: list[tuple[Field, str, tuple[str, ...]]] = [
        *((field, ox("gives"), rule.predicates) for field, rule, _ in said.fields),
        *((field, ox("leavesUnknown"), rule.predicates) for field, rule in unknown),
        *((field, ox("gives"), ()) for field in said.left),
    ]
    chunks = []
    for field, link, predicates in everything:
        key = slug(field.name)
        counts[key] += 1
        number = f"-{counts[key]}" if counts[key] > 1 else ""
        subject = iri(f"{program.base}field/{program.name}/{short}/{key}{number}")
        facts = (
            (TYPE, ox("SourceField")),
            (LABEL, literal(field.name)),
            (ox("fieldOf"), owner),
            (ox("key"), literal(field.name)),
            (ox("text"), literal(field.text)),
            (ox("line"), integer(field.value_line)),
            (DERIVED, place(origin, record, field.value_line)),
            *((link, predicate) for predicate in predicates),
        )
        chunks.append(Chunk.of(subject, [f"{predicate} {term} .\n" for predicate, term in facts]))
    return chunks, tuple(shared)


def record_line(said: Said, name: str, subjects: dict[str, str]) -> str:
    """The record as one line of JSON, with what was read of each field."""
    record, program = said.record, said.layout.program
    taken = {id(field): (rule, meaning) for field, rule, meaning in said.fields}
    fields = []
    for field in (*record.fields, *(field for field, _ in said.context if id(field) in taken)):
        rule, meaning = taken.get(id(field), (None, None))
        fields.append(
            {
                "name": field.name,
                "key": rule.key if rule else None,
                "text": field.text,
                "line": field.line,
                "column": field.column,
                "value_line": field.value_line,
                "value_column": field.value_column,
                "readings": [
                    {"on": role, "statement": tail[:-3]}
                    for role in program.roles
                    for tail in (getattr(meaning, role) if meaning else ())
                ],
            }
        )
    line = {
        "name": name,
        "catalogue": program.name,
        "file": record.file,
        "line": record.line,
        "last": record.last,
        **{role: subjects[role][1:-1] for role in program.roles},
        "fields": fields,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"
