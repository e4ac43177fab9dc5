"""What git knows of a file, asked so that nothing of the repository's runs: no hook, no filter, no monitor."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_NOTHING = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),  # objects that are not there are not fetched
)
_SECONDS = 30


def ask_git(folder: Path, *words: str, apart: bool = False) -> subprocess.CompletedProcess[bytes]:
    """What a command of git says that compares no file with its list of files; those may run filters.

    With `apart` it knows no repository. Raises OSError or SubprocessError where git cannot be run.
    """
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    if apart:
        environment["GIT_DIR"] = os.devnull
    command = ["git", *_NOTHING, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=_SECONDS, check=False)
