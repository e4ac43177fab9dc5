"""Dates, as exact as they are written and no more."""

from __future__ import annotations

import datetime
import re

from ...graph.terms import XSD, literal
from .digits import in_any_digits
from .reading import Options, Reading, shorten

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR, _MONTH, _DAY = r"(?P<y>\d{4})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_NAME = r"(?P<m>[A-Za-z]{3,9})\.?"
_LATE = r"(?P<d>1[3-9]|2\d|3[01])"  # a day that can be no month
_TIME = r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
# Only what can be read in one way: 03/12/2022 is of March for some, and of December for others.
_FORMS = [
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}(?:[-/.]{_MONTH}(?:[-/.]{_DAY}(?:{_TIME})?)?)?",
        r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})",
        rf"{_NAME} +{_DAY}(?:st|nd|rd|th)?,? +{_YEAR}",
        rf"(?:{_DAY}(?:st|nd|rd|th|\.)?[ -]+)?{_NAME},?[ -]*{_YEAR}",
        rf"{_YEAR}[ -]+{_NAME}(?:[ -]+{_DAY})?",
        rf"(?P<d>(?!))?{_MONTH}[-/.]{_YEAR}",
        rf"{_DAY}\. ?{_MONTH}\. ?{_YEAR}",
        rf"{_LATE}[-/]{_MONTH}[-/]{_YEAR}",
        rf"{_MONTH}[-/]{_LATE}[-/]{_YEAR}",
        rf"{_YEAR}年(?:{_MONTH}月(?:{_DAY}日)?)?",
    )
]
_LONGEST = 60
_TYPES = {"day": "date", "month": "gYearMonth", "year": "gYear"}


@in_any_digits
def read_date(text: str, options: Options) -> tuple[Reading, ...]:
    """A day, a month or a year.

    >>> read_date("Sept. 2021", Options())[0].term
    '"2021-09"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    stripped = text.strip() if len(text) <= _LONGEST else ""
    found = next((match for form in _FORMS if (match := form.fullmatch(stripped))), None)
    if not found:
        raise ValueError(f"{shorten(text)!r} is not a date such as 2023-06-30 or Jun. 2023")
    year, named, day = found["y"], found["m"], found["d"]
    month = int(named) if named and named.isdigit() else _MONTHS.get((named or "").casefold(), 0)
    try:
        datetime.date(int(year), month or (0 if named else 1), int(day or 1))
    except ValueError:
        raise ValueError(f"{shorten(text)!r} is no date of the calendar") from None
    precision = "day" if day else "month" if named else "year"
    if options.precision and precision not in options.precision:
        raise ValueError(
            f"{shorten(text)!r} is exact to the {precision}; {' or '.join(options.precision)} was expected"
        )
    written = year + (f"-{month:02}" if named else "") + (f"-{int(day):02}" if day else "")
    return (Reading(literal(written, XSD + _TYPES[precision]), written),)
