"""What a mapping's patterns find in the text above a block."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model import Field, Lead


def read_lead_groups(lead: Lead, patterns: Iterable[re.Pattern[str]]) -> dict[str, Field]:
    """The named groups of patterns over a lead, as pseudo-fields; of two that give a group the first counts."""
    groups: dict[str, Field] = {}
    if not lead.text or len(lead.text) > 5_000:  # a pattern of a mapping need not be linear
        return groups

    def put(name: str, text: str, place: tuple[int, int]) -> None:
        if text and name not in groups:
            groups[name] = Field(name, text, *place, *place)

    for pattern in patterns:
        found = pattern.search(lead.text)
        for name, text in found.groupdict().items() if found else ():
            if not text or not text.strip():
                continue
            start, end = found.span(name)  # type: ignore[union-attr]
            place = lead.place(start)
            put(f"@{name}", " ".join(text.split()), place)
            target = next((m.target for m in lead.marks if m.target and m.start < end and start < m.end), "")
            put(f"@{name}.link", target or "", place)
    return groups
