"""Whether a list item without keys names a thing."""

from __future__ import annotations

from collections.abc import Callable

from ..model import Lead


def names_a_thing(lead: Lead, knows: Callable[[str], bool]) -> bool:
    """Whether it has a link or bold text that may be a name: a link to a heading is that of a list of contents, and
    what begins with a key in bold is a field; `knows` says what is a key."""
    if not any(mark.kind != "link" or not mark.target.startswith("#") for mark in lead.marks):
        return False
    first = next((mark for mark in lead.marks if mark.kind == "bold" and not lead.text[: mark.start].strip()), None)
    return first is None or not knows(lead.text[first.start : first.end].rstrip(": "))
