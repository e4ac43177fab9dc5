"""Answers that are kept for the next time, no more of them than are worth their memory."""

from __future__ import annotations

from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")

_RECENT = 2_000  # texts in each of the two generations of `Recent`
_RECENT_LONGEST = 1_000  # characters; longer texts are not worth remembering


def remember(memory: dict[_K, _V], key: _K, value: _V, most: int) -> _V:
    """Keep a value while there are fewer than `most`: what is common comes early, and what comes once is not worth the
    time that it takes to throw another away."""
    if len(memory) < most:
        memory[key] = value
    return value


class Recent:
    """The texts that came lately, in two generations, so that what comes again and again is always known."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._before: set[str] = set()

    def knows(self, text: str) -> bool:
        """Whether a text came lately; from now on it did."""
        if text in self._texts:
            return True
        known = text in self._before
        if len(text) <= _RECENT_LONGEST:
            self._texts.add(text)
            if len(self._texts) >= _RECENT:
                self._before, self._texts = self._texts, set()
        return known
