"""The records as lines of JSON, with what was read of each field."""

from __future__ import annotations

from typing import IO

from .document import Document


def write(document: Document, out: IO[bytes]) -> None:
    """Half of a surrogate pair becomes its escape."""
    for line in document.lines():
        out.write(line.encode("utf-8", "backslashreplace"))
