"""Digits of other scripts, which look like those of ASCII and mean the same."""

from __future__ import annotations

import unicodedata
from functools import wraps

from .reading import Options, Read, Reading

_WARNING = "the digits are of another script; they were read as 0 to 9; type them anew"


def in_any_digits(read: Read) -> Read:
    """A reader of numbers that reads those of other scripts as they are meant, with a warning."""

    @wraps(read)
    def reader(text: str, options: Options) -> tuple[Reading, ...]:
        if text.isascii() or (plain := _ascii(text)) == text:
            return read(text, options)
        return tuple([one._replace(warning=one.warning or _WARNING) for one in read(plain, options)])

    return reader


def _ascii(text: str) -> str:
    """A text with the digits of ASCII; signs that raise a number are none.

    >>> _ascii("１２M, ٣٢, 10²")
    '12M, 32, 10²'
    """
    return "".join([str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text])
