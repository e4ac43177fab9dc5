"""A graph as pages: a comparison, a page for each thing, charts; files that need neither a server nor a network."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..graph.terms import BASE, PREFIXES
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
_WHILE = 3  # pages that are written here while others come from other processes
_PLAIN = "graph.nt"
_MARK = ".orkgx-site"  # a folder that has this is one of ours, and may be replaced


class SiteError(OrkgxError):
    """Pages that cannot be made."""

    code = "no-site"


class Settings(NamedTuple):
    """Where the pages will be, how they look, what stands in the sources, where those disagree, and their addresses;
    `base` is where things have IRIs."""

    base: str = BASE
    url: str = ""
    look: Look = Look()
    written: Written = Written()
    differing: tuple[Disagreement, ...] = ()
    addresses: Mapping[str, str] = {}


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
        pages.prepare()
        things = [Things(number, tuple(node.value for node in nodes)) for number, nodes in pages.batches()]
        several = len(things) > _FEW and (kept is not None or multiprocessing.get_start_method() == "fork")
        parts: list[Things | Data] = [Data(), *things]
        count, common = 0, pages.common()
        for made in engine_for(jobs if several else 1)(Writer(beside, pages, kept), parts):
            # Here and little by little: what draws the chart has threads, which other processes would lack.
            count += made + write(islice(common, _WHILE), beside)
        count += write(common, beside)
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
    """The files of all statements that are to be written."""

    def write(self, writer: Writer) -> int:
        pages = writer.pages
        write_data(pages.entities.store, writer.folder / "data", pages.data)
        return 0


class Writer:
    """Writes parts of a site, also in another process: it has the pages as they are here, but opens a store that is
    `kept` on the disk for itself."""

    def __init__(self, folder: Path, pages: Pages, kept: Path | None) -> None:
        self.folder, self.kept, self._pages = folder, kept, pages
        self._process = os.getpid()

    @property
    def pages(self) -> Pages:
        if self.kept and self._process != os.getpid():
            self._pages.entities.store = ox.Store.read_only(str(self.kept))
            self._process = os.getpid()
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


def write_data(store: ox.Store, folder: Path, names: Iterable[str] = tuple(_FORMS)) -> None:
    """All statements in the formats that names ask for, sorted, so that the same graph gives the same bytes."""
    folder.mkdir()
    with TemporaryFile() as lines, (folder / _PLAIN).open("wb") as out:
        for graph in (ox.DefaultGraph(), *store.named_graphs()):
            store.dump(lines, ox.RdfFormat.N_TRIPLES, from_graph=graph)
        lines.seek(0)
        out.writelines(in_order(lines))
    for name in names:
        write_form(name, folder)
    if _PLAIN not in names:
        (folder / _PLAIN).unlink()


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
