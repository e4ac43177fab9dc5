"""What a run keeps beside the statements: findings, and the records as lines of JSON. Both wait in files of no name."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from io import StringIO

from ...model import Diagnostic, Span
from .pieces import Pieces


def pack_findings(findings: Sequence[Diagnostic]) -> bytes:
    """Findings as one pickle of plain tuples, which is several times as quick as one of their own; nothing for none."""
    return pickle.dumps([(*one.span, *one[1:]) for one in findings]) if findings else b""


class Notes:
    """Takes findings, packed, and lines, and gives them in their order as often as wanted."""

    def __init__(self) -> None:
        self._findings, self._lines = Pieces(), Pieces()

    def clear(self) -> None:
        self._findings.clear()
        self._lines.clear()

    def take(self, findings: bytes, lines: str = "") -> int:
        """Take what a batch gave, or what was found beside all; its number."""
        self._lines.append(_encoded(lines))
        return self._findings.append(findings)

    def replace(self, number: int, findings: bytes, lines: str) -> None:
        """Take these in the place of earlier ones."""
        self._findings[number], self._lines[number] = findings, _encoded(lines)

    def findings(self) -> Iterator[Diagnostic]:
        for piece in filter(None, self._findings):
            for file, line, column, *rest in pickle.loads(piece):
                yield Diagnostic(Span(file, line, column), *rest)

    def lines(self) -> Iterator[str]:
        for piece in self._lines:
            yield from StringIO(piece.decode())


def _encoded(lines: str) -> bytes:
    return lines.encode("utf-8", "backslashreplace")
