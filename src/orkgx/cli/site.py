"""site: pages for people."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from .ends import CLEAN, FINDINGS, failing
from .findings import read_badly
from .loading import loaded
from .options import shows


@click.command()
@shows
@click.option("--output", "-o", "output", required=True, metavar="DIR", help="Write here; what is there is replaced.")
def site(**options: Any) -> None:
    """Write pages for people: a comparison, a page for each thing, charts and the data."""
    from ..graph.terms import BASE
    from ..publish.site import written

    with failing():
        started = time.perf_counter()
        store, run = loaded(options["sources"], options)
        bad = read_badly(run)
        if bad and run and not run.summary.entries:
            sys.exit(FINDINGS)
        pages = written(store, Path(options["output"]), base=options["base"] or BASE, title=options["title"])
        if not options["quiet"]:
            click.echo(f"{pages:,} pages in {options['output']}, {time.perf_counter() - started:.1f} s", err=True)
        sys.exit(FINDINGS if bad else CLEAN)
