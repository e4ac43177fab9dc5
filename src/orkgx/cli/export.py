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
@click.option("--output", "-o", "outputs", multiple=True, metavar="FILE|DIR/",
              help="Write here; - is standard output, DIR/ a folder of part files.")  # fmt: skip
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
    from ..read.storage import is_elsewhere
    from ..write.formats import FORMATS, format_for

    outputs: tuple[str, ...] = options["outputs"] or ("-",)
    chosen = []
    for output in outputs:
        usual = "ttl" if output == "-" else "nt" if output.endswith("/") else format_for(output)
        name = options["format_"] or usual
        if name not in FORMATS:
            raise click.UsageError(f"no format for {name or output!r}; choose one with --format: {', '.join(FORMATS)}")
        chosen.append((output, name))
    if any(map(is_elsewhere, outputs)) and (options["describe"] or options["crate"]):
        raise click.UsageError("--describe and --crate write beside a file of this machine; name one")
    if any(output.endswith("/") for output in outputs):
        _see_that_parts_can_be(chosen, options)
    for _, name in chosen:
        if FORMATS[name].alone and len(chosen) > 1:
            raise click.UsageError(f"{name} holds papers and contributions only; write it on its own")
        options["profile"] = FORMATS[name].profile or options["profile"]
    run(options, chosen)


def _see_that_parts_can_be(chosen: list[tuple[str, str]], options: dict[str, Any]) -> None:
    """Refuse what part files cannot be."""
    from ..write.formats import FORMATS

    (output, name), *others = chosen
    if others:
        raise click.UsageError("a folder of part files is written on its own; name one -o")
    if not FORMATS[name].rdf:
        raise click.UsageError(f"{name} is one file; name it, or choose a format of RDF for the parts in {output}")
    if options["describe"] or options["crate"]:
        raise click.UsageError("--describe and --crate are of single files; parts have a manifest of their own")
