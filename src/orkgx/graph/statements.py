"""Records and a mapping made ready in, entries out: each with its paper, its contribution, the model it is about.

Statements are N-Triples text from the start. Nothing here looks at more than one record at a time, but that the values
of many are read field by field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple

from ..mapping.compiled import CompiledMapping
from ..mapping.layouts import Layout, first_text, read_field
from ..mapping.readers.reading import Node, shorten
from ..mapping.rules import ROLES, Finding, Rule
from ..model import Chunk, Diagnostic, Entry, Field, Group, Record, Severity, Size, Span, finding
from .chunks import distinct, repeats, tidy
from .constants import CITATION, HAS_CONTRIBUTION, WRITTEN, Background
from .describe import Descriptions
from .digests import digest_number
from .left_out import kept_as_written, left_out
from .meanings import Meaning, Meanings
from .naming import Link, date_part, orkg_link, usable
from .provenance import DERIVED, Content, Origin, field_nodes, place, record_line
from .slugs import fold, slug
from .suspicions import facts_of, size_of, suspicions
from .terms import ALT_LABEL, LABEL, complete, escaped, literal, tail
from .things import owned, thing_chunks

_HINTED = 100  # keys without a rule, that one of them is likely to be a known one misspelt
_NO_LINK = Link("")
_NO_MEANINGS: tuple[tuple[()], ...] = ((),) * len(Meaning._fields)

Made = tuple[Entry | None, list[Diagnostic]]


class RecordGroup(NamedTuple):
    """Records of one layout and one origin."""

    layout: Layout
    origin: Origin
    records: list[Record]


class EntryMaker:
    """Makes entries of one mapping's records; `labels` are those of the ontology, by term."""

    def __init__(self, mapping: CompiledMapping, labels: Mapping[str, str]) -> None:
        self.mapping = mapping
        self.descriptions = Descriptions(mapping.prefixes, labels, orkg=mapping.settings.profile == "orkg")
        self.meanings = {rule: Meanings(rule, self.descriptions) for rule in mapping.all_rules()}
        self.background = Background(mapping, self.descriptions)
        self.roles = tuple((ROLES.index(role), role) for role in mapping.roles)

    def make(self, groups: Sequence[RecordGroup], dated: frozenset[int] = frozenset()) -> Iterator[Made]:
        """The entry of each record, group by group, and what was found; None where it has no name or is an empty form.

        `dated` holds the names that stand in the catalogue with more than one date, as digests: they take the date into
        their IRI. Fields are read rule by rule, which is quicker than record by record.
        """
        texts_of: defaultdict[tuple[Rule, bool], list[str]] = defaultdict(list)
        starts: list[list[int]] = []
        for layout, _, records in groups:
            texts = list(zip(*[record.fields.texts for record in records], strict=True))
            starts.append([])
            for at, rule, item, reads in layout.filled:
                all_texts = texts_of[rule, item]
                starts[-1].append(len(all_texts))
                all_texts += texts[at] if reads == "text" else [read_field(one, (at, reads)) for one in records]
        meanings = {(rule, item): self.meanings[rule].read_all(texts, item) for (rule, item), texts in texts_of.items()}
        for (layout, origin, records), firsts in zip(groups, starts, strict=True):
            by_field = [
                meanings[rule, item][first : first + len(records)]
                for (_, rule, item, _), first in zip(layout.filled, firsts, strict=True)
            ]
            rows = zip(*by_field, strict=True) if by_field else repeat(())
            yield from map(_LayoutMaker(self, layout, origin, dated).make, records, rows)


class _LayoutMaker:
    """Makes the entries of one layout, one after the other: `record` is the one at hand, `found` its findings."""

    record: Record
    found: list[Diagnostic]

    def __init__(self, maker: EntryMaker, layout: Layout, origin: Origin, dated: frozenset[int]) -> None:
        self.maker, self.layout, self.origin, self.dated = maker, layout, origin, dated
        self.mapping = maker.mapping
        self.constants = maker.background.of(layout.topic)
        # By role, whether a line may stand twice in what is said of one subject.
        pairs = zip(self.constants.rivalled, layout.rivals, strict=True)
        self.doubtful = [rivalled or rivals != () for rivalled, rivals in pairs]

    def report(
        self, place: Field | tuple[int, int], code: str, message: str, instead: str = "", bad: Severity | None = None
    ) -> None:
        line, column = (place.value_line, place.value_column) if isinstance(place, Field) else place
        span = Span(self.origin.file, line, column)
        self.found.append(finding(span, code, message, severity=bad, instead=instead))

    def report_finding(self, field: Field, found: Finding) -> None:
        severity, code, message = found
        self.report(field, code, message, bad=severity)

    def make(self, record: Record, row: tuple[Meaning, ...]) -> Made:
        self.record, self.found = record, []
        layout = self.layout
        if record.fields.names and not (layout.filled or any(record.fields.texts)):
            self.report(self.record.head, "blank-form", "a form without a value; it was skipped")
            return None, self.found
        content = self.content(row)
        name = first_text(record, layout.name, self.mapping.nothing)
        if not name and not record.fields.names:  # a list item that is no entry
            return None, self.found
        if not name:
            wanted = " or ".join(self.mapping.spec.entry.name)
            message = f"the block names nothing: {wanted} is missing, so it was left out; add it"
            self.report(self.record.head, "no-name", message)
            return None, self.found
        date = date_part(first_text(record, layout.date))
        parts = [text for reference in layout.identity if (text := first_text(record, [reference]))]
        short = own = "/".join(map(slug, parts)) or slug(name)
        known = f"{self.mapping.name}/{short}"
        if self.dated and date and digest_number(known) in self.dated:
            own = f"{short}-{date}"
            message = f"{name!r} stands here with more than one date; this one became {own}"
            self.report(self.record.head, "dated-name", message)
        title = self.title(name)
        link = self.link() if layout.orkg else _NO_LINK
        beginnings = self.constants.subjects
        subjects = {
            "paper": link.paper or complete(beginnings[0], slug(title)),
            "contribution": link.contribution or complete(beginnings[1], own),
            "model": complete(beginnings[2], own if own != slug(name) else slug(self.canonical(name))),
        }
        mentioned = [self.constants.mentioned]
        chunks = self.chunks(name, title, subjects, content, mentioned)
        entry = Entry(
            name=known,
            date=date,
            contribution=subjects["contribution"],
            span=Span(self.origin.file, *record.head),
            chunks=tuple(chunks),
            shared=tuple(mentioned),
            line=record_line(content, name, subjects) if self.mapping.settings.lines else "",
            size=self.size(name, content) if self.mapping.settings.today else None,
        )
        return entry, self.found

    def size(self, name: str, content: Content) -> Size | None:
        """The size of an entry; what is probably wrong in that is told of."""
        facts = facts_of(content)
        for one in suspicions(name, content, facts, self.mapping.settings.today):
            self.report(one.field, one.code, one.message, one.instead)
        return size_of(facts, name, self.origin.file)

    # -- reading the fields

    def content(self, row: tuple[Meaning, ...]) -> Content:
        """What the record says, with all that is to be reported of its fields."""
        record, layout = self.record, self.layout
        context: tuple[tuple[Field, Rule], ...] = ()
        if self.mapping.context:
            own = layout.own
            found = [(record.context.get(key), rule) for key, rule in self.mapping.context.items() if key not in own]
            context = tuple([(field, rule) for field, rule in found if field])
            row += tuple([self.maker.meanings[rule].read(field.text, field.item) for field, rule in context])
        content = Content(record, layout, context, row)
        for at, rest in [(at, meaning.rest) for at, meaning in enumerate(row) if meaning.rest]:
            for severity, code, message in rest.findings:
                self.report(content.place(at), code, message, bad=severity)
        for at in layout.surplus:
            value = record.fields[layout.filled[at][0]]
            message = f"one {value.name!r} names an entry; {value.text[:60]!r} was kept as it is written"
            self.report(value, "surplus-name", message, bad=Severity.info if layout.in_cells and value.item else None)
        for at in layout.unmapped:
            self.unmapped(record.fields[at])
        for at in layout.empty:
            field = record.fields[at]
            self.report((field.line, field.column), "empty-value", f"{field.name!r} has no value")
        for key in layout.missing:
            self.report(self.record.head, "missing-field", f"{key!r} is missing; add it")
        return content

    def unmapped(self, field: Field) -> None:
        place = (field.line, field.column)
        if self.mapping.ignores(field.name):
            self.report(place, "ignored-field", f"{field.name!r} is ignored by the mapping")
        elif (column := field.name.removeprefix("@column.")) != field.name:
            if field.column > 1 or column == "1":  # others are of a row with more cells than headings, told of as that
                message = f"column {column} has no heading, so no rule reads it; give it one"
                self.report(place, "unmapped-field", message)
        else:
            few = len(self.layout.unmapped) <= _HINTED
            meant = self.mapping.misspelt(field.name) if few else ""
            if meant and any(
                self.mapping.written[name] is self.mapping.written[meant] for name in self.record.fields.names
            ):
                meant = ""  # it is there
            near = meant or (self.mapping.nearest(field.name) if few else "")
            hint = f"; did you mean {near!r}?" if near else ""
            self.report(place, "unmapped-field", f"no rule for {field.name[:80]!r}{hint}", meant)

    def title(self, name: str) -> str:
        self.untitled = self.layout.untitled(self.record)
        title = first_text(self.record, self.layout.title, self.mapping.nothing, self.layout.addresses | self.untitled)
        if not title and "paper" in self.mapping.roles:
            message = f"no paper title; the paper takes the name {name!r}"
            self.report(self.record.head, "no-paper-title", message)
        return title or name

    def canonical(self, name: str) -> str:
        """What the table calls the thing of this name: one node for all its spellings."""
        entry = self.layout.topic.table.get(folded := fold(name))
        return entry.label if entry and fold(entry.label) != folded else name

    def link(self) -> Link:
        """The ids that the catalogue gives of the ORKG that is written for: the first link that gives some."""
        texts = [text for reference in self.layout.orkg if (text := first_text(self.record, [reference]))]
        links = [(text, link) for text in texts if (link := orkg_link(text))]
        for _, link in links:
            if (link.paper or link.contribution) and usable(link, self.layout):
                return link
        for text, link in links:
            if not (link.paper or link.contribution):
                message = (
                    f"{shorten(text)!r} names no paper or contribution of the ORKG, so the entry has no id there; "
                    "write it as https://orkg.org/paper/R12345"
                )
                self.report(self.record.head, "unusable-orkg-link", message)
        return _NO_LINK

    # -- writing the statements

    def chunks(
        self, name: str, title: str, subjects: dict[str, str], content: Content, mentioned: list[tuple[Group, ...]]
    ) -> list[Chunk]:
        constants, describe, topic = self.constants, self.maker.descriptions, self.layout.topic
        model, settings = subjects["model"], self.mapping.settings
        columns: tuple[Any, ...] = tuple(zip(*content.meanings, strict=True)) or _NO_MEANINGS
        *by_role, groups, unshown, rest = columns
        if beside := self.layout.beside(self.untitled):
            texts, filled = self.record.fields.texts, self.layout.filled
            unshown = tuple(escaped(texts[filled[at][0]]) if at in beside else one for at, one in enumerate(unshown))
        mentioned += groups
        label = tail(LABEL, literal(name))
        shown = tail(LABEL, literal(self.canonical(name)))
        heads = ((tail(LABEL, literal(title)),), (label, tail(topic.link, model)), (shown,))
        ends: list[list[str]] = [[tail(HAS_CONTRIBUTION, subjects["contribution"])], [], []]
        if "model" not in self.mapping.roles:
            mentioned.append(describe.node(Node(model, self.canonical(name), topic.types)))
        elif entry := topic.table.get(fold(name)):
            ends[2] += [tail(ALT_LABEL, literal(also)) for also in entry.also]
            mentioned.append((describe.group(ALT_LABEL),))
        if settings.profile == "full":
            ends[2].append(tail(CITATION, subjects["paper"]))
            if (any(unshown) or self.layout.unmapped or self.layout.unlinked) and (
                written := kept_as_written(content, unshown)
            ):
                ends[1] += written
                mentioned.append((describe.group(WRITTEN),))
        elif settings.profile == "orkg":
            for field, finding in left_out(content, unshown):
                self.report_finding(field, finding)
        if constants.derived >= 0:
            ends[constants.derived].append(tail(DERIVED, place(self.origin, self.record)))
        made = []
        for at, role in self.maker.roles:
            values: Sequence[tuple[str, ...]] = by_role[at]
            tails = [*constants.types[at], *heads[at], *chain.from_iterable(values), *constants.tails[at], *ends[at]]
            chunk = Chunk.of(subjects[role], tails)
            made.append(self.once(chunk, at, values) if self.doubtful[at] else chunk)
        for part in chain.from_iterable([one.parts for one in rest if one]):
            made += owned(part, subjects[part.role])
        if content.record.things or self.layout.maps:
            maps = [one for one in self.layout.maps_of(content.record) if one[0].role in self.maker.mapping.roles]
            meanings = self.maker.meanings
            nodes, named = thing_chunks(maps, subjects, meanings, describe, self.report_finding)
            made += nodes
            mentioned += named
        if settings.provenance == "field":
            nodes, described = field_nodes(content, self.origin, subjects, self.maker.meanings, describe)
            made += nodes
            mentioned.append(described)
        return made

    def once(self, chunk: Chunk, at: int, values: Sequence[tuple[str, ...]]) -> Chunk:
        """A chunk with each of its lines once; `values` are the tails that the fields give, a tuple each.

        That a line may stand there twice is decided here and nowhere else: where a rule makes statements such as the
        constant ones, and where several fields may make the same.
        """
        if self.constants.rivalled[at]:
            return Chunk(chunk.subject, tidy(chunk.subject, chunk.text.split("\n")))
        rivals = self.layout.rivals[at]
        if rivals is None or (rivals and repeats([values[place] for place in rivals])):
            return Chunk(chunk.subject, distinct(chunk.subject, chunk.text))
        return chunk
