"""The ORKG's ids of entries into their catalogue, where the mapping reads them; proved by reading it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..check.edits import Edit
from ..graph.constants import WRITTEN
from ..graph.terms import HOSTS, PREFIXES, address
from ..mapping.compiled import Settings
from ..model import Span
from ..pipeline import Builder
from ..read.sources import Source
from .entries import Named, look, seen, settled
from .places import present, put
from .proof import TextLines, most, with_edits

_RESOURCE = PREFIXES["orkgr"]


class _Wanted(NamedTuple):
    """A link that an entry is to have: the entry, the ids, and the edit."""

    entry: Named
    paper: str
    contribution: str
    edit: Edit


class Refused(NamedTuple):
    """An entry that got no link: its place, its name, and why."""

    place: Span
    name: str
    why: str


@dataclass(slots=True)
class Linked:
    """A text as it was and as it is now; how many entries were linked, had their link, and are not known on the ORKG;
    and of the others, why they have none."""

    before: str
    after: str
    made: int = 0
    had: int = 0
    unknown: int = 0
    refused: list[Refused] = field(default_factory=list)


class Linker:
    """Links the entries of sources: `ids` are those of the ORKG by the IRIs that a push gave."""

    def __init__(
        self, mappings: Sequence[str], base: str, instance: str, sources: Sequence[Source], ids: Mapping[str, str]
    ) -> None:
        self.ids, self.known, self.host = ids, set(ids.values()), HOSTS[instance]
        own = Settings(base=base, instance=instance, provenance="none", links=False, lines=True)
        first = Builder.of(mappings, own)
        dated = settled(first, sources)
        # As the catalogue alone says it, and with the ids that it gives.
        self.plain = Builder(first.mappings, own, dated)
        self.trusting = Builder(first.mappings, own._replace(links=True), dated)

    def link(self, source: Source, text: str) -> Linked:
        """Raises SourceError."""
        linked = Linked(text, text)
        before = look(self.plain, source, text)
        wanted = self.wanted(source, text, before.entries, linked)
        if not wanted:
            return linked
        says = self.without_links(before.statements)

        def holds(some: Sequence[_Wanted]) -> bool:
            after = with_edits(text, [one.edit for one in some])
            plain, trusting = look(self.plain, source, after), look(self.trusting, source, after)
            ids = {one.contribution: other for one, other in zip(plain.entries, trusting.entries, strict=True)}
            return self.without_links(plain.statements) == says and all(_carries(ids, one) for one in some)

        kept = most(wanted, holds)
        linked.after = with_edits(text, [one.edit for one in kept])
        linked.made = len(kept)
        for one in wanted:
            if one not in kept:
                place = Span(source.name, one.edit.line, one.edit.column)
                why = "with it the catalogue would say something else"
                linked.refused.append(Refused(place, one.entry.name, why))
        return linked

    def wanted(self, source: Source, text: str, entries: Sequence[Named], linked: Linked) -> list[_Wanted]:
        rows = TextLines(text)
        wanted = []
        for one in seen(self.plain, source, text, entries):
            given = next((link for _, _, link in present(one, self.host)), None)
            ids = [_id(given.paper), _id(given.contribution)] if given else ["", ""]
            if ids[1] in self.known:
                linked.had += 1
                continue
            contribution = self.ids.get(one.named.contribution, "")
            paper = ids[0] if ids[0] in self.known else self.ids.get(one.named.paper, "")
            if not (paper and contribution):
                linked.unknown += 1
                continue
            edit = put(one, f"https://{self.host}/paper/{paper}/{contribution}", self.host, rows)
            if isinstance(edit, Edit):
                wanted.append(_Wanted(one.named, paper, contribution, edit))
            else:
                place = Span(source.name, *one.record.head)
                linked.refused.append(Refused(place, one.named.name, edit))
        return wanted

    def without_links(self, statements: Sequence[bytes]) -> list[bytes]:
        """Statements, but for those that keep such a link as it is written."""
        start, written = f"://{self.host}/paper/".encode(), f"{WRITTEN} ".encode()
        return [one for one in statements if start not in one and not one.startswith(written)]


def _id(term: str) -> str:
    return address(term).removeprefix(_RESOURCE) if term else ""


def _carries(ids: Mapping[str, Named], one: _Wanted) -> bool:
    """Whether an entry is known by its ids."""
    found = ids.get(one.entry.contribution)
    return found is not None and (found.paper, found.contribution) == (
        _RESOURCE + one.paper,
        _RESOURCE + one.contribution,
    )
