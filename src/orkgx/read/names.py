"""What sources are called wherever they are read: their path in a git checkout, else below what was given; never how
that was typed, where the process stands, or where on a machine they are."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from .checkouts import Checkout, find_checkout

_BYTES = re.compile("[\udc80-\udcff]")  # as Python has them in the names of files


class Name(NamedTuple):
    """A relative name, and the address where the file is published if git knows one."""

    label: str
    published: str


class Names:
    """Names the files of a run; what git says of a folder is read once."""

    def __init__(self) -> None:
        self._checkouts: dict[Path, Checkout | None] = {}

    def of(self, path: str, given: str) -> Name:
        """The name of a file that was found by a name: itself, a folder or a pattern."""
        if not stat.S_ISREG(os.stat(path).st_mode):
            return Name("stdin", "")  # a pipe, whose number says nothing
        folder, own = os.path.split(os.path.abspath(path))
        place = Path(os.path.realpath(folder))
        checkout = find_checkout(place, self._checkouts)
        if checkout:
            label = (place / own).relative_to(checkout.root).as_posix()
            known = checkout.published and checkout.keeps(label)
            return Name(_readable(label), f"{checkout.published}/{quote(os.fsencode(label))}" if known else "")
        above = os.path.realpath(_above(given, folder))
        return Name(_readable(Path(os.path.relpath(place / own, above)).as_posix()), "")


def _above(given: str, folder: str) -> str:
    """The folder that the names of what a name finds are relative to."""
    if os.path.isdir(given):
        return given
    if os.path.exists(given) or not glob.has_magic(given):
        return folder
    steps = Path(given).parts
    return str(Path(*steps[: next(at for at, step in enumerate(steps) if glob.has_magic(step))]))


def _readable(label: str) -> str:
    """A label with the bytes that are no text as percents."""
    return _BYTES.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", label)


def distinct(paths: Iterable[tuple[str, str]]) -> list[str]:
    """The labels of paths; where several files of one label came, each has as much of its path as tells them apart.

    >>> distinct([("README.md", "/a/x/README.md"), ("README.md", "/a/y/README.md"), ("b.md", "/a/b.md")])
    ['x/README.md', 'y/README.md', 'b.md']
    """
    pairs = list(paths)
    counts = Counter(label for label, _ in pairs)
    above: dict[str, str] = {}
    for label, path in pairs:
        if counts[label] > 1:
            folder = os.path.dirname(path)
            above[label] = os.path.commonpath([above.get(label, folder), folder])
    return [Path(os.path.relpath(path, above[label])).as_posix() if label in above else label for label, path in pairs]
