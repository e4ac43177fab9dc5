"""Files that stand elsewhere, such as `s3://bucket/models.md`, by way of fsspec: sources, outputs, and what workers of
a cluster hand to each other."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

from ..model import MissingExtra

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_WEB = ("http://", "https://")  # pages, which `read.web` fetches within limits


def is_elsewhere(name: str) -> bool:
    """Whether a name is the address of a file that fsspec opens.

    >>> is_elsewhere("s3://bucket/models.md"), is_elsewhere("https://example.org/models.md"), is_elsewhere("models.md")
    (True, False, False)
    """
    return "://" in name and not name.startswith(_WEB)


def file_system(address: str) -> tuple[AbstractFileSystem, str]:
    """What holds the file or folder at an address, or at a path of this machine, and its path there. Raises OSError."""
    try:
        from fsspec.core import url_to_fs
        from fsspec.implementations.local import LocalFileSystem

        if not is_elsewhere(address):
            return LocalFileSystem(), os.path.abspath(address)  # whatever its name looks like
        found: tuple[AbstractFileSystem, str] = url_to_fs(address)
    except ImportError as error:
        raise MissingExtra(f"{address} needs more than is installed: {error}; orkgx help install") from error
    except ValueError as error:
        raise OSError(f"there is no such kind of address: {error}") from error
    return found


def full_address(address: str) -> str:
    """An address as sources have it, however it was typed."""
    files, path = file_system(address)
    return str(files.unstrip_protocol(path))


def open_elsewhere(address: str) -> IO[bytes]:
    """A file to be read."""
    files, path = file_system(address)
    opened: IO[bytes] = files.open(path, "rb")
    return opened


def stamp(address: str) -> str:
    """What changes when a file does."""
    files, path = file_system(address)
    return str(files.ukey(path))


@contextmanager
def replaced_elsewhere(address: str) -> Iterator[IO[bytes]]:
    """A file to be written, whole or not at all."""
    with Folder(address.rpartition("/")[0] or address).written(address.rpartition("/")[2]) as out:
        yield out


class Folder:
    """A folder at an address, or on this machine. It can be handed to other processes."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/") if is_elsewhere(address) else os.path.abspath(address)
        self._files, self._path = file_system(self.address)

    def __reduce__(self) -> tuple[type[Folder], tuple[str]]:
        return Folder, (self.address,)

    def of(self, name: str) -> str:
        """The path of a file in it."""
        return f"{self._path.rstrip('/')}/{name}"

    def names(self) -> set[str]:
        """The files in it and below, by their paths from here."""
        self._files.invalidate_cache()
        with suppress(FileNotFoundError):
            return {found[len(self.of("")) :] for found in self._files.find(self._path)}
        return set()

    def read(self, name: str, start: int | None = None, end: int | None = None) -> bytes:
        """A file, or a stretch of it."""
        content: bytes = self._files.cat_file(self.of(name), start=start, end=end)
        return content

    def write(self, name: str, content: bytes) -> None:
        with self.written(name) as out:
            out.write(content)

    @contextmanager
    def written(self, name: str) -> Iterator[IO[bytes]]:
        """A file to be written under another name first, so that it is never seen in half."""
        path = self.of(name)
        folder, _, own = path.rpartition("/")
        beside = f"{folder}/.{own}.{secrets.token_hex(6)}.tmp"
        self._files.makedirs(folder, exist_ok=True)
        try:
            out: Any
            with self._files.open(beside, "wb") as out:
                yield out
            self._files.mv(beside, path)
        except BaseException:
            with suppress(OSError):
                self._files.rm_file(beside)
            raise

    def remove(self, name: str = "") -> None:
        """Remove a file, or the folder of this name with all that is in it."""
        with suppress(FileNotFoundError):
            self._files.rm(self.of(name) if name else self._path, recursive=True)
