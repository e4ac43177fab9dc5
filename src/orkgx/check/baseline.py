"""Findings that are known and may stay: a file that holds them by code, entry and the text of their line, each with its
number, so that they stay known when lines move."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..model import Diagnostic, OrkgxError
from .excerpts import Lines

_LONGEST = 200  # characters of a line that are kept


class BaselineError(OrkgxError):
    """A baseline that cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class Known(NamedTuple):
    """What tells a finding from others wherever it stands."""

    file: str
    code: str
    entry: str
    text: str


def known_of(folder: Path, lines: Lines) -> Callable[[Diagnostic], Known]:
    """By what findings are known; files are named as `folder` sees them."""

    def known(one: Diagnostic) -> Known:
        file, line = one.span.file, lines.get(one.span.file, one.span.line)
        if Path(file).exists():
            path = Path(file).resolve()
            file = (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()
        return Known(file, one.code, one.entry, (line or one.message).strip()[:_LONGEST])

    return known


def read_baseline(path: Path) -> Counter[Known]:
    """The findings that a baseline holds. Raises BaselineError."""
    try:
        document = json.loads(path.read_text("utf-8"))
        if document["version"] != 1:
            raise BaselineError(path, "this baseline is of another orkgx; --write-baseline writes it anew")
        rows = [(Known(*[str(one[name]) for name in Known._fields]), int(one["count"])) for one in document["findings"]]
        return Counter(dict(rows))
    except FileNotFoundError as error:
        raise BaselineError(path, "there is no such baseline; --write-baseline makes it") from error
    except OSError as error:
        raise BaselineError(path, error.strerror or "it cannot be read") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BaselineError(path, "this is no baseline; --write-baseline writes it anew") from error


def baseline_text(findings: Iterable[Known]) -> str:
    """A baseline that holds some findings, as text: a line each, in an order of its own."""
    counts = sorted(Counter(findings).items())
    rows = [json.dumps({**one._asdict(), "count": count}, ensure_ascii=False) for one, count in counts]
    return '{"version": 1, "findings": [\n' + ",\n".join(rows) + "\n]}\n"


def new_ones(
    found: Iterable[Diagnostic], baseline: Counter[Known], known: Callable[[Diagnostic], Known]
) -> Iterator[Diagnostic]:
    """The findings that a baseline does not hold; what is left in it then is no longer found."""
    for one in found:
        key = known(one)
        if baseline[key] > 0:
            baseline[key] -= 1
        else:
            yield one
