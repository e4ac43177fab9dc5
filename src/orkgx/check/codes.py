"""Codes as people name them: those of the table, and one for each reader."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from ..mapping.readers import READERS
from ..model import codes
from ..model.codes import Code

CODES = {
    **codes.CODES,
    **{f"unreadable-{name}": Code("warning", reader.refusal) for name, reader in READERS.items()},
}


def fits(code: str, pattern: str) -> bool:
    """Whether a code is the one named, or of those whose names begin so: ``unreadable-*``."""
    return fnmatchcase(code, pattern)


def chosen(select: Sequence[str], ignore: Sequence[str]) -> Callable[[str], bool]:
    """Whether a code is of those selected, which are all if none is, and not of those ignored."""
    return lambda code: (
        any(fits(code, pattern) for pattern in select or ("*",)) and not any(fits(code, pattern) for pattern in ignore)
    )


def unknown(pattern: str) -> str:
    """Why a pattern is of no code; empty for one that is."""
    if any(fits(code, pattern) for code in CODES):
        return ""
    near = difflib.get_close_matches(pattern, CODES, 1)
    hint = f"did you mean {near[0]!r}?" if near else "'orkgx help diagnostics' lists them"
    return f"there is no code {pattern[:60]!r}; {hint}"
