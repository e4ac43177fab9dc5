"""The command line: arguments, printing and exit codes, and nothing else. Only this package prints."""

from __future__ import annotations

import click

from .. import __version__
from .asking import query
from .checking import validate
from .help import show
from .ledger import ledger
from .mappings import mapping
from .publishing import serve, site
from .reading import check, export
from .remote import plan, push
from .tracing import diff, explain


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="orkgx")
def main() -> None:
    """Turn Markdown catalogues of language models into ORKG knowledge graphs.

    SOURCE is a file, a folder, a glob, - for standard input, or a URL.
    """


for command in (export, check, validate, query, explain, diff, site, serve, plan, push, ledger, mapping, show):
    main.add_command(command)
