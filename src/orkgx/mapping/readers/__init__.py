"""Readers: a text in, terms out. A new reader is one function and one line here; the schema of mapping files, the codes
of findings, the shapes and the manual take what they say of readers from this table.

Each raises ValueError, saying what stood there and what was expected, for a text that it cannot read.
"""

from __future__ import annotations

from typing import NamedTuple

from ...graph.terms import XSD
from .concepts import read_access, read_entity, read_mentions
from .dates import read_date
from .devices import read_devices
from .hardware import read_accelerator_time
from .languages import read_language
from .licenses import read_license
from .numbers import read_amounts, read_count, read_counts
from .parts import read_parts, read_totals
from .quantities import read_money, read_quantity
from .reading import Read
from .texts import read_boolean, read_pattern, read_text, read_url
from .variants import read_variants


class Reader(NamedTuple):
    """A way to read a value. `refusal` says what is wrong with a value that it refuses, `needs` is an option that it
    cannot do without. What it makes: terms of certain `datatypes` only, or things with an IRI only; or neither. With
    `names` it reads what people call a thing."""

    read: Read
    refusal: str
    needs: str = ""
    datatypes: tuple[str, ...] = ()
    things: bool = False
    names: bool = False


_INTEGER = (f"{XSD}integer",)
_DATE = (f"{XSD}date", f"{XSD}gYearMonth", f"{XSD}gYear")

READERS: dict[str, Reader] = {
    "text": Reader(read_text, "The value cannot be taken as text."),
    "concept": Reader(read_entity, "The value names nothing.", needs="kind", things=True, names=True),
    "entity": Reader(read_entity, "The value names nothing.", needs="kind", things=True, names=True),
    "mentions": Reader(read_mentions, "The value cannot be searched for names.", needs="kind", things=True),
    "date": Reader(read_date, "The value is not a date such as 2019-02-14, 2019-02 or 2019.", datatypes=_DATE),
    "count": Reader(read_count, "The value is not a count such as 1500 or 117M.", datatypes=_INTEGER),
    "counts": Reader(read_counts, "The value holds no counts such as 'base = 110M, large = 340M'.", datatypes=_INTEGER),
    "amounts": Reader(read_amounts, "The value holds no range, bound, multiple or estimate of a number.", things=True),
    "variants": Reader(read_variants, "The value holds no sizes that have a name of their own."),
    "quantity": Reader(read_quantity, "The value is not a number with a unit that the mapping knows."),
    "quantities": Reader(read_totals, "The value holds no numbers with units that the mapping knows."),
    "parts": Reader(read_parts, "The value names no known thing with its size.", needs="kind"),
    "devices": Reader(read_devices, "The value says nothing of memory or number of devices.", needs="kind"),
    "accelerator-time": Reader(
        read_accelerator_time, "The value is not a time on a number of accelerators.", things=True
    ),
    "money": Reader(read_money, "The value is not an amount with a currency.", things=True),
    "url": Reader(read_url, "The value is not an address such as https://example.org/page."),
    "license": Reader(
        read_license, "The value names no licence that the mapping or SPDX knows.", things=True, names=True
    ),
    "access": Reader(read_access, "The value is not a kind of access that the mapping knows.", things=True),
    "boolean": Reader(read_boolean, "The value is neither yes nor no.", datatypes=(f"{XSD}boolean",)),
    "language": Reader(read_language, "The value names no language that is known.", names=True),
    "pattern": Reader(
        read_pattern, "The value does not have the form that the mapping's pattern asks for.", needs="pattern"
    ),
}
