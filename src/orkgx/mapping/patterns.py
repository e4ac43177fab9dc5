"""Patterns that mappings bring along: they may be written so that a search takes ages, so each has a limit of time."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from re import _parser  # type: ignore[attr-defined]
from typing import Any, TypeVar

import regex

PatternError: type[Exception] = regex.error
T = TypeVar("T")

LIMIT = 0.25  # seconds that one search may take
_PATIENCE = 3  # searches that may take too long before a pattern is given up


class SlowPatternError(ValueError):
    """A search that took too long."""

    code = "slow-pattern"


class Pattern:
    """A pattern of a mapping. Its searches raise SlowPatternError where they take too long; one that did so several
    times is not tried again on texts as long, so that a whole catalogue of such texts is read in bounded time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ready = regex.compile(text)
        self.groups: int = self._ready.groups
        self._plain, self._harmless = re.compile(text), _harmless(text)
        self._slow, self._shortest = 0, sys.maxsize  # how often, and the fewest characters

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where it is found."""
        if len(text) <= self._harmless:  # watching the time takes longer than most searches
            return self._plain.search(text)
        found: re.Match[str] | None = self._bounded(text, lambda: self._ready.search(text, timeout=LIMIT))
        return found

    def holds(self, text: str) -> bool:
        """Whether a text has it; one that takes too long may, and is told of where it is read."""
        try:
            return self.search(text) is not None
        except SlowPatternError:
            return True

    def places(self, text: str) -> list[re.Match[str]]:
        """Every place where it is found."""
        if len(text) <= self._harmless:
            return list(self._plain.finditer(text))
        return self._bounded(text, lambda: list(self._ready.finditer(text, timeout=LIMIT)))

    def removed(self, text: str) -> str:
        """A text without what it finds."""
        if len(text) <= self._harmless:
            return self._plain.sub("", text)
        left: str = self._bounded(text, lambda: self._ready.sub("", text, timeout=LIMIT))
        return left

    def _bounded(self, text: str, search: Callable[[], T]) -> T:
        if self._slow < _PATIENCE or len(text) < self._shortest:
            try:
                return search()
            except TimeoutError:
                self._slow += 1
                self._shortest = min(self._shortest, len(text))
        raise SlowPatternError(
            f"the mapping's pattern {self.text[:80]!r} takes too long on {len(text):,} characters; "
            "write it without a repetition in a repetition"
        )

    def __reduce__(self) -> tuple[type[Pattern], tuple[str]]:
        return Pattern, (self.text,)


_STEPS = 10_000_000  # of a search that ends before anyone looks at the clock
_LENGTHS = tuple(2**power for power in range(20, 3, -1))  # characters
_STARTS = ("AT_BEGINNING", "AT_BEGINNING_STRING")
_FEW = 16  # repetitions of a group that are counted one by one


def _harmless(pattern: str) -> int:
    r"""How many characters a text may have that `re` searches in no more than some steps, whatever stands there. 0
    where a repeated group may hold repetitions.

    >>> _harmless(r"(a+)+$"), _harmless(r"\Aa+b?$") > 1_000, _harmless(r"a+b+c+$") < 100
    (0, True, True)
    """
    parsed = _parser.parse(pattern)
    fixed = bool(parsed.data) and str(parsed.data[0][0]) == "AT" and str(parsed.data[0][1]) in _STARTS
    return next((one for one in _LENGTHS if _ways(parsed, one) * (1 if fixed else one) <= _STEPS), 0)


def _ways(parsed: Any, length: int) -> float:
    """In how many ways a pattern, as `re` takes it apart, may go through a text before it gives up."""
    ways = 1.0
    for operation, value in parsed.data:
        name = str(operation)
        if name == "BRANCH":
            ways *= sum(_ways(one, length) for one in value[1])
        elif name.endswith("_REPEAT"):
            least, most, inner = value
            ways *= _repeated(name, least, most, _ways(inner, length), length)
        elif name == "ATOMIC_GROUP":
            ways *= _ways(value, length)
        elif name == "GROUPREF_EXISTS":
            ways *= sum(_ways(one, length) for one in value[1:] if one)
        elif isinstance(value, tuple) and hasattr(value[-1], "data"):  # a group, what stands before or behind
            ways *= _ways(value[-1], length)
    return ways


def _repeated(name: str, least: int, most: int, once: float, length: int) -> float:
    """The ways through a repetition of what has some ways `once`."""
    if once == 1 and name == "POSSESSIVE_REPEAT":  # what it took is not tried another way
        return 1
    if once == 1:
        return min(most, length) - min(least, length) + 1
    return sum(once**times for times in range(least, most + 1)) if most <= _FEW else math.inf
