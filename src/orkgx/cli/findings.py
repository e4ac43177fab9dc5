"""What a command says of a run: its findings, its figures, and whether they are bad enough to fail."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from .ends import counted, say
from .origins import empty_sources, readers
from .selection import Selection

if TYPE_CHECKING:
    from ..check.excerpts import Lines
    from ..check.text import TextReport
    from ..model import Diagnostic, Severity
    from ..pipeline import Run


class Told(NamedTuple):
    """What was told of findings: how many there were of each severity, the report for people and where it stands, and
    what is to be said of those that do not count."""

    counts: Counter[Severity]
    report: TextReport | None
    stream: IO[str]
    said: list[str]


def show_findings(found: Iterable[Diagnostic], options: dict[str, Any], run: Run | None = None) -> Told:
    """Write the findings that count in the form that was asked for, from the severity that was."""
    from ..check.excerpts import Lines
    from ..check.reports import REPORTS
    from ..model import Severity

    text = options["report"] == "text"
    least = Severity.info if options["verbose"] else Severity.warning
    least = Severity.error if text and options["quiet"] else least
    # What `check` and `validate` answer goes where data goes; what else is found stays beside the data.
    stream: IO[str] = sys.stderr if "outputs" in options else sys.stdout
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")  # what a terminal of few characters lacks
    counts: Counter[Severity] = Counter()
    lines = Lines(run.sources if run else ())
    selection = Selection(options, run, lines)
    shown = _counted(selection.apply(found), counts, least)
    report = None
    if text:
        report = _as_text(shown, stream, lines, options)
    else:
        REPORTS[options["report"]](shown, stream, lines)
    return Told(counts, report, stream, selection.said)


def _counted(found: Iterable[Diagnostic], counts: Counter[Severity], least: Severity) -> Iterator[Diagnostic]:
    """The findings that are bad enough to be shown, while all are counted."""
    for one in found:
        counts[one.severity] += 1
        if one.severity >= least:
            yield one


def _as_text(found: Iterable[Diagnostic], stream: IO[str], lines: Lines, options: dict[str, Any]) -> TextReport | None:
    """The report for people; None, and nothing loaded for it, where there is nothing to tell."""
    from itertools import chain

    found = iter(found)
    first = next(found, None)
    if first is None:
        return None
    from ..check.text import TextReport

    report = TextReport(stream, lines, every=options.get("all_", False), summary=not options["quiet"])
    report.write(chain([first], found))
    return report


def show_next(told: Told, options: dict[str, Any]) -> None:
    """What can be done about the findings, as the last that is said."""
    from ..model import Severity

    for said in () if options["quiet"] else told.said:
        click.echo(said, err=True)
    if options["quiet"] or options["report"] != "text":
        return
    if not told.report:
        return
    hints = ["`--all` shows each finding"] if told.report.folded else []
    if (hidden := told.counts[Severity.info]) and not options["verbose"]:
        hints.append(f"`-v` also shows {hidden:,} that {'is' if hidden == 1 else 'are'} merely worth knowing")
    last = ("; ".join(hints), "`orkgx help diagnostics` says what the codes mean", told.report.mending)
    click.echo("\n".join(filter(None, last)), file=told.stream)


def show_summary(run: Run, counts: Mapping[Severity, int], statements: int, seconds: float) -> None:
    from ..model import Severity

    click.echo(
        f"{counted(run.summary.blocks, 'block')}, {counted(run.summary.entries, 'entry')}, "
        f"{counted(statements, 'statement')}, {counted(counts[Severity.warning], 'warning')}, "
        f"{counted(counts[Severity.error], 'error')}, {seconds:.1f} s",
        err=True,
    )
    if run.summary.entries:
        click.echo(f"read by {readers(run)}", err=True)


def fails(counts: Mapping[Severity, int], fail_on: str) -> bool:
    """Whether there is a finding as bad as `fail_on` says."""
    from ..model import Severity

    return fail_on != "never" and any(count for severity, count in counts.items() if severity >= Severity[fail_on])


def counting(run: Run | None) -> Iterator[Diagnostic]:
    """The findings of a run that count, for what shows them in a form of its own."""
    from ..check.excerpts import Lines

    return Selection({}, run, Lines(run.sources)).apply(run.findings()) if run else iter(())


def read_badly(run: Run | None) -> bool:
    """Tell of the errors that reading catalogues found; whether there were some, or no entry at all. None is a run over
    RDF only."""
    if run is None:
        return False
    options = {"report": "text", "quiet": True, "verbose": False, "outputs": ()}
    told = show_findings(run.findings(), options, run)
    for one in empty_sources(run, ()):
        say(f"{one.span.file}: {one.message}")
    return fails(told.counts, "error") or not run.summary.entries
