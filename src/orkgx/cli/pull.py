"""pull: what the ORKG says otherwise, into the catalogues."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from .. import __version__
from .ends import CLEAN, CONFLICTS, FINDINGS, REFUSED, failing, say
from .files import content, give, give_new
from .options import asks
from .projects import sources

if TYPE_CHECKING:
    from ..edit.pulling import Pulled
    from ..push.session import Session
    from ..read.sources import Source
    from ..write.incoming import Incoming, Newcomer


@click.command()
@sources()
@click.option("--from", "target", required=True, metavar="ORKG", help="sandbox, incubating, production or a URL.")
@asks
@click.option("--paper", "papers", multiple=True, metavar="ID", help="Also the contributions of this paper.")
@click.option("--comparison", "comparisons", multiple=True, metavar="ID|TITLE", help="Also those of this comparison.")
@click.option("--problem", "problems", multiple=True, metavar="ID", help="Also those about this research problem.")
@click.option("--no-new", is_flag=True, help="Look for no entries that the catalogue lacks.")
@click.option("--apply", "apply_", is_flag=True, help="Write it into the catalogues.")
@click.option("--diff", is_flag=True, help="Show what --apply would write, as a difference.")
@click.option("--force", is_flag=True, help="Take the ORKG's value where both have changed it.")
@click.option("--exit-code", is_flag=True, help="Exit with 5 if there is anything to do.")
@click.option("--output", "-o", metavar="FILE", help="Write what is otherwise here, as JSON.")
@click.option("--html", metavar="FILE", help="Write it here, as a page to review.")
@click.option("--quiet", "-q", is_flag=True, help="No table.")
def pull(**options: Any) -> None:
    """Show what the ORKG says otherwise than the catalogues; write nothing to the ORKG.

    With --apply it is written into the catalogues, where their mappings read it.
    """
    from ..push.newcomers import Ends
    from ..push.session import Session

    fixed: dict[str, Any] = {"only": (), "limit": None, "prune": False, "accept_labels": True, "comparison": None}
    fixed |= {"observatory": "", "organization": ""}
    ends = Ends(options["papers"], options["comparisons"], options["problems"], options["no_new"])
    with failing(), Session.of({**options, **fixed}) as session:
        found = session.incoming(ends)
        _show(found, session, options)
        code = CONFLICTS if found.conflicts or found.gone else CLEAN
        if options["apply_"] or options["diff"]:
            refused = _write(found, session, options)
            code = code or refused
        elif options["exit_code"] and found.is_something():
            code = code or REFUSED
        sys.exit(code)


def _show(found: Incoming, session: Session, options: dict[str, Any]) -> None:
    """What is otherwise as a table for people, and as JSON or a page where that was asked for."""
    import json

    from ..write.files import write_lines
    from ..write.review import lines, page

    entries = list(found.entries())
    notes = [
        f"{one.place}: {one.label!r} is not on the ORKG any more; take it out, or push it again" for one in found.gone
    ]
    if options["output"]:
        document = {"orkgx": __version__, "from": session.base, **found.to_json()}
        write_lines([json.dumps(document, indent=1, ensure_ascii=False) + "\n"], options["output"])
    if options["html"]:
        title = f"What {session.base} says otherwise"
        write_lines(page(title, entries, found.totals(), notes), options["html"])
    for note in notes:
        click.echo(f"conflict {note}", err=True)
    if options["quiet"]:
        return
    for entry in entries:
        click.echo(f"{entry.action:8} {entry.kind:12} {entry.label}  {entry.place}")
        for line in lines(entry.changes):
            click.echo(line)
    if found.unknown:
        more = f"{found.unknown:,} statements there are of properties that the mapping has no field for"
        click.echo(f"{more}; they are left", err=True)
    click.echo(found.totals() + ("" if found.is_something() else " Nothing to do."))


def _write(found: Incoming, session: Session, options: dict[str, Any]) -> int:
    """Write what is otherwise into the catalogues; the exit code of what could not be."""
    from ..edit.adding import add
    from ..edit.pulling import Puller

    puller = Puller(session.run.builder)
    done: list[tuple[Source, bytes, Pulled]] = []
    for source in session.run.sources:
        data = content(source)
        done.append((source, data, puller.pull(source, data.decode("utf-8", "surrogateescape"), found.wanted())))
    if found.newcomers and done:
        # They stand with most of their kind.
        read = Counter({name: count for (name, _), count in session.run.summary.read.items()})
        source, _, pulled = max(done, key=lambda one: read[one[0].name])
        add(session.run.builder, source, pulled, found.newcomers)
    for name, text in [new for _, _, pulled in done for new in pulled.files.items()]:
        give_new(name, text, diff=options["diff"])
    for source, data, pulled in done:
        give(source, data, pulled.after, diff=options["diff"])
        for one in pulled.refused:
            say(f"{one.place}: {one.what} was not written: {one.why}")
    written = sum(len(pulled.done) for _, _, pulled in done)
    made = [one for _, _, pulled in done for one in pulled.made]
    if not options["quiet"]:
        entries = "entry" if len(made) == 1 else "entries"
        what = "would be written" if options["diff"] else "written"
        click.echo(f"{written:,} values and {len(made):,} new {entries} {what} into the catalogue", err=True)
        if follows := dict.fromkeys(one for _, _, pulled in done for one in pulled.follows):
            click.echo(f"with them the catalogue also says, for a push to write: {', '.join(follows)}", err=True)
    if options["apply_"] and not options["diff"]:
        _take_in(session, made, options)
    return FINDINGS if any(pulled.refused for _, _, pulled in done) else CLEAN


def _take_in(session: Session, made: Sequence[Newcomer], options: dict[str, Any]) -> None:
    """Say what is left for a push."""
    from ..push.reviewed import totals

    planned = session.take_in(made)
    if not options["quiet"]:
        click.echo(f"{totals(planned, session.wanted)}{'' if planned.pending() else ' Nothing to do.'}", err=True)
