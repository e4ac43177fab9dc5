"""What a command says of a run: its findings, its figures, and whether they are bad enough to fail."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..model import Diagnostic, Severity
    from ..pipeline import Run


def show_findings(found: Iterable[Diagnostic], options: dict[str, Any]) -> None:
    """Write findings in the form that was asked for, from the severity that was."""
    from ..check.reports import REPORTS
    from ..model import Severity

    least = Severity.error if options["quiet"] else Severity.info if options["verbose"] else Severity.warning
    if options["report"] != "text":
        least = min(least, Severity.info if options["verbose"] else Severity.warning)
    shown = (diagnostic for diagnostic in found if diagnostic.severity >= least)
    # A report for machines is what `check` answers, so it goes where data goes; text stays beside the data.
    stream: IO[str] = sys.stderr if options["report"] == "text" or "outputs" in options else sys.stdout
    REPORTS[options["report"]](shown, stream)


def show_summary(run: Run, statements: int, seconds: float) -> None:
    from ..model import Severity

    counts = run.summary.counts
    click.echo(
        f"{run.summary.blocks:,} blocks, {run.summary.entries:,} entries, {statements:,} statements, "
        f"{counts[Severity.warning]:,} warnings, {counts[Severity.error]:,} errors, {seconds:.1f} s",
        err=True,
    )


def fails(counts: Mapping[Severity, int], fail_on: str) -> bool:
    """Whether there is a finding as bad as `fail_on` says."""
    from ..model import Severity

    return fail_on != "never" and any(count for severity, count in counts.items() if severity >= Severity[fail_on])


def show_shapes(run: Run, *, wrote: bool) -> None:
    """Where no entry was found: what stands in the sources instead."""
    from ..read.shapes import shapes
    from .ends import say

    ending = "; nothing was written" if wrote else ""
    for source in run.sources[:20]:
        held = shapes(source)
        what = f"{held}; no mapping reads them: see 'orkgx help mappings'" if held else "nothing that could be an entry"
        say(f"{source.name}: no entry was found ({what}){ending}")


def read_badly(run: Run | None) -> bool:
    """Tell of the errors that reading catalogues found; whether there were some, or no entry at all. None is a run over
    RDF only."""
    from ..check.reports import REPORTS
    from ..model import Severity

    if run is None:
        return False
    REPORTS["text"]((one for one in run.findings() if one.severity >= Severity.error), sys.stderr)
    if not run.summary.entries:
        show_shapes(run, wrote=False)
    return fails(run.summary.counts, "error") or not run.summary.entries
