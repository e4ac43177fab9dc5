"""merge: several catalogues as one graph, and what they say differently."""

from __future__ import annotations

import os
import re
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, failing, say
from .findings import read_badly
from .loading import loaded
from .options import base, jobs, mappings

if TYPE_CHECKING:
    import pyoxigraph as ox

    from ..ask.merging.conflicts import Conflict
    from ..ask.merging.union import Merged


def _policy(context: click.Context, option: click.Parameter, text: str) -> str:
    if not re.fullmatch(r"keep-all|newest|fail|prefer:.+", text):
        raise click.BadParameter(f"{text!r} is no policy; there are keep-all, prefer:GRAPH, newest and fail")
    return text


def _form(context: click.Context, option: click.Parameter, text: str | None) -> str | None:
    if text and PurePath(text).suffix not in (".txt", ".json", ".html"):
        raise click.BadParameter(f"{text!r} says no form; end it in .txt, .json or .html")
    return text


@click.command()
@click.argument("graphs", nargs=-1, required=True, metavar="GRAPH...")
@click.option("--output", "-o", default="-", metavar="FILE", help="Write the union here.")
@click.option("--format", "format_", metavar="NAME", help="Of the output, where its ending does not say it.")
@click.option("--policy", default="keep-all", show_default=True, callback=_policy, metavar="POLICY",
              help="What becomes of values in conflict: keep-all, prefer:GRAPH, newest or fail.")  # fmt: skip
@click.option("--conflicts", metavar="FILE", callback=_form, help="Write the conflicts here: .txt, .json or .html.")
@mappings
@base
@jobs
@click.option("--quiet", "-q", is_flag=True, help="No conflicts, no summary.")
def merge(graphs: tuple[str, ...], **options: Any) -> None:
    """Join catalogues, exports and other RDF into one graph in which a thing is one node.

    Conflicts of models that several graphs have are shown with their places; what becomes of them is the policy's.
    Leaves with 1, and writes no graph, where the policy is to fail and there is a conflict.
    """
    from ..ask.merging.conflicts import common, conflicts
    from ..ask.merging.inputs import inputs
    from ..ask.merging.report import as_text
    from ..ask.merging.sameness import same_things
    from ..ask.merging.union import union, withdraw

    with failing():
        format_ = _format(options)
        _keep_apart(graphs, options)
        runs = []

        def load(name: str) -> ox.Store:
            store, run = loaded([name], options)
            runs.append(run)
            return store

        given = list(inputs(dict.fromkeys(graphs), load))
        bad = [read_badly(run) for run in runs]
        same = same_things(given)
        found = list(conflicts(given, same))
        _report(found, options)
        if not options["quiet"]:
            click.echo("".join(as_text(found)), nl=False, err=options["output"] == "-")
        if found and options["policy"] == "fail":
            say(f"{len(found):,} conflicts, so no graph was written")
            sys.exit(FINDINGS)
        merged = union(given, same, withdraw(found, options["policy"], given))
        _write(merged, format_, options["output"])
        if not options["quiet"]:
            click.echo(
                f"{len(given):,} graphs, {len(common(given, same)):,} models in several, {len(found):,} conflicts "
                f"in {len({one.model for one in found}):,} models, {len(merged.quads):,} statements",
                err=True,
            )
        sys.exit(FINDINGS if any(bad) else CLEAN)


def _format(options: dict[str, Any]) -> str:
    from ..write.formats import RDF_FORMATS, format_for

    output = options["output"]
    name = options["format_"] or format_for(output) or ("ttl" if output == "-" else "")
    if name not in RDF_FORMATS:
        raise click.UsageError(f"{name or output!r} means no format of RDF; there are {', '.join(RDF_FORMATS)}")
    return str(name)


def _keep_apart(graphs: tuple[str, ...], options: dict[str, Any]) -> None:
    """Refuse, before the first byte, to write over what is merged, or twice to one file."""
    outputs = [os.path.realpath(one) for one in (options["output"], options["conflicts"]) if one and one != "-"]
    for output in outputs:
        if output in map(os.path.realpath, graphs):
            raise click.UsageError(f"{output} is merged in this run; write to another file")
        if outputs.count(output) > 1:
            raise click.UsageError(f"{output} would be written twice in this run; give each output a name of its own")


def _report(found: list[Conflict], options: dict[str, Any]) -> None:
    from ..ask.merging.report import REPORTS
    from ..write.files import write_lines

    if options["conflicts"]:
        write_lines(REPORTS[PurePath(options["conflicts"]).suffix](found), options["conflicts"])


def _write(merged: Merged, format_: str, target: str) -> None:
    """The union; formats with named graphs keep one a catalogue."""
    import pyoxigraph as ox

    from ..graph.terms import PREFIXES
    from ..write.files import opened
    from ..write.formats import RDF_FORMATS
    from ..write.turtle import spaced

    form = ox.RdfFormat.from_media_type(RDF_FORMATS[format_].media_type)
    assert form is not None
    content = merged.quads if form.supports_datasets else merged.triples()
    with opened(target) as out:
        if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
            spaced(content, out, form, PREFIXES)
        else:
            ox.serialize(content, out, form, prefixes=PREFIXES)
