"""How a record of certain keys is read: which mapping claims it, which rule takes each field, which fields give name,
title and date. Catalogues repeat their keys from block to block, so that it is found out once for many."""

from __future__ import annotations

import html
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..graph.terms import escaped
from ..model import Fields, Link, Record, fold_key
from .cache import remember
from .claims import choose
from .compiled import CompiledMapping
from .maps import EachRule
from .rules import ROLES, Rule, fold_value
from .topics import Topic, other_links

_REMEMBERED = 1_000  # layouts
_ADDRESS = re.compile(r"https?://\S+", re.I)
_LONGEST_MISSING = 60  # characters; what says nothing is short

# The place of a field in the record, that and what of it is meant, or the name of a pseudo-field.
Reference = int | tuple[int, str] | str


class Layout(NamedTuple):
    """How the fields of a record are read, each given by its place.

    `filled` are those with a value and a rule: if they are split already, and whether text, link or links are read.
    `names` are their names, escaped; `empty` those without a value, `unmapped` those that no rule reads, `unlinked`
    those whose links no rule reads. `missing` are keys that are required and not there, `own` names of fields that are
    those of pseudo-fields. By the places of `ROLES`, `rivals` are those of `filled` that may make the same statement as
    another of them; None where more than those may. `surplus` are places in `filled` of further names or titles, which
    name nothing. `in_cells` says that fields are cells of a row, and what follows a name in its cell belongs
    to it. `addresses` are places of fields that are an address and nothing else and are read as that, which no
    title is. `maps` are those of maps that become nodes and stand in no list, with the rule of each."""

    mapping: CompiledMapping
    filled: tuple[tuple[int, Rule, bool, str], ...]
    names: tuple[str, ...]
    empty: tuple[int, ...]
    unmapped: tuple[int, ...]
    unlinked: tuple[int, ...]
    own: frozenset[str]
    topic: Topic
    name: tuple[Reference, ...]
    identity: tuple[Reference, ...]
    title: tuple[Reference, ...]
    date: tuple[Reference, ...]
    orkg: tuple[Reference, ...]
    missing: tuple[str, ...]
    rivals: tuple[tuple[int, ...] | None, ...]
    surplus: tuple[int, ...]
    in_cells: bool
    addresses: frozenset[int]
    maps: tuple[tuple[EachRule, tuple[int, ...]], ...]

    def maps_of(self, record: Record) -> Iterator[tuple[EachRule, Fields]]:
        """The maps of a record that become nodes, in lists or not, each with the rule that makes it one."""
        for path, listed in record.things.items():
            if each := self.mapping.each.get(fold_key(path)):
                yield from ((each, fields) for fields in listed)
        for each, places in self.maps:
            yield each, Fields.of([record.fields[at] for at in places])

    def untitled(self, record: Record) -> frozenset[int]:
        """Places of fields that would give the title, but hold none."""
        texts = record.fields.texts
        return frozenset(at for at in self.title if isinstance(at, int) and not self.mapping.is_title(texts[at]))

    def beside(self, untitled: frozenset[int]) -> set[int]:
        """The places in `filled` of fields whose texts name nothing, `untitled` ones among them."""
        kept = {at for at, (place, _, _, reads) in enumerate(self.filled) if place in untitled and reads == "text"}
        return kept.union(self.surplus)


class Layouts:
    """The layouts of all records, by the mappings that there are."""

    def __init__(self, mappings: Sequence[CompiledMapping]) -> None:
        self.mappings = tuple(mappings)
        self._known: dict[Hashable, Layout | None] = {}
        self._made: dict[Hashable, Layout] = {}

    def of(self, record: Record, claimed: CompiledMapping | None = None) -> Layout | None:
        """The layout of a record; None where no mapping claims it, and none has `claimed` it before."""
        fields = record.fields
        names, texts, items = tuple(fields.names), fields.texts, tuple(fields.items)
        linked = tuple(map(bool, fields.links)) if fields.links else ()
        things = tuple(record.things)
        addresses = tuple([at for at, text in enumerate(texts) if text[:4] == "http" and is_address(text)])
        key = names, tuple(map(bool, texts)), items, record.source, linked, things, addresses
        # What claims a record without keys, or an item, is what stands around it.
        lasting = bool(names) and record.source != "items" and not claimed
        known = *key, record.context.columns
        if lasting and known in self._known:
            return self._known[known]
        mapping = claimed or choose(record, self.mappings)
        layout: Layout | None = None
        if mapping:
            made = mapping, key
            layout = self._made.get(made) or remember(self._made, made, _layout(mapping, *key), _REMEMBERED)
        return remember(self._known, known, layout, _REMEMBERED) if lasting else layout

    def nearest(self, record: Record) -> str:
        """A hint: the mapping that knows most of a record's keys."""
        names = record.fields.names
        known = {mapping.name: sum(map(mapping.knows, names)) for mapping in self.mappings}
        best = max(known, key=lambda name: known[name], default="")
        return f" (nearest is {best!r}, which knows {known[best]} of its {len(names)} keys)" if known.get(best) else ""

    def joined(self, records: Sequence[Record]) -> tuple[Record, Layout | None] | None:
        """All records of a file as one, where a mapping takes them for one entry; None where none does."""
        mappings = [mapping for mapping in self.mappings if mapping.spec.one_per]
        for mapping in mappings:
            parts = [record for record in records if record.source in mapping.sources]
            whole = join(parts) if parts else None
            if whole and any(mapping is choose(one, self.mappings) for one in (whole, *parts)):
                return whole, self.of(whole, mapping)
        return None


def join(records: Sequence[Record]) -> Record:
    """Records of one file as one; what stands around it is what stands around the first."""
    first, last = records[0], records[-1]
    fields = [field for record in records for field in record.fields]
    things = {key: some for record in records for key, some in record.things.items()}
    findings = tuple(finding for record in records for finding in record.findings)
    return first._replace(fields=Fields.of(fields), last=last.last, findings=findings, things=things)


def _layout(
    mapping: CompiledMapping,
    names: Sequence[str],
    valued: Sequence[bool],
    items: Sequence[bool],
    source: str,
    linked: Sequence[bool],
    things: Sequence[str],
    addresses: Sequence[int],
) -> Layout:
    rules = [mapping.written[name] for name in names]
    inside = *_inside(mapping, things), *(names[at] for _, places in _maps(mapping, names, things) for at in places)
    maps = tuple(one for one in _maps(mapping, names, things) if any(valued[at] for at in one[1]))
    filled = tuple(_filled(mapping, names, rules, valued, items, linked, addresses))
    first: dict[str, int] = {}  # the first field with a value, of each key of the mapping
    for at, rule, _, reads in filled:
        if reads.partition("[")[0] == rule.reads:
            first.setdefault(rule.key, at)

    def places(references: Iterable[str]) -> Iterator[Reference]:
        for reference in references:
            base, _, kind = reference.rpartition(".")
            rule = None if reference.startswith("@") else mapping.written[reference]
            if reference.startswith("@"):
                yield reference
            elif rule and rule.key in first:
                yield first[rule.key]
            elif kind in ("link", "links") and (rule := mapping.written[base]) and rule.key in first:
                yield first[rule.key], kind

    entry = mapping.spec.entry
    present = {*first, *_listed(mapping, things), *(each.key for each, _ in maps)}
    made = [rule for _, rule, _, _ in filled]
    twice = len({rule.key for rule in made}) < len(filled)
    read = {at for at, _, _, reads in filled if reads != "text"}
    return Layout(
        mapping=mapping,
        filled=filled,
        names=tuple(
            escaped(names[at] if reads == "text" else f"{names[at]}.{reads.partition('[')[0]}")
            for at, _, _, reads in filled
        ),
        empty=tuple(at for at, rule in enumerate(rules) if rule and not valued[at] and not (linked and linked[at])),
        unmapped=tuple(at for at, rule in enumerate(rules) if not rule and not names[at].startswith(inside)),
        unlinked=tuple(at for at, held in enumerate(linked) if held and at not in read),
        own=frozenset(name for name in names if name.startswith("@")),
        topic=mapping.topic(present),
        name=tuple(places(entry.name)),
        identity=tuple(places(entry.identity)),
        title=tuple(places(entry.title)),
        date=tuple(places(entry.date)),
        orkg=tuple(places(entry.orkg)),
        missing=tuple(rule.key for rule in mapping.required if rule.key not in present),
        surplus=tuple(_surplus(filled, first)),
        in_cells=source == "table",
        addresses=frozenset(at for at in addresses if at in read),
        rivals=tuple(None if twice else _rivals(at, made, mapping.context.values()) for at in range(len(ROLES))),
        maps=maps,
    )


def _surplus(filled: Sequence[tuple[int, Rule, bool, str]], first: Mapping[str, int]) -> Iterator[int]:
    """The places of further names and titles; `first` holds the first field of each key."""
    for place, (at, rule, _, _) in enumerate(filled):
        if rule.names and not rule.values and first.get(rule.key, at) != at:
            yield place


def _filled(
    mapping: CompiledMapping,
    names: Sequence[str],
    rules: Sequence[Rule | None],
    valued: Sequence[bool],
    items: Sequence[bool],
    linked: Sequence[bool],
    addresses: Sequence[int],
) -> Iterator[tuple[int, Rule, bool, str]]:
    """What is read of each field: its text, and its links where it has some."""
    for at, rule in enumerate(rules):
        held = bool(linked) and linked[at]
        if rule and (held if rule.reads != "text" else valued[at]):
            reads = other_links(rule.reads, mapping.named_links(rule)) if rule.reads == "links" else rule.reads
            yield at, rule, items[at] and rule.reads == "text", reads
        elif rule and rule.reads != "text" and valued[at]:  # an address that is no link of Markdown
            yield at, rule, False, "text"
        for link_rule, kind in mapping.link_rules(names[at], rule) if held or at in addresses else ():
            yield at, link_rule, False, kind


def _inside(mapping: CompiledMapping, things: Sequence[str]) -> tuple[str, ...]:
    """The beginnings of keys whose values are of maps in lists that become nodes of their own."""
    lists = [path for path in things if fold_key(path) in mapping.each]
    around = [path for path in things if any(one.startswith(f"{path}.") for one in lists)]
    return tuple(f"{path}." for path in (*lists, *around))


def _listed(mapping: CompiledMapping, things: Sequence[str]) -> Iterator[str]:
    """The mapping's keys of lists of maps that become nodes."""
    return (mapping.each[fold_key(path)].key for path in things if fold_key(path) in mapping.each)


def _maps(
    mapping: CompiledMapping, names: Sequence[str], things: Sequence[str]
) -> tuple[tuple[EachRule, tuple[int, ...]], ...]:
    """The places of fields of maps that become nodes and stand in no list."""
    listed = tuple(f"{path}." for path in things)
    places: dict[EachRule, list[int]] = {}
    for at, name in enumerate(names):
        if not name.startswith(listed) and (each := mapping.each.around(name)):
            places.setdefault(each, []).append(at)
    return tuple((each, tuple(some)) for each, some in places.items())


def _rivals(role: int, rules: Iterable[Rule], context: Iterable[Rule]) -> tuple[int, ...] | None:
    """The places of rules that make statements of one predicate about one subject; None where one of `context` does."""
    makers: dict[str, set[int]] = {}
    for at, rule in [*enumerate(rules), *((-1, rule) for rule in context)]:
        for predicate in rule.makes[role]:
            makers.setdefault(predicate, set()).add(at)
    found = {at for places in makers.values() if len(places) > 1 for at in places}
    return None if -1 in found else tuple(sorted(found))


def is_address(text: str) -> bool:
    """Whether a text is the address of a page and nothing else."""
    return bool(_ADDRESS.fullmatch(text))


def first_text(
    record: Record,
    references: Iterable[Reference],
    missing: frozenset[str] = frozenset(),
    but: frozenset[int] = frozenset(),
) -> str:
    """The text of the first of some fields that is there, and that says something: `missing` are folded texts, `but`
    are places of fields that do not count."""
    for reference in references:
        if reference in but:
            continue
        text = record.context.text(reference) if isinstance(reference, str) else read_field(record, reference)
        if text and not (missing and len(text) <= _LONGEST_MISSING and fold_value(text) in missing):
            return " ".join((html.unescape(text) if "&" in text else text).split())
    return ""


def read_field(record: Record, reference: int | tuple[int, str]) -> str:
    """What is meant of a field: its text, the target of its first link, or those of all, a line each."""
    if isinstance(reference, int):
        return record.fields.texts[reference]
    at, reads = reference
    if reads == "text":
        return record.fields.texts[at]
    links = [link for link in record.fields.links[at] if link.target] if record.fields.links else []
    if not links and is_address(record.fields.texts[at]):
        links = [Link("", record.fields.texts[at])]
    if reads.startswith("links["):
        others, words = reads[6] == "^", set(reads[6:-1].lstrip("^").split("|"))
        links = [link for link in links if others is words.isdisjoint(re.findall(r"\w+", link.text.casefold()))]
    return "\n".join(link.target for link in (links[:1] if reads == "link" else links))
