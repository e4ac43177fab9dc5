"""The way of one value: from its line in the source over its rule and reader to the statements that it makes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..graph.terms import BASE, below
from ..graph.terms import line as make_line
from ..mapping.compiled import CompiledMapping, Settings
from ..mapping.layouts import choose
from ..mapping.rules import ROLES, Rule
from ..model import Diagnostic, Entry, Field, Record, SourceError
from ..pipeline import Builder, Run
from ..read.batches import batches
from ..read.sources import open_sources

_LEFT_OUT = {"no-name", "blank-form", "duplicate-entry"}  # what keeps a whole block out of the graph


class Step(NamedTuple):
    """One reading of a value: its reader, the pieces that the value was split into, and the statements made of it."""

    reader: str
    pieces: tuple[str, ...]
    statements: tuple[str, ...]


class Way(NamedTuple):
    """What is known of a line. `field` is None where the line is in the block and holds no value, `rule` is empty
    where the mapping has none for the key, `gives` says what of the entry the value names (name, title, date, orkg)."""

    record: Record
    mapping: str
    name: str
    field: Field | None
    rule: str
    gives: tuple[str, ...]
    steps: tuple[Step, ...]
    findings: tuple[Diagnostic, ...]


def ways(
    name: str, lines: Collection[int], mappings: Sequence[str] = (), settings: Settings | None = None
) -> Iterator[tuple[int, Way]]:
    """Those lines of a source that are in a block, or that a block takes something from, each with its way.

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
                wanted = [line for line in lines if _holds(record, line)]
                if wanted:
                    ((entry, _),) = builder.entries([(record, layout, origin)])
                    for line in wanted:
                        yield line, _way(record, entry, findings, line, builder.compiled)


def _way(
    record: Record,
    entry: Entry | None,
    findings: Mapping[int, list[Diagnostic]],
    line: int,
    programs: Sequence[CompiledMapping],
) -> Way:
    field = _field(record, line)
    head = findings.get(record.head[0], [])
    found = [finding for finding in head if finding.code in _LEFT_OUT]
    if found:
        entry = None
    for place in sorted({line, field.line, field.value_line} if field else {line}):
        found += [finding for finding in findings.get(place, []) if finding not in found]
    program = choose(record, programs)
    if program is None:
        return Way(record, "", "", field, "", (), (), tuple(found))
    rule = (program.context.get(field.name) or program.written[field.name]) if field else None
    subjects = dict(zip(program.roles, (chunk.subject for chunk in entry.chunks), strict=False)) if entry else {}
    return Way(
        record=record,
        mapping=program.name,
        name=_label(record, program),
        field=field,
        rule=rule.key if rule else "",
        gives=tuple(_gives(field, rule, program)) if field else (),
        steps=tuple(_steps(field, rule, subjects)) if field and rule and subjects else (),
        findings=tuple(found),
    )


def _holds(record: Record, line: int) -> bool:
    return record.line - 1 <= line <= record.last + 1 or any(one.line == line for one in record.context.all())


def _field(record: Record, line: int) -> Field | None:
    """The field whose key, or whose value, stands on a line; above the block, what was found there."""
    if record.line <= line <= record.last:
        before = [field for field in record.fields if field.line <= line]
        return before[-1] if before else None
    return next((one for one in record.context.all() if one.line == line and one.text), None)


def _label(record: Record, program: CompiledMapping) -> str:
    for reference in program.spec.entry.name:
        if reference.startswith("@"):
            field = record.context.get(reference)
        else:
            rule = program.written[reference]
            key = rule.key if rule else reference
            field = next((one for one in record.fields if (of := program.written[one.name]) and of.key == key), None)
        if field and field.text:
            return " ".join(field.text.split())
    return ""


def _gives(field: Field, rule: Rule | None, program: CompiledMapping) -> Iterator[str]:
    entry = program.spec.entry
    for what, references in (
        ("name", entry.name),
        ("title", entry.title),
        ("date", entry.date),
        ("orkg", [entry.orkg] if entry.orkg else []),
    ):
        for reference in references:
            named = None if reference.startswith("@") else program.written[reference]
            if field.name == reference or (rule and named is rule):
                yield what


def _steps(field: Field, rule: Rule, subjects: dict[str, str]) -> Iterator[Step]:
    if not field.text or rule.says_nothing(field.text):
        return
    for value, pieces, readings in rule.steps(field.text, field.item, []):
        made = []
        for template in value.templates:
            subject = subjects[ROLES[template.role]]
            for reading in readings:
                term = below(subject, reading.part) if reading.part else reading.term
                made.append(make_line(subject, template.predicate, term).strip())
        yield Step(value.reader, tuple(pieces), tuple(made))
