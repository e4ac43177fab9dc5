"""Readers: a text in, terms out. A new reader is one function and one line here.

Each raises ValueError, saying what stood there and what was expected, for a text that it cannot read.
"""

from __future__ import annotations

from .concepts import read_access, read_entity
from .dates import read_date
from .licenses import read_license
from .numbers import read_count, read_counts, read_variants
from .quantities import read_accelerator_time, read_money, read_quantities, read_quantity
from .reading import Reader
from .texts import read_boolean, read_language, read_pattern, read_text, read_url

READERS: dict[str, Reader] = {
    "text": read_text,
    "concept": read_entity,
    "entity": read_entity,
    "date": read_date,
    "count": read_count,
    "counts": read_counts,
    "variants": read_variants,
    "quantity": read_quantity,
    "quantities": read_quantities,
    "accelerator-time": read_accelerator_time,
    "money": read_money,
    "url": read_url,
    "license": read_license,
    "access": read_access,
    "boolean": read_boolean,
    "language": read_language,
    "pattern": read_pattern,
}
