"""Values that were read and are probably wrong: what an entry says against itself, dates that cannot be, names that
nearly are known ones. Nothing is changed for them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from ..mapping.patterns import SlowPatternError
from ..mapping.readers.reading import NodeKind, shorten
from ..mapping.rules import Rule
from ..model import Field, Size, Span
from .provenance import Content
from .slugs import fold
from .terms import PREFIXES, iri, is_iri, last_step, parse_tail, unquote

_COUNT = iri(PREFIXES["ox"] + "parameterCount")
_LARGEST = iri(PREFIXES["ox"] + "maxParameterCount")
_MILLIONS = iri(PREFIXES["ox"] + "maxParameterCountInMillion")
_AMOUNT = iri(PREFIXES["ox"] + "parameterAmount")
_DATE = iri(PREFIXES["schema"] + "dateCreated")
_CUTOFF = iri(PREFIXES["ox"] + "knowledgeCutoff")
_PART = re.compile(r"(\d+)-(active|part)")
# A size in a name, such as LLaMA-7B; not one of several experts, 8x7B.
_SIZE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?([MB])(?![\w.]*[A-Za-z0-9])")
_UNITS = {"M": 10**6, "B": 10**9}
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")
_FIRST_YEAR = "1950"  # before it there was no such model
_ARXIV = re.compile(r"//arxiv\.org/\w+/(\d\d)(0[1-9]|1[0-2])\.\d{4,5}\b")  # the year and month of a paper there
_AHEAD = 2  # years by which a model comes out before its paper, and more than that is a slip
_NEAR = 0.87  # how like a known name another must be
_NAMING = ("entity", "concept")  # readers whose tables hold the names that are known
_SHORTEST = 6  # characters; shorter names are like each other by chance


class Suspicion(NamedTuple):
    """What is probably wrong in a field, and what was probably meant, if that is known."""

    field: Field
    code: str
    message: str
    instead: str = ""


class Number(NamedTuple):
    """A number of parameters, and where it stands."""

    value: int
    field: Field


class Facts(NamedTuple):
    """What an entry says of itself that can be held against each other."""

    counts: tuple[Number, ...]
    largest: tuple[Number, ...]
    millions: tuple[Number, ...]
    parts: tuple[Number, ...]
    dates: tuple[tuple[str, Field], ...]
    cutoffs: tuple[tuple[str, Field], ...]
    papers: tuple[str, ...]  # the months of those on arXiv

    @property
    def size(self) -> Number | None:
        """The largest number of parameters."""
        return max(self.largest, default=None)


def facts_of(content: Content) -> Facts:
    """The facts among the statements of an entry about its model."""
    numbers: dict[str, list[Number]] = {_COUNT: [], _LARGEST: [], _MILLIONS: [], _AMOUNT: []}
    dates: dict[str, list[tuple[str, Field]]] = {_DATE: [], _CUTOFF: []}
    papers: list[str] = []
    for field, _, meaning in content.all():
        papers += [f"20{year}-{month}" for text in meaning.paper for year, month in _ARXIV.findall(text)]
        for predicate, term in map(parse_tail, meaning.model):
            if predicate in dates:
                dates[predicate].append((unquote(term)[0], field))
            elif predicate == _AMOUNT and (part := _PART.fullmatch(last_step(term))):
                numbers[_AMOUNT].append(Number(int(part[1]), field))
            elif predicate in numbers and not is_iri(term) and (text := unquote(term)[0]).isdecimal():
                numbers[predicate].append(Number(int(text), field))
    counts, largest, millions, parts = [tuple(numbers[one]) for one in (_COUNT, _LARGEST, _MILLIONS, _AMOUNT)]
    return Facts(counts, largest, millions, parts, tuple(dates[_DATE]), tuple(dates[_CUTOFF]), tuple(papers))


def size_of(facts: Facts, name: str, file: str) -> Size | None:
    """The largest number of parameters of an entry, with its place."""
    if facts.size is None:
        return None
    value, field = facts.size
    return Size(value, Span(file, field.value_line, field.value_column), name)


def suspicions(name: str, content: Content, facts: Facts, today: str) -> Iterator[Suspicion]:
    """What is probably wrong in an entry."""
    yield from _millions(facts)
    yield from _parts(facts)
    yield from _named_size(name, facts)
    yield from _dates(facts, today)
    yield from _other_dates(facts)
    for field, rule, meaning in content.all():
        if not meaning.nothing:
            for written, known in near_misses(rule, field):
                message = f"{shorten(written)!r} is not known here, and much like {known!r}; did you mean that?"
                yield Suspicion(field, "near-miss", message, known)


def _contradiction(field: Field, message: str) -> Suspicion:
    return Suspicion(field, "contradiction", message)


def _millions(facts: Facts) -> Iterator[Suspicion]:
    """The largest number in millions, which stands beside the numbers themselves."""
    if not facts.counts:
        return
    largest = max(one.value for one in facts.counts)
    for one in facts.millions:
        ratio = one.value * 10**6 / max(largest, 1)
        if not 0.5 < ratio < 2 and all(
            abs(one.value * 10**6 - other.value) > other.value / 10 for other in facts.counts
        ):
            message = f"a maximum of {one.value:,} million stands beside {largest:,} parameters; one of them is wrong"
            yield _contradiction(one.field, message)


def _parts(facts: Facts) -> Iterator[Suspicion]:
    if facts.size:
        for one in facts.parts:
            if one.value > facts.size.value:
                message = f"a part of {one.value:,} parameters is more than the whole of {facts.size.value:,}"
                yield _contradiction(one.field, message)


def _named_size(name: str, facts: Facts) -> Iterator[Suspicion]:
    """Where a name says a size, one of the numbers should be about it."""
    said = [float(found[1]) * _UNITS[found[2]] for found in _SIZE.finditer(name)]
    if said and facts.counts and not any(_about(one.value, size) for one in facts.counts for size in said):
        shown = " and ".join(f"{one.value:,}" for one in facts.counts[:3])
        message = f"the name {shorten(name)!r} says another size than {shown} parameters; one of them is wrong"
        yield _contradiction(facts.counts[0].field, message)


def _about(value: int, size: float) -> bool:
    return 0.6 * size <= value <= 1.6 * size


def _dates(facts: Facts, today: str) -> Iterator[Suspicion]:
    for date, field in facts.dates:
        if not _DAY.fullmatch(date):
            continue
        if date > today[: len(date)]:
            yield Suspicion(field, "implausible-date", f"{date} is still to come")
        elif date < _FIRST_YEAR:
            yield Suspicion(field, "implausible-date", f"{date} is long before there were such models")


def _other_dates(facts: Facts) -> Iterator[Suspicion]:
    """The day that a model came out, beside that of its paper and up to when it knows the world."""
    days = [(date, field) for date, field in facts.dates if _DAY.fullmatch(date) and date >= _FIRST_YEAR]
    for date, field in days:
        first = min(facts.papers, default="")
        if first and int(first[:4]) - int(date[:4]) > _AHEAD:
            yield _contradiction(field, f"{date} is years before its paper on arXiv, of {first}; one of them is wrong")
    last = max((date for date, _ in days), default="")
    for cutoff, field in facts.cutoffs if last else ():
        if _DAY.fullmatch(cutoff) and cutoff[: len(last)] > last[: len(cutoff)]:
            message = f"it knows the world up to {cutoff} and came out in {last}; one of them is wrong"
            yield _contradiction(field, message)


# -- names


def near_misses(rule: Rule, field: Field) -> Iterator[tuple[str, str]]:
    """The names in a value that no table has, but nearly: each with the known one."""
    told = set()
    for value in rule.values:
        kind = value.options.kind
        if value.reader not in _NAMING or not kind or not kind.table:
            continue
        split = value.names or value.split
        pieces = split.parts(field.text) if split and not field.item else [field.text]
        for piece in map(str.strip, pieces):
            if piece not in told and (known := _near(piece, kind)):
                told.add(piece)
                yield piece, known


def _near(name: str, kind: NodeKind) -> str:
    """The name that another is much like; empty where it is a known one, or like none."""
    folded = fold(name)
    if len(folded) < _SHORTEST or len(folded) > 60 or kind.known(name):
        return ""
    with suppress(SlowPatternError):  # which is told of where the value is read
        if any(kind.known(pattern.removed(name).strip()) for pattern in kind.strip):
            return ""
    near = difflib.get_close_matches(folded, _candidates(folded, kind.table), 1, _NEAR)
    return kind.table[near[0]].label if near else ""


def _candidates(folded: str, table: Iterable[str]) -> list[str]:
    """Spellings that may be meant: about as long, and with the same numbers, which tell versions apart."""
    versions = _versions(folded)
    return [one for one in table if abs(len(one) - len(folded)) < 3 and _versions(one) == versions]


def _versions(folded: str) -> list[str]:
    return [word for word in folded.split() if any(map(str.isdecimal, word))]
