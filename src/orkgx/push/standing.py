"""What stands on the ORKG of one subject, by all that a plan looks it up by."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from ..write.wanted import OrkgLiteral
from .remote import RemoteStatement, folded

End = str | OrkgLiteral | None  # an object: its id, itself, or None where it is not there


class Standing(NamedTuple):
    """Statements by their id, and by predicate and object. `theirs` are by predicate one that others have made and
    that we neither want nor remember; `alike` by predicate and label those that say what ours would, with another
    thing of that label or with a literal of another datatype."""

    by_id: Mapping[str, RemoteStatement]
    by_ends: Mapping[tuple[str, End], RemoteStatement]
    theirs: Mapping[str, RemoteStatement]
    alike: Mapping[tuple[str, str], RemoteStatement]

    def double(self, id_: str) -> RemoteStatement | None:
        """Another statement with a literal of its own that says what this one does, as two pushes at once make it."""
        one = self.by_id.get(id_)
        if one is None or one.literal is None:
            return None
        said = one.predicate, one.literal
        return next(
            (two for two in self.by_id.values() if two.id != id_ and (two.predicate, two.literal) == said), None
        )

    @classmethod
    def of(
        cls, present: Iterable[RemoteStatement], ours: Collection[str], ends: Collection[tuple[str, End]]
    ) -> Standing:
        """`ours` are the ids of statements that we remember, `ends` predicate and object of those that are wanted."""
        by_ends: dict[tuple[str, End], RemoteStatement] = {
            (one.predicate, one.literal or one.object): one for one in present
        }
        others = (one for end, one in by_ends.items() if one.id not in ours and end not in ends)
        return cls({one.id: one for one in present}, by_ends, {one.predicate: one for one in others}, {})

    def with_alike(
        self, ours: Collection[str], wanted: Mapping[str, Collection[str]], text: Callable[[RemoteStatement], str]
    ) -> Standing:
        """Of a thing of others also what is alike, but for what we have made, so that no value is doubled there; one
        value of theirs may say several of ours. `wanted` are our labels by predicate."""
        alike: dict[tuple[str, str], RemoteStatement] = {}
        for one in self.by_id.values():
            if one.id not in ours:
                said = folded(text(one))
                parts = parts_of(said, map(folded, wanted.get(one.predicate, ())))
                alike |= {(one.predicate, part): one for part in (said, *parts)}
        return self._replace(alike=alike)


def parts_of(text: str, values: Iterable[str]) -> list[str]:
    """The values that a text consists of, if it consists of nothing else; all are folded.

    >>> parts_of("books and wikipedia", ["wikipedia", "books"]), parts_of("books of wikipedia", ["wikipedia", "books"])
    (['wikipedia', 'books'], [])
    """
    found = []
    for value in sorted(values, key=len, reverse=True):
        if value and value in text:
            found.append(value)
            text = text.replace(value, " ", 1)
    rest = set(re.findall(r"\w+", text)) - {"and", "or"}
    return [] if rest else found
