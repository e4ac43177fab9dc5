"""A push of a real catalogue killed at points all over it, with its ledger kept and lost, by hand:
``python -m tests.push.kills [POINTS] [CATALOGUE]``. After each the next push must come to the same graph, with nothing
twice and nothing astray; the suite does the same at every write of a small one."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.orkg.pushing import REAL, killed_after, push, pushes_nothing, same_graph, seed
from tests.orkg.server import Orkg

POINTS = 30


def main() -> None:
    points = int(sys.argv[1]) if len(sys.argv) > 1 else POINTS
    text = Path(sys.argv[2] if len(sys.argv) > 2 else REAL).read_text("utf-8")
    writes = writes_of(text)
    print(f"{writes:,} writes", flush=True)
    for at in range(points):
        number = 1 + at * (writes - 1) // max(points - 1, 1)
        for lost in (False, True):
            started = time.perf_counter()
            faults = list(faults_after(number, text, lost=lost))
            told = "; ".join(faults) or "the same graph"
            print(
                f"{number:>6,} {'lost' if lost else 'kept'} {time.perf_counter() - started:5.1f} s: {told}", flush=True
            )


def writes_of(text: str) -> int:
    """How many writes a push of a catalogue takes."""
    with TemporaryDirectory() as folder, Orkg() as orkg:
        source = Path(folder) / "catalogue.md"
        source.write_text(text, "utf-8")
        seed(orkg, source)
        assert push(source, orkg).exit_code == 0
        return orkg.counts["writes"]


def faults_after(number: int, text: str, *, lost: bool) -> Iterator[str]:
    """What is wrong after a push that was killed at its n-th write, and the next one."""
    with TemporaryDirectory() as folder, Orkg() as orkg:
        source = Path(folder) / "catalogue.md"
        source.write_text(text, "utf-8")
        seed(orkg, source)
        killed_after(number, source, orkg, patience=600)
        for file in Path(folder).glob("ledger*") if lost else ():
            file.unlink()
        result = push(source, orkg)
        if result.exit_code:
            yield f"the next push leaves with {result.exit_code}: {result.output[-300:]}"
        if orphans := orkg.orphans():
            yield f"{len(orphans)} orphans, such as {orphans[:3]}"
        elif not same_graph(orkg, source):
            yield "another graph"
        if not pushes_nothing(source, orkg):
            yield "the push after that still writes"


if __name__ == "__main__":
    main()
