"""What is found wrong, where, and what stops a run."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from .codes import CODES


class Severity(IntEnum):
    """How bad a finding is; the order is used by ``--fail-on``."""

    info = 1
    warning = 2
    error = 3

    def __reduce_ex__(self, protocol: object) -> tuple[type[Severity], tuple[int]]:
        """As a number of this type, in each version of Python: some ask for an attribute by its name."""
        return Severity, (int(self),)


class Span(NamedTuple):
    """A place in a source: line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One finding, shown to people as ``file:line:column: severity code: message``; `entry` is the name of the entry
    that it is about, as the catalogue writes it, if it is about one; `instead` is what was probably meant to stand
    where the finding points, if that is known."""

    span: Span
    severity: Severity
    code: str
    message: str
    entry: str = ""
    instead: str = ""

    def __str__(self) -> str:
        return f"{self.span}: {self.severity.name} {self.code}: {self.message}"


def finding(
    span: Span, code: str, message: str, *, severity: Severity | None = None, entry: str = "", instead: str = ""
) -> Diagnostic:
    """A finding, as bad as the table of codes says unless it is said otherwise here."""
    return Diagnostic(span, severity or Severity[CODES[code].severity], code, message, entry, instead)


class OrkgxError(Exception):
    """What stops a run. `code` is a word like those of the diagnostics."""

    code = "error"


class MissingExtra(OrkgxError):
    """What was asked for needs libraries that are not installed."""

    code = "missing-extra"


class SourceError(OrkgxError):
    """A source that cannot be read: which one, why, and how to mend it."""

    code = "unreadable-source"

    def __init__(self, source: str, problem: str) -> None:
        self.source, self.problem = source, problem
        super().__init__(f"{source}: {problem}")


class MappingError(OrkgxError):
    """A mapping file with faults: every one of them, each with its place."""

    code = "faulty-mapping"

    def __init__(self, faults: list[Diagnostic]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class SinkError(OrkgxError):
    """A result that cannot be written."""

    code = "unwritable-output"
