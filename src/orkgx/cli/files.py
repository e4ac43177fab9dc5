"""Sources that are edited where they stand: their bytes, and what becomes of a new text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..read.sources import Source


def content(source: Source) -> bytes:
    """The bytes of a source that can be given back. Raises SourceError."""
    from ..model import SourceError

    if source.name != "<stdin>" and not os.path.isfile(source.name):
        raise SourceError(source.name, "only a file can be changed; save it as one, or give its text as -")
    try:
        with source.open() as file:
            return file.read()
    except OSError as error:
        raise SourceError(source.name, error.strerror or "it cannot be read") from error


def give(source: Source, before: bytes, text: str, *, diff: bool) -> None:
    """The difference, or the new text where it belongs."""
    from ..write.files import opened, overwrite

    after = text.encode("utf-8", "surrogateescape")
    if diff:
        with opened("-") as out:
            for line in _difference(source.name, before, after):
                out.write(line)
    elif source.name == "<stdin>":
        with opened("-") as out:
            out.write(after)
    elif after != before:
        overwrite(source.name, before, after)


def give_new(name: str, text: str, *, diff: bool) -> None:
    """A file that was not there, or what it would be as a difference. Raises SinkError where it is there."""
    from ..model import SinkError
    from ..write.files import opened, write_lines

    if os.path.exists(name):
        raise SinkError(f"{name} is there already, so it was left as it is; move it, and pull again")
    if diff:
        with opened("-") as out:
            for line in _difference(name, b"", text.encode("utf-8", "surrogateescape")):
                out.write(line)
    else:
        write_lines([text], name)


def _difference(name: str, before: bytes, after: bytes) -> Iterator[bytes]:
    import difflib

    shown = os.fsencode(name)
    old, new = (BytesIO(content).readlines() for content in (before, after))
    for line in difflib.diff_bytes(difflib.unified_diff, old, new, shown, shown):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
