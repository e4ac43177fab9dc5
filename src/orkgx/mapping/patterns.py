"""Patterns that mappings bring along: they may be written so that a search takes ages, so each has a limit of time."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TypeVar

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
_GROUP_AGAIN = re.compile(r"\)[*+{]")
_REPETITION = re.compile(r"[*+{]")
_CHOICE = re.compile(r"(?<![(*+}?])\?|\|")


def _harmless(pattern: str) -> int:
    r"""How many characters a text may have that `re` searches in no more than some steps, whatever stands there: each
    repetition may try every length, each choice both ways. 0 where a repeated group may hold repetitions.

    >>> _harmless(r"(a+)+$"), _harmless(r"\Aa+b?$") > 1_000, _harmless(r"a+b+c+$") < 100
    (0, True, True)
    """
    if _GROUP_AGAIN.search(pattern):
        return 0
    fixed = pattern.startswith((r"\A", "^", r"(?s)\A"))
    repetitions = len(_REPETITION.findall(pattern)) + (not fixed)
    return int((_STEPS / 2 ** len(_CHOICE.findall(pattern))) ** (1 / max(repetitions, 1)))
