"""Findings as people read them: by file and entry, each with its line of the source; equal ones folded, and a summary
by code.

Each finding has a line ``file:line:column: severity code: message``, so that editors jump to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

from rich.console import Console
from rich.text import Text

from ..model import Diagnostic, Severity, Span
from .codes import CODES
from .excerpts import Lines, excerpt, visible
from .fixes import fix_of

MOST = 3  # different findings of a code that are shown unless all are asked for
_PLACES = 16  # lines that are named where findings are folded
_WIDTH = 120  # of what is no terminal
_STYLES = {Severity.info: "cyan", Severity.warning: "yellow", Severity.error: "bold red"}


@dataclass(slots=True)
class Fold:
    """Findings that say the same: the first one in full, of the others how many and where."""

    first: Diagnostic
    more: int = 0
    places: list[Span] = field(default_factory=list)

    def add(self, other: Diagnostic) -> None:
        self.more += 1
        if len(self.places) < _PLACES:
            self.places.append(other.span)


@dataclass(slots=True)
class Tally:
    """What is known of all findings of a code."""

    severity: Severity
    count: int = 0
    folds: dict[str, Fold] = field(default_factory=dict)  # by message
    others: Fold | None = None  # those of further messages

    def add(self, finding: Diagnostic) -> Fold | None:
        """The fold that a finding begins; None where it goes into one."""
        self.severity = max(self.severity, finding.severity)
        self.count += 1
        if fold := self.folds.get(finding.message):
            fold.add(finding)
        elif len(self.folds) < MOST:
            return self.folds.setdefault(finding.message, Fold(finding))
        elif self.others:
            self.others.add(finding)
        else:
            self.others = Fold(finding, 1, [finding.span])
        return None

    @property
    def shown(self) -> int:
        return len(self.folds)


class TextReport:
    """Takes findings and writes them to `out`, `every` one of them in full if that is asked for; `tallies` are by
    code."""

    def __init__(self, out: IO[str], lines: Lines, *, every: bool = False, summary: bool = True) -> None:
        self.console = Console(file=out, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.lines, self.every, self.summary = lines, every, summary
        self.tallies: dict[str, Tally] = {}
        self.mendable = self.unsafe = 0  # findings with a fix, and those of them whose fix changes the graph
        self._group: tuple[str, str] | None = None

    def write(self, findings: Iterable[Diagnostic]) -> None:
        """All findings, and where there are several, the summary by code."""
        folds = []
        for finding in findings:
            tally = self.tallies.setdefault(finding.code, Tally(finding.severity))
            fold = tally.add(finding)
            if fix := fix_of(finding, self.lines):
                self.mendable += 1
                self.unsafe += not fix.safe
            if self.every:
                self._write(Fold(finding))
            elif fold:
                folds.append(fold)
        for fold in folds:
            self._write(fold)
            tally = self.tallies[fold.first.code]
            if tally.others and fold is list(tally.folds.values())[-1]:
                self._more(tally.others, fold.first.code)
        if self.summary and sum(tally.count for tally in self.tallies.values()) > 1:
            self._summary()
        self.console.file.flush()

    @property
    def folded(self) -> bool:
        """Whether some findings were not shown in full."""
        return not self.every and any(tally.count > tally.shown for tally in self.tallies.values())

    @property
    def mending(self) -> str:
        """How many findings a command mends; empty for none."""
        count = sum(tally.count for tally in self.tallies.values())
        safe = self.mendable - self.unsafe
        told = [f"{safe:,} of {count:,} can be mended by `orkgx fix`"] if safe else []
        if self.unsafe:
            told.append(f"{self.unsafe:,} {'more' if safe else f'of {count:,}'} by `orkgx fix --unsafe`")
        return ", ".join(told)

    @property
    def width(self) -> int:
        return self.console.width if self.console.is_terminal else _WIDTH

    def _write(self, fold: Fold) -> None:
        finding = fold.first
        self._head(finding)
        style = _STYLES[finding.severity]
        place = Text(visible(str(finding.span)), "bold")
        code = Text.assemble((finding.severity.name, style), f" {finding.code}")
        self._print(Text.assemble(place, ": ", code, f": {visible(finding.message)}"), indent=4)
        line = self.lines.get(finding.span.file, finding.span.line)
        gutter = f"{finding.span.line:>6} | "
        if line is not None and (seen := excerpt(finding, line, self.width - len(gutter))):
            self.console.print(Text.assemble((gutter, "dim"), seen.text))
            self.console.print(Text.assemble((" " * 6 + " | ", "dim"), " " * seen.before, ("^" * seen.marked, style)))
        if fold.more:
            self._more(fold, "like this")

    def _head(self, finding: Diagnostic) -> None:
        """The file and entry that findings stand in, before the first of them."""
        group = finding.span.file, finding.entry
        if group != self._group:
            before = "\n" if self._group else ""
            name = visible(finding.entry) if finding.entry else ""
            file = visible(finding.span.file)
            self._print(Text.assemble(before, (name, "bold underline"), f" in {file}" if name else (file, "underline")))
            self._group = group

    def _more(self, fold: Fold, what: str) -> None:
        """How many more findings there are, and where."""
        files: dict[str, list[int]] = {}
        for span in fold.places:
            files.setdefault(span.file, []).append(span.line)
        own = self._group[0] if self._group else ""
        named = [
            f"{'' if file == own else f'{visible(file)} '}{'lines' if len(some) > 1 else 'line'} "
            + ", ".join(map(str, some))
            for file, some in files.items()
        ]
        rest = f" and {fold.more - len(fold.places):,} more" if fold.more > len(fold.places) else ""
        self._print(Text(f"    and {fold.more:,} more {what}: {'; '.join(named)}{rest}", "dim"), indent=6)

    def _summary(self) -> None:
        """How often each code was found, worst first; those found once share a line."""
        self.console.print()
        worst = sorted(self.tallies.items(), key=lambda one: (-one[1].severity, -one[1].count))
        longest = max((len(code) for code, tally in worst if tally.count > 1), default=0)
        for severity in sorted(Severity, reverse=True):
            some = [(code, tally.count) for code, tally in worst if tally.severity == severity]
            once = [code for code, count in some if count == 1]
            for code, count in some:
                if count > 1 or len(once) == 1:
                    self._row(severity, count, f"{code:{longest}}  {CODES[code].help if code in CODES else ''}")
            if len(once) > 1:
                self._row(severity, 1, f"each of {', '.join(once)}")

    def _row(self, severity: Severity, count: int, text: str) -> None:
        row = Text.assemble(f"{count:>6,}  ", (f"{severity.name:8}", _STYLES[severity]), f" {text}")
        if self.console.is_terminal:
            row.truncate(self.width, overflow="ellipsis")
        self.console.print(row)

    def _print(self, text: Text, *, indent: int = 0) -> None:
        """One line; on a terminal as many as it needs, further ones indented."""
        if not self.console.is_terminal:
            self.console.print(text)
            return
        for at, line in enumerate(text.wrap(self.console, self.width - indent)):
            line.rstrip()
            self.console.print(Text.assemble(" " * indent if at else "", line))
