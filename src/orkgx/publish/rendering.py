"""The templates of the pages, made ready once."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import jinja2
from markupsafe import Markup, escape

from . import figures
from .linked import curie
from .models import columns
from .sections import file_of


class Page(NamedTuple):
    path: str
    content: bytes


def apart(text: str) -> Markup:
    """A text whose letters may run from right to left, kept apart from what stands around it.

    >>> apart("a < b"), apart("مرحبا")
    (Markup('a &lt; b'), Markup('<bdi>مرحبا</bdi>'))
    """
    return escape(text) if text.isascii() else Markup("<bdi>{}</bdi>").format(text)


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
        "apart": apart,
    }
    return made
