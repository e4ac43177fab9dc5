"""Whole-process time and memory, from catalogues in Markdown to triples, of orkgx and of what one might use instead.

The peers take turns, so that a slow minute of the machine meets all of them; the medians are printed as Markdown.
Run by ``make bench``. Needs a system with ``wait4``; the sum over processes needs /proc.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
# What a catalogue may hold, the typical first, as `generate.py` makes it.
KINDS = {
    "real": "a real catalogue again and again, under other names",
    "varied": "blocks with 15 % of the fields missing, in any order, of two layouts, a third of the values new",
    "table": "a table",
    "cards": "cards, a file each",
    "missing": "blocks with 15 % of the fields missing",
    "distinct": "blocks whose values are all new",
    "fixed": "blocks that all have the same fields",
}
SCRIPT_UP_TO = 10_000  # entries; the script with rdflib takes minutes beyond, and gigabytes: --full
UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
PAUSE = 0.1  # seconds between two looks at the memory of all processes


class Cost(NamedTuple):
    """What one run took. `largest` is the peak of the largest process, `together` of all at one time; bytes.
    `statements` are the lines of N-Triples that came out, 0 for another format."""

    seconds: float
    cpu: float
    largest: int
    together: int
    statements: int


@dataclass(frozen=True)
class Peer:
    """A command that writes an output; `most` entries of one of `kinds`, where it cannot do all."""

    name: str
    command: tuple[str, ...]
    output: Path
    most: int | None = None
    kinds: tuple[str, ...] = ()


def main() -> int:
    arguments = parse()
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; ",
        end="",
    )
    print(f"medians of {arguments.runs} runs\n", flush=True)
    alone: dict[str, float] = {}  # processor time of one process for an entry, by kind
    with tempfile.TemporaryDirectory(prefix="orkgx-bench-") as folder:
        for kind, entries in ((kind, entries) for kind in kinds(arguments) for entries in arguments.sizes):
            catalogue = generated(kind, entries, Path(folder))
            every = peers(kind, catalogue, Path(folder), arguments)
            costs = take_turns([peer for peer in every if fits(peer, kind, entries, arguments)], arguments.runs)
            print(table(kind, entries, size_of(catalogue), costs), flush=True)
            if costs:
                alone[kind] = next(iter(costs.values())).cpu / entries
    if first := alone.get("fixed"):
        print("| processor time of one process for an entry | against a block that has all fields |\n|---|--:|")
        print("".join(f"| {kind} | {cpu / first:.2f} |\n" for kind, cpu in alone.items()))
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="entries a catalogue")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS, help="what catalogues hold")
    parser.add_argument("--real", type=Path, help="a catalogue of blocks; without one there is no kind 'real'")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--full", action="store_true", help="the script with rdflib at every size")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="only peers whose name has one of these")
    parser.add_argument("--orkgx", default=str(Path(sys.executable).with_name("orkgx")), help="the command")
    parser.add_argument("--morph", help="a Python that has morph-kgc")
    parser.add_argument("--rust", help="a Python that has tarka-rdf and maplib")
    return parser.parse_args()


def kinds(arguments: argparse.Namespace) -> Iterable[str]:
    return (kind for kind in arguments.kinds if kind != "real" or arguments.real)


def generated(kind: str, entries: int, folder: Path) -> Path:
    """A catalogue of a kind."""
    place = folder / (f"{kind}-{entries}" + (".md" if kind != "cards" else ""))
    given = f"real={parse().real}" if kind == "real" else kind
    subprocess.run([sys.executable, str(HERE / "generate.py"), str(entries), str(place), given], check=True)
    return place


def size_of(catalogue: Path) -> int:
    files = catalogue.rglob("*.md") if catalogue.is_dir() else [catalogue]
    return sum(file.stat().st_size for file in files)


def peers(kind: str, catalogue: Path, folder: Path, arguments: argparse.Namespace) -> Iterable[Peer]:
    source = str(catalogue)

    def orkgx(ending: str, jobs: int, profile: str = "full") -> Peer:
        output = folder / f"orkgx-{profile}.{ending}"
        options = ("--jobs", str(jobs), "--profile", profile, "--quiet", "--fail-on", "never")
        name = {"nt": "N-Triples", "ttl": "Turtle"}[ending] + (f", --profile {profile}" if profile != "full" else "")
        return Peer(
            f"orkgx, {name}, --jobs {jobs}", (arguments.orkgx, "export", source, "-o", str(output), *options), output
        )

    def behind(name: str, python: str | None, script: str) -> Iterable[Peer]:
        output = folder / f"{script}.nt"
        command = (python or "", str(HERE / f"baseline_{script}.py"), source, str(output), str(folder))
        # The scan knows list items only.
        return [Peer(f"scan to CSV, then {name}, N-Triples", command, output, kinds=("fixed",))] if python else []

    yield orkgx("nt", 1)
    yield orkgx("nt", 2)
    yield orkgx("ttl", 1)
    yield orkgx("ttl", 2)
    # The peers write papers and contributions, but hardly anything of models: this is the same.
    yield orkgx("nt", 1, "orkg")
    yield orkgx("nt", 2, "orkg")
    output = folder / "rdflib.nt"
    script = (sys.executable, str(HERE / "baseline_rdflib.py"), source, str(output))
    # It ends in a traceback at the real catalogue, and knows blocks only.
    yield Peer("script with rdflib, N-Triples", script, output, SCRIPT_UP_TO, ("varied", "fixed"))
    yield from behind("tarka-rdf", arguments.rust, "tarka")
    yield from behind("maplib", arguments.rust, "maplib")
    yield from behind("morph-kgc", arguments.morph, "morph")


def fits(peer: Peer, kind: str, entries: int, arguments: argparse.Namespace) -> bool:
    wanted = not arguments.only or any(word in peer.name for word in arguments.only)
    able = not peer.kinds or kind in peer.kinds
    return wanted and able and (arguments.full or peer.most is None or entries <= peer.most)


def take_turns(chosen: Sequence[Peer], runs: int) -> dict[str, Cost]:
    """The median costs of each peer, by its name."""
    costs: dict[str, list[Cost]] = {peer.name: [] for peer in chosen}
    for _ in range(runs):
        for peer in chosen:
            costs[peer.name].append(measure(peer))
    return {name: Cost(*map(median, zip(*taken, strict=True))) for name, taken in costs.items()}


def measure(peer: Peer) -> Cost:
    """Run a peer to its end; one that fails ends the benchmark, with what it said."""
    command = peer.command
    peer.output.unlink(missing_ok=True)
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        ended = threading.Event()
        with ThreadPoolExecutor(1) as watcher:
            peak = watcher.submit(watch, process.pid, ended)
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
            ended.set()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{said.read().decode(errors='replace')}")
    largest = used.ru_maxrss * UNIT
    statements = statements_in(peer.output) if peer.output.suffix == ".nt" else 0
    return Cost(seconds, used.ru_utime + used.ru_stime, largest, max(peak.result(), largest), statements)


def statements_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def watch(session: int, ended: threading.Event) -> int:
    """The most memory that the processes of a session were seen to hold at one time."""
    most = 0
    while not ended.wait(PAUSE):
        most = max(most, memory(session))
    return most


def memory(session: int) -> int:
    """Bytes that the processes of a session hold now, what they share counted once; 0 where the system does not say."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[3]) == session:
                lines = (entry / "smaps_rollup").read_text().splitlines()
                total += 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, IndexError):  # ended between two looks
            continue
    return total


def table(kind: str, entries: int, size: int, costs: dict[str, Cost]) -> str:
    """The costs as a Markdown table; the ratio is each peer's time over that of the first."""
    first = next(iter(costs.values()), None)
    lines = [
        f"{KINDS[kind]}: {entries:,} entries, {size / 1e6:.1f} MB",
        "",
        "| | seconds | CPU seconds | entries/s | statements/entry | statements/s | MB, largest process | MB, all "
        "| against the first |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {cost.seconds:.2f} | {cost.cpu:.2f} | {entries / cost.seconds:,.0f} "
        f"| {shown(cost.statements / entries)} | {shown(cost.statements / cost.seconds)} "
        f"| {cost.largest / 1e6:.0f} | {cost.together / 1e6:.0f} | {cost.seconds / first.seconds:.2f} |"
        for name, cost in costs.items()
        if first
    ]
    return "\n".join([*lines, ""])


def shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure else "–"


if __name__ == "__main__":
    sys.exit(main())
