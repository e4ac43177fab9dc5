"""The templates of the pages, made ready once."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import jinja2

from . import figures
from .linked import curie
from .models import columns
from .sections import file_of


class Page(NamedTuple):
    path: str
    content: bytes


@cache
def environment() -> jinja2.Environment:
    """Templates whose variables are escaped and must be there."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("orkgx.publish"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
    )
    made.filters |= {
        "page": file_of,
        "number": lambda value: figures.number(str(value)),
        "date": figures.date,
        "curie": curie,
        "columns": columns,
    }
    return made
