"""The commands that look at an ORKG or write to it: plan and push."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from .. import __version__
from .ends import CLEAN, REFUSED, WRONG_USE, failing, say, take

if TYPE_CHECKING:
    from ..push.plan import Plan
    from ..push.session import Session

SHOWN = 200  # papers and contributions that a plan lists


# The options of the commands that look at an ORKG.
looks = take(
    [
        click.option("--to", "target", required=True, metavar="ORKG", help="sandbox, incubating, production or a URL."),
        click.option(
            "--as",
            "as_",
            type=click.Choice(["production", "sandbox", "incubating"]),
            default="production",
            show_default=True,
            help="Whose ids a URL has.",
        ),
        click.option("--trust-ids", is_flag=True, help="The catalogue's ORKG ids are those of this URL."),
        click.option("--mapping", "mappings", multiple=True, metavar="NAME|FILE", help="Use this mapping only."),
        click.option("--base", default="", metavar="IRI", help="Begin the IRIs of our own things with this."),
        click.option("--ledger", "ledger_", metavar="FILE", help="[default: output/orkg-HOST.sqlite]"),
        click.option("--only", multiple=True, metavar="NAME", help="Only what is called this."),
        click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the first N contributions."),
        click.option("--force", is_flag=True, help="Put our value where somebody changed it on the ORKG."),
        click.option("--comparison", metavar="TITLE", help="Put the contributions into a comparison of this title."),
        click.option("--jobs", "-j", type=click.IntRange(1, 16), default=4, show_default=True, help="Writes at once."),
        click.option("--output", "-o", metavar="FILE", help="Write the plan here, as JSON."),
        click.option("--quiet", "-q", is_flag=True, help="No table."),
    ]
)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@looks
@click.option("--exit-code", is_flag=True, help="Exit with 5 if there is anything to do.")
def plan(**options: Any) -> None:
    """Show what a push would do; write nothing to the ORKG."""
    from ..push.session import Session

    with failing(), Session.of(options) as session:
        planned = session.plan()
        _show_plan(planned, options, session)
        sys.exit(REFUSED if options["exit_code"] and planned.pending(prune=False) else CLEAN)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...|PLAN.json")
@looks
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--report", metavar="FILE", help="Write what was done here, as JSON.")
@click.option("--prune", is_flag=True, help="Remove what we made and the catalogue no longer has.")
def push(**options: Any) -> None:
    """Make the ORKG say what the catalogues say; a second push changes nothing.

    The token is taken from ORKGX_TOKEN, or asked for with ORKGX_USERNAME and ORKGX_PASSWORD.
    """
    from ..push.session import Session, saved

    with failing():
        options, digest = saved(options)
        with Session.of(options) as session:
            planned = session.plan()
            _show_plan(planned, options, session)
            if digest and digest != planned.digest():
                say("the catalogue or the ORKG has changed since this plan; plan again")
                sys.exit(REFUSED)
            if not planned.pending(prune=options["prune"]):
                session.remember(planned)
                if options["report"]:
                    _write_report(planned, session, [], options["report"])
                sys.exit(CLEAN)
            if not options["yes"]:
                if not sys.stdin.isatty():
                    say("nothing was written: there is nobody to ask; say --yes")
                    sys.exit(WRONG_USE)
                click.confirm(f"Write this to {session.base}?", abort=True, err=True)
            with _steps(planned.counts()["requests"], options) as progress:
                left = session.apply(planned, prune=options["prune"], progress=progress)
            for iri in left:
                say(f"{iri} is used by others on the ORKG, so it was left there")
            if options["report"]:
                _write_report(planned, session, left, options["report"])
            if not options["quiet"]:
                click.echo(f"{session.client.writes:,} writes, {session.client.reads:,} reads", err=True)


def _show_plan(planned: Plan, options: dict[str, Any], session: Session) -> None:
    """The plan as a table for people, and as JSON where that was asked for."""
    import json

    from ..write.files import write_lines

    if options["output"]:
        document = {
            "orkgx": __version__,
            "options": session.options,
            "digest": planned.digest(),
            "entries": [change._asdict() for change in planned.changes(session.wanted)],
            **planned.to_json(),
        }
        write_lines([json.dumps(document, indent=1, ensure_ascii=False) + "\n"], options["output"])
    if options["quiet"]:
        return
    _show_changes(planned, session)
    for conflict in planned.conflicts:
        click.echo(f"conflict {session.conflict(conflict)}", err=True)
    for iri in planned.orphans:
        click.echo(f"orphan {iri} is ours and no longer in the catalogue; --prune removes it", err=True)
    for name, count in planned.counts().items():
        click.echo(f"{count:8,} {name}")
    if not planned.pending(prune=False):
        click.echo("Nothing to do.")


def _show_changes(planned: Plan, session: Session) -> None:
    """The papers and contributions that something happens to, a line each."""
    moving = [change for change in planned.changes(session.wanted) if change.action != "keep"]
    for change in moving[:SHOWN]:
        counts = [f"{count:+,}" for count in (change.added, -change.removed) if count]
        label = change.label if len(change.label) <= 60 else f"{change.label[:59]}…"
        click.echo(f"{change.action:8} {change.kind:12} {label:60} {' '.join(counts):>8}  {change.place}")
    if len(moving) > SHOWN:
        click.echo(f"... and {len(moving) - SHOWN:,} more, which -o writes")


def _write_report(planned: Plan, session: Session, left: list[str], target: str) -> None:
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
        "entries": [{**change._asdict(), "id": ids.get(change.iri, "")} for change in planned.changes(session.wanted)],
        "conflicts": [session.conflict(conflict) for conflict in planned.conflicts],
        "left": left,
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
