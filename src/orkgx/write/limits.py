"""What the ORKG takes: its rules for labels, literals, ids and IRIs, as its backend (0.102) has them.

Each rule gives what is wrong, in words that follow the text, or "" if nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

LONGEST = 8164  # UTF-16 code units of a label or a literal
RESERVED = frozenset({"Literal", "Class", "Predicate", "Resource", "List", "RosettaStoneStatement", "Thing"})
ID = re.compile(r"[a-zA-Z0-9:_-]+")

_ZONE = r"(?:Z|[+-](?:0\d|1[0-7]):[0-5]\d(?::[0-5]\d)?|[+-]18:00(?::00)?)?"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
_YEAR = r"-?(?:\d{4}|[1-9]\d{4,8})"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_DAYS = r"(?:\d+D)?"
_HOURS = r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
# RFC 3987, with or without a scheme.
_PART = r"(?:[\w\-.~!$&'()*+,;=:@\u00a0-\U0010ffff]|%[0-9A-Fa-f]{2})"
_AUTHORITY = rf"//(?:(?:{_PART}*@)?\[[0-9A-Fa-f:.v]+\](?::\d*)?|{_PART}*)"
_REST = rf"(?:{_AUTHORITY})?(?:{_PART}|/)*(?:\?(?:{_PART}|[/?])*)?(?:\#(?:{_PART}|[/?])*)?"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_IRI = rf"(?:{_SCHEME})?{_REST}"
_FORMS = {
    "integer": r"[+-]?[0-9]+",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "boolean": r"true|false|1|0",
    "date": rf"({_YEAR}-{_MONTH}-{_DAY}){_ZONE}",
    "dateTime": rf"({_YEAR}-{_MONTH}-{_DAY})T{_CLOCK}(?::[0-5]\d(?:\.\d{{1,9}})?)?{_ZONE}",
    "dateTimeStamp": rf"({_YEAR}-{_MONTH}-{_DAY})T{_CLOCK}(?::[0-5]\d(?:\.\d{{1,9}})?)?(?=[Z+-]){_ZONE}",
    "time": rf"(?:{_CLOCK}:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?",
    "gYear": rf"{_YEAR}{_ZONE}",
    "gYearMonth": rf"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonthDay": rf"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": rf"---{_DAY}{_ZONE}",
    "gMonth": rf"--{_MONTH}{_ZONE}",
    "duration": rf"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?{_DAYS}{_HOURS}",
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "dayTimeDuration": rf"-?P(?=[\dT]){_DAYS}{_HOURS}",
    "hexBinary": r"(?:[0-9A-Fa-f]{2})*",
    "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){2,3}=?(?: ?=)?)?",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    # As Java reads them: INF is not among them.
    "double": r"[\x00-\x20]*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)[\x00-\x20]*",
    "anyURI": _IRI,
}
_FORMS["float"] = _FORMS["double"]
_SHAPES = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}
_BOUNDS = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
_ABSOLUTE = re.compile(rf"{_SCHEME}(?=.){_REST}", re.ASCII)


def label(text: str) -> str:
    """
    >>> label("a\\nb")
    'holds a line break'
    >>> label("  ")
    'is blank'
    """
    if too_long := _long(text):
        return too_long
    if "\n" in text or "\0" in text:
        return "holds a line break" if "\n" in text else "holds a NUL"
    return "is blank" if text and not text.strip() else ""


def literal(text: str, datatype: str) -> str:
    """
    >>> literal("2020-02-30", "xsd:date")
    'is no xsd:date'
    >>> literal("anything", "https://example.org/unit")
    ''
    """
    if too_long := _long(text):
        return too_long
    prefix, _, name = datatype.partition(":")
    if prefix != "xsd":
        return "" if _ABSOLUTE.fullmatch(datatype) else f"has the datatype {datatype!r}, which is no absolute IRI"
    # An xsd name that it does not know is an IRI to it, and is not looked at.
    return "" if _fits(text, name) else f"is no {datatype}"


def id_(text: str) -> str:
    """
    >>> id_("R1/../R2")
    'holds more than letters, digits, ":", "_" and "-"'
    """
    return "" if ID.fullmatch(text) else 'holds more than letters, digits, ":", "_" and "-"'


def uri(text: str) -> str:
    """
    >>> uri("things/a")
    'is no absolute IRI'
    """
    return "" if _ABSOLUTE.fullmatch(text) else "is no absolute IRI"


def classes(ids: tuple[str, ...]) -> str:
    """
    >>> classes(("Model", "Literal"))
    'has the class Literal, which is reserved'
    """
    return next((f"has the class {one}, which is reserved" for one in ids if one in RESERVED), "")


def _long(text: str) -> str:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return f"has {units:,} characters; at most {LONGEST:,} are taken" if units > LONGEST else ""


def _fits(text: str, name: str) -> bool:
    if bounds := _BOUNDS.get(name):
        low, high = bounds
        if not _SHAPES["integer"].fullmatch(text) or len(text) > LONGEST // 2:
            return False
        number = int(text)
        return (low is None or number >= low) and (high is None or number <= high)
    shape = _SHAPES.get(name)
    if shape is None:
        return True
    found = shape.fullmatch(text)
    return found is not None and _MORE.get(name, _anything)(text, found)


def _anything(text: str, found: re.Match[str]) -> bool:
    return True


def _on_calendar(text: str, found: re.Match[str]) -> bool:
    """The day is one of its month; years beyond those of Python's calendar are taken as leap years come round."""
    year, month, day = found[1].rsplit("-", 2)
    return _is_day(int(year) % 400 + 2000, int(month), int(day))


def _in_some_year(text: str, found: re.Match[str]) -> bool:
    return _is_day(2000, int(text[2:4]), int(text[5:7]))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _whole_quantum(text: str, found: re.Match[str]) -> bool:
    return len(text.replace(" ", "")) % 4 == 0


_MORE: dict[str, Callable[[str, re.Match[str]], bool]] = {
    "date": _on_calendar,
    "dateTime": _on_calendar,
    "dateTimeStamp": _on_calendar,
    "gMonthDay": _in_some_year,
    "base64Binary": _whole_quantum,
}
