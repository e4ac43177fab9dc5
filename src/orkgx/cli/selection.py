"""Which findings count: options and comments that leave some out, and what is said of those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import Command, take

if TYPE_CHECKING:
    from ..check.excerpts import Lines
    from ..model import Diagnostic
    from ..pipeline import Run


def _codes(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    if not given:
        return ()
    from ..check.codes import unknown

    codes = tuple(code.strip() for some in given for code in some.split(",") if code.strip())
    if problems := [problem for code in codes if (problem := unknown(code))]:
        raise click.BadParameter("; ".join(problems))
    return codes


_BY_CODE: list[Callable[[Command], Command]] = [
    click.option("--select", multiple=True, metavar="CODE[,CODE]", callback=_codes,
                 help="Only these; x-* for all that begin so."),
    click.option("--ignore", multiple=True, metavar="CODE[,CODE]", callback=_codes, help="All but these."),
]  # fmt: skip
by_code = take(_BY_CODE)
# The options that say which findings count.
selects = take(
    [
        *_BY_CODE,
        click.option("--baseline", metavar="FILE", help="Only what this file does not hold."),
        click.option("--write-baseline", is_flag=True, help="Write what is found into the baseline: it may stay."),
        click.option("--changed-since", metavar="REV", help="Only on lines, or in entries, that git sees changed."),
    ]
)


def _said(options: dict[str, Any], name: str) -> tuple[str, ...]:
    """The codes of an option; those of the project file where a command has no such option."""
    context = click.get_current_context()
    said: dict[str, Any] = {**(context.default_map or {}), **context.params, **options}
    return tuple(said.get(name, ()))


class Selection:
    """The findings of a run that count, by its options; `said` is what is to be told of the others."""

    def __init__(self, options: dict[str, Any], run: Run | None, lines: Lines) -> None:
        self.options, self.run, self.lines = options, run, lines
        self.said: list[str] = []
        if options.get("write_baseline") and not options["baseline"]:
            raise click.UsageError("--write-baseline writes the file that --baseline names; name one")

    def apply(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        from ..check.codes import chosen

        if self.run:
            found = self._told_otherwise(found, self.run)
        fits = chosen(_said(self.options, "select"), _said(self.options, "ignore"))
        found = (one for one in found if fits(one.code))
        return self._new(found) if self.options.get("baseline") else iter(found)

    def _told_otherwise(self, found: Iterable[Diagnostic], run: Run) -> Iterable[Diagnostic]:
        """Without what comments in the sources ignore, and what no change is about."""
        from ..ask.extents import extents
        from ..check.ignores import without_ignored

        changes = self._changes(run)
        names = {directive.span.file for directive in run.directives} | changes.keys()
        places = extents(run, names) if names else {}
        if run.directives:
            found = without_ignored(found, run.directives, places)
        if changes:
            from ..check.changes import in_changes

            found = in_changes(found, changes, places)
        return found

    def _changes(self, run: Run) -> dict[str, Any]:
        revision = self.options.get("changed_since")
        if not revision:
            return {}
        from ..check.changes import changed_lines

        return {one.name: changed_lines(one.name, revision) for one in run.sources if Path(one.name).is_file()}

    def _new(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """What the baseline does not hold; all go into it where it is written."""
        from ..check.baseline import baseline_text, known_of, new_ones, read_baseline
        from ..write.files import write_lines

        path = Path(self.options["baseline"])
        known = known_of(path.resolve().parent, self.lines)
        if self.options["write_baseline"]:
            all_ = [known(one) for one in found]
            write_lines([baseline_text(all_)], path)
            self.said.append(f"{len(all_):,} findings are in {path} now, and only new ones count from here on")
            return
        baseline = read_baseline(path)
        before = baseline.total()
        yield from new_ones(found, baseline, known)
        left = baseline.total()
        if before - left:
            self.said.append(f"{before - left:,} findings are known from {path}")
        if left:
            self.said.append(f"{left:,} of {path} are no longer found; --write-baseline takes them out")
