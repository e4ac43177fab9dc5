"""plan: what a push would do."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from .. import __version__
from .ends import CLEAN, CONFLICTS, FINDINGS, REFUSED, failing, say
from .findings import fails, show_findings
from .options import looks
from .projects import sources

if TYPE_CHECKING:
    from ..model import Severity
    from ..push.plan import Plan
    from ..push.session import Session

SHOWN = 200  # papers and contributions that a plan lists
LINES = 400  # properties of what is created that it lists


@click.command()
@sources()
@looks
@click.option("--exit-code", is_flag=True, help="Exit with 5 if there is anything to do.")
def plan(**options: Any) -> None:
    """Show what a push would do; write nothing to the ORKG."""
    from ..push.session import Session

    with failing(), Session.of(options) as session:
        planned = session.plan()
        counts = show_plan(planned, options, session)
        code = ending(planned, session, counts)
        sys.exit(code or (REFUSED if options["exit_code"] and planned.pending() else CLEAN))


def ending(planned: Plan, session: Session, counts: Mapping[Severity, int]) -> int:
    """The exit code of what was found on the way, whatever was written; `counts` are of the findings that count."""
    if fails(counts, "error"):
        return FINDINGS
    if planned.prune and planned.withheld:
        return REFUSED
    if not session.run.summary.entries and not session.force:
        return FINDINGS
    return CONFLICTS if planned.conflicts else CLEAN


def show_plan(planned: Plan, options: dict[str, Any], session: Session) -> Mapping[Severity, int]:
    """The plan as a table for people, and as JSON where that was asked for; the number of findings that count."""
    import json

    from ..push.saved import portable
    from ..write.files import write_lines

    if options["output"]:
        document = {
            "orkgx": __version__,
            "options": portable(session.options, options["output"]),
            "digest": planned.digest(),
            "entries": [effect._asdict() for effect in planned.effects(session.wanted)],
            **planned.to_json(),
        }
        write_lines([json.dumps(document, indent=1, ensure_ascii=False) + "\n"], options["output"])
    if options["html"]:
        _write_page(planned, session, options["html"])
    told = {**options, "report": "text", "verbose": False, "outputs": ()}
    counts = show_findings(session.run.findings(), told, session.run).counts
    if planned.prune:
        for withheld in planned.withheld:
            say(withheld)
    if not options["quiet"]:
        _show_table(planned, session)
    return counts


def _show_table(planned: Plan, session: Session) -> None:
    _show_effects(planned, session)
    for label in session.state.otherwise if session.state else ():
        click.echo(f"accepted {label}", err=True)
    for conflict in planned.conflicts:
        click.echo(f"conflict {session.conflict(conflict)}", err=True)
    _show_orphans(planned)
    for name, count in planned.counts().items():
        click.echo(f"{count:8,} {name}")
    click.echo(summed(planned, session))


def summed(planned: Plan, session: Session) -> str:
    """The last line: what it comes to, and how long it takes."""
    from ..push.reviewed import duration, totals

    if not planned.pending():
        return f"{totals(planned, session.wanted)} Nothing to do."
    requests = planned.counts()["requests"]
    time = duration(requests, session.client.pace(), session.jobs)
    return f"{totals(planned, session.wanted)} {requests:,} requests, {time}."


def _write_page(planned: Plan, session: Session, target: str) -> None:
    """The plan as a page for those who are asked whether it is right."""
    from ..push.reviewed import Reviewed
    from ..write.files import write_lines
    from ..write.review import page

    assert session.state is not None, "a plan comes first"
    entries = Reviewed(planned, session.wanted, session.state).entries()
    notes = [session.conflict(conflict) for conflict in planned.conflicts]
    notes += [f"removed: {iri}" for iri in planned.orphans if planned.prune]
    write_lines(page(f"What a push would change on {session.base}", entries, summed(planned, session), notes), target)


def _show_orphans(planned: Plan) -> None:
    """What is ours and no longer in the catalogue, and what becomes of it."""
    if planned.prune:
        for one in planned.uncompared:
            click.echo(f"remove   comparison {one.title!r}, which would compare nothing")
        for iri in planned.orphans:
            click.echo(f"remove   {iri}")
    else:
        for iri in planned.orphans:
            click.echo(f"orphan {iri} is ours and no longer in the catalogue; --prune removes it", err=True)
        for withheld in planned.withheld:
            click.echo(f"orphans {withheld}", err=True)
    for iri in planned.spared:
        click.echo(f"orphan {iri} is ours and no longer in the catalogue; it is left there", err=True)


def _show_effects(planned: Plan, session: Session) -> None:
    """The papers and contributions that something happens to, a line each, with their properties below."""
    from ..push.reviewed import Reviewed
    from ..write.review import lines

    assert session.state is not None, "a plan comes first"
    moving = [effect for effect in planned.effects(session.wanted) if effect.action != "keep"]
    changes = Reviewed(planned, session.wanted, session.state).changes()
    left = LINES
    for effect in moving[:SHOWN]:
        counts = [f"{count:+,}" for count in (effect.added, -effect.removed) if count]
        label = effect.label if len(effect.label) <= 60 else f"{effect.label[:59]}…"
        click.echo(f"{effect.action:8} {effect.kind:12} {label:60} {' '.join(counts):>8}  {effect.place}")
        shown = changes.get(effect.iri, [])
        if effect.action == "change" or left >= len(shown):
            left -= len(shown)
            for line in lines(shown):
                click.echo(line)
    if len(moving) > SHOWN:
        click.echo(f"... and {len(moving) - SHOWN:,} more, which -o and --html write")
    elif left < 0 or any(len(changes.get(effect.iri, [])) > left for effect in moving if effect.action == "create"):
        click.echo("... the properties of the rest are in what -o and --html write")
