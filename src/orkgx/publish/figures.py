"""Numbers and dates as people read them, which no line is broken within; the exact value is for who points at them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_UNITS = ((10**15, "quadrillion"), (10**12, "T"), (10**9, "B"), (10**6, "M"))
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:Z|[+-]\d\d:\d\d)?")
_QUANTITY = re.compile(r"(about |over |up to )?(\d[\d,]*(?:\.\d+)?) ([^\d]+)")
_BYTES = ((10**15, "PB"), (10**12, "TB"), (10**9, "GB"), (10**6, "MB"))
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_JOIN = "\N{NO-BREAK SPACE}"  # between a number and its unit
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Figure(NamedTuple):
    """What is read, and what it says exactly; empty where both are the same."""

    text: str
    exact: str = ""


def number(lexical: str) -> Figure:
    r"""A number: large ones by their unit, others with commas.

    >>> number("1500000000"), number("2048")
    (Figure(text='1.5\xa0B', exact='1,500,000,000'), Figure(text='2,048', exact=''))
    """
    if not re.fullmatch(r"\d{1,30}", lexical):
        return Figure(lexical)
    value = int(lexical)
    exact = f"{value:,}"
    for unit, word in _UNITS:
        if value >= unit:
            few = f"{value / unit:.3g}" if value < 1000 * unit else f"{value // unit:,}"
            return Figure(f"{few}{_JOIN}{word}", exact)
    return Figure(exact)


def quantity(text: str) -> Figure:
    r"""A number and its unit.

    >>> quantity("about 500,000,000,000 token").text, quantity("40,000,000,000 byte").text
    ('about 500\xa0B\xa0tokens', '40\xa0GB')
    >>> quantity("310,000,000 petaFLOP").text
    '3.1\xa0×\xa010²³\xa0FLOP'
    """
    found = _QUANTITY.fullmatch(text)
    if not found:
        return Figure(text)
    about, lexical, unit = found[1] or "", found[2].replace(",", ""), found[3]
    if unit == "byte":
        for size, word in _BYTES:
            if float(lexical) >= size:
                return Figure(f"{about}{float(lexical) / size:.4g}{_JOIN}{word}", text)
    if unit == "petaFLOP" and float(lexical) >= 10**6:
        mantissa, _, power = f"{Decimal(lexical) * 10**15:.3g}".partition("e+")
        return Figure(f"{about}{float(mantissa):g}{_JOIN}×{_JOIN}10{power.translate(_RAISED)}{_JOIN}FLOP", text)
    plural = unit if unit.isupper() or lexical == "1" or not unit.islower() else f"{unit}s"
    return Figure(f"{about}{number(lexical).text if lexical.isdigit() else found[2]}{_JOIN}{plural}", text)


def date(lexical: str) -> Figure:
    """A date, as exact as it is known.

    >>> date("2019-02-01"), date("2021-07")
    (Figure(text='1 Feb 2019', exact='2019-02-01'), Figure(text='Jul 2021', exact='2021-07'))
    """
    found = _DATE.fullmatch(lexical)
    if not found or not found[2]:
        return Figure(lexical)
    if not 0 < int(found[2]) <= len(_MONTHS):
        return Figure(lexical)
    month = f"{_MONTHS[int(found[2]) - 1][:3]} {found[1]}"
    return Figure(f"{int(found[3])} {month}" if found[3] else month, lexical)


def rank(text: str) -> tuple[float, str]:
    """What texts are sorted by: those with a number by its value, the others behind them by their letters.

    >>> sorted(["1,500,000,000", "355,000,000", "many"], key=rank)
    ['355,000,000', '1,500,000,000', 'many']
    """
    found = _NUMBER.match(text)
    return (float(found[0].replace(",", "")) if found else float("inf"), text.casefold())
