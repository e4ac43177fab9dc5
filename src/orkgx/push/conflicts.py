"""Where the ORKG is not as our last push left it, or as the catalogue has it."""

from __future__ import annotations

from typing import NamedTuple

# A conflict in words, by its kind.
_WORDS = {
    "value": "{predicate} is {ours!r} here, the ORKG {says}; kept (--force)",
    "label": "the label is {ours!r} here, the ORKG {says}; kept (--force)",
    "absent": "{ours!r}, which the catalogue names by its id, is not on the ORKG",
    "vanished": "{ours!r}, which was {theirs} there, is not on the ORKG any more; left out (--force makes it again)",
    "source": "{ours!r} was taken out of the comparison on the ORKG; left out (--force)",
    "title": "the comparison is called {theirs!r} on the ORKG now, not {ours!r}; kept (--force)",
    "comparison": "the comparison {ours!r} is not on the ORKG any more; left out (--force makes it again)",
}
_OF_COMPARISONS = {"source", "title", "comparison"}
_SHOWN = 80  # characters of a value


class Conflict(NamedTuple):
    """`kind` is what is in conflict: a value, a label, an entry that is absent or has vanished, a source or the title
    of a comparison. What we have, and what stands there now ("" for nothing)."""

    subject: str
    predicate: str
    ours: str
    theirs: str
    kind: str = "value"

    @property
    def is_of_comparison(self) -> bool:
        return self.kind in _OF_COMPARISONS

    def __str__(self) -> str:
        ours, theirs = self.ours[:_SHOWN], self.theirs[:_SHOWN]
        says = f"says {theirs!r}" if theirs else "says nothing any more"
        return _WORDS[self.kind].format(predicate=self.predicate, ours=ours, theirs=theirs, says=says)
