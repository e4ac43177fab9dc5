"""Cells of CSV and TSV, which people open in spreadsheets: what would run there as a formula is shown as text."""

from __future__ import annotations

from contextlib import suppress

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """A text for a cell; one that a spreadsheet takes for a formula gets an apostrophe, as spreadsheets hide it.

    >>> guarded("=HYPERLINK(1)"), guarded("-5.2"), guarded("- none")
    ("'=HYPERLINK(1)", '-5.2', "'- none")
    """
    if not text.lstrip("'").startswith(_FORMULA):
        return text
    with suppress(ValueError):
        float(text)
        return text
    return f"'{text}"


def unguarded(text: str) -> str:
    """The text that was guarded.

    >>> unguarded("'=1"), unguarded("'tis")
    ('=1', "'tis")
    """
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(_FORMULA) else text
