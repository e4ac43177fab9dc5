"""The commands that publish: site."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from .ends import CLEAN, failing, take

# The options of the commands that show a graph as pages.
shows = take(
    [
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
        click.option("--title", default="", metavar="TEXT", help="Of the pages."),
        click.option("--mapping", "mappings", multiple=True, metavar="NAME|FILE", help="Use this mapping only."),
        click.option("--base", default="", metavar="IRI", help="Begin the IRIs of our own things with this."),
        click.option("--jobs", "-j", type=click.IntRange(0), default=1, help="Processes; 0: one a core."),
        click.option("--quiet", "-q", is_flag=True, help="No summary."),
    ]
)


@click.command()
@shows
@click.option("--output", "-o", "output", required=True, metavar="DIR", help="Write here; what is there is replaced.")
def site(**options: Any) -> None:
    """Write pages for people: a comparison, a page for each thing, charts and the data."""
    from ..graphs import load
    from ..pipeline import cores
    from ..program import Settings
    from ..site import written
    from ..terms import BASE

    with failing():
        started = time.perf_counter()
        settings = Settings(base=options["base"])
        loaded = load(
            *options["sources"], mappings=options["mappings"], settings=settings, jobs=options["jobs"] or cores()
        )
        pages = written(loaded.store, Path(options["output"]), base=options["base"] or BASE, title=options["title"])
        if not options["quiet"]:
            click.echo(f"{pages:,} pages in {options['output']}, {time.perf_counter() - started:.1f} s", err=True)
        sys.exit(CLEAN)
