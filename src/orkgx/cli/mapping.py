"""The commands over mapping files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .ends import FINDINGS, failing, say
from .loading import engine
from .options import jobs, spreads


@click.group()
def mapping() -> None:
    """Look at the mappings: what orkgx knows of a catalogue's format."""


@mapping.command("list")
def mapping_list() -> None:
    """The mappings that ship with orkgx."""
    from ..mapping.files import load_mapping, shipped

    for name in shipped():
        click.echo(f"{name:24} {load_mapping(name).catalogue.title}")


@mapping.command("show")
@click.argument("name", metavar="NAME|FILE")
def mapping_show(name: str) -> None:
    """One mapping file, checked, as it stands."""
    from ..mapping.files import find_mapping, load_mapping

    with failing():
        load_mapping(name)
        click.echo(find_mapping(name).read_text("utf-8"), nl=False)
        _warn(name)


@mapping.command("schema")
def mapping_schema() -> None:
    """The JSON Schema of mapping files, for editors."""
    import json

    from ..mapping.json_schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@mapping.command("draft")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--output", "-o", default="-", metavar="FILE", help="Write the mapping here, and show what it reads.")
@click.option("--name", default="mine", show_default=True, metavar="NAME", help="What the mapping is called.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@jobs
@spreads
def mapping_draft(sources: tuple[str, ...], output: str, name: str, force: bool, **options: Any) -> None:
    """Draft a mapping from what stands in SOURCE: its keys, and the readers that read most of their values.

    Leaves with 1 where nothing there has keys.
    """
    if output != "-" and Path(output).exists() and not force:
        raise click.UsageError(f"{output} is there already; name another file, or write over it with --force")
    from ..edit.draft import draft
    from ..read.sources import open_sources
    from ..write.files import write_lines

    with failing():
        opened, errors = open_sources(sources, source_iri=None)
        if errors:
            raise errors[0]
        text = draft(opened, name, engine(options))
        if not text:
            say(f"{sources[0]} has no table, block or front matter with keys; there is nothing to draft from")
            sys.exit(FINDINGS)
        write_lines([text], output)
        if output != "-":
            _preview(sources, output, "", 3)


@mapping.command("preview")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--mapping", "-m", "mapping_", required=True, metavar="NAME|FILE", help="The mapping to look at.")
@click.option("--entry", default="", metavar="NAME", help="Only what is called this.")
def mapping_preview(sources: tuple[str, ...], mapping_: str, entry: str) -> None:
    """Show entries beside their source: each value, and what a mapping makes of it."""
    with failing():
        _preview(sources, mapping_, entry, 3)


def _preview(sources: tuple[str, ...], name: str, entry: str, most: int) -> None:
    """Some entries, and how many values become typed or named things, text, or nothing."""
    import json

    from ..mapping.compiled import Settings
    from ..pipeline import prepare

    run = prepare(*sources, mappings=[name], settings=Settings(lines=True))
    _warn(name)
    shown = 0
    counts = {"typed": 0, "text": 0, "nothing": 0}
    with run.spooled():
        for line in run.lines():
            record = json.loads(line)
            for field in record["fields"]:
                counts[_becomes(field)] += bool(field["text"])
            if shown < most and entry in ("", record["name"]):
                shown += 1
                _show_record(record)
    total = sum(counts.values()) or 1
    shares = ", ".join(f"{count / total:.0%} {what}" for what, count in counts.items())
    click.echo(f"{run.summary.entries:,} entries; of {sum(counts.values()):,} values {shares}", err=True)


def _becomes(field: dict[str, Any]) -> str:
    """Whether a value becomes something typed or named, a text only, or nothing but what is written."""
    from ..graph.terms import is_iri, unquote

    terms = [one["statement"].split(None, 1)[1] for one in field["readings"]]
    if any(is_iri(term) or unquote(term)[1] for term in terms):
        return "typed"
    return "text" if terms else "nothing"


def _show_record(record: dict[str, Any]) -> None:
    click.echo(f"{record['file']}:{record['line']}  {record['name']}", err=True)
    for field in record["fields"]:
        click.echo(f"  {field['name']}: {field['text'][:90]}", err=True)
        for one in dict.fromkeys(reading["statement"] for reading in field["readings"]):
            click.echo(f"      {one[:110]}", err=True)


@mapping.command("terms")
@click.argument("word", default="", metavar="[WORD]")
def mapping_terms(word: str) -> None:
    """The properties, kinds and readers that a mapping may name, and what queries, charts and the ORKG's template need;
    or those that WORD stands in."""
    from ..edit.evidence import properties
    from ..mapping.files import load_mapping
    from ..mapping.readers import READERS
    from .needs import needs, said

    common, known_by = load_mapping("common"), properties()
    known = {f"property {name}": one.help or "" for name, one in common.properties.items()}
    known |= {f"kind {name}": one.class_ for name, one in common.kinds.items()}
    known |= {f"reader {name}": (one.read.__doc__ or "").partition("\n")[0] for name, one in READERS.items()}
    known |= {need.name: said(need, known_by) for need in needs()}
    for name, about in known.items():
        if word.casefold() in f"{name} {about}".casefold():
            click.echo(f"{name:32} {about}")


def _warn(name: str) -> None:
    """Say that nothing asks for what a mapping makes."""
    from ..mapping.compiled import CompiledMapping, Settings
    from ..mapping.files import find_mapping, load_mapping
    from .needs import feeds_nothing

    if warning := feeds_nothing(CompiledMapping(load_mapping(name), Settings()), find_mapping(name)):
        click.echo(str(warning), err=True)
