"""A run that is ended while it writes two files: each is the old one or the new one, whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import SAMPLE

POINTS = int(os.environ.get("ORKGX_KILLS", "2"))  # of time, drawn over a run, for each signal


def started(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "orkgx", "export", str(SAMPLE), "-q"]
    command += ["-o", str(folder / "a.ttl"), "-o", str(folder / "b.jsonld")]
    return subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_each_of_two_outputs_is_old_or_new_wherever_a_run_is_ended(tmp_path: Path, how: signal.Signals) -> None:
    began = time.monotonic()
    assert started(tmp_path).wait(60) == 0
    lasted = time.monotonic() - began
    names = ("a.ttl", "b.jsonld")
    new = {name: (tmp_path / name).read_bytes() for name in names}
    draw = random.Random(how)
    for _ in range(POINTS):
        for name in names:
            (tmp_path / name).write_bytes(b"old")
        process = started(tmp_path)
        # Most of a run is before the first byte is written; its end is where it matters.
        time.sleep(lasted * (1 - draw.random() ** 2))
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
        for name in names:
            assert (tmp_path / name).read_bytes() in (b"old", new[name]), (name, process.returncode)
        if how != signal.SIGKILL:
            assert {path.name for path in tmp_path.iterdir()} == set(names), process.returncode
            assert b"Traceback" not in said, said.decode()[-600:]
