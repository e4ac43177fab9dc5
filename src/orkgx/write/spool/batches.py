"""Which chunks came with which batch: a batch that comes again stands where it stood first."""

from __future__ import annotations

from array import array
from collections.abc import Iterator


class Batches:
    """Takes the numbers of chunks batch by batch. Memory holds two numbers for each batch, and what was replaced."""

    def __init__(self) -> None:
        self._entries, self._shared = array("Q", [0]), array("Q", [0])  # where each begins, and the next would
        self._again: dict[int, tuple[range, list[range]]] = {}
        self.dropped: set[int] = set()

    def take(self, entries: range, shared: range) -> None:
        self._entries.append(entries.stop)
        self._shared.append(shared.stop)

    def replace(self, batch: int, entries: range, shared: range) -> None:
        _, before = self._again.get(batch, (entries, []))
        self._again[batch] = entries, [*before, shared]

    @property
    def replaced(self) -> bool:
        return bool(self._again)

    def shared(self, batch: int) -> list[range]:
        """Where what a batch shares with others stands."""
        _, later = self._again.get(batch, (None, []))
        return [range(self._shared[batch], self._shared[batch + 1]), *later]

    def order(self) -> Iterator[tuple[int, int]]:
        """The chunks of entries as they follow each other: from each first one up to an end."""
        start = 0
        for batch in sorted(self._again):
            entries, _ = self._again[batch]
            for first, last in ((start, self._entries[batch]), (entries.start, entries.stop)):
                if first < last:
                    yield first, last
            start = self._entries[batch + 1]
        if start < self._entries[-1]:
            yield start, self._entries[-1]
