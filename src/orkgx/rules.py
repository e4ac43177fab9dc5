"""A mapping made ready to run: every predicate expanded, every table folded, every value read once.

What a value says does not depend on the entry it stands in, so a rule remembers its answers.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import mapping as spec
from .model import Chunk, Severity
from .terms import BASE, PREFIXES, XSD, expand, iri, literal, slug
from .values import READERS
from .values.reading import Kind, Node, Options, Reader, Reading, TableEntry, Unit, fold

ROLES = ("paper", "contribution", "model")
PROFILES: dict[str, tuple[str, ...]] = {
    "full": ROLES,
    "orkg": ("paper", "contribution"),
    "fair4ml": ("model",),
}
_REMEMBERED = 1_000  # readings a rule remembers; vocabularies are smaller, and memory must not grow
_REPEATS = 80  # characters; a longer value is hardly seen twice
# A statement that may be skipped is not missed where another of the rule reads the value the same way; and patterns
# pick from values what only some of them hold.
_SILENT = {"unreadable-pattern"}
_TEXT = ("", XSD + "string")
_SEVERITY = {"text": Severity.warning, "skip": Severity.info, "error": Severity.error}

LABEL = iri(PREFIXES["rdfs"] + "label")
TYPE = iri(PREFIXES["rdf"] + "type")


class Settings(NamedTuple):
    """What a run may choose beside the mapping."""

    profile: str = "full"
    base: str = ""
    instance: str = "production"
    provenance: str = "entry"
    source_iri: str = ""
    lines: bool = False


class Part(NamedTuple):
    """A node that belongs to the entry's own subject: its IRI is the subject's with `path` behind it."""

    role: str
    predicate: str
    path: str
    node: Node


class Meaning(NamedTuple):
    """What one value says: for each role the predicates and objects as N-Triples without subject, what they mention,
    what was found, and whether the written text can still be read in them."""

    tails: dict[str, list[str]]
    shared: tuple[Chunk, ...]
    parts: tuple[Part, ...]
    findings: tuple[tuple[Severity, str, str], ...]
    kept: bool
    predicates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementRule:
    """One statement a value makes: about which role, by which predicate, read how."""

    role: str
    predicate: str
    reader: str
    read: Reader
    options: Options
    otherwise: str
    split: Splitter | None
    described: Chunk
    plain: bool  # whether it takes the whole text as it stands
    same: int  # equal for statements that read a value the same way


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """All that a mapping says of one field."""

    key: str
    required: bool
    labels: bool  # whether the text becomes the label of the paper or of what the entry is about
    statements: tuple[StatementRule, ...]
    predicates: tuple[str, ...]
    described: tuple[Chunk, ...]
    plain: bool
    program: Program
    remembered: dict[tuple[str, bool], Meaning] = field(default_factory=dict)

    def read(self, text: str, item: bool = False) -> Meaning:
        """What `text` says; `item`: YAML has already split it, so the rule does not."""
        meaning = self.remembered.get((text, item))
        if meaning is None:
            meaning = self._quote(text) if self.plain else self._read(text, item)
            if len(text) <= _REPEATS:
                if len(self.remembered) >= _REMEMBERED:
                    self.remembered.clear()
                self.remembered[text, item] = meaning
        return meaning

    def _quote(self, text: str) -> Meaning:
        """The same as `_read` for a rule whose statements all take the text as it stands."""
        term = literal(text)
        tails: dict[str, list[str]] = {"paper": [], "contribution": [], "model": []}
        for statement in self.statements:
            tails[statement.role].append(f"{statement.predicate} {term} .\n")
        kept = bool(self.statements) or (self.labels and "&" not in text and " ".join(text.split()) == text)
        return Meaning(tails, self.described, (), (), kept, self.predicates)

    def _read(self, text: str, item: bool) -> Meaning:
        tails: dict[str, list[str]] = {"paper": [], "contribution": [], "model": []}
        shared: dict[Chunk, None] = {}
        parts: list[Part] = []
        findings: dict[tuple[Severity, str, str], None] = {}
        read: set[str] = set()
        kept = self.labels and "&" not in text and " ".join(text.split()) == text
        done: dict[int, tuple[list[str], list[Reading]]] = {}
        for statement in self.statements:
            if statement.same not in done:
                pieces = [text] if item or statement.split is None else statement.split.parts(text)
                done[statement.same] = pieces, list(self._readings(statement, pieces, findings))
            pieces, readings = done[statement.same]
            if readings:
                read.add(f"unreadable-{statement.reader}")
                shared[statement.described] = None
                kept = kept or _kept(text, pieces, readings)
            for reading in readings:
                if reading.warning:
                    findings[Severity.warning, "doubtful-value", reading.warning] = None
                if reading.part:
                    node = reading.nodes[0]
                    parts.append(Part(statement.role, statement.predicate, reading.part, node))
                    for type_ in node.types:
                        shared[self.program.described(type_)] = None
                    for predicate, _ in node.facts:
                        shared[self.program.described(predicate)] = None
                else:
                    tails[statement.role].append(f"{statement.predicate} {reading.term} .\n")
                    for node in reading.nodes:
                        for chunk in self.program.node(node):
                            shared[chunk] = None
        return Meaning(
            tails,
            tuple(shared),
            tuple(parts),
            tuple(found for found in findings if found[0] > Severity.info or found[1] not in read | _SILENT),
            kept,
            self.predicates,
        )

    def _readings(
        self, statement: StatementRule, pieces: list[str], findings: dict[tuple[Severity, str, str], None]
    ) -> Iterable[Reading]:
        for piece in pieces:
            try:
                yield from statement.read(piece, statement.options)
            except ValueError as problem:
                # Where the predicate's values are of another datatype, the text is kept beside it, as written.
                as_text = statement.otherwise == "text" and statement.options.datatype in _TEXT
                ending = "; it was kept as text" if as_text else ""
                severity = _SEVERITY[statement.otherwise]
                findings[severity, f"unreadable-{statement.reader}", f"{problem}{ending}"] = None
                if as_text:
                    yield Reading(literal(piece), piece)


@dataclass(frozen=True, slots=True)
class Thing:
    """What an entry is about: the kind of node, and how the contribution points at it."""

    when: frozenset[str]
    path: str
    types: tuple[str, ...]
    table: Mapping[str, TableEntry]
    link: str
    classes: tuple[str, ...]
    described: tuple[Chunk, ...]


class Program:
    """One mapping for one profile. `rules` are found by `rule(key)`, those of pseudo-fields in `context`."""

    def __init__(self, mapping: spec.Mapping, settings: Settings, labels: Mapping[str, str]) -> None:
        self.mapping, self.settings = mapping, settings
        self.name = mapping.name
        self.roles = PROFILES[settings.profile]
        self.base = settings.base or mapping.base or BASE
        self.prefixes = {**PREFIXES, **mapping.prefixes}
        self.labels = labels
        self.lead = tuple(re.compile(pattern) for pattern in mapping.lead)
        self.nothing = frozenset(map(fold, mapping.nothing))
        self.nothing_longest = max(map(len, mapping.nothing), default=-1) + 8  # blanks and punctuation around it
        self.ignored = frozenset(map(_key, mapping.ignore))
        self.requires = frozenset(map(_key, mapping.claims.requires))
        self.tables = {name: self._table(table, name) for name, table in mapping.tables.items()}
        self.units = {
            spelling: Unit(self.term(unit.iri), unit.label, unit.factor)
            for unit in mapping.units.values()
            for spelling in unit.spellings
        }
        self.kinds = {name: self._kind(name, kind) for name, kind in mapping.kinds.items()}
        self._described: dict[str, Chunk] = {}
        self._groups: dict[tuple[str, ...], tuple[Chunk, ...]] = {}
        self._keys: dict[str, Rule | None] = {}
        self._alike: dict[Hashable, int] = {}
        self.chosen: dict[tuple[str, ...], Program | None] = {}  # which mapping reads a block of these keys
        self.rules: dict[str, Rule] = {}
        self.context: dict[str, Rule] = {}
        naming = set(map(_key, (*mapping.entry.name, *mapping.entry.title)))
        for key, rule in mapping.fields.items():
            named = any(_key(name) in naming for name in (key, *rule.spellings))
            statements = tuple(self._statements(rule))
            predicates = tuple(dict.fromkeys(statement.predicate for statement in statements))
            described = tuple(dict.fromkeys(statement.described for statement in statements))
            plain = all(statement.plain for statement in statements)
            ready = Rule(key, rule.required, named, statements, predicates, described, plain, self)
            if key.startswith("@"):
                self.context[key] = ready
            for spelling in (key, *rule.spellings):
                self.rules[_key(spelling)] = ready
        self.required = tuple(rule for rule in dict.fromkeys(self.rules.values()) if rule.required)
        self.things = tuple(self._thing(thing) for thing in mapping.things)
        self.always = {role: tuple(self._always(role)) for role in ROLES}
        self.has_contribution = (self.predicate("orkgp:P31", "contribution"),)
        self.catalogue = tuple(self._catalogue())

    # -- looking things up

    def rule(self, name: str) -> Rule | None:
        """The rule for a key as written."""
        if name not in self._keys:
            if len(self._keys) > _REMEMBERED:
                self._keys.clear()
            self._keys[name] = self.rules.get(_key(name))
        return self._keys[name]

    def knows(self, name: str) -> bool:
        return self.rule(name) is not None or _key(name) in self.ignored

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

    # -- describing terms

    def term(self, curie: str) -> str:
        return iri(expand(curie, self.prefixes))

    def described(self, term: str, label: str = "", kind: str = "") -> Chunk:
        """What the graph says of a class, a predicate or an individual that it uses."""
        found = self._described.get(term)
        if found is None or label:
            text = label or self.labels.get(term) or re.split(r"[#/]", term.strip("<>"))[-1]
            lines = f"{term} {TYPE} {kind} .\n" if kind else ""
            found = self._described[term] = Chunk(term, f"{lines}{term} {LABEL} {literal(text)} .\n")
        return found

    def group(self, *terms: str) -> tuple[Chunk, ...]:
        """The descriptions of several terms, as one object for all entries."""
        if terms not in self._groups:
            self._groups[terms] = tuple(map(self.described, terms))
        return self._groups[terms]

    def predicate(self, curie: str, label: str | None) -> Chunk:
        term = self.term(curie)
        kind = "orkgc:Predicate" if self.settings.profile == "orkg" else "rdf:Property"
        return self.described(term, label or "", self.term(kind))

    def node(self, node: Node) -> Iterable[Chunk]:
        """The description of a node that many entries may share, and of the classes and predicates in it."""
        orkg = self.settings.profile == "orkg"
        types = (self.term("orkgc:Resource"), *node.orkg) if orkg else (*node.types, *node.orkg)
        facts = () if orkg else node.facts
        lines = [f"{node.iri} {TYPE} {type_} .\n" for type_ in types]
        lines.append(f"{node.iri} {LABEL} {literal(node.label)} .\n")
        lines += [f"{node.iri} {predicate} {term} .\n" for predicate, term in facts]
        yield Chunk(node.iri, "".join(lines))
        for type_ in types:
            yield self.described(type_)
        for predicate, _ in facts:
            yield self.described(predicate)

    # -- making ready

    def _statements(self, rule: spec.FieldRule) -> Iterable[StatementRule]:
        for role in self.roles:
            for statement in getattr(rule, role):
                yield self._statement(role, statement, rule)

    def _statement(self, role: str, statement: spec.StatementRule, rule: spec.FieldRule) -> StatementRule:
        predicate = self.per_instance(statement.predicate)
        split = rule.split if statement.split is None else statement.split
        kind = self.kinds.get(statement.kind or "")
        if statement.table:
            kind = (kind or Kind(path=statement.kind or statement.table)).__class__(
                path=kind.path if kind else statement.table,
                types=kind.types if kind else (),
                scheme=kind.scheme if kind else "",
                strip=kind.strip if kind else (),
                table=self.tables.get(statement.table, {}),
                orkg=kind.orkg if kind else (),
            )
        alike = (statement.model_copy(update={"predicate": "", "label": None, "otherwise": "text"}), split)
        wanted = [*([statement.unit] if statement.unit else []), *statement.units]
        options = Options(
            base=self.base,
            datatype=expand(statement.datatype, self.prefixes) if statement.datatype else "",
            kind=kind,
            pick=statement.pick,
            scale=statement.scale,
            precision=tuple(statement.precision),
            units={
                spelling: self._unit(self.mapping.units[name])
                for name in (wanted or self.mapping.units)
                for spelling in self.mapping.units[name].spellings
            },
            pattern=re.compile(statement.pattern) if statement.pattern else None,
            write=statement.write or "",
            access=self.tables.get("access", {}),
        )
        return StatementRule(
            role=role,
            predicate=self.term(predicate),
            reader=statement.read,
            read=READERS[statement.read],
            options=options,
            otherwise=statement.otherwise,
            split=Splitter(split, options) if isinstance(split, spec.Split) else None,
            plain=statement.read == "text" and not isinstance(split, spec.Split) and options.datatype in _TEXT,
            same=self._alike.setdefault(alike, len(self._alike)),
            described=self.predicate(predicate, statement.label),
        )

    def _unit(self, unit: spec.Unit) -> Unit:
        return Unit(self.term(unit.iri), unit.label, unit.factor)

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
            described=(self.predicate(link, thing.label), *map(self.described, (*kind.types, *classes))),
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
        yield from self.node(Node(subject, about.title, (self.term("ox:Catalogue"),), tuple(facts)))
        yield self.described(self.term("dcterms:isPartOf"))
        if about.license:
            yield self.described(iri(PREFIXES["spdx"] + about.license), about.license)

    def _always(self, role: str) -> Iterable[tuple[str, tuple[Chunk, ...]]]:
        if role not in self.roles:
            return
        for constant in getattr(self.mapping.always, role):
            predicate = self.predicate(self.per_instance(constant.predicate), constant.label)
            chunks = [predicate]
            term = literal(constant.value)
            prefix = constant.value.partition(":")[0]
            if "://" in constant.value or prefix in self.prefixes:
                term = self.term(constant.value)
                types = (self.term(constant.class_),) if constant.class_ else ()
                node = Node(term, constant.value_label or "", (), (), types)
                chunks += self.node(node) if constant.value_label else [self.described(term)]
            yield f"{predicate.subject} {term} .\n", tuple(chunks)


def _key(name: str) -> str:
    """Keys are one if they differ in case, blanks, hyphens or underscores only."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _joined(pieces: Iterable[str]) -> str:
    """A list without what commas and blanks do in it: whether nothing else went in splitting."""
    return re.sub(r"[,\s]", "", "".join(pieces))


_BRACKETS = {"(": ")", "[": "]", "{": "}", "“": "”", "⟨": "⟩"}
_CLOSERS = frozenset(_BRACKETS.values())


class Splitter:
    """How a rule takes lists apart; separators inside brackets or quotes do not count."""

    def __init__(self, split: spec.Split, options: Options) -> None:
        self.on = re.compile("|".join(map(re.escape, split.on)))
        self.unless = re.compile(split.unless) if split.unless else None
        self.before = re.compile(rf"\s*(?:{split.before})") if split.before else None
        self.after = re.compile(rf"(?:{split.after})\s*$") if split.after else None
        self.table = (options.kind.table if options.kind else {}) if split.known else None

    def parts(self, text: str) -> list[str]:
        """The parts of a list, blanks around them gone."""
        if not self.on.search(text) or (self.unless and self.unless.search(text)):
            return [text]
        inside = _depths(text)
        parts, start = [], 0
        for found in self.on.finditer(text):
            at, end = found.span()
            if (
                at < start
                or (self.before and not self.before.match(text, end))
                or inside(at)
                or (self.after and not self.after.search(text[max(start, at - 200) : at]))
            ):
                continue
            parts.append(text[start:at].strip())
            start = end
        parts.append(text[start:].strip())
        parts = [part for part in parts if part]
        if self.table is not None and not all(fold(part) in self.table for part in parts):
            return [text]
        return parts or [text]


def _kept(text: str, pieces: list[str], readings: list[Reading]) -> bool:
    """Whether the written text can be read in what the graph shows."""
    shown = {reading.shown for reading in readings}
    if len(pieces) == 1:
        return text in shown
    return all(piece in shown for piece in pieces) and _joined(pieces) == _joined([text])


def _depths(text: str) -> Callable[[int], bool]:
    """Whether a place of the text is inside brackets that do close, or inside double quotes."""
    if not any(opener in text for opener in (*_BRACKETS, '"')):
        return lambda at: False
    spans: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        if character == '"' and stack and stack[-1][0] == '"':
            spans.append((stack.pop()[1], at))
        elif character in _BRACKETS or character == '"':
            stack.append((_BRACKETS.get(character, '"'), at))
        elif character in _CLOSERS and any(closer == character for closer, _ in stack):
            while stack and stack[-1][0] != character:
                stack.pop()
            spans.append((stack.pop()[1], at))
    return lambda at: any(start < at < end for start, end in spans)
