"""diff: what two graphs do not share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, failing
from .loading import loaded
from .options import base

if TYPE_CHECKING:
    from ..ask.diff import Change


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--format", "format_", type=click.Choice(["text", "patch"]), default="text", show_default=True,
              help="For people, or as RDF Patch.")  # fmt: skip
@click.option("--places", is_flag=True, help="Also where in the source a statement was found.")
@click.option("--output", "-o", default="-", metavar="FILE", help="Write here.")
@click.option("--mapping", "mappings", multiple=True, metavar="NAME|FILE", help="Use this mapping only.")
@base
@click.option("--jobs", "-j", type=click.IntRange(0), default=1, help="Processes; 0: one a core.")
def diff(before: str, after: str, **options: Any) -> None:
    """Show the statements that two exports, or two versions of a catalogue, do not share.

    Leaves with 1 where there are any.
    """
    from ..ask.diff import changes
    from ..write.files import write_lines

    with failing():
        stores = [loaded([name], options).store for name in (before, after)]
        found = list(changes(*stores, places=options["places"]))
        shown = _as_text(found) if options["format_"] == "text" else _as_patch(found)
        write_lines(shown, options["output"])
        sys.exit(FINDINGS if found else CLEAN)


def _as_text(found: list[Change]) -> Iterator[str]:
    from ..ask.answers import turtle
    from ..graph.terms import BASE, PREFIXES

    known = {**PREFIXES, "id": BASE}
    for about, group in groupby(found, key=lambda change: change.about):
        yield f"{about}\n"
        for _, added, triple in group:
            terms = (triple.subject, triple.predicate, triple.object)
            yield f"  {'+' if added else '-'} {' '.join(turtle(term, known) for term in terms)}\n"


def _as_patch(found: list[Change]) -> Iterator[str]:
    from ..graph.terms import line

    for _, added, triple in found:
        yield f"{'A' if added else 'D'} {line(str(triple.subject), str(triple.predicate), str(triple.object))}"
