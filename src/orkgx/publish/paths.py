"""Addresses: as paths of files, as links, in words."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_SHORT = 60  # characters of an address that is shown as it is
_LINES = re.compile(r"L(\d+)(?:-L(\d+))?")

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


def is_web(text: str) -> bool:
    """Whether a text is an address that a page may link to: nothing that a browser would run."""
    try:
        return urlsplit(text).scheme in ("http", "https")
    except ValueError:
        return False


def address_in_words(address: str) -> str:
    """An address as short as it can be told from others.

    >>> address_in_words("https://ror.org/05wx9n238"), address_in_words("https://example.org/" + 60 * "x" + "/b.md")
    ('ror.org/05wx9n238', 'example.org/…/b.md')
    """
    parts = urlsplit(address)
    whole = address.partition("://")[2].removeprefix("www.").rstrip("/")
    last = parts.path.rstrip("/").rpartition("/")[2]
    return whole if len(whole) <= _SHORT or not last else f"{parts.netloc.removeprefix('www.')}/…/{last}"


def place_in_words(address: str, *, whole: bool) -> str:
    """Lines of a file in words; of an address that is not wanted as a whole the name of the file.

    >>> place_in_words("https://example.org/blob/1f/my%20models.md#L5-L9", whole=False)
    'my models.md, lines 5–9'
    """
    name, _, lines = address.partition("#")
    if found := _LINES.fullmatch(lines):
        name = name if whole else name.rpartition("/")[2] or name
        lines = f"line {found[1]}" if found[1] == (found[2] or found[1]) else f"lines {found[1]}–{found[2]}"
    return ", ".join(filter(None, (unquote(name), lines)))
