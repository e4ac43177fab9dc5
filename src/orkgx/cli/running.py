"""A run over catalogues: read, write what was asked for, report, leave."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .ends import CLEAN, FINDINGS, UNREADABLE, failing, say
from .findings import fails, show_findings, show_next, show_summary
from .loading import engine
from .origins import empty_sources

if TYPE_CHECKING:
    from ..pipeline import Run

_DESCRIPTIONS = ("void.ttl", "manifest.json", "ro-crate-metadata.json")  # what --describe and --crate write
LONG = 2_000_000  # bytes of sources from which on a progress bar is of use


def run(options: dict[str, Any], outputs: list[tuple[str, str]]) -> None:
    """Read, write the outputs, report, and leave with the exit code of it all."""
    import gc

    from ..model import Severity

    # What a run makes is freed by counting references; the collector of cycles would only walk through it.
    gc.set_threshold(1_000_000, 50, 100)
    with failing():
        started = time.perf_counter()
        run, failed = _prepare(options, outputs)
        _keep_apart(run, outputs, options)
        statements = _fold(run, outputs, options)
        if (options.get("describe") or options.get("crate")) and run.summary.entries:
            _describe(run, outputs, options)
        _tell(run, failed, options)  # those of `run.failed` are among the findings
        # Where reading itself went wrong, that is what there is to tell.
        empty = [] if run.summary.counts[Severity.error] else list(empty_sources(run, options["sources"]))
        run.find(empty)
        told = show_findings(run.findings(), options, run)
        if not options["quiet"]:
            show_summary(run, told.counts, statements, time.perf_counter() - started)
        show_next(told, options)
        if failed or run.failed:
            sys.exit(UNREADABLE)
        nothing = not run.summary.entries
        for one in empty if nothing else ():
            if one.severity is Severity.info or options["quiet"]:  # the others were shown
                say(f"{one.span.file}: {one.message}")
        if nothing and outputs:
            say("nothing was written")
        sys.exit(FINDINGS if fails(told.counts, options["fail_on"]) or (nothing and outputs) else CLEAN)


def _prepare(options: dict[str, Any], outputs: list[tuple[str, str]]) -> tuple[Run, list[Any]]:
    from ..mapping.compiled import Settings
    from ..pipeline import Builder, Run
    from ..read.sources import open_sources
    from ..write.formats import FORMATS

    settings = Settings(
        profile=options["profile"],
        base=options["base"],
        instance=options["instance"],
        provenance=options["provenance"],
        source_iri=options["source_iri"],
        lines=any(FORMATS[name].lines for _, name in outputs),
        today=options.get("today", ""),
    )
    chosen = engine(options)
    builder = Builder.of(options["mappings"], settings)
    opened, failed = open_sources(options["sources"], source_iri=options["source_iri"] or None)
    if not opened and options["report"] == "text":
        for error in failed:
            say(error)
        sys.exit(UNREADABLE)
    return Run(builder, opened, engine=chosen), list(failed)


def _tell(run: Run, failed: list[Any], options: dict[str, Any]) -> None:
    """Tell of sources that could not be opened; a report for machines has them among its findings."""
    from ..model import Span, finding

    if options["report"] == "text":
        for error in failed:
            say(error)
    else:
        run.find([finding(Span(error.source, 1, 1), error.code, error.problem) for error in failed])


def _keep_apart(run: Run, outputs: list[tuple[str, str]], options: dict[str, Any]) -> None:
    """Refuse, before the first byte, to write over a source, or over another file of the same run."""
    import click

    sources = {_full(source.name) for source in run.sources if source.anywhere}
    files = [_full(output) for output, _ in outputs if output != "-" and not _device(output)]
    described = _DESCRIPTIONS if options.get("describe") or options.get("crate") else ()
    beside = [os.path.join(os.path.dirname(files[0]), name) for name in described] if files else []
    for path in (*files, *beside):
        if path in sources:
            raise click.UsageError(f"{path} is a source of this run; write to another file")
        if (*files, *beside).count(path) > 1:
            raise click.UsageError(f"{path} would be written twice in this run; give each output a name of its own")


def _full(name: str) -> str:
    from ..model import SinkError
    from ..read.storage import full_address, is_elsewhere

    try:
        return full_address(name) if is_elsewhere(name) else os.path.realpath(name)
    except OSError as error:
        raise SinkError(f"{name} cannot be used: {error}") from error


def _device(output: str) -> bool:
    return os.path.exists(output) and not os.path.isfile(output)


def _fold(run: Run, outputs: list[tuple[str, str]], options: dict[str, Any]) -> int:
    """Fold the sources into a spool and write each output from it; how many statements there were, for the summary."""
    from ..pipeline.engines import beside
    from ..write.files import write
    from ..write.formats import FORMATS

    prefixes = {prefix: iri for mapping in run.builder.compiled for prefix, iri in mapping.prefixes.items()}
    if outputs and outputs[0][0].endswith("/"):
        return _into_parts(run, *outputs[0], prefixes, options)
    with _progress(run, options) as progress, run.spooled(progress, _folder(outputs)) as spool:
        if not run.summary.entries:
            return 0  # nothing was read, so nothing is written, and a file that is there stays
        for output, name in outputs:
            context = _context() if FORMATS[name].context else None
            spread = beside(run.engine)
            run.find(write(spool, output, name, prefixes=prefixes, context=context, lines=run.lines, spread=spread))
        return 0 if options["quiet"] else spool.statements


def _into_parts(run: Run, output: str, name: str, prefixes: dict[str, str], options: dict[str, Any]) -> int:
    """Have the engine's workers write part files; how many statements there were."""
    from ..graph.terms import PREFIXES
    from ..pipeline.parts import write_parts
    from ..write.formats import FORMATS

    context = _context() if FORMATS[name].context else {}
    with _progress(run, options) as progress:
        written = write_parts(run, output, name, prefixes=PREFIXES | prefixes, context=context, progress=progress)
    if written.before and not options["quiet"]:
        say(f"went on where an earlier run was cut off: {written.before:,} steps were done")
    return written.statements


def _folder(outputs: list[tuple[str, str]]) -> Path | None:
    """Where what is spooled may become the output itself: beside the first N-Triples file; None if there is none."""
    from ..write.files import place
    from ..write.formats import FORMATS

    for output, name in outputs:
        with suppress(OSError):  # what cannot be written is told of when it is written
            path = place(output) if FORMATS[name].as_spooled else None
            if path and os.access(path.parent, os.W_OK):
                return path.parent
    return None


def _describe(run: Run, outputs: list[tuple[str, str]], options: dict[str, Any]) -> None:
    """Write what the outputs are beside them."""
    from ..publish.crate import crate
    from ..publish.dataset import describe
    from ..publish.licenses import license_findings
    from ..publish.manifest import manifest
    from ..publish.void import void
    from ..write.files import write_lines

    folder, description = describe(run, outputs)
    made = {"void.ttl": void(description), "manifest.json": manifest(description)}
    if options["crate"]:
        made["ro-crate-metadata.json"] = crate(description)
    for name, text in made.items():
        write_lines([text], folder / name)
    run.find(license_findings(description, run.sources[0].name))


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
