"""What the catalogue wants the ORKG to say: things with labels and classes, and links between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..graph.terms import ALT_LABEL, LABEL, PREFIXES, TYPE, XSD, address, is_iri, parse_lines, unquote
from ..model import Chunk, Diagnostic, Span, finding
from . import limits

_MARKS = {"Resource", "Predicate", "Class"}  # classes of RDF dumps that say what kind of thing a term is
_DESCRIBES = {TYPE, LABEL, ALT_LABEL}
_DESCRIPTION = "description"  # the ORKG's predicate for what a predicate means
HAS_CONTRIBUTION = "P31"  # the ORKG's predicate from a paper to its contributions


class OrkgResource(NamedTuple):
    """A resource or predicate: its IRI in our graph, its label, its classes by id, the id that the catalogue gives,
    and its kind as the API's paths name it."""

    iri: str
    label: str
    classes: tuple[str, ...]
    id: str = ""
    kind: str = "resources"


class OrkgLiteral(NamedTuple):
    """A literal as the ORKG holds it: `datatype` is ``xsd:name`` or an IRI."""

    label: str
    datatype: str


class OrkgStatement(NamedTuple):
    """A statement: subject and object by IRI, or the object as an `OrkgLiteral`; the predicate by its id, or by
    its IRI where the mapping has no id for it."""

    subject: str
    predicate: str
    object: str | OrkgLiteral


def key_of(link: OrkgStatement) -> tuple[str, str, str]:
    """How the ledger knows a statement, whatever ids it has on the ORKG."""
    end = link.object
    return link.subject, link.predicate, end if isinstance(end, str) else f'"{end.label}"^^{end.datatype}'


def end_of(text: str) -> str | OrkgLiteral:
    """An object out of the key of its statement.

    >>> end_of('"a "b""^^xsd:string'), end_of("https://example.org/id/a")
    (OrkgLiteral(label='a "b"', datatype='xsd:string'), 'https://example.org/id/a')
    """
    label, mark, datatype = text.rpartition('"^^')
    return OrkgLiteral(label.removeprefix('"'), datatype) if mark and text.startswith('"') else text


@dataclass(slots=True)
class Wanted:
    """`predicates` are labels by id, `places` the source line of a paper or contribution, `catalogues` the name of the
    catalogue by contribution, `named` those that are looked at even if they have none."""

    things: MutableMapping[str, OrkgResource] = field(default_factory=dict)
    links: MutableMapping[str, list[OrkgStatement]] = field(default_factory=dict)
    predicates: dict[str, str] = field(default_factory=dict)
    places: MutableMapping[str, Span] = field(default_factory=dict)
    catalogues: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def statements(self) -> Iterator[OrkgStatement]:
        for links in self.links.values():
            yield from links

    def part(self, names: Sequence[str], limit: int | None) -> Wanted:
        """Only the contributions of these names, and no more than `limit`, with all that they need."""
        chosen = [
            iri
            for iri, thing in self.things.items()
            if "Contribution" in thing.classes and (not names or thing.label in names)
        ][:limit]
        kept = set(chosen)
        links: dict[str, list[OrkgStatement]] = {}
        for iri, all_ in self.links.items():
            into = [link for link in all_ if link.object in kept] if "Paper" in self.things[iri].classes else []
            if into:
                links[iri] = [link for link in all_ if link.object in kept or link.predicate != into[0].predicate]
            elif iri in kept:
                links[iri] = all_
        needed = set(links) | {link.object for some in links.values() for link in some if isinstance(link.object, str)}
        needed |= {link.predicate for some in links.values() for link in some}
        described = {iri for iri in needed & self.links.keys() if self.things[iri].kind == "predicates"}
        links |= {iri: self.links[iri] for iri in self.links if iri in described}
        things = {iri: thing for iri, thing in self.things.items() if iri in needed}
        catalogues = {iri: name for iri, name in self.catalogues.items() if iri in kept}
        return Wanted(things, links, self.predicates, self.places, catalogues, self.named)

    def faults(self) -> Iterator[Diagnostic]:
        """What the ORKG would refuse, by the rules that it checks things and literals with."""
        for thing in self.things.values():
            for problem in filter(None, _refused(thing)):
                yield self.fault(thing.iri, f"{thing.kind[:-1]} {thing.label[:60]!r} {problem}")
        for link in self.statements():
            end = link.object
            if isinstance(end, OrkgLiteral) and (problem := limits.literal(end.label, end.datatype)):
                yield self.fault(link.subject, f"the value {end.label[:60]!r} of {link.predicate} {problem}")
            elif isinstance(end, str) and end not in self.things:
                yield self.fault(link.subject, f"{link.predicate} is {end[:60]}, of which nothing is known here")
        for id_ in self.predicates:
            if problem := limits.id_(id_):
                yield self.fault(id_, f"the predicate {id_!r} {problem}")

    def fault(self, iri: str, message: str) -> Diagnostic:
        message = f"{message}; the ORKG would refuse it; change it"
        return finding(self.place(iri), "refused-by-orkg", message)

    def place(self, iri: str) -> Span:
        """Where something stands in the source: its own line, else that of the first entry that speaks of it."""
        if iri in self.places:
            return self.places[iri]
        speaks = (link.subject for link in self.statements() if iri in (link.object, link.predicate))
        return next((self.places[subject] for subject in speaks if subject in self.places), Span(iri, 1, 1))


def _refused(thing: OrkgResource) -> Iterator[str]:
    yield limits.label(thing.label)
    yield limits.classes(thing.classes)
    if not thing.id:
        yield (why := limits.uri(thing.iri)) and f"has the IRI {thing.iri[:60]!r}, which {why}"
    for name, id_ in (("id", thing.id), *(("class", class_) for class_ in thing.classes)):
        if id_ and (why := limits.id_(id_)):
            yield f"has the {name} {id_!r}, which {why}"


def gather(chunks: Iterable[Chunk], records: Iterable[str]) -> Wanted:
    """The wanted state out of the statements of profile ``orkg``, and the records as lines of JSON."""
    wanted = Wanted()
    for record in place(wanted, records):
        wanted.catalogues.setdefault(record["contribution"], record["catalogue"])
    collect(wanted, chunks)
    used = set(wanted.links)
    used |= {end for link in wanted.statements() for end in (link.predicate, link.object) if isinstance(end, str)}
    wanted.things = {iri: thing for iri, thing in wanted.things.items() if iri in used}
    for iri, thing in wanted.things.items():
        if thing.kind == "predicates":
            meaning = OrkgLiteral(f"{thing.label}; defined by {iri}", "xsd:string")
            wanted.links[iri] = [OrkgStatement(iri, _DESCRIPTION, meaning)]
            wanted.predicates[_DESCRIPTION] = _DESCRIPTION
    return wanted


def place(wanted: Wanted, records: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The records, while the places of what they are about are kept."""
    for line in records:
        record = json.loads(line)
        for role in ("paper", "contribution"):
            wanted.places.setdefault(record[role], Span(record["file"], record["line"], 1))
        yield record


def collect(wanted: Wanted, chunks: Iterable[Chunk]) -> None:
    """Take all that is said of things and predicates."""
    for subject, text in chunks:
        _gather_subject(wanted, address(subject), parse_lines(subject, text))


def _gather_subject(wanted: Wanted, iri: str, facts: list[tuple[str, str]]) -> None:
    """Add one subject, with its predicates and objects as terms."""
    label = next((unquote(term)[0] for predicate, term in facts if predicate == LABEL), "")
    if iri.startswith(PREFIXES["orkgp"]):
        wanted.predicates[iri.removeprefix(PREFIXES["orkgp"])] = label
        return
    classes = [class_ for predicate, term in facts if (class_ := _class(predicate, term))]
    if not classes or iri.startswith(PREFIXES["orkgc"]):
        return
    id_ = iri.removeprefix(PREFIXES["orkgr"]) if iri.startswith(PREFIXES["orkgr"]) else ""
    kind = "predicates" if "Predicate" in classes else "resources"
    own = tuple(class_ for class_ in classes if class_ not in _MARKS)
    wanted.things[iri] = OrkgResource(iri, label, own, id_, kind)
    if links := list(dict.fromkeys(_links(iri, facts))):
        wanted.links[iri] = links


def _class(predicate: str, term: str) -> str:
    """The id of the ORKG's class that a statement gives; empty for any other statement."""
    is_class = predicate == TYPE and address(term).startswith(PREFIXES["orkgc"])
    return address(term).removeprefix(PREFIXES["orkgc"]) if is_class else ""


def _links(iri: str, facts: list[tuple[str, str]]) -> Iterator[OrkgStatement]:
    for predicate, term in facts:
        if predicate not in _DESCRIBES:
            yield OrkgStatement(iri, name_of(predicate), address(term) if is_iri(term) else literal_of(term))


def name_of(predicate: str) -> str:
    """A predicate's term as statements name it: by its id, or by its IRI if it has none."""
    return address(predicate).removeprefix(PREFIXES["orkgp"])


def literal_of(term: str) -> OrkgLiteral:
    text, datatype = unquote(term)
    if datatype.startswith(XSD):
        return OrkgLiteral(text, f"xsd:{datatype.removeprefix(XSD)}")
    return OrkgLiteral(text, datatype or "xsd:string")
