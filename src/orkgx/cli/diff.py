"""diff: what two graphs do not share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, counted, failing
from .loading import statements
from .options import base, jobs, mappings

if TYPE_CHECKING:
    from ..ask.diff import Difference


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--format", "format_", type=click.Choice(["text", "patch"]), default="text", show_default=True,
              help="For people, or as RDF Patch.")  # fmt: skip
@click.option("--html", metavar="FILE", help="Write it here, as a page to review.")
@click.option("--places", is_flag=True, help="Also where in the source a statement was found.")
@click.option("--output", "-o", default="-", metavar="FILE", help="Write here.")
@mappings
@base
@jobs
def diff(before: str, after: str, **options: Any) -> None:
    """Show the statements that two exports, or two versions of a catalogue, do not share.

    Leaves with 1 where there are any.
    """
    from ..ask.diff import Difference
    from ..write.files import write_lines
    from ..write.review import page

    with failing():
        one, other = (statements(name, options) for name in (before, after))
        found = Difference(one, other, places=options["places"])
        text = options["format_"] == "text"
        write_lines(_as_text(found) if text else _as_patch(found), options["output"])
        if options["html"]:
            write_lines(page("What two versions do not share", found.entries(), _totals(found)), options["html"])
        sys.exit(FINDINGS if found.differing else CLEAN)


def _totals(found: Difference) -> str:
    come, differ = "come" if found.added != 1 else "comes", "differ" if found.differing != 1 else "differs"
    return f"{found.differing:,} {differ}: {counted(found.added, 'statement')} {come}, {found.removed:,} go."


def _as_text(found: Difference) -> Iterator[str]:
    from ..write.review import lines

    for entry in found.entries():
        yield f"{entry.label}\n"
        for line in lines(entry.changes):
            yield f"{line[2:]}\n"
    if found.differing:
        yield f"{_totals(found)}\n"


def _as_patch(found: Difference) -> Iterator[str]:
    from ..ask.statements import line_of

    for _, added, triple in found:
        yield f"{'A' if added else 'D'} {line_of(triple).decode()}"
