"""The store that the commands over graphs ask, by their shared options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import pyoxigraph as ox

    from ..ask.store import Loaded
    from ..ask.subjects import Described
    from ..mapping.compiled import Settings
    from ..pipeline import Engine
    from ..publish.disagreements import Disagreement

_APART = 20  # names that are compared; more are the files of one catalogue


def engine(options: dict[str, Any]) -> Engine:
    """What reads, as the options say it."""
    from ..pipeline.engines import engine_for

    name, scheduler = options.get("engine") or "", options.get("scheduler") or ""
    if scheduler and name != "dask":
        raise click.UsageError("--scheduler is the address of a Dask cluster; say --engine dask as well")
    return engine_for(options["jobs"], name, scheduler)


def loaded(
    names: tuple[str, ...] | list[str],
    options: dict[str, Any],
    *,
    settings: Settings | None = None,
    folder: Path | None = None,
    memory: int | None = None,
    lines: bool = False,
) -> Loaded:
    """All that stands behind names, as `ask.store.load` has it; `settings` are those of the options unless given;
    `lines` keeps the records too."""
    from ..ask.store import load
    from ..mapping.compiled import Settings

    return load(
        *names,
        mappings=options["mappings"],
        settings=settings or Settings(base=options["base"], lines=lines),
        engine=engine(options),
        folder=folder,
        memory=memory,
    )


def described(
    names: tuple[str, ...], options: dict[str, Any], settings: Settings, back: Iterable[ox.NamedNode]
) -> Described:
    """All that stands behind names, by subject; `back` are predicates that are followed from object to subject."""
    from ..ask.subjects import described as found

    return found(*names, back=back, mappings=options["mappings"], settings=settings, engine=engine(options))


def statements(name: str, options: dict[str, Any]) -> Iterator[ox.Quad]:
    """The statements of one source, without a store."""
    from ..ask.statements import quads_of
    from ..mapping.compiled import Settings

    settings = Settings(base=options["base"])
    return quads_of(name, mappings=options["mappings"], settings=settings, engine=engine(options))


def disagreements(options: dict[str, Any], store: ox.Store) -> tuple[Disagreement, ...]:
    """Where the sources of a command say differently of one model: each name by itself, as `merge` has it, or the
    named graphs of the store where there is but one."""
    from ..ask.merging.inputs import inputs
    from ..publish.disagreements import disagreements as found
    from ..read.sources import flows_by
    from .looks import own_title

    names = list(dict.fromkeys(options["sources"]))
    if len(names) > _APART or (len(names) == 1 and not next(store.named_graphs(), None)):
        return ()
    if len(names) > 1 and any(map(flows_by, names)):
        return ()  # it was read, and cannot be read again
    if len(names) == 1:
        return found(list(inputs(names, lambda name: store)), {})
    own = {}

    def load(name: str) -> ox.Store:
        store, run = loaded([name], options)
        own[name] = own_title(run)
        return store

    return found(list(inputs(names, load)), own)
