"""Where a command ends: its exit code, and the one message that a run which cannot go on leaves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

CLEAN, FINDINGS, WRONG_USE, UNREADABLE, REMOTE, REFUSED, CONFLICTS = range(7)


def say(message: object) -> None:
    """What is not data goes to standard error."""
    click.echo(f"orkgx: {message}", err=True)


def counted(number: int, noun: str) -> str:
    """A number of things: 1 entry, 2 entries."""
    several = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else several}"


@contextmanager
def failing() -> Iterator[None]:
    """Exceptions that stop a run, as one message and its exit code."""
    from ..model import MappingError, OrkgxError, SinkError, SourceError

    codes = {MappingError: WRONG_USE, SourceError: UNREADABLE, SinkError: WRONG_USE}
    words = {"remote": REMOTE}
    try:
        yield
    except OrkgxError as error:
        say(error)
        sys.exit(words.get(error.code) or codes.get(type(error), WRONG_USE))
    except KeyboardInterrupt:
        say("interrupted; files were left as they were, and a push goes on where it was")
        sys.exit(130)
