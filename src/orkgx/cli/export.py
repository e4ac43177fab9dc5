"""export: the knowledge graph of catalogues as files."""

from __future__ import annotations

from typing import Any

import click

from .options import reads, spreads
from .running import run
from .selection import selects


class _FormatOption(click.Option):
    """An option whose help names the rows of the table of formats, which is read only when help is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from ..write.formats import FORMATS

        *names, last = FORMATS
        self.help = f"{', '.join(names)} or {last}."
        return super().get_help_record(ctx)


@click.command()
@reads
@spreads
@selects
@click.option("--output", "-o", "outputs", multiple=True, metavar="FILE", help="Write here; - is standard output.")
@click.option("--format", "format_", metavar="NAME", cls=_FormatOption)
@click.option(
    "--profile",
    type=click.Choice(["full", "orkg", "fair4ml"]),
    default="full",
    show_default=True,
    help="Everything; papers and contributions as the ORKG has them; models only.",
)
@click.option(
    "--provenance",
    type=click.Choice(["none", "entry", "field"]),
    default="entry",
    show_default=True,
    help="Point back at the source's lines: not, for each entry, for each value.",
)
@click.option("--describe", is_flag=True, help="Also write void.ttl and manifest.json beside the first file.")
@click.option("--crate", is_flag=True, help="Also write the metadata of an RO-Crate.")
def export(**options: Any) -> None:
    """Write the knowledge graph of catalogues as RDF.

    The format follows the file's ending; several -o write several files of one reading.
    """
    from ..write.formats import FORMATS, format_for

    outputs: tuple[str, ...] = options["outputs"] or ("-",)
    chosen = []
    for output in outputs:
        name = options["format_"] or ("ttl" if output == "-" else format_for(output))
        if name not in FORMATS:
            raise click.UsageError(f"no format for {name or output!r}; choose one with --format: {', '.join(FORMATS)}")
        chosen.append((output, name))
    for _, name in chosen:
        if FORMATS[name].alone and len(chosen) > 1:
            raise click.UsageError(f"{name} holds papers and contributions only; write it on its own")
        options["profile"] = FORMATS[name].profile or options["profile"]
    run(options, chosen)
