"""Files without a name on the disk, and what is said where the disk refuses."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ...model import SinkError

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space, or choose another place",
    errno.EDQUOT: "the disk quota is used up; free some space, or choose another place",
    errno.EFBIG: "the file would be larger than is allowed here; choose another place",
    errno.EACCES: "there is no right to write here; choose another place, or change the rights",
    errno.EPERM: "there is no right to write here; choose another place, or change the rights",
    errno.EROFS: "the place can only be read; choose another place",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.ENOENT: "its folder does not exist; make the folder first",
    errno.ENOTDIR: "what stands for its folder is not a folder; choose another place",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def explain(error: OSError) -> str:
    """Why something could not be written, and what would help."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def unnamed(folder: Path | None) -> IO[bytes]:
    """A file without a name, which may be given one (see `give_name`): with the rights of any new file."""
    if hasattr(os, "O_TMPFILE"):
        with suppress(OSError):  # not every file system can
            return os.fdopen(os.open(folder or tempfile.gettempdir(), os.O_TMPFILE | os.O_RDWR, 0o666), "w+b")
    return tempfile.TemporaryFile(dir=folder)


def give_name(file: IO[bytes], path: Path) -> bool:
    """Give a name to a file that has none."""
    try:
        root = os.open("/", os.O_RDONLY)
    except OSError:
        return False
    try:
        # With a folder to start from, Python calls linkat, which follows the link that stands for the open file.
        os.link(f"/proc/self/fd/{file.fileno()}", path, src_dir_fd=root)
    except (OSError, NotImplementedError):
        return False
    finally:
        os.close(root)
    return True


@contextmanager
def on_disk(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f"beside the output, in {folder}," if folder else "(TMPDIR says where)"
        raise SinkError(f"temporary files {where} cannot be used: {explain(error)}") from error
