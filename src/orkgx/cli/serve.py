"""serve: those pages, the data of each thing, and a SPARQL endpoint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .ends import CLEAN, FINDINGS, failing
from .findings import read_badly
from .loading import loaded
from .options import shows


@click.command()
@shows
@click.option("--bind", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Listen on this address.")
@click.option("--host", "names", multiple=True, metavar="NAME", help="Answer to this name too, as behind a proxy.")
@click.option("--origin", "origins", multiple=True, metavar="URL", help="Let pages of this origin ask; *: of any.")
@click.option("--port", type=click.IntRange(0, 65535), default=7878, show_default=True, help="0: any that is free.")
def serve(**options: Any) -> None:
    """Serve pages, data for each thing, and a SPARQL endpoint; nobody can write. Ends with Ctrl-C or SIGTERM."""
    import tempfile

    import pyoxigraph as ox

    from ..graph.terms import BASE, PREFIXES
    from ..model import SinkError
    from ..publish.site import SiteError, write_data
    from .looks import look

    with failing(), tempfile.TemporaryDirectory(prefix="orkgx-", ignore_cleanup_errors=True) as kept:
        try:
            from ..publish.doors import Doors
            from ..publish.pages import Pages
            from ..publish.serve import Site, editor
            from ..publish.serve import serve as answer
            from ..publish.sparql import Endpoint
        except ImportError as error:
            raise SiteError(f"serving needs {error.name}; say: pip install 'orkgx[serve]'") from error
        folder, data = Path(kept) / "store", Path(kept) / "data"
        store, run = loaded(options["sources"], options, folder=folder)
        if read_badly(run) and run and not run.summary.entries:
            sys.exit(FINDINGS)
        try:
            write_data(store, data)
            store.flush()
        except OSError as error:
            raise SinkError(f"the store cannot be written: {error}") from error
        del store  # so that it is no longer open for writing
        base = options["base"] or BASE
        pages = Pages(ox.Store.read_only(str(folder)), base=base, look=look(options), live=True)
        endpoint = Endpoint(folder, {**PREFIXES, "id": base})
        doors = Doors((*options["names"], options["bind"]), options["origins"])
        site = Site(pages, data, endpoint, editor=editor(), doors=doors)

        def announce(address: str) -> None:
            if not options["quiet"]:
                click.echo(f"pages   {address}/\nSPARQL  {address}/sparql\neditor  {address}/editor.html", err=True)

        answer(site, host=options["bind"], port=options["port"], announce=announce)
        sys.exit(CLEAN)
