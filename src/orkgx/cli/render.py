"""render: entries of graphs as catalogue."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from typing import Any

import click

from .ends import CLEAN, FINDINGS, counted, failing, say
from .options import base
from .projects import sources

_FORMS = ("yaml", "table", "csv", "front-matter")
_SHOWN = 20  # losses that are told one by one


@click.command()
@sources("[GRAPH|SOURCE]...")
@click.option("--output", "-o", default="-", metavar="FILE|FOLDER", help="Write the catalogue here. [default: -]")
@click.option("--form", type=click.Choice(_FORMS), help="How entries stand. [default: as each stood]")
@click.option(
    "--mapping", "-m", "mappings", multiple=True, metavar="NAME|FILE", help="Write in the form of this mapping."
)
@click.option("--only", multiple=True, metavar="NAME", help="Only what is called this.")
@base
@click.option(
    "--instance",
    type=click.Choice(["production", "sandbox", "incubating"]),
    default="production",
    show_default=True,
    help="The ORKG whose ids are used.",
)
@click.option("--quiet", "-q", is_flag=True, help="Only errors, no summary.")
def render(sources: tuple[str, ...], **options: Any) -> None:
    """Write entries of graphs, or of other catalogues, as Markdown in the form of their mapping.

    What is written is read again; an entry that does not say what the graph says is told of, and the exit code is 1.
    """
    from ..ask.store import load
    from ..edit.losses import losses
    from ..edit.rendering import Renderer, graph_of
    from ..mapping.compiled import Settings
    from ..mapping.files import shipped
    from ..pipeline import Builder
    from ..write.files import write_lines

    with failing():
        settings = Settings(base=options["base"], instance=options["instance"], provenance="field")
        builder = Builder.of(options["mappings"], settings._replace(provenance="none"))
        every_mapping = [*shipped(), *options["mappings"]] if options["mappings"] else []
        graph = graph_of(load(*sources, mappings=list(dict.fromkeys(every_mapping)), settings=settings).store)
        renderer = Renderer(builder, graph, named=bool(options["mappings"]), form=options["form"] or "")
        every = renderer.things()
        chosen = [one for one in every if not options["only"] or one.name in options["only"]]
        missing = sorted(set(options["only"]) - {one.name for one in every})
        if missing or not chosen:
            say(f"nothing is called {missing[0]!r} (--only)" if missing else "the graph has no contribution to write")
            sys.exit(FINDINGS)
        rendered = renderer.render(chosen)
        lost = list(losses(builder, graph, rendered))
        for name, text in rendered.files.items():
            write_lines([text], _place(name, rendered.files, options["output"]))
        for loss in lost[:_SHOWN]:
            say(loss)
        if not options["quiet"]:
            more = f", {len(lost):,} not as the graph has them" if lost else ""
            click.echo(counted(len(chosen), "entry") + more, err=True)
        sys.exit(FINDINGS if lost else CLEAN)


def _place(name: str, files: Collection[str], output: str) -> str:
    """Where one of the files of a catalogue goes: into the folder that was named, if there are several."""
    if os.path.isdir(output) or output.endswith("/"):
        os.makedirs(output, exist_ok=True)
        return os.path.join(output, name)
    if len(files) > 1:
        raise click.UsageError(f"the entries stand in {len(files):,} files, such as {name}; name a folder: -o FOLDER/")
    return output
