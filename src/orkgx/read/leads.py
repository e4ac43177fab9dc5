"""What a mapping's patterns find in the text above a block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from ..model import Diagnostic, Field, Lead, Record, Span, finding


class Named(Protocol):
    """A name and the stretch of a lead's text that bears it; with `target` the address of the link that ends there."""

    @property
    def name(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def target(self) -> bool: ...


class Searched(Protocol):
    """A pattern. Raises ValueError where it takes too long."""

    def groups(self, lead: Lead) -> Iterator[Named]: ...


def read_lead_groups(record: Record, patterns: Iterable[Searched]) -> tuple[dict[str, Field], list[Diagnostic]]:
    """What patterns name in a record's lead, as pseudo-fields, and what was found; of two patterns that name the same
    the first counts."""
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
            named = list(pattern.groups(lead))
        except ValueError as problem:
            head = Span(record.file, *record.head)
            findings.append(finding(head, "slow-pattern", str(problem)))
            continue
        for one in named:
            if one.target:
                link = next((mark for mark in lead.marks if mark.target and mark.end == one.end), None)
                put(f"@{one.name}", link.target if link else "", lead.place(link.start if link else one.start))
            elif text := " ".join(lead.text[one.start : one.end].split()):
                touched = (m.target for m in lead.marks if m.target and m.start < one.end and one.start < m.end)
                place = lead.place(one.start)
                put(f"@{one.name}", text, place)
                put(f"@{one.name}.link", next(touched, ""), place)
    return groups, findings
