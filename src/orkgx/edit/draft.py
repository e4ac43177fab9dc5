"""A mapping drafted from what stands in a source: its shapes, its keys, and what readers make of their values. A key
that a mapping that ships knows is read as that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..graph.slugs import slug
from ..mapping.compiled import CompiledMapping
from ..mapping.schema import MISSING, FieldRule, ShapedSource
from ..mapping.shaped import sources as record_sources
from ..model import fold_key
from ..pipeline import Engine
from ..pipeline.engines import here
from ..read.sources import Source
from .evidence import Evidence, Key, Model, gather, properties
from .flow import entry_lines, flow, quoted, written
from .shares import LEAST, by_things, share_of_reader, share_of_rule

_OWN = "https://w3id.org/orkgx/id/property/"
# Readers that need nothing but a text, the pickiest first.
_TRIED = ("boolean", "date", "url", "money", "accelerator-time", "count", "counts", "quantity", "language")
# What names an entry of a kind of record source that has no key for it.
_AROUND = {
    "yaml": ("@link.text", "@bold", "@title"),
    "front-matter": ("@h1", "@folder", "@stem"),
    "comments": ("@h1", "@heading"),
}
# Where entries of several formats stand together: what is the last to tell a name from what else is linked there.
_LATE = {"@link": 1, "@link.text": 1, "@heading": 2, "@title": 3}
# The kinds of record sources as a mapping names them.
_TEXTS = {
    **{kind: kind for kind in ("yaml", "front-matter", "csv", "data", "comments", "items")},
    "table": '{table: {parts: "<br>"}}',
}
_MODEL = {"kind": "model", "link": "orkgp:HAS_MODEL", "label": "model name", "contribution": ["orkgc:C70000"]}


@dataclass(frozen=True)
class Drafted:
    """A field of the mapping: the keys that it reads, and the field of a mapping that ships by which it does so."""

    keys: list[Key]
    model: Model | None

    @property
    def names(self) -> list[str]:
        """Its key and the other spellings: a column without a heading has a name of ours."""
        names = [key.name for key in self.keys]
        if not names[0].startswith("@"):
            return names
        ours = self.model.key if self.model else names[0].strip("@").replace(".", " ")
        return [ours, *names]

    @property
    def name(self) -> str:
        return self.names[0]

    @cached_property
    def share(self) -> tuple[float, str]:
        """The share of its values that are read, and by which reader, where no mapping knows the key."""
        values = [value for key in self.keys for value in key.values]
        if self.model is None:
            shares = ((share_of_reader(name, values), name) for name in _TRIED)
            return next((one for one in shares if one[0] >= LEAST), (1.0, "text"))
        if self.model.rule.reads != "text":
            values = [target for key in self.keys for target in key.targets]
        return share_of_rule(self.model, values), ""


def draft(sources: Sequence[Source], name: str, engine: Engine = here) -> str:
    """A commented mapping for some sources, which loads without a fault; empty where nothing is or may be an entry."""
    evidence = gather(sources, engine)
    if not evidence.keys and not evidence.mappings:
        return ""
    return "".join(f"{line}\n" for line in _Draft(evidence).lines(name))


class _Draft:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.mappings = [mapping for mapping, _ in evidence.mappings.most_common()]
        of_all = properties()
        known = [Model(of_all, name) for name in of_all.fields]
        drafted: dict[Model | str, Drafted] = {}
        for folded, key in evidence.keys.items():
            model = key.model or by_things(key, known)
            drafted.setdefault(model or folded, Drafted([], model)).keys.append(key)
        self.fields = list(drafted.values())
        self.first = self.mappings[0] if self.mappings else None

    def lines(self, name: str) -> Iterator[str]:
        entry = self.entry()
        yield "# A draft: see that each field is read as it should be, most of all those marked with '?'."
        yield f"name: {slug(name)}"
        yield f"catalogue: {{title: {quoted(name)}}}"
        yield "include: [vocabulary, properties]"
        yield f"records: [{', '.join(self.records())}]"
        if self.evidence.joined:
            yield "one-per: file"
        yield f"claims: {flow(self.claims(entry['name']))}"
        if lead := next((mapping.spec.lead for mapping in self.mappings if mapping.spec.lead), ()):
            yield f"lead: {flow(lead)}"
        if self.first:
            yield from self.as_first(self.first)
        yield "entry:"
        for part, named in entry.items():
            if named:
                yield f"  {part}: [{', '.join(map(quoted, named))}]"
        yield "things:"
        yield from (f"  - {flow(thing)}" for thing in self.things())
        if always := self.always():
            yield from entry_lines("always", always, indent="")
        yield f"prefixes: {{own: {quoted(_OWN)}}}"
        if self.evidence.ignored:
            yield f"ignore: [{', '.join(map(quoted, self.evidence.ignored))}]"
        yield "fields:"
        naming = {name for named in entry.values() for name in named}
        for one in self.fields:
            yield from self.field(one, named=one.name in naming)
        yield from self.lists()
        yield from self.around()

    def as_first(self, first: CompiledMapping) -> Iterator[str]:
        """What the mapping that claims most says of all its fields, where that is not the usual."""
        if first.spec.unread != "text":
            yield f"unread: {first.spec.unread}"
        if first.spec.missing != MISSING:
            yield from entry_lines("missing", list(first.spec.missing), indent="")

    def records(self) -> list[str]:
        """The record sources: those of mappings that claim something, and all that give most of the records."""
        used = [kind for kind in self.evidence.used if kind in _TEXTS] if not self.evidence.joined else []
        found: dict[str, None] = {}
        for mapping in self.mappings:
            for given in mapping.spec.records:
                source = next(iter(record_sources([given])))
                if source.name in self.evidence.kinds or (self.evidence.joined and mapping.spec.one_per):
                    found[flow(written(given) if isinstance(given, ShapedSource) else given)] = None
                    used = [kind for kind in used if kind != source.name]
        return list(found) + [_TEXTS[kind] for kind in used]

    def claims(self, names: Sequence[str]) -> dict[str, Any]:
        """Which records are of the format: as the first mapping says that knows more than names of columns, else those
        that name something."""
        keys = [name for name in names if not _is_around(name)]
        if self.first and not self.first.spec.claims.fallback:
            claims = written(self.first.spec.claims)
            if requires := [one.name for one in self.fields if one.model and one.model.rule in self.first.requires]:
                return {**claims, "requires": requires}
            return {key: value for key, value in claims.items() if key != "requires"}
        if keys and len(keys) == len(names):
            return {"least": 1, "share": 0.3, "requires": keys}
        return {"least": 2, "share": 0.3}

    def entry(self) -> dict[str, list[str]]:
        """Where an entry's name and the rest come from: keys that mappings name there, then what stands around it."""
        parts: dict[str, list[str]] = {part: [] for part in ("name", "identity", "title", "date", "orkg")}
        known = self.mappings or [one.model.mapping for one in self.fields if one.model]
        for mapping in dict.fromkeys(known):
            for part, named in parts.items():
                refs: Sequence[str] = getattr(mapping.spec.entry, part)
                named += [name for given in refs for name in self.reference(mapping, given)]
        several = len(self.mappings) > 1
        for part, named in parts.items():
            parts[part] = sorted(
                dict.fromkeys(named), key=lambda name: (_is_around(name), several and _LATE.get(name, 0))
            )
        if not parts["name"]:
            around = [name for kind in self.evidence.used for name in _AROUND.get(kind, ())]
            parts["name"] = list(dict.fromkeys(around)) or [self.fields[0].name]
        return parts

    def reference(self, mapping: CompiledMapping, given: str) -> Iterator[str]:
        """A reference of a mapping as the draft's: to its own key, or to what stands around."""
        if _is_around(given):
            if given in self.evidence.around:
                yield given
        elif rule := mapping.written[given]:
            yield from (one.name for one in self.fields if one.model == Model(mapping, rule.key))

    def things(self) -> list[dict[str, Any]]:
        """What entries are about, as the mappings say whose keys stand there."""
        found = []
        for mapping in self.mappings:
            for thing in mapping.spec.things:
                when = [name for key in thing.when for name in self.reference(mapping, key)]
                if bool(when) == bool(thing.when):
                    found.append(written(thing) | ({"when": when} if when else {}))
        found.sort(key=lambda thing: "when" not in thing)  # what holds of every entry comes last
        return _distinct(found) or [_MODEL]

    def always(self) -> dict[str, Any]:
        return written(self.first.spec.always) if self.first else {}

    def field(self, one: Drafted, *, named: bool) -> Iterator[str]:
        """The lines of a field: how its values are read, and its links."""
        key, (share, reader) = quoted(one.name), one.share
        spellings = one.names[1:]
        count = sum(other.count for other in one.keys)
        said = f"{'' if share >= LEAST else '?  '}{share:.0%} of {count:,} values are read"
        own = f"own:{slug(one.name)}"
        if one.model:
            given = written(one.model.given, but=("spellings", "required"))
            given |= {"spellings": spellings} if spellings else {}
            yield from entry_lines(key, given, "" if all(value.plain for value in one.model.rule.values) else said)
        else:
            given = {"spellings": spellings} if spellings else {}
            if reader != "text":
                given |= {"read": reader, "otherwise": "text"}
            if not named:
                given |= {"contribution": own, "model": own}
            yield from entry_lines(key, given, "" if named else "?  text" if reader == "text" else said)
        yield from self.links(one, count)

    def links(self, one: Drafted, count: int) -> Iterator[str]:
        """The lines of a field's links, where it has some."""
        linked = sum(key.linked for key in one.keys)
        known = _links(one.model) if one.model and linked else {}
        for ending, rule in known.items():
            yield from entry_lines(quoted(one.name + ending), written(rule, but=("spellings", "required")))
        if not known and linked * 2 > count and not (one.model and one.model.rule.reads != "text"):
            own = f"own:{slug(one.name)}-link"
            given = {"read": "url", "otherwise": "skip", "contribution": own, "model": own}
            yield from entry_lines(quoted(f"{one.name}.links"), given)

    def lists(self) -> Iterator[str]:
        """The lines of lists of maps that become nodes."""
        for model, path in self.evidence.lists.items():
            yield from entry_lines(quoted(path), written(model.given, but=("spellings", "required")))

    def around(self) -> Iterator[str]:
        """The lines of what stands around an entry and says something."""
        seen: set[str] = set()
        for mapping in self.mappings:
            for name in mapping.context:
                if name in self.evidence.around and name not in seen and not name.startswith("@column"):
                    seen.add(name)
                    yield from entry_lines(quoted(name), written(mapping.spec.fields[name]))


def _links(model: Model) -> dict[str, FieldRule]:
    """What a mapping says of the links of a field, by what stands behind its key: ``.link``, ``.links[code]``."""
    start = fold_key(model.key) + "."
    return {
        key[len(model.key) :]: rule
        for key, rule in model.mapping.spec.fields.items()
        if fold_key(key).startswith(start) and re.match(r"\.links?(?:\[|$)", key[len(model.key) :])
    }


def _is_around(name: str) -> bool:
    """Whether a reference is to what stands around an entry; a column without a heading is a key as others are."""
    return name.startswith("@") and not name.startswith("@column")


def _distinct(given: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    found.extend(one for one in given if one not in found)
    return found
