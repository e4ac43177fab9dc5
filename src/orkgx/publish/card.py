"""The head of a model's page: what most readers come for, taken out of its facts, so that nothing is said twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from . import figures
from .entities import Entities
from .facts import Fact, Group, iri
from .shown import ShownTerm

_TILES = (
    "schema:dateCreated",
    "schema:creator",
    "ox:parameterCount",
    "ox:contextLength",
    "schema:license",
    "ox:access",
)
_TITLES = {
    "schema:dateCreated": "Released", "schema:creator": "Organisation", "ox:parameterCount": "Parameters",
    "ox:contextLength": "Context (tokens)", "schema:license": "Licence", "ox:access": "Access",
}  # fmt: skip
_BUTTONS = {
    "schema:citation": "Paper",
    "schema:codeRepository": "Code",
    "orkgp:HAS_SOURCE_CODE": "Code",
    "schema:subjectOf": "Read more",
    "orkgp:P103003": "Read more",
    "ox:announcement": "Read more",
}
_SUMMARY = "dcterms:description"
_VARIANT = ox.NamedNode(iri("schema:hasVariant"))
_COUNT = ox.NamedNode(iri("ox:parameterCount"))
_WORDS = 40  # characters of a title on a button
_MOST = 5  # buttons of one kind


class Card(NamedTuple):
    """A model's page in parts; the groups are what the other parts do not say."""

    summaries: tuple[ShownTerm, ...]
    tiles: tuple[tuple[str, Fact], ...]
    buttons: tuple[tuple[str, ShownTerm], ...]
    variants: tuple[tuple[str, figures.Figure], ...]
    groups: tuple[Group, ...]


def card(entities: Entities, node: ox.NamedNode, groups: Sequence[Group]) -> Card:
    """The parts of a model's page."""
    by_iri: dict[str, Fact] = {fact.iri: fact for group in groups for fact in group.facts}
    variants = _variants(entities, node)
    taken = {iri(curie) for curie in (*_TILES, _SUMMARY)}
    tiles = []
    for curie in _TILES:
        if fact := by_iri.get(iri(curie)):
            if curie == "ox:parameterCount" and variants:
                fact = fact._replace(values=fact.values[-1:])
            tiles.append((_TITLES[curie], fact))
    if variants:
        taken.add(_VARIANT.value)
    buttons, seen = [], set[str]()
    for curie, label in _BUTTONS.items():
        fact = by_iri.get(iri(curie))
        if not fact or len(fact.values) > _MOST or not all(one.page or one.address for one in fact.values):
            continue
        taken.add(fact.iri)
        for value in fact.values:
            words, target = _label(label, value, fact.values), value.address or value.page
            if seen.isdisjoint((words, target)):
                seen |= {words, target}
                buttons.append((words, value))
    summary = by_iri.get(iri(_SUMMARY))
    left = [group._replace(facts=tuple(fact for fact in group.facts if fact.iri not in taken)) for group in groups]
    return Card(
        summaries=summary.values if summary else (),
        tiles=tuple(tiles),
        buttons=tuple(buttons),
        variants=variants,
        groups=tuple(group for group in left if group.facts),
    )


def _label(label: str, value: ShownTerm, all_: Sequence[ShownTerm]) -> str:
    """A button's words: what it is, and on which host; which of several pages it leads to."""
    if value.page or not value.address:
        return f"{label}: {_cut(value.text)}" if len(all_) > 1 else label
    host = _host(value.address)
    if [_host(one.address) for one in all_].count(host) > 1:
        host = f"{_cut(_end(value.address))} at {host}"
    return f"{label}: {host}" if host else label


def _cut(text: str) -> str:
    return text if len(text) <= _WORDS else f"{text[:_WORDS].rstrip()}…"


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.")


def _end(address: str) -> str:
    """What an address ends in: the name of a repository or of a page."""
    return unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) or "home"


def _variants(entities: Entities, node: ox.NamedNode) -> tuple[tuple[str, figures.Figure], ...]:
    """The named sizes of a model, by size; none where their sizes are not known."""
    found: set[tuple[int, str]] = set()
    for quad in entities.store.quads_for_pattern(node, _VARIANT, None, None):
        if not isinstance(quad.object, ox.NamedNode):
            continue
        counts = [one.object.value for one in entities.store.quads_for_pattern(quad.object, _COUNT, None, None)
                  if isinstance(one.object, ox.Literal) and one.object.value.isdecimal()]  # fmt: skip
        if not counts:
            return ()
        found |= {(int(count), entities.label(quad.object)) for count in counts}
    return tuple((label, figures.number(str(count))) for count, label in sorted(found))
