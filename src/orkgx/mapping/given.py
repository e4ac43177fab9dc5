"""The short ways in which a mapping file may give a value, each as the long one: a name for a list of it, a property
for a field; and the values that are judged as they come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema, WrapValidator
from typing_extensions import TypeAliasType

from ..model import RECORD_KINDS
from .readers import READERS


def _known(names: Collection[str], what: str) -> Callable[[str], str]:
    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"no {what} {name!r}")
        return name

    return check


Reader = Annotated[
    str,
    AfterValidator(_known(READERS, "reader")),
    WithJsonSchema({"enum": [*READERS], "type": "string"}, mode="validation"),
]
Source = Annotated[
    str,
    AfterValidator(_known(RECORD_KINDS, "record source")),
    WithJsonSchema({"enum": [*RECORD_KINDS], "type": "string"}, mode="validation"),
]


def listed(given: Any) -> Any:
    return given if isinstance(given, list | tuple) else [] if given is None else [given]


Texts = TypeAliasType(
    "Texts", Annotated[tuple[str, ...], BeforeValidator(listed, json_schema_input_type=str | tuple[str, ...])]
)

# An id of the ORKG for what is no thing of its graph.
Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]

Leads = Annotated[
    tuple[str | tuple[str, ...], ...],
    BeforeValidator(listed, json_schema_input_type=str | tuple[str | tuple[str, ...], ...]),
]


def filled(given: Any) -> Any:
    return {} if given is None else given


def statements(given: Any) -> Any:
    """Statements may be given by their predicates alone."""
    return [
        {"predicate": one} if isinstance(one, str) or (isinstance(one, dict) and "production" in one) else one
        for one in listed(given)
    ]


def named(given: Any) -> Any:
    """A table of names that have nothing to be said of may be a list."""
    return dict.fromkeys(given) if isinstance(given, list) else given


def ruled(given: Any) -> Any:
    """A field may be given by its property alone."""
    return {"property": given} if isinstance(given, str) else filled(given)


def separated(given: Any) -> Any:
    """A split may be a separator, or several splits."""
    if given in (None, "none"):
        return given
    return [{"on": [one]} if isinstance(one, str) else one for one in listed(given)]


def labelled(given: Any) -> Any:
    """What the ORKG has of a thing may be given by its label alone."""
    return {"label": given} if isinstance(given, str) else given


def number_above_zero(given: Any) -> Any:
    """A number that others can be multiplied by: whole where it is written so."""
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not 0 < number < 10**30 or isinstance(given, bool):
        raise ValueError(f"{given!r} is no number above 0 such as 1000 or 0.5")
    return int(number) if number == number.to_integral_value() else float(number)


Factor = Annotated[float | int, WrapValidator(lambda given, _: number_above_zero(given))]
