"""What may be written at a place: keys and known values of a catalogue, keys and values of a mapping file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from ..check.fixes import quote
from ..mapping.compiled import CompiledMapping
from ..mapping.files import shipped
from ..mapping.json_schema import json_schema
from ..mapping.rules import Rule
from ..read.mending import needs_quotes
from .catalogue import Catalogue

_KEY = re.compile(r"[\s>]*(?:- +)*([^:#|]*)$")
_VALUE = re.compile(r"[\s>]*(?:- +)*([^:#|]+?)\s*:\s+(.*)$")
_OPEN_KEY = re.compile(r"([^{}\[\],#]+?):\s*(?:#.*)?$")
_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})\s*(\S*)")


class Choice(NamedTuple):
    """One thing to write from `start` on, a column that counts from 0, up to where the cursor is."""

    label: str
    text: str
    start: int
    detail: str = ""
    help: str = ""


# -- catalogues


def in_catalogue(catalogue: Catalogue, rows: Sequence[str], line: int, column: int) -> list[Choice]:
    """Keys that an entry lacks, or the known values of a key."""
    before = rows[line - 1][:column]
    found = catalogue.at(line) if _in_block(rows, line) else None
    mapping = found[0][1].mapping if found and found[0][1] else _usual(catalogue)
    if mapping is None or not _in_block(rows, line):
        return []
    if key := _KEY.match(before):
        names = set(found[0][0].fields.names) if found else set()
        return list(_keys(catalogue, mapping, names - {key[1].strip()}, key.start(1)))
    value = _VALUE.match(before)
    rule = mapping.written[value[1]] if value else None
    if value is None or rule is None:
        return []
    start = value.start(2) + value[2].rfind(",") + 1
    start += len(before[start:]) - len(before[start:].lstrip())
    alone = start == value.start(2)
    return [
        Choice(label, quote(label) if alone and needs_quotes(label) else label, start, rule.key)
        for label in _labels(rule)
    ]


def _in_block(rows: Sequence[str], line: int) -> bool:
    """Whether a line stands inside of a fenced block of YAML, or of front matter."""
    mark, yaml = "", False
    if rows and rows[0].rstrip() == "---":
        end = next((at for at, row in enumerate(rows[1:], 2) if row.rstrip() in ("---", "...")), 0)
        if line < end:
            return line > 1
    for row in rows[: line - 1]:
        fence = _FENCE.match(row)
        if fence and not mark:
            mark, yaml = fence[1], fence[2].casefold() in ("yaml", "yml")
        elif fence and fence[1].startswith(mark) and not fence[2]:
            mark = ""
    return bool(mark) and yaml


def _usual(catalogue: Catalogue) -> CompiledMapping | None:
    """The mapping that reads most of a catalogue; of an empty one, the first."""
    counts = Counter(layout.mapping for _, layout, _ in catalogue.claimed if layout)
    return counts.most_common(1)[0][0] if counts else next(iter(catalogue.builder.compiled), None)


def _keys(catalogue: Catalogue, mapping: CompiledMapping, there: set[str], start: int) -> Iterator[Choice]:
    """The keys of a mapping that are not there, as they are spelt in the catalogue, the usual ones first."""
    taken = {mapping.written[name] for name in there}
    used: Counter[str] = Counter()
    for record, layout, _ in catalogue.claimed:
        if layout and layout.mapping is mapping:
            used.update(record.fields.names)
    spelt: dict[Rule, str] = {}
    for name, _ in used.most_common():
        if rule := mapping.written[name]:
            spelt.setdefault(rule, name)
    rules = [*spelt, *(rule for rule in mapping.fields.values() if rule not in spelt)]
    for rule in rules:
        if rule not in taken and not rule.key.startswith("@"):
            name = spelt.get(rule, rule.key)
            yield Choice(name, f"{name}: ", start, mapping.name)


def _labels(rule: Rule) -> list[str]:
    """The labels of the tables that a rule's values are looked up in."""
    tables = [value.options.kind.table for value in rule.values if value.options.kind]
    tables += [value.options.access for value in rule.values]
    return list(dict.fromkeys(concept.label for table in tables for concept in table.values()))


# -- mapping files


class Place(NamedTuple):
    """Where in a mapping file something is typed: the keys around it, the key whose value it is or an empty text where
    it is a key itself, and from where on it stands."""

    path: tuple[str, ...]
    key: str
    start: int


def place_in(rows: Sequence[str], line: int, column: int) -> Place:
    """The place of a column, which counts from 0, in a line of YAML."""
    before = rows[line - 1][:column]
    indent = len(before) - len(before.lstrip(" -"))
    path = list(_around(rows, line, indent))
    begin = 0
    stack: list[tuple[int, str]] = []
    for at, sign in enumerate(before):  # brackets that are open where the cursor is
        if sign in "{[":
            stack.append((begin, _last_key(before[begin:at])))
            begin = at + 1
        elif sign in "}]" and stack:
            begin, _ = stack.pop()
        elif sign == "," and stack:
            begin = at + 1
    path += [key for _, key in stack if key]
    key, colon, text = before[begin:].partition(": ") if ": " in before[begin:] else ("", "", before[begin:])
    start = column - len(text.lstrip(" -"))
    return Place(tuple(path), key.strip(" -\"'") if colon else "", start)


def _last_key(text: str) -> str:
    return text.rpartition(",")[2].rstrip().removesuffix(":").strip(" -\"'") if ":" in text else ""


def _around(rows: Sequence[str], line: int, indent: int) -> Iterator[str]:
    """The keys around what stands so far to the right, outermost first."""
    keys: list[str] = []
    for row in reversed(rows[: line - 1]):
        text = row.lstrip(" -")
        depth = len(row) - len(text)
        if depth < indent and (key := _OPEN_KEY.match(text)):
            keys.append(key[1].strip("\"'"))
            indent = depth
    return reversed(keys)


def in_mapping(whole: Mapping[str, Any], place: Place) -> list[Choice]:
    """Keys that the schema has at a place, or the values that it, or the mapping itself, has for a key."""
    nodes = _nodes(place.path)
    if not place.key:
        return [
            Choice(name, f"{name}: ", place.start, help=found.get("description", ""))
            for node in nodes
            for name, found in node.get("properties", {}).items()
        ]
    values = [value for node in _below(nodes, place.key) for value in _values(node)]
    values += [str(name) for part in _NAMED.get(place.key, ()) for name in whole.get(part) or ()]
    values += shipped() if place.key == "extends" else ()
    return [Choice(value, value, place.start) for value in dict.fromkeys(values)]


def help_of(path: Sequence[str]) -> str:
    """What the schema says of a key, by the way to it."""
    return next((node["description"] for node in _below(_nodes(path[:-1]), path[-1]) if "description" in node), "")


# Keys whose value is a name that the mapping declares, and where it does.
_NAMED = {
    "table": ("tables",),
    "kind": ("kinds",),
    "unit": ("units",),
    "property": ("properties",),
}


@cache
def _schema() -> dict[str, Any]:
    return json_schema()


def _nodes(path: Iterable[str]) -> list[dict[str, Any]]:
    """The parts of the schema that hold below some keys."""
    nodes = list(_alternatives(_schema()))
    for key in path:
        nodes = _below(nodes, key)
    return nodes


def _below(nodes: Iterable[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        other = node.get("additionalProperties")
        below = node.get("properties", {}).get(key, other if isinstance(other, dict) else None)
        if below:
            found += [{**below, **one} if "description" in below else one for one in _alternatives(below)]
    return found


def _alternatives(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a part of the schema may be, without references and lists around it."""
    if "$ref" in node:
        yield from _alternatives(_schema()["$defs"][node["$ref"].rpartition("/")[2]])
    elif "anyOf" in node:
        for one in node["anyOf"]:
            yield from _alternatives(one)
    elif isinstance(node.get("items"), dict):
        yield from _alternatives(node["items"])
    else:
        yield node


def _values(node: dict[str, Any]) -> list[str]:
    given = [*node.get("enum", ()), *([node["const"]] if "const" in node else [])]
    return ["true", "false"] if node.get("type") == "boolean" else [str(one) for one in given]
