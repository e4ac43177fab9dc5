"""The templates of the pages, made ready once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup, escape

from . import figures
from .linked import curie
from .models import columns
from .sections import file_of
from .shown import ShownTerm

_LONG = 40  # characters of a value that stands in a line of its own


class Page(NamedTuple):
    path: str
    content: bytes


def apart(text: str) -> Markup:
    """A text whose letters may run from right to left, kept apart from what stands around it.

    >>> apart("a < b"), apart("مرحبا")
    (Markup('a &lt; b'), Markup('<bdi>مرحبا</bdi>'))
    """
    return escape(text) if text.isascii() else Markup("<bdi>{}</bdi>").format(text)


def shown(value: ShownTerm, root: str) -> Markup:
    """A term with the way to its page or address, or with its exact value for who points at it."""
    if value.page:
        return Markup(f'<a href="{root}{escape(file_of(value.page))}">{apart(value.text)}</a>')
    if value.address:
        return Markup(f'<a href="{escape(value.address)}">{apart(value.text)}</a>')
    if value.exact:
        return Markup(f'<span title="{escape(value.exact)}">{escape(value.text)}</span>')
    return apart(value.text)


def values(all_: Sequence[ShownTerm], root: str) -> Markup:
    """Terms in a row; long ones as a list."""
    each = [shown(one, root) for one in all_]
    if len(each) > 1 and max(len(one.text) for one in all_) > _LONG:
        return Markup(f"<ul><li>{'</li><li>'.join(each)}</li></ul>")
    return each[0] if len(each) == 1 else Markup("&nbsp;· ".join(each))


def at(fact: Any) -> Markup:
    """Where a fact stands, for the script: the contribution's number unless it is the first, the line, the text."""
    places = getattr(fact, "places", ())
    if not places:
        return Markup("")
    lines = (
        f"{f'{one.source}:' if one.source else ''}{one.line}{f' {one.text}' if one.text else ''}" for one in places
    )
    return Markup(f' data-at="{"&#10;".join(map(escape, lines))}"')


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
    made.globals |= {"shown": shown, "values": values, "at": at}
    return made
