"""Amounts with a unit: data, energy, money, accelerator time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ...graph.terms import PREFIXES, XSD, iri, literal
from .amounts import (
    CHANGED,
    DIGIT,
    MARK,
    OPERATORS,
    Amount,
    DoubtError,
    amount,
    amounts,
    checked,
    described,
    facts,
    hinted,
    marked,
    quiet,
    term_of,
)
from .digits import in_any_digits
from .reading import Measure, Measures, Node, Options, Reading, pick, shorten

_QUANTITY = iri(PREFIXES["qudt"] + "QuantityValue")
_UNIT = iri(PREFIXES["qudt"] + "unit")
_MONEY = iri(PREFIXES["schema"] + "MonetaryAmount")
_VALUE = iri(PREFIXES["schema"] + "value")
_CURRENCY = iri(PREFIXES["schema"] + "currency")

_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "USD": "USD", "EUR": "EUR", "GBP": "GBP"}
_SIGN = re.compile(r"US\$|[$€£¥]|\b(?:USD|EUR|GBP)\b")
_SEVERAL = re.compile(r"(?<=[^\W\d_])\s*/\s*(?=\0)|(?<=\0)\s*/\s*(?=\0)")  # 1TB / 300B tokens, 2M lines/1GB
# A number before an amount that seems to be of the same unit: "1 or 2 trillion tokens", "1T and 2T tokens".
_UNFINISHED = re.compile(
    r"(?<![\w.,-])[0-9][0-9.,]*(?:\s*(?:[kmbt]|thousand|million|billion|trillion)\s*(?:[,/&]|,?\s*\b(?:and|or|but|to))\s*\0"
    r"|\s+(?:or|to)\s+\0)",
    re.I,
)
_BLANKS = re.compile(" *")
_TO = re.compile(r"\s*(?:[-–—−]|\.{2,3}|…|\bto\b|\b(?P<and>and)\b)\s*")


class Measured(NamedTuple):
    """An amount with its unit, and where they stand."""

    start: int
    end: int
    amount: Amount
    unit: Measure


@lru_cache(256)  # a text is asked for the whole and for its parts
def measured(text: str, units: Measures) -> Sequence[Measured]:
    """The amounts of a text whose unit the rule knows. Raises DoubtError for a number before a unit that is part of
    something else: ``1/2B tokens``, ``3 x 5 tokens``."""
    if not units or not DIGIT.search(text):
        return ()
    found, ends = [], set()
    for match in (units.form if hinted(text) else units.bare).finditer(text):
        said = amount(match)
        unit = units.spelled(match["unit"] or match["described"])
        if said and match["more"] and said.value is not None:
            said = said._replace(high=None, bound="least", exact=False)
        if said and match["guessed"]:
            said = said._replace(about=True)
        if said:
            found.append(Measured(match.start(), match.end(), said, unit))
            ends.add(max(match.end("unit"), match.end("described")))
    joined = _ranges(text, found)
    rest = marked(text, [(one.start, one.end) for one in joined])
    left = CHANGED.search(rest)
    if not left and quiet(rest):
        return joined
    rest = _SEVERAL.sub(", ", rest)
    left = OPERATORS.search(rest) or left
    if DIGIT.search(rest):  # else nothing of a number is left over
        left = left or _UNFINISHED.search(rest)
        for loose in units.loose.finditer(text):
            word = text[: loose.start() + 1].rsplit(None, 1)[-1].lstrip("([{\"'")
            if loose.end() not in ends and not word[:1].isalpha():
                raise DoubtError(
                    f"{shorten(text)!r} holds a number before {loose[0][1:].strip()!r} that cannot be read"
                )
    if left:
        raise DoubtError(f"{shorten(text)!r} holds {left[0].replace(MARK, ' ').strip()!r} beside an amount")
    return joined


def _ranges(text: str, found: list[Measured]) -> list[Measured]:
    """Amounts of one unit between which stands that they are two ends: ``10GB to 20GB``."""
    joined: list[Measured] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.unit == one.unit and (joint := _TO.fullmatch(text, last.end, one.start)):
            both = not joint["and"] or text[: last.start].rstrip().endswith("between")
            if both:
                low, high = last.amount.value, one.amount.value
                if low is None or high is None or low >= high:
                    raise DoubtError(f"{shorten(text)!r} holds two amounts that are no ends of a range")
                ends = Amount(low, high, last.amount.about or one.amount.about, exact=False)
                joined[-1] = Measured(last.start, one.end, ends, one.unit)
                continue
        joined.append(one)
    return joined


@lru_cache(2_048)
def quantity(one: Amount, unit: Measure, options: Options) -> Reading | None:
    """One amount with its unit; None where the rule wants a number of a datatype and this is none."""
    scaled = one.times(Decimal(str(unit.factor)))
    if options.datatype:
        if not one.plain or scaled.value is None:
            return None
        value = scaled.value / Decimal(str(options.scale))
        if options.datatype == XSD + "integer" and value != value.to_integral_value():
            return None
        return Reading(term_of(value), format(value.normalize(), "f"), number=float(value))
    label = f"{described(scaled)} {unit.label}"
    node = Node(
        options.own("quantity", label.replace(",", "")), label, (_QUANTITY,), (*facts(scaled), (_UNIT, unit.iri))
    )
    number = scaled.high if scaled.low is None else scaled.low
    return Reading(node.iri, label, (node, Node(unit.iri, unit.label)), float(number or 0))


def _implied(text: str, options: Options) -> list[Measured]:
    """A bare number, where the rule knows of one unit only: the field's name has said it."""
    found = amounts(text)
    if not options.units.single or len(found) != 1 or found[0][0][0].strip() != text.strip():
        return []
    return [Measured(0, len(text), found[0][1], next(iter(options.units.values())))]


def _readings(found: Sequence[Measured], options: Options) -> list[Reading]:
    readings = [quantity(one.amount, one.unit, options) for one in found]
    return [reading for reading in readings if reading]


@in_any_digits
def read_quantities(text: str, options: Options) -> tuple[Reading, ...]:
    """Every amount in a text whose unit the rule knows; a number without a unit is none."""
    found = measured(checked(text), options.units)
    readings = _readings(found, options)
    if not readings or (options.pick != "all" and not all(one.amount.plain for one in found)):
        raise ValueError(f"{shorten(text)!r} holds no amount with a known unit")
    return pick(readings, options) if len(readings) > 1 else tuple(readings)


@in_any_digits
def read_quantity(text: str, options: Options) -> tuple[Reading, ...]:
    """The one amount of a text."""
    readable = checked(text)
    found = measured(readable, options.units) or _implied(readable, options)
    readings = pick(_readings(found, options), options)
    if len(readings) != 1:
        raise ValueError(f"{shorten(text)!r} holds {len(readings) or 'no'} amounts with a known unit, not one")
    return readings


@in_any_digits
def read_money(text: str, options: Options) -> tuple[Reading, ...]:
    """The amounts of money in a text; without a currency a number is none."""
    readable = checked(text)
    # A sign may stand between a number and what is said of it: "less than $100", "$1-$2M".
    plain = _SIGN.sub(lambda found: " " * len(found[0]), readable)
    before = {_skip(plain, found.end()): found[0] for found in _SIGN.finditer(readable)}
    behind = {found.start(): found[0] for found in _SIGN.finditer(readable)}
    found = [
        (match, one, _SIGNS[sign])
        for match, one in (amounts(plain) if before else [])
        if (sign := before.get(_starts(match)) or behind.get(_skip(readable, match.end())))
    ]
    if not found:
        problem = DoubtError if before and re.search(r"[0-9]", plain) else ValueError
        raise problem(f"{shorten(text)!r} names no currency; such as $4.6M was expected")
    if left := OPERATORS.search(marked(plain, [match.span() for match, *_ in found])):
        raise DoubtError(f"{shorten(text)!r} holds {left[0].replace(MARK, ' ').strip()!r} beside an amount")
    return pick([_money(one, currency, options) for _, one, currency in found], options)


def _money(one: Amount, currency: str, options: Options) -> Reading:
    label = f"{described(one)} {currency}"
    said = ((_VALUE, term_of(one.value)),) if one.value is not None and not one.about else tuple(facts(one))
    term = options.own("amount", f"{currency} {described(one).replace(',', '')}")
    node = Node(term, label, (_MONEY,), (*said, (_CURRENCY, literal(currency))))
    return Reading(term, label, (node,), float(one.low or one.high or 0))


def _starts(found: re.Match[str]) -> int:
    """Where the digits of an amount begin."""
    return _skip(found.string, found.end("before"))


def _skip(text: str, at: int) -> int:
    """The place of what stands behind blanks."""
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at
