"""Stage 3: a record and a mapping made ready in, one entry out: its paper, its contribution, the model it is about.

Statements are N-Triples text from the start. Nothing here looks at another record.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Any, NamedTuple

from ..mapping.layouts import Layout, Reference
from ..mapping.readers import READERS
from ..mapping.readers.reading import Node, Options, fold
from ..mapping.rules import ROLES, Meaning, Part, Rule
from ..model import Chunk, Diagnostic, Entry, Field, Group, Record, Severity, Span
from .chunks import distinct, tidy
from .constants import CITATION, WRITTEN, frame
from .digests import number
from .provenance import DERIVED, Origin, Said, field_nodes, place, record_line
from .terms import ALT_LABEL, HOSTS, LABEL, PREFIXES, TYPE, iri, literal, slug, unquote

_NO_COLUMNS: tuple[tuple[()], ...] = ((),) * len(Meaning._fields)
_ORKG = re.compile(
    r"https?://(?:www\.)?((?:sandbox\.|incubating\.)?orkg\.org)/paper/([\w:-]+)(?:/([\w:-]+))?/?(?:[?#].*)?$"
)


@lru_cache(4096)
def _date(text: str) -> str:
    """A date as it goes into an IRI."""
    try:
        return unquote(READERS["date"](text, Options())[0].term)[0]
    except ValueError:
        return slug(text)


class Alike(NamedTuple):
    """Records of one layout."""

    layout: Layout
    origin: Origin
    records: list[Record]


def make_entries(
    groups: Sequence[Alike], dated: frozenset[int] = frozenset()
) -> Iterator[tuple[Entry | None, list[Diagnostic]]]:
    """The entry of each record, group by group, and what was found; None where it has no name or is an empty form.

    `dated` holds the names that stand in the catalogue with more than one date, as numbers of a column: they take the
    date into their IRI. Fields are read rule by rule, which is quicker than record by record.
    """
    columns: defaultdict[tuple[Rule, bool], list[str]] = defaultdict(list)
    starts: list[list[int]] = []
    for layout, _, records in groups:
        texts = list(zip(*[record.parts.texts for record in records], strict=True))
        starts.append([])
        for at, rule, item in layout.taken:
            column = columns[rule, item]
            starts[-1].append(len(column))
            column += texts[at]
    meanings = {(rule, item): rule.read_all(column, item) for (rule, item), column in columns.items()}
    for (layout, origin, records), firsts in zip(groups, starts, strict=True):
        taken = [
            meanings[rule, item][first : first + len(records)]
            for (_, rule, item), first in zip(layout.taken, firsts, strict=True)
        ]
        rows = zip(*taken, strict=True) if taken else repeat(())
        yield from map(_Maker(layout, origin, dated).make, records, rows)


class _Maker:
    """Makes the entries of one layout, one after the other: `record` is the one at hand, `found` what is told of it."""

    record: Record
    found: list[Diagnostic]

    def __init__(self, layout: Layout, origin: Origin, dated: frozenset[int]) -> None:
        self.layout, self.origin, self.dated = layout, origin, dated
        self.program = layout.program
        self.frame = frame(layout.program, layout.thing)
        self.roles = [(ROLES.index(role), role) for role in layout.program.roles]

    def report(self, place: Field | tuple[int, int], severity: Severity, code: str, message: str) -> None:
        line, column = (place.value_line, place.value_column) if isinstance(place, Field) else place
        self.found.append(Diagnostic(Span(self.origin.file, line, column), severity, code, message))

    @property
    def head(self) -> tuple[int, int]:
        """The place of the block itself: the line that opens it."""
        return max(self.record.line - 1, 1), self.record.parts.columns[0]

    def make(self, record: Record, row: tuple[Meaning, ...]) -> tuple[Entry | None, list[Diagnostic]]:
        self.record, self.found = record, []
        layout, program = self.layout, self.program
        if not (layout.taken or any(record.parts.texts)):
            self.report(self.head, Severity.info, "blank-form", "a form without a value; it was skipped")
            return None, self.found
        said = self.read(row)
        name = self.first(layout.name)
        if not name:
            wanted = " or ".join(program.mapping.entry.name)
            self.report(
                self.head,
                Severity.error,
                "no-name",
                f"the block names nothing: {wanted} is missing, so it was left out; add it",
            )
            return None, self.found
        date = self.first(layout.date)
        date = _date(date) if date else ""
        short = own = slug(name)
        known = f"{program.name}/{short}"
        if self.dated and date and number(known) in self.dated:
            own = f"{short}-{date}"
            message = f"{name!r} stands here with more than one date; this one became {own}"
            self.report(self.head, Severity.warning, "dated-name", message)
        title = self.title(name)
        paper, contribution = self.orkg()
        subjects = {
            "paper": paper or f"{self.frame.subjects[0]}{slug(title)}>",
            "contribution": contribution or f"{self.frame.subjects[1]}{own}>",
            "model": f"{self.frame.subjects[2]}{own}>",
        }
        shared = [self.frame.shared]
        chunks = self.chunks(name, title, subjects, said, shared)
        entry = Entry(
            name=known,
            date=date,
            contribution=subjects["contribution"],
            span=Span(self.origin.file, *self.head),
            chunks=tuple(chunks),
            shared=tuple(shared),
            line=record_line(said, name, subjects) if program.settings.lines else "",
        )
        return entry, self.found

    # -- reading the fields

    def read(self, row: tuple[Meaning, ...]) -> Said:
        """What the record says, with all that is to be told of its fields."""
        record, layout = self.record, self.layout
        context: tuple[tuple[Field, Rule], ...] = ()
        if self.program.context:
            found = [(record.context.get(key), rule) for key, rule in self.program.context.items()]
            context = tuple([(field, rule) for field, rule in found if field])
            row += tuple([rule.read(field.text, field.item) for field, rule in context])
        said = Said(record, layout, context, row)
        for at, more in [(at, meaning.more) for at, meaning in enumerate(row) if meaning.more]:
            for severity, code, message in more.findings:
                self.report(said.place(at), severity, code, message)
        for at in layout.unmapped:
            self.unmapped(record.fields[at])
        for at in layout.empty:
            field = record.fields[at]
            self.report((field.line, field.column), Severity.info, "empty-value", f"{field.name!r} has no value")
        for key in layout.missing:
            self.report(self.head, Severity.warning, "missing-field", f"{key!r} is missing; add it")
        return said

    def unmapped(self, field: Field) -> None:
        place = (field.line, field.column)
        if self.program.ignores(field.name):
            self.report(place, Severity.info, "ignored-field", f"{field.name!r} is ignored by the mapping")
        else:
            hint = self.program.nearest(field.name)
            self.report(place, Severity.warning, "unmapped-field", f"no rule for {field.name[:80]!r}{hint}")

    def first(self, references: Iterable[Reference]) -> str:
        """The text of the first of some fields that is there."""
        for reference in references:
            if isinstance(reference, int):
                text = self.record.parts.texts[reference]
            else:
                text = self.record.context.text(reference)
            if text:
                return " ".join((html.unescape(text) if "&" in text else text).split())
        return ""

    def title(self, name: str) -> str:
        title = self.first(self.layout.title)
        if not title and "paper" in self.program.roles:
            self.report(
                self.head, Severity.info, "no-paper-title", f"no paper title; the paper takes the name {name!r}"
            )
        return title or name

    def orkg(self) -> tuple[str, str]:
        """The IRIs of paper and contribution, if the catalogue gives ORKG ids of the instance that is written for."""
        link = _ORKG.match(self.first(self.layout.orkg)) if self.layout.orkg else None
        if not link or not self.program.settings.links or link[1] != HOSTS[self.program.settings.instance]:
            return "", ""
        base = PREFIXES["orkgr"]
        return f"<{base}{link[2]}>", f"<{base}{link[3]}>" if link[3] else ""

    # -- writing the statements

    def chunks(
        self, name: str, title: str, subjects: dict[str, str], said: Said, shared: list[tuple[Group, ...]]
    ) -> list[Chunk]:
        program, describe, thing = self.program, self.program.descriptions, self.layout.thing
        label, model = f"{LABEL} {literal(name)} .\n", subjects["model"]
        columns: tuple[Any, ...] = tuple(zip(*said.meanings, strict=True)) or _NO_COLUMNS
        *by_role, mentioned, lost, more = columns
        shared += mentioned
        heads = ((f"{LABEL} {literal(title)} .\n",), (label, f"{thing.link} {model} .\n"), (label,))
        ends: list[list[str]] = [[f"{program.has_contribution[0].subject} {subjects['contribution']} .\n"], [], []]
        if "model" not in program.roles:
            shared.append(describe.node(Node(model, name, thing.types)))
        elif entry := thing.table.get(fold(name)):
            ends[2] += [f"{ALT_LABEL} {literal(also)} .\n" for also in entry.also]
            shared.append((describe.group(ALT_LABEL),))
        if program.settings.profile == "full":
            ends[2].append(f"{CITATION} {subjects['paper']} .\n")
            if (any(lost) or self.layout.unmapped) and (written := self.lost(said, lost)):
                ends[1] += written
                shared.append((describe.group(WRITTEN),))
        if self.frame.derived >= 0:
            ends[self.frame.derived].append(f"{DERIVED} {place(self.origin, self.record)} .\n")
        made = []
        for at, role in self.roles:
            subject, tails = subjects[role], by_role[at]
            every = [*self.frame.types[at], *heads[at]]
            for some in tails:
                every += some
            chunk = Chunk.of(subject, [*every, *self.frame.tails[at], *ends[at]])
            if self.frame.loose[at]:
                chunk = Chunk(subject, tidy(subject, chunk.text.split("\n")))
            elif self.layout.loose[at] or ((alike := self.layout.alike[at]) and _repeats(tails, alike)):
                chunk = Chunk(subject, distinct(subject, chunk.text))
            made.append(chunk)
        for part in chain.from_iterable([one.parts for one in more if one]):
            made += _owned(part, subjects[part.role])
        if program.settings.provenance == "field":
            nodes, groups = field_nodes(said, self.origin, subjects)
            made += nodes
            shared.append(groups)
        return made

    def lost(self, said: Said, texts: Iterable[str]) -> list[str]:
        """The tails that keep name and text of fields whose text can be read in no statement."""
        names = self.layout.names
        if said.context:
            names += tuple([literal(field.name)[1:-1] for field, _ in said.context])
        tails = [f'{WRITTEN} "{name}: {text}" .\n' for name, text in zip(names, texts, strict=True) if text]
        left = said.left if self.layout.unmapped else ()
        return tails + [f"{WRITTEN} {literal(f'{field.name}: {field.text}')} .\n" for field in left]


def _repeats(tails: Sequence[tuple[str, ...]], alike: Iterable[int]) -> bool:
    """Whether a statement stands twice in what some rules make."""
    every = list(chain.from_iterable([tails[at] for at in alike]))
    return len(set(every)) < len(every)


def _owned(part: Part, owner: str) -> tuple[Chunk, Chunk]:
    """That a node belongs to an entry's own subject, and what is said of it."""
    subject, node = iri(f"{owner[1:-1]}/{part.path}"), part.node
    facts = [*((TYPE, type_) for type_ in node.types), (LABEL, literal(node.label)), *node.facts]
    return (
        Chunk(owner, f"{owner} {part.predicate} {subject} .\n"),
        Chunk.of(subject, [f"{predicate} {term} .\n" for predicate, term in facts]),
    )
