"""The chart of sizes over time, by Vega-Lite: a drawing for every reader, and what a script needs to make it answer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from . import figures
from .models import DATES, SIZES, Model

ASKS = (*DATES, *SIZES)  # predicates of models, one of each
_DOTS = 250  # of a drawing; more of them are a file of many megabytes
_NAMED = 8  # of the largest models
_APART = 0.06  # of a drawing's width and height, between two names
_TEXT = "currentColor"  # the page's own, light or dark
_COLORS = ("#3b6fd6", "#d9622b", "#1f9d72", "#b3478f", "#8a6d00", "#6a55d1", "#0f8ea3", "#c23b4e", "#7d8590")
_FONT = "system-ui, sans-serif"
_SIZE = "replace(format(datum.value, '~s'), 'G', 'B')"
_ROUND = "indexof([1, 2, 5], round(datum.value / pow(10, floor(log(datum.value) / LN10 + 1e-9)))) >= 0"


class Chart(NamedTuple):
    """A drawing, and in words what it shows."""

    summary: str
    svg: str


def growth(rows: Sequence[Model]) -> Chart | None:
    """Sizes over time; None where fewer than two models have both."""
    dots = [_dot(row) for row in rows if row.parameters and row.date]
    if len(dots) < 2:
        return None
    dots.sort(key=lambda dot: (-dot["size"], dot["name"]))
    largest = dots[0]
    summary = (
        f"{len(dots):,} of {len(rows):,} models have both a date and a size; the largest is {largest['name']} "
        f"with {figures.number(str(largest['size'])).text} parameters."
    )
    shown = dots[:_NAMED] + dots[_NAMED :: len(dots) // _DOTS + 1]
    _label(shown)
    return Chart(summary, _draw({**spec(log=True), "data": {"name": "models", "values": shown}}))


def _dot(row: Model) -> dict[str, Any]:
    date = row.date if len(row.date) > 4 else f"{row.date}-07"
    return {"name": _short(row.name), "date": date, "size": row.parameters, "group": 0, "label": "", "shape": "usual"}


def _label(dots: list[dict[str, Any]]) -> None:
    """Name the largest dots, as many as can be read beside each other."""
    placed: list[tuple[float, float]] = []
    months = [int(dot["date"][:4]) * 12 + int(dot["date"][5:7] or 1) for dot in dots]
    wide = max(months) - min(months) or 1
    high = math.log(max(dot["size"] for dot in dots) / min(dot["size"] for dot in dots)) or 1
    for dot, month in list(zip(dots, months, strict=True))[: 3 * _NAMED]:
        place = month / wide, math.log(dot["size"]) / high
        if len(placed) < _NAMED and all(
            abs(place[0] - x) > 3 * _APART or abs(place[1] - y) > _APART for x, y in placed
        ):
            placed.append(place)
            dot["label"] = dot["name"]


def spec(*, log: bool) -> dict[str, Any]:
    """The chart in Vega-Lite, of data called `models`: a dot for each, with a name where it has one."""
    size = {
        "field": "size", "type": "quantitative", "title": "parameters",
        "scale": {"type": "log" if log else "linear", "nice": False, "padding": 24},
        "axis": {"labelExpr": f"{_ROUND} ? {_SIZE} : ''" if log else _SIZE, "tickCount": 3 if log else 6},
    }  # fmt: skip
    date = {"field": "date", "type": "temporal", "title": None, "scale": {"padding": 24}, "axis": {"tickCount": 8}}
    color = {
        "field": "group", "type": "nominal", "legend": None,
        "scale": {"domain": list(range(len(_COLORS))), "range": list(_COLORS)},
    }  # fmt: skip
    shape = {
        "field": "shape", "type": "nominal", "legend": None,
        "scale": {"domain": ["usual", "outlier"], "range": ["circle", "diamond"]},
    }  # fmt: skip
    return {
        "width": 860,
        "height": 380,
        "encoding": {"x": date, "y": size},
        "layer": [
            {
                "name": "dots",
                "params": [{"name": "zoom", "select": "interval", "bind": "scales"}],
                "mark": {"type": "point", "filled": True, "opacity": 0.75, "cursor": "pointer", "clip": True},
                "encoding": {
                    "color": color,
                    "shape": shape,
                    "tooltip": {"field": "name"},
                    "size": {"condition": {"test": "datum.shape == 'outlier'", "value": 110}, "value": 55},
                },
            },
            {
                "transform": [{"filter": "datum.label != ''"}],
                "mark": {"type": "text", "dy": -10, "fontSize": 12, "color": _TEXT, "limit": 180, "clip": True},
                "encoding": {"text": {"field": "label"}},
            },
        ],
    }


@cache
def live_specs() -> dict[str, Any]:
    """The chart for the page's script, which brings the data, compiled to what Vega itself reads; by its scale."""
    import vl_convert

    def compiled(*, log: bool) -> Any:
        whole = {
            **_whole(spec(log=log)),
            "data": {"name": "models"},
            "autosize": {"type": "fit", "contains": "padding"},
        }
        return vl_convert.vegalite_to_vega(whole)

    return {"log": compiled(log=True), "linear": compiled(log=False)}


@cache
def library() -> bytes:
    """Vega with vega-embed as one script, which comes with vl-convert."""
    import vl_convert

    code: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return code.encode()


def _whole(spec_: dict[str, Any]) -> dict[str, Any]:
    axis = {
        "labelColor": _TEXT, "titleColor": _TEXT, "tickColor": "#8888", "domainColor": "#8888", "gridColor": "#8883",
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    }  # fmt: skip
    config = {"background": None, "font": _FONT, "axis": axis, "view": {"stroke": None}}
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": config, **spec_}


def _draw(spec_: dict[str, Any]) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(_whole(spec_), allowed_base_urls=[])
    # The drawing is one picture with words beside it; its hundreds of marks are not read out one by one.
    svg = re.sub(r' aria-(?:label|roledescription)="[^"]*"| role="[^"]*"', "", svg)
    svg = re.sub(r"\bclip\d+\b", "clip", svg)  # numbered on and on; all are of one size
    return re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" ', svg, count=1)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) < 40 else text[:38] + "…"
