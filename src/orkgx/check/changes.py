"""Lines that were changed since a version that git knows, and the findings on them or in their entries."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..model import Diagnostic, Extent, OrkgxError
from ..read.git import ask_git

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.M)

Stretches = tuple[tuple[int, int], ...]
ALL: Stretches = ((1, 1 << 62),)


class RevisionError(OrkgxError):
    """A version that git cannot compare with."""

    def __init__(self, revision: str, problem: str) -> None:
        super().__init__(f"{revision}: {problem}")


def changed_lines(file: str, revision: str) -> Stretches:
    """The stretches of lines of a file that a revision does not have; all of them where it does not have the file.

    Raises RevisionError where git cannot say it.
    """
    path = Path(file).resolve()
    _git(path.parent, revision, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    before = _git(path.parent, revision, "cat-file", "blob", f"{revision}:./{path.name}", fails=True)
    if before is None:
        return ALL
    shown = _difference(before, path, revision).decode("utf-8", "replace")
    hunks = [(int(first), int(many or 1)) for first, many in _HUNK.findall(shown)]
    # Where lines were taken away, those beside them were changed.
    return tuple((first, first + many - 1 if many else first + 1) for first, many in hunks)


def _difference(before: bytes, path: Path, revision: str) -> bytes:
    """What was changed, compared outside of the repository, whose attributes may name commands to run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old = folder / "before"
        old.write_bytes(before)
        words = ("diff", "--no-index", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--", str(old), str(path))
        return _asked(folder, revision, *words, apart=True).stdout


def _git(folder: Path, revision: str, *words: str, fails: bool = False) -> bytes | None:
    """What git says; None where it fails and may."""
    ended = _asked(folder, revision, *words)
    if ended.returncode == 0:
        return ended.stdout
    if fails:
        return None
    why = ended.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").split("\n")[0]
    raise RevisionError(revision, f"git knows no such version ({why or 'not a commit'}); name a commit, branch or tag")


def _asked(folder: Path, revision: str, *words: str, apart: bool = False) -> subprocess.CompletedProcess[bytes]:
    try:
        return ask_git(folder, *words, apart=apart)
    except (OSError, subprocess.SubprocessError) as error:
        raise RevisionError(revision, "git is needed to know what changed, and cannot be run") from error


def in_changes(
    found: Iterable[Diagnostic], changes: Mapping[str, Stretches], extents: Mapping[str, Sequence[Extent]]
) -> Iterator[Diagnostic]:
    """The findings on changed lines, or in an entry that has one."""
    touched = {
        file: [*some, *[(one.first, one.last) for one in extents.get(file, ()) if _meets(some, one.first, one.last)]]
        for file, some in changes.items()
    }
    return (one for one in found if _meets(touched.get(one.span.file, ALL), one.span.line, one.span.line))


def _meets(stretches: Iterable[tuple[int, int]], first: int, last: int) -> bool:
    return any(begin <= last and first <= end for begin, end in stretches)
