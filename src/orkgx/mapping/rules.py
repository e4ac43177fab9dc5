"""What one field's rule makes of a value: the statements about paper, contribution and model, ready but for a subject.

What a value says does not depend on the entry it stands in, so a rule remembers its answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..graph.describe import Descriptions
from ..graph.terms import literal
from ..model import Group, Severity
from .cache import remember
from .readers.reading import Node, Options, Reader, Reading, fold, shorten
from .splitting import Splitter, joined

ROLES = ("paper", "contribution", "model")

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


class More(NamedTuple):
    """What only some values have: nodes of the entry's own, findings, and whether they say nothing."""

    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()
    nothing: bool = False


class Meaning(NamedTuple):
    """What one value says: for each of `ROLES`, in their order, distinct statements without their subject; what they
    mention; the written text, escaped, where it cannot be read in them."""

    paper: tuple[str, ...]
    contribution: tuple[str, ...]
    model: tuple[str, ...]
    shared: tuple[Group, ...]
    lost: str
    more: More | None

    @property
    def nothing(self) -> bool:
        return self.more is not None and self.more.nothing


class Template(NamedTuple):
    """A statement that lacks subject and object: `head` is the text between them. `role` is a place in `ROLES`."""

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

    def readings(self, pieces: list[str], refused: list[Finding]) -> Sequence[Reading]:
        """What the pieces of a value say; what the reader refuses goes to `refused`."""
        read, options = self.read, self.options
        try:
            if len(pieces) == 1:
                return read(pieces[0], options)
            return [reading for piece in pieces for reading in read(piece, options)]
        except ValueError:
            return self.mended(pieces, refused)

    def mended(self, pieces: list[str], refused: list[Finding]) -> list[Reading]:
        """The readings where the reader refuses some of the pieces."""
        readings: list[Reading] = []
        # Where the predicate's values are of another datatype, the text is kept beside it, as written.
        as_text = self.otherwise == "text" and self.options.takes_text
        for piece in pieces:
            try:
                readings += self.read(piece, self.options)
            except ValueError as problem:
                ending = "; it was kept as text" if as_text else ""
                refused.append((_SEVERITY[self.otherwise], self.refusal, f"{problem}{ending}"))
                if as_text:
                    readings.append(Reading(literal(piece), piece))
        return readings


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """All that a mapping says of one field."""

    key: str
    required: bool
    labels: bool  # whether the text becomes the label of the paper or of what the entry is about
    values: tuple[ValueRule, ...]
    predicates: tuple[str, ...]
    makes: tuple[frozenset[str], ...]  # the predicates by role
    nothing: frozenset[str]  # folded texts that say nothing
    nothing_longest: int  # characters, as written
    descriptions: Descriptions
    plain: tuple[tuple[str, ...], ...] | None = None  # heads by role, where all values are taken as they stand
    described: tuple[Group, ...] = ()  # of all templates
    splitters: tuple[Splitter, ...] = ()
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

    def _read(self, text: str, item: bool) -> Meaning:
        kept = self.labels and "&" not in text and " ".join(text.split()) == text
        if self.plain is not None and (item or not self.splits(text)):
            written = literal(text)
            ending = f"{written} .\n"
            paper, contribution, model = [tuple([head + ending for head in heads]) for heads in self.plain]
            lost = "" if kept or self.values else written[1:-1]
            return Meaning(paper, contribution, model, self.described, lost, None)
        tails_of: tuple[list[str], ...] = ([], [], [])
        shared: list[Group] = []
        parts: list[Part] = []
        refused: list[Finding] = []
        read: list[str] = []  # the codes of refusals that do not count
        parted: dict[Splitter, list[str]] = {}
        for value in self.values:
            pieces = [text] if item or value.split is None else parted.get(value.split)
            if pieces is None:
                pieces = parted[value.split] = value.split.parts(text)  # type: ignore[index, union-attr]
            readings = value.readings(pieces, refused)
            if not readings:
                continue
            read.append(value.refusal)
            shared += value.described
            kept = kept or _kept(text, pieces, readings)
            for reading in readings:
                term, _, nodes, _, warning, part = reading
                if warning:
                    refused.append((Severity.warning, "doubtful-value", warning))
                if part:
                    parts += self.parts(value, reading)
                    shared.append(self.descriptions.group(*nodes[0].types, *[fact for fact, _ in nodes[0].facts]))
                    continue
                for role, _, head, _ in value.templates:
                    tails_of[role].append(f"{head}{term} .\n")
                for node in nodes:
                    shared += self.descriptions.node(node)
        paper, contribution, model = [tuple(dict.fromkeys(one) if len(one) > 1 else one) for one in tails_of]
        findings = _told(refused, read) if refused else ()
        more = More(tuple(parts), findings) if parts or findings else None
        lost = "" if kept else literal(text)[1:-1]
        return Meaning(paper, contribution, model, tuple(shared), lost, more)

    def splits(self, text: str) -> bool:
        """Whether a text may be a list to one of the ways to read it."""
        for split in self.splitters:  # noqa: SIM110  (a generator would take a frame for each text)
            if split.on.search(text):
                return True
        return False

    def parts(self, value: ValueRule, reading: Reading) -> Iterator[Part]:
        for template in value.templates:
            yield Part(ROLES[template.role], template.predicate, reading.part, reading.nodes[0])


def _told(findings: Iterable[Finding], read: Iterable[str]) -> tuple[Finding, ...]:
    """Each finding once, but for refusals that another reading of the value makes good."""
    silent = {*read, *_SILENT}
    return tuple(one for one in dict.fromkeys(findings) if one[0] > Severity.info or one[1] not in silent)


def _nothing(text: str) -> Meaning:
    message = f"{shorten(text)!r} says nothing; no statement was made"
    return Meaning((), (), (), (), "", More((), ((Severity.info, "no-value", message),), nothing=True))


def _kept(text: str, pieces: list[str], readings: Sequence[Reading]) -> bool:
    """Whether the written text can be read in what the graph shows."""
    if len(readings) == 1:
        return readings[0].shown == text
    shown = {reading.shown for reading in readings}
    if len(pieces) == 1:
        return text in shown
    return shown.issuperset(pieces) and (", ".join(pieces) == text or joined(pieces) == joined([text]))
