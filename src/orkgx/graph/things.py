"""Maps in lists as nodes: what belongs together in the source stays together in the graph.

The IRI of such a node is that of the entry's own subject with a name for what the map says behind it, so that it
depends neither on the map's place nor on other maps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

from ..mapping.rules import Finding, Rule
from ..mapping.topics import EachRule
from ..model import Chunk, Field, Fields, Group, Record, fold_key
from .describe import Descriptions
from .meanings import Meanings, Part
from .provenance import ox
from .slugs import slug
from .terms import LABEL, TYPE, below, line, literal, tail

_SHOWN = 4  # values in a label
_WRITTEN = ox("asWritten")

Report = Callable[[Field, Finding], None]


def thing_chunks(
    record: Record,
    rules: Mapping[str, EachRule],
    subjects: Mapping[str, str],
    meanings: Mapping[Rule, Meanings],
    descriptions: Descriptions,
    report: Report,
) -> tuple[list[Chunk], list[tuple[Group, ...]]]:
    """The nodes of a record's lists of maps, and what they mention; findings go to `report`."""
    chunks: list[Chunk] = []
    mentioned: list[tuple[Group, ...]] = []
    for path, things in record.things.items():
        each = rules.get(fold_key(path))
        if each is None:
            continue
        owner = subjects[each.role]
        mentioned.append((descriptions.group(each.type, LABEL), (descriptions.predicate(each.predicate, each.label),)))
        for fields in things:
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
    label = " ".join([field.text for field in fields if each.rule(field.name)][:_SHOWN]) or each.key
    written = "\n".join(f"{field.name}\t{field.text}" for field in fields)
    short = blake2b(written.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    node = below(owner, f"{each.path}/{slug(label)}-{short}")
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
