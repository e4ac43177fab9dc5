"""link: the ORKG's links into catalogues."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, UNREADABLE, WRONG_USE, failing, say
from .files import content, give
from .options import base, mappings
from .projects import sources

if TYPE_CHECKING:
    from ..edit.linking import Linked, Refused


@click.command()
@sources()
@click.option("--ledger", "ledger_", metavar="FILE", help="The memory of the push. [default: that of --to]")
@click.option("--to", "target", metavar="ORKG", help="sandbox, incubating, production or a URL: whose ids they are.")
@click.option(
    "--as",
    "as_",
    type=click.Choice(["production", "sandbox", "incubating"]),
    default="production",
    show_default=True,
    help="Whose links those of a URL are written as.",
)
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@mappings
@base
@click.option("--quiet", "-q", is_flag=True, help="Only what got no link, no summary.")
def link(sources: tuple[str, ...], **options: Any) -> None:
    """Put the ORKG's links into catalogues that were pushed.

    Each entry gets the address of its contribution where its mapping reads one: its list item, a cell or a key. --diff
    leaves with 1 where something would change.
    """
    from ..push.client import ADDRESSES
    from ..push.ledger import existing, ledger_of

    if not (options["ledger_"] or options["target"]):
        raise click.UsageError("say which push is meant: --ledger FILE, or --to ORKG")
    with failing():
        target = options["target"] or ""
        with existing(options["ledger_"] or str(ledger_of(ADDRESSES.get(target, target)))) as book:
            whose = book.whose()
            if target and whose and ADDRESSES.get(target, target).rstrip("/") != whose:
                say(f"{book.path} is the ledger of {whose}, not of {ADDRESSES.get(target, target)}")
                sys.exit(WRONG_USE)
            named = {address: name for name, address in ADDRESSES.items()}
            instance = named.get(whose or target, options["as_"])
            ids = {iri: known.id for iri, known in book.things().items()}
        sys.exit(put_links(sources, ids, instance, options))


def put_links(sources: Sequence[str], ids: Mapping[str, str], instance: str, options: Mapping[str, Any]) -> int:
    """Link the entries of sources by their `ids`; the exit code."""
    from ..edit.linking import Linker
    from ..model import SourceError
    from ..read.sources import open_sources

    opened, failed = open_sources(sources, source_iri=None)
    linker = Linker(options["mappings"], options["base"], instance, opened, ids)
    done: list[Linked] = []
    for source in opened:
        try:
            data = content(source)
            linked = linker.link(source, data.decode("utf-8", "surrogateescape"))
        except SourceError as error:
            failed.append(error)
            continue
        done.append(linked)
        give(source, data, linked.after, diff=options["diff"])
        _tell(linked)
    for one in failed:
        say(one)
    if not options["quiet"]:
        _sum_up(done, diff=options["diff"])
    changed = options["diff"] and any(one.after != one.before for one in done)
    return UNREADABLE if failed else FINDINGS if changed or any(one.refused for one in done) else CLEAN


def _tell(linked: Linked) -> None:
    """The entries that got no link, with one reason once."""
    by_reason: dict[str, list[Refused]] = {}
    for one in linked.refused:
        by_reason.setdefault(one.why, []).append(one)
    for why, some in by_reason.items():
        more = f" and {len(some) - 1:,} more" if len(some) > 1 else ""
        say(f"{some[0].place}: {some[0].name!r}{more} got no link: {why}")


def _sum_up(done: Sequence[Linked], *, diff: bool) -> None:
    counts = {
        "would be linked" if diff else "linked": sum(one.made for one in done),
        "had their link": sum(one.had for one in done),
        "not in the ledger": sum(one.unknown for one in done),
        "got none": sum(len(one.refused) for one in done),
    }
    first = next(iter(counts))
    click.echo(", ".join(f"{count:,} {what}" for what, count in counts.items() if count or what == first), err=True)
