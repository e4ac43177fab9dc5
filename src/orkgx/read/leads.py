"""What a mapping's patterns find in the text above a block."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from ..model import Diagnostic, Field, Record, Span, finding


class Searched(Protocol):
    """A pattern. Raises ValueError where it takes too long."""

    def search(self, text: str) -> re.Match[str] | None: ...


def read_lead_groups(record: Record, patterns: Iterable[Searched]) -> tuple[dict[str, Field], list[Diagnostic]]:
    """The named groups of patterns over a record's lead, as pseudo-fields, and what was found; of two patterns that
    give a group the first counts."""
    lead = record.context.lead
    groups: dict[str, Field] = {}
    findings: list[Diagnostic] = []
    if not lead.text or len(lead.text) > 5_000:  # a pattern of a mapping need not be linear
        return groups, findings

    def put(name: str, text: str, place: tuple[int, int]) -> None:
        if text and name not in groups:
            groups[name] = Field(name, text, *place, *place)

    for pattern in patterns:
        try:
            found = pattern.search(lead.text)
        except ValueError as problem:
            head = Span(record.file, *record.head)
            findings.append(finding(head, "slow-pattern", str(problem)))
            continue
        for name, text in found.groupdict().items() if found else ():
            if not text or not text.strip():
                continue
            start, end = found.span(name)  # type: ignore[union-attr]
            place = lead.place(start)
            put(f"@{name}", " ".join(text.split()), place)
            target = next((m.target for m in lead.marks if m.target and m.start < end and start < m.end), "")
            put(f"@{name}.link", target or "", place)
    return groups, findings
