"""The command line: arguments, printing and exit codes, and nothing else. Only this module prints."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click

from . import __version__

if TYPE_CHECKING:
    from .pipeline import Run
    from .push.plan import Plan
    from .push.session import Session

CLEAN, FINDINGS, WRONG_USE, UNREADABLE, REMOTE, REFUSED = range(6)
LONG = 2_000_000  # bytes of sources from which on a progress bar is of use


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command over sources takes."""
    options = [
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
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="orkgx")
def main() -> None:
    """Turn Markdown catalogues of language models into ORKG knowledge graphs.

    SOURCE is a file, a folder, a glob, - for standard input, or a URL.
    """


@main.command()
@_shared
@click.option("--output", "-o", "outputs", multiple=True, metavar="FILE", help="Write here; - is standard output.")
@click.option("--format", "format_", metavar="NAME", help="nt, nq, ttl, trig, xml, jsonld or jsonl.")
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
def export(**options: Any) -> None:
    """Write the knowledge graph of catalogues as RDF.

    The format follows the file's ending; several -o write several files of one reading.
    """
    from .sinks import FORMATS, format_for

    outputs: Sequence[str] = options["outputs"] or ("-",)
    chosen = []
    for output in outputs:
        name = options["format_"] or ("ttl" if output == "-" else format_for(output))
        if name not in (*FORMATS, "jsonl"):
            known = ", ".join((*FORMATS, "jsonl"))
            raise click.UsageError(f"no format for {name or output!r}; choose one with --format: {known}")
        chosen.append((output, name))
    _run(options, chosen)


@main.command()
@_shared
def check(**options: Any) -> None:
    """Read catalogues and report what is wrong in them; write nothing."""
    _run({**options, "profile": "full", "provenance": "entry"}, [])


def _remote(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that look at an ORKG."""
    options = [
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
        click.option("--jobs", "-j", type=click.IntRange(1, 16), default=4, show_default=True, help="Writes at once."),
        click.option("--output", "-o", metavar="FILE", help="Write the plan here, as JSON."),
        click.option("--quiet", "-q", is_flag=True, help="No table."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_remote
@click.option("--exit-code", is_flag=True, help="Exit with 5 if there is anything to do.")
def plan(**options: Any) -> None:
    """Show what a push would do; write nothing to the ORKG."""
    from .push.session import Session

    with _failing(), Session.of(options) as session:
        planned = session.plan()
        _show_plan(planned, options, session)
        sys.exit(REFUSED if options["exit_code"] and planned.pending(prune=False) else CLEAN)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...|PLAN.json")
@_remote
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--prune", is_flag=True, help="Remove what we made and the catalogue no longer has.")
def push(**options: Any) -> None:
    """Make the ORKG say what the catalogues say; a second push changes nothing.

    The token is taken from ORKGX_TOKEN, or asked for with ORKGX_USERNAME and ORKGX_PASSWORD.
    """
    from .push.session import Session, saved

    with _failing():
        options, digest = saved(options)
        with Session.of(options) as session:
            planned = session.plan()
            _show_plan(planned, options, session)
            if digest and digest != planned.digest():
                click.echo("orkgx: the catalogue or the ORKG has changed since this plan; plan again", err=True)
                sys.exit(REFUSED)
            if not planned.pending(prune=options["prune"]):
                session.remember(planned)
                sys.exit(CLEAN)
            if not options["yes"]:
                if not sys.stdin.isatty():
                    click.echo("orkgx: nothing was written: there is nobody to ask; say --yes", err=True)
                    sys.exit(WRONG_USE)
                click.confirm(f"Write this to {session.base}?", abort=True, err=True)
            with _steps(planned.counts()["requests"], options) as progress:
                left = session.apply(planned, prune=options["prune"], progress=progress)
            for iri in left:
                click.echo(f"orkgx: {iri} is used by others on the ORKG, so it was left there", err=True)
            if not options["quiet"]:
                click.echo(f"{session.client.writes:,} writes, {session.client.reads:,} reads", err=True)


def _show_plan(planned: Plan, options: dict[str, Any], session: Session) -> None:
    """The plan as a table for people, and as JSON where that was asked for."""
    import json

    from .sinks.files import write_lines

    if options["output"]:
        document = {"orkgx": __version__, "options": session.options, "digest": planned.digest(), **planned.to_json()}
        write_lines([json.dumps(document, indent=1, ensure_ascii=False) + "\n"], options["output"])
    if options["quiet"]:
        return
    for conflict in planned.conflicts:
        click.echo(f"conflict {session.conflict(conflict)}", err=True)
    for iri in planned.orphans:
        click.echo(f"orphan {iri} is ours and no longer in the catalogue; --prune removes it", err=True)
    for name, count in planned.counts().items():
        click.echo(f"{count:8,} {name}")
    if not planned.pending(prune=False):
        click.echo("Nothing to do.")


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


@main.group()
def ledger() -> None:
    """Look into the memory of what was pushed."""


@ledger.command("show")
@click.argument("file", metavar="FILE")
def ledger_show(file: str) -> None:
    """Every thing and its id on the ORKG."""
    from .push.session import opened

    with _failing(), opened(file) as book:
        for iri, known in sorted(book.things().items()):
            click.echo(f"{known.id:16} {'made' if known.made else 'found':6} {iri}")


@ledger.command("export")
@click.argument("file", metavar="FILE")
def ledger_export(file: str) -> None:
    """The same as JSON, with the statements."""
    import json

    from .push.session import opened

    with _failing(), opened(file) as book:
        things = {iri: known._asdict() for iri, known in sorted(book.things().items())}
        links = [
            {"subject": s, "predicate": p, "object": o, "id": id_, "literal": literal, "made": made}
            for (s, p, o), (id_, literal, made) in sorted(book.links().items())
        ]
        click.echo(json.dumps({"things": things, "statements": links}, indent=1, ensure_ascii=False))


@ledger.command("forget")
@click.argument("file", metavar="FILE")
@click.argument("iri", metavar="IRI")
def ledger_forget(file: str, iri: str) -> None:
    """Lose the memory of one thing; the ORKG keeps it."""
    from .push.session import opened

    with _failing(), opened(file) as book:
        click.echo(f"{book.forget(iri):,} forgotten")


@main.group()
def mapping() -> None:
    """Look at the mappings: what orkgx knows of a catalogue's format."""


@mapping.command("list")
def mapping_list() -> None:
    """The mappings that ship with orkgx."""
    from .mapping_files import load_mapping, shipped

    for name in shipped():
        click.echo(f"{name:24} {load_mapping(name).catalogue.title}")


@mapping.command("show")
@click.argument("name", metavar="NAME|FILE")
def mapping_show(name: str) -> None:
    """One mapping file, checked, as it stands."""
    from .mapping_files import find_mapping, load_mapping

    with _failing():
        load_mapping(name)
        click.echo(find_mapping(name).read_text("utf-8"), nl=False)


@mapping.command("schema")
def mapping_schema() -> None:
    """The JSON Schema of mapping files, for editors."""
    import json

    from .mapping import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _run(options: dict[str, Any], outputs: list[tuple[str, str]]) -> None:
    """Read, write the outputs, report, and leave with the exit code of it all."""
    import gc

    # What a run makes is freed by counting references; the collector of cycles would only walk through it.
    gc.set_threshold(100_000, 50, 100)
    with _failing():
        started = time.perf_counter()
        run, failed = _prepare(options, outputs)
        statements = _fold(run, outputs, options)
        for error in (*failed, *run.failed):
            click.echo(f"orkgx: {error}", err=True)
        _report(run, options)
        if not options["quiet"]:
            _summary(run, statements, time.perf_counter() - started)
        if failed or run.failed:
            sys.exit(UNREADABLE)
        sys.exit(FINDINGS if _worst(run, options["fail_on"]) else CLEAN)


def _prepare(options: dict[str, Any], outputs: list[tuple[str, str]]) -> tuple[Run, list[Any]]:
    from .mapping_files import load_mapping, shipped
    from .pipeline import Builder, Run, cores
    from .program import Settings
    from .sources import open_sources

    settings = Settings(
        profile=options["profile"],
        base=options["base"],
        instance=options["instance"],
        provenance=options["provenance"],
        source_iri=options["source_iri"],
        lines=any(name == "jsonl" for _, name in outputs),
    )
    mappings = [load_mapping(name) for name in (options["mappings"] or shipped())]
    opened, failed = open_sources(options["sources"], source_iri=options["source_iri"] or None)
    if not opened:
        for error in failed:
            click.echo(f"orkgx: {error}", err=True)
        sys.exit(UNREADABLE)
    return Run(Builder(mappings, settings), opened, jobs=options["jobs"] or cores()), list(failed)


def _fold(run: Run, outputs: list[tuple[str, str]], options: dict[str, Any]) -> int:
    """Fold the sources into a spool and write each output from it; how many statements there were."""
    import tempfile

    from .sinks.files import write, write_lines
    from .spool import Spool

    again = True
    statements = 0
    while again:
        with Spool() as spool, tempfile.TemporaryFile("w+", encoding="utf-8") as lines:
            with _progress(run, options) as progress:
                again = not run.fold(spool, progress, lines.write if run.builder.settings.lines else None)
            if again:
                continue
            if len(run.failed) == len(run.sources):
                return 0  # nothing was read, so nothing is written
            prefixes = {prefix: iri for program in run.builder.programs for prefix, iri in program.prefixes.items()}
            for output, name in outputs:
                if name == "jsonl":
                    lines.seek(0)
                    write_lines(lines, output)
                else:
                    write(spool, output, name, prefixes=prefixes, context=_context() if name == "jsonld" else None)
            if not outputs:
                deque(spool.pieces(), maxlen=0)  # counts the statements
            statements = spool.statements
    return statements


def _context() -> dict[str, Any]:
    """The JSON-LD context that ships with orkgx."""
    import json

    from .mapping_files import ontology_folder

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


def _report(run: Run, options: dict[str, Any]) -> None:
    from .model import Severity
    from .reports import REPORTS

    least = Severity.error if options["quiet"] else Severity.info if options["verbose"] else Severity.warning
    if options["report"] != "text":
        least = min(least, Severity.info if options["verbose"] else Severity.warning)
    shown = (diagnostic for diagnostic in run.findings() if diagnostic.severity >= least)
    # A report for machines is what `check` answers, so it goes where data goes; text stays beside the data.
    stream: IO[str] = sys.stderr if options["report"] == "text" or "outputs" in options else sys.stdout
    REPORTS[options["report"]](shown, stream)


def _summary(run: Run, statements: int, seconds: float) -> None:
    from .model import Severity

    counts = run.summary.counts
    click.echo(
        f"{run.summary.blocks:,} blocks, {run.summary.entries:,} entries, {statements:,} statements, "
        f"{counts[Severity.warning]:,} warnings, {counts[Severity.error]:,} errors, {seconds:.1f} s",
        err=True,
    )


def _worst(run: Run, fail_on: str) -> bool:
    from .model import Severity

    return fail_on != "never" and any(
        count for severity, count in run.summary.counts.items() if severity >= Severity[fail_on]
    )


@contextmanager
def _failing() -> Iterator[None]:
    """Exceptions that stop a run, as one message and its exit code."""
    from .model import MappingError, OrkgxError, SinkError, SourceError

    codes = {MappingError: WRONG_USE, SourceError: UNREADABLE, SinkError: WRONG_USE}
    words = {"remote": REMOTE}
    try:
        yield
    except OrkgxError as error:
        click.echo(f"orkgx: {error}", err=True)
        sys.exit(words.get(error.code) or codes.get(type(error), WRONG_USE))
    except KeyboardInterrupt:
        click.echo("orkgx: interrupted; files were left as they were, and a push goes on where it was", err=True)
        sys.exit(130)
