"""Counts of parameters: 117M, 1.5 billion, ``Base = 110M, Large = 340M``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ...graph.slugs import slug
from ...graph.terms import PREFIXES, XSD, integer, iri, literal
from .reading import NUMBER, Node, Options, Reading, pick, shorten

MAGNITUDES = {
    "": 1,
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("m", "million", "mn"), 10**6),
    **dict.fromkeys(("b", "billion", "bn"), 10**9),
    **dict.fromkeys(("t", "trillion"), 10**12),
}
ONE = re.compile(rf"[~≈ ]*({NUMBER})\s*(thousand|million|billion|trillion|[kKmMbBtT])?(?: parameters| params)?\s*")
# A number inside a longer text counts only with its magnitude; no word, and no unit but parameters, may follow.
_MANY = re.compile(
    rf"(?<![\w.,-])b?({NUMBER})\s*(thousand|million|billion|trillion|[kKmMbBtT])(?![\w-])"
    r"(?!\s*(?:tokens?|words?|images?|samples?|pairs?|books?|hours?|pages?|documents?|bytes?|examples?|steps)\b)",
    re.I,
)
_NAME = r"[A-Za-z][\w.+/-]*(?: [\w.+/-]+){0,3}"
# A name with several sizes behind it names a family of variants, not one.
_NAMED = re.compile(
    rf"({_NAME})\s*[=:]\s*({NUMBER})\s*(million|billion|trillion|[kKmMbBtT])(?![\w-])"
    rf"(?!\s*,\s*(?:and\s+)?(?:{NUMBER})\s*[kKmMbBtT](?![\w-]))"
)
_BRACKET_AFTER = re.compile(rf"(?<![\w.])({NUMBER})\s*(million|billion|trillion|[kKmMbBtT])\s*\(({_NAME})\)")
_BRACKET_BEFORE = re.compile(rf"({_NAME})\s*\(({NUMBER})\s*(million|billion|trillion|[kKmMbBtT])\)")
_BEHIND = re.compile(rf"(?<![\w.])({NUMBER})\s*([kKmMbBtT])\s+(?!and |or |to |for )([A-Z][\w-]*)(?=\s*(?:,|$|and\b))")
_FORMS = ((_NAMED, 0, 1, 2), (_BRACKET_BEFORE, 0, 1, 2), (_BRACKET_AFTER, 2, 0, 1), (_BEHIND, 2, 0, 1))
_LONGEST = 4_000


def amount(number: str, magnitude: str | None) -> Decimal:
    """A number with its magnitude, exactly."""
    try:
        return Decimal(number.replace(",", "")) * MAGNITUDES[(magnitude or "").casefold()]
    except (InvalidOperation, KeyError):
        raise ValueError(f"{number!r} is not a number") from None


def _reading(value: Decimal, options: Options, text: str) -> Reading:
    scaled = value / Decimal(str(options.scale))
    if scaled == scaled.to_integral_value():
        return Reading(integer(int(scaled)), str(int(scaled)), number=int(scaled))
    if options.datatype == XSD + "decimal":
        return Reading(literal(format(scaled.normalize(), "f"), XSD + "decimal"), str(scaled), number=float(scaled))
    raise ValueError(f"{shorten(text)!r} is not a whole number of {options.scale:,}")


def read_count(text: str, options: Options) -> tuple[Reading, ...]:
    """One number.

    >>> read_count("1.5 B", Options())[0].number
    1500000000
    """
    found = ONE.fullmatch(text.strip()[:100])
    if not found or (not text.isascii() and not text.strip().startswith("≈")):
        raise ValueError(f"{shorten(text)!r} is not a size such as 117M")
    return (_reading(amount(found[1], found[2]), options, text),)


def read_counts(text: str, options: Options) -> tuple[Reading, ...]:
    """Every number of a text, in its order; a text that is one number may do without a magnitude."""
    found = [amount(number, magnitude) for number, magnitude in _MANY.findall(text[:_LONGEST])]
    if not found:
        return read_count(text, options)
    return pick([_reading(value, options, text) for value in found], options)


def read_variants(text: str, options: Options) -> tuple[Reading, ...]:
    """The sizes that have a name of their own, each a node below the model."""
    variants: dict[str, Reading] = {}
    for name, value in _variants(text[:_LONGEST]):
        facts = ((iri(PREFIXES["ox"] + "parameterCount"), integer(value)),)
        node = Node("", name, (iri(PREFIXES["ox"] + "ModelVariant"),), facts)
        variants.setdefault(slug(name), Reading("", name, (node,), value, part=slug(name)))
    return tuple(variants.values())


def _variants(text: str) -> Iterator[tuple[str, int]]:
    for form, name, number, magnitude in _FORMS:
        for groups in form.findall(text):
            value = amount(groups[number], groups[magnitude])
            label = re.sub(r"^(?:and|or|to) ", "", groups[name].strip())
            if value == value.to_integral_value() and label:
                yield label, int(value)
