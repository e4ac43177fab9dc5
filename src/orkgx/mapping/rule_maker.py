"""What a mapping says of its fields in, rules out: each way of reading a value once, with all statements it makes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import NamedTuple

from ..graph.terms import expand, iri
from ..model import fold_key
from . import schema as spec
from .patterns import Pattern
from .readers import READERS
from .readers.reading import NodeKind, Options
from .rules import ROLES, Rule, Template, ValueRule, fold_value
from .splitting import Splits, splits
from .tables import Tables
from .written import as_written

_LINKS = (spec.Split(on=("\n",)),)  # how the targets of several links come
_CONTRIBUTION = ROLES.index("contribution")


class _Way(NamedTuple):
    """A way of reading: what a statement says of it, and whether names are told as they are written."""

    statement: spec.StatementRule
    written: bool


class RuleMaker:
    """Makes the rules of one mapping, for the roles that are wanted. `full` is whether the graph has what is meant by a
    name beside the name as written."""

    def __init__(
        self, given: spec.Mapping, roles: tuple[str, ...], vocabulary: Tables, prefixes: dict[str, str], base: str,
        instance: str, *, full: bool,
    ) -> None:  # fmt: skip
        self.given, self.roles, self.vocabulary, self.prefixes = given, roles, vocabulary, prefixes
        self.base, self.instance, self.full = base, instance, full
        missing = given.nothing or given.missing
        self.nothing = frozenset(map(fold_value, missing))
        self.nothing_longest = max(map(len, missing), default=-1) + 8  # blanks and punctuation around it
        self._splits: dict[Hashable, Splits] = {}

    def rule(self, key: str, rule: spec.FieldRule, naming: Iterable[str], roles: tuple[str, ...] = ()) -> Rule:
        # Statements that read a value the same way read it once.
        ways: dict[Hashable, tuple[_Way, list[Template]]] = {}
        several = rule.from_ == "links" or key.endswith(".links") or ".links[" in key
        for role in roles or self.roles:
            for statement in rule.statements(role, self.given.properties, self.given.unread):
                template = Template(ROLES.index(role), self.predicate(statement.predicate), statement.label or "")
                read = statement.model_copy(update={"split": _LINKS}) if several else statement
                way = read.model_copy(update={"predicate": "", "label": None, "as_written": None})
                written = READERS[read.read].names and template.role == _CONTRIBUTION
                told = (way, read.as_written) if written else way
                ways.setdefault(told, (_Way(read, written), []))[1].append(template)
        self._splits = {}  # of one rule, so that a value is split once
        return Rule(
            key=key,
            required=rule.required,
            names=any(fold_key(name) in naming for name in (key, *rule.spellings)),
            values=tuple(self._value(way, tuple(templates)) for way, templates in ways.values()),
            nothing=self.nothing,
            nothing_longest=self.nothing_longest,
            reads=rule.from_,
        )

    def predicate(self, predicate: str | spec.Instances) -> str:
        """The term of a predicate, on the instance that is written for."""
        given = predicate if isinstance(predicate, str) else getattr(predicate, self.instance) or predicate.production
        return iri(expand(given, self.prefixes))

    def _value(self, way: _Way, templates: tuple[Template, ...]) -> ValueRule:
        statement, options = way.statement, self._options(way.statement)
        read = READERS[statement.read].read
        split = names = self._split(statement, statement.split, options)
        if way.written:
            if statement.as_written is None:
                names = None
            else:
                split = self._split(statement, statement.as_written, options)
            read = as_written(read, names, path=statement.read, linked=self.full)
        return ValueRule(
            reader=statement.read,
            read=read,
            options=options,
            otherwise=statement.otherwise or "text",
            split=split,
            names=names,
            written=way.written,
            templates=templates,
            refusal=f"unreadable-{statement.read}",
        )

    def _options(self, statement: spec.StatementRule) -> Options:
        kind = self.vocabulary.kinds.get(statement.kind or "")
        if statement.table:
            table = self.vocabulary.tables.get(statement.table, {})
            kind = replace(kind, table=table) if kind else NodeKind(statement.kind or statement.table, table=table)
        units = (*([statement.unit] if statement.unit else []), *statement.units) or self.given.units
        return Options(
            base=self.base,
            datatype=expand(statement.datatype, self.prefixes) if statement.datatype else "",
            kind=kind,
            pick=statement.pick,
            scale=statement.scale,
            precision=tuple(statement.precision),
            units=self.vocabulary.measures(units),
            pattern=Pattern(statement.pattern) if statement.pattern else None,
            write=statement.write or "",
            access=self.vocabulary.tables.get("access", {}),
        )

    def _split(self, statement: spec.StatementRule, given: spec.Separation, options: Options) -> Splits | None:
        if not isinstance(given, tuple):
            return None
        known = (statement.kind, statement.table) if any(step.known for step in given) else None
        return self._splits.setdefault((given, known), splits(given, options))
