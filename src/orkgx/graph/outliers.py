"""Sizes that are far off all others of their file. Sums are kept, and the few that are largest or smallest."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..model import Diagnostic, Size, finding

_FEWEST = 8  # sizes that others can be held against
_FAR = 3.2  # standard deviations of the logarithms of all others
_LEAST = 0.3  # of such a deviation: twice as many is nothing special anywhere
_KEPT = 50  # of the largest, and of the smallest


class Sizes:
    """The sizes of a run, by file."""

    def __init__(self) -> None:
        self._of: defaultdict[str, _Sizes] = defaultdict(_Sizes)

    def extend(self, sizes: Iterable[Size]) -> None:
        for size in sizes:
            self._of[size.span.file].add(size)

    def findings(self) -> list[Diagnostic]:
        return [one for sizes in self._of.values() for one in sizes.findings()]


class _Sizes:
    """The sizes of one file."""

    def __init__(self) -> None:
        self.count, self.sum, self.squares = 0, 0.0, 0.0
        self.largest: list[tuple[int, Size]] = []
        self.smallest: list[tuple[int, Size]] = []

    def add(self, size: Size) -> None:
        if size.value <= 0:
            return
        logarithm = math.log10(size.value)
        self.count += 1
        self.sum += logarithm
        self.squares += logarithm**2
        self._keep(size, size.value, self.largest)
        self._keep(size, -size.value, self.smallest)

    def _keep(self, size: Size, weight: int, kept: list[tuple[int, Size]]) -> None:
        """Keep a size if it is of the weightiest."""
        if len(kept) < _KEPT:
            heapq.heappush(kept, (weight, size))
        elif weight > kept[0][0]:
            heapq.heapreplace(kept, (weight, size))

    def findings(self) -> Iterator[Diagnostic]:
        """What is as far from all others as chance would hardly have it."""
        if self.count <= _FEWEST:
            return
        for size in sorted({size for _, size in (*self.largest, *self.smallest)}):
            mean, deviation = self._others(math.log10(size.value))
            if abs(math.log10(size.value) - mean) > _FAR * deviation:
                low, high = (10 ** (mean + sign * 2 * deviation) for sign in (-1, 1))
                usual = f"{_rounded(low)} to {_rounded(high)}"
                message = f"{size.value:,} parameters, where most others have {usual}; is the unit right?"
                yield finding(size.span, "outlier", message, entry=size.entry)

    def _others(self, logarithm: float) -> tuple[float, float]:
        """Mean and standard deviation of the logarithms of all sizes but one."""
        others = self.count - 1
        mean = (self.sum - logarithm) / others
        variance = (self.squares - logarithm**2) / others - mean**2
        return mean, max(math.sqrt(max(variance, 0.0)), _LEAST)


def _rounded(value: float) -> str:
    """A number as people say it: ``40M``, ``2B``.

    >>> _rounded(1_230_000_000)
    '1B'
    """
    for unit, factor in (("T", 10**12), ("B", 10**9), ("M", 10**6), ("K", 10**3)):
        if value >= factor:
            return f"{value / factor:,.0f}{unit}"
    return f"{value:,.0f}"
