"""Names beside names: an index that finds those that share rare parts, and a score with its reason for each pair."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from ...graph.slugs import fold

_COMMON = 300  # names that share a part; what more share tells nothing apart
_LOOKED_AT = 60  # names of an index that are scored for one name
_INITIALS, _MOST_INITIALS = 3, 8
_SHORTEST = 4  # characters; in shorter names one letter makes another thing
_NUMBER = re.compile(r"\d+")


class Target(NamedTuple):
    """What a node may be: an IRI with its names, the one that people use first, and where it is from."""

    iri: str
    names: tuple[str, ...]
    source: str = ""


class Match(NamedTuple):
    """A target with how near it is, from 0 to 1, and why."""

    target: Target
    score: float
    reason: str


def _compact(folded: str) -> str:
    return folded.replace(" ", "")


def _initials(folded: str) -> str:
    return "".join(word[0] for word in folded.split() if word not in ("of", "for", "and", "the", "in"))


def score(one: str, other: str) -> tuple[float, str]:
    """How near two folded names are, and why. Names whose numbers differ are of different things.

    >>> score("hugging face", "huggingface"), score("gpt 2", "gpt 3")
    ((0.99, 'blanks'), (0.0, ''))
    """
    if one == other:
        return 1.0, "same name"
    if _compact(one) == _compact(other):
        return 0.99, "blanks"
    if sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other)):
        return 0.0, ""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST and short != _initials(long):
        return 0.0, ""
    if _INITIALS <= len(short) <= _MOST_INITIALS and short == _initials(long):
        return 0.85, "initials"
    spelling, order = fuzz.ratio(one, other) / 100, fuzz.token_sort_ratio(one, other) / 100
    return (round(order, 2), "order of words") if order > spelling else (round(spelling, 2), "spelling")


def score_names(names: Iterable[str], others: Iterable[str]) -> tuple[float, str]:
    """The best score of any two names, one of each."""
    folded = [fold(name) for name in others]
    return max((score(fold(one), other) for one in names for other in folded), default=(0.0, ""))


class Index:
    """Targets by the parts of their names. What two near names have in common is rare somewhere: only names that share
    rare parts are scored, so that the time grows with the number of names, not with that of their pairs."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._targets = tuple(targets)
        self._by_part: dict[str, list[int]] = defaultdict(list)
        self._folded = [tuple(dict.fromkeys(filter(None, map(fold, one.names)))) for one in self._targets]
        for at, names in enumerate(self._folded):
            for part in {part for name in names for part in _parts(name)}:
                self._by_part[part].append(at)

    def near(self, names: Iterable[str], least: float) -> Iterator[Match]:
        """The targets whose score is at least `least`, the nearest first."""
        folded = tuple(dict.fromkeys(filter(None, map(fold, names))))
        shared: Counter[int] = Counter()
        for part in {part for name in folded for part in _parts(name)}:
            if len(found := self._by_part.get(part, ())) <= _COMMON:
                shared.update(found)
        found_ = []
        for at, _ in shared.most_common(_LOOKED_AT):
            best, reason = max(score(one, other) for one in folded for other in self._folded[at])
            if best >= least:
                found_.append(Match(self._targets[at], best, reason))
        yield from sorted(found_, key=lambda match: (-match.score, match.target.iri))


def _parts(folded: str) -> Iterator[str]:
    """Three characters each, without blanks, so that words may be written together; and the initials."""
    text = f"^{_compact(folded)}$"
    yield from (text[at : at + 3] for at in range(max(len(text) - 2, 1)))
    for initials in (_compact(folded), _initials(folded)):
        if _INITIALS <= len(initials) <= _MOST_INITIALS:
            yield f"={initials}"
