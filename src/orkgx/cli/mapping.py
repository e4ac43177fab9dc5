"""The commands over mapping files."""

from __future__ import annotations

import click

from .ends import failing


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


@mapping.command("schema")
def mapping_schema() -> None:
    """The JSON Schema of mapping files, for editors."""
    import json

    from ..mapping.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
