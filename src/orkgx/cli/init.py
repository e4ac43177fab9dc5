"""init: a project file, and what checks it at every change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from .ends import CLEAN, FINDINGS, failing, say

if TYPE_CHECKING:
    from ..read.sources import Source

WORKFLOW, HOOKS = ".github/workflows/orkgx.yml", ".pre-commit-config.yaml"


@click.command()
@click.argument("folder", default=".", metavar="[FOLDER]", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--git", "address", default="", metavar="ADDRESS", help="Where orkgx is installed from, as for git clone."
)
@click.option("--bare", is_flag=True, help="Only orkgx.toml: no workflow, no hooks.")
@click.option("--dry-run", is_flag=True, help="Show what would be written.")
@click.option("--force", is_flag=True, help="Write over orkgx.toml and the workflow.")
def init(folder: str, **options: Any) -> None:
    """Write orkgx.toml after a look at the folder, and files that check it on GitHub and before each commit.

    On a terminal it asks before it writes.
    """
    with failing():
        looked = look(Path(folder))
        if not looked.sources:
            say(f"{folder}: no file here holds an entry that a mapping reads; see 'orkgx help mappings'")
            sys.exit(FINDINGS)
        files = _files(Path(folder), looked, options)
        there = [name for name in files if (Path(folder) / name).exists()]
        if not options["force"] and "orkgx.toml" in there:
            raise click.UsageError("orkgx.toml is there; --force writes it anew, --dry-run shows what that would be")
        for name in there:
            kept = name == HOOKS or (name == WORKFLOW and not options["force"])
            if kept and (text := files.pop(name)) != (Path(folder) / name).read_text("utf-8", "replace"):
                say(f"{name} is there and was left as it is; add to it:\n\n{text}")
        if options["dry_run"] or sys.stdin.isatty():
            for name, text in files.items():
                click.echo(f"# {name}\n\n{text}")
        if options["dry_run"]:
            sys.exit(CLEAN)
        if sys.stdin.isatty() and not click.confirm(f"Write {', '.join(files)}?", default=True):
            sys.exit(CLEAN)
        _write(Path(folder), files)
        click.echo(f"wrote {', '.join(files)}; 'orkgx check' and 'orkgx export' need no arguments here from now on")
        sys.exit(CLEAN)


class Looked(NamedTuple):
    """What a folder holds: sources with entries, each with the mappings that read it and its number of entries; and
    whether the mappings are those that ship with orkgx."""

    sources: dict[str, tuple[tuple[str, ...], int]]
    own: dict[str, str]

    @property
    def mappings(self) -> list[str]:
        """The mappings that read something, by name, those of the folder by their files."""
        names = dict.fromkeys(name for names, _ in self.sources.values() for name in names)
        return [self.own.get(name, name) for name in names]


def look(folder: Path) -> Looked:
    """The sources of a folder. Where mappings of its own read something, they alone do."""
    from ..mapping.files import load_mapping
    from ..model import MappingError
    from ..read.sources import open_sources

    own = {}
    for path in sorted([*folder.glob("*.y*ml"), *folder.glob("mappings/*.y*ml")]):
        try:
            own[load_mapping(str(path)).name] = path.relative_to(folder).as_posix()
        except MappingError:
            continue  # most files of YAML are no mappings
    opened, _ = open_sources([str(folder)], source_iri=None)
    read = (
        {source.name: _read(source, [str(folder / file) for file in own.values()]) for source in opened} if own else {}
    )
    if not any(entries for _, entries in read.values()):
        own, read = {}, {source.name: _read(source, []) for source in opened}
    found = {Path(name).relative_to(folder).as_posix(): one for name, one in read.items() if one[1]}
    return Looked(found, own)


def _read(source: Source, mappings: list[str]) -> tuple[tuple[str, ...], int]:
    """The mappings that read a source, and how many entries they find."""
    from ..mapping.compiled import Settings
    from ..pipeline import Builder, Run

    run = Run(Builder.of(mappings, Settings()), [source])
    with run.spooled():
        return tuple(sorted(run.summary.catalogues)), run.summary.entries


# -- what is written


def _files(folder: Path, looked: Looked, options: dict[str, Any]) -> dict[str, str]:
    files = {"orkgx.toml": _project(looked)}
    if not options["bare"] and (folder / ".git").exists():
        address, revision = _origin(options["address"])
        files[WORKFLOW] = _WORKFLOW.format(install=f"orkgx @ git+{address}" + (f"@{revision}" if revision else ""))
        pattern = "|".join(source.replace(".", r"\.") for source in looked.sources)
        files[HOOKS] = _HOOKS.format(address=address, revision=revision or "main", pattern=pattern)
        if address == PLACE:
            say(f"nobody knows from where orkgx was installed: put its git address where {PLACE} stands")
    return files


def _project(looked: Looked) -> str:
    import json

    rows = []
    for name, (names, count) in looked.sources.items():
        entries = f"{count:,} {'entry' if count == 1 else 'entries'}, read by {', '.join(names)}"
        rows.append(f"    {json.dumps(name, ensure_ascii=False)},  # {entries}\n")
    mappings = ", ".join(json.dumps(name) for name in looked.mappings)
    return _PROJECT.format(sources="".join(rows), mappings=mappings)


PLACE = "https://example.org/orkgx.git"


def _origin(given: str) -> tuple[str, str]:
    """The git address that orkgx is installed from, and the commit, as far as they are known."""
    from ..check.origin import installed_from

    address, revision = (given, "") if given else installed_from()
    return address or PLACE, revision


def _write(folder: Path, files: dict[str, str]) -> None:
    from ..model import SinkError
    from ..write.files import write_lines

    for name, text in files.items():
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SinkError(f"{name} cannot be written: {error.strerror}") from error
        write_lines([text], folder / name)


_PROJECT = """\
# What orkgx does here without arguments: see 'orkgx help project'.

sources = [
{sources}]
mapping = [{mappings}]
outputs = ["models.ttl"]
fail-on = "error"

# source-iri = "https://example.org/README.md"  # where the source is published
# ignore = ["no-paper-title"]
# baseline = "orkgx-baseline.json"  # 'orkgx check --write-baseline' writes it
"""

_WORKFLOW = """\
# Each finding of orkgx at its line of a pull request, and in the tab 'Security'.
name: orkgx
on: [push, pull_request]
permissions:
  contents: read
  security-events: write
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {{python-version: "3.13"}}
      - run: pip install '{install}'
      - run: orkgx check --report sarif > orkgx.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always()
        with: {{sarif_file: orkgx.sarif}}
"""

_HOOKS = """\
repos:
  - repo: {address}
    rev: {revision}
    hooks:
      - id: orkgx-fix
        files: ^({pattern})$
      - id: orkgx-check
        files: ^({pattern})$
"""
