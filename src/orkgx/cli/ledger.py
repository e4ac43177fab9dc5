"""The commands over a ledger, the memory of what was pushed."""

from __future__ import annotations

import click

from .ends import failing


@click.group()
def ledger() -> None:
    """Look into the memory of what was pushed."""


@ledger.command("show")
@click.argument("file", metavar="FILE")
def ledger_show(file: str) -> None:
    """Every thing and its id on the ORKG, and the runs that wrote to it."""
    from ..push.ledger import existing
    from ..push.runs import Runs

    with failing(), existing(file) as book:
        for iri, known in sorted(book.things().items()):
            click.echo(f"{known.id:16} {'made' if known.made else 'found':6} {iri}")
        for iri, known in sorted(book.comparisons().items()):
            click.echo(f"{known.id:16} {'made':6} {iri}")
        for run in Runs(book).all():
            what = f"took back run {run.undoes}" if run.undoes else f"wrote {run.writes:,} that can be taken back"
            click.echo(f"run {run.number:<12} {run.at} {what}{'' if run.ended else '; was cut short'}")


@ledger.command("export")
@click.argument("file", metavar="FILE")
def ledger_export(file: str) -> None:
    """The same as JSON, with the statements."""
    import json

    from ..push.ledger import existing

    with failing(), existing(file) as book:
        things = {iri: known._asdict() for iri, known in sorted(book.things().items())}
        links = [
            {"subject": s, "predicate": p, "object": o, **known._asdict()}
            for (s, p, o), known in sorted(book.links().items())
        ]
        comparisons = {
            iri: {"id": known.id, "uri": known.uri, "sources": sorted(book.sources(iri))}
            for iri, known in sorted(book.comparisons().items())
        }
        everything = {"things": things, "statements": links, "comparisons": comparisons}
        click.echo(json.dumps(everything, indent=1, ensure_ascii=False))


@ledger.command("forget")
@click.argument("file", metavar="FILE")
@click.argument("iri", metavar="IRI")
def ledger_forget(file: str, iri: str) -> None:
    """Lose the memory of one thing; the ORKG keeps it."""
    from ..push.ledger import existing

    with failing(), existing(file) as book:
        click.echo(f"{book.forget(iri):,} forgotten")
