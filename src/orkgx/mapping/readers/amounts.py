"""Numbers as people write them, a text in, amounts out: 117M, 7-70B, 8x22B, 2 * 10^12, >3T, about 1.4 trillion.

Only a number that stands there as such is plain. A range, a bound, a power, a multiple and an estimate say something
else, and what is left over beside a number (an operator, another number) makes the whole text doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ...graph.terms import PREFIXES, XSD, integer, iri, literal

_POWERS = {
    10**3: ("k", "thousand"),
    10**6: ("m", "mn", "mio", "million", "millionen"),
    10**9: ("b", "bn", "mrd", "billion", "milliarden"),
    10**12: ("t", "trillion"),
}
MAGNITUDES = {"": 1, **{name: power for power, names in _POWERS.items() for name in names}}

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,15})?|[0-9]{1,15}(?:\.[0-9]{1,15})?)(?![0-9]|[.,][0-9])"
_MAGNITUDE = r"(?:thousand|million|billion|trillion|mn|bn|mio\b\.?|[kmbt])(?![a-z0-9_])"
# A comma before one digit or two parts a fraction for certain only where the magnitude is of a language that does so.
_GERMAN = r"(?:mio|mrd|millionen|milliarden)\b\.?"
_NUMBER = rf"(?:[0-9]{{1,4}},[0-9]{{1,2}}(?=\s*{_GERMAN})|{_DIGITS})"
_EXPONENT = r"(?:(?:\^|\*\*)\s*\+?(?P<exponent>[0-9]{1,2})(?![0-9.,]*[0-9])|(?P<raised>[⁰¹²³⁴-⁹]{1,2}))"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DASHES = "–—‒−"

# What a word or sign says of the number behind or before it, by the name of the group.
_BEFORE = {
    "least": r"at least|(?:no|not) (?:less|fewer) than|minimum(?: of)?|min\.?|starting (?:at|from)|as few as",
    "most": r"at most|up to|(?:no|not) more than|maximum(?: of)?|max\.?|as (?:many|much) as|within",
    "over": r"over|above|(?:more|greater|larger|bigger|higher) than|exceeds|exceeding|beyond|upwards of",
    "below": r"(?:less|fewer|smaller|lower) than|under|below",
    "about": (
        r"about|around|approximately|approx\.?|roughly|circa|ca\.?|nearly|almost|some|close to|est\.|an estimated"
        r"|estimated(?: at)?"
        r"|(?:rumoured|rumored|reported|believed|said|thought|speculated|estimated)(?: to (?:be|have))?"
        r"|reportedly|allegedly|supposedly|probably|likely|possibly|perhaps|maybe|presumably"
    ),
}
_SIGNS = {"least": ">=|=>|≥|⩾", "most": "<=|=<|≤|⩽", "over": ">", "below": "<", "about": "[~≈∼≃≅˜?]"}
_AFTER = {
    "least": r"\+(?![\w(])|\s+(?:or|and) (?:more|above|larger|up|higher)\b",
    "most": r"\s+or (?:less|fewer|below|smaller)\b",
    "about": (
        r"\?|\s*\(?\b(?:rumou?red|estimated?|approx(?:\.|imately\b)|unconfirmed|reportedly|speculated"
        r"|unofficial(?:ly)?|leaked|not confirmed|unverified)(?![a-z])\)?"
    ),
}


# The same behind a unit, where the words may be of what follows: "27M videos (approximately 22 seconds each)".
GUESSED = rf"(?:{_AFTER['about']})(?:(?<=\))|(?!\s*\w))"


def _named(table: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{form})" for name, form in table.items()), re.I)


_WORDS, _SIGN, _BEHIND = map(_named, (_BEFORE, _SIGNS, _AFTER))
_MARK = rf"(?:(?<![^\W_])(?:{'|'.join(_BEFORE.values())})(?![a-z])(?:\s*:)?\s*|(?:{'|'.join(_SIGNS.values())})\s*)"

# The value itself: a multiple, a power, two ends of a range, one number.
_VALUE = (
    rf"(?:(?P<factor>[0-9]{{1,4}})\s*[x×*]\s*(?P<part>{_DIGITS})\s*(?P<part_magnitude>{_MAGNITUDE})"
    rf"|(?:(?:(?P<mantissa>{_DIGITS})\s*[x×*·]\s*)?(?P<base>[0-9]{{1,4}})\s*{_EXPONENT}"
    rf"|(?P<decimal>{_DIGITS})e\+?(?P<shift>[0-9]{{1,2}})(?![0-9.,]*[0-9]))(?:\s*(?P<power_magnitude>{_MAGNITUDE}))?"
    rf"|(?:(?P<between>between\s+)|(?P<from>from\s+))?(?P<low>{_NUMBER})(?:\s*(?P<low_magnitude>{_MAGNITUDE}|{_GERMAN}))?"
    rf"(?:(?(between)\s+and\s+|(?:\s*(?:[{_DASHES}~～-]|\.{{2,3}}|…)\s*|\s+(?:to|bis|through)\s+))"
    rf"(?P<high>{_DIGITS})(?:\s*(?P<high_magnitude>{_MAGNITUDE}))?)?(?(between)(?(high)|(?!)))(?(from)(?(high)|(?!))))"
)


def _amount(before: str, start: str) -> str:
    return (
        rf"{start}(?P<before>{before})(?<![\w.$€£¥#{_DASHES}-])(?<![0-9],)(?:\bb(?=[0-9]))?{_VALUE}"
        rf"(?P<after>(?:{'|'.join(_AFTER.values())}){{0,2}})"
    )


AMOUNT = _amount(f"{_MARK}{{0,3}}", "")
# The same where nothing is said before a number, which is found far quicker.
BARE = _amount("", r"(?<!\w)(?=[0-9bf])")
_SMALL = {"to", "of", "at", "be", "have", "an", "as", "no", "not", "than", "or", "and"}  # none makes a mark alone
_HINTS = frozenset(re.findall("[a-z]{2,}", " ".join(_BEFORE.values()))) - _SMALL
_SIGNED = frozenset("".join(_SIGNS.values()))
_WORD = re.compile("[a-z]+")
_FORM, _BARE = (re.compile(rf"{form}(?![\w%]|-(?!param)\w)", re.I) for form in (AMOUNT, BARE))
DIGIT = re.compile(r"[0-9]")
# Words before an amount that make another one of it.
CHANGED = re.compile(
    r"\b(?:half|third|quarter|twice|double|triple|minus|plus|times|per|not|than|every|without|except|excluding)"
    r"(?: of| an?| the)?\s*\0",
    re.I,
)
MARK = "\0"  # what stands for an amount in what is left of a text
# Operators beside an amount that are no part of it: what is meant is not only the amount.
OPERATORS = re.compile(
    r"[×*/^<>±÷√≤≥~≈∼?→]\s*\(?\s*\0|\0\s*\)?\s*[×*/^<>±÷≤≥~≈∼?→]|(?<!\S)[0-9][0-9.,]*\s+\0|\0\s*[-–—−]\s*\d|\d\s*[-–—−+]\s*\0"
    r"|(?:^|[,;:(=])\s*[-–—−]\s*\0|(?:\A|[\s(])[-–—−]\0|\d\s*x\s*\0|\0\s*x\s*[\0\d]"
)
# Words that may end in digits, marks, commas and brackets; but no `x`, which may stand for "times".
_QUIET = re.compile(r"(?:\(?(?:\0|(?!x(?![^\W\d_]))[^\W\d_]++(?:-[^\W\d_]++)*+[0-9]*+)\)?[,;]?(?: |\Z))*+", re.I)
_BOUNDS = {"least": "at least", "most": "at most", "over": "more than", "below": "less than"}
_THOUSAND = 1_000
_HUGE = Decimal(10) ** 30  # a power above it is not meant
NUMERIC = iri(PREFIXES["qudt"] + "numericValue")
_BLANKS = dict.fromkeys((0, 1, 0xA0, 0x202F, 0x2009), " ")  # the first two are marks of ours
LONGEST = 4_000  # characters; a longer text is no statement of an amount


class DoubtError(ValueError):
    """A text with numbers that cannot be taken for certain: people should look at it."""


class Amount(NamedTuple):
    """What a number says: its bounds, None where there is none and equal where it is one value; or a factor and a part.

    `bound` is how a bound was given, `exact` holds for a number that stands there as such, `sized` for one with a
    magnitude of its own.
    """

    low: Decimal | None
    high: Decimal | None
    about: bool = False
    bound: str = ""
    factor: Decimal | None = None
    exact: bool = True
    sized: bool = True

    @property
    def value(self) -> Decimal | None:
        """The one value that is meant, if it is one."""
        return self.low if self.low == self.high and self.factor is None else None

    @property
    def plain(self) -> bool:
        return self.exact and not self.about

    def times(self, factor: Decimal) -> Amount:
        low = None if self.low is None else self.low * factor
        return self._replace(low=low, high=None if self.high is None else self.high * factor)


def number(text: str, magnitude: str | None = "") -> Decimal:
    """A number with its magnitude, exactly.

    >>> number("1,300", "million")
    Decimal('1300000000')
    """
    name = (magnitude or "").casefold().rstrip(".")
    german = name in ("mio", "mrd", "millionen", "milliarden") and re.fullmatch(r"[0-9]+,[0-9]{1,2}", text)
    return Decimal(text.replace(",", "." if german else "")) * MAGNITUDES[name]


def checked(text: str) -> str:
    """A text that may be read: of a bearable length, its blanks plain ones."""
    if len(text) > LONGEST:
        raise DoubtError(f"{len(text):,} characters are no statement of an amount; at most {LONGEST:,} are read")
    return text if text.isprintable() else text.translate(_BLANKS)  # none of these can be printed


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with a mark for each of some stretches of it."""
    at, kept = 0, []
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    return MARK.join([*kept, text[at:]])


def hinted(text: str) -> bool:
    """Whether a text may say something before a number, a bound or an estimate: too often perhaps, never too rarely."""
    return not (_SIGNED.isdisjoint(text) and _HINTS.isdisjoint(_WORD.findall(text.lower())))


def quiet(rest: str) -> bool:
    """Whether a text without its amounts holds nothing but words and commas: no operator, no number. True is quick to
    say, and spares a closer look; a property test holds it to that."""
    return _QUIET.fullmatch(rest) is not None


def amounts(text: str) -> list[tuple[re.Match[str], Amount]]:
    """The amounts of a text, with where they stand. Raises DoubtError for one that contradicts itself."""
    if not DIGIT.search(text):
        return []
    found = [(match, amount(match)) for match in (_FORM if hinted(text) else _BARE).finditer(text)]
    for match, one in found:
        if one is None:
            raise DoubtError(f"{match[0].strip()!r} is neither a number nor a range")
    return [(match, one) for match, one in found if one]


def amount(found: re.Match[str]) -> Amount | None:
    """What a match of the form says; None where its parts do not go together."""
    one = _value(found)
    if one is None or not (found["before"] or found["after"]):
        return one
    marks = {mark.lastgroup for form in (_WORDS, _SIGN) for mark in form.finditer(found["before"])}
    marks |= {mark.lastgroup for mark in _BEHIND.finditer(found["after"])}
    one = one._replace(about="about" in marks)
    bounds = marks - {"about"}
    if not bounds:
        return one
    if len(bounds) > 1 or one.value is None:
        return None
    value, bound = one.value, bounds.pop() or ""
    upper = bound in ("most", "below")
    return one._replace(low=None if upper else value, high=value if upper else None, bound=bound, exact=False)


def _value(found: re.Match[str]) -> Amount | None:
    if found["factor"]:
        part = number(found["part"], found["part_magnitude"])
        return Amount(part, part, factor=Decimal(found["factor"]), exact=False)
    if found["base"] or found["decimal"]:
        return _power(found)
    low, high, magnitude, behind = found["low"], found["high"], found["low_magnitude"], found["high_magnitude"]
    if not high:
        value = number(low, magnitude)
        return Amount(value, value, sized=bool(magnitude))
    if magnitude and not behind:
        return None
    ends = number(low, magnitude or behind), number(high, behind)
    if ends[0] >= ends[1] and not magnitude and number(low) >= _THOUSAND:  # 4096-16K
        ends = number(low), ends[1]
    return Amount(*ends, exact=False, sized=bool(behind)) if ends[0] < ends[1] else None


def _power(found: re.Match[str]) -> Amount | None:
    if found["decimal"]:
        value = number(found["decimal"]).scaleb(int(found["shift"]))
    else:
        exponent = int(found["exponent"] or found["raised"].translate(_SUPERSCRIPTS))
        value = number(found["mantissa"] or "1") * Decimal(int(found["base"])) ** exponent
    value *= MAGNITUDES[(found["power_magnitude"] or "").casefold()]
    return Amount(value, value, exact=False) if value < _HUGE else None


def described(one: Amount) -> str:
    """An amount in words that are the same however it was written.

    >>> described(Amount(Decimal(7), Decimal(70)))
    '7 to 70'
    """
    about = "about " if one.about else ""
    if one.factor is not None and one.low is not None:
        return f"{about}{shown(one.factor)} × {shown(one.low)}"
    if one.value is not None:
        return about + shown(one.value)
    if one.low is not None and one.high is not None:
        return f"{about}{shown(one.low)} to {shown(one.high)}"
    return f"{_BOUNDS[one.bound]} {about}{shown(one.high if one.low is None else one.low)}"


def facts(one: Amount) -> Iterator[tuple[str, str]]:
    """What a node says of an amount, as predicates and objects. A number that only seems to be one is no value."""
    if one.factor is not None and one.low is not None:
        yield _ox("factor"), term_of(one.factor)
        yield _ox("part"), term_of(one.low)
    elif one.value is not None and one.about:
        yield _ox("about"), term_of(one.value)
    elif one.value is not None:
        yield NUMERIC, term_of(one.value)
    else:
        for name, bound in (("lowerBound", one.low), ("upperBound", one.high)):
            if bound is not None:
                yield _ox(name), term_of(bound)
    if one.bound in ("over", "below"):
        yield _ox("boundExcluded"), literal("true", f"{XSD}boolean")
    if one.about:
        yield _ox("approximate"), literal("true", f"{XSD}boolean")


def shown(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{int(value):,}" if value == value.to_integral_value() else format(value.normalize(), ",f")


def term_of(value: Decimal) -> str:
    """A number as xsd:integer if it is whole, else as xsd:decimal."""
    if value == value.to_integral_value():
        return integer(int(value))
    return literal(format(value.normalize(), "f"), XSD + "decimal")


def _ox(name: str) -> str:
    return iri(PREFIXES["ox"] + name)
