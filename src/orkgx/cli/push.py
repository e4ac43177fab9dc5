"""push: make the ORKG say what the catalogues say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from .. import __version__
from .ends import CLEAN, REFUSED, WRONG_USE, failing, say
from .options import looks
from .plan import ending, show_plan
from .projects import sources

if TYPE_CHECKING:
    from ..model import Severity
    from ..push.plan import Plan
    from ..push.session import Session


@click.command()
@sources("[SOURCE...|PLAN.json]", required=False)
@looks
@click.option("--undo", type=click.IntRange(0), is_flag=False, flag_value=0, metavar="[RUN]",
              help="Take back what this run wrote, or the latest.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing to the ORKG.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--report", metavar="FILE", help="Write what was done here, as JSON.")
@click.option("--write-back", is_flag=True, help="Then put the ORKG's links into the catalogues.")
def push(**options: Any) -> None:
    """Make the ORKG say what the catalogues say; a second push changes nothing.

    The token is taken from ORKGX_TOKEN, or asked for with ORKGX_USERNAME and ORKGX_PASSWORD.
    """
    from ..push.saved import saved
    from ..push.session import Session

    given = click.get_current_context().get_parameter_source("sources") is ParameterSource.COMMANDLINE
    if given if options["undo"] is not None else not options["sources"]:
        raise click.UsageError("give sources, or --undo and none")
    with failing():
        if options["undo"] is not None:
            with Session.of(options) as session:
                sys.exit(_undo(session, options))
        options, digest = saved(options)
        with Session.of(options) as session:
            planned = session.plan()
            counts = show_plan(planned, options, session)
            if digest and digest != planned.digest():
                if (done := session.carried_out(digest)) and not planned.pending():
                    say(f"{done}; nothing is left to do")
                    sys.exit(ending(planned, session, counts))
                say(f"{done or 'the catalogue or the ORKG has changed since this plan'}; plan again")
                sys.exit(REFUSED)
            if options["dry_run"]:
                sys.exit(ending(planned, session, counts))
            if not planned.pending():
                session.remember(planned)
                if options["report"]:
                    _write_report(planned, session, [], options["report"])
                sys.exit(_end(planned, session, counts, options))
            _confirm(options, f"Write this to {session.base}?")
            with _steps(planned.counts()["requests"], options) as progress:
                kept = session.apply(planned, progress=progress)
            for iri in kept:
                say(f"{iri} is used by others on the ORKG, so it was left there")
            if options["report"]:
                _write_report(planned, session, kept, options["report"])
            if not options["quiet"]:
                click.echo(f"{session.client.writes:,} writes, {session.client.reads:,} reads", err=True)
            sys.exit(_end(planned, session, counts, options))


def _end(planned: Plan, session: Session, counts: Mapping[Severity, int], options: dict[str, Any]) -> int:
    """The exit code, after the links have gone back into the catalogues if they should."""
    code = ending(planned, session, counts)
    if not options["write_back"]:
        return code
    from .link import put_links

    ids = {iri: known.id for iri, known in session.ledger.things().items()}
    linked = put_links(options["sources"], ids, session.instance, {**session.options, **options, "diff": False})
    return code or linked


def _confirm(options: dict[str, Any], question: str) -> None:
    if options["yes"]:
        return
    if not sys.stdin.isatty():
        say("nothing was written: there is nobody to ask; say --yes")
        sys.exit(WRONG_USE)
    click.confirm(question, abort=True, err=True)


def _undo(session: Session, options: dict[str, Any]) -> int:
    """Take a run back, as a push is made: shown, asked about, and done."""
    from ..push.reviewed import duration
    from ..write.files import write_lines
    from ..write.review import lines, page

    planned = session.undoing(options["undo"])
    time = duration(planned.requests, session.client.pace(), session.jobs)
    totals = f"Undo of run {planned.run}: {planned.things:,} things to remove, {planned.requests:,} requests, {time}."
    if not options["quiet"]:
        for entry in planned.entries:
            click.echo(f"{entry.action:8} {entry.label}")
            for line in lines(entry.changes):
                click.echo(line)
        click.echo(totals)
    for left in planned.left:
        say(f"left: {left}")
    if options["html"]:
        title = f"What an undo would change on {session.base}"
        write_lines(page(title, planned.entries, totals, planned.left), options["html"])
    if options["dry_run"]:
        return CLEAN
    _confirm(options, f"Take this back on {session.base}?")
    with _steps(planned.requests, options) as progress:
        for iri in session.undo(planned, progress=progress):
            say(f"{iri} is used by others on the ORKG, so it was left there")
    return CLEAN


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
