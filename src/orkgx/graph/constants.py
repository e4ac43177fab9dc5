"""What all entries about one topic say, made once: the statements around those of the fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..mapping.compiled import CompiledMapping
from ..mapping.readers.reading import Node
from ..mapping.rules import ROLES
from ..mapping.topics import Constant, Topic
from ..model import Chunk, Group
from .describe import Descriptions
from .provenance import DERIVED, ox
from .terms import ALT_LABEL, DOI, LABEL, PREFIXES, TYPE, beginning, iri, is_iri, literal, tail

PAPER = iri(PREFIXES["orkgc"] + "Paper")
CONTRIBUTION = iri(PREFIXES["orkgc"] + "Contribution")
HAS_CONTRIBUTION = iri(PREFIXES["orkgp"] + "P31")
RESOURCE = iri(PREFIXES["orkgc"] + "Resource")
ARTICLE = iri(PREFIXES["schema"] + "ScholarlyArticle")
CITATION = iri(PREFIXES["schema"] + "citation")
PART_OF = iri(PREFIXES["dcterms"] + "isPartOf")
WRITTEN = ox("asWritten")


class Constants(NamedTuple):
    """Statements without their subject: by the places of `ROLES`, `types` stand before what the fields say and `tails`
    behind it, `subjects` are the beginnings of their subjects' IRIs, and `rivalled` says whether some rule makes
    statements such as these. `derived` is the role whose source is named, -1 for none; `mentioned` is what all of it
    speaks of."""

    types: tuple[tuple[str, ...], ...]
    tails: tuple[tuple[str, ...], ...]
    subjects: tuple[str, ...]
    rivalled: tuple[bool, ...]
    derived: int
    mentioned: tuple[Group, ...]


class Background:
    """The constants of a mapping, by topic. `catalogue` describes the catalogue itself."""

    def __init__(self, mapping: CompiledMapping, descriptions: Descriptions) -> None:
        self.mapping, self.descriptions = mapping, descriptions
        self._links: dict[Topic, Group] = {topic: self._link(topic) for topic in mapping.topics}
        always = {role: [self._constant(one) for one in mapping.always[role]] for role in ROLES}
        self._always = [tuple(tail(one.predicate, one.term) for one in mapping.always[role]) for role in ROLES]
        self._described = [group for role in ROLES for group in always[role]]
        self._has_contribution = (descriptions.predicate(HAS_CONTRIBUTION, "contribution"),)
        self.catalogue: Group = tuple(self._catalogue())
        self._known: dict[Topic, Constants] = {}

    def of(self, topic: Topic) -> Constants:
        if topic not in self._known:
            self._known[topic] = self._make(topic)
        return self._known[topic]

    def _link(self, topic: Topic) -> Group:
        describe = self.descriptions
        return (describe.predicate(topic.link, topic.label), *describe.group(*topic.types, *topic.classes))

    def _constant(self, one: Constant) -> Group:
        chunks: Group = (self.descriptions.predicate(one.predicate, one.label),)
        if not is_iri(one.term):
            return chunks
        if not one.term_label:
            return (*chunks, self.descriptions.of(one.term))
        about = self.descriptions.node(Node(one.term, one.term_label, (), (), one.classes))
        return (*chunks, *(chunk for group in about for chunk in group))

    def _catalogue(self) -> Iterator[Chunk]:
        """The catalogue's title, home page, licence and whom to name."""
        about, term = self.mapping.spec.catalogue, self.mapping.term
        facts = [(term("dcterms:title"), literal(about.title))]
        if about.homepage:
            facts.append((term("schema:url"), iri(about.homepage)))
        if about.license:
            facts.append((term("dcterms:license"), iri(PREFIXES["spdx"] + about.license)))
        texts = {
            "dcterms:rightsHolder": about.attribution,
            "dcterms:description": about.description,
            "dcterms:bibliographicCitation": about.citation,
            "dcterms:identifier": about.doi and DOI + about.doi,
        }
        facts += [(term(name), literal(text)) for name, text in texts.items() if text]
        facts += [(term("schema:maintainer"), literal(name)) for name in about.maintainers]
        for group in self.descriptions.node(
            Node(self.mapping.catalogue, about.title, (term("ox:Catalogue"),), tuple(facts))
        ):
            yield from group
        yield self.descriptions.of(PART_OF)
        if about.license:
            yield self.descriptions.of(iri(PREFIXES["spdx"] + about.license), about.license)

    def _make(self, topic: Topic) -> Constants:
        mapping, describe = self.mapping, self.descriptions
        profile = mapping.settings.profile
        full = profile == "full"
        marks = (RESOURCE,) if profile == "orkg" else ()
        types = (
            (*marks, PAPER, *((ARTICLE,) if full else ())),
            (*marks, CONTRIBUTION, *topic.classes),
            topic.types,
        )
        tails = list(self._always)
        paths = ("paper", f"contribution/{mapping.name}", topic.path)
        mentioned = [self._has_contribution, self._links[topic], *self._described]
        if full:
            tails[1] += (tail(PART_OF, mapping.catalogue),)
            mentioned += [describe.group(PAPER, ARTICLE, CONTRIBUTION, CITATION), self.catalogue]
        elif profile == "orkg":
            mentioned.append(describe.group(RESOURCE, PAPER, CONTRIBUTION, ALT_LABEL))
        derived = {"full": 1, "fair4ml": 2}.get(profile, -1) if mapping.settings.provenance != "none" else -1
        if derived >= 0:
            mentioned.append(describe.group(DERIVED))
        return Constants(
            types=tuple([tuple([tail(TYPE, one) for one in all_]) for all_ in types]),
            tails=tuple(tails),
            subjects=tuple([beginning(f"{mapping.base}{path}/") for path in paths]),
            rivalled=self._rivalled(topic),
            derived=derived,
            mentioned=tuple(mentioned),
        )

    def _rivalled(self, topic: Topic) -> tuple[bool, ...]:
        fixed = {TYPE, LABEL, ALT_LABEL, CITATION, PART_OF, WRITTEN, DERIVED, HAS_CONTRIBUTION, topic.link}
        fixed |= {one.predicate for role in ROLES for one in self.mapping.always[role]}
        rules = self.mapping.fields.values()
        return tuple([any(fixed & rule.makes[at] for rule in rules) for at in range(len(ROLES))])
