"""Maps as nodes, and values that become nodes of an entry's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..mapping.maps import EachRule
from ..mapping.rules import Finding, Rule
from ..model import Chunk, Field, Fields, Group
from .describe import Descriptions
from .meanings import Meanings, Part
from .provenance import ox
from .terms import LABEL, TYPE, below, line, literal, tail

_WRITTEN = ox("asWritten")

Report = Callable[[Field, Finding], None]


def thing_chunks(
    maps: Iterable[tuple[EachRule, Fields]],
    subjects: Mapping[str, str],
    meanings: Mapping[Rule, Meanings],
    descriptions: Descriptions,
    report: Report,
) -> tuple[list[Chunk], list[tuple[Group, ...]]]:
    """The nodes of a record's maps, and what they mention; findings go to `report`."""
    chunks: list[Chunk] = []
    mentioned: list[tuple[Group, ...]] = []
    told: set[EachRule] = set()
    for each, fields in maps:
        owner = subjects[each.role]
        if each not in told:
            told.add(each)
            described = descriptions.group(each.type, LABEL), (descriptions.predicate(each.predicate, each.label),)
            mentioned.append(described)
        node, tails, groups = _node(owner, each, fields, meanings, report)
        chunks += [Chunk(owner, line(owner, each.predicate, node)), Chunk.of(node, dict.fromkeys(tails))]
        mentioned.append(groups)
    if any(_WRITTEN in chunk.text for chunk in chunks):
        mentioned.append((descriptions.group(_WRITTEN),))
    return chunks, mentioned


def _node(
    owner: str, each: EachRule, fields: Fields, meanings: Mapping[Rule, Meanings], report: Report
) -> tuple[str, list[str], tuple[Group, ...]]:
    """The term of a map's node, its statements without their subject, and what they mention."""
    tails: list[str] = []
    groups: list[Group] = []
    node, label = each.node(owner, fields)
    for field in fields:
        rule = each.rule(field.name)
        if rule is None:
            if field.text:
                tails.append(tail(_WRITTEN, literal(f"{field.name}: {field.text}")))
            continue
        meaning = meanings[rule].read(field.text, field.item)
        tails += meaning.model
        groups += meaning.mentioned
        for finding in meaning.rest.findings if meaning.rest else ():
            report(field, finding)
    return node, [tail(TYPE, each.type), tail(LABEL, literal(label)), *tails], tuple(groups)


def owned(part: Part, owner: str) -> tuple[Chunk, Chunk]:
    """That a node belongs to an entry's own subject, and what is said of it."""
    subject, node = below(owner, part.path), part.node
    facts = [*((TYPE, type_) for type_ in node.types), (LABEL, literal(node.label)), *node.facts]
    return (
        Chunk(owner, line(owner, part.predicate, subject)),
        Chunk.of(subject, [tail(predicate, term) for predicate, term in facts]),
    )
