"""Options that several commands share, each said once."""

from __future__ import annotations

from collections.abc import Callable

import click

from .projects import sources

Command = Callable[..., None]


def take(options: list[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """One decorator from many, so that commands share their options."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _base(context: click.Context, option: click.Parameter, text: str) -> str:
    from ..graph.terms import base_fault

    if text and (fault := base_fault(text)):
        raise click.BadParameter(fault)
    return text


def _source_iri(context: click.Context, option: click.Parameter, text: str) -> str:
    from ..graph.addresses import without_secrets
    from ..graph.terms import iri_fault

    if text and (fault := iri_fault(text)):
        raise click.BadParameter(fault)
    return without_secrets(text)


base = click.option(
    "--base", default="", metavar="IRI", callback=_base, help="Begin the IRIs of our own things with this."
)
source_iri = click.option(
    "--source-iri", default="", metavar="IRI", callback=_source_iri, help="Say where the source is published."
)


mappings = click.option(
    "--mapping", "-m", "mappings", multiple=True, metavar="NAME|FILE", help="Use this mapping only."
)
jobs = click.option("--jobs", "-j", type=click.IntRange(0), default=1, help="Processes; 0: one a core.")


# The options that every command over sources takes.
reads = take(
    [
        sources(),
        mappings,
        base,
        source_iri,
        click.option(
            "--instance",
            type=click.Choice(["production", "sandbox", "incubating"]),
            default="production",
            show_default=True,
            help="The ORKG whose ids are used.",
        ),
        jobs,
        click.option(
            "--report",
            type=click.Choice(["text", "json", "sarif", "github"]),
            default="text",
            show_default=True,
            help="How findings are written.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["info", "warning", "error", "never"]),
            default="error",
            show_default=True,
            help="Exit with 1 if there is a finding this bad.",
        ),
        click.option("--all", "all_", is_flag=True, help="Show each finding; without, equal ones are folded."),
        click.option("--quiet", "-q", is_flag=True, help="Only errors, no summary."),
        click.option("--verbose", "-v", is_flag=True, help="Also what is merely worth knowing."),
    ]
)


# The options of the commands whose reading may go to a cluster.
spreads = take(
    [
        click.option("--engine", type=click.Choice(["local", "pool", "dask"]), help="What reads; see help cluster."),
        click.option("--scheduler", default="", metavar="ADDRESS", help="Of a Dask cluster."),
    ]
)


# The options of the commands that show a graph as pages.
shows = take(
    [
        sources(),
        click.option("--title", default="", metavar="TEXT", help="Of the pages."),
        mappings,
        base,
        jobs,
        click.option("--quiet", "-q", is_flag=True, help="No summary."),
    ]
)


def _uuid(context: click.Context, option: click.Parameter, text: str) -> str:
    from uuid import UUID

    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        raise click.BadParameter(f"{text!r} is no UUID such as 9e1a8f3c-0f3b-4d27-9d43-2b1c5a6e7f80") from None


# The options by which an ORKG is asked of catalogues.
asks = take(
    [
        click.option(
            "--as",
            "as_",
            type=click.Choice(["production", "sandbox", "incubating"]),
            default="production",
            show_default=True,
            help="Whose ids a URL has.",
        ),
        click.option("--trust-ids", is_flag=True, help="The catalogue's ORKG ids are those of this URL."),
        mappings,
        base,
        click.option("--ledger", "ledger_", metavar="FILE", help="[default: output/orkg-HOST.sqlite]"),
        click.option(
            "--jobs", "-j", type=click.IntRange(1, 16), default=4, show_default=True, help="Requests at once."
        ),
    ]
)


# The options of the commands that look at an ORKG to write to it.
looks = take(
    [
        click.option("--to", "target", required=True, metavar="ORKG", help="sandbox, incubating, production or a URL."),
        asks,
        click.option("--only", multiple=True, metavar="NAME", help="Only what is called this."),
        click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the first N contributions."),
        click.option("--prune", is_flag=True, help="Remove what we made and the catalogue no longer has."),
        click.option("--force", is_flag=True, help="Put our value where somebody changed it; prune whatever is lost."),
        click.option("--accept-labels", is_flag=True, help="Use predicates that have another label on the ORKG."),
        click.option("--comparison", metavar="TITLE", help="Put the contributions into a comparison of this title."),
        click.option("--observatory", default="", callback=_uuid, metavar="UUID", help="Give it to entries of ours."),
        click.option("--organization", default="", callback=_uuid, metavar="UUID", help="Give it to entries of ours."),
        click.option("--output", "-o", metavar="FILE", help="Write the plan here, as JSON."),
        click.option("--html", metavar="FILE", help="Write the plan here, as a page to review."),
        click.option("--quiet", "-q", is_flag=True, help="No table."),
    ]
)
