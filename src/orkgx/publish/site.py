"""A graph as pages: a comparison, a page for each thing, charts; files that need neither a server nor a network."""

from __future__ import annotations

import gzip
import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES, line
from ..model import Diagnostic, OrkgxError, SinkError
from ..pipeline.engines import engine_for
from ..write.sorting import in_order
from .look import Look
from .written import Written

if TYPE_CHECKING:
    from .disagreements import Disagreement
    from .pages import Pages
    from .rendering import Page

_FEW = 30  # parts that are written sooner here than in processes that must start
_PLAIN = "graph.nt"
_MARK = ".orkgx-site"  # a folder that has this is one of ours, and may be replaced


class SiteError(OrkgxError):
    """Pages that cannot be made."""

    code = "no-site"


class Settings(NamedTuple):
    """Where the pages will be, how they look, what stands in the sources, and where those disagree; `base` is where
    things have IRIs."""

    base: str = BASE
    url: str = ""
    look: Look = Look()
    written: Written = Written()
    differing: tuple[Disagreement, ...] = ()


def written(
    store: ox.Store,
    folder: Path,
    settings: Settings | None = None,
    *,
    findings: Iterable[Diagnostic] = (),
    jobs: int = 1,
    kept: Path | None = None,
) -> int:
    """Write the pages and the data into a folder, all or nothing; how many pages there are.

    A store that is `kept` on the disk can be read by several processes. Raises SiteError where a library is missing,
    or the folder holds something else, and SinkError.
    """
    settings = settings or Settings()
    try:
        from .pages import Pages

        pages = Pages(store, **settings._asdict(), findings=findings)
    except ImportError as error:
        raise SiteError(f"pages need {error.name}, of the extra 'site': orkgx help install") from error
    folder = Path(os.path.realpath(folder))
    if folder.exists() and not (folder / _MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SiteError(f"{folder.name} is there and holds no site; name another folder, or empty it")
    beside = folder.with_name(f".{folder.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        beside.mkdir(parents=True)
        (beside / _MARK).touch()
        things = [Things(number, tuple(node.value for node in nodes)) for number, nodes in pages.batches()]
        several = kept is not None and len(things) > _FEW
        writer = Writer(beside, settings, kept=kept) if several else Writer(beside, settings, pages=pages)
        write_lines(store, beside / "data")
        parts: list[Things | Data] = [*map(Data, pages.data), *things]
        made = engine_for(jobs if several else 1)(writer, parts)
        count = write(pages.common(), beside) + sum(made)
        if _PLAIN not in pages.data:
            (beside / "data" / _PLAIN).unlink()
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(beside, folder)
    except OSError as error:
        raise SinkError(f"{folder.name} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(beside)
    return count


class Things(NamedTuple):
    """Things whose pages are to be written: their number among the files of facts, and their IRIs."""

    number: int
    iris: tuple[str, ...]

    def write(self, writer: Writer) -> int:
        nodes = [ox.NamedNode(iri) for iri in self.iris]
        return write(writer.pages.things((self.number, nodes)), writer.folder)


class Data(NamedTuple):
    """A file of all statements that is to be written."""

    name: str

    def write(self, writer: Writer) -> int:
        write_form(self.name, writer.folder / "data")
        return 0


class Writer:
    """Writes parts of a site, also in a process of its own, which opens the store for itself."""

    def __init__(
        self, folder: Path, settings: Settings, *, kept: Path | None = None, pages: Pages | None = None
    ) -> None:
        self.folder, self.settings, self.kept, self._pages = folder, settings, kept, pages

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Writer, kept=self.kept), (self.folder, self.settings)

    @property
    def pages(self) -> Pages:
        if self._pages is None:
            from .pages import Pages

            self._pages = Pages(ox.Store.read_only(str(self.kept)), **self.settings._asdict())
        return self._pages

    def transform(self, part: Things | Data) -> int:
        """How many pages are written for a part."""
        return part.write(self)

    transform_alone = transform


def write(pages: Iterable[Page], folder: Path) -> int:
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


_FORMS = {"graph.ttl": ox.RdfFormat.TURTLE, "graph.jsonld": ox.RdfFormat.JSON_LD, _PLAIN: ox.RdfFormat.N_TRIPLES}


def write_data(store: ox.Store, folder: Path) -> None:
    """All statements in three formats, sorted, so that the same graph gives the same bytes."""
    write_lines(store, folder)
    for name in _FORMS:
        write_form(name, folder)


def write_lines(store: ox.Store, folder: Path) -> None:
    """All statements as lines, sorted: what the other formats are made of."""
    folder.mkdir()
    lines = (line(str(quad.subject), str(quad.predicate), str(quad.object)).encode() for quad in store)
    with (folder / _PLAIN).open("wb") as out:
        out.writelines(in_order(lines))


def write_form(name: str, folder: Path) -> None:
    """The statements of a folder in the format that a name asks for, packed if it ends in .gz."""
    form, plain = _FORMS[name.removesuffix(".gz")], folder / _PLAIN
    if name == _PLAIN:
        return
    with (folder / name).open("wb") as file:
        # Neither a name nor a time: the same graph gives the same bytes.
        packed = gzip.GzipFile("", "wb", 6, file, 0) if name.endswith(".gz") else None
        out: IO[bytes] = packed or file  # type: ignore[assignment]
        if form == ox.RdfFormat.N_TRIPLES:
            with plain.open("rb") as content:
                shutil.copyfileobj(content, out, 1 << 20)
        else:
            ox.serialize(ox.parse(path=str(plain), format=ox.RdfFormat.N_TRIPLES), out, form, prefixes=PREFIXES)
        if packed:
            packed.close()
