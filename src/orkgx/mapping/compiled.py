"""A mapping made ready to run: every predicate expanded, every table folded, every rule found by its key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..graph.describe import Descriptions
from ..graph.terms import BASE, PREFIXES, expand, iri, literal, slug
from ..model import Chunk, Group
from . import schema as spec
from .cache import remember
from .readers import READERS
from .readers.reading import Kind, Node, Options, TableEntry, Unit, Units, fold
from .rules import ROLES, Rule, Template, ValueRule
from .splitting import Splitter

PROFILES: dict[str, tuple[str, ...]] = {
    "full": ROLES,
    "orkg": ("paper", "contribution"),
    "fair4ml": ("model",),
}
_REMEMBERED = 1_000  # keys as written


class Settings(NamedTuple):
    """What a run may choose beside the mapping."""

    profile: str = "full"
    base: str = ""
    instance: str = "production"
    provenance: str = "entry"
    source_iri: str = ""
    lines: bool = False
    links: bool = True  # whether links to the ORKG that the catalogue gives name things of the one written for


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """What an entry is about: the kind of node, and how the contribution points at it."""

    when: frozenset[str]
    path: str
    types: tuple[str, ...]
    table: Mapping[str, TableEntry]
    link: str
    classes: tuple[str, ...]
    described: Group


class _Written(dict[str, Rule | None]):
    """Rules by keys as written, whatever their case and blanks; memory holds those seen lately."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules

    def __missing__(self, name: str) -> Rule | None:
        return remember(self, name, self._rules.get(_key(name)), _REMEMBERED)


class Program:
    """One mapping for one profile. `written` finds the rule for a key, `context` holds those of pseudo-fields."""

    def __init__(self, mapping: spec.Mapping, settings: Settings, labels: Mapping[str, str]) -> None:
        self.mapping, self.settings = mapping, settings
        self.name = mapping.name
        self.roles = PROFILES[settings.profile]
        self.base = settings.base or mapping.base or BASE
        self.prefixes = {**PREFIXES, **mapping.prefixes}
        self.descriptions = Descriptions(self.prefixes, labels, orkg=settings.profile == "orkg")
        self.term = self.descriptions.term
        self.lead = tuple(re.compile(pattern) for pattern in mapping.lead)
        self.nothing = frozenset(map(fold, mapping.nothing))
        self.nothing_longest = max(map(len, mapping.nothing), default=-1) + 8  # blanks and punctuation around it
        self.ignored = frozenset(map(_key, mapping.ignore))
        self.requires = frozenset(map(_key, mapping.claims.requires))
        self.tables = {name: self._table(table, name) for name, table in mapping.tables.items()}
        self.units = self._units(mapping.units)
        self.kinds = {name: self._kind(name, kind) for name, kind in mapping.kinds.items()}
        self.rules: dict[str, Rule] = {}
        self.written = _Written(self.rules)
        self.context: dict[str, Rule] = {}
        naming = set(map(_key, (*mapping.entry.name, *mapping.entry.title)))
        for key, rule in mapping.fields.items():
            named = any(_key(name) in naming for name in (key, *rule.spellings))
            ready = self._rule(key, rule, named)
            if key.startswith("@"):
                self.context[key] = ready
            for spelling in (key, *rule.spellings):
                self.rules[_key(spelling)] = ready
        self.required = tuple(rule for rule in dict.fromkeys(self.rules.values()) if rule.required)
        self.things = tuple(self._thing(thing) for thing in mapping.things)
        self.always = {role: tuple(self._always(role)) for role in ROLES}
        self.has_contribution = (self.descriptions.predicate("orkgp:P31", "contribution"),)
        self.catalogue = tuple(self._catalogue())

    # -- looking things up

    def knows(self, name: str) -> bool:
        return self.written[name] is not None or _key(name) in self.ignored

    def ignores(self, name: str) -> bool:
        return _key(name) in self.ignored

    def nearest(self, name: str) -> str:
        """A hint: the known key that `name` may have been meant to be."""
        near = difflib.get_close_matches(_key(name)[:80], self.rules, 1)
        return f"; did you mean {self.rules[near[0]].key!r}?" if near else ""

    def claim(self, names: Iterable[str]) -> int:
        """How many of a block's keys the mapping knows; 0 where it does not claim the block."""
        keys = [name for name in names if self.knows(name)]
        if len(keys) < self.mapping.claims.least:
            return 0
        if self.requires and self.requires.isdisjoint(map(_key, keys)):
            return 0
        return len(keys)

    def thing(self, keys: Iterable[str]) -> Thing:
        held = set(keys)
        return next(thing for thing in self.things if not thing.when or thing.when & held)

    # -- making ready

    def _rule(self, key: str, rule: spec.FieldRule, named: bool) -> Rule:
        # Statements that read a value the same way read it once.
        alike: dict[Hashable, tuple[spec.StatementRule, list[Template]]] = {}
        for role in self.roles:
            for statement in getattr(rule, role):
                chunk = self.descriptions.predicate(self.per_instance(statement.predicate), statement.label)
                template = Template(ROLES.index(role), chunk.subject, f"{chunk.subject} ", (chunk,))
                way = statement.model_copy(update={"predicate": "", "label": None})
                alike.setdefault(way, (statement, []))[1].append(template)
        splitters: dict[Hashable, Splitter] = {}
        values = tuple(self._value(one, rule, tuple(templates), splitters) for one, templates in alike.values())
        every = [template for value in values for template in value.templates]
        return Rule(
            key=key,
            required=rule.required,
            labels=named,
            values=values,
            predicates=tuple(dict.fromkeys(template.predicate for template in every)),
            makes=tuple(frozenset(one.predicate for one in every if one.role == role) for role in range(len(ROLES))),
            nothing=self.nothing,
            nothing_longest=self.nothing_longest,
            descriptions=self.descriptions,
            plain=tuple(tuple(one.head for one in every if one.role == role) for role in range(len(ROLES)))
            if all(value.plain for value in values)
            else None,
            described=tuple(template.described for template in every),
            splitters=tuple(splitters.values()),
        )

    def _value(
        self,
        statement: spec.StatementRule,
        rule: spec.FieldRule,
        templates: tuple[Template, ...],
        splitters: dict[Hashable, Splitter],
    ) -> ValueRule:
        split = rule.split if statement.split is None else statement.split
        kind = self.kinds.get(statement.kind or "")
        if statement.table:
            table = self.tables.get(statement.table, {})
            kind = replace(kind, table=table) if kind else Kind(statement.kind or statement.table, table=table)
        names = (*([statement.unit] if statement.unit else []), *statement.units) or self.mapping.units
        options = Options(
            base=self.base,
            datatype=expand(statement.datatype, self.prefixes) if statement.datatype else "",
            kind=kind,
            pick=statement.pick,
            scale=statement.scale,
            precision=tuple(statement.precision),
            units=self._units({name: self.mapping.units[name] for name in names}),
            pattern=re.compile(statement.pattern) if statement.pattern else None,
            write=statement.write or "",
            access=self.tables.get("access", {}),
        )
        splitter = None
        if isinstance(split, spec.Split):
            known = (statement.kind, statement.table) if split.known else None
            splitter = splitters.setdefault((split, known), Splitter(split, options))
        return ValueRule(
            reader=statement.read,
            read=READERS[statement.read],
            options=options,
            otherwise=statement.otherwise,
            split=splitter,
            templates=templates,
            described=tuple(template.described for template in templates),
            refusal=f"unreadable-{statement.read}",
        )

    def _units(self, units: Mapping[str, spec.Unit]) -> Units:
        return Units(
            {
                spelling: Unit(self.term(unit.iri), unit.label, unit.factor)
                for unit in units.values()
                for spelling in unit.spellings
            }
        )

    def per_instance(self, predicate: Any) -> str:
        if isinstance(predicate, str):
            return predicate
        given: str | None = getattr(predicate, self.settings.instance) or predicate.production
        assert given is not None
        return given

    def _table(self, table: Mapping[str, spec.TableEntry], name: str) -> dict[str, TableEntry]:
        path = next((kind.path or path for path, kind in self.mapping.kinds.items() if kind.table == name), name)
        folded: dict[str, TableEntry] = {}
        for label, entry in table.items():
            ready = TableEntry(
                label=label,
                iri=self.term(entry.iri) if entry.iri else "",
                also=tuple(entry.also),
                same=tuple(self.term(same) for same in entry.same),
                close=tuple(
                    (self._entry_iri(table, near, path, slug(near)), near) for near in entry.close if near in table
                ),
                warning=entry.warning or "",
                spdx=entry.spdx or "",
            )
            for spelling in (label, *entry.spellings):
                folded.setdefault(fold(spelling), ready)
        return folded

    def _entry_iri(self, table: Mapping[str, spec.TableEntry], label: str, path: str, slug_: str) -> str:
        given = table[label].iri
        return self.term(given) if given else iri(f"{self.base}{path}/{slug_}")

    def _kind(self, name: str, kind: spec.Kind) -> Kind:
        return Kind(
            path=kind.path or name,
            types=(self.term(kind.class_),),
            scheme=self.term(kind.scheme) if kind.scheme else "",
            strip=tuple(re.compile(pattern) for pattern in kind.strip),
            table=self.tables.get(kind.table or "", {}),
            orkg=(self.term(kind.orkg_class),) if kind.orkg_class else (),
        )

    def _thing(self, thing: spec.Thing) -> Thing:
        link = self.per_instance(thing.link)
        kind = self.kinds[thing.kind]
        classes = tuple(self.term(class_) for class_ in thing.contribution)
        return Thing(
            when=frozenset(self.rules[_key(key)].key for key in thing.when if _key(key) in self.rules),
            path=thing.kind,
            types=kind.types,
            table=kind.table,
            link=self.term(link),
            classes=classes,
            described=(self.descriptions.predicate(link, thing.label), *self.descriptions.group(*kind.types, *classes)),
        )

    def _catalogue(self) -> Iterable[Chunk]:
        """The catalogue itself: its title, home page, licence and whom to name."""
        about = self.mapping.catalogue
        subject = iri(f"{self.base}catalogue/{self.name}")
        facts = [(self.term("dcterms:title"), literal(about.title))]
        if about.homepage:
            facts.append((self.term("schema:url"), iri(about.homepage)))
        if about.license:
            facts.append((self.term("dcterms:license"), iri(PREFIXES["spdx"] + about.license)))
        if about.attribution:
            facts.append((self.term("dcterms:rightsHolder"), literal(about.attribution)))
        for group in self.descriptions.node(Node(subject, about.title, (self.term("ox:Catalogue"),), tuple(facts))):
            yield from group
        yield self.descriptions.of(self.term("dcterms:isPartOf"))
        if about.license:
            yield self.descriptions.of(iri(PREFIXES["spdx"] + about.license), about.license)

    def _always(self, role: str) -> Iterable[tuple[str, Group]]:
        if role not in self.roles:
            return
        for constant in getattr(self.mapping.always, role):
            predicate = self.descriptions.predicate(self.per_instance(constant.predicate), constant.label)
            chunks: Group = (predicate,)
            term = literal(constant.value)
            prefix = constant.value.partition(":")[0]
            if "://" in constant.value or prefix in self.prefixes:
                term = self.term(constant.value)
                types = (self.term(constant.class_),) if constant.class_ else ()
                node = Node(term, constant.value_label or "", (), (), types)
                about = self.descriptions.node(node) if constant.value_label else [(self.descriptions.of(term),)]
                chunks += tuple(chunk for group in about for chunk in group)
            yield f"{predicate.subject} {term} .\n", chunks


def _key(name: str) -> str:
    """Keys are one if they differ in case, blanks, hyphens or underscores only."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
