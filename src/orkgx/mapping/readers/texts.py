"""Texts, truth, addresses and patterns."""

from __future__ import annotations

import datetime
import html
import re
from functools import lru_cache

from ...graph.terms import XSD, address, iri, literal
from .reading import Options, Reading, picked, shorten

_INTEGER = re.compile(r"[+-]?\d{1,100}")
_URL = re.compile(r"(?:https?|ftp)://\S+", re.I)
_LONGEST = 20_000  # characters of an address, with the words behind it
_TRUTH = {
    **dict.fromkeys(("yes", "true", "y", "open", "1", *"✅✔☑✓🗸🗹"), "true"),
    **dict.fromkeys(("no", "false", "n", "close", "closed", "0", *"❌✗✘✖✕❎☒🚫"), "false"),
    # as GitHub has them written
    **dict.fromkeys((":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:", "[x]"), "true"),
    **dict.fromkeys((":x:", ":heavy_multiplication_x:", ":negative_squared_cross_mark:", "[ ]"), "false"),
}
_EMOJI = "\ufe0f"  # asks for a sign in colours


def read_text(text: str, options: Options) -> tuple[Reading, ...]:
    """The text itself, as a literal of the rule's datatype."""
    kind = options.datatype.removeprefix(XSD)
    if options.datatype in ("", XSD + "string"):
        return (Reading(literal(text), text),)
    if kind == "anyURI":
        return read_url(text, options)
    if kind == "integer" and not _INTEGER.fullmatch(text):
        raise ValueError(f"{shorten(text)!r} is not a whole number")
    if kind == "date":
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{shorten(text)!r} is not a date such as 2023-06-30") from None
    return (Reading(literal(text, options.datatype), text),)


def read_boolean(text: str, options: Options) -> tuple[Reading, ...]:
    """Yes or no, open or close, a check mark or a cross; several words that say the same."""
    words = html.unescape(text).replace(_EMOJI, "").strip().casefold()
    truths = {_TRUTH.get(words)} if words in _TRUTH else set(map(_TRUTH.get, words.split()))
    truth = truths.pop() if len(truths) == 1 else None
    if truth is None:
        raise ValueError(f"{shorten(text)!r} is neither yes nor no")
    return (Reading(literal(truth, XSD + "boolean"), truth),)


def read_url(text: str, options: Options) -> tuple[Reading, ...]:
    """An absolute address; words behind it are told of."""
    url, term, warning = _address(text)
    if options.datatype:
        return (Reading(literal(url, options.datatype), url, (), None, warning),)
    return (Reading(term, address(term), (), None, warning),)


@lru_cache(16)  # an address is read once for each of the statements that it makes
def _address(text: str) -> tuple[str, str, str]:
    """An address as written, its term, and what is to be said of it."""
    text = text.strip()
    found = _URL.match(text) if len(text) <= _LONGEST else None
    if not found:
        raise ValueError(f"{shorten(text)!r} is not an address such as https://example.org/")
    url = found[0].rstrip(",;")
    rest = text[len(url) :].strip(" ,;") if len(url) < len(text) else ""
    return url, iri(url), f"{shorten(rest)!r} stands behind the address and is no part of it" if rest else ""


def read_pattern(text: str, options: Options) -> tuple[Reading, ...]:
    """What the rule's pattern finds, written as the rule says."""
    written = picked(text, options)
    datatype = options.datatype if options.datatype != XSD + "string" else ""
    return read_text(written, Options(datatype=datatype))
