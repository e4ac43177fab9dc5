"""serve: those pages, the data of each thing, and a SPARQL endpoint."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, failing, say
from .findings import counting, read_badly
from .loading import disagreements, loaded
from .options import shows
from .projects import project_files, read_defaults

if TYPE_CHECKING:
    from ..publish.serve import Site
    from ..publish.watching import News


class _Kept(click.Command):
    """A command that keeps its words, so that they can be read again."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_WORDS] = list(args)
        return super().parse_args(ctx, args)


_WORDS = "orkgx.words"


@click.command(cls=_Kept)
@shows
@click.option("--bind", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Listen on this address.")
@click.option("--host", "names", multiple=True, metavar="NAME", help="Answer to this name too, as behind a proxy.")
@click.option("--origin", "origins", multiple=True, metavar="URL", help="Let pages of this origin ask; *: of any.")
@click.option("--port", type=click.IntRange(0, 65535), default=7878, show_default=True, help="0: any that is free.")
@click.option("--watch", is_flag=True, help="Read again when a source or a mapping changes, and have pages do so.")
def serve(**options: Any) -> None:
    """Serve pages, data for each thing, and a SPARQL endpoint; nobody can write. Ends with Ctrl-C or SIGTERM."""
    import tempfile

    from ..publish.site import SiteError

    with failing(), tempfile.TemporaryDirectory(prefix="orkgx-", ignore_cleanup_errors=True) as kept:
        try:
            from ..publish.serve import editor
            from ..publish.serve import serve as answer
            from ..publish.watching import Watched
        except ImportError as error:
            raise SiteError(f"serving needs {error.name}, of the extra 'serve': orkgx help install") from error
        making = Making(Path(kept), editor())
        site = Watched(making, making.files, making.tell) if options["watch"] else making(0)

        def announce(address: str) -> None:
            if not options["quiet"]:
                click.echo(f"pages   {address}/\nSPARQL  {address}/sparql\neditor  {address}/editor.html", err=True)

        with site if isinstance(site, Watched) else nullcontext():
            answer(site, host=options["bind"], port=options["port"], announce=announce)
        sys.exit(CLEAN)


class Making:
    """Makes the site of what stands in the sources, each time in a folder of its own; the one before is still asked
    then, and goes with the next."""

    def __init__(self, kept: Path, editor: Mapping[str, bytes]) -> None:
        self.kept, self.editor = kept, editor
        self.context = click.get_current_context()

    @property
    def options(self) -> dict[str, Any]:
        return self.context.params

    def __call__(self, number: int) -> Site:
        if number > 1:
            self.context = self._anew()
        with self.context.scope(cleanup=False):  # of this thread too
            return self._made(number)

    def _anew(self) -> click.Context:
        """The options as the project file says them by now. Raises ProjectError and SiteError."""
        from ..publish.site import SiteError

        parent = self.context.parent
        assert parent is not None
        try:
            parent.default_map = read_defaults(["serve"])
            return serve.make_context("serve", list(self.context.meta[_WORDS]), parent)
        except click.UsageError as error:
            raise SiteError(error.format_message()) from error

    def _made(self, number: int) -> Site:
        import pyoxigraph as ox

        from ..graph.terms import BASE, PREFIXES
        from ..model import SinkError
        from ..publish.doors import Doors
        from ..publish.pages import Pages
        from ..publish.serve import Site
        from ..publish.site import SiteError, write_data
        from ..publish.sparql import Endpoint
        from ..publish.written import kept
        from .looks import addresses, look

        options = self.options
        folder = self.kept / str(number)
        shutil.rmtree(self.kept / str(number - 2), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        store, run = loaded(options["sources"], options, folder=folder / "store", lines=True)
        if read_badly(run) and run and not run.summary.entries:
            if number > 1:
                raise SiteError("the sources hold no entry any more")
            sys.exit(FINDINGS)
        try:
            write_data(store, folder / "data")
            store.flush()
        except OSError as error:
            raise SinkError(f"the store cannot be written: {error}") from error
        del store  # so that it is no longer open for writing
        base = options["base"] or BASE
        store = ox.Store.read_only(str(folder / "store"))
        pages = Pages(
            store,
            base=base,
            look=look(options, run),
            live=True,
            made=number,
            findings=counting(run),
            written=kept(run, folder / "written"),
            differing=disagreements(options, store),
            addresses=addresses(run),
        )
        endpoint = Endpoint(folder / "store", {**PREFIXES, "id": base})
        doors = Doors((*options["names"], options["bind"]), options["origins"])
        return Site(pages, folder / "data", endpoint, editor=self.editor, doors=doors)

    def files(self) -> Iterator[Path]:
        """What the site is made from, as it stands now: the files of the sources, of mappings and of the project."""
        from ..mapping.files import files_of
        from ..model import SourceError
        from ..read.sources import local_files

        yield from project_files()

        for name in self.options["sources"]:
            try:
                yield from local_files(name)
            except SourceError:
                yield Path(name)
        for name in self.options["mappings"]:
            if Path(name).is_file():
                yield from files_of(Path(name))

    def tell(self, news: News) -> None:
        if news.fault:
            say(f"{news.fault}\nthe pages are as they were")
        elif not self.options["quiet"]:
            click.echo("the sources were read again", err=True)
