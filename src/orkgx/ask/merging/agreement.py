"""When two values say the same: numbers that differ by rounding, dates that differ in how exact they are."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

_MOST = Decimal("0.1")  # rounding explains no greater difference, as a share of the greater number


class Measure(NamedTuple):
    """A number, or what it lies between, with its unit; `about` says that it is an estimate."""

    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    about: bool = False


def agree_numbers(one: Measure, other: Measure) -> bool:
    """Whether two measures of one unit may be one: between the same bounds, or the more exact one rounded.

    >>> agree_numbers(exactly("65000000000"), exactly("65200000000"))
    True
    >>> agree_numbers(exactly("170000000000000"), exactly("1700000000000"))
    False
    """
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return _overlap(one, other)
    if one.low != one.high or other.low != other.high:
        return _overlap(one, other)
    first, second = one.low, other.low
    if first == second:
        return True
    greatest = max(abs(first), abs(second))
    if abs(first - second) > _MOST * greatest:
        return False
    return one.about or other.about or any(abs(first - second) <= step / 2 for step in (_step(first), _step(second)))


def exactly(number: str) -> Measure:
    """One number without a unit."""
    return Measure(Decimal(number), Decimal(number))


def _overlap(one: Measure, other: Measure) -> bool:
    below = one.high is not None and other.low is not None and one.high < other.low
    above = one.low is not None and other.high is not None and one.low > other.high
    return not below and not above


def _step(number: Decimal) -> Decimal:
    """What the last digit counts, as people write a number: ``65B`` is exact to a billion, ``1.5B`` to 100 million.

    >>> _step(Decimal(65_000_000_000)), _step(Decimal(1_500_000_000)), _step(Decimal(354_000_000))
    (Decimal('1000000000'), Decimal('100000000.0'), Decimal('1000000'))
    """
    if not number:
        return Decimal(0)
    whole = Decimal(1000) ** ((number.copy_abs().adjusted()) // 3)
    exponent = (number / whole).normalize().as_tuple().exponent
    return whole * Decimal(10) ** min(int(exponent), 0)


def agree_dates(one: str, other: str) -> bool:
    """Whether two dates may be one: the less exact one holds the other.

    >>> agree_dates("2020-05", "2020-05-28"), agree_dates("2020-05", "2020-06-01")
    (True, False)
    """
    one, other = one.partition("T")[0], other.partition("T")[0]
    return one.startswith(other) or other.startswith(one)
