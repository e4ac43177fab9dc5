"""explain: from a line of the source to the statements made of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .ends import CLEAN, FINDINGS, failing, say
from .options import base, mappings

if TYPE_CHECKING:
    pass


@click.command()
@click.argument("place", metavar="SOURCE:LINE")
@mappings
@base
def explain(place: str, mappings: tuple[str, ...], base: str) -> None:
    """Show the way of what stands on a line: its rule, how it was read, the statements made of it.

    Leaves with 1 where the line holds no value.
    """
    from ..ask.explain import explanations, told
    from ..mapping.compiled import Settings

    # A place as a finding shows it may end with a column.
    source, _, line = place.rpartition(":")
    if source.rpartition(":")[2].isdigit() and line.isdigit():
        source, _, line = source.rpartition(":")
    if not source or not line.isdigit():
        raise click.UsageError(f"{place!r} is no place; write SOURCE:LINE, such as README.md:84")
    with failing():
        found = [one for _, one in explanations(source, [int(line)], mappings, Settings(base=base))]
        if not found:
            say(f"{source}:{line} is in no block of fields, so no statement comes from it")
        for one in found:
            for text in told(one):
                click.echo(text)
        sys.exit(CLEAN if any(one.field and one.field.text for one in found) else FINDINGS)
