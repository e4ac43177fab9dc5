"""What a page says of one thing: its statements, who points at it, where it was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES
from . import figures
from .paths import address_in_words, is_web, place_in_words, safe_path
from .sections import CONTRIBUTION, MODEL, PER_LIST, SECTIONS, Section, list_path
from .shown import Entity, ShownPredicate, ShownTerm, Term

_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_MODEL = ox.NamedNode(PREFIXES["orkgp"] + "HAS_MODEL")
_DERIVED = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_CANONICAL = ox.NamedNode(PREFIXES["ox"] + "canonical")
_ORKG = re.compile(re.escape(PREFIXES["orkgr"]) + r"[\w-]+$")
_LONGEST = 300  # characters of a label; the whole of it is among the statements
_LATELY = 20_000  # things whose labels are known without a look into the store
_POINTING = 300  # how many of those that point at a thing are listed
# What a list says of a thing, or what is the same of many.
_IN_LIST = {
    *(PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "inScheme"),
    *(PREFIXES["orkgp"] + name for name in ("P26", "P29", "P30", "P31", "url")),
}
_CALLED = {PREFIXES["skos"] + "exactMatch": "the same as", PREFIXES["dcterms"] + "source": "identifiers from"}
_FOUND_BY = {PREFIXES["orkgp"] + name for name in ("P26", "url")}  # a paper
_IN_SCHEME = ox.NamedNode(PREFIXES["skos"] + "inScheme")
_NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "nonNegativeInteger", "decimal", "long", "int")}
_DATES = {PREFIXES["xsd"] + name for name in ("date", "gYearMonth", "gYear")}


class Entities:
    """The things of a store that have pages."""

    def __init__(self, store: ox.Store, base: str = BASE, *, share: bool = False) -> None:
        """With `share`, things of which there are many and that say nothing but by whom they are named have no page
        of their own, but a place in their list."""
        self.store, self.base, self.share = store, base, share
        self._labels: dict[str, str] = {}
        self._shown: dict[str, ShownTerm] = {}

    def __getstate__(self) -> dict[str, Any]:
        """All but the store, which each process opens for itself."""
        return {name: value for name, value in vars(self).items() if name != "store"}

    @cached_property
    def sections(self) -> dict[Section, list[ox.NamedNode]]:
        """The things of each section, by their labels; contributions stand for models where there is no model."""
        found: dict[Section, list[ox.NamedNode]] = {}
        listed: set[ox.NamedNode] = set()
        models: set[str] = set()
        for section in SECTIONS:
            nodes = self._of(_TYPE, section.classes) | self._of(_IN_SCHEME, section.schemes)
            if section.classes == (MODEL,) and not nodes:
                nodes = self._of(_TYPE, (CONTRIBUTION,))
            nodes = {node for node in nodes - listed if self.path(node.value)}
            if section.title == "Papers":
                nodes = {node for node in nodes if not self._stands_in(node, models)}
            listed |= nodes
            found[section] = sorted(nodes, key=lambda node: (self.label(node).casefold(), node.value))
            models = models or {self.label(node) for node in nodes}
        return found

    def _stands_in(self, paper: ox.NamedNode, models: set[str]) -> bool:
        """Whether a paper is there only because the ORKG has no entry without one: it is called as a model is, and
        nothing tells where to find it."""
        if self.label(paper) not in models:
            return False
        said = {quad.predicate.value for quad in self.store.quads_for_pattern(paper, None, None, None)}
        return said.isdisjoint(_FOUND_BY)

    def _of(self, predicate: ox.NamedNode, objects: tuple[str, ...]) -> set[ox.NamedNode]:
        return {
            quad.subject
            for one in objects
            for quad in self.store.quads_for_pattern(None, predicate, ox.NamedNode(one), None)
            if isinstance(quad.subject, ox.NamedNode)
        }

    @cached_property
    def pages(self) -> dict[str, str]:
        """The path of each thing with a page, by its IRI."""
        found: dict[str, str] = {}
        paths: set[str] = set()
        for nodes in self.sections.values():
            for node in nodes:
                path = self.path(node.value)
                if path.lower() in paths:  # some file systems know no case
                    path = f"{path}-{blake2b(node.value.encode(), digest_size=5).hexdigest()}"
                paths.add(path.lower())
                found[node.value] = path
        if self.share:
            found |= {iri: f"{page}#{found[iri]}" for iri, page in self._shared()}
        return found

    def _shared(self) -> Iterator[tuple[str, str]]:
        """Things without a page of their own, and the list where they stand."""
        for section, nodes in self.sections.items():
            if len(nodes) <= PER_LIST or section == SECTIONS[0]:
                continue
            for at, node in enumerate(nodes):
                said = {quad.predicate.value for quad in self.store.quads_for_pattern(node, None, None, None)}
                if said <= _IN_LIST and self.uses.get(node.value, ("", 0))[1] <= 1:
                    yield node.value, list_path(section, at // PER_LIST + 1).removesuffix(".html")

    @cached_property
    def uses(self) -> dict[str, tuple[str, int]]:
        """Of each thing in a section that models name one of them, and how many there are."""
        found: dict[str, tuple[str, int]] = {}
        listed = {node for nodes in self.sections.values() for node in nodes}
        for model in self.sections[SECTIONS[0]]:
            named = {quad.object for quad in self.store.quads_for_pattern(model, None, None, None)}
            for thing in named:
                if isinstance(thing, ox.NamedNode) and thing in listed:
                    found[thing.value] = model.value, found.get(thing.value, ("", 0))[1] + 1
        return found

    def path(self, iri: str) -> str:
        """Where the page of an IRI is, without its ending; empty where it can have none."""
        if iri.startswith(self.base) and len(iri) > len(self.base):
            return safe_path(iri[len(self.base) :])
        if _ORKG.match(iri):
            return f"orkg/{iri.rpartition('/')[2]}"
        if iri.startswith(PREFIXES["spdx"]):
            return f"license/spdx/{safe_path(iri[len(PREFIXES['spdx']) :])}"
        return ""

    @cached_property
    def _by_path(self) -> dict[str, str]:
        return {path: iri for iri, path in self.pages.items()}

    def node(self, path: str) -> ox.NamedNode | None:
        """The thing whose page would be at a path, if anything is said of it: those without a page of the site too."""
        iri = self._by_path.get(path) or (PREFIXES["orkgr"] if path.startswith("orkg/") else self.base) + (
            path.removeprefix("orkg/")
        )
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return None
        return node if next(self.store.quads_for_pattern(node, None, None, None), None) else None

    def label(self, node: ox.NamedNode) -> str:
        """The label of a thing on one line; else the end of its IRI."""
        if node.value not in self._labels:
            labels = [
                quad.object.value
                for quad in self.store.quads_for_pattern(node, _LABEL, None, None)
                if isinstance(quad.object, ox.Literal)
            ]
            text = " ".join(min(labels, default="").split()) or re.split(r"[/#]", node.value.rstrip("/#"))[-1]
            if len(self._labels) >= _LATELY:
                self._labels.clear()
            self._labels[node.value] = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        return self._labels[node.value]

    def entity(self, node: ox.NamedNode, *, whole: bool = True) -> Entity:
        """What is said of a node; with `whole`, also by its contributions and by those that point at it."""
        by_predicate: dict[ox.NamedNode, list[ShownTerm]] = {}
        sources: list[ShownTerm] = []
        for quad in self.store.quads_for_pattern(node, None, None, None):
            if quad.predicate == _DERIVED and isinstance(quad.object, ox.NamedNode):
                sources.append(self.source(quad.object.value))
            elif quad.predicate not in (_LABEL, _TYPE):
                by_predicate.setdefault(quad.predicate, []).append(self.value(quad.object))
        about = [quad.subject for quad in self.store.quads_for_pattern(None, _MODEL, node, None)] if whole else []
        parts = tuple(
            self.entity(part, whole=False) for part in sorted(set(about), key=str) if isinstance(part, ox.NamedNode)
        )
        pointing, more = self._pointing(node, set(about)) if whole else ((), 0)
        types = sorted(
            self.label(quad.object)
            for quad in self.store.quads_for_pattern(node, _TYPE, None, None)
            if isinstance(quad.object, ox.NamedNode)
        )
        return Entity(
            iri=node.value,
            label=self.label(node),
            kind=", ".join(dict.fromkeys(types)),
            properties=self._sorted(by_predicate),
            parts=parts,
            pointing=pointing,
            more=more,
            sources=tuple(sorted({*sources, *(source for part in parts for source in part.sources)})),
        )

    def _sorted(self, by_predicate: Mapping[ox.NamedNode, list[ShownTerm]]) -> tuple[ShownPredicate, ...]:
        properties = [
            ShownPredicate(_CALLED.get(node.value) or self.label(node), node.value, in_order(values))
            for node, values in by_predicate.items()
        ]
        return tuple(sorted(properties, key=lambda one: (one.label.casefold(), one.iri)))

    def _pointing(self, node: ox.NamedNode, without: set[object]) -> tuple[tuple[ShownPredicate, ...], int]:
        """Who points at a node, by predicate; a contribution stands for its model."""
        by_predicate: dict[ox.NamedNode, dict[ShownTerm, None]] = {}
        count = 0
        for quad in self.store.quads_for_pattern(None, None, node, None):
            # Of a name that means the node the model says the same.
            if quad.subject in without or not isinstance(quad.subject, ox.NamedNode) or quad.predicate == _CANONICAL:
                continue
            subject = next(
                (one.object for one in self.store.quads_for_pattern(quad.subject, _MODEL, None, None)), quad.subject
            )
            value = self.value(subject)
            if subject != node and value not in by_predicate.setdefault(quad.predicate, {}):
                count += 1
                if count <= _POINTING:
                    by_predicate[quad.predicate][value] = None
        kept = {predicate: list(values) for predicate, values in by_predicate.items() if values}
        return self._sorted(kept), max(0, count - _POINTING)

    def meant(self, term: Term) -> list[Term]:
        """The things that a name as written means; anything else means itself."""
        if not isinstance(term, ox.NamedNode):
            return [term]
        return [quad.object for quad in self.store.quads_for_pattern(term, _CANONICAL, None, None)] or [term]

    def value(self, term: Term) -> ShownTerm:
        """A term for people."""
        if isinstance(term, ox.NamedNode):
            if term.value not in self._shown:
                if len(self._shown) >= _LATELY:
                    self._shown.clear()
                self._shown[term.value] = self._thing(term)
            return self._shown[term.value]
        if isinstance(term, ox.Literal):
            datatype = term.datatype.value
            if datatype in _NUMBERS or datatype in _DATES:
                figure = figures.number(term.value) if datatype in _NUMBERS else figures.date(term.value)
                return ShownTerm(figure.text, "", "", figure.exact)
            web = datatype.endswith("#anyURI") and is_web(term.value)
            return ShownTerm(term.value, "", term.value if web else "")
        return ShownTerm(str(term), "", "")

    def _thing(self, term: ox.NamedNode) -> ShownTerm:
        meant = self.meant(term)
        page = self.pages.get(getattr(meant[0], "value", ""), "") if len(meant) == 1 else ""
        text = self.label(term)
        if not page and is_web(term.value) and not self._labelled(term):
            text = address_in_words(term.value)
        if not page and self._labelled(term) and term.value.startswith((self.base, PREFIXES["ox"])):
            return self._ours(text)
        kind = term.value[len(self.base) :].partition("/")[0] if term.value.startswith(self.base) else ""
        return ShownTerm(text, page, term.value if is_web(term.value) else "", kind=kind)

    def _ours(self, text: str) -> ShownTerm:
        """A thing of ours that has no page, such as a quantity."""
        named, colon, amount = text.rpartition(": ")  # a part of a whole has a name before its size
        figure = figures.quantity(amount)
        figure = figure._replace(text=f"{named}{colon}{figure.text}", exact=figure.exact and text)
        return ShownTerm(figure.text, "", "", figure.exact)

    def _labelled(self, node: ox.NamedNode) -> bool:
        return next(self.store.quads_for_pattern(node, _LABEL, None, None), None) is not None

    def source(self, iri: str) -> ShownTerm:
        """Lines of a source; one that was read from a file of an unknown address is no link."""
        ours = iri.startswith(f"{self.base}source/")
        text = place_in_words(iri.removeprefix(f"{self.base}source/"), whole=ours)
        return ShownTerm(text, "", "" if ours or not is_web(iri) else iri)

    def triples(self, node: ox.NamedNode) -> list[ox.Triple]:
        """What is said of a node and of the contributions about it, with their labels: what its data hold."""
        about = [quad.subject for quad in self.store.quads_for_pattern(None, _MODEL, node, None)]
        found = {quad.triple for one in (node, *about) for quad in self.store.quads_for_pattern(one, None, None, None)}
        for other in {triple.object for triple in found if isinstance(triple.object, ox.NamedNode)}:
            found |= {quad.triple for quad in self.store.quads_for_pattern(other, _LABEL, None, None)}
        return sorted(found, key=str)


def in_order(values: Iterable[ShownTerm]) -> tuple[ShownTerm, ...]:
    """Values by what they say: numbers and dates by their value, each once."""
    once = dict.fromkeys(values)
    if len(once) < 2:
        return tuple(once)
    return tuple(sorted(once, key=lambda one: (*figures.rank(one.exact or one.text), one)))


def walk(entities: Entities) -> Iterator[tuple[Section, ox.NamedNode]]:
    """Every thing with a page of its own: its section and its node."""
    for section, nodes in entities.sections.items():
        for node in nodes:
            if "#" not in entities.pages[node.value]:
                yield section, node
