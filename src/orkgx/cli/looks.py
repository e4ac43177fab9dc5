"""How pages look, by the project and the options of a command."""

from __future__ import annotations

from typing import Any

import click

from ..publish.look import Look


def look(options: dict[str, Any]) -> Look:
    """What the project says of its pages; a colour that could not be read there is told of."""
    said = (click.get_current_context().default_map or {}).get("site", {})
    made = Look(**{**said, "title": options["title"] or said.get("title", "")})
    if not options["quiet"]:
        for scheme, given, taken in made.adjusted:
            click.echo(f"{given} cannot be read on {scheme} pages; {taken} is taken", err=True)
    return made
