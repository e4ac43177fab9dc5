"""reconcile: candidates for what may be one thing, to review; and what was accepted, as a vocabulary."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, failing, say
from .findings import read_badly
from .loading import loaded
from .options import base, jobs, mappings, spreads

if TYPE_CHECKING:
    from ..ask.reconciling.nodes import Node
    from ..ask.reconciling.review import Row
    from ..mapping.schema import Mapping


@click.command()
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option("--against", multiple=True, metavar="WHAT",
              help="A dump of ROR, an RDF file, the address of a service or endpoint, or orkg.")  # fmt: skip
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only things of this kind, such as organization.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.82, show_default=True, help="Only candidates so near.")
@click.option("--most", type=click.IntRange(1), default=3, show_default=True, help="Candidates for a thing.")
@click.option("--accept", metavar="FILE", help="Turn a reviewed table into a vocabulary; read no source.")
@click.option("--format", "format_", type=click.Choice(["tsv", "sssom"]), default="tsv", show_default=True,
              help="Of the table.")  # fmt: skip
@click.option("--output", "-o", default="-", metavar="FILE", help="Write here.")
@mappings
@base
@jobs
@spreads
@click.option("--quiet", "-q", is_flag=True, help="No summary.")
def reconcile(sources: tuple[str, ...], **options: Any) -> None:
    """Find things of one kind that may be one, and what others know them as; nothing is accepted by itself.

    The table has a column for your decision: same, spelling, close or no. --accept turns those into a vocabulary that
    mappings include.
    """
    if bool(sources) == bool(options["accept"]):
        raise click.UsageError("name sources to look at, or a reviewed table with --accept")
    with failing():
        if options["accept"]:
            _accept(options)
        else:
            _candidates(sources, options)


def _candidates(sources: tuple[str, ...], options: dict[str, Any]) -> None:
    from ..ask.reconciling.authorities import authority
    from ..ask.reconciling.nodes import nodes
    from ..ask.reconciling.pairs import Wish, candidates
    from ..ask.reconciling.review import FORMS
    from ..write.files import write_lines

    if any(os.path.realpath(options["output"]) == os.path.realpath(source) for source in sources):
        raise click.UsageError(f"{options['output']} is a source of this run; write to another file")
    authorities = [authority(name) for name in options["against"]]
    store, run = loaded(sources, options)
    bad = read_badly(run)
    found = [node for node in nodes(store, options["base"]) if not options["kinds"] or node.kind in options["kinds"]]
    if options["kinds"] and not found:
        kinds = ", ".join(sorted({node.kind for node in nodes(store, options["base"])}))
        raise click.UsageError(f"nothing is of the kind {' or '.join(options['kinds'])}; there are {kinds}")
    wish = Wish(options["least"], options["most"], frozenset(_entries(options)))
    rows = list(candidates(found, authorities, wish))
    write_lines(FORMS[options["format_"]](rows), options["output"])
    if not options["quiet"]:
        click.echo(_summary(found, rows), err=True)
    sys.exit(FINDINGS if bad else CLEAN)


def _summary(found: list[Node], rows: list[Row]) -> str:
    known = sum(node.known for node in found)
    return f"{len(found):,} things, {known:,} with an identity elsewhere, {len(rows):,} candidates to review"


def _accept(options: dict[str, Any]) -> None:
    import yaml

    from ..ask.reconciling.review import read_review
    from ..ask.reconciling.vocabulary import accepted
    from ..graph.terms import BASE
    from ..write.files import write_lines

    name, output = options["accept"], options["output"]
    if output != "-" and os.path.exists(output):
        raise click.UsageError(f"{output} is there already; write to another file, or remove it")
    rows = read_review(_text(name), name)
    vocabulary = accepted(rows, _tables(options), options["base"] or BASE)
    head = f"# What was accepted of {os.path.basename(name)}. A mapping takes it by `include: [{_stem(output)}]`.\n"
    body = yaml.safe_dump({"name": _stem(output), **vocabulary}, sort_keys=False, allow_unicode=True, width=120)
    write_lines([head, body], output)
    if not options["quiet"]:
        decided = sum(row.decision not in ("", "no") for row in rows)
        say(f"{decided:,} of {len(rows):,} rows were accepted")
    sys.exit(CLEAN)


def _stem(output: str) -> str:
    return os.path.splitext(os.path.basename(output))[0] if output != "-" else "reviewed"


def _text(name: str) -> str:
    from ..model import SourceError

    try:
        with open(name, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise SourceError(name, f"it cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(name, "it is not UTF-8; save it as UTF-8") from error


def _kinds(options: dict[str, Any]) -> Iterator[tuple[str, str, Mapping]]:
    """The step of each kind in an IRI, its table, and the mapping that has both."""
    from ..mapping.files import load_mapping, shipped

    for mapping in map(load_mapping, options["mappings"] or shipped()):
        for kind, facts in mapping.kinds.items():
            if facts.table:
                yield facts.path or kind, facts.table, mapping


def _tables(options: dict[str, Any]) -> dict[str, str]:
    return {kind: table for kind, table, _ in _kinds(options)}


def _entries(options: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and label of everything that stands in a table."""
    for kind, table, mapping in _kinds(options):
        yield from ((kind, label) for label in mapping.tables.get(table, ()))
