"""Amounts with a unit: data, energy, money, accelerator time."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ...graph.terms import PREFIXES, XSD, integer, iri, literal
from .numbers import ONE, amount
from .reading import MAGNITUDE, NUMBER, Node, Options, Reading, pick, shorten

_LONGEST = 4_000
_QUANTITY = iri(PREFIXES["qudt"] + "QuantityValue")
_NUMERIC = iri(PREFIXES["qudt"] + "numericValue")
_UNIT = iri(PREFIXES["qudt"] + "unit")
_MONEY = iri(PREFIXES["schema"] + "MonetaryAmount")
_VALUE = iri(PREFIXES["schema"] + "value")
_CURRENCY = iri(PREFIXES["schema"] + "currency")

_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "USD": "USD", "EUR": "EUR", "GBP": "GBP"}
_PAID = re.compile(rf"(US\$|[$€£¥]|\b(?:USD|EUR|GBP)\b)\s*({NUMBER})\s*({MAGNITUDE})?(?![A-Za-z])")

_HOURS = {"hour": 1, "day": 24, "week": 168, "month": 730, "year": 8760}
_DEVICE = r"(?:\d+G-)?(?:[A-Z]+\d+(?:-\d+GB)?|TPU ?v?\d+)(?: ?GPU| ?TPU| ?core)?s?"
_TIMES = re.compile(
    rf"(?<![\w.])({NUMBER})\s*({MAGNITUDE})?\s+({_DEVICE})(?:[- ](hour|day|week|month|year)s?"
    rf"|\s*[x×]\s*({NUMBER})\s*(hour|day|week|month|year)s?)"
)


def term_of(value: Decimal) -> str:
    """A number as xsd:integer if it is whole, else as xsd:decimal."""
    if value == value.to_integral_value():
        return integer(int(value))
    return literal(format(value.normalize(), "f"), XSD + "decimal")


def _said(value: Decimal) -> str:
    return f"{int(value):,}" if value == value.to_integral_value() else format(value.normalize(), ",f")


def _quantities(text: str, options: Options) -> list[Reading]:
    if not options.units:
        return []
    every = options.units.form.finditer(text[:_LONGEST])
    readings = [_quantity(found[0], *found.groups(), options) for found in every]
    return [reading for reading in readings if reading]


@lru_cache(2_048)
def _quantity(
    text: str, number: str, glued: str | None, magnitude: str | None, apart: str | None, options: Options
) -> Reading | None:
    """One number with its unit; None where the rule wants a whole number and this is none."""
    unit = options.units.spelled(glued or apart or "")
    value = amount(number, magnitude) * Decimal(str(unit.factor))
    if options.datatype:
        scaled = value / Decimal(str(options.scale))
        if options.datatype == XSD + "integer" and scaled != scaled.to_integral_value():
            return None
        return Reading(term_of(scaled), text, number=float(scaled))
    label = f"{_said(value)} {unit.label}"
    facts = ((_NUMERIC, term_of(value)), (_UNIT, unit.iri))
    node = Node(options.own("quantity", label.replace(",", "")), label, (_QUANTITY,), facts)
    return Reading(node.iri, label, (node, Node(unit.iri, unit.label)), float(value))


def _implied(text: str, options: Options) -> list[Reading]:
    """A bare number, where the rule knows of one unit only: the field's name has said it."""
    units = set(options.units.values())
    found = ONE.fullmatch(text.strip()[:100])
    if not found or len(units) != 1:
        return []
    return _quantities(f"{found[1]}{found[2] or ''} {next(iter(options.units))}", options)


def _all(text: str, options: Options) -> list[Reading]:
    return _quantities(text, options) or _implied(text, options)


def read_quantities(text: str, options: Options) -> tuple[Reading, ...]:
    """Every amount in a text whose unit the rule knows."""
    found = _all(text, options)
    if not found:
        raise ValueError(f"{shorten(text)!r} holds no amount with a known unit")
    return pick(found, options) if len(found) > 1 else tuple(found)


def read_quantity(text: str, options: Options) -> tuple[Reading, ...]:
    """The one amount of a text."""
    found = pick(_all(text, options), options)
    if len(found) != 1:
        raise ValueError(f"{shorten(text)!r} holds {len(found) or 'no'} amounts with a known unit, not one")
    return found


def read_money(text: str, options: Options) -> tuple[Reading, ...]:
    """An amount of money; without a sign of a currency a number is none."""
    found = _PAID.search(text[:_LONGEST])
    if not found:
        raise ValueError(f"{shorten(text)!r} names no currency; such as $4.6M was expected")
    value, currency = amount(found[2], found[3]), _SIGNS[found[1]]
    label = f"{_said(value)} {currency}"
    facts = ((_VALUE, term_of(value)), (_CURRENCY, literal(currency)))
    node = Node(options.own("amount", f"{currency} {_said(value).replace(',', '')}"), label, (_MONEY,), facts)
    return (Reading(node.iri, label, (node,), float(value)),)


def read_accelerator_time(text: str, options: Options) -> tuple[Reading, ...]:
    """Devices and how long they ran. Each statement stands for itself: they are never added up."""
    found = [_time(match, options) for match in _TIMES.finditer(text[:_LONGEST])]
    if not found:
        raise ValueError(f"{shorten(text)!r} holds no accelerator time such as 1024 V100 GPU days")
    return pick(found, options)


def _time(found: re.Match[str], options: Options) -> Reading:
    number, magnitude, device, per, duration, unit = found.groups()
    count = amount(number, magnitude)
    hours = count * _HOURS[per] if per else count * amount(duration, None) * _HOURS[unit]
    facts = [("device", literal(device))]
    if duration:
        facts += [("deviceCount", term_of(count)), ("durationHours", term_of(amount(duration, None) * _HOURS[unit]))]
    facts.append(("acceleratorHours", term_of(hours)))
    terms = tuple((iri(PREFIXES["ox"] + name), term) for name, term in facts)
    label = " ".join(found[0].split())
    types = (iri(PREFIXES["ox"] + "AcceleratorTime"),)
    node = Node(options.own("accelerator-time", label.replace(",", "")), label, types, terms)
    return Reading(node.iri, label, (node,), float(hours))
