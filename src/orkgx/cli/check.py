"""check: what is wrong in catalogues."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import click

from .options import reads, spreads
from .running import run
from .selection import selects


@click.command()
@reads
@spreads
@selects
def check(**options: Any) -> None:
    """Read catalogues and report what is wrong in them; write nothing."""
    run({**options, "profile": "full", "provenance": "entry", "today": today()}, [])


def today() -> str:
    """The day, or what SOURCE_DATE_EPOCH says that it is."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    day = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)
    return day.date().isoformat()
