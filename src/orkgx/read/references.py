"""The definitions of reference links, which may stand far below the links, or in another segment."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .inline import References, fold_label

_LABEL = r"\[((?:[^\[\]\\\n]|\\.){1,200})\]"
_DEFINITION = re.compile(rf"^[ \t>]*{_LABEL}:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))", re.M)
_USE = re.compile(_LABEL)
_MOST = 100_000  # definitions in one file


def definitions(texts: Iterable[str]) -> dict[str, str]:
    """The addresses that the labels of a file lead to, folded; of two of one label the first counts."""
    found: dict[str, str] = {}
    for text in texts:
        for label, bracketed, plain in _DEFINITION.findall(text) if "]:" in text else ():
            if label[0] != "^" and len(found) < _MOST:
                found.setdefault(fold_label(label), bracketed or plain)
    return found


def used(text: str, known: dict[str, str]) -> References:
    """Those that a text uses."""
    labels = dict.fromkeys(map(fold_label, _USE.findall(text))) if "[" in text else ()
    return tuple((label, known[label]) for label in labels if label in known)
