"""Variants: the sizes of a model that have a name of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...graph.slugs import slug
from ...graph.terms import PREFIXES, integer, iri
from .amounts import DoubtError, number
from .digits import in_any_digits
from .numbers import count_all
from .reading import NUMBER, Node, Options, Reading

_OX = PREFIXES["ox"]

_LABEL = r"(?<![\w.+/-])[A-Za-z][\w.+/-]*(?: [\w.+/-]+){0,3}"
_SIZE = rf"({NUMBER})\s*(million|billion|trillion|[kKmMbBtT])"
# A name with several sizes behind it names a family of variants, not one.
_NAMED = re.compile(rf"({_LABEL})\s*[=:]\s*{_SIZE}(?![\w×*+-])(?!\s*,\s*(?:and\s+)?(?:{NUMBER})\s*[kKmMbBtT](?![\w-]))")
_BRACKET_AFTER = re.compile(rf"(?<![\w.,×*/<>~^-]){_SIZE}\s*\(({_LABEL})\)")
_BRACKET_BEFORE = re.compile(rf"({_LABEL})\s*\({_SIZE}\)")
_BEHIND = re.compile(
    rf"(?<![\w.,×*/<>~^-])({NUMBER})\s*([kKmMbBtT])\s+(?!and |or |to |for )([A-Z][\w-]*)(?=\s*(?:,|$|and\b))"
)
_FORMS = ((_NAMED, 0, 1, 2), (_BRACKET_BEFORE, 0, 1, 2), (_BRACKET_AFTER, 2, 0, 1), (_BEHIND, 2, 0, 1))
_QUALIFIED = re.compile(
    r"\b(?:total|activ\w+|rumou?red|estimated|approximately|each|unconfirmed|not|in|than|A[0-9.]+[BMT])\b", re.I
)


@in_any_digits
def read_variants(text: str, options: Options) -> tuple[Reading, ...]:
    """The sizes that have a name of their own, each a node below the model."""
    try:
        plain = {one.amount.low for one in count_all(text) if one.plain}
    except DoubtError:
        return ()
    variants: dict[str, Reading] = {}
    for name, value in _variants(text):
        if value in plain and not _QUALIFIED.search(name):
            facts_ = ((iri(_OX + "parameterCount"), integer(int(value))),)
            node = Node("", name, (iri(_OX + "ModelVariant"),), facts_)
            variants.setdefault(slug(name), Reading("", name, (node,), int(value), part=slug(name)))
    return tuple(variants.values())


def _variants(text: str) -> Iterator[tuple[str, Decimal]]:
    for form, name, digits, magnitude in _FORMS:
        for groups in form.findall(text):
            value = number(groups[digits], groups[magnitude])
            label = re.sub(r"^(?:and|or|to) ", "", groups[name].strip())
            if value == value.to_integral_value() and label:
                yield label, value
