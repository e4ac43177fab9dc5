"""A mapping drafted from what stands in a source: its shapes, its keys, and what readers make of their values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..graph.slugs import slug
from ..mapping.compiled import CompiledMapping, Settings
from ..mapping.files import load_mapping, shipped
from ..mapping.readers import READERS
from ..mapping.readers.reading import Options
from ..mapping.rules import fold_value
from ..mapping.schema import MISSING, Mapping
from ..model import Record, RecordSource, fold_key
from ..read.batches import batches
from ..read.records import RecordReader
from ..read.sources import Source

_EXAMPLES = 500  # values of a key that are tried
_LEAST = 0.9  # the share of values that a reader must read to be put down without a doubt
_OWN = "https://w3id.org/orkgx/id/property/"
_SOURCES = (
    RecordSource("yaml"),
    RecordSource("front-matter"),
    RecordSource("csv"),
    RecordSource("data"),
    RecordSource("comments"),
    RecordSource("table", parts=True),
)
# Readers that need nothing but a text, the pickiest first.
_TRIED = ("boolean", "date", "url", "money", "accelerator-time", "count", "counts")
_MISSING = frozenset(map(fold_value, MISSING))


# What names an entry of a kind of record source that has no key for it.
_AROUND = {
    "yaml": ("@link.text", "@bold", "@title"),
    "front-matter": ("@h1", "@folder", "@stem"),
    "comments": ("@h1", "@heading"),
}


class Known(NamedTuple):
    """What a shipped mapping says of a key: the property that it names, or what it names of an entry."""

    property: str
    names: str


@dataclass(slots=True)
class Key:
    """A key as it stands in a source: its values, how many there are, and how many have a link."""

    name: str
    values: list[str] = field(default_factory=list)
    count: int = 0
    linked: int = 0


class Guess(NamedTuple):
    """How a key is to be read: a property or a reader, and the share of its values that this reads."""

    key: Key
    property: str
    reader: str
    share: float


def known_keys() -> dict[str, Known]:
    """Every key that a shipped mapping knows, folded."""
    found: dict[str, Known] = {}
    for mapping in map(load_mapping, sorted(shipped(), key=lambda name: name == "common")):
        parts = {"name": mapping.entry.name, "title": mapping.entry.title, "date": mapping.entry.date}
        naming = {fold_key(key): part for part, keys in parts.items() for key in keys}
        for key, rule in mapping.fields.items():
            names = naming.get(fold_key(key), "")
            for spelling in (key, *rule.spellings):
                if rule.property or names:
                    found.setdefault(fold_key(spelling), Known(rule.property or "", names))
    return found


def gather(sources: Sequence[Source]) -> tuple[list[Key], list[str]]:
    """The keys of all records of some sources, and the kinds of record sources that gave most of them."""
    reader = RecordReader(_SOURCES)
    keys: dict[str, Key] = {}
    kinds: dict[str, int] = {}
    for batch in batches(sources, "", lambda finding: None, lambda error: None, whole=True):
        for stretch in batch.stretches:
            for record in reader.read_file(stretch.segments, []):
                if record.fields.names:
                    kinds[record.source] = kinds.get(record.source, 0) + 1
                    _take(record, keys)
    most = max(kinds.values(), default=0)
    used = [kind for kind, count in kinds.items() if count * 10 >= most]
    return list(keys.values()), used


def _take(record: Record, keys: dict[str, Key]) -> None:
    for one in record.fields:
        key = keys.setdefault(fold_key(one.name), Key(one.name))
        key.count += 1
        key.linked += bool(one.links)
        if one.text and fold_value(one.text) not in _MISSING and len(key.values) < _EXAMPLES:
            key.values.append(one.text)


def guess(key: Key, known: Known | None, properties: CompiledMapping) -> Guess:
    """How a key is to be read: as the property that its name means, or by the reader that reads most of its values."""
    if known and known.property:
        return Guess(key, known.property, "", _share_of_property(key, known.property, properties))
    shares = {name: _share(name, key.values) for name in _TRIED}
    best = next((name for name in _TRIED if shares[name] >= _LEAST), "text")
    return Guess(key, "", best, shares.get(best, 1.0))


def _share(reader: str, values: Iterable[str]) -> float:
    """The share of some values that a reader reads by itself."""
    every = list(values)
    read = 0
    for value in every:
        try:
            read += bool(READERS[reader].read(value, Options()))
        except ValueError:
            continue  # that it refuses a value is the answer
    return read / len(every) if every else 0.0


def _share_of_property(key: Key, name: str, properties: CompiledMapping) -> float:
    rule = properties.fields[name]
    if not key.values:
        return 1.0
    read = 0
    for value in key.values:
        refused: list[Any] = []
        read += any(readings for _, _, readings in rule.steps(value, False, refused))
    return read / len(key.values)


def draft(sources: Sequence[Source], name: str) -> str:
    """A commented mapping for some sources, which loads without a fault; empty where nothing has keys."""
    keys, kinds = gather(sources)
    if not keys:
        return ""
    known = known_keys()
    properties = _properties()
    guesses = [guess(key, known.get(fold_key(key.name)), properties) for key in keys]
    naming = {part: _naming(keys, known, part) for part in ("name", "title", "date")}
    naming["name"] = naming["name"] or _unnamed(keys, kinds)
    return "".join(f"{line}\n" for line in _lines(name, kinds, guesses, naming))


def _properties() -> CompiledMapping:
    """The properties of the vocabulary, each as the rule of a key of its own name."""
    common = load_mapping("common")
    fields = {name: {"property": name} for name in common.properties}
    whole = common.model_dump(by_alias=True, exclude_unset=True) | {"fields": fields, "always": {}, "claims": {}}
    return CompiledMapping(Mapping.model_validate({**whole, "entry": {"name": ["@title"]}}), Settings())


def _naming(keys: Sequence[Key], known: dict[str, Known], part: str) -> list[str]:
    """The keys that are known to name that part of an entry."""
    return [key.name for key in keys if (one := known.get(fold_key(key.name))) and one.names == part]


def _unnamed(keys: Sequence[Key], kinds: Sequence[str]) -> list[str]:
    """What names an entry where no key is known to: what stands around it, or the first key of a row."""
    around = [name for kind in kinds for name in _AROUND.get(kind, ())]
    return list(dict.fromkeys(around)) or [keys[0].name]


def _lines(name: str, kinds: Sequence[str], guesses: Sequence[Guess], naming: dict[str, list[str]]) -> Iterator[str]:
    yield "# A draft: see that each field is read as it should be, most of all those marked with '?'."
    yield f"name: {slug(name)}"
    yield f"catalogue: {{title: {_quoted(name)}}}"
    yield "include: [vocabulary, properties]"
    records = [_source(kind) for kind in kinds]
    yield f"records: [{', '.join(dict.fromkeys(records))}]"
    required = [key for key in naming["name"] if not key.startswith("@")]
    if required and len(required) == len(naming["name"]):
        yield f"claims: {{least: 1, share: 0.3, requires: [{', '.join(map(_quoted, required))}]}}"
    else:
        yield "claims: {least: 2, share: 0.3}"
    yield "entry:"
    for part, named in naming.items():
        if named:
            yield f"  {part}: [{', '.join(map(_quoted, named))}]"
    yield "things:"
    yield '  - {kind: model, link: "orkgp:HAS_MODEL", label: model name, contribution: ["orkgc:C70000"]}'
    yield f"prefixes: {{own: {_quoted(_OWN)}}}"
    yield "fields:"
    for one in guesses:
        yield from _field(one, naming)


def _source(kind: str) -> str:
    return '{table: {parts: "<br>"}}' if kind == "table" else kind


def _field(one: Guess, naming: dict[str, list[str]]) -> Iterator[str]:
    key = _quoted(one.key.name)
    doubt = "" if one.share >= _LEAST else "?  "
    share = f"{doubt}{one.share:.0%} of {one.key.count:,} values are read"
    own = f"own:{slug(one.key.name)}"
    if one.property:
        yield f"  {key}: {{property: {one.property}, otherwise: text}}  # {share}"
    elif any(one.key.name in named for named in naming.values()):
        yield f"  {key}: {{}}"
    elif one.reader == "text":
        yield f"  {key}: {{contribution: {_quoted(own)}, model: {_quoted(own)}}}  # ?  text"
    else:
        statements = f"contribution: {_quoted(own)}, model: {_quoted(own)}"
        yield f"  {key}: {{read: {one.reader}, otherwise: text, {statements}}}  # {share}"
    if one.key.linked * 2 > one.key.count:
        link = _quoted(f"{own}-link")
        links = _quoted(f"{one.key.name}.links")
        yield f"  {links}: {{read: url, otherwise: skip, contribution: {link}, model: {link}}}"


def _quoted(text: str) -> str:
    """A text as YAML takes it, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
