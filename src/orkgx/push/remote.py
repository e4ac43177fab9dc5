"""What the ORKG answers, as values: statements, the marks of what was deleted, and how a label is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from ..graph.terms import XSD
from ..write.wanted import OrkgLiteral, OrkgStatement, end_of, key_of

_SEARCHED = 200  # characters; longer labels are not asked of the full-text index
_RECENT = timedelta(days=30)
_DELETED = "PaperDeleted"  # class of a paper that was deleted, which stays as a resource


class RemoteStatement(NamedTuple):
    """A statement on the ORKG: its id, its predicate's, its object's, and the literal if the object is one."""

    id: str
    predicate: str
    object: str
    literal: OrkgLiteral | None

    @classmethod
    def of(cls, answer: dict[str, Any]) -> RemoteStatement:
        end = answer["object"]
        is_literal = end.get("_class") == "literal"
        # Both forms of a datatype are kept as they were sent; ours is the short one.
        datatype = str(end.get("datatype", "xsd:string")).replace(XSD, "xsd:", 1)
        return cls(
            answer["id"],
            answer["predicate"]["id"],
            end["id"],
            OrkgLiteral(end["label"], datatype) if is_literal else None,
        )

    def is_changed(self, end: str) -> bool:
        """Whether others have given its literal another value than the one in the key of our statement."""
        return self.literal is not None and end_of(end) != self.literal

    def key(self, subject: str) -> tuple[str, str, str]:
        """What leads to it, where it is none of ours."""
        end = self.literal or self.object
        return key_of(OrkgStatement(subject, self.predicate, end))


def is_deleted(thing: dict[str, Any]) -> bool:
    return _DELETED in thing.get("classes", ()) or thing.get("visibility") == "DELETED"


def is_recent(thing: dict[str, Any]) -> bool:
    """Whether it was made in the time in which a push that was cut short is begun again."""
    try:
        made = datetime.fromisoformat(str(thing.get("created_at")))
    except ValueError:
        return False
    return made.tzinfo is not None and datetime.now(UTC) - made < _RECENT


def label_query(label: str) -> dict[str, str]:
    """A search for an exact label; empty where the index would not find it, so that all are looked through.

    >>> label_query("GPT-2"), label_query("two  blanks")
    ({'q': 'GPT-2', 'exact': 'true'}, {})
    """
    squeezed = label == " ".join(label.split())
    found = squeezed and len(label) <= _SEARCHED and any(character.isalnum() for character in label)
    return {"q": label, "exact": "true"} if found else {}


def folded(text: str) -> str:
    """A label or value without what makes no other of it: case, blanks, and commas.

    >>> folded("Adam,  Adafactor") == folded("adam Adafactor")
    True
    """
    return " ".join(text.replace(",", " ").split()).casefold()


def types_of(comparison: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The types of what a comparison compares, by id."""
    given = comparison.get("sources")
    listed = given if isinstance(given, list) else []
    return tuple((one["id"], one["type"]) for one in listed if isinstance(one, dict) and {"id", "type"} <= one.keys())


def sources_of(comparison: dict[str, Any]) -> list[str] | None:
    """The ids of what a comparison compares; None if it does not give them in a form that is known."""
    given = comparison.get("sources")
    if not isinstance(given, list) or not all(isinstance(one, dict) and one.get("id") for one in given):
        return None
    return [str(one["id"]) for one in given]
