"""What keeps values as they were written: nodes that hold key, text and line of each, and the records as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..mapping.layouts import Layout
from ..mapping.rules import Rule
from ..model import Chunk, Field, Group, Record
from .describe import Descriptions
from .meanings import Meaning, Meanings
from .slugs import slug
from .terms import (
    LABEL,
    PREFIXES,
    TYPE,
    address,
    integer,
    iri,
    last_step,
    literal,
    parse_tail,
    part_of,
    tail,
)

DERIVED = iri(PREFIXES["prov"] + "wasDerivedFrom")


class Origin(NamedTuple):
    """Where a record stands: the source's IRI, and the name that diagnostics use."""

    iri: str
    file: str


class Content(NamedTuple):
    """What a record's fields say: the `meanings` of those that its layout reads, then those of the `context`."""

    record: Record
    layout: Layout
    context: tuple[tuple[Field, Rule], ...]
    meanings: tuple[Meaning, ...]

    def all(self) -> Iterator[tuple[Field, Rule, Meaning]]:
        fields = self.record.fields
        read = ((fields[at], rule) for at, rule, *_ in self.layout.filled)
        for (field, rule), meaning in zip((*read, *self.context), self.meanings, strict=True):
            yield field, rule, meaning

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of the value that the meaning at a place is of."""
        filled = self.layout.filled
        if at >= len(filled):
            field = self.context[at - len(filled)][0]
            return field.value_line, field.value_column
        fields, number = self.record.fields, filled[at][0]
        return fields.value_lines[number], fields.value_columns[number]

    @property
    def known(self) -> list[tuple[Field, Rule, Meaning]]:
        """Fields that say something."""
        return [one for one in self.all() if not one[2].nothing]

    @property
    def unknown(self) -> list[tuple[Field, Rule]]:
        """Fields that say that it is not known."""
        return [(field, rule) for field, rule, meaning in self.all() if meaning.nothing]

    @property
    def unmapped(self) -> list[Field]:
        """Fields that no rule reads and that the mapping does not ignore."""
        fields = [self.record.fields[at] for at in self.layout.unmapped]
        return [field for field in fields if field.text and not self.layout.mapping.ignores(field.name)]


def place(origin: Origin, record: Record, line: int | None = None) -> str:
    """The IRI of a record's lines, or of one line of it."""
    lines = f"L{line}" if line else f"L{record.line}-L{record.last}"
    return part_of(origin.iri, lines)


@cache
def ox(name: str) -> str:
    return iri(PREFIXES["ox"] + name)


def field_nodes(
    content: Content,
    origin: Origin,
    subjects: dict[str, str],
    meanings: dict[Rule, Meanings],
    descriptions: Descriptions,
) -> tuple[list[Chunk], tuple[Group, ...]]:
    """One node a value: its key and text as written, its line, and the predicates that it led to; and what describes
    the terms in them."""
    record, mapping = content.record, content.layout.mapping
    owner = subjects["contribution" if "contribution" in mapping.roles else "model"]
    short = last_step(subjects["model"])
    counts: Counter[str] = Counter()
    names = ("SourceField", "key", "text", "fieldOf", "gives", "leavesUnknown", "line")
    mentioned = [descriptions.group(*map(ox, names))]
    unknown = content.unknown
    mentioned += [group for _, rule in unknown for group in meanings[rule].described]
    everything: list[tuple[Field, str, tuple[str, ...]]] = [
        *((field, ox("gives"), rule.predicates) for field, rule, _ in content.known),
        *((field, ox("leavesUnknown"), rule.predicates) for field, rule in unknown),
        *((field, ox("gives"), ()) for field in content.unmapped),
    ]
    start = f"{mapping.base}field/{mapping.name}/{short}/"
    made: set[str] = set()
    chunks = []
    for field, link, predicates in everything:
        key = slug(field.name)
        subject = iri(f"{start}{key}")
        while subject in made:
            counts[key] += 1
            subject = iri(f"{start}{key}-{counts[key] + 1}")
        made.add(subject)
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
        chunks.append(Chunk.of(subject, [tail(predicate, term) for predicate, term in facts]))
    return chunks, tuple(mentioned)


def record_line(content: Content, name: str, subjects: dict[str, str]) -> str:
    """The record as one line of JSON, with what was read of each field."""
    record, mapping = content.record, content.layout.mapping
    known: dict[Field, list[tuple[Rule, Meaning]]] = {}  # text and links of a field are read by a rule each
    for field, rule, meaning in content.known:
        known.setdefault(field, []).append((rule, meaning))
    fields = []
    for field in (*record.fields, *(field for field, _ in content.context if field in known)):
        rules = known.get(field, [])
        fields.append(
            {
                "name": field.name,
                "key": rules[0][0].key if rules else None,
                "text": field.text,
                "line": field.line,
                "column": field.column,
                "value_line": field.value_line,
                "value_column": field.value_column,
                "readings": [
                    {"on": role, "statement": " ".join(parse_tail(one))}
                    for _, meaning in rules
                    for role in mapping.roles
                    for one in getattr(meaning, role)
                ],
            }
        )
    line = {
        "name": name,
        "catalogue": mapping.name,
        "file": record.file,
        "line": record.line,
        "last": record.last,
        **{role: address(subjects[role]) for role in mapping.roles},
        "fields": fields,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"
