"""`orkgx serve` as tests of several files need it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path


class Server:
    """`orkgx serve` in a process of its own."""

    def __init__(self, *arguments: str | Path, folder: Path | None = None) -> None:
        command = [sys.executable, "-m", "orkgx", "serve", *map(str, arguments), "--port", "0"]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        assert self.process.stderr
        lines = [self.process.stderr.readline() for _ in range(3)]
        assert lines[0].startswith("pages"), lines
        self.pages, self.sparql, _ = (line.split()[1].rstrip("/") for line in lines)

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said
