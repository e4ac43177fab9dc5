"""Entries of a graph in, a catalogue in the form of its mapping out; and what of them it does not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from pathlib import PurePosixPath
from typing import NamedTuple

import pyoxigraph as ox

from ..graph.constants import CITATION, CONTRIBUTION, HAS_CONTRIBUTION, PART_OF, WRITTEN
from ..graph.provenance import DERIVED
from ..graph.provenance import ox as ours
from ..graph.slugs import slug
from ..graph.terms import ALT_LABEL, HOSTS, LABEL, PREFIXES, TYPE, address, last_step, literal, parse_tail
from ..mapping.compiled import CompiledMapping
from ..mapping.rules import ROLES, Rule
from ..pipeline import Builder
from .forms import BLOCK, CARD, CSV, FIRST, ITEM, LINKS, TABLE, Written, blocks, card, form_of, item, separated, table
from .inverting import Fact, Graph, Inverter, Said, Term, is_around, text_of
from .writing import lead

MAIN = "rendered.md"
_RESOURCE = PREFIXES["orkgr"]


class Thing(NamedTuple):
    """An entry of a graph: its subjects by role, its name, its mapping, and where it stood: source, first and last
    line."""

    subjects: dict[str, Term]
    name: str
    mapping: CompiledMapping
    place: tuple[str, int, int]


@dataclass(slots=True)
class Rendered:
    """A catalogue: its texts by the names of their files, and the entries in it."""

    files: dict[str, str] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)


def graph_of(store: ox.Store) -> Graph:
    """The statements of a store by subject, as terms; those of blank nodes are left out."""
    graph: defaultdict[Term, list[tuple[Term, Term]]] = defaultdict(list)
    for quad in store:
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode | ox.Triple):
            graph[str(quad.subject)].append((str(quad.predicate), _term(quad.object)))
    return {subject: sorted(facts) for subject, facts in graph.items()}


def _term(term: ox.NamedNode | ox.Literal) -> Term:
    if isinstance(term, ox.NamedNode):
        return str(term)
    plain = term.datatype.value == f"{PREFIXES['xsd']}string" or term.language
    return literal(term.value, "" if plain else term.datatype.value)


def _file(thing: Thing, taken: Collection[str]) -> str:
    """The name of a card's file, by which it may be known: that which it had, else what its IRI ends with."""
    stem = PurePosixPath(thing.place[0]).stem or last_step(thing.subjects["contribution"]) or "card"
    names = (f"{stem}-{number}.md" if number > 1 else f"{stem}.md" for number in count(1))
    return next(name for name in names if name not in taken)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


class Renderer:
    """Renders entries of a graph with mappings made ready; `form` is that of all of them, else each has its own."""

    def __init__(self, builder: Builder, graph: Graph, *, named: bool = False, form: str = "") -> None:
        self.builder, self.graph, self.named, self.form = builder, graph, named, form
        self.host = HOSTS[builder.settings.instance]
        self.papers = {
            end: one for one, facts in graph.items() for predicate, end in facts if predicate == HAS_CONTRIBUTION
        }
        self.nodes: defaultdict[Term, list[tuple[int, str, int, str]]] = defaultdict(list)
        for node, facts in graph.items():
            said = dict(facts)
            if owner := said.get(ours("fieldOf")):
                line, key, text = (text_of(said.get(ours(one), literal(""))) for one in ("line", "key", "text"))
                place = last_step(node).removeprefix(slug(key)).lstrip("-")  # among those of one key
                self.nodes[owner].append((_number(line), key, _number(place), text))

    def things(self) -> list[Thing]:
        """The entries of the graph, in the order of their catalogues' lines as far as they are known."""
        found = [self._thing(one) for one, facts in self.graph.items() if (TYPE, CONTRIBUTION) in facts]
        return sorted(found, key=lambda one: (one.place, one.mapping.name, one.name, one.subjects["contribution"]))

    def _thing(self, contribution: Term) -> Thing:
        facts = self.graph[contribution]
        mapping = self._mapping(contribution, facts)
        links = {topic.link for topic in mapping.topics}
        model = next((end for predicate, end in facts if predicate in links), "")
        paper = self.papers.get(contribution, "")
        subjects = {"paper": paper, "contribution": contribution, "model": model}
        place = next((address(end) for predicate, end in facts if predicate == DERIVED), "")
        source, _, lines = place.rpartition("#L")
        first, _, last = lines.partition("-")
        return Thing(
            {role: term for role, term in subjects.items() if term},
            self.label(contribution),
            mapping,
            (source, _number(first), _number(last.removeprefix("L") or first)),
        )

    def _mapping(self, contribution: Term, facts: Sequence[tuple[Term, Term]]) -> CompiledMapping:
        if self.named:
            return self.builder.compiled[0]
        of = {end for predicate, end in facts if predicate == PART_OF}
        for mapping in self.builder.compiled:
            if mapping.catalogue in of or f"/contribution/{mapping.name}/" in contribution:
                return mapping
        said = {predicate for predicate, _ in facts}
        return max(
            self.builder.compiled,
            key=lambda one: len(said & {p for rule in one.fields.values() for p in rule.predicates}),
        )

    def label(self, term: Term) -> str:
        return next((text_of(end) for predicate, end in self.graph.get(term, ()) if predicate == LABEL), "")

    # -- one entry

    def render(self, things: Sequence[Thing]) -> Rendered:
        """A catalogue of entries, each in its form, with a heading wherever another one begins that their mapping
        reads. Rows of tables that follow each other are one table; separated values and cards are files of their
        own."""
        rendered = Rendered(things=list(things))
        heading = ""
        rows: dict[CompiledMapping, list[Written]] = {}
        for (form, mapping, own), some in groupby(map(self._written, things), key=lambda one: one[:3]):
            few = list(some)
            entries = [entry for *_, entry in few]
            if form == CSV:
                rows.setdefault(mapping, []).extend(entries)
                continue
            if form == CARD:
                for *_, thing, entry in few:
                    rendered.files[_file(thing, rendered.files)] = card(entry)
                continue
            text = f"## {lead(('{@heading}',), {'@heading': own})}\n\n" if own and own != heading else ""
            heading = own or heading
            if form == ITEM:
                text += "".join(entry.above for entry in entries)
            else:
                text += table(entries, mapping) if form == TABLE else blocks(entries)
            rendered.files[MAIN] = rendered.files.get(MAIN, "") + text + "\n"
        for mapping, entries in rows.items():
            rendered.files["rendered.csv" if len(rows) == 1 else f"{mapping.name}.csv"] = separated(entries, mapping)
        return rendered

    def _written(self, thing: Thing) -> tuple[str, CompiledMapping, str, Thing, Written]:
        """An entry with its form, its mapping, and the heading that it stands below."""
        said = self.fields(thing)
        own = next((one.texts[0] for one in said if one.key == "@heading"), "")
        file, line, last = thing.place
        named = any(not one.startswith("@") for one in thing.mapping.spec.entry.name)
        form = self.form or form_of(thing.mapping, file, row=0 < line == last and named)
        keys = {one.key for one in said}
        marked = any(one.startswith(("@link", "@rest")) for one in keys)
        # An item with fields takes several lines; what it says may be known as a field.
        listed = marked and (form != TABLE or sum(not is_around(one) for one in keys) <= 1)
        if listed and not self.form and ITEM in thing.mapping.sources and not thing.mapping.spec.entry.written:
            form = ITEM
        return form, thing.mapping, own, thing, self.entry(thing, said, form)

    def entry(self, thing: Thing, said: Sequence[Said], form: str) -> Written:
        """One entry in the form of its mapping: what stands above its fields, and they."""
        spec = thing.mapping.spec.entry
        around = {one.key: one.texts[0] for one in said if is_around(one.key)}
        inside = [self._headed(one, thing.mapping, form) for one in said if not is_around(one.key)]
        if form == ITEM:
            return Written("", item(thing.name, around, inside), ())
        link = self.link(thing)
        written = spec.written if form == BLOCK else ()
        names = dict.fromkeys((*spec.name, "@title"), thing.name)
        title = self.label(thing.subjects.get("paper", ""))
        around = {**names, **dict.fromkeys(spec.title, title if title != thing.name else ""), **around, "@link": link}
        above = "- " + lead(written, around).replace("\n", "\n  ") + "\n\n" if written else ""
        known = {thing.mapping.written[one.key] for one in inside}
        heads = form == CARD and "@h1" in spec.name
        few = len(inside) < thing.mapping.spec.claims.least  # fields by which no mapping would know the entry
        naming = self._naming(thing, title, bool(above or heads) and not few, link, every=few)
        inside = [*(one for one in naming if known.isdisjoint(self._alike(one.key, thing.mapping))), *inside]
        return Written(thing.name if heads else "", above, tuple(inside))

    def _alike(self, key: str, mapping: CompiledMapping) -> set[Rule | None]:
        """The rules of fields that give the same of an entry as that of a key."""
        entry = mapping.spec.entry
        return {mapping.written[one] for some in (entry.name, entry.orkg) if key in some for one in some} | {
            mapping.written[key]
        }

    def _headed(self, said: Said, mapping: CompiledMapping, form: str) -> Said:
        """A field of a column without a heading, by a key of the mapping where that column cannot be had."""
        rule = mapping.written[said.key] if said.key.startswith("@column.") else None
        return said._replace(key=rule.key) if rule and (form != TABLE or said.key != FIRST) else said

    def _naming(self, thing: Thing, title: str, above: bool, link: str, *, every: bool) -> Iterator[Said]:
        """The fields that name the entry, its paper and its place on the ORKG, where what stands above does not, or
        `every` one of them."""
        spec = thing.mapping.spec.entry
        wanted = (
            (spec.name, "" if above else thing.name),
            (spec.title, title if every or title != thing.name else ""),
            (spec.orkg, "" if "@link" in spec.orkg else link),
        )
        for references, text in wanted:
            key = next((one for one in references if not one.startswith("@")), "")
            if key and text:
                yield Said(key, (text,))

    def link(self, thing: Thing) -> str:
        """The entry's address on the ORKG, if its paper is of there."""
        terms = [thing.subjects.get(role, "") for role in ("paper", "contribution")]
        ids = [address(one).removeprefix(_RESOURCE) if one else "" for one in terms]
        known = [id_ for id_ in ids if id_ and "/" not in id_]
        return f"https://{self.host}/paper/{'/'.join(known)}" if known[:1] == ids[:1] else ""

    def fields(self, thing: Thing) -> list[Said]:
        maker = self.builder.makers[thing.mapping]
        inverter = Inverter(thing.mapping, maker.meanings, self.graph)
        contribution = thing.subjects["contribution"]
        # A value whose link is read, too, is two of them, of one text.
        written = list(dict.fromkeys((key, text) for _, key, _, text in sorted(self.nodes.get(contribution, ()))))
        texts = [text_of(end) for predicate, end in self.graph[contribution] if predicate == WRITTEN]
        kept = [(key, text) for key, _, text in (one.partition(": ") for one in texts)]
        written += [one for one in kept if one[0].endswith(LINKS)] if written else kept
        return list(inverter.fields(thing.subjects, self.facts(thing), written, set(kept)))

    def facts(self, thing: Thing) -> set[Fact]:
        """What is said of an entry's subjects, but for what every entry of its mapping says."""
        mapping = thing.mapping
        constants = self.builder.makers[mapping].background
        same = {TYPE, LABEL, ALT_LABEL, CITATION, PART_OF, WRITTEN, DERIVED, HAS_CONTRIBUTION}
        same |= {one.link for one in mapping.topics}
        tails = [one for topic in mapping.topics for some in constants.of(topic).tails for one in some]
        always = {parse_tail(one) for one in tails}
        return {
            (ROLES.index(role), predicate, end)
            for role, subject in thing.subjects.items()
            for predicate, end in self.graph.get(subject, ())
            if predicate not in same and (predicate, end) not in always
        }
