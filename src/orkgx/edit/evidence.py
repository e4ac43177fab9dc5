"""What stands in sources that a mapping is to be drafted for: their keys with values, the record sources that give
them, and how the mappings that ship would read them."""

from __future__ import annotations

import io
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from ..graph.findings import Claimed
from ..mapping.compiled import CompiledMapping, Settings
from ..mapping.files import load_mapping
from ..mapping.rules import Rule, fold_value
from ..mapping.schema import MISSING, Always, Claims, Entry, FieldRule
from ..model import Field, Record, RecordSource, fold_key
from ..pipeline import Engine
from ..pipeline.builder import Builder
from ..pipeline.engines import here
from ..read.batches import Batch, Stretch, batches
from ..read.leads import read_lead_groups
from ..read.records import RecordReader
from ..read.sources import Source

_EXAMPLES = 500  # values of a key that are tried
_MISSING = frozenset(map(fold_value, MISSING))
_SOURCES = (
    RecordSource("yaml"),
    RecordSource("front-matter"),
    RecordSource("csv"),
    RecordSource("data"),
    RecordSource("comments"),
    RecordSource("table", parts=True),
)


class Model(NamedTuple):
    """A field of a mapping that ships, by which a key may be read."""

    mapping: CompiledMapping
    key: str

    @property
    def given(self) -> FieldRule:
        return self.mapping.spec.fields.get(self.key, FieldRule())

    @property
    def rule(self) -> Rule:
        return self.mapping.fields[self.key]


@dataclass(slots=True)
class Key:
    """A key as it stands in a source: examples of its values and of the addresses of its links, how many values there
    are, how many of them have a link; and the fields that mappings read it by, with how many of its values each."""

    name: str
    values: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    count: int = 0
    linked: int = 0
    models: Counter[Model] = field(default_factory=Counter)

    def take(self, one: Field) -> None:
        self.count += 1
        self.linked += bool(one.links)
        if len(self.values) < _EXAMPLES:
            if one.text and fold_value(one.text) not in _MISSING:
                self.values.append(one.text)
            self.targets += [link.target for link in one.links[:1] if link.target]

    def join(self, other: Key) -> None:
        """Take what was gathered behind it."""
        self.count += other.count
        self.linked += other.linked
        self.models.update(other.models)
        if len(self.values) < _EXAMPLES:
            self.values = [*self.values, *other.values][:_EXAMPLES]
            self.targets += other.targets

    @property
    def model(self) -> Model | None:
        """The field that it is read by."""
        return self.models.most_common(1)[0][0] if self.models else None


def properties() -> CompiledMapping:
    """The properties that a mapping may name, each as the rule of a key of its own name."""
    given = load_mapping("common")
    fields = {name: FieldRule(property=name) for name in given.properties}
    bare = {"fields": fields, "always": Always(), "claims": Claims(), "entry": Entry(name=("@title",))}
    return CompiledMapping(given.model_copy(update=bare), Settings())


@dataclass(slots=True)
class Evidence:
    """What stands in some sources. `kinds` counts records by the record source that gives them, `mappings` those that a
    mapping claims; `around` holds the pseudo-fields for which something stands, `ignored` keys that mappings do not
    want, `lists` those of lists of maps, by the mapping that makes nodes of them; `joined` says that files are one
    entry each."""

    keys: dict[str, Key] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    mappings: Counter[CompiledMapping] = field(default_factory=Counter)
    around: set[str] = field(default_factory=set)
    ignored: dict[str, None] = field(default_factory=dict)
    lists: dict[Model, str] = field(default_factory=dict)
    joined: bool = False

    @property
    def used(self) -> list[str]:
        """The kinds of record sources that give most of the records."""
        most = max(self.kinds.values(), default=0)
        return [kind for kind, count in self.kinds.items() if count * 10 >= most]

    def join(self, other: Evidence) -> None:
        """Take what was gathered of sources behind these."""
        for folded, key in other.keys.items():
            self.keys.setdefault(folded, Key(key.name)).join(key)
        self.kinds += other.kinds
        self.mappings += other.mappings
        self.around |= other.around
        self.ignored |= other.ignored
        for model, path in other.lists.items():
            self.lists.setdefault(model, path)
        self.joined |= other.joined

    def claimed(self, record: Record, mapping: CompiledMapping) -> None:
        """Take a record that a mapping claims."""
        self.kinds[record.source] += 1
        self.mappings[mapping] += 1
        if mapping.lead:
            record.context.groups, _ = read_lead_groups(record, mapping.lead)
        entry = mapping.spec.entry
        named = (*mapping.context, *entry.name, *entry.identity, *entry.title, *entry.date, *entry.orkg)
        self.around.update(name for name in named if name[0] == "@" and record.context.get(name))
        for path in record.things:
            if each := mapping.each.get(fold_key(path)):
                self.lists.setdefault(Model(mapping, each.key), path)
        self._take(record, mapping)

    def unclaimed(self, record: Record, mappings: Iterable[CompiledMapping]) -> None:
        """Take a record that no mapping claims: each of its keys may be known to one nevertheless."""
        self.kinds[record.source] += 1
        self._take(record, *mappings)

    def _take(self, record: Record, *mappings: CompiledMapping) -> None:
        listed = [path for path in record.things if any(fold_key(path) in one.each for one in mappings)]
        inside = tuple(f"{path}." for path in record.things if any(one.startswith(path) for one in listed))
        for one in record.fields:
            folded = fold_key(one.name)
            if inside and one.name.startswith(inside) and not any(mapping.written[one.name] for mapping in mappings):
                continue  # a part of a map that becomes a node
            if len(mappings) == 1 and mappings[0].written[one.name] is None and mappings[0].knows(one.name):
                if mappings[0].ignores(one.name):
                    self.ignored[one.name] = None
                continue
            key = self.keys.setdefault(folded, Key(one.name))
            key.take(one)
            models = (Model(mapping, rule.key) for mapping in mappings if (rule := mapping.written[one.name]))
            key.models.update(islice(models, 1))


class Gathering:
    """Gathers what stands in a batch, in any process: so an engine's transformer, whose answers are pickles that have
    the names of mappings in their place."""

    def __init__(self) -> None:
        self.builder = Builder.of((), Settings())
        self.shipped = sorted(self.builder.compiled, key=lambda mapping: mapping.spec.claims.fallback)
        self.by_name = {mapping.name: mapping for mapping in self.shipped}
        self.plain = RecordReader(_SOURCES)

    def __reduce__(self) -> tuple[type[Gathering], tuple[()]]:
        return Gathering, ()

    def transform(self, batch: Batch) -> bytes:
        evidence = Evidence()
        for stretch in batch.stretches:
            self._gather(stretch, evidence)
        out = io.BytesIO()
        _Writer(out).dump(evidence)
        return out.getvalue()

    transform_alone = transform

    def evidence(self, packed: bytes) -> Evidence:
        """What was gathered."""
        found: Evidence = _Reader(packed, self.by_name).load()
        return found

    def _gather(self, stretch: Stretch, evidence: Evidence) -> None:
        seen: set[tuple[str, int]] = set()
        for record, mapping in _claims(self.builder.records(stretch, []), self.shipped):
            evidence.claimed(record, mapping)
            seen.add((record.file, record.line))
            if mapping.spec.one_per:
                evidence.joined = True
                seen.add((record.file, 0))
        for record in self.plain.read_file(stretch.segments, []):
            if record.fields.names and not seen & {(record.file, record.line), (record.file, 0)}:
                evidence.unclaimed(record, self.shipped)


class _Writer(pickle.Pickler):
    def persistent_id(self, value: object) -> str | None:
        return value.name if isinstance(value, CompiledMapping) else None


class _Reader(pickle.Unpickler):
    def __init__(self, packed: bytes, by_name: Mapping[str, CompiledMapping]) -> None:
        super().__init__(io.BytesIO(packed))
        self._by_name = by_name

    def persistent_load(self, name: str) -> CompiledMapping:
        return self._by_name[name]


def gather(sources: Sequence[Source], engine: Engine = here) -> Evidence:
    """What stands in some sources."""
    gathering, evidence = Gathering(), Evidence()
    read = batches(sources, "", lambda finding: None, lambda error: None, whole=True)
    for packed in engine(gathering, read):
        evidence.join(gathering.evidence(packed))
    return evidence


def _claims(
    records: Iterable[Claimed], mappings: Sequence[CompiledMapping]
) -> Iterator[tuple[Record, CompiledMapping]]:
    """The records that mappings claim, each with that which knows most of its keys, wherever it looks for them."""
    nearest: dict[tuple[str, ...], CompiledMapping] = {}
    for record, layout, _ in records:
        if layout is None:
            continue
        names = tuple(record.fields.names)
        if layout.mapping.spec.claims.fallback and names:
            if names not in nearest:
                nearest[names] = max(mappings, key=lambda one: (sum(map(one.knows, names)), one is layout.mapping))
            yield record, nearest[names]
        else:
            yield record, layout.mapping
