"""Paths of IRIs as paths of files."""

from __future__ import annotations

import re

# Names that are no files on Windows whatever their ending is, and the page that speaks for its folder.
_TAKEN = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|index", re.I)


def safe_path(path: str) -> str:
    """A path of an IRI as a path of files: no way up, no names that file systems refuse."""
    parts = [re.sub(r"[^\w.~-]", lambda found: "".join(f"_{byte:02X}" for byte in found[0].encode()), part)
             for part in path.split("/")]  # fmt: skip
    return "/".join(map(_part, parts))


def _part(part: str) -> str:
    if part.startswith(".") or not part:
        return f"_{part}"
    return f"{part}_" if _TAKEN.fullmatch(part) else part[:150]
