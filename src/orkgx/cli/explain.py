"""explain: from a line of the source to the statements made of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .ends import CLEAN, FINDINGS, failing, say
from .options import base

if TYPE_CHECKING:
    from ..ask.explain import Explanation


@click.command()
@click.argument("place", metavar="SOURCE:LINE")
@click.option("--mapping", "mappings", multiple=True, metavar="NAME|FILE", help="Use this mapping only.")
@base
def explain(place: str, mappings: tuple[str, ...], base: str) -> None:
    """Show the way of what stands on a line: its rule, how it was read, the statements made of it.

    Leaves with 1 where the line holds no value.
    """
    from ..ask.explain import explanations
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
            _show(one)
        sys.exit(CLEAN if any(one.field and one.field.text for one in found) else FINDINGS)


def _show(found: Explanation) -> None:
    record, field = found.record, found.field
    mapping = f"read by the mapping {found.mapping}" if found.mapping else "which no mapping knows"
    about = f" of {found.name}" if found.name else ""
    click.echo(f"block      {record.file}:{record.line}-{record.last}{about}, {mapping}")
    if field is None:
        click.echo("           this line of it holds no value")
    else:
        click.echo(f"key        {field.name!r} at {field.line}:{field.column}")
        click.echo(
            f"value      {field.text!r} at {field.value_line}:{field.value_column}" if field.text else "value      none"
        )
        rule = f"{found.rule!r} of the mapping {found.mapping}" if found.rule else "none: " + _without_rule(found)
        click.echo(f"rule       {rule}")
    for what in found.gives:
        click.echo(f"gives      the {'ORKG ids' if what == 'orkg' else what} of the entry")
    for reading in found.readings:
        split = f", split into {len(reading.pieces)}" if len(reading.pieces) > 1 else ""
        click.echo(f"read as    {reading.reader}{split}")
        for statement in reading.statements:
            click.echo(f"           {_compact(statement)}")
        if not reading.statements:
            click.echo("           nothing")
    for finding in found.findings:
        click.echo(f"finding    {finding.severity.name} {finding.code}: {finding.message}")


def _without_rule(found: Explanation) -> str:
    return "the value stays as text (ox:asWritten)" if found.field and found.field.text else "there is nothing to read"


def _compact(statement: str) -> str:
    import pyoxigraph as ox

    from ..ask.answers import turtle
    from ..graph.terms import BASE, PREFIXES

    known = {**PREFIXES, "id": BASE}
    (quad,) = ox.parse(statement, ox.RdfFormat.N_TRIPLES)
    return " ".join(turtle(term, known) for term in (quad.subject, quad.predicate, quad.object))
