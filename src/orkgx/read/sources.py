"""Where catalogues come from: files, folders, globs, standard input, URLs."""

from __future__ import annotations

import glob
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from ..graph.addresses import without_secrets
from ..model import LISTED, SourceError
from .names import Names, distinct
from .storage import file_system, is_elsewhere, open_elsewhere
from .texts import CHUNK, read_texts
from .web import Page, fetched

# Files that repositories have beside their catalogues, and folders of what is not their own.
_ABOUT = frozenset(
    ("changelog", "changes", "code_of_conduct", "contributing", "governance", "history", "security", "support")
)
_OF_OTHERS = frozenset(("node_modules", "site-packages"))


@dataclass(frozen=True, slots=True)
class Source:
    """One catalogue. `name` is what diagnostics show, `label` a relative name that tells nothing of the machine,
    `iri` where it is published, if known; `size` is in bytes; `etag` is the server's name for this version."""

    name: str
    label: str
    iri: str
    size: int
    open: Callable[[], IO[bytes]]
    etag: str = ""
    anywhere: bool = False  # whether other processes can open it, too

    def texts(self, *, lines: bool = True) -> Iterator[str]:
        """The text in stretches, of whole lines unless said otherwise. A wrong byte becomes a lone surrogate;
        `encoding_faults` finds it."""
        try:
            with self.open() as file:
                yield from read_texts(file, self.name, lines=lines)
        except OSError as error:
            raise SourceError(self.name, _why(error)) from error


def open_sources(names: Iterable[str], *, source_iri: str | None) -> tuple[list[Source], list[SourceError]]:
    """The sources behind names, and those that cannot be had."""
    sources: list[Source] = []
    errors: list[SourceError] = []
    seen: set[str] = set()
    known = Names()
    for name in names:
        try:
            for source in _found(name, source_iri or ""):
                if source.name not in seen:
                    seen.add(source.name)
                    sources.append(_named(source, name, known))
        except SourceError as error:
            errors.append(error)
    return _told_apart(sources), errors


def flows_by(name: str) -> bool:
    """Whether what a name stands for can be read once only: standard input, a pipe."""
    return name == "-" or (os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name))


def local_files(name: str) -> Iterator[Path]:
    """The files behind a name; none where that is an address, or what flows by. Raises SourceError."""
    if not flows_by(name) and "://" not in name:
        yield from (Path(source.name) for source in _found(name, ""))


def _named(source: Source, given: str, known: Names) -> Source:
    """A file under the name that it has wherever it is read."""
    if not os.path.exists(source.name):
        return source
    name = known.of(source.name, given)
    return replace(source, label=name.label, iri=source.iri or name.published)


def _told_apart(sources: list[Source]) -> list[Source]:
    files = [source for source in sources if not source.iri and os.path.isfile(source.name)]
    labels = distinct((source.label, os.path.realpath(source.name)) for source in files)
    own = {source.name: label for source, label in zip(files, labels, strict=True)}
    return [replace(source, label=own.get(source.name, source.label)) for source in sources]


def _found(name: str, iri: str) -> Iterator[Source]:
    if name == "-":
        yield _kept(sys.stdin.buffer, "<stdin>", "stdin", iri)
    elif name.startswith(("http://", "https://")):
        yield _of_page(fetched(name), iri)
    elif is_elsewhere(name):
        yield from _elsewhere(name, iri)
    elif os.path.isdir(name):
        yield from _folder(name, iri)
    elif os.path.exists(name) or not glob.has_magic(name):
        yield _file(name, iri)
    else:
        paths = sorted(path for path in glob.glob(name, recursive=True) if os.path.isfile(path))
        if not paths:
            raise SourceError(name, "no file matches; quote the pattern, or check it")
        for path in paths:
            yield _file(path, iri)


def _why(error: OSError) -> str:
    return (
        {
            FileNotFoundError: "there is no such file",
            PermissionError: "it may not be read; check its permissions",
            IsADirectoryError: "it is a folder",
        }.get(type(error))
        or error.strerror
        or str(error)
        or "it cannot be read"
    )


def _file(name: str, iri: str) -> Source:
    path = Path(name)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            with path.open("rb") as pipe:
                return _kept(pipe, name, path.name, iri)  # what flows by can be read once only
        size = status.st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError(name, _why(error)) from error
    return Source(name, path.name, iri, size, partial(_opened, os.path.abspath(name)), anywhere=True)


def _opened(name: str) -> IO[bytes]:
    return open(name, "rb")


def _elsewhere(name: str, iri: str) -> Iterator[Source]:
    """What stands at an address: a file, those of a folder, or those that a pattern finds."""
    if name != without_secrets(name):
        raise SourceError(without_secrets(name), "the address holds a secret; let fsspec's configuration have it")
    try:
        files, path = file_system(name)
        magic = glob.has_magic(path)
        above = path if not magic and files.isdir(path) else path.rpartition("/")[0]
        paths = [path]
        if magic or above == path:
            found = files.glob(path) if magic else files.find(path)
            paths = sorted(one for one in found if magic or _listed(one[len(above) :]))
        if not paths:
            raise SourceError(name, f"nothing there is a catalogue ({', '.join(LISTED)})")
        for one in paths:
            address, label = files.unstrip_protocol(one), one[len(above) :].strip("/")
            size = int(files.info(one).get("size") or 0)
            yield Source(address, label, iri, size, partial(open_elsewhere, address), anywhere=True)
    except OSError as error:
        raise SourceError(name, _why(error)) from error


def _listed(path: str) -> bool:
    """Whether a folder gives such a file: its ending is that of a catalogue, its name not that of a file about the
    project, and nothing on the way to it is hidden or of others."""
    *folders, file = path.split("/")
    stem = file.lower().rpartition(".")[0].replace("-", "_")
    listed = file.lower().endswith(LISTED) and stem not in _ABOUT and not file.startswith(".")
    return listed and not any(map(_passed_by, folders))


def _passed_by(folder: str) -> bool:
    return folder.startswith(".") or folder in _OF_OTHERS


def _folder(name: str, iri: str) -> Iterator[Source]:
    def refuse(error: OSError) -> None:
        raise SourceError(str(error.filename), _why(error)) from error

    found = []
    for folder, inner, files in os.walk(name, onerror=refuse):
        inner[:] = sorted(one for one in inner if not _passed_by(one))
        found += [os.path.join(folder, file) for file in files if _listed(file)]
    if not found:
        raise SourceError(name, f"the folder holds no catalogue ({', '.join(LISTED)})")
    for path in sorted(found):
        yield _file(path, iri)


def _kept(pipe: IO[bytes], name: str, label: str, iri: str) -> Source:
    """A source of what comes through a pipe, kept for a second reading."""
    kept = tempfile.SpooledTemporaryFile(8 * CHUNK)  # noqa: SIM115  (closed with the process)
    while chunk := pipe.read(CHUNK):
        kept.write(chunk)
    return Source(name, label, iri, kept.tell(), lambda: _Again(kept))  # type: ignore[return-value, arg-type]


class _Again:
    """A spooled file from its start on, that stays open for another reading."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> IO[bytes]:
        self._file.seek(0)
        return self._file

    def __exit__(self, *_: object) -> None:
        return None


def _of_page(page: Page, iri: str) -> Source:
    return Source(page.address, page.label, iri or page.address, page.size, page.open, page.etag)
