"""Counts of parameters and of tokens: 117M, 1.5 billion, ``Base = 110M, Large = 340M``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ...graph.terms import PREFIXES, XSD, integer, iri, literal
from .amounts import CHANGED, MARK, OPERATORS, Amount, DoubtError, amounts, checked, described, facts, marked, number
from .digits import in_any_digits
from .reading import MAGNITUDE, NUMBER, Node, Options, Reading, pick, shorten

_OX = PREFIXES["ox"]
_STATED, _SCOPE, _CONDITION = (iri(_OX + name) for name in ("StatedAmount", "scope", "condition"))

_PARAMETERS = "param(?:eter)?s?"
_PLAIN = re.compile(rf"({NUMBER})\s*({MAGNITUDE})?(?:[ -]{_PARAMETERS})?")
# What is counted, where it is not parameters: such a number is none of the model's.
_OTHER = re.compile(
    r"\s*\+?(?:[- ](?:[a-z]+[- ]){0,2})?(?:tokens?|words?|images?|samples?|pairs?|books?|(?:gpu |tpu )?hours?|days?"
    r"|weeks?|months?|pages?|documents?|bytes?|examples?|steps?|updates?|epochs?|sentences?|utterances?"
    r"|dialog(?:ue)?s?|conversations?|videos?|users?|downloads?|views?)\b",
    re.I,
)
_FOREIGN = "\1"  # what stands for a number of something else
_ROW = re.compile(r"\s*\0(?:\s*(?:[,;/|]|,?\s*\b(?:and|or)\b)\s*\0)*\s*(?:\((?P<note>[^()\0\d]*\0[^()\0\d]*)\))?\s*")
_LOOSE = re.compile(rf"{OPERATORS.pattern}|\0\s*=\s*\0|\0\s*[-–—−]\s*\0|[-–—−]\0|\bx\s*\0|\0\s*x\b|\0\s*\0")
_NEGATED = re.compile(rf"{CHANGED.pattern}|\bfrom\s+\0|\bthan\b[^,;\0]{{0,60}}\0", re.I)
_BARE = 256  # a number from which on nobody leaves a magnitude to the number behind it
_LISTED = re.compile(r"(?:\0\s*|(?<=\w)\s+)/\s*(?=\0)")
_CHUNK = re.compile(r"[^\s\0\1]*[0-9][^\s\0\1]*")
_NAME = re.compile(r"[^×*^<>=]+")  # what a word with digits may be that begins with a letter
# 30x, 80GB, 10%, 2nd; but neither 7B nor 7Bx8, 7B-13B or 1e9-2e9, which could not be read
_UNIT = re.compile(r"[0-9][0-9.,]*(?:%|(?!e\+?[0-9])(?!(?:[kmbt]n?)?(?:[x–-][0-9].*)?\Z)[^\W\d_][\w-]*)", re.I)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_COUNTED = re.compile(r"\s+(?!(?:and|or|to|of|by|x|times)\b)[^\W\d_]", re.I)
_VERSIONED = re.compile(r"(?<![^\s(])[A-Z][\w.+/-]*\s+\Z")
_WORDED = re.compile(r"[(+]|activ|each|expert|embed|\bin\b|planned|upcoming|announced|expected", re.I)
_LABELLED = re.compile(r"[^\W\d_][\w.+/-]*\s+[0-9.]+\s*[=:]")
_ACTIVE = re.compile(r"\bactiv\w*", re.I)
_TOTAL = re.compile(r"\b(?:total|overall|altogether)\b", re.I)
_SHARE = re.compile(r"\beach\b|\b(?:per|an?) expert\b|\bembeddings?\b", re.I)
_OF_EXPERTS = re.compile(r"\bexperts?\s+(?:of|with)\s*\Z", re.I)
_LATER = re.compile(
    r"\bin (?:beta|preview|alpha|training|progress)\b|\b(?:planned|upcoming|announced|expected)\b", re.I
)
_BORDER = re.compile(r"[,;()/]|\b(?:and|but|with|of which)\b", re.I)
_SIGNS = re.compile(r"\0|[(),;]|(?<=\s)\+(?=\s)|(?<=\0)\+|\+(?=\0)")


class Count(NamedTuple):
    """One amount of a text, and what it counts where it is not the whole: ``active`` or ``part``."""

    amount: Amount
    scope: str = ""

    @property
    def plain(self) -> bool:
        return self.amount.plain and not self.scope


@in_any_digits
def read_count(text: str, options: Options) -> tuple[Reading, ...]:
    """One number, or several that stand side by side; its unit may be said.

    >>> read_count("1.5 B", Options())[0].number
    1500000000
    """
    if plain := _plain(text, options):
        return plain
    every = _listed(text, options)
    plain = tuple(_reading(one, options, text) for one, condition in every if one.plain and not condition)
    if not plain:
        said = ", ".join(described(one) for one, _ in every)
        raise ValueError(f"{shorten(text)!r} is not a number such as 117M, but {said}")
    return pick([*plain], options)


@in_any_digits
def read_counts(text: str, options: Options) -> tuple[Reading, ...]:
    """Every number of a text that counts the whole of something, in its order; a text that is one number may do
    without a magnitude. Which is the largest can be said only where all numbers are plain."""
    if plain := _plain(text, options):
        return plain
    counts = _stated_counts(text, options)
    found = [one.amount for one in counts if one.plain]
    if not found or (options.pick != "all" and any(not one.scope and not one.plain for one in counts)):
        said = ", ".join(described(one.amount) for one in counts)
        raise ValueError(f"{shorten(text)!r} is not a size such as 117M" + (f", but {said}" if said else ""))
    return pick([_reading(one, options, text) for one in found], options)


@in_any_digits
def read_amounts(text: str, options: Options) -> tuple[Reading, ...]:
    """What a text says of a number without giving it: ranges, bounds, multiples, powers, estimates, and the numbers
    that count a part only. Each is a node of its own; a plain number is none."""
    if _PLAIN.fullmatch(text.strip()):
        return ()
    try:
        if options.units.single:
            said = [(one, _CONDITION, note) for one, note in _listed(text, options) if note or not one.plain]
        else:
            said = [(one.amount, _SCOPE, one.scope) for one in _stated_counts(text, options) if not one.plain]
    except DoubtError as problem:  # the reader of plain numbers warns of it
        raise ValueError(str(problem)) from None
    return tuple(_stated(_scaled(one, options), predicate, note, options) for one, predicate, note in said)


def _stated(one: Amount, predicate: str, note: str, options: Options) -> Reading:
    label = described(one) + (f" ({note})" if note else "")
    noted = ((predicate, literal(note)),) if note else ()
    node = Node(options.own("stated-amount", label.replace(",", "")), label, (_STATED,), (*facts(one), *noted))
    return Reading(node.iri, label, (node,))


def _plain(text: str, options: Options) -> tuple[Reading, ...]:
    """The reading of a text that is one number, which most are."""
    found = _PLAIN.fullmatch(text.strip())
    if not found:
        return ()
    value = number(found[1], found[2])
    return (_reading(Amount(value, value, sized=bool(found[2])), options, text),)


def _scaled(one: Amount, options: Options) -> Amount:
    """An amount in the rule's scale. Where a field counts in millions (a scale below one), a number that brings its own
    magnitude does not."""
    return one if options.scale < 1 and one.sized else one.times(1 / Decimal(str(options.scale)))


def _reading(one: Amount, options: Options, text: str) -> Reading:
    scaled = _scaled(one, options).low or Decimal(0)
    if scaled == scaled.to_integral_value():
        return Reading(integer(int(scaled)), str(int(scaled)), number=int(scaled))
    if options.datatype == XSD + "decimal":
        return Reading(literal(format(scaled.normalize(), "f"), XSD + "decimal"), str(scaled), number=float(scaled))
    raise ValueError(f"{shorten(text)!r} is not a whole number of {options.scale:,}")


def _stated_counts(text: str, options: Options) -> Sequence[Count]:
    """The numbers of a text; where the field counts in millions, bare ones as well."""
    if options.scale >= 1:
        return count_all(text)
    try:
        return [Count(one, note) for one, note in _listed(text, options)]
    except ValueError:
        return count_all(text)


# -- one number, or several side by side


def _listed(text: str, options: Options) -> list[tuple[Amount, str]]:
    """The amounts of a text that holds nothing else but their unit, each with the words that it holds under: of
    ``200k tokens (1M in beta)`` the second stands in brackets with its own."""
    stripped = checked(text).strip()
    found = amounts(stripped)
    rest = _unit(options).sub(MARK, marked(stripped, [match.span() for match, _ in found]))
    form = _ROW.fullmatch(rest)
    # "7 and 13B" may be two numbers of one magnitude, and "1/2B" a part of one; "4096, 128k" are two for certain.
    bare = [one.value for _, one in found if not one.sized]
    mixed = bool(bare) and len(bare) < len(found) and any(value is None or value < _BARE for value in bare)
    if not form or ("/" in rest and not found[0][1].sized) or mixed:
        raise (DoubtError if found else ValueError)(f"{shorten(text)!r} is not a size such as 117M")
    listed = [one for _, one in found]
    note = (form["note"] or "").replace(MARK, found[-1][0][0]).strip()
    return [*[(one, "") for one in listed[:-1]], (listed[-1], note)]


def _unit(options: Options) -> re.Pattern[str]:
    """An amount with the unit that is counted: the rule's, if it has one only, else parameters."""
    names = sorted(map(re.escape, options.units), key=len, reverse=True) if options.units.single else [_PARAMETERS]
    return re.compile(rf"{MARK}(?:\s*-?(?:{'|'.join(names)})\b)?", re.I)


# -- every number of a text


@lru_cache(256)  # a text is asked for its plain numbers, the largest, the others and its variants
def count_all(text: str) -> tuple[Count, ...]:
    """The amounts of a text that count parameters. Raises DoubtError where something is left over that may be one."""
    readable = checked(text)
    found = amounts(readable)
    whole = len(found) == 1 and found[0][0][0].strip() == readable.strip()
    found = [(match, one) for match, one in found if whole or one.sized]
    foreign = [match.span() for match, _ in found if _OTHER.match(readable, match.end())]
    own = [(match.span(), one) for match, one in found if match.span() not in foreign]
    # Marks of both kinds are one character, and those of others are put in first, behind which nothing moves.
    rest = marked(readable, [match.span() for match, _ in found])
    for at, (match, _) in zip([at for at, one in enumerate(rest) if one == MARK], found, strict=True):
        if match.span() in foreign:
            rest = f"{rest[:at]}{_FOREIGN}{rest[at + 1 :]}"
    if left := _left_over(rest):
        raise DoubtError(f"{shorten(text)!r} holds {shorten(left)!r}, which makes its numbers doubtful")
    scopes = _scopes(rest, [one for _, one in own])
    return tuple(Count(one, scope) for (_, one), scope in zip(own, scopes, strict=True))


def _left_over(rest: str) -> str:
    """What of a text without its amounts is an operator beside one of them, or another number."""
    listed = _LISTED.sub(f"{MARK}, ", rest)
    if loose := _LOOSE.search(listed) or _NEGATED.search(listed):
        return loose[0].replace(MARK, " ").strip() or "numbers without anything between them"
    return next((chunk[0] for chunk in _CHUNK.finditer(listed) if not _innocent(chunk, listed)), "")


def _innocent(chunk: re.Match[str], text: str) -> bool:
    """Whether a word with digits is a name, a year, or a number of something else."""
    word = chunk[0].strip("()[]{}.,;:=\"'“”&")
    if word[:1].isalpha() or word[:1] in "$€£¥#":
        return bool(_NAME.fullmatch(word)) or not word[0].isalpha()
    if _YEAR.fullmatch(word) or _UNIT.fullmatch(word):
        return True
    if not re.fullmatch(r"[0-9][0-9.,]*", word) or chunk[0][-1] in ",;":
        return False
    counted, versioned = _COUNTED.match(text, chunk.end()), _VERSIONED.search(text, 0, chunk.start())
    return bool(
        counted or versioned or any(one.end() > chunk.end() - 1 > one.start() for one in _LABELLED.finditer(text))
    )


def _scopes(rest: str, counted: list[Amount]) -> Iterator[str]:
    """What each amount counts, by the words around it: the whole, what is active at a time, a part."""
    gaps = rest.split(MARK)
    if len(gaps) == 1:
        return
    if not _WORDED.search(rest):
        yield from [""] * len(counted)
        return
    # "total 671B, active 37B" has its words before the numbers, "671B total, 37B active" behind them.
    first = bool(_ACTIVE.search(gaps[0]) or _TOTAL.search(gaps[0]))
    before, behind = [gaps[0]], []
    for gap in gaps[1:-1]:
        phrases = _BORDER.split(gap)
        before.append(phrases[-1] if len(phrases) > 1 or first else "")
        behind.append(phrases[0] if len(phrases) > 1 or not first else "")
    behind.append(_BORDER.split(gaps[-1])[0])
    parts = _parts(rest, counted)
    for at, (lead, trail) in enumerate(zip(before, behind, strict=True)):
        if _ACTIVE.search(lead) or _ACTIVE.search(trail):
            yield "active"
        elif later := _LATER.search(trail):
            yield later[0].casefold()
        else:
            yield "part" if at in parts or _SHARE.search(trail) or _OF_EXPERTS.search(lead) else ""


def _parts(rest: str, counted: list[Amount]) -> set[int]:
    """Which amounts are parts: those that a plus joins, and those in brackets that make up the one before."""
    parts: set[int] = set()
    within: list[list[int]] = [[]]  # by depth of brackets, the amounts there
    operand: list[list[int]] = [[]]  # by depth, the amount that a plus behind it would join
    joined = [False]  # by depth, whether a plus waits for its second amount
    at = -1
    for sign in _SIGNS.findall(rest):
        if sign == MARK:
            at += 1
            within[-1].append(at)
            operand[-1] = [at]
            parts.update([at] if joined[-1] else [])
            joined[-1] = False
        elif sign == "(":
            within.append([])
            operand.append([])
            joined.append(False)
        elif sign == ")" and len(within) > 1:
            inner = within.pop()
            operand.pop()
            joined.pop()
            if len(inner) > 1 and operand[-1] and _sum(counted, inner) == counted[operand[-1][0]].value:
                parts.update(inner)
        elif sign == "+":
            parts.update(operand[-1])
            joined[-1] = True
        elif sign in ",;":
            operand[-1], joined[-1] = [], False
    return parts


def _sum(counted: list[Amount], places: list[int]) -> Decimal:
    return sum((counted[at].value or Decimal(0) for at in places), Decimal(0))
