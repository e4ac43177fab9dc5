"""What one field's rule makes of a value: the statements about paper, contribution and model, ready but for a subject.

What a value says does not depend on the entry it stands in, so a rule remembers its answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .descriptions import Descriptions
from .lists import Splitter, joined
from .memory import remember
from .model import Group, Severity
from .terms import literal
from .values.reading import Node, Options, Reader, Reading, fold, shorten

ROLES = ("paper", "contribution", "model")
SUBJECT = "\0"  # stands for the subject in statements; no term of N-Triples can hold it

_REMEMBERED = 1_500  # readings a rule remembers; vocabularies are smaller, and memory must not grow
_REPEATS = 80  # characters; a longer value is hardly seen twice
# A statement that may be skipped is not missed where another of the rule reads the value the same way; and patterns
# pick from values what only some of them hold.
_SILENT = {"unreadable-pattern"}
_SEVERITY = {"text": Severity.warning, "skip": Severity.info, "error": Severity.error}

Finding = tuple[Severity, str, str]


class Part(NamedTuple):
    """A node that belongs to the entry's own subject: its IRI is the subject's with `path` behind it."""

    role: str
    predicate: str
    path: str
    node: Node


class Meaning(NamedTuple):
    """What one value says: distinct statements for each of `ROLES`, a text with `SUBJECT` for the subject, what they
    mention, what was found, whether the written text can still be read in them, and whether it says nothing."""

    tails: tuple[str, ...]
    shared: tuple[Group, ...]
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    kept: bool
    predicates: tuple[str, ...]
    nothing: bool = False


class Template(NamedTuple):
    """A statement that lacks only its object: `head` is its text up to there. `role` is a place in `ROLES`."""

    role: int
    predicate: str
    head: str
    described: Group


@dataclass(frozen=True, slots=True)
class ValueRule:
    """One way to read a value, and the statements that are made of what was read."""

    reader: str
    read: Reader
    options: Options
    otherwise: str
    split: Splitter | None
    templates: tuple[Template, ...]
    described: tuple[Group, ...]  # of the templates
    refusal: str  # the code of a finding where the reader refuses

    @property
    def plain(self) -> bool:
        """Whether it takes a text that is no list as it stands."""
        return self.reader == "text" and self.options.takes_text


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """All that a mapping says of one field."""

    key: str
    required: bool
    labels: bool  # whether the text becomes the label of the paper or of what the entry is about
    values: tuple[ValueRule, ...]
    predicates: tuple[str, ...]
    nothing: frozenset[str]  # folded texts that say nothing
    nothing_longest: int  # characters, as written
    descriptions: Descriptions
    plain: tuple[tuple[str, ...], ...] | None = None  # heads by role, where all values are taken as they stand
    described: tuple[Group, ...] = ()  # of all templates
    remembered: tuple[dict[str, Meaning], dict[str, Meaning]] = field(default_factory=lambda: ({}, {}))

    def read(self, text: str, item: bool = False) -> Meaning:
        """What `text` says; `item`: YAML has already split it, so the rule does not."""
        meaning = self.remembered[item].get(text)
        if meaning is None:
            if len(text) > _REPEATS:
                return self._read(text, item)
            silent = len(text) <= self.nothing_longest and fold(text) in self.nothing
            meaning = _nothing(text) if silent else self._read(text, item)
            remember(self.remembered[item], text, meaning, _REMEMBERED)
        return meaning

    def read_all(self, texts: Iterable[str], item: bool) -> list[Meaning]:
        """What each of some texts says."""
        read, known = self.read, self.remembered[item].get
        return [known(text) or read(text, item) for text in texts]

    def splits(self, text: str) -> bool:
        """Whether a text may be a list to one of the ways to read it."""
        return any([value.split is not None and value.split.on.search(text) for value in self.values])  # noqa: C419  (no frame of a generator)

    def _read(self, text: str, item: bool) -> Meaning:
        kept = self.labels and "&" not in text and " ".join(text.split()) == text
        if self.plain is not None and (item or not self.splits(text)):
            ending = f"{literal(text)} .\n"
            tails = tuple(["".join([head + ending for head in heads]) for heads in self.plain])
            return Meaning(tails, self.described, (), (), kept or bool(self.values), self.predicates)
        said = _Said(self.descriptions)
        parted: dict[Splitter, list[str]] = {}
        for value in self.values:
            split = value.split
            if item or split is None:
                pieces = [text]
            else:
                pieces = parted.get(split) or parted.setdefault(split, split.parts(text))
            if readings := said.readings(value, pieces):
                said.take(value, readings)
                kept = kept or _kept(text, pieces, readings)
        return said.meaning(kept, self.predicates)


class _Said:
    """Gathers what the ways to read one value gave."""

    __slots__ = ("descriptions", "findings", "parts", "read", "shared", "tails")

    def __init__(self, descriptions: Descriptions) -> None:
        self.descriptions = descriptions
        self.tails: tuple[list[str], ...] = ([], [], [])
        self.shared: list[Group] = []
        self.parts: list[Part] = []
        self.findings: dict[Finding, None] = {}
        self.read: list[str] = []  # the codes of what was not found in vain

    def readings(self, value: ValueRule, pieces: list[str]) -> Sequence[Reading]:
        try:
            if len(pieces) == 1:
                return value.read(pieces[0], value.options)
            return [reading for piece in pieces for reading in value.read(piece, value.options)]
        except ValueError:
            return self.mended(value, pieces)

    def mended(self, value: ValueRule, pieces: list[str]) -> list[Reading]:
        """The readings where the reader refuses some of the pieces."""
        readings: list[Reading] = []
        for piece in pieces:
            try:
                readings += value.read(piece, value.options)
            except ValueError as problem:
                # Where the predicate's values are of another datatype, the text is kept beside it, as written.
                as_text = value.otherwise == "text" and value.options.takes_text
                ending = "; it was kept as text" if as_text else ""
                self.findings[_SEVERITY[value.otherwise], value.refusal, f"{problem}{ending}"] = None
                if as_text:
                    readings.append(Reading(literal(piece), piece))
        return readings

    def take(self, value: ValueRule, readings: Sequence[Reading]) -> None:
        self.read.append(value.refusal)
        self.shared += value.described
        tails, templates = self.tails, value.templates
        for reading in readings:
            term, _, nodes, _, warning, part = reading
            if warning:
                self.findings[Severity.warning, "doubtful-value", warning] = None
            if part:
                self.take_part(value, reading)
                continue
            for role, _, head, _ in templates:
                tails[role].append(f"{head}{term} .\n")
            for node in nodes:
                self.shared += self.descriptions.node(node)

    def take_part(self, value: ValueRule, reading: Reading) -> None:
        node = reading.nodes[0]
        self.shared.append(self.descriptions.group(*node.types, *[predicate for predicate, _ in node.facts]))
        for template in value.templates:
            self.parts.append(Part(ROLES[template.role], template.predicate, reading.part, node))

    def meaning(self, kept: bool, predicates: tuple[str, ...]) -> Meaning:
        findings: list[Finding] = []
        if self.findings:
            silent = {*self.read, *_SILENT}
            findings = [found for found in self.findings if found[0] > Severity.info or found[1] not in silent]
        tails = tuple([_text(lines) for lines in self.tails])
        return Meaning(tails, tuple(self.shared), tuple(self.parts), tuple(findings), kept, predicates)


def _text(lines: list[str]) -> str:
    return "".join(dict.fromkeys(lines)) if len(lines) > 1 else lines[0] if lines else ""


def _nothing(text: str) -> Meaning:
    message = f"{shorten(text)!r} says nothing; no statement was made"
    return Meaning(("",) * len(ROLES), (), (), ((Severity.info, "no-value", message),), True, (), nothing=True)


def _kept(text: str, pieces: list[str], readings: Sequence[Reading]) -> bool:
    """Whether the written text can be read in what the graph shows."""
    if len(pieces) == 1:
        return any(reading.shown == text for reading in readings)
    shown = {reading.shown for reading in readings}
    return shown.issuperset(pieces) and (", ".join(pieces) == text or joined(pieces) == joined([text]))
