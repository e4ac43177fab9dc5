"""What is cited, as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MARKS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    mark: f"\\{mark}" for mark in "{}&%$#_"
}
_VERBATIM = ("url", "doi")  # what readers of BibTeX take as it is


def bibtex(key: str, fields: Mapping[str, str | tuple[str, ...]]) -> str:
    r"""An entry of the fields that have a value; several names are each taken as they are written.

    >>> print(bibtex("model/gpt-2", {"title": "Sizes & more", "author": ("A and B", "C"), "year": "2019", "doi": ""}))
    @misc{gpt-2,
      title = {{Sizes \& more}},
      author = {{A and B} and {C}},
      year = {2019}
    }
    """
    key = re.sub("[^a-z0-9-]+", "-", key.rpartition("/")[2].lower()).strip("-") or "this"
    lines = [f"  {name} = {{{_value(name, value)}}}" for name, value in fields.items() if value]
    return "@misc{" + ",\n".join([key, *lines]) + "\n}"


def _value(name: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return " and ".join(f"{{{_text(one)}}}" for one in value)
    if name in _VERBATIM:
        return re.sub(r"[{}\\\s]", lambda mark: f"%{ord(mark[0]):02X}", value)
    return f"{{{_text(value)}}}" if name == "title" else _text(value)


def _text(text: str) -> str:
    return "".join(_MARKS.get(letter, letter) for letter in " ".join(text.split()))
