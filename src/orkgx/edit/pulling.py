"""What an ORKG says otherwise into the catalogue: edits of its fields, proved by reading it again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..check.edits import Edit
from ..mapping.rules import ROLES, Rule
from ..model import Span
from ..pipeline import Builder
from ..read.sources import Source
from ..write.incoming import LABEL_OF, Difference, Newcomer
from .changing import UNSAID, Held, add_items, as_list, change, held
from .entries import Named, Seen, seen, wanted_of
from .places import fill
from .proof import TextLines, most, with_edits
from .revising import Fact, Revised, Reviser
from .views import Move, further, views
from .writing import scalar

_PAPER, _CONTRIBUTION = ROLES[:2]


class Refused(NamedTuple):
    """A difference that no edit settles: the entry, what it is, and why."""

    place: Span
    what: str
    why: str


@dataclass(slots=True)
class Pulled:
    """A text as it was and as it is now, what was written, what was not, and the properties of what follows from it:
    values that the catalogue now says beside those that the ORKG has. `made` are new entries, `files` those that have
    got one of their own, with their texts."""

    before: str
    after: str
    done: list[Difference] = field(default_factory=list)
    made: list[Newcomer] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    follows: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


class Puller:
    """Writes differences into the sources of one run; `builder` must read as a push does, with lines."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def pull(self, source: Source, text: str, differences: Sequence[Difference]) -> Pulled:
        """Raises SourceError."""
        pulled = Pulled(text, text)
        wanted, named = wanted_of(self.builder, source, text)
        before, places = views(wanted, named), {one.line: at for at, one in enumerate(named)}
        moves = list(self.moves(source, text, named, differences, pulled))
        follows: dict[Sequence[Move], list[str]] = {}

        def holds(some: Sequence[Move]) -> bool:
            after, names = wanted_of(self.builder, source, with_edits(text, [one for m in some for one in m.edits]))
            more = further(before, views(after, names), places, some)
            if more is None:
                return False
            follows[tuple(some)] = [after.predicates.get(one, one).strip() for one in sorted(more)]
            return True

        kept = most(moves, holds) if moves else []
        pulled.after = with_edits(text, [edit for one in kept for edit in one.edits])
        pulled.follows = follows.get(tuple(kept), [])
        pulled.done = list(dict.fromkeys(one for move in kept for one in move.settles))
        for move in moves:
            if move not in kept:
                why = "with it the catalogue would say more or less than this"
                pulled.refused += [Refused(Span(source.name, move.line, 1), _shown(one), why) for one in move.settles]
        return pulled

    def moves(
        self, source: Source, text: str, named: Sequence[Named], differences: Sequence[Difference], pulled: Pulled
    ) -> Iterator[Move]:
        rows = TextLines(text)
        by_line: dict[int, list[Difference]] = defaultdict(list)
        for one in differences:
            places = one.places if one.old else one.places[:1]  # an addition to a paper is said once
            for place in places:
                if place.file == source.name:
                    by_line[place.line].append(one)
        entries = list(seen(self.builder, source, text, named))
        spelt, words = spellings(entries), words_of(self.builder, entries)
        for entry in entries:
            if some := by_line.get(entry.named.line):
                maker = self.builder.makers[entry.layout.mapping]
                reviser = Reviser(maker.meanings, words)
                yield from _Entry(entry, reviser, rows, spelt).moves(source, some, pulled)


class _Entry:
    """The edits of one entry."""

    def __init__(self, entry: Seen, reviser: Reviser, rows: TextLines, spelt: Mapping[Rule, str]) -> None:
        self.entry, self.reviser, self.rows, self.spelt = entry, reviser, rows, spelt
        self.held = list(held(entry))
        self.says = [reviser.says(one.rule, one.text, item=one.item) for one in self.held]

    def moves(self, source: Source, differences: Sequence[Difference], pulled: Pulled) -> Iterator[Move]:
        groups: dict[int | Rule, list[Difference]] = defaultdict(list)
        for one in differences:
            place = self.place(one)
            if place is None:
                pulled.refused.append(Refused(Span(source.name, self.entry.named.line, 1), _shown(one), UNSAID))
            else:
                groups[place].append(one)
        for place, some in groups.items():
            rule = place if isinstance(place, Rule) else self.held[place].rule
            edits = self.added(rule, some) if isinstance(place, Rule) else self.changed(place, some)
            if isinstance(edits, str):
                pulled.refused += [
                    Refused(Span(source.name, self.entry.named.line, 1), _shown(one), edits) for one in some
                ]
            else:
                yield Move(self.entry.named.line, tuple(edits), tuple(some), rule)

    def place(self, one: Difference) -> int | Rule | None:
        """The value that says what goes, or to which something is added, else the rule that a new field is for."""
        if one.predicate == LABEL_OF:
            return self.title(one)
        if one.old:
            fact = (one.role, one.predicate, one.old)
            return next((at for at, said in enumerate(self.says) if fact in said), None)
        assert one.new, "something comes or goes"
        fact = (one.role, one.predicate, one.new)
        fitting = [rule for rule in self.rules() if self.reviser.word(rule, fact)]
        if not fitting:
            return None
        there = [at for at, value in enumerate(self.held) if value.rule in fitting]
        return there[-1] if there else next((rule for rule in fitting if not rule.key.startswith("@")), None)

    def title(self, one: Difference) -> int | None:
        """The value that is the title of the paper."""
        record, layout = self.entry.record, self.entry.layout
        for reference in layout.title if one.role == _PAPER and one.old else ():
            if isinstance(reference, tuple):
                continue
            found = record.context.get(reference) if isinstance(reference, str) else record.fields[reference]
            rule = found and layout.mapping.fields.get(found.name, layout.mapping.written[found.name])
            if found and rule and one.old and " ".join(found.text.split()) == one.old.label:
                at = -1 if isinstance(reference, str) else reference
                self.held.append(Held(rule, found.text, False, found, at))
                self.says.append(set())
                return len(self.held) - 1
        return None

    def rules(self) -> Iterable[Rule]:
        return dict.fromkeys([*(one.rule for one in self.held), *self.entry.layout.mapping.fields.values()])

    def changed(self, at: int, some: Sequence[Difference]) -> list[Edit] | str:
        """The edits of a value that is there."""
        one = self.held[at]
        if some[0].predicate == LABEL_OF and some[0].new:
            label = some[0].new.label
            return change(self.entry, one, Revised(label, ((one.text, label),)), self.rows)
        old = {(d.role, d.predicate, d.old) for d in some if d.old}
        new = [(d.role, d.predicate, d.new) for d in some if d.new]
        if one.item and not old:
            return add_items(self.entry, one, self.reviser.labels(one.rule, [], new), self.rows)
        revised = self.reviser.revise(one.rule, one.text, old, new, item=one.item)
        if revised:
            return change(self.entry, one, revised, self.rows)
        listed = self.reviser.listed(one.rule, one.text, old, new)
        return as_list(self.entry, one, listed, self.rows) if listed else UNSAID

    def added(self, rule: Rule, some: Sequence[Difference]) -> list[Edit] | str:
        """The edits that put a field there."""
        new = [(d.role, d.predicate, d.new) for d in some if d.new]
        labels = self.reviser.labels(rule, [], new)
        revised = self.reviser.revise(rule, "", set(), new, item=False) if len(labels) > 1 else None
        key = self.spelt.get(rule, rule.key)
        text = revised.text if revised else labels[0]
        if self.entry.record.source in ("yaml", "front-matter", "comments"):
            text = scalar(text)
        put = fill(self.entry, rule, key, text, self.rows)
        return put if isinstance(put, str) else [put]


def words_of(builder: Builder, entries: Iterable[Seen]) -> dict[tuple[Rule, Fact], str]:
    """How a catalogue writes what its values say."""
    words: dict[tuple[Rule, Fact], str] = {}
    for entry in entries:
        reviser = Reviser(builder.makers[entry.layout.mapping].meanings)
        for one in held(entry):
            for piece in next(reviser.partings(one.rule, one.text, item=one.item)):
                if len(said := reviser.says(one.rule, piece, item=True)) == 1:
                    words.setdefault((one.rule, said.pop()), piece)
    return words


def spellings(entries: Iterable[Seen]) -> dict[Rule, str]:
    """How a catalogue writes the key of each rule, mostly."""
    counts: dict[Rule, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for name in entry.record.fields.names:
            if rule := entry.layout.mapping.written[name]:
                counts[rule][name] += 1
    return {rule: names.most_common(1)[0][0] for rule, names in counts.items()}


def _shown(one: Difference) -> str:
    change = one.change()
    return f"{change.property}: {change}"
