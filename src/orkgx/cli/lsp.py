"""lsp: catalogues and mapping files as one types them."""

from __future__ import annotations

from typing import Any

import click

from .check import today
from .ends import failing
from .options import mappings
from .selection import by_code


@click.command()
@mappings
@by_code
@click.option("--stdio", is_flag=True, help="What it does anyway; some editors say so.")
def lsp(mappings: tuple[str, ...], **options: Any) -> None:
    """Serve an editor over standard input and output, by the Language Server Protocol."""
    import gc

    from ..check.codes import chosen

    gc.set_threshold(1_000_000, 50, 100)  # what is kept of a text is much, and holds no cycles
    try:
        from ..edit.server import make_server
    except ModuleNotFoundError as error:
        raise click.UsageError(
            f"the language server needs {error.name}, of the extra 'lsp': orkgx help install"
        ) from error
    with failing():
        make_server(mappings, chosen(options["select"], options["ignore"]), today()).start_io()
