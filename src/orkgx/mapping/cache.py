"""Answers that are kept for the next time, no more of them than are worth their memory."""

from __future__ import annotations

from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


def remember(memory: dict[_K, _V], key: _K, value: _V, most: int) -> _V:
    """Keep a value while there are fewer than `most`: what is common comes early, and what comes once is not worth the
    time that it takes to throw another away."""
    if len(memory) < most:
        memory[key] = value
    return value
