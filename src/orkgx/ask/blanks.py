"""Blank nodes under labels that follow from what is said of them, so that two graphs give one node the same label."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b

import pyoxigraph as ox

_ROUNDS = 64  # how far from a node one looks for what tells it from another
_TIES = 6  # nodes that nothing tells apart: canonicalization tries all their orders


def canonical(store: ox.Store) -> ox.Store:
    """The statements with canonical labels; the store itself where it has no blank node.

    What hangs together by blank nodes is labelled on its own: a change in one part changes no label of another.
    """
    blank = [quad.triple for quad in store if is_blank(quad.triple)]
    if not blank:
        return store
    found = ox.Store()
    found.extend(ox.Quad(*quad.triple) for quad in store if not is_blank(quad.triple))
    found.extend(ox.Quad(*triple) for triple in labelled(blank))
    return found


def is_blank(statement: ox.Quad | ox.Triple) -> bool:
    """Whether a statement has a blank node."""
    return isinstance(statement.subject, ox.BlankNode) or isinstance(statement.object, ox.BlankNode)


def labelled(blank: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """All triples of a graph that have blank nodes, with canonical labels."""
    copies: Counter[str] = Counter()
    for part in map(_numbered, _parts(blank)):
        digest = blake2b("".join(sorted(map(str, part))).encode(), digest_size=8).hexdigest()
        copies[digest] += 1
        start = f"{digest}x{copies[digest]}n"
        names = {node: f"{start}{node.value}" for triple in part for node in _blanks(triple)}
        yield from _relabelled(part, names)


def _blanks(triple: ox.Triple) -> Iterator[ox.BlankNode]:
    return (term for term in (triple.subject, triple.object) if isinstance(term, ox.BlankNode))


def _parts(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """The triples, those together that have blank nodes in common."""
    above: dict[ox.BlankNode, ox.BlankNode] = {}

    def top(node: ox.BlankNode) -> ox.BlankNode:
        while above.setdefault(node, node) != node:
            above[node] = node = above[above[node]]
        return node

    kept = list(triples)
    for triple in kept:
        first, *others = _blanks(triple)
        for other in others:
            above[top(other)] = top(first)
    parts: defaultdict[ox.BlankNode, list[ox.Triple]] = defaultdict(list)
    for triple in kept:
        parts[top(next(_blanks(triple)))].append(triple)
    return iter(parts.values())


def _colours(part: list[ox.Triple]) -> dict[ox.BlankNode, str]:
    """What is said of each node, as far as it takes to tell most apart."""
    colours = dict.fromkeys((node for triple in part for node in _blanks(triple)), "")
    for _ in range(_ROUNDS):
        lines_of: defaultdict[ox.BlankNode, list[str]] = defaultdict(list)
        for subject, predicate, object_ in part:
            if isinstance(subject, ox.BlankNode):
                lines_of[subject].append(f">{predicate} {_shown(object_, colours)}")
            if isinstance(object_, ox.BlankNode):
                lines_of[object_].append(f"<{predicate} {_shown(subject, colours)}")
        new = {
            node: blake2b("\n".join([colours[node], *sorted(lines)]).encode(), digest_size=8).hexdigest()
            for node, lines in lines_of.items()
        }
        if len(set(new.values())) == len(set(colours.values())):
            break
        colours = new
    return colours


def _shown(term: object, colours: dict[ox.BlankNode, str]) -> str:
    return f"_:{colours[term]}" if isinstance(term, ox.BlankNode) else str(term)


def _numbered(part: list[ox.Triple]) -> list[ox.Triple]:
    """A part with labels in an order that follows from what is said; almost, where more are alike than can be tried."""
    colours = _colours(part)
    if 1 < max(Counter(colours.values()).values()) <= _TIES:
        dataset = ox.Dataset(ox.Quad(*triple) for triple in part)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return [quad.triple for quad in dataset]
    ordered = sorted(colours, key=colours.__getitem__)
    return list(_relabelled(part, {node: str(at) for at, node in enumerate(ordered)}))


def _relabelled(part: Iterable[ox.Triple], names: dict[ox.BlankNode, str]) -> Iterator[ox.Triple]:
    for subject, predicate, object_ in part:
        yield ox.Triple(
            ox.BlankNode(names[subject]) if isinstance(subject, ox.BlankNode) else subject,
            predicate,
            ox.BlankNode(names[object_]) if isinstance(object_, ox.BlankNode) else object_,
        )
