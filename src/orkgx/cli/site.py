"""site: pages for people."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from .ends import CLEAN, FINDINGS, failing
from .findings import read_badly
from .options import shows


@click.command()
@shows
@click.option("--output", "-o", "output", required=True, metavar="DIR", help="Write here; what is there is replaced.")
def site(**options: Any) -> None:
    """Write pages for people: a comparison, a page for each thing, charts and the data."""
    from ..ask.store import load
    from ..engines import cores
    from ..graph.terms import BASE
    from ..mapping.compiled import Settings
    from ..publish.site import written

    with failing():
        started = time.perf_counter()
        settings = Settings(base=options["base"])
        loaded = load(
            *options["sources"], mappings=options["mappings"], settings=settings, jobs=options["jobs"] or cores()
        )
        bad = read_badly(loaded.run)
        if bad and loaded.run and not loaded.run.summary.entries:
            sys.exit(FINDINGS)
        pages = written(loaded.store, Path(options["output"]), base=options["base"] or BASE, title=options["title"])
        if not options["quiet"]:
            click.echo(f"{pages:,} pages in {options['output']}, {time.perf_counter() - started:.1f} s", err=True)
        sys.exit(FINDINGS if bad else CLEAN)
