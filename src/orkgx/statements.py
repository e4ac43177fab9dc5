"""Stage 3: a record and a mapping made ready in, one entry out: its paper, its contribution, the model it is about.

Statements are N-Triples text from the start. Nothing here looks at another record.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from .descriptions import LABEL, TYPE, Group
from .model import Chunk, Diagnostic, Entry, Field, Record, Severity, Span
from .program import Program, Thing
from .rules import ROLES, SUBJECT, Meaning, Rule
from .terms import PREFIXES, integer, iri, literal, slug, unquote
from .values import READERS
from .values.reading import Node, Options, fold

HOSTS = {"production": "orkg.org", "sandbox": "sandbox.orkg.org", "incubating": "incubating.orkg.org"}
_ORKG = re.compile(
    r"https?://(?:www\.)?((?:sandbox\.|incubating\.)?orkg\.org)/paper/([\w:-]+)(?:/([\w:-]+))?/?(?:[?#].*)?$"
)


PAPER = iri(PREFIXES["orkgc"] + "Paper")
CONTRIBUTION = iri(PREFIXES["orkgc"] + "Contribution")
RESOURCE = iri(PREFIXES["orkgc"] + "Resource")
ARTICLE = iri(PREFIXES["schema"] + "ScholarlyArticle")
CITATION = iri(PREFIXES["schema"] + "citation")
ALT_LABEL = iri(PREFIXES["skos"] + "altLabel")
DERIVED = iri(PREFIXES["prov"] + "wasDerivedFrom")
PART_OF = iri(PREFIXES["dcterms"] + "isPartOf")


class Origin(NamedTuple):
    """Where a record stands: the source's IRI, and the name that diagnostics use."""

    iri: str
    file: str


@lru_cache(4096)
def _date(text: str) -> str:
    """A date as it goes into an IRI."""
    try:
        return unquote(READERS["date"](text, Options())[0].term)[0]
    except ValueError:
        return slug(text)


@cache
def _ox(name: str) -> str:
    return iri(PREFIXES["ox"] + name)


# A field with its rule and what its value says.
_Said = tuple[Field, Rule, Meaning]


def choose(record: Record, programs: Sequence[Program]) -> Program | None:
    """The mapping that knows most of a record's keys; the first of equals."""
    names = tuple([field.name for field in record.fields])
    for program in programs[:1]:
        if names not in program.chosen:
            if len(program.chosen) > 1_000:
                program.chosen.clear()
            program.chosen[names] = _best(names, programs)
        return program.chosen[names]
    return None


def _best(names: tuple[str, ...], programs: Sequence[Program]) -> Program | None:
    scores = [(program.claim(names), -at) for at, program in enumerate(programs)]
    best = max(scores, default=(0, 0))
    return programs[-best[1]] if best[0] else None


def make_entry(
    record: Record, program: Program, origin: Origin, dated: frozenset[str] = frozenset()
) -> tuple[Entry | None, list[Diagnostic]]:
    """The entry of a record, and what was found; None where it has no name or is an empty form.

    `dated` holds the names that stand in the catalogue with more than one date: they take the date into their IRI.
    """
    return _Maker(record, program, origin).make(dated)


class _Maker:
    def __init__(self, record: Record, program: Program, origin: Origin) -> None:
        self.record, self.program, self.origin = record, program, origin
        self.found: list[Diagnostic] = []
        self.shared: list[Group] = []
        self.unknown: list[tuple[Field, Rule]] = []  # what the catalogue says is not known

    def report(self, place: Field | tuple[int, int], severity: Severity, code: str, message: str) -> None:
        line, column = (place.value_line, place.value_column) if isinstance(place, Field) else place
        self.found.append(Diagnostic(Span(self.origin.file, line, column), severity, code, message))

    @property
    def head(self) -> tuple[int, int]:
        """The place of the block itself: the line that opens it."""
        first = self.record.fields[0]
        return max(self.record.line - 1, 1), first.column

    def make(self, dated: frozenset[str]) -> tuple[Entry | None, list[Diagnostic]]:
        record, program = self.record, self.program
        if not any(field.text for field in record.fields):
            self.report(self.head, Severity.info, "blank-form", "a form without a value; it was skipped")
            return None, self.found
        said, left, canonical = self.read()
        name = self.first(program.mapping.entry.name, canonical)
        if not name:
            wanted = " or ".join(program.mapping.entry.name)
            self.report(
                self.head,
                Severity.error,
                "no-name",
                f"the block names nothing: {wanted} is missing, so it was left out; add it",
            )
            return None, self.found
        thing = program.thing(canonical)
        date = self.date(canonical)
        short = slug(name)
        if f"{program.name}/{short}" in dated and date:
            self.report(
                self.head,
                Severity.warning,
                "dated-name",
                f"{name!r} stands here with more than one date; this one became {short}-{date}",
            )
            short_dated = f"{short}-{date}"
        else:
            short_dated = short
        paper, contribution = self.orkg(canonical)
        subjects = {
            "paper": paper,
            "contribution": contribution or iri(f"{program.base}contribution/{program.name}/{short_dated}"),
            "model": iri(f"{program.base}{thing.path}/{short_dated}"),
        }
        title = self.title(name, canonical)
        subjects["paper"] = paper or iri(f"{program.base}paper/{slug(title)}")
        lines = self.lines(name, title, thing, subjects, said, left)
        chunks = [Chunk(subjects[role], "".join(lines[role])) for role in program.roles]
        chunks += self.parts(subjects, said)
        if program.settings.provenance == "field":
            chunks += self.fields(short_dated, subjects, said, left)
        entry = Entry(
            name=f"{program.name}/{short}",
            date=date,
            contribution=subjects["contribution"],
            span=Span(self.origin.file, *self.head),
            chunks=tuple(chunks),
            shared=tuple(self.shared),
            line=self.json(name, subjects, said, left) if program.settings.lines else "",
        )
        return entry, self.found

    # -- reading the fields

    def read(self) -> tuple[list[_Said], list[Field], dict[str, Field]]:
        """What each field says, the fields that no rule took, and the first field of each canonical key."""
        said: list[_Said] = []
        left: list[Field] = []
        canonical: dict[str, Field] = {}
        program = self.program
        rules = program.written
        for field in self.record.fields:
            rule = rules[field.name]
            if rule is None:
                self.unmapped(field, left)
                continue
            if not field.text:
                self.report((field.line, field.column), Severity.info, "empty-value", f"{field.name!r} has no value")
                continue
            if rule.key not in canonical:
                canonical[rule.key] = field
            self.value(field, rule, said)
        for key, rule in program.context.items():
            if context := self.record.context.get(key):
                self.value(context, rule, said)
        for rule in program.required:
            if rule.key not in canonical:
                self.report(self.head, Severity.warning, "missing-field", f"{rule.key!r} is missing; add it")
        return said, left, canonical

    def value(self, field: Field, rule: Rule, said: list[_Said]) -> None:
        meaning = rule.read(field.text, field.item)
        if meaning.findings:
            for severity, code, message in meaning.findings:
                self.report(field, severity, code, message)
        if meaning.nothing:
            self.unknown.append((field, rule))
        else:
            said.append((field, rule, meaning))

    def unmapped(self, field: Field, left: list[Field]) -> None:
        place = (field.line, field.column)
        if self.program.ignores(field.name):
            self.report(place, Severity.info, "ignored-field", f"{field.name!r} is ignored by the mapping")
            return
        hint = self.program.nearest(field.name)
        self.report(place, Severity.warning, "unmapped-field", f"no rule for {field.name[:80]!r}{hint}")
        if field.text:
            left.append(field)

    def first(self, references: Iterable[str], canonical: dict[str, Field]) -> str:
        for reference in references:
            if reference.startswith("@"):
                field = self.record.context.get(reference)
            else:
                rule = self.program.written[reference]
                field = canonical.get(rule.key if rule else reference)
            if field and field.text:
                text = html.unescape(field.text) if "&" in field.text else field.text
                return " ".join(text.split())
        return ""

    def date(self, canonical: dict[str, Field]) -> str:
        text = self.first(self.program.mapping.entry.date, canonical)
        if not text:
            return ""
        return _date(text)

    def title(self, name: str, canonical: dict[str, Field]) -> str:
        title = self.first(self.program.mapping.entry.title, canonical)
        if not title and "paper" in self.program.roles:
            self.report(
                self.head, Severity.info, "no-paper-title", f"no paper title; the paper takes the name {name!r}"
            )
        return title or name

    def orkg(self, canonical: dict[str, Field]) -> tuple[str, str]:
        """The IRIs of paper and contribution, if the catalogue gives ORKG ids of the instance that is written for."""
        reference = self.program.mapping.entry.orkg
        link = _ORKG.match(self.first([reference], canonical)) if reference else None
        if not link or not self.program.settings.links or link[1] != HOSTS[self.program.settings.instance]:
            return "", ""
        base = PREFIXES["orkgr"]
        return iri(base + link[2]), iri(base + link[3]) if link[3] else ""

    # -- writing the statements

    def lines(
        self,
        name: str,
        title: str,
        thing: Thing,
        subjects: dict[str, str],
        said: list[_Said],
        left: list[Field],
    ) -> dict[str, list[str]]:
        program, describe = self.program, self.program.descriptions
        full = program.settings.profile == "full"
        paper, contribution, model = subjects["paper"], subjects["contribution"], subjects["model"]
        lines: dict[str, list[str]] = {
            "paper": self.typed(paper, title, (PAPER, ARTICLE) if full else (RESOURCE, PAPER)),
            "contribution": self.typed(
                contribution, name, (CONTRIBUTION, *thing.classes) if full else (RESOURCE, CONTRIBUTION, *thing.classes)
            ),
            "model": self.typed(model, name, thing.types),
        }
        has = program.has_contribution[0]
        self.shared += [program.has_contribution, thing.described]
        lines["contribution"].append(f"{contribution} {thing.link} {model} .\n")
        if "model" not in program.roles:
            self.shared += describe.node(Node(model, name, thing.types))
        for role in program.roles:
            at = ROLES.index(role)
            tails = [meaning.tails[at] for _, _, meaning in said]
            for tail, group in program.always[role]:
                tails.append(tail)
                self.shared.append(group)
            lines[role].append("".join(tails).replace(SUBJECT, subjects[role]))
        for _, _, meaning in said:
            self.shared += meaning.shared
        lines["paper"].append(f"{paper} {has.subject} {contribution} .\n")
        if "model" in program.roles and (entry := thing.table.get(fold(name))):
            lines["model"] += [f"{model} {ALT_LABEL} {literal(also)} .\n" for also in entry.also]
            self.shared.append(describe.group(ALT_LABEL))
        if full:
            lines["model"].append(f"{model} {CITATION} {paper} .\n")
            self.shared.append(describe.group(PAPER, ARTICLE, CONTRIBUTION, CITATION))
            written = _ox("asWritten")
            lost = [*(field for field, _, meaning in said if not meaning.kept), *left]
            lines["contribution"] += [
                f"{contribution} {written} {literal(f'{field.name}: {field.text}')} .\n" for field in lost
            ]
            self.shared += [describe.group(written)] if lost else []
            self.catalogue(lines, contribution)
        elif program.settings.profile == "orkg":
            self.shared.append(describe.group(RESOURCE, PAPER, CONTRIBUTION, ALT_LABEL))
        if program.settings.provenance != "none" and program.settings.profile != "orkg":
            subject = "contribution" if full else "model"
            lines[subject].append(f"{subjects[subject]} {DERIVED} {self.place()} .\n")
            self.shared.append(describe.group(DERIVED))
        return lines

    def typed(self, subject: str, label: str, types: Iterable[str]) -> list[str]:
        return [*(f"{subject} {TYPE} {type_} .\n" for type_ in types), f"{subject} {LABEL} {literal(label)} .\n"]

    def catalogue(self, lines: dict[str, list[str]], contribution: str) -> None:
        chunks = self.program.catalogue
        lines["contribution"].append(f"{contribution} {PART_OF} {chunks[0].subject} .\n")
        self.shared.append(chunks)

    def place(self, line: int | None = None) -> str:
        """The IRI of the block's lines, or of one line of it."""
        lines = f"L{line}" if line else f"L{self.record.line}-L{self.record.last}"
        return iri(f"{self.origin.iri}#{lines}")

    def parts(self, subjects: dict[str, str], said: list[_Said]) -> Iterable[Chunk]:
        for _, _, meaning in said:
            for part in meaning.parts:
                owner = subjects[part.role]
                subject = iri(f"{owner[1:-1]}/{part.path}")
                facts = "".join(f"{subject} {predicate} {term} .\n" for predicate, term in part.node.facts)
                yield Chunk(owner, f"{owner} {part.predicate} {subject} .\n")
                yield Chunk(subject, "".join(self.typed(subject, part.node.label, part.node.types)) + facts)

    def fields(self, short: str, subjects: dict[str, str], said: list[_Said], left: list[Field]) -> Iterable[Chunk]:
        """One node a value: its key and text as written, its line, and the predicates that it led to."""
        program = self.program
        owner = subjects["contribution" if "contribution" in program.roles else "model"]
        counts: dict[str, int] = {}
        names = ("SourceField", "key", "text", "fieldOf", "gives", "leavesUnknown", "line")
        self.shared.append(program.descriptions.group(*map(_ox, names)))
        gives, unknown = _ox("gives"), _ox("leavesUnknown")
        everything = [
            *((field, gives, meaning.predicates) for field, _, meaning in said),
            *((field, unknown, rule.predicates) for field, rule in self.unknown),
            *((field, gives, ()) for field in left),
        ]
        self.shared += [one.described for _, rule in self.unknown for value in rule.values for one in value.templates]
        for field, link, predicates in everything:
            key = slug(field.name)
            counts[key] = counts.get(key, 0) + 1
            number = f"-{counts[key]}" if counts[key] > 1 else ""
            subject = iri(f"{program.base}field/{program.name}/{short}/{key}{number}")
            facts = [
                (_ox("fieldOf"), owner),
                (_ox("key"), literal(field.name)),
                (_ox("text"), literal(field.text)),
                (_ox("line"), integer(field.value_line)),
                (DERIVED, self.place(field.value_line)),
                *((link, predicate) for predicate in predicates),
            ]
            typed = f"{subject} {TYPE} {_ox('SourceField')} .\n{subject} {LABEL} {literal(field.name)} .\n"
            yield Chunk(subject, typed + "".join(f"{subject} {predicate} {term} .\n" for predicate, term in facts))

    def json(self, name: str, subjects: dict[str, str], said: list[_Said], left: list[Field]) -> str:
        """The record as one line of JSON, with what was read of each field."""
        meanings = {id(value[0]): value for value in said}
        fields = []
        for field in (*self.record.fields, *(field for field, _, _ in said if field.name.startswith("@"))):
            _, rule, meaning = meanings.get(id(field), (field, None, None))
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
                        for role in self.program.roles
                        for line in (meaning.tails[ROLES.index(role)].split("\n")[:-1] if meaning else ())
                    ],
                }
            )
        record = {
            "name": name,
            "catalogue": self.program.name,
            "file": self.origin.file,
            "line": self.record.line,
            "last": self.record.last,
            **{role: subjects[role][1:-1] for role in self.program.roles},
            "fields": fields,
        }
        return json.dumps(record, ensure_ascii=False) + "\n"
