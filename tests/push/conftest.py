"""What makes pushes quick to try: ledgers in memory, where their writes need not reach a disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # a file system in memory, where there is one


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    folder = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as path:
        (own := Path(path) / "own").mkdir()
        yield own
