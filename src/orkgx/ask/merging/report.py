"""Conflicts for people and programs: as text, as JSON, and as a page that stands alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from html import escape
from itertools import groupby
from urllib.parse import unquote

from ...graph.terms import BASE
from .conflicts import Claim, Conflict

_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid; padding: .4rem .6rem; text-align: start; vertical-align: top }
td.place { overflow-wrap: anywhere }
"""
_HEADS = "".join(f"<th>{head}</th>" for head in ("Model", "Property", "Value", "Where"))
_PLACE = re.compile(r"(.*)#L(\d+)(?:-L(\d+))?")


def place(iri: str) -> str:
    """Where an entry stands: file and lines, or the address of a source that is published.

    >>> place("https://w3id.org/orkgx/id/source/models.md#L9-L12")
    'models.md:9-12'
    """
    found = _PLACE.fullmatch(iri)
    if not found or not found[1].startswith(f"{BASE}source/"):
        return iri
    lines = found[2] if found[3] in (None, found[2]) else f"{found[2]}-{found[3]}"
    return f"{unquote(found[1].removeprefix(f'{BASE}source/'))}:{lines}"


def shown(value: str) -> str:
    """A value as people read it: digits of large numbers in groups.

    >>> shown("1700000000000"), shown("2020-05"), shown("MIT")
    ('1,700,000,000,000', '2020-05', 'MIT')
    """
    try:
        return f"{Decimal(value):,}" if len(value) > 4 else value
    except InvalidOperation:
        return value


def _said(claim: Claim) -> tuple[str, str]:
    return ", ".join(map(shown, claim.values)), ", ".join(map(place, claim.places)) or claim.graph


def as_text(found: Sequence[Conflict]) -> Iterator[str]:
    """A model, its properties, and under each what is said and where."""
    for label, some in groupby(found, key=lambda one: one.label):
        yield f"{label}\n"
        for conflict in some:
            yield f"  {conflict.property}\n"
            claims = [_said(claim) for claim in conflict.claims]
            width = min(max(len(value) for value, _ in claims), 60)
            yield from (f"    {value:{width}}  {place}\n" for value, place in claims)


def as_json(found: Sequence[Conflict]) -> Iterator[str]:
    document = {
        "version": 1,
        "conflicts": [
            {
                "model": one.model,
                "label": one.label,
                "predicate": one.predicate,
                "property": one.property,
                "claims": [
                    {"graph": claim.graph, "values": claim.values, "places": claim.places} for claim in one.claims
                ],
            }
            for one in found
        ],
    }
    yield json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def as_html(found: Sequence[Conflict]) -> Iterator[str]:
    title = f"{len(found):,} conflicts"
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
    yield f"<body><h1>{title}</h1>\n<table><thead><tr>{_HEADS}</tr></thead><tbody>\n"
    for conflict in found:
        rows = len(conflict.claims)
        heads = (
            f'<th rowspan="{rows}">{escape(conflict.label)}</th><td rowspan="{rows}">{escape(conflict.property)}</td>'
        )
        for claim in conflict.claims:
            value, place = map(escape, _said(claim))
            yield f'<tr>{heads}<td>{value}</td><td class="place">{place}</td></tr>\n'
            heads = ""
    yield "</tbody></table></body></html>\n"


REPORTS: dict[str, Callable[[Sequence[Conflict]], Iterator[str]]] = {
    ".txt": as_text,
    ".json": as_json,
    ".html": as_html,
}
