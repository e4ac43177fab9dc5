"""site: pages for people."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Any

import click

from .ends import CLEAN, FINDINGS, failing
from .findings import counting, read_badly
from .loading import disagreements, loaded
from .options import shows

# Bytes of sources, of which a store takes half a gigabyte; one on the disk is ten times slower.
_IN_MEMORY = 20_000_000


def _web(context: click.Context, option: click.Parameter, text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s?#\"<>]+", text):
        raise click.BadParameter(f"{text!r} is no address of pages; https://name.github.io/project/ would be one")
    return text


@click.command()
@shows
@click.option("--base-url", "url", default="", metavar="URL", callback=_web, help="Where the pages will be published.")
@click.option("--output", "-o", "output", required=True, metavar="DIR", help="Write here; what is there is replaced.")
def site(**options: Any) -> None:
    """Write pages for people: a comparison, a page for each thing, charts and the data."""
    import multiprocessing
    import tempfile

    import pyoxigraph as ox

    from ..graph.terms import BASE
    from ..publish.site import Settings, written
    from ..publish.written import kept as fields
    from .looks import addresses, look

    with failing(), tempfile.TemporaryDirectory(prefix="orkgx-", ignore_cleanup_errors=True) as folder:
        started = time.perf_counter()
        place = Path(folder) / "store"
        # Other processes have what is in memory here only where they begin as this one is.
        shared = options["jobs"] == 1 or multiprocessing.get_start_method() == "fork"
        store, run = loaded(options["sources"], options, folder=place, memory=_IN_MEMORY * shared, lines=True)
        bad = read_badly(run)
        if bad and run and not run.summary.entries:
            sys.exit(FINDINGS)
        kept = place if place.exists() else None
        if kept:
            store.flush()
            del store  # so that it is no longer open for writing
            store = ox.Store.read_only(str(kept))
        stands = fields(run, Path(folder) / "written")
        differing = disagreements(options, store)
        settings = Settings(
            options["base"] or BASE, options["url"], look(options, run), stands, differing, addresses(run)
        )
        findings = counting(run)
        pages = written(store, Path(options["output"]), settings, findings=findings, jobs=options["jobs"], kept=kept)
        if not options["quiet"]:
            click.echo(f"{pages:,} pages in {options['output']}, {time.perf_counter() - started:.1f} s", err=True)
        sys.exit(FINDINGS if bad else CLEAN)
