"""The commands that read catalogues: export and check."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, UNREADABLE, failing, say, take

if TYPE_CHECKING:
    from ..model import Diagnostic
    from ..pipeline import Run
    from ..write.spool import Spool

OTHERS = ("jsonl", "orkg-csv")  # formats that are no RDF
LONG = 2_000_000  # bytes of sources from which on a progress bar is of use


# The options that every command over sources takes.
reads = take(
    [
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
        click.option("--mapping", "mappings", multiple=True, metavar="NAME|FILE", help="Use this mapping only."),
        click.option("--base", default="", metavar="IRI", help="Begin the IRIs of our own things with this."),
        click.option("--source-iri", default="", metavar="IRI", help="Say where the source is published."),
        click.option(
            "--instance",
            type=click.Choice(["production", "sandbox", "incubating"]),
            default="production",
            show_default=True,
            help="The ORKG whose ids are used.",
        ),
        click.option("--jobs", "-j", type=click.IntRange(0), default=1, help="Processes; 0: one a core."),
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
        click.option("--quiet", "-q", is_flag=True, help="Only errors, no summary."),
        click.option("--verbose", "-v", is_flag=True, help="Also what is merely worth knowing."),
    ]
)


@click.command()
@reads
@click.option("--output", "-o", "outputs", multiple=True, metavar="FILE", help="Write here; - is standard output.")
@click.option("--format", "format_", metavar="NAME", help="nt, nq, ttl, trig, xml, jsonld, jsonl or orkg-csv.")
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

    outputs: Sequence[str] = options["outputs"] or ("-",)
    chosen = []
    for output in outputs:
        name = options["format_"] or ("ttl" if output == "-" else format_for(output))
        if name not in (*FORMATS, *OTHERS):
            known = ", ".join((*FORMATS, *OTHERS))
            raise click.UsageError(f"no format for {name or output!r}; choose one with --format: {known}")
        chosen.append((output, name))
    if any(name == "orkg-csv" for _, name in chosen):
        if len(chosen) > 1:
            raise click.UsageError("orkg-csv holds papers and contributions only; write it on its own")
        options["profile"] = "orkg"
    _run(options, chosen)


@click.command()
@reads
def check(**options: Any) -> None:
    """Read catalogues and report what is wrong in them; write nothing."""
    _run({**options, "profile": "full", "provenance": "entry"}, [])


def _run(options: dict[str, Any], outputs: list[tuple[str, str]]) -> None:
    """Read, write the outputs, report, and leave with the exit code of it all."""
    import gc

    # What a run makes is freed by counting references; the collector of cycles would only walk through it.
    gc.set_threshold(1_000_000, 50, 100)
    with failing():
        started = time.perf_counter()
        run, failed = _prepare(options, outputs)
        statements = _fold(run, outputs, options)
        if (options.get("describe") or options.get("crate")) and len(run.failed) < len(run.sources):
            _describe(run, outputs, options)
        for error in (*failed, *run.failed):
            say(error)
        show_findings(run.findings(), options)
        if not options["quiet"]:
            _summary(run, statements, time.perf_counter() - started)
        if failed or run.failed:
            sys.exit(UNREADABLE)
        sys.exit(FINDINGS if _worst(run, options["fail_on"]) else CLEAN)


def _prepare(options: dict[str, Any], outputs: list[tuple[str, str]]) -> tuple[Run, list[Any]]:
    from ..engines import cores
    from ..mapping.compiled import Settings
    from ..pipeline import Builder, Run
    from ..read.sources import open_sources

    settings = Settings(
        profile=options["profile"],
        base=options["base"],
        instance=options["instance"],
        provenance=options["provenance"],
        source_iri=options["source_iri"],
        lines=any(name in OTHERS for _, name in outputs),
    )
    builder = Builder.of(options["mappings"], settings)
    opened, failed = open_sources(options["sources"], source_iri=options["source_iri"] or None)
    if not opened:
        for error in failed:
            say(error)
        sys.exit(UNREADABLE)
    return Run(builder, opened, jobs=options["jobs"] or cores()), list(failed)


def _fold(run: Run, outputs: list[tuple[str, str]], options: dict[str, Any]) -> int:
    """Fold the sources into a spool and write each output from it; how many statements there were, for the summary."""
    from ..write.files import write, write_lines

    with _progress(run, options) as progress, run.spooled(progress, _folder(outputs)) as spool:
        if len(run.failed) == len(run.sources):
            return 0  # nothing was read, so nothing is written
        prefixes = {prefix: iri for program in run.builder.compiled for prefix, iri in program.prefixes.items()}
        for output, name in outputs:
            if name == "jsonl":
                write_lines(run.lines(), output)
            elif name == "orkg-csv":
                _write_papers(run, spool, output)
            else:
                write(spool, output, name, prefixes=prefixes, context=_context() if name == "jsonld" else None)
        return 0 if options["quiet"] else spool.statements


def _folder(outputs: list[tuple[str, str]]) -> Path | None:
    """Where what is spooled may become the output itself: beside the first N-Triples file; None if there is none."""
    from ..write.files import place

    for output, name in outputs:
        with suppress(OSError):  # what cannot be written is told of when it is written
            path = place(output) if name == "nt" else None
            if path and os.access(path.parent, os.W_OK):
                return path.parent
    return None


def _write_papers(run: Run, spool: Spool, output: str) -> None:
    from ..write.files import write_lines
    from ..write.orkg_csv import table
    from ..write.wanted import gather

    made = table(gather(spool.chunks(), run.lines()))
    write_lines(made.lines(), output)
    run.find(list(made.findings))


def _describe(run: Run, outputs: list[tuple[str, str]], options: dict[str, Any]) -> None:
    """Write what the outputs are beside them."""
    from ..publish import dataset as datasets
    from ..write.files import write_lines

    folder, description = datasets.describe(run, outputs)
    made = {"void.ttl": datasets.void(description), "manifest.json": datasets.manifest(description)}
    if options["crate"]:
        made["ro-crate-metadata.json"] = datasets.crate(description)
    for name, text in made.items():
        write_lines([text], folder / name)
    run.find(datasets.license_findings(description, run.sources[0].name))


def _context() -> dict[str, Any]:
    """The JSON-LD context that ships with orkgx."""
    import json

    from ..mapping.files import ontology_folder

    context: dict[str, Any] = json.loads((ontology_folder() / "context.jsonld").read_text("utf-8"))["@context"]
    return context


@contextmanager
def _progress(run: Run, options: dict[str, Any]) -> Iterator[Callable[[int], None]]:
    total = sum(source.size for source in run.sources)
    if options["quiet"] or total < LONG or not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    with Progress(
        "reading", BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda size: bar.advance(task, size)


def show_findings(found: Iterable[Diagnostic], options: dict[str, Any]) -> None:
    """Write findings in the form that was asked for, from the severity that was."""
    from ..check.reports import REPORTS
    from ..model import Severity

    least = Severity.error if options["quiet"] else Severity.info if options["verbose"] else Severity.warning
    if options["report"] != "text":
        least = min(least, Severity.info if options["verbose"] else Severity.warning)
    shown = (diagnostic for diagnostic in found if diagnostic.severity >= least)
    # A report for machines is what `check` answers, so it goes where data goes; text stays beside the data.
    stream: IO[str] = sys.stderr if options["report"] == "text" or "outputs" in options else sys.stdout
    REPORTS[options["report"]](shown, stream)


def _summary(run: Run, statements: int, seconds: float) -> None:
    from ..model import Severity

    counts = run.summary.counts
    click.echo(
        f"{run.summary.blocks:,} blocks, {run.summary.entries:,} entries, {statements:,} statements, "
        f"{counts[Severity.warning]:,} warnings, {counts[Severity.error]:,} errors, {seconds:.1f} s",
        err=True,
    )


def _worst(run: Run, fail_on: str) -> bool:
    from ..model import Severity

    return fail_on != "never" and any(
        count for severity, count in run.summary.counts.items() if severity >= Severity[fail_on]
    )
