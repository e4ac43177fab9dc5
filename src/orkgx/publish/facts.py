"""What is said of a model, in groups, each fact once: the model's own statements, and of its contributions only what
those do not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from ..graph.terms import PREFIXES
from .entities import Entities, in_order
from .shown import ShownTerm, Term
from .written import Written, WrittenField

_GROUPS: Mapping[str, str] = {
    "What it is": "rdfs:label skos:altLabel dcterms:description fair4ml:modelCategory orkgp:P7121 "
    "orkgp:P103000 schema:dateCreated schema:creator fair4ml:intendedUse orkgp:P37544 fair4ml:mlTask orkgp:P103001 "
    "orkgp:P116000 ox:modality ox:generates schema:inLanguage fair4ml:fineTunedFrom ox:extension "
    "ox:section schema:keywords",
    "Size": "ox:maxParameterCount ox:parameterCount ox:numberOfParameters ox:parameterAmount "
    "ox:embeddingParameterCount ox:contextLength ox:contextLengthAmount ox:imageResolution ox:imageWidth "
    "ox:imageHeight schema:hasVariant ox:instructionTunedVariant ox:furtherVariants",
    "How it was trained": "fair4ml:trainedOn ox:trainingDataAsStated schema:mentions ox:trainingDataSize "
    "ox:trainingDataPart ox:trainingDataSameAs ox:trainingDataExtends ox:tokenizer ox:optimizer "
    "ox:hardware ox:hardwareDescription ox:deviceSet ox:trainingTime ox:trainingTimeAsStated ox:trainingCompute "
    "ox:trainingCost ox:trainingCostAsStated ox:energyUse ox:trainingFramework ox:knowledgeCutoff",
    "Access": "schema:license ox:access schema:codeRepository schema:subjectOf schema:url schema:citation "
    "schema:softwareRequirements",
    "Evaluation": "fair4ml:hasEvaluation",
}


def iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


_ORDER = {iri(curie): (group, at) for group, curies in _GROUPS.items() for at, curie in enumerate(curies.split())}
_REST = "More"
# What is said elsewhere on the page, or again in another unit.
_HIDDEN = {
    iri(curie)
    for curie in (
        *("rdf:type", "rdfs:label", "orkgp:HAS_MODEL", "ox:asWritten", "dcterms:isPartOf", "prov:wasDerivedFrom"),
        *("orkgp:P110076", "orkgp:P32", "ox:maxParameterCountInMillion", "orkgp:P103002", "orkgp:extension"),
        *("orkgp:P15156", "schema:about", "orkgp:P49020", "orkgp:P163013", "orkgp:P163009", "ox:dateCreated"),
    )
}
# One predicate of a model for several kinds of things: the kind says what it is.
_BY_KIND = {
    "model-family": "family",
    "architecture": "architecture",
    "pretraining-task": "pretraining task",
    "fine-tuning-task": "fine-tuning task",
    "modality": "modality",
}
_KINDS = list(_BY_KIND.values())
_KINDLY = {iri("fair4ml:modelCategory"), iri("fair4ml:mlTask")}
_NAMES = {
    iri("skos:altLabel"): "also called",
    iri("schema:inLanguage"): "languages",
    iri("schema:softwareRequirements"): "software",
    iri("ox:extension"): "how it goes beyond others",
    iri("ox:numberOfParameters"): "parameters, as written",
    iri("ox:parameterCount"): "parameters",
    iri("ox:maxParameterCount"): "parameters of the largest",
    iri("orkgp:P110076"): "parameters of the largest",
    iri("schema:subjectOf"): "described at",
    iri("schema:codeRepository"): "code",
    iri("schema:citation"): "paper",
    iri("schema:creator"): "organisation",
    iri("schema:dateCreated"): "released",
    iri("schema:license"): "licence",
    iri("dcterms:description"): "description",
    iri("schema:mentions"): "named corpora",
    iri("fair4ml:intendedUse"): "made for",
}
_CREATED, _TRAINED = iri("schema:dateCreated"), iri("fair4ml:trainedOn")
_CORPORA_AGAIN = (iri("schema:mentions"), iri("ox:trainingDataAsStated"))
# What is only the text of what is read.
_STATED = {iri(f"{name}AsStated"): iri(name) for name in ("ox:trainingTime", "ox:trainingCost")}
# A text of sizes alone, of which the numbers say everything.
_COUNTS = re.compile(r"(?:[\d.,;/\s]+(?:[KMBT]|thousand|million|billion|trillion)?\b|\band\b|[,;/\s])*", re.I)


class Place(NamedTuple):
    """Where a fact stands: the number of the contribution that says it, the line there, and what is written, where that
    is not what is shown."""

    source: int
    line: int
    text: str


class Fact(NamedTuple):
    """A property of a thing, its values, and where they stand."""

    label: str
    iri: str
    values: tuple[ShownTerm, ...]
    places: tuple[Place, ...] = ()


class Group(NamedTuple):
    title: str
    facts: tuple[Fact, ...]


def groups(
    entities: Entities, node: ox.NamedNode, contributions: Sequence[ox.NamedNode], written: Written
) -> tuple[Group, ...]:
    """The facts of a model in the groups of its page, those of a group in the order of the mapping."""
    entries = [written.of(one.value) for one in contributions or [node]]
    fields: Fields = {}
    for number, entry in enumerate(entries):
        for field in entry.fields:
            for reading in field.readings:
                fields.setdefault(reading, []).append((number, field))
    order = entries[0].order
    said: dict[tuple[str, str], list[Term]] = {}
    stated: dict[tuple[str, str], list[str]] = {}  # as the fields were read
    known: set[str] = set()  # a model says as a text what a contribution says as a thing
    for predicate, term in _statements(entities, node):
        key = _key(entities, predicate, term)
        said.setdefault(key, []).append(term)
        stated.setdefault(key, []).append(f"<{predicate}> {term}")
        known.add(_said(entities, term))
    for contribution in contributions:
        for predicate, stands in _statements(entities, contribution):
            for term in entities.meant(stands):
                if not known.intersection((_said(entities, term), entities.value(term).text)):
                    key = _key(entities, predicate, term)
                    said.setdefault(key, []).append(term)
                    stated.setdefault(key, []).append(f"<{predicate}> {stands}")
    _without_repeats(entities, said)
    by_group: dict[str, list[tuple[int, Fact]]] = {}
    read = {predicate for (predicate, label) in said if any(one in fields for one in stated[predicate, label])}
    for (predicate, label), terms in said.items():
        if _STATED.get(predicate) in read:
            continue  # it stands beside what was read of it
        group, place = _ORDER.get(predicate, (_REST, 0))
        place = order.get(predicate, len(order) + place)
        values = in_order(map(entities.value, terms))
        fact = Fact(label, predicate, values, tuple(_places(stated[predicate, label], values, fields)))
        by_group.setdefault(group, []).append((place, fact))
    return tuple(
        Group(title, tuple(fact for _, fact in sorted(by_group[title], key=_place)))
        for title in (*_GROUPS, _REST)
        if title in by_group
    )


Fields = dict[
    str, list[tuple[int, WrittenField]]
]  # those that were read as a statement, with the contribution's number


def _places(statements: Sequence[str], values: Sequence[ShownTerm], fields: Fields) -> Iterator[Place]:
    """Where the values of a fact stand: the fields that were read as one of its statements."""
    found = dict.fromkeys(one for statement in statements for one in fields.get(statement, ()))
    shown = _folded(value.text for value in values) if found else []
    for source, field in found:
        yield Place(source, field.line, "" if _folded([field.text]) == shown else field.text)


def _folded(texts: Iterable[str]) -> list[str]:
    """Texts as they are compared: a list that is written with commas says what its values do."""
    return sorted(part.strip().casefold() for text in texts for part in text.split(","))


def _place(placed: tuple[int, Fact]) -> tuple[int, int, str]:
    """Where a fact stands in its group."""
    place, fact = placed
    return place, _KINDS.index(fact.label) if fact.label in _KINDS else 0, fact.label


def _statements(entities: Entities, node: ox.NamedNode) -> Iterator[tuple[str, Term]]:
    for quad in entities.store.quads_for_pattern(node, None, None, None):
        if quad.predicate.value not in _HIDDEN:
            yield quad.predicate.value, quad.object


def _key(entities: Entities, predicate: str, term: Term) -> tuple[str, str]:
    """A property as the page has it: its predicate and its name there."""
    if predicate in _KINDLY and isinstance(term, ox.NamedNode):
        kind = entities.value(term).kind
        if kind in _BY_KIND:
            return predicate, _BY_KIND[kind]
    return predicate, _NAMES.get(predicate) or entities.label(ox.NamedNode(predicate)).removesuffix(" (as stated)")


def _said(entities: Entities, term: Term) -> str:
    """A value as it is told from others: a thing or an address by its name."""
    if isinstance(term, ox.NamedNode):
        label = entities.label(term)
        return label if len(label) > 60 else term.value
    return term.value if isinstance(term, ox.Literal) else str(term)


def _without_repeats(entities: Entities, said: dict[tuple[str, str], list[Term]]) -> None:
    """Take out the largest size where it is the only one, and what was written where it says no more than was read."""
    trained = [term for (predicate, _), terms in said.items() if predicate == _TRAINED for term in terms]
    corpora = {_word(entities, term) for term in trained}
    for key, terms in list(said.items()):
        said[key] = _once(entities, key[0], terms, corpora)
        if not said[key]:
            del said[key]
    by_predicate = {predicate: key for key in said for predicate in (key[0],)}
    counts = by_predicate.get(iri("ox:parameterCount"))
    if counts and (largest := by_predicate.get(iri("ox:maxParameterCount"))):
        del said[largest]
    written = by_predicate.get(iri("ox:numberOfParameters"))
    if counts and written and all(_COUNTS.fullmatch(getattr(term, "value", "")) for term in said[written]):
        del said[written]


def _once(entities: Entities, predicate: str, terms: list[Term], corpora: set[str]) -> list[Term]:
    """The values of a property without a date that another one says more exactly, a paper that is but the model's name
    again, and corpora that the model is said to be trained on."""
    if predicate == _CREATED:
        days = [_word(entities, term) for term in terms]
        return [
            term
            for term, day in zip(terms, days, strict=True)
            if not any(one != day and one.startswith(day) for one in days)
        ]
    if predicate == iri("schema:citation"):
        return [term for term in terms if getattr(term, "value", "") in entities.pages]
    if predicate in _CORPORA_AGAIN:
        return [term for term in terms if _word(entities, term) not in corpora]
    return terms


def _word(entities: Entities, term: Term) -> str:
    return (entities.label(term) if isinstance(term, ox.NamedNode) else getattr(term, "value", "")).casefold()
