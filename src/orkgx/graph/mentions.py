"""What entries mention, with what they mention again and again left out."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from ..model import Chunk, Entry
from .chunks import encoded

_RECENT = 16_000  # texts in each of the two generations of `Mentions`


def mentioned(entries: Iterable[Entry]) -> list[Chunk]:
    """What entries mention, each once or more often."""
    # Most comes as the same object again and again.
    several = {id(groups): groups for entry in entries for groups in entry.shared}
    single = {id(group): group for groups in several.values() for group in groups}
    return [chunk for group in single.values() for chunk in group if chunk.text]


def text_key(text: str) -> int:
    """A number for what is said of a subject, equal in every process, and hardly ever for two texts."""
    data = encoded(text)
    return crc32(data) << 32 | crc32(data[: data.find(b" ")])


class Mentions:
    """Takes what entries mention batch by batch and gives it, but for what lately was mentioned.

    The texts that came lately are known in two generations, so that what comes again and again always is. Of a text its
    hash is kept: that one of a million texts is taken for another has a chance of two in a billion.
    """

    def __init__(self) -> None:
        self._texts: set[int] = set()
        self._before: set[int] = set()

    def new(self, mentioned: Iterable[Chunk]) -> list[Chunk]:
        return [chunk for chunk in mentioned if self._is_new(chunk.text)]

    def _is_new(self, text: str) -> bool:
        """Whether a text did not come lately; from now on it did."""
        short = hash(text)
        if short in self._texts:
            return False
        self._texts.add(short)
        new = short not in self._before
        if len(self._texts) >= _RECENT:
            self._before, self._texts = self._texts, set()
        return new
