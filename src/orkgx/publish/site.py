"""A graph as pages: a comparison, a page for each thing, charts; files that need neither a server nor a network."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES
from ..model import Diagnostic, OrkgxError, SinkError

if TYPE_CHECKING:
    from .pages import Page

_MARK = ".orkgx-site"  # a folder that has this is one of ours, and may be replaced


class SiteError(OrkgxError):
    """Pages that cannot be made."""

    code = "no-site"


def written(
    store: ox.Store,
    folder: Path,
    *,
    base: str = BASE,
    title: str = "",
    url: str = "",
    findings: Iterable[Diagnostic] = (),
) -> int:
    """Write the pages and the data into a folder, all or nothing; how many pages there are.

    Raises SiteError where a library is missing, or the folder holds something else, and SinkError.
    """
    try:
        from .pages import Pages

        pages = Pages(store, base=base, title=title, url=url, findings=findings)
    except ImportError as error:
        raise SiteError(f"pages need {error.name}; say: pip install 'orkgx[site]'") from error
    folder = Path(os.path.realpath(folder))
    if folder.exists() and not (folder / _MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SiteError(f"{folder.name} is there and holds no site; name another folder, or empty it")
    beside = folder.with_name(f".{folder.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        beside.mkdir(parents=True)
        (beside / _MARK).touch()
        count = write_pages(pages.all(), beside)
        write_data(store, beside / "data")
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(beside, folder)
    except OSError as error:
        raise SinkError(f"{folder.name} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(beside)
    return count


def write_pages(pages: Iterable[Page], folder: Path) -> int:
    """Write pages into a folder; how many of them are for people."""
    count, made = 0, set()
    for page in pages:
        path = folder / page.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(page.content)
        count += page.path.endswith(".html")
    return count


def write_data(store: ox.Store, folder: Path) -> None:
    """All statements in three formats, sorted, so that the same graph gives the same bytes."""
    folder.mkdir()
    triples = sorted((quad.triple for quad in store), key=str)
    for name, form in (
        ("graph.nt", ox.RdfFormat.N_TRIPLES),
        ("graph.ttl", ox.RdfFormat.TURTLE),
        ("graph.jsonld", ox.RdfFormat.JSON_LD),
    ):
        out: IO[bytes]
        with (folder / name).open("wb") as out:
            ox.serialize(triples, out, form, prefixes=PREFIXES)
