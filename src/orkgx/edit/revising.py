"""The text of a field and the values that come and go in, its new text out: what it said otherwise it says still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..graph.meanings import Meaning, Meanings
from ..graph.terms import LABEL, address, is_iri, parse_lines, parse_tail, unquote
from ..mapping.patterns import SlowPatternError
from ..mapping.rules import ROLES, Rule
from ..write.incoming import Value
from ..write.wanted import literal_of, name_of

Fact = tuple[str, str, Value]  # role, predicate by id or IRI, object by label
JOINTS = (", ", "; ", " / ", " + ", "\n", " and ")


class Revised(NamedTuple):
    """A field's new text, "" if nothing is left of it; `swaps` are the stretches of the old text that have become
    others."""

    text: str
    swaps: tuple[tuple[str, str], ...]


class Reviser:
    """Knows what the values of fields say; `meanings` are those of the rules of one mapping, `words` how a catalogue
    writes what its values say."""

    def __init__(self, meanings: Mapping[Rule, Meanings], words: Mapping[tuple[Rule, Fact], str] | None = None) -> None:
        self.meanings, self._words = meanings, words or {}

    def word(self, rule: Rule, fact: Fact) -> str:
        """The text that says a fact: its label, or what the catalogue has for it; "" if nothing does."""
        label = fact[2].label
        return label if fact in self.says(rule, label, item=True) else self._words.get((rule, fact), "")

    def says(self, rule: Rule, text: str, *, item: bool = False) -> set[Fact]:
        """What a text says of paper and contribution."""
        return {fact for fact, _ in facts_of(self.meanings[rule].read(text, item))}

    def revise(self, rule: Rule, text: str, old: set[Fact], new: Sequence[Fact], *, item: bool) -> Revised | None:
        """The text without what is `old` and with what is `new`; None where no text is known to say that."""
        if rule.says_nothing(text):
            labels = self.labels(rule, [], new)
            made = (Revised(joint.join(labels), ((text, joint.join(labels)),)) for joint in JOINTS)
            return next((one for one in made if self.holds(rule, one.text, old, new, item=item)), None)
        for pieces in self.partings(rule, text, item=item):
            gaps = _gaps(text, pieces)
            if gaps is None:
                continue
            going = [at for at, one in enumerate(pieces) if self.says(rule, one, item=True) & old]
            if old and not going:
                continue
            stays = [one for at, one in enumerate(pieces) if at not in going]
            labels = self.labels(rule, stays, new)
            for joint in dict.fromkeys([*gaps[1:2], *JOINTS]):
                revised = _assembled(pieces, gaps, going, labels, joint)
                if self.holds(rule, revised.text, old, new, item=item):
                    return revised
                if len(labels) <= len(going):
                    break  # nothing is joined
        return None

    def listed(self, rule: Rule, text: str, old: set[Fact], new: Sequence[Fact]) -> tuple[str, ...]:
        """The same as items of a list, which nothing takes apart any more; () where that does not say it either."""
        pieces = next(self.partings(rule, text, item=False)) if text and not rule.says_nothing(text) else []
        stays = [one for one in pieces if not self.says(rule, one, item=True) & old]
        texts = (*stays, *self.labels(rule, stays, new))
        said = set[Fact]().union(*(self.says(rule, one, item=True) for one in texts))
        kept = self.says(rule, text) - old if pieces else set()
        return texts if said.issuperset([*kept, *new]) and said.isdisjoint(old.difference(new)) else ()

    def holds(self, rule: Rule, text: str, old: set[Fact], new: Sequence[Fact], *, item: bool = False) -> bool:
        said = self.says(rule, text, item=item) if text else set()
        return said.issuperset(new) and said.isdisjoint(old.difference(new))

    def labels(self, rule: Rule, stays: Iterable[str], new: Sequence[Fact]) -> list[str]:
        """The labels to write so that all that is new is said, text before numbers that are made of it."""
        said = set[Fact]().union(*(self.says(rule, one, item=True) for one in stays))
        labels = []
        for fact in sorted(new, key=lambda one: one[2].datatype not in ("", "xsd:string")):
            if fact not in said:
                labels.append(self.word(rule, fact) or fact[2].label)
                said |= self.says(rule, labels[-1], item=True)
        return labels

    def partings(self, rule: Rule, text: str, *, item: bool) -> Iterator[list[str]]:
        """The ways in which a text is a list, and the whole."""
        if not item:
            for splitter in rule.splitters:
                try:
                    yield splitter.parts(text)
                except SlowPatternError:
                    continue
        yield [text]


def _gaps(text: str, pieces: Sequence[str]) -> list[str] | None:
    """What stands before each piece, and behind the last; None where a piece does not stand there as it was read."""
    gaps, at = [], 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return None
        gaps.append(text[at:found])
        at = found + len(piece)
    return [*gaps, text[at:]]


def _assembled(
    pieces: Sequence[str], gaps: Sequence[str], going: Sequence[int], labels: Sequence[str], joint: str
) -> Revised:
    """The pieces, with labels in the place of those that go, or behind all."""
    swaps, made, left = [], "", list(labels)
    last = ""  # the last piece that is there
    for at, piece in enumerate(pieces):
        gap = gaps[at] if at == 0 or made else ""
        if at not in going:
            made, last = made + gap + piece, piece
        elif left:
            swaps.append((piece, left[0]))
            made, last = made + gap + left[0], piece
            left.pop(0)
        else:
            swaps.append((gaps[at] + piece if made else piece + (gaps[at + 1] if at + 1 < len(pieces) else ""), ""))
    if left:
        more = "".join(joint + one for one in left) if made else joint.join(left)
        swaps.append((last, last + more) if last not in dict(swaps) else (last, dict(swaps)[last] + more))
        made += more
    return Revised(made + gaps[-1] if made else "", tuple(dict(swaps).items()))


def facts_of(meaning: Meaning) -> Iterator[tuple[Fact, tuple[int, str, str]]]:
    """What a value says of paper and contribution, by labels and in terms."""
    labels: dict[str, str] = {}
    for group in meaning.mentioned:
        for chunk in group:
            for predicate, term in parse_lines(chunk.subject, chunk.text):
                if predicate == LABEL:
                    labels[chunk.subject] = unquote(term)[0]
    for at, role in enumerate(ROLES[:2]):
        for one in getattr(meaning, role):
            predicate, term = parse_tail(one)
            value = Value(labels.get(term, address(term))) if is_iri(term) else Value(*literal_of(term))
            yield (role, name_of(predicate), value), (at, predicate, term)
