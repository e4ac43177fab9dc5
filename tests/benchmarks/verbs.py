"""Processor time and memory of the verbs over generated catalogues, and how they grow. Run by ``make verbs``."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from bench import UNIT, generated

QUIET = ("--quiet", "--fail-on", "never")


class Cost(NamedTuple):
    """What a run took, in seconds of processors and bytes."""

    cpu: float
    peak: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[3_000, 10_000], help="entries a catalogue")
    parser.add_argument("--only", nargs="+", default=[], metavar="VERB", help="only these")
    parser.add_argument("--orkgx", default=str(Path(sys.executable).with_name("orkgx")), help="the command")
    arguments = parser.parse_args()
    columns = [f"{size:,}" for size in arguments.sizes]
    print(f"| | {' | '.join(f'{one}: CPU seconds | MB' for one in columns)} | MB for 1,000 more |")
    print(f"|---{'|--:' * (2 * len(columns) + 1)}|", flush=True)
    with tempfile.TemporaryDirectory(prefix="orkgx-bench-") as folder:
        places = [prepared(arguments.orkgx, size, Path(folder)) for size in arguments.sizes]
        for verb, command in verbs(Path(folder)).items():
            if arguments.only and not any(verb.startswith(one) for one in arguments.only):
                continue
            costs = [measured(arguments.orkgx, [part.format(place) for part in command]) for place in places]
            least, most = costs[0], costs[-1]
            growth = (most.peak - least.peak) / 1e3 / max(arguments.sizes[-1] - arguments.sizes[0], 1)
            cells = [f"{cost.cpu:.1f} | {cost.peak / 1e6:.0f}" for cost in costs]
            print(f"| `{verb}` | {' | '.join(cells)} | {growth:.1f} |", flush=True)
    return 0


def prepared(orkgx: str, size: int, folder: Path) -> Path:
    """A catalogue, another version of it in which each entry differs, and the graphs of both; without their endings."""
    made = generated("fixed", size, folder)
    place = made.with_suffix("")
    other = Path(f"{place}-other.md")
    other.write_text(made.read_text("utf-8").replace(" brings ", " gives "), "utf-8")
    for path in (made, other):
        subprocess.run([orkgx, "export", str(path), "-o", str(path.with_suffix(".nt")), *QUIET], check=True)
    return place


def verbs(folder: Path) -> dict[str, list[str]]:
    """The commands, `{}` in the place of a catalogue without its ending."""
    site = str(folder / "site")
    out = str(folder / "out")
    return {
        "export": ["export", "{}.md", "-o", f"{out}.nt", *QUIET],
        "export --describe": ["export", "{}.md", "-o", f"{out}.nt", "--describe", *QUIET],
        "export, part files": ["export", "{}.md", "-o", f"{out}/", *QUIET],
        "export --format orkg-csv": ["export", "{}.md", "-o", f"{out}.csv", *QUIET],
        "check": ["check", "{}.md", *QUIET],
        "validate": ["validate", "{}.md", *QUIET],
        "diff": ["diff", "{}.nt", "{}-other.nt", "-o", f"{out}.txt"],
        "query": ["query", "{}.nt", "--name", "models", "-o", f"{out}.csv"],
        "site": ["site", "{}.md", "-o", site, "--quiet"],
        "serve, until it answers": ["serve", "{}.md", "--port", "0"],
    }


def measured(orkgx: str, command: list[str]) -> Cost:
    """Run a verb to its end; one that serves, until it says where."""
    serves = command[0] == "serve"
    with tempfile.TemporaryFile() as said:
        pipe = subprocess.PIPE if serves else said
        process = subprocess.Popen([orkgx, *command], stdout=said, stderr=pipe)
        if process.stderr:
            process.stderr.readline()
            process.send_signal(signal.SIGTERM)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1) and not serves:
            said.seek(0)
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{said.read().decode(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * UNIT)


if __name__ == "__main__":
    sys.exit(main())
