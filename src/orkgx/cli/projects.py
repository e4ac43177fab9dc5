"""How commands take what a project file says: as the defaults of their options, and as their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from .ends import failing

_SOURCES = "sources of the project"
_OF_SOURCES = ("source_iri", "outputs")  # what is said of the project's own sources, and of no others
_FILES = ("orkgx.toml", "pyproject.toml")


def project_defaults(verbs: list[str]) -> dict[str, Any]:
    """By command, the defaults of its options; nothing is loaded for them where there is no project file."""
    if not any(path.is_file() for path in project_files()):
        return {}
    with failing():
        return read_defaults(verbs)


def project_files() -> Iterator[Path]:
    """Where a project file of the folder of the run may be."""
    here = Path.cwd()
    return (above / name for above in (here, *here.parents) for name in _FILES)


def read_defaults(verbs: list[str]) -> dict[str, Any]:
    """The same. Raises ProjectError."""
    from .project import defaults, find_project

    found = find_project(Path.cwd())
    said = defaults(found) if found else {}
    said[_SOURCES] = said.pop("sources", ())
    return dict.fromkeys(verbs, said)


def _of_project(
    context: click.Context, argument: click.Parameter, given: tuple[str, ...], *, required: bool
) -> tuple[str, ...]:
    """The sources that are given, else those of the project; what it says of its own is for no others."""
    said: dict[str, Any] = dict(context.default_map or {})
    if given:
        context.default_map = {name: value for name, value in said.items() if name not in _OF_SOURCES}
        return given
    if not said.get(_SOURCES) and not required:
        return ()
    if not said.get(_SOURCES):
        hint = "Name one, or let 'orkgx init' write them into orkgx.toml"
        raise click.MissingParameter(hint, ctx=context, param=argument)
    return tuple(said[_SOURCES])


def sources(metavar: str = "[SOURCE]...", *, required: bool = True) -> Callable[..., Any]:
    """The sources of a command. They are read first, as defaults of other options depend on them."""
    callback = partial(_of_project, required=required)
    return click.argument("sources", nargs=-1, callback=callback, is_eager=True, metavar=metavar)
