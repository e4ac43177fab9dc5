"""push: make the ORKG say what the catalogues say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from .. import __version__
from .ends import REFUSED, WRONG_USE, failing, say
from .options import looks
from .plan import ending, show_plan
from .projects import sources

if TYPE_CHECKING:
    from ..push.plan import Plan
    from ..push.session import Session


@click.command()
@sources("[SOURCE...|PLAN.json]")
@looks
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--report", metavar="FILE", help="Write what was done here, as JSON.")
def push(**options: Any) -> None:
    """Make the ORKG say what the catalogues say; a second push changes nothing.

    The token is taken from ORKGX_TOKEN, or asked for with ORKGX_USERNAME and ORKGX_PASSWORD.
    """
    from ..push.saved import saved
    from ..push.session import Session

    with failing():
        options, digest = saved(options)
        with Session.of(options) as session:
            planned = session.plan()
            show_plan(planned, options, session)
            if digest and digest != planned.digest():
                say("the catalogue or the ORKG has changed since this plan; plan again")
                sys.exit(REFUSED)
            if not planned.pending():
                session.remember(planned)
                if options["report"]:
                    _write_report(planned, session, [], options["report"])
                sys.exit(ending(planned, session))
            if not options["yes"]:
                if not sys.stdin.isatty():
                    say("nothing was written: there is nobody to ask; say --yes")
                    sys.exit(WRONG_USE)
                click.confirm(f"Write this to {session.base}?", abort=True, err=True)
            with _steps(planned.counts()["requests"], options) as progress:
                kept = session.apply(planned, progress=progress)
            for iri in kept:
                say(f"{iri} is used by others on the ORKG, so it was left there")
            if options["report"]:
                _write_report(planned, session, kept, options["report"])
            if not options["quiet"]:
                click.echo(f"{session.client.writes:,} writes, {session.client.reads:,} reads", err=True)
            sys.exit(ending(planned, session))


def _write_report(planned: Plan, session: Session, kept: list[str], target: str) -> None:
    """What a push did, as JSON: the ids of papers and contributions, and what was not done."""
    import json

    from ..write.files import write_lines

    known = session.ledger.things() | session.ledger.comparisons()
    ids = {iri: one.id for iri, one in known.items()}
    document = {
        "orkgx": __version__,
        "to": session.base,
        "requests": {"writes": session.client.writes, "reads": session.client.reads},
        "counts": planned.counts(),
        "entries": [{**effect._asdict(), "id": ids.get(effect.iri, "")} for effect in planned.effects(session.wanted)],
        "conflicts": [session.conflict(conflict) for conflict in planned.conflicts],
        "left": kept,
    }
    write_lines([json.dumps(document, indent=1, ensure_ascii=False) + "\n"], target)


@contextmanager
def _steps(total: int, options: dict[str, Any]) -> Iterator[Callable[[int], None]]:
    if options["quiet"] or not sys.stderr.isatty():
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("writing", total=total)
        yield lambda steps: bar.advance(task, steps)
