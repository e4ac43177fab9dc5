"""How one line becomes statements: its field, the rule that reads it, what each reading of it makes."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES, below
from ..graph.terms import line as make_line
from ..mapping.compiled import Settings
from ..mapping.layouts import Layout, first_text, read_field
from ..mapping.maps import EachRule
from ..mapping.rules import ROLES, Rule
from ..model import Diagnostic, Entry, Field, Fields, Record, SourceError
from ..model.kinds import OPENED
from ..pipeline import Builder, Run
from ..read.batches import batches
from ..read.sources import open_sources
from .answers import turtle

_LEFT_OUT = {"no-name", "blank-form", "duplicate-entry"}  # what keeps a whole block out of the graph

_Value = tuple[Rule, str, bool]  # a rule, what it reads, and whether that is split already
_Map = tuple[EachRule, Fields]  # a map that becomes a node, with the rule that makes it one


class ReadingTrace(NamedTuple):
    """One way of reading a value: its reader, the pieces that the value was split into, and the statements made."""

    reader: str
    pieces: tuple[str, ...]
    statements: tuple[str, ...]


class Explanation(NamedTuple):
    """What is known of a line. `field` is None where the line is in the block and holds no value, `rule` is empty
    where the mapping has none for the key, `gives` says what of the entry the value names (name, title, date, orkg)."""

    record: Record
    mapping: str
    name: str
    field: Field | None
    rule: str
    gives: tuple[str, ...]
    readings: tuple[ReadingTrace, ...]
    findings: tuple[Diagnostic, ...]


def explanations(
    name: str,
    lines: Collection[int],
    mappings: Sequence[str] = (),
    settings: Settings | None = None,
    *,
    column: int | None = None,
) -> Iterator[tuple[int, Explanation]]:
    """Those lines of a source that are in a block, or that a block takes something from, with each value that stands
    there explained; only the one at a `column`, if that is given.

    Raises SourceError and MappingError.
    """
    settings = (settings or Settings())._replace(provenance="entry", profile="full")
    opened, errors = open_sources([name], source_iri=settings.source_iri or None)
    if errors:
        raise errors[0]
    if len(opened) != 1:
        raise SourceError(name, "this is more than one source; name one file")
    run = Run(Builder.of(mappings, settings), opened)
    with run.spooled():  # only the whole catalogue tells which names stand with several dates
        if run.failed:
            raise run.failed[0]
    findings: dict[int, list[Diagnostic]] = {}
    for finding in run.findings():
        findings.setdefault(finding.span.line, []).append(finding)
    builder = run.builder
    for batch in batches(opened, builder.settings.base or BASE, lambda finding: None, run.failed.append, whole=True):
        for stretch in batch.stretches:
            for record, layout, origin in builder.records(stretch, []):
                wanted = [line for line in lines if holds(record, line)]
                if wanted:
                    ((entry, _),) = builder.entries([(record, layout, origin)])
                    for line in wanted:
                        for place in [column] if column else _columns(record, line):
                            yield line, explain(record, layout, entry, findings, line, place)


def explain(
    record: Record,
    layout: Layout | None,
    entry: Entry | None,
    findings: Mapping[int, list[Diagnostic]],
    line: int,
    column: int = sys.maxsize,
) -> Explanation:
    """What is known of the value that stands on a line of a record, up to a column; `findings` are by line."""
    at, field = field_at(record, line, column)
    found = [finding for finding in findings.get(record.head[0], []) if finding.code in _LEFT_OUT]
    if found:
        entry = None
    found += [one for one in _findings_at(record, field, at, line, findings) if one not in found]
    if layout is None:
        return Explanation(record, "", "", field, "", (), (), tuple(found))
    mapping = layout.mapping
    if at < 0:  # what the mapping takes of it, if anything
        some = (one for one in record.context.all() if one.line == line and one.text)
        field = next((one for one in some if one.name in mapping.context or any(_gives(one, -1, layout))), field)
    values = list(_values(record, field, at, layout)) if field else []
    rule = values[0][0] if values else mapping.written[field.name] if field else None
    key = rule.key if rule else ""
    readings = list(_readings(values, layout, entry)) if entry else []
    for value, of_map in _in_maps(record, field, layout) if field else ():
        key = key or f"{of_map[0].key}: {value[0].key}"
        readings += _readings([value], layout, entry, of_map) if entry else ()
    return Explanation(
        record=record,
        mapping=mapping.name,
        name=first_text(record, layout.name, mapping.nothing),
        field=field,
        rule=key,
        gives=tuple(_gives(field, at, layout)) if field else (),
        readings=tuple(readings),
        findings=tuple(found),
    )


def holds(record: Record, line: int) -> bool:
    """Whether a line is of a record, or has something that it takes."""
    fence = 1 if record.source in OPENED else 0
    return record.line - fence <= line <= record.last + fence or any(one.line == line for one in record.context.all())


def _starts(record: Record) -> list[tuple[int, int]]:
    """Where each field begins: at its key, or at its value where the key is the heading of a column."""
    fields = record.fields
    keys, values = (
        zip(fields.lines, fields.columns, strict=True),
        zip(fields.value_lines, fields.value_columns, strict=True),
    )
    return [key if key[0] >= record.line else value for key, value in zip(keys, values, strict=True)]


def _columns(record: Record, line: int) -> list[int]:
    """The columns of a line at which values begin, but for those that are blank beside others."""
    texts = record.fields.texts
    begun = [(column, at) for at, (begins, column) in enumerate(_starts(record)) if begins == line]
    filled = [(column, at) for column, at in begun if texts[at]]
    return [column for column, _ in sorted(filled or begun[:1])] or [sys.maxsize]


def _findings_at(
    record: Record, field: Field | None, at: int, line: int, findings: Mapping[int, list[Diagnostic]]
) -> Iterator[Diagnostic]:
    """The findings of a line, as far as they are about a field, and those at its key."""
    first, last = _stretch(record, at, line)
    yield from [one for one in findings.get(line, ()) if first <= one.span.column < last]
    if field:
        for place in sorted({field.line, field.value_line} - {line}):
            heading = place < record.line  # a column's, which has others beside it
            yield from [one for one in findings.get(place, ()) if not heading or one.span.column == field.column]


def _stretch(record: Record, at: int, line: int) -> tuple[int, int]:
    """From which column of a line on, and up to which, a field stands; the first of a line has what is before it."""
    starts = _starts(record)
    here = sorted(column for begins, column in starts if begins == line)
    ends = [0, *here[1:], sys.maxsize]
    place = here.index(starts[at][1]) if at >= 0 and starts[at][0] == line else 0
    return ends[place], ends[place + 1]


def field_at(record: Record, line: int, column: int = sys.maxsize) -> tuple[int, Field | None]:
    """The field whose key, or whose value, stands on a line, and its place in the record; else what was found there of
    the context, such as a name above a block or in an item, which has no place in it: -1."""
    if record.line <= line <= record.last:
        starts = _starts(record)
        before = [at for at, place in enumerate(starts) if place <= (line, column)]
        if before:
            last = max(before, key=starts.__getitem__)
            return last, record.fields[last]
    return -1, next((one for one in record.context.all() if one.line == line and one.text), None)


def _gives(field: Field, at: int, layout: Layout) -> Iterator[str]:
    """What of the entry a field names."""
    for what, references in (
        ("name", layout.name),
        ("title", layout.title),
        ("date", layout.date),
        ("orkg", layout.orkg),
    ):
        places = [reference[0] if isinstance(reference, tuple) else reference for reference in references]
        if field.name in places or at in places:
            yield what


def _in_maps(record: Record, field: Field, layout: Layout) -> Iterator[tuple[_Value, _Map]]:
    """The rules that read a field as part of a map, with that map."""
    for each, fields in layout.maps_of(record):
        if (rule := each.rule(field.name)) and field in fields:
            yield (rule, field.text, field.item), (each, fields)


def _readings(
    values: Iterable[_Value], layout: Layout, entry: Entry, of_map: _Map | None = None
) -> Iterator[ReadingTrace]:
    """What values become: statements about the subjects of the entry, or about the node of a map."""
    subjects = dict(zip(layout.mapping.roles, (chunk.subject for chunk in entry.chunks), strict=False))
    if of_map:
        each, fields = of_map
        subjects = {**subjects, "model": each.node(subjects[each.role], fields)[0]}
    for rule, text, item in values:
        if not text or rule.says_nothing(text):
            continue
        for value, pieces, readings in rule.steps(text, item, []):
            statements = []
            for template in value.templates:
                subject = subjects[ROLES[template.role]]
                for reading in readings:
                    term = below(subject, reading.part) if reading.part else reading.term
                    statements.append(make_line(subject, template.predicate, term).strip())
            how = f"{value.reader}, as written" if value.written else value.reader
            yield ReadingTrace(how, tuple(pieces), tuple(statements))


def _values(record: Record, field: Field, at: int, layout: Layout) -> Iterator[_Value]:
    """The rules that a layout has for a field, each with what it reads: the text, or the links."""
    for place, rule, item, reads in layout.filled:
        if place == at:
            yield rule, read_field(record, (at, reads)), item
    if at < 0 and field.name not in layout.own and (of_context := layout.mapping.context.get(field.name)):
        yield of_context, field.text, field.item


# -- for people


def told(found: Explanation, *, block: bool = True) -> Iterator[str]:
    """An explanation as lines of text; without the `block` where that was told of before."""
    record, field = found.record, found.field
    mapping = f"read by the mapping {found.mapping}" if found.mapping else "which no mapping knows"
    about = f" of {found.name}" if found.name else ""
    if block:
        yield f"block      {record.file}:{record.line}-{record.last}{about}, {mapping}"
    if field is None:
        yield "           this line of it holds no value"
    else:
        yield f"key        {field.name!r} at {field.line}:{field.column}"
        yield (
            f"value      {field.text!r} at {field.value_line}:{field.value_column}" if field.text else "value      none"
        )
        rule = f"{found.rule!r} of the mapping {found.mapping}" if found.rule else _without_rule(found)
        if found.rule or not found.gives:
            yield f"rule       {rule}"
    for what in found.gives:
        yield f"gives      the {'ORKG ids' if what == 'orkg' else what} of the entry"
    for reading in found.readings:
        split = f", split into {len(reading.pieces)}" if len(reading.pieces) > 1 else ""
        yield f"read as    {reading.reader}{split}"
        yield from [f"           {compact(statement)}" for statement in reading.statements] or ["           nothing"]
    for finding in found.findings:
        yield f"finding    {finding.severity.name} {finding.code}: {finding.message}"


def _without_rule(found: Explanation) -> str:
    kept = found.field and found.field.text
    return f"none: {'the value stays as text (ox:asWritten)' if kept else 'there is nothing to read'}"


def compact(statement: str) -> str:
    """A line of N-Triples with prefixes."""
    known = {**PREFIXES, "id": BASE}
    (quad,) = ox.parse(statement, ox.RdfFormat.N_TRIPLES)
    return " ".join(turtle(term, known) for term in (quad.subject, quad.predicate, quad.object))
