"""Charts as SVG, drawn by Vega-Lite from the named queries; a chart without data is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..ask.queries import Solutions, ask, find
from ..graph.terms import BASE, PREFIXES

_GROWTH = """
SELECT ?model ?date ?parameters
WHERE { ?m a fair4ml:MLModel ; rdfs:label ?model ; schema:dateCreated ?date ; ox:maxParameterCount ?parameters }
ORDER BY ?date ?model
"""
_BARS = {
    "organizations": ("Models by organisation", "organization"),
    "licenses": ("Models by licence", "license"),
    "architectures": ("Models by architecture", "architecture"),
}
_MOST = 15  # bars of a chart
_DOTS = 2000  # more of them are no picture, and a file of many megabytes
_COLOR = "#4a7ebb"
_TEXT = "currentColor"  # the page's own, light or dark
_CONFIG = {
    "background": None,
    "padding": {"left": 40, "right": 10, "top": 10, "bottom": 5},  # letters may be wider than measured
    "font": "system-ui, sans-serif",
    "axis": {"labelColor": _TEXT, "titleColor": _TEXT, "tickColor": _TEXT, "domainColor": _TEXT,
             "gridColor": "#8886", "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 220},
    "view": {"stroke": None},
}  # fmt: skip


class Chart(NamedTuple):
    """A drawing, and in words what it shows."""

    title: str
    summary: str
    svg: str


def charts(store: ox.Store) -> list[Chart]:
    """Those charts that the store has data for."""
    made = [_growth(store), *(_bars(store, name) for name in _BARS)]
    return [chart for chart in made if chart]


def _rows(store: ox.Store, text: str) -> list[dict[str, str]]:
    answer = ask(store, text, prefixes={**PREFIXES, "id": BASE})
    assert isinstance(answer, Solutions)
    return [
        {
            name: "" if term is None else getattr(term, "value", "")
            for name, term in zip(answer.variables, row, strict=True)
        }
        for row in answer.rows
    ]


def _growth(store: ox.Store) -> Chart | None:
    rows = _rows(store, _GROWTH)
    dots: list[dict[str, Any]] = [
        {"model": _short(row["model"]), "date": _day(row["date"]), "parameters": int(row["parameters"])}
        for row in rows
        if row["parameters"].isdigit() and int(row["parameters"]) > 0 and _day(row["date"])
    ]
    dots = dots[:: len(dots) // _DOTS + 1]
    if not dots:
        return None
    largest = max(dots, key=lambda dot: dot["parameters"])
    powers = [10**power for power in range(len(str(largest["parameters"])) + 1)]
    spec = {
        "data": {"values": dots},
        "width": 640,
        "height": 320,
        "mark": {"type": "point", "filled": True, "color": _COLOR, "size": 45, "opacity": 0.8},
        "encoding": {
            "x": {"field": "date", "type": "temporal", "title": None},
            "y": {"field": "parameters", "type": "quantitative", "title": "parameters", "scale": {"type": "log"},
                  "axis": {"values": powers, "labelExpr": "replace(format(datum.value, '~s'), 'G', 'B')"}},
        },
    }  # fmt: skip
    summary = f"{len(dots)} models; the largest is {largest['model']} with {largest['parameters']:,} parameters."
    return Chart("Parameters over time", summary, _draw(spec))


def _bars(store: ox.Store, name: str) -> Chart | None:
    title, label = _BARS[name]
    rows = _rows(store, find(name).filled({}))
    bars = [{"label": _short(row[label]), "models": int(row["models"])} for row in rows[:_MOST]]
    if not bars:
        return None
    spec = {
        "data": {"values": bars},
        "width": 400,
        "height": {"step": 22},
        "mark": {"type": "bar", "color": _COLOR},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "title": None, "sort": None},
            "x": {"field": "models", "type": "quantitative", "title": "models", "axis": {"tickMinStep": 1}},
        },
    }
    rest = f"; {len(rows) - _MOST} more are not shown" if len(rows) > _MOST else ""
    return Chart(title, ", ".join(f"{bar['label']} {bar['models']}" for bar in bars[:5]) + rest + ".", _draw(spec))


def _draw(spec: Mapping[str, Any]) -> str:
    import vl_convert

    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, **spec}
    svg: str = vl_convert.vegalite_to_svg(whole, allowed_base_urls=[])
    # The drawing is one picture with words beside it; its hundreds of marks are not read out one by one.
    return re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" ', svg, count=1)


def _day(date: str) -> str:
    return date if re.fullmatch(r"\d{4}(-\d\d){0,2}", date) else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) < 40 else text[:38] + "…"
