"""What needs a view of the whole: which names and contributions there were. Keeps a few bytes an entry, no graph."""

from __future__ import annotations

from .model import Diagnostic, Entry, Severity


class Index:
    """Sees every entry in the order of the sources. `dated` gathers the names that came with several dates."""

    def __init__(self) -> None:
        self._dates: dict[int, int] = {}
        self._contributions: set[int] = set()
        self.dated: set[str] = set()

    def admit(self, entry: Entry) -> Diagnostic | None:
        """None for an entry that can be told from all before it, else the finding that leaves it out."""
        date = hash(entry.date)
        if self._dates.setdefault(hash(entry.name), date) != date:
            self.dated.add(entry.name)
        contribution = hash(entry.contribution)
        if contribution in self._contributions:
            return Diagnostic(
                entry.span,
                Severity.error,
                "duplicate-entry",
                f"{entry.name.partition('/')[2]!r} stands in this catalogue before, with the same date, so this "
                "block was left out; give it another name or date, or remove it",
            )
        self._contributions.add(contribution)
        return None
