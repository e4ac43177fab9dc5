"""What makes two names one: texts folded for looking up, and the slugs by which IRIs name them. A slug is decided from
the text alone, so that it is the same on every run and in every part of a cluster."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from itertools import takewhile

_HASH = 10  # characters of a hash in a slug
_LONGEST = 80  # characters that a slug says in full
_APART = re.compile(r"[^\w+#]+|_+")
_KEPT = [chr(code).lower() if chr(code).isalnum() or chr(code) in "+#" else " " for code in range(128)]
_ASCII = "".join(_KEPT).encode().ljust(256)  # what `fold` does to each character
# The same with zeros for what may count beside others.
_QUICK = bytes(0 if chr(code) in "\0,<>~$" else kept for code, kept in enumerate(_ASCII))
# Signs that bound a number, or say that it is about right or an amount of money: ">100" is not "100". An arrow is none.
_BOUND = re.compile(r"(?<![-=])([<>≤≥~≈±$€£¥][<>=~]{0,2})(?=\s*\.?\d)")
_BOUNDS = {"≤": "<=", "≥": ">=", "≈": "~"}
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")

# Texts that need no look at their characters; for them the two ways are the same, as a property test holds.
_WORDS = re.compile(r"(?:[A-Za-z0-9 .:()/_-]+|,(?!\d))*+")
# Folded texts that their slug gives back: words, signs that stand alone between two of them, signs behind the last.
_EXACT = re.compile(r"[a-z0-9]+(?: (?:[+#] )*[a-z0-9]+)*+[+#]*+")
_SIGNS = (("+", "-plus-"), ("#", "-sharp-"))
# But not those that other texts become: with the word for a sign, or with what looks like a hash behind.
_BECOMES = re.compile(r"\b(?:plus|sharp)\b| [0-9a-f]{10}$")

# Texts that a slug says to the letter, but for those that end in what looks like a hash.
_SAID = re.compile(r"[A-Za-z0-9.]+(?: [A-Za-z0-9.]+)*+")
_LIKE_HASH = re.compile(r"\b[0-9a-f]{10}$")


@lru_cache(4096)
def fold(text: str) -> str:
    """Text for looking up: case, blanks and punctuation do not count, ``+`` and ``#`` do, as do signs that bound a
    number. Thousands are separated or not.

    >>> fold("  Stability-AI."), fold("> 1,000 GPUs")
    ('stability ai', '>1000 gpus')
    """
    if text.isascii():
        data = text.encode("ascii").translate(_QUICK)
        if b"\0" not in data:
            return " ".join(data.decode("ascii").split())
    else:
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return _bounded(_THOUSANDS.sub("", text))


def _bounded(text: str) -> str:
    first, *others = _BOUND.split(text)
    folded = _plain(first)
    for sign, behind in zip(others[::2], others[1::2], strict=True):
        folded += f" {_BOUNDS.get(sign, sign)}{_plain(behind)}"
    return folded.lstrip()


def _plain(text: str) -> str:
    if text.isascii():
        return " ".join(text.encode("ascii").translate(_ASCII).decode("ascii").split())
    return " ".join(_APART.sub(_between, text).split())


def _between(found: re.Match[str]) -> str:
    """What stays between two words: a blank and the marks of the letter before. What cannot be seen is not there."""
    seen = [character for character in found[0] if not _invisible(character)]
    marks = "".join(takewhile(_is_mark, seen)) if found.start() else ""
    return marks if len(marks) == len(seen) else f"{marks} "


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


@lru_cache(4096)
def slug(text: str) -> str:
    """The part of an IRI that names a thing: lower-case ASCII words; a long text keeps its start and a hash.

    Short texts have one slug if, and only if, they are one when folded: where ASCII words cannot say what folding
    keeps, a hash of the folded text does.

    >>> slug("DALL·E 2"), slug("ViT-G/14"), slug("PanGu-α")
    ('dall-e-2', 'vit-g-14', 'pangu-a-15c39133d2')
    """
    long = len(text) > _LONGEST
    if _WORDS.fullmatch(text, 0, 200):
        words = text[:200].encode("ascii").translate(_ASCII).decode("ascii").split()
        if words and not long and len(words[-1]) != _HASH and "plus" not in words and "sharp" not in words:
            return "-".join(words)
        folded, short = " ".join(words), "-".join(words)
    else:
        from slugify import slugify

        folded = fold(text[:200])
        short = slugify(text[:200] if long else folded, replacements=_SIGNS)
    if long:
        return f"{short[:48].rpartition('-')[0] or 'x'}-{_digest(' '.join(text.split()))}"
    if folded and _EXACT.fullmatch(folded) and not _BECOMES.search(folded):
        return short
    return f"{short or 'x'}-{_digest(folded or ' '.join(text.split()))}"


def exact_slug(text: str) -> str:
    """The part of an IRI that names a text to the letter, so that two texts never have one.

    >>> exact_slug("Nvidia V100 GPU"), exact_slug("Open, Apache 2.0")
    ('Nvidia-V100-GPU', 'open-apache-2-0-7cafd016ec')
    """
    if len(text) <= _LONGEST and _SAID.fullmatch(text) and not _LIKE_HASH.search(text):
        return text.replace(" ", "-")
    return slug(text) if len(text) > _LONGEST else f"{slug(text)}-{_digest(text)}"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=_HASH // 2).hexdigest()
