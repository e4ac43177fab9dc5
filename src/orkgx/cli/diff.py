"""diff: what two graphs do not share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, counted, failing
from .loading import loaded
from .options import base, jobs, mappings

if TYPE_CHECKING:
    from ..ask.diff import Change
    from ..write.review import Entry


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
    from ..ask.diff import changes, entries
    from ..write.files import write_lines
    from ..write.review import page

    with failing():
        one, other = (loaded([name], options).store for name in (before, after))
        found = list(changes(one, other, places=options["places"]))
        differing = list(entries(found, one, other))
        totals = _totals(found, differing)
        text = options["format_"] == "text"
        write_lines(_as_text(differing, totals) if text else _as_patch(found), options["output"])
        if options["html"]:
            write_lines(page("What two versions do not share", differing, totals), options["html"])
        sys.exit(FINDINGS if found else CLEAN)


def _totals(found: list[Change], differing: list[Entry]) -> str:
    added = sum(change.added for change in found)
    come, differ = "come" if added != 1 else "comes", "differ" if len(differing) != 1 else "differs"
    return f"{len(differing):,} {differ}: {counted(added, 'statement')} {come}, {len(found) - added:,} go."


def _as_text(differing: list[Entry], totals: str) -> Iterator[str]:
    from ..write.review import lines

    for entry in differing:
        yield f"{entry.label}\n"
        for line in lines(entry.changes):
            yield f"{line[2:]}\n"
    if differing:
        yield f"{totals}\n"


def _as_patch(found: list[Change]) -> Iterator[str]:
    from ..graph.terms import line

    for _, added, triple in found:
        yield f"{'A' if added else 'D'} {line(str(triple.subject), str(triple.predicate), str(triple.object))}"
