"""Candidates for things: others of their kind that are nearly called the same, and what authorities know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from .authorities import Authority
from .matching import Index, Match, Target
from .nodes import Node
from .review import Row


class Wish(NamedTuple):
    """Which candidates are of use: at most so many a thing and source, none less near, none for two things that both
    stand in a table, under labels of their own, and so are known to be two: `settled` has their kinds and labels."""

    least: float
    most: int
    settled: Container[tuple[str, str]] = ()


def candidates(nodes: Iterable[Node], authorities: Sequence[Authority], wish: Wish) -> Iterator[Row]:
    """By kind and label; each pair of things once, at the one that is used less."""
    for kind, group in groupby(nodes, key=lambda node: node.kind):
        some = tuple(group)
        rows = [*_pairs(kind, some, wish), *(row for one in authorities for row in _known(kind, some, one, wish))]
        yield from sorted(rows, key=lambda row: (row.label, -row.score, row.iri))


def _pairs(kind: str, nodes: tuple[Node, ...], wish: Wish) -> Iterator[Row]:
    index = Index(Target(node.iri, node.names, "here") for node in nodes)
    by_iri = {node.iri: node for node in nodes}
    settled = {node.iri for node in nodes if (kind, node.label) in wish.settled}
    for node in nodes:
        near = (
            one
            for one in index.near(node.names, wish.least)
            if _before(node, by_iri[one.target.iri]) and not {node.iri, one.target.iri} <= settled
        )
        yield from (_row(node, one) for one in islice(near, wish.most))


def _known(kind: str, nodes: Sequence[Node], authority: Authority, wish: Wish) -> Iterator[Row]:
    """What an authority knows of things that have no identity elsewhere."""
    unknown = [node for node in nodes if not node.known]
    found = sorted(authority.near(kind, unknown, wish.least), key=lambda one: (-one[1].score, one[1].target.iri))
    counts: Counter[str] = Counter()
    for node, match in found:
        counts[node.iri] += 1
        if counts[node.iri] <= wish.most:
            yield _row(node, match)


def _before(node: Node, other: Node) -> bool:
    """Whether of two things the first is the one to be called as the other: the one that is used less."""
    return (node.uses, -len(node.label), node.label, node.iri) < (other.uses, -len(other.label), other.label, other.iri)


def _row(node: Node, match: Match) -> Row:
    name, iri = match.target.names[0], match.target.iri
    return Row(
        "", node.kind, node.label, node.uses, name, match.score, match.reason, match.target.source, node.iri, iri
    )
