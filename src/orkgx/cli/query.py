"""query: SPARQL over graphs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, failing, say
from .findings import read_badly
from .loading import loaded
from .options import base, jobs, mappings

if TYPE_CHECKING:
    from ..ask.queries import Answer, Query

TABLE_ROWS = 1000  # what a table for people holds unless --limit says otherwise
ENDINGS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".srj": "json", ".md": "md", ".txt": "table"}


@click.command()
@click.argument("arguments", nargs=-1, metavar="SOURCE... [QUERY]")
@click.option("--file", "-f", "file", metavar="FILE", help="Take the query from here; - is standard input.")
@click.option("--name", "-n", metavar="NAME", help="Take the query of this name; --list shows them.")
@click.option("--list", "list_", is_flag=True, help="Show the named queries and their parameters.")
@click.option("--param", "-p", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter's value.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint; there is no SOURCE then.")
@click.option("--format", "format_", metavar="NAME", help="table, md, csv, tsv or json; for graphs as in export.")
@click.option("--output", "-o", default="-", metavar="FILE", help="Write here; the format follows the ending.")
@click.option(
    "--limit", type=click.IntRange(0), metavar="N", help=f"Rows; 0: all. [default: {TABLE_ROWS:,} in a table]"
)
@click.option("--timeout", type=click.FloatRange(0), default=60.0, show_default=True, help="Seconds; 0: no limit.")
@click.option("--memory", type=click.IntRange(0), default=4096, show_default=True, help="MB; 0: no limit.")
@click.option("--service", is_flag=True, help="Let the query ask other endpoints (SERVICE).")
@mappings
@base
@jobs
def query(**options: Any) -> None:
    """Put a SPARQL query to RDF files and catalogues.

    ASK leaves with 0 for true and 1 for false. The prefixes that orkgx writes need not be declared.
    """
    with failing():
        if options["list_"]:
            _list()
            sys.exit(CLEAN)
        sources, asked = _question(options)
        text = asked.filled(_given(options["parameters"]))
        answer, bad = _answer(sources, text, options)
        _write(answer, options)
        sys.exit(FINDINGS if answer is False or bad else CLEAN)


def _list() -> None:
    from ..ask.queries import shipped

    for asked in shipped().values():
        click.echo(f"{asked.name}\n    {asked.help}")
        for parameter in asked.parameters:
            default = f" [{parameter.default}]" if parameter.default else ""
            click.echo(f"    -p {parameter.name}={parameter.kind.upper()}  {parameter.help}{default}")


def _question(options: dict[str, Any]) -> tuple[list[str], Query]:
    """The sources, and the query from the one place that has it."""
    from ..ask.queries import find, read

    arguments, file, name = list(options["arguments"]), options["file"], options["name"]
    if file and name:
        raise click.UsageError("--file and --name are two queries; give one")
    if name:
        asked = find(name)
    elif file:
        asked = read(_text(file), Path(file).name)
    elif arguments and not os.path.exists(arguments[-1]):
        asked = read(arguments.pop(), "the query")
    else:
        raise click.UsageError("no query; give it as the last argument, with --file or with --name")
    if bool(arguments) == bool(options["endpoint"]):
        raise click.UsageError("name what to ask: sources, or --endpoint without any")
    return arguments, asked


def _text(file: str) -> str:
    from ..model import SourceError

    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise SourceError(file, error.strerror or "it cannot be read") from error
    except UnicodeDecodeError as error:
        raise SourceError(file, "it is not UTF-8; save it as UTF-8") from error


def _given(parameters: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise click.UsageError(f"{parameter!r} is no parameter; write KEY=VALUE")
        given[name] = value
    return given


def _answer(sources: list[str], text: str, options: dict[str, Any]) -> tuple[Answer, bool]:
    """The answer, and whether reading the sources found errors."""
    from ..ask.apart import Limits, Question, ask_apart
    from ..graph.terms import PREFIXES

    prefixes = {**PREFIXES, "id": _base(options)}
    if options["endpoint"]:
        from ..ask.endpoint import ask_endpoint

        return ask_endpoint(options["endpoint"], text, prefixes=prefixes, seconds=options["timeout"]), False
    store, run = loaded(sources, options)
    bad = read_badly(run)
    limits = Limits(options["timeout"], options["memory"] << 20, options["service"])
    return ask_apart(store, Question(text, prefixes=prefixes), limits), bad


def _base(options: dict[str, Any]) -> str:
    from ..graph.terms import BASE

    return options["base"] or BASE


def _write(answer: Answer, options: dict[str, Any]) -> None:
    from ..ask.answers import SOLUTIONS, write_boolean, write_solutions, write_triples
    from ..ask.queries import Solutions, Triples
    from ..graph.terms import PREFIXES
    from ..write.files import opened
    from ..write.formats import RDF_FORMATS, format_for

    target, form = options["output"], options["format_"]
    prefixes = {**PREFIXES, "id": _base(options)}
    known, usual = (RDF_FORMATS, "ttl") if isinstance(answer, Triples) else (SOLUTIONS, "table")
    form = form or (format_for(target) if isinstance(answer, Triples) else ENDINGS.get(Path(target).suffix)) or usual
    if form not in known:
        raise click.UsageError(f"no format {form!r} for this answer; there are: {', '.join(known)}")
    with opened(target) as out:
        if isinstance(answer, bool):
            write_boolean(answer, out, form)
        elif isinstance(answer, Triples):
            write_triples(answer, out, form, prefixes)
        elif isinstance(answer, Solutions):
            most = TABLE_ROWS if form in ("table", "md") else 0
            limit = most if options["limit"] is None else options["limit"]
            if write_solutions(answer, out, form, prefixes, limit=limit):
                say(f"there are more than {limit:,} rows; --limit 0 shows all")
