"""The store that the commands over graphs ask, by their shared options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..ask.store import Loaded
    from ..mapping.compiled import Settings


def loaded(
    names: tuple[str, ...] | list[str],
    options: dict[str, Any],
    *,
    settings: Settings | None = None,
    folder: Path | None = None,
    lines: bool = False,
) -> Loaded:
    """All that stands behind names; `settings` are those of the options unless given; `lines` keeps the records too."""
    from ..ask.store import load
    from ..mapping.compiled import Settings
    from ..pipeline.engines import cores

    return load(
        *names,
        mappings=options["mappings"],
        settings=settings or Settings(base=options["base"], lines=lines),
        jobs=options["jobs"] or cores(),
        folder=folder,
    )
