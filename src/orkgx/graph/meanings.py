"""What the values of a field say, as statements about paper, contribution and model that lack a subject only.

What a value says does not depend on the entry it stands in, so the answers are remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..mapping.cache import remember
from ..mapping.readers.reading import Node, Reading, shorten
from ..mapping.rules import ROLES, Finding, Rule, ValueRule
from ..mapping.splitting import joined
from ..model import Group, Severity
from .describe import Descriptions
from .terms import ending, escaped, literal

_REMEMBERED = 1_500  # readings a rule remembers; vocabularies are smaller, and memory must not grow
_REPEATS = 80  # characters; a longer value is seen twice where a catalogue is, and then a few are enough
_LONGEST, _LONG = 1_000, 100  # characters of a longer value that is remembered, and how many are
# A statement that may be skipped is not missed where another of the rule reads the value the same way; and patterns
# pick from values what only some of them hold, as few hold parts or the memory of devices.
_SILENT = {"unreadable-pattern", "unreadable-parts", "unreadable-devices"}


class Part(NamedTuple):
    """A node that belongs to the entry's own subject: its IRI is the subject's with `path` behind it."""

    role: str
    predicate: str
    path: str
    node: Node


class Rest(NamedTuple):
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
    mentioned: tuple[Group, ...]
    unshown: str
    rest: Rest | None

    @property
    def nothing(self) -> bool:
        return self.rest is not None and self.rest.nothing


_EMPTY = Meaning((), (), (), (), "", None)


class Meanings:
    """The meanings of one rule's values. `described` are its predicates, described."""

    def __init__(self, rule: Rule, descriptions: Descriptions) -> None:
        self.rule, self.descriptions = rule, descriptions
        self._described = {
            value: tuple((descriptions.predicate(one.predicate, one.label),) for one in value.templates)
            for value in rule.values
        }
        self.described: tuple[Group, ...] = tuple(one for some in self._described.values() for one in some)
        # The predicates by role, where all ways of reading take a value as it stands.
        self._plain = (
            [[one.predicate for one in rule.templates if one.role == role] for role in range(len(ROLES))]
            if all(value.plain for value in rule.values)
            else None
        )
        self._splitters = rule.splitters
        self._remembered: tuple[dict[str, Meaning], dict[str, Meaning]] = ({}, {})
        self._long: tuple[dict[str, Meaning], dict[str, Meaning]] = ({}, {})

    def read(self, text: str, item: bool = False) -> Meaning:
        """What `text` says; `item`: YAML has already split it, so the rule does not."""
        meaning = self._remembered[item].get(text)
        if meaning is None:
            if len(text) > _REPEATS:
                return self._read_long(text, item)
            if not text:  # of links, none is left for this rule
                meaning = _EMPTY
            elif self.rule.says_nothing(text):
                meaning = _nothing(text)
            else:
                meaning = self._read(text, item)
            remember(self._remembered[item], text, meaning, _REMEMBERED)
        return meaning

    def _read_long(self, text: str, item: bool) -> Meaning:
        if len(text) > _LONGEST:
            return self._read(text, item)
        known = self._long[item].get(text)
        return known or remember(self._long[item], text, self._read(text, item), _LONG)

    def read_all(self, texts: Iterable[str], item: bool) -> list[Meaning]:
        """What each of some texts says."""
        read, known = self.read, self._remembered[item].get
        return [known(text) or read(text, item) for text in texts]

    def _read(self, text: str, item: bool) -> Meaning:
        shown = self.rule.names and "&" not in text and " ".join(text.split()) == text
        if self._plain is not None and (item or not self._splits(text)):
            return self._as_written(text, shown)
        by_role: tuple[list[str], ...] = ([], [], [])
        mentioned: list[Group] = []
        parts: list[Part] = []
        findings: list[Finding] = []
        made: list[str] = []  # the codes of refusals that do not count
        for value, pieces, readings in self.rule.steps(text, item, findings):
            if not readings:
                continue
            made.append(value.refusal)
            mentioned += self._described[value]
            shown = shown or _shows(text, pieces, readings)
            for reading in readings:
                term, _, nodes, _, warning, part, _ = reading
                if warning:
                    findings.append((Severity.warning, "doubtful-value", warning))
                if part:
                    parts += _parts(value, reading)
                    node = nodes[0]
                    mentioned.append(self.descriptions.group(*node.types, *[fact for fact, _ in node.facts]))
                    for other in nodes[1:]:
                        mentioned += self.descriptions.node(other)
                    continue
                end = ending(term)
                for role, predicate, _ in value.templates:
                    by_role[role].append(predicate + end)
                for node in nodes:
                    mentioned += self.descriptions.node(node)
        paper, contribution, model = [tuple(dict.fromkeys(one) if len(one) > 1 else one) for one in by_role]
        counted = _counted(findings, made) if findings else ()
        rest = Rest(tuple(parts), counted) if parts or counted else None
        return Meaning(paper, contribution, model, tuple(mentioned), "" if shown else escaped(text), rest)

    def _as_written(self, text: str, shown: bool) -> Meaning:
        """The meaning of a text that is taken as it stands."""
        assert self._plain is not None
        end = ending(literal(text))
        paper, contribution, model = [tuple([one + end for one in some]) if some else () for some in self._plain]
        unshown = "" if shown or self.rule.values else escaped(text)
        return Meaning(paper, contribution, model, self.described, unshown, None)

    def _splits(self, text: str) -> bool:
        """Whether a text may be a list to one of the ways to read it."""
        for split in self._splitters:  # noqa: SIM110  (a generator would take a frame for each text)
            if split.on.search(text):
                return True
        return False


def _parts(value: ValueRule, reading: Reading) -> Iterator[Part]:
    for template in value.templates:
        yield Part(ROLES[template.role], template.predicate, reading.part, reading.nodes[0])


def _counted(findings: Iterable[Finding], made: Iterable[str]) -> tuple[Finding, ...]:
    """Each finding once, but for refusals that another reading of the value makes good."""
    silent = {*made, *_SILENT}
    return tuple(one for one in dict.fromkeys(findings) if one[0] > Severity.info or one[1] not in silent)


def _nothing(text: str) -> Meaning:
    message = f"{shorten(text)!r} says nothing; no statement was made"
    return Meaning((), (), (), (), "", Rest((), ((Severity.info, "no-value", message),), nothing=True))


def _shows(text: str, pieces: list[str], readings: Sequence[Reading]) -> bool:
    """Whether the written text can be read in what the graph shows."""
    if len(readings) == 1:
        return readings[0].shown == text
    shown = {reading.shown for reading in readings}
    if len(pieces) == 1:
        return text in shown
    return shown.issuperset(pieces) and (", ".join(pieces) == text or joined(pieces) == joined([text]))
