"""Time grows with the input, whatever shape it has: a shape twice as long takes about twice the processor."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.fuzz.shapes import SHAPES
from tests.support import run

_SIZE = 5_000  # characters
_SMALL = 0.4  # seconds; what takes less has not run away


@pytest.mark.parametrize("name", SHAPES)
def test_time_is_linear_in_the_input(name: str, tmp_path: Path) -> None:
    def seconds(size: int) -> float:
        source = tmp_path / ("source.csv" if name.startswith("csv") else "source.md")
        source.write_text(SHAPES[name](size), "utf-8")
        started = time.process_time()
        result = run("export", source, "-o", tmp_path / "out.nt", "--quiet", "--fail-on", "never")
        assert result.exit_code in (0, 1) and isinstance(result.exception, SystemExit | None), result.output[:500]
        return time.process_time() - started

    # What takes long is tried again: the first run of its kind pays for what is made once.
    assert seconds(2 * _SIZE) < _SMALL or seconds(2 * _SIZE) < 3 * seconds(_SIZE) + _SMALL
