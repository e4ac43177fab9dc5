"""Pages that follow their sources: made again when a file changes, while the last good ones are shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from os import stat_result
from pathlib import Path
from typing import Any, NamedTuple

from ..model import OrkgxError
from .serve import Site

_EVERY = 0.3  # seconds between two looks at the files


class News(NamedTuple):
    """How often the pages were made, and why they could not be made of the files as they are now."""

    number: int
    fault: str = ""


class Watched:
    """The site of `make`, which gets the number of each making, as a WSGI application. `files` are those it is made
    from, looked for anew each time, as there may be others; `tell` gets the news."""

    def __init__(
        self, make: Callable[[int], Site], files: Callable[[], Iterable[Path]], tell: Callable[[News], None]
    ) -> None:
        self.make, self.files, self.tell = make, files, tell
        self.news = News(1)
        self._seen = self._stamps()
        self._site = self._made(1)
        self._ended = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return self._site(environ, start)

    def __enter__(self) -> Watched:
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            stamps = self._stamps()
            if stamps == self._seen or self._ended.wait(_EVERY) or stamps != self._stamps():
                continue  # nothing is new, or somebody is still writing
            self._seen = stamps
            try:
                self._site = self._made(self.news.number + 1)
                self.news = News(self.news.number + 1)
            except OrkgxError as error:
                self.news = News(self.news.number, str(error))
            self.tell(self.news)

    def _made(self, number: int) -> Site:
        site = self.make(number)
        site.news = lambda: self.news
        return site

    def _stamps(self) -> dict[Path, tuple[int, int, int]]:
        return {path: (at.st_mtime_ns, at.st_size, at.st_ino) for path, at in _statuses(self.files())}


def _statuses(paths: Iterable[Path]) -> Iterator[tuple[Path, stat_result]]:
    for path in paths:
        try:
            yield path, path.stat()
        except OSError:
            continue  # it is gone, or never was: that is told of when it is read
