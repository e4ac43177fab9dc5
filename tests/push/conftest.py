"""What makes pushes quick to try: ledgers in memory, where their writes need not reach a disk, and mappings read once,
since they never change."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from orkgx import pipeline

MEMORY = Path("/dev/shm")  # a file system in memory, where there is one


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    folder = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as path:
        (own := Path(path) / "own").mkdir()
        yield own


@pytest.fixture(autouse=True, scope="session")
def mappings_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_mapping", cache(pipeline.load_mapping))
        yield
