"""explain: from a line of the source to the statements made of it."""

from __future__ import annotations

import sys

import click

from .ends import CLEAN, FINDINGS, failing, say
from .options import base, mappings


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
    column = None
    name, _, number = source.rpartition(":")
    if number.isdigit() and line.isdigit():
        source, line, column = name, number, int(line)
    if not source or not line.isdigit():
        raise click.UsageError(f"{place!r} is no place; write SOURCE:LINE, such as README.md:84")
    with failing():
        found = [one for _, one in explanations(source, [int(line)], mappings, Settings(base=base), column=column)]
        if not found:
            say(f"{source}:{line} is in no block of fields, so no statement comes from it")
        told_of = None
        for one in found:
            if told_of:
                click.echo()
            for text in told(one, block=told_of != one.record):
                click.echo(text)
            told_of = one.record
        sys.exit(CLEAN if any(one.field and one.field.text for one in found) else FINDINGS)
