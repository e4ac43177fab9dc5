"""What a command says of the sources of a run: which mapping read them, and what stands in those that gave no entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model import Diagnostic
    from ..pipeline import Run

_FEW = 5  # sources that are named one by one
_LOOKED = 20  # sources without an entry that are looked at again


def readers(run: Run) -> str:
    """The mappings that read something: those of each source where there are few, else of how many sources.

    A mapping's figure is that of its entries where another one read the same source, too.
    """
    by_source: dict[str, dict[str, int]] = {}
    for (source, mapping), entries in run.summary.read.items():
        by_source.setdefault(source, {})[mapping] = entries
    if len(run.sources) > _FEW:
        counts = Counter(mapping for some in by_source.values() for mapping in some)
        told = [f"{mapping} ({count:,})" for mapping, count in counts.most_common()]
        none = len(run.sources) - len(by_source)
        return ", ".join(told) + f"; of {len(run.sources):,} sources" + (f" none read {none:,}" if none else "")
    every = {source.name: _shares(by_source.get(source.name, {})) for source in run.sources}
    if len(set(every.values())) == 1:
        return next(iter(every.values()))
    return "; ".join(f"{shares}: {name}" for name, shares in every.items())


def _shares(mappings: dict[str, int]) -> str:
    if len(mappings) < 2:
        return next(iter(mappings), "none")
    return ", ".join(f"{mapping} ({entries:,})" for mapping, entries in mappings.items())


def empty_sources(run: Run, named: Sequence[str]) -> Iterator[Diagnostic]:
    """A finding for each source without an entry. It is a warning where something stands there that a mapping could
    read; but of a file that merely lies in a folder with catalogues it is worth knowing, and else nothing."""
    from ..model import Diagnostic, Severity, Span
    from ..read.shapes import shapes

    filled = {source for source, _ in run.summary.read}
    failed = {error.source for error in run.failed}
    without = [one for one in run.sources if one.name not in filled | failed]
    for source in without[:_LOOKED]:
        held = shapes(source)
        what = f"{held.words}, which no mapping reads" if held.words else "nothing that could be one"
        what += f": `orkgx mapping draft {source.name}` writes one" if held.readable else ""
        lies = filled and source.name not in named
        if lies and not held.readable:
            continue
        severity = Severity.warning if held.readable and not lies else Severity.info
        yield Diagnostic(Span(source.name, 1, 1), severity, "no-entry", f"no entry was found ({what})")
