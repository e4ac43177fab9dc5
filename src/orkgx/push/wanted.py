"""What the catalogue wants the ORKG to say: things with labels and classes, and links between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model import Chunk, Diagnostic, Severity, Span
from ..terms import PREFIXES, XSD, unquote

_LABEL = PREFIXES["rdfs"] + "label"
_TYPE = PREFIXES["rdf"] + "type"
_MARKS = {"Resource", "Predicate", "Class"}  # classes of RDF dumps that say what kind of thing a term is
_DESCRIBES = {_TYPE, _LABEL, PREFIXES["skos"] + "altLabel"}
_DESCRIPTION = "description"  # the ORKG's predicate for what a predicate means
_LONGEST = 8164  # UTF-16 code units of a label or a literal


class Thing(NamedTuple):
    """A resource or predicate: its IRI in our graph, its label, its classes by id, the id that the catalogue gives,
    and its kind as the API's paths name it."""

    iri: str
    label: str
    classes: tuple[str, ...]
    id: str = ""
    kind: str = "resources"


class Value(NamedTuple):
    """A literal as the ORKG holds it: `datatype` is ``xsd:name`` or an IRI."""

    label: str
    datatype: str


class Link(NamedTuple):
    """A statement: subject and object by IRI, or the object as a `Value`; the predicate by its id, or by its IRI where
    the mapping has no id for it."""

    subject: str
    predicate: str
    object: str | Value


@dataclass(slots=True)
class Wanted:
    """`predicates` are labels by id, `places` the source line of a paper or contribution."""

    things: dict[str, Thing] = field(default_factory=dict)
    links: dict[str, list[Link]] = field(default_factory=dict)
    predicates: dict[str, str] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)

    def statements(self) -> Iterator[Link]:
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
        links: dict[str, list[Link]] = {}
        for iri, all_ in self.links.items():
            into = [link for link in all_ if link.object in kept] if "Paper" in self.things[iri].classes else []
            if into:
                links[iri] = [link for link in all_ if link.object in kept or link.predicate != into[0].predicate]
            elif iri in kept:
                links[iri] = all_
        needed = set(links) | {link.object for some in links.values() for link in some if isinstance(link.object, str)}
        needed |= {link.predicate for some in links.values() for link in some}
        things = {iri: thing for iri, thing in self.things.items() if iri in needed}
        return Wanted(things, links, self.predicates, self.places)

    def faults(self) -> Iterator[Diagnostic]:
        """What the ORKG would refuse, by the rules that it checks labels and literals with."""
        for thing in self.things.values():
            if problem := _refused(thing.label, newlines=False):
                yield self.fault(thing.iri, f"the label {thing.label[:60]!r} {problem}")
        for link in self.statements():
            if isinstance(link.object, Value) and (problem := _refused(link.object.label, newlines=True)):
                yield self.fault(link.subject, f"the value {link.object.label[:60]!r} of {link.predicate} {problem}")

    def fault(self, iri: str, message: str) -> Diagnostic:
        place = self.places.get(iri, Span(iri, 1, 1))
        return Diagnostic(place, Severity.error, "refused-by-orkg", f"{message}; the ORKG would refuse it; change it")


def _refused(text: str, *, newlines: bool) -> str:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units > _LONGEST:
        return f"has {units:,} characters; at most {_LONGEST:,} are taken"
    if not newlines and (not text.strip() or "\n" in text or "\0" in text):
        return "is blank or holds a line break"
    return ""


def places(lines: Iterable[str]) -> dict[str, Span]:
    """Where papers and contributions stand in the source, from the records as lines of JSON."""
    found: dict[str, Span] = {}
    for line in lines:
        record = json.loads(line)
        for role in ("paper", "contribution"):
            found.setdefault(record[role], Span(record["file"], record["line"], 1))
    return found


def gather(chunks: Iterable[Chunk], places: dict[str, Span]) -> Wanted:
    """The wanted state out of the statements of profile ``orkg``."""
    wanted = Wanted(places=places)
    for subject, text in chunks:
        triples = [line[:-2].split(" ", 2) for line in text.split("\n") if line]
        iri = subject[1:-1]
        label = next((unquote(term)[0] for _, predicate, term in triples if predicate[1:-1] == _LABEL), "")
        if iri.startswith(PREFIXES["orkgp"]):
            wanted.predicates[iri.removeprefix(PREFIXES["orkgp"])] = label
        elif not iri.startswith(PREFIXES["orkgc"]) and any(_class(triple) for triple in triples):
            classes = tuple(name for triple in triples if (name := _class(triple)) and name not in _MARKS)
            id_ = iri.removeprefix(PREFIXES["orkgr"]) if iri.startswith(PREFIXES["orkgr"]) else ""
            kind = "predicates" if any(_class(triple) == "Predicate" for triple in triples) else "resources"
            wanted.things[iri] = Thing(iri, label, classes, id_, kind)
            links = list(dict.fromkeys(_links(iri, triples)))
            if links:
                wanted.links[iri] = links
    used = set(wanted.links)
    used |= {end for link in wanted.statements() for end in (link.predicate, link.object) if isinstance(end, str)}
    wanted.things = {iri: thing for iri, thing in wanted.things.items() if iri in used}
    for iri, thing in wanted.things.items():
        if thing.kind == "predicates":
            wanted.links[iri] = [Link(iri, _DESCRIPTION, Value(f"{thing.label}; defined by {iri}", "xsd:string"))]
            wanted.predicates[_DESCRIPTION] = _DESCRIPTION
    return wanted


def _class(triple: list[str]) -> str:
    _, predicate, term = triple
    is_class = predicate[1:-1] == _TYPE and term.startswith(f"<{PREFIXES['orkgc']}")
    return term[1:-1].removeprefix(PREFIXES["orkgc"]) if is_class else ""


def _links(iri: str, triples: list[list[str]]) -> Iterator[Link]:
    for _, predicate, term in triples:
        if predicate[1:-1] not in _DESCRIBES:
            id_ = predicate[1:-1].removeprefix(PREFIXES["orkgp"])
            yield Link(iri, id_, term[1:-1] if term[0] == "<" else _value(term))


def _value(term: str) -> Value:
    text, datatype = unquote(term)
    return Value(text, f"xsd:{datatype.removeprefix(XSD)}" if datatype.startswith(XSD) else datatype or "xsd:string")
