"""check: what is wrong in catalogues."""

from __future__ import annotations

from typing import Any

import click

from .options import reads
from .running import run
from .selection import selects


@click.command()
@reads
@selects
def check(**options: Any) -> None:
    """Read catalogues and report what is wrong in them; write nothing."""
    run({**options, "profile": "full", "provenance": "entry"}, [])
