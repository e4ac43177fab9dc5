"""Answers that are kept for the next time, no more of them than are worth their memory."""

from __future__ import annotations

from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")

_RECENT = 16_000  # texts in each of the two generations of `Recent`


def remember(memory: dict[_K, _V], key: _K, value: _V, most: int) -> _V:
    """Keep a value while there are fewer than `most`: what is common comes early, and what comes once is not worth the
    time that it takes to throw another away."""
    if len(memory) < most:
        memory[key] = value
    return value


class Recent:
    """The texts that came lately, in two generations, so that what comes again and again is always known.

    Of a text its hash is kept: that one of a million texts is taken for another has a chance of two in a billion.
    """

    def __init__(self) -> None:
        self._texts: set[int] = set()
        self._before: set[int] = set()

    def news(self, text: str) -> bool:
        """Whether a text did not come lately; from now on it did."""
        short = hash(text)
        if short in self._texts:
            return False
        self._texts.add(short)
        new = short not in self._before
        if len(self._texts) >= _RECENT:
            self._before, self._texts = self._texts, set()
        return new
