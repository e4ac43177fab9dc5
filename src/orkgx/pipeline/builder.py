"""A batch of segments in, the statements of its entries out: records, entries, findings, each stage for all of them
before the next. Pure, so that an engine can do it anywhere."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ..graph.chunks import PackedChunks, pack, pack_apart
from ..graph.describe import ontology_labels
from ..graph.digests import digest_number
from ..graph.findings import Claimed, doubled_entry, in_order, named, of_entry, one_a_fault
from ..graph.identity import Marks, marks, place_number, shown
from ..graph.mentions import Mentions, mentioned, text_key
from ..graph.provenance import Origin
from ..graph.statements import EntryMaker, Made, RecordGroup
from ..mapping.compiled import CompiledMapping, Settings
from ..mapping.files import load_mapping, ontology_folder, shipped
from ..mapping.layouts import Layouts
from ..mapping.schema import Mapping
from ..model import BLOCKS, Diagnostic, Entry, Record, Severity, Size, Span, finding
from ..read.batches import Batch, Stretch
from ..read.directives import Directive, directives
from ..read.leads import read_lead_groups
from ..read.records import RecordReader
from ..write.spool.notes import pack_findings
from .doubts import Doubt, doubt_of, outermost

# Fields from which on it is told that no mapping claims a record; of other kinds few are looked for.
_TOLD_OF = {**dict.fromkeys(BLOCKS, 1), "items": 2}


class Figures(NamedTuple):
    """What is counted of a batch: findings by severity, entries by source and mapping, the comments that say which
    findings are not wanted, the sizes."""

    counts: Counter[Severity]
    read: Counter[tuple[str, str]]
    directives: tuple[Directive, ...]
    sizes: tuple[Size, ...]
    blocks: int
    entries: int


class Built(NamedTuple):
    """What a batch became: the chunks of the entries and of what they mention, unless it was lately handed on, with
    numbers for all that they mention, the entries' marks for the index, the findings as one pickle, the records as
    lines of JSON, and the figures. `dated` and `doubled` are what the batch itself shows: names with several dates, and
    the places of entries that stand in it before."""

    packed: PackedChunks
    mentioned: PackedChunks
    mentions: bytes
    marks: Marks
    findings: bytes
    lines: str
    figures: Figures
    dated: frozenset[int]
    doubled: dict[int, str]
    size: int


class Builder:
    """Mappings made ready; picklable, so that each process of a pool makes its own ready once.

    `dated` are the names that stand in the catalogue with several dates, `doubled` the places of entries that stand
    there before, with where that is; both as numbers of the index.
    """

    def __init__(
        self,
        mappings: Sequence[Mapping],
        settings: Settings,
        dated: frozenset[int] = frozenset(),
        doubled: dict[int, str] | None = None,
    ) -> None:
        self.mappings, self.settings, self.dated, self.doubled = tuple(mappings), settings, dated, doubled or {}
        labels = ontology_labels(ontology_folder())
        self.compiled = [CompiledMapping(mapping, settings) for mapping in self.mappings]
        self.makers = {mapping: EntryMaker(mapping, labels) for mapping in self.compiled}
        last = [mapping for mapping in self.compiled if mapping.spec.claims.fallback]
        first = [mapping for mapping in self.compiled if mapping not in last] or last
        # How a source is read, with which mappings: what none of the first claims anything of is read by the last.
        self.rounds = [
            (RecordReader(source for mapping in some for source in mapping.records), Layouts(some))
            for some in dict.fromkeys((tuple(first), tuple(last)))
            if some
        ]
        self.whole = any(mapping.spec.one_per for mapping in self.compiled)
        self._mentions = Mentions()  # what the other end has had from here

    @classmethod
    def of(cls, names: Sequence[str], settings: Settings) -> Builder:
        """With the mappings of these names or files; with all that ship with orkgx if there are none."""
        return cls([load_mapping(name) for name in (names or shipped())], settings)

    def __reduce__(self) -> tuple[type[Builder], tuple[object, ...]]:
        return Builder, (self.mappings, self.settings, self.dated, self.doubled)

    def again(self, *, dated: frozenset[int] = frozenset(), doubled: dict[int, str] | None = None) -> Builder:
        """The same, knowing more of the whole."""
        other = Builder.__new__(Builder)
        other.__dict__.update(self.__dict__)  # all that is ready stays so
        other.dated, other.doubled = self.dated | dated, {**self.doubled, **(doubled or {})}
        other._mentions = Mentions()
        return other

    def forget(self, dated: frozenset[int] = frozenset()) -> None:
        """Be as new, but for these: what was handed on before is of no run to come."""
        self.dated, self.doubled = dated, {}
        self._mentions = Mentions()

    def transform_alone(self, batch: Batch) -> Built:
        """The same, with all that the entries mention."""
        self._mentions = Mentions()
        return self.transform(batch)

    def transform(self, batch: Batch) -> Built:
        """A few segments as records, entries, statements: pure, each stage for all of them before the next."""
        found: list[Diagnostic] = []
        records = [one for stretch in batch.stretches for one in self.records(stretch, found)]
        made, dated = self._with_dates(records)
        doubled: dict[int, str] = {}
        entries = list(self._distinct(made, found, doubled))
        parts = [segment for stretch in batch.stretches for segment in stretch.segments]
        found = in_order(named(found, records), [segment.file for segment in parts])
        mentions = mentioned(entries)
        return Built(
            packed=pack([chunk for entry in entries for chunk in entry.chunks], tidied=True),
            mentioned=pack_apart(self._mentions.new(mentions)),
            mentions=array("Q", {text_key(chunk.text) for chunk in mentions}).tobytes(),
            marks=marks([entry for entry, _ in made if entry]),
            findings=pack_findings(found),
            lines="".join([entry.line for entry in entries]),
            figures=Figures(
                counts=Counter(diagnostic.severity for diagnostic in found),
                read=Counter([(entry.span.file, entry.name.partition("/")[0]) for entry in entries]),
                directives=tuple([one for part in parts for one in directives(part.text, part.file, part.line)]),
                sizes=tuple([entry.size for entry in entries if entry.size]),
                blocks=sum(layout is not None or record.source in BLOCKS for record, layout, _ in records),
                entries=len(entries),
            ),
            dated=dated,
            doubled=doubled,
            size=batch.size,
        )

    def _with_dates(self, records: Sequence[Claimed]) -> tuple[list[Made], frozenset[int]]:
        """The entry of each record, and the names that stand in the batch with several dates, whose entries have theirs
        in their IRIs."""
        made = self.entries(records)
        dates: dict[str, str] = {}
        several = {entry.name for entry, _ in made if entry and dates.setdefault(entry.name, entry.date) != entry.date}
        dated = frozenset(map(digest_number, several))
        if dated <= self.dated:
            return made, dated
        places = [at for at, (entry, _) in enumerate(made) if entry and entry.name in several]
        again = self.entries([records[at] for at in places], dated)
        for at, one in zip(places, again, strict=True):
            made[at] = one
        return made, dated

    def records(self, stretch: Stretch, found: list[Diagnostic], *, rounds: int = 2) -> list[Claimed]:
        """The records of a stretch of one source, each with its layout and the source's IRI; those of a file that is
        one entry as one record. What is found is that of the reading that counts. Where another stretch is read by the
        first mappings, one of the `rounds` is enough."""
        kept: list[Diagnostic] = []
        records: list[Claimed] = []
        doubt = Doubt()
        for reader, layouts in self.rounds[:rounds]:
            read: list[Diagnostic] = []
            some = reader.read_file(stretch.segments, read)
            joined = layouts.joined(some) if stretch.whole and len(some) > 1 else None
            laid = [joined] if joined else outermost([(one, layouts.of(one)) for one in some])
            claimed = [(one, layout, stretch.source) for one, layout in laid]
            entries = [(one, layout) for one, layout in laid if layout]
            if not records or sum(map(doubt.counts, [one for one, _ in entries])) > doubt.most:
                records, kept = claimed, read
            if (more := doubt_of(entries)) is None:
                break
            doubt = more
        found += kept
        return records

    def entries(self, records: Sequence[Claimed], dated: frozenset[int] = frozenset()) -> list[Made]:
        """The entry of each record, and what was found; `dated` are further names of several dates."""
        made: list[Made] = [(None, [])] * len(records)
        slow: dict[int, list[Diagnostic]] = {}
        groups: dict[CompiledMapping, dict[tuple[int, str], tuple[RecordGroup, list[int]]]] = {}
        for at, (record, layout, source) in enumerate(records):
            if layout is None:
                made[at] = None, self._unclaimed(record)
                continue
            mapping = layout.mapping
            if mapping.lead:
                record.context.groups, slow[at] = read_lead_groups(record, mapping.lead)
            of_mapping = groups.setdefault(mapping, {})
            key = id(layout), record.file
            if key not in of_mapping:
                origin = Origin(self.settings.source_iri or mapping.spec.source or source, record.file)
                of_mapping[key] = RecordGroup(layout, origin, []), []
            group, places = of_mapping[key]
            group.records.append(record)
            places.append(at)
        for mapping, of_mapping in groups.items():
            entries = self.makers[mapping].make([group for group, _ in of_mapping.values()], self.dated | dated)
            every = chain.from_iterable([one for _, one in of_mapping.values()])
            for at, (entry, findings) in zip(every, entries, strict=True):
                found = [*records[at][0].findings, *slow.get(at, ()), *findings]
                made[at] = entry, of_entry(one_a_fault(found), records[at]) if found else found
        return made

    def _unclaimed(self, record: Record) -> list[Diagnostic]:
        """What is said of a record that no mapping claims: nothing where only a few of many shapes are looked for, but
        for an item with several fields."""
        least = _TOLD_OF.get(record.source)
        if least is None or len(record.fields.names) < least:
            return []
        first = record.fields[0]
        near = self.rounds[0][1].nearest(record)
        message = f"no mapping claims this block{near}; it was left alone"
        return [finding(Span(record.file, first.line, first.column), "unclaimed-block", message)]

    def _distinct(self, made: Iterable[Made], found: list[Diagnostic], doubled: dict[int, str]) -> Iterator[Entry]:
        """The entries, but for those that are known to stand in the catalogue before, or do so in the batch: their
        places go to `doubled`, each with where that is."""
        firsts: dict[str, str] = {}
        for entry, findings in made:
            if entry:
                place = place_number(entry.span)
                if first := self.doubled.get(place) or firsts.get(entry.contribution):
                    # Of an entry that is left out, what is merely worth knowing is worth nothing.
                    found += [one for one in findings if one.severity > Severity.info]
                    found.append(doubled_entry(entry, first))
                    firsts.setdefault(entry.contribution, first)
                    doubled[place] = first
                    continue
                firsts[entry.contribution] = shown(entry.span)
            found += findings
            if entry:
                yield entry


class Alone:
    """A builder whose every answer has all that its entries mention."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def transform(self, batch: Batch) -> Built:
        return self.builder.transform_alone(batch)

    transform_alone = transform
