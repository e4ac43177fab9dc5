"""fix: catalogues mended where they stand."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from .check import today
from .ends import CLEAN, FINDINGS, UNREADABLE, counted, failing, say
from .files import content, give
from .options import base, mappings
from .projects import sources
from .selection import by_code

if TYPE_CHECKING:
    from ..edit.proof import Done, Mended


@click.command()
@sources()
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@by_code
@click.option("--unsafe", is_flag=True, help="Also mend what changes the graph, such as a misspelt key.")
@mappings
@base
@click.option("--quiet", "-q", is_flag=True, help="Only errors, no summary.")
def fix(sources: tuple[str, ...], **options: Any) -> None:
    """Mend catalogues: quote values, put blanks for tabs, close fences.

    Unless told otherwise only what leaves the graph as it is. With - the mended text goes to standard output. --diff
    leaves with 1 where something would change.
    """
    from ..check.codes import chosen
    from ..edit.proof import mend
    from ..mapping.compiled import Settings
    from ..model import SourceError
    from ..pipeline import Builder
    from ..read.sources import open_sources

    wanted = chosen(options["select"], options["ignore"])
    with failing():
        builder = Builder.of(options["mappings"], Settings(base=options["base"], provenance="none", today=today()))
        opened, failed = open_sources(sources, source_iri=None)
        tally: Counter[str] = Counter()
        changed = False
        for source in opened:
            try:
                data = content(source)
                text = data.decode("utf-8", "surrogateescape")
                mended = mend(builder, source, text, wanted=wanted, unsafe=options["unsafe"])
            except SourceError as error:
                failed.append(error)
                continue
            changed |= mended.after != mended.before
            give(source, data, mended.after, diff=options["diff"])
            tally.update(one.finding.code for one in mended.done)
            if not options["quiet"]:
                _tell(source.name, mended, diff=options["diff"])
        for one in failed:
            say(one)
        if not options["quiet"]:
            _sum_up(tally, len(opened), diff=options["diff"])
        sys.exit(UNREADABLE if failed else FINDINGS if options["diff"] and changed else CLEAN)


def _tell(name: str, mended: Mended, *, diff: bool) -> None:
    """What was mended in a file, and what was not."""
    if mended.done:
        what = "would be mended" if diff else "mended"
        click.echo(f"{name}: {len(mended.done):,} {what} ({_codes(mended.done)})", err=True)
    for one in mended.withheld:
        say(f"{one.finding.span}: {one.finding.code} was left as it is: mending it would change the graph (--unsafe)")
    if mended.unsafe:
        several = "fixes change" if len(mended.unsafe) > 1 else "fix changes"
        say(f"{name}: {len(mended.unsafe):,} more {several} the graph ({_codes(mended.unsafe)}); --unsafe makes them")


def _codes(some: Iterable[Done]) -> str:
    return ", ".join(f"{count:,} {code}" for code, count in Counter(one.finding.code for one in some).most_common())


def _sum_up(tally: Counter[str], files: int, *, diff: bool) -> None:
    if not tally:
        click.echo(f"nothing to mend in {counted(files, 'file')}", err=True)
