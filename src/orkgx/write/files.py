"""A graph into a file or standard output. A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ..graph.terms import PREFIXES
from ..model import Chunk, Diagnostic, SinkError
from ..read.storage import is_elsewhere, replaced_elsewhere
from .document import Document, Spread
from .formats import FORMATS
from .spool import Spool
from .spool.disk import explain

_BUFFER = 1 << 20


def write(
    spool: Spool,
    target: str | Path,
    name: str,
    *,
    prefixes: Mapping[str, str] | None = None,
    context: Mapping[str, Any] | None = None,
    graph: str = "",
    graph_chunks: Iterable[Chunk] = (),
    lines: Callable[[], Iterable[str]] = tuple,
    spread: Spread | None = None,
) -> Iterable[Diagnostic]:
    """Write all that a spool holds in the format `name`; the target ``-`` is standard output.

    `prefixes` go beside those that people know where something begins with them, `context` is the context of JSON-LD.
    `graph` is the IRI of the graph for N-Quads and TriG, `graph_chunks` what is said of it. `lines` gives the records
    as lines of JSON, `spread` is what a document has. What the format cannot hold comes back as findings.
    """
    format_ = FORMATS[name]
    if format_.as_spooled and not graph_chunks and _became(spool, target):
        return ()
    used = spool.named(prefixes.values()) if prefixes else set()
    known = {**PREFIXES, **{name: iri for name, iri in (prefixes or {}).items() if name in PREFIXES or iri in used}}
    document = Document(spool, known, context or {}, graph, tuple(graph_chunks), lines, spread)
    with opened(target) as out:
        return format_.write(document, out) or ()


def write_lines(lines: Iterable[str], target: str | Path) -> None:
    """Write text that is ready, such as lines of JSON; half of a surrogate pair becomes its escape."""
    with opened(target) as out:
        for line in lines:
            out.write(line.encode("utf-8", "backslashreplace"))


def overwrite(target: str | Path, before: bytes, after: bytes) -> None:
    """Put new content in the place of a file's own, which must still be `before`: whole or not at all, with the rights
    that the file has. Whatever keeps it from that is a SinkError."""
    with _explained(target):
        path = place(target)
        if path is None or not (rights := path.stat().st_mode) & 0o222:
            raise SinkError(f"{target} is read-only, so it was left as it is; allow writing, or use --diff")
        with _beside(path) as beside:
            with _new(beside) as out:
                out.write(after)
            os.chmod(beside, stat.S_IMODE(rights))
            if path.read_bytes() != before:
                raise SinkError(f"{target} was changed meanwhile, so it was left as it is; try again")
            os.replace(beside, path)


def opened(target: str | Path) -> AbstractContextManager[IO[bytes]]:
    """The target, open to be written; whatever keeps it from being written is a SinkError."""
    if str(target) == "-":
        return _standard_output()
    return _named(target)


def place(target: str | Path) -> Path | None:
    """Where the file will stand that a target names; None for standard output, a device or a pipe, which are written
    to and not replaced, and for what stands elsewhere. Raises OSError for what cannot be written."""
    if str(target) == "-" or is_elsewhere(str(target)):
        return None
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return Path(os.path.realpath(target))
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "is not writable")
    return Path(os.path.realpath(target)) if stat.S_ISREG(mode) else None


@contextmanager
def _standard_output() -> Iterator[IO[bytes]]:
    """Nobody reading on, as behind ``| head``, is no fault: what is left is thrown away."""
    try:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        with suppress(OSError, ValueError):
            # Else the interpreter would try again to write what is buffered, and complain, at its end.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
    except OSError as error:
        raise SinkError(f"standard output cannot be written: {explain(error)}") from error


@contextmanager
def _named(target: str | Path) -> Iterator[IO[bytes]]:
    with _explained(target):
        if is_elsewhere(str(target)):
            way: AbstractContextManager[IO[bytes]] = replaced_elsewhere(str(target))
        else:
            way = _replaced(path) if (path := place(target)) else _in_place(target)
        with way as out:
            yield out


@contextmanager
def _explained(target: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SinkError(f"{target} cannot be written: {explain(error)}") from error


@contextmanager
def _in_place(target: str | Path) -> Iterator[IO[bytes]]:
    with open(target, "wb", _BUFFER) as out:
        yield out


def _became(spool: Spool, target: str | Path) -> bool:
    """Whether the spool's own file could take the place of the target."""
    with _explained(target):
        path = place(target)
        if path is None:
            return False
        with _beside(path) as beside:
            if became := spool.become_ntriples(beside):
                os.replace(beside, path)
        return became


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A name for a file that is to take the place of another; if that fails, nothing of it stays."""
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        yield beside
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    with _beside(path) as beside:
        with _new(beside) as out:
            yield out
        os.replace(beside, path)


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """A new file, on the disk at the end."""
    # Made by os.open, so that its rights are those that the umask gives any new file.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with open(descriptor, "wb", _BUFFER) as out:
        yield out
        out.flush()
        os.fsync(descriptor)
