"""What a prune may remove: nothing of a source that looks broken rather than shortened. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from ..model import Diagnostic, Severity
from ..write.wanted import HAS_CONTRIBUTION, Wanted
from .ledger import Key

_SHARE = 5  # a source may lose one entry in so many


class Sources(NamedTuple):
    """The sources that were read: the number of errors in each."""

    errors: Mapping[str, int]

    @classmethod
    def of(cls, names: Iterable[str], findings: Iterable[Diagnostic]) -> Sources:
        errors = Counter(found.span.file for found in findings if found.severity >= Severity.error)
        return cls({name: errors[name] for name in names} | dict(errors))


class Pushed(NamedTuple):
    """What earlier pushes made: the contributions of each paper, and the source of each contribution where it is
    known."""

    papers: Mapping[str, Collection[str]]
    origins: Mapping[str, str]

    @classmethod
    def of(cls, links: Iterable[Key], origins: Mapping[str, str]) -> Pushed:
        papers: dict[str, list[str]] = {}
        for paper, predicate, contribution in links:
            if predicate == HAS_CONTRIBUTION:
                papers.setdefault(paper, []).append(contribution)
        return cls(papers, origins)

    def contributions(self) -> list[str]:
        return list(dict.fromkeys(one for some in self.papers.values() for one in some))


class Withheld(NamedTuple):
    """Entries that are not removed, though the catalogue no longer has them: those of one source, and why."""

    source: str
    why: str
    iris: tuple[str, ...]

    def __str__(self) -> str:
        count = len(self.iris)
        whose = f"of {self.source}" if self.source else "of sources that are not read now"
        return f"nothing {whose} is removed ({count:,} no longer there): it {self.why}; --force removes all the same"


def withheld(orphans: Collection[str], wanted: Wanted, sources: Sources, pushed: Pushed) -> list[Withheld]:
    """The orphaned contributions that a prune leaves, by source."""
    orphaned = set(orphans)
    before, missing = Counter[str](), dict[str, list[str]]()
    for iri in pushed.contributions():
        origin = pushed.origins.get(iri, "")
        name = origin if origin in sources.errors else ""
        before[name] += 1
        if iri in orphaned:
            missing.setdefault(name, []).append(iri)
    now = Counter(wanted.places[iri].file for iri in wanted.catalogues if iri in wanted.places)
    reasons = {name: _why(name, sources, now, before[name], len(iris)) for name, iris in missing.items()}
    return [Withheld(name, reasons[name], tuple(iris)) for name, iris in missing.items() if reasons[name]]


def _why(name: str, sources: Sources, now: Counter[str], before: int, missing: int) -> str:
    """Why a source looks broken; "" if it does not. What has no known source counts with all that are read."""
    names = [name] if name else list(sources.errors)
    if errors := sum(sources.errors[one] for one in names):
        return f"has {errors:,} error{'s' * (errors > 1)}"
    if not all(now[one] for one in names):
        return "gave no entry"
    if missing * _SHARE > before:
        return f"lost {missing:,} of {before:,} entries"
    return ""
