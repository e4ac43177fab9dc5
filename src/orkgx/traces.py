"""What keeps values as they were written: nodes that hold key, text and line of each, and the records as JSON."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import NamedTuple

from .descriptions import LABEL, TYPE, Group
from .model import Chunk, Field, Record
from .program import Program
from .rules import ROLES, SUBJECT, Meaning, Rule
from .terms import PREFIXES, integer, iri, literal, slug

DERIVED = iri(PREFIXES["prov"] + "wasDerivedFrom")

Taken = tuple[Field, Rule, Meaning]  # a field with its rule and what its value says


class Origin(NamedTuple):
    """Where a record stands: the source's IRI, and the name that diagnostics use."""

    iri: str
    file: str


class Said(NamedTuple):
    """The fields of a record: those that say something, those that say that it is not known, and those that no rule
    took."""

    fields: list[Taken]
    unknown: list[tuple[Field, Rule]]
    left: list[Field]


def place(origin: Origin, record: Record, line: int | None = None) -> str:
    """The IRI of a record's lines, or of one line of it."""
    return iri(f"{origin.iri}#L{line}" if line else f"{origin.iri}#L{record.line}-L{record.last}")


@cache
def ox(name: str) -> str:
    return iri(PREFIXES["ox"] + name)


def field_nodes(
    record: Record, program: Program, origin: Origin, subjects: dict[str, str], said: Said
) -> tuple[list[Chunk], tuple[Group, ...]]:
    """One node a value: its key and text as written, its line, and the predicates that it led to; and what describes
    the terms in them."""
    owner = subjects["contribution" if "contribution" in program.roles else "model"]
    short = subjects["model"].rpartition("/")[2][:-1]
    counts: Counter[str] = Counter()
    names = ("SourceField", "key", "text", "fieldOf", "gives", "leavesUnknown", "line")
    shared = [program.descriptions.group(*map(ox, names))]
    shared += [group for _, rule in said.unknown for group in rule.described]
    everything: list[tuple[Field, str, tuple[str, ...]]] = [
        *((field, ox("gives"), meaning.predicates) for field, _, meaning in said.fields),
        *((field, ox("leavesUnknown"), rule.predicates) for field, rule in said.unknown),
        *((field, ox("gives"), ()) for field in said.left),
    ]
    chunks = []
    for field, link, predicates in everything:
        key = slug(field.name)
        counts[key] += 1
        number = f"-{counts[key]}" if counts[key] > 1 else ""
        subject = iri(f"{program.base}field/{program.name}/{short}/{key}{number}")
        facts = [
            (TYPE, ox("SourceField")),
            (LABEL, literal(field.name)),
            (ox("fieldOf"), owner),
            (ox("key"), literal(field.name)),
            (ox("text"), literal(field.text)),
            (ox("line"), integer(field.value_line)),
            (DERIVED, place(origin, record, field.value_line)),
            *((link, predicate) for predicate in predicates),
        ]
        chunks.append(Chunk(subject, "".join([f"{subject} {predicate} {term} .\n" for predicate, term in facts])))
    return chunks, tuple(shared)


def record_line(record: Record, program: Program, name: str, subjects: dict[str, str], said: Said) -> str:
    """The record as one line of JSON, with what was read of each field."""
    taken = {id(field): (rule, meaning) for field, rule, meaning in said.fields}
    fields = []
    for field in (*record.fields, *(field for field, _, _ in said.fields if field.name.startswith("@"))):
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
                    {"on": role, "statement": line.removeprefix(f"{SUBJECT} ")[:-2]}
                    for role in program.roles
                    for line in (meaning.tails[ROLES.index(role)].split("\n")[:-1] if meaning else ())
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
