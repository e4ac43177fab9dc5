"""Catalogues mutated at random: python -m tests.fuzz.catalogues --blocks 200000 --seed 1. Not in `make test`.

Entries of real catalogues are written in each shape, several hundred in a source, mutated, and exported by one process
and by two. What must hold: no traceback, no more than 5 s of processor for 1 MB, the same bytes, outputs that strict
readers take and that all say the same, and every word of a value in its entry or in a finding.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox

from tests.fuzz.kinds import KINDS, Kind, Source, entries
from tests.fuzz.losses import Graph, losses
from tests.support import SAMPLE, catalogues_folder, run

_SIGNS = [*"`~-*#|[](){}<>:&!\"'\\,;= \t\r\n0\xa0\u200b：é", "```", "- ", "> ", "null", "<!--"]
_SECONDS = 5  # of processor for 1 MB that is exported or checked
_TWICE = 3  # times that for verbs that read what they have made, or make a store of it
_USUAL = 1.5  # seconds beside, whatever the size
_CARDS = 150  # in a folder
_OUTPUTS = ("ttl", "rdf", "jsonld", "trig", "nq")  # beside N-Triples, one a source
_VERBS: tuple[tuple[str, ...], ...] = (
    ("validate",),
    ("fix", "--diff"),
    ("render",),
    ("mapping", "draft"),
    ("query", "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"),
    ("export", "--profile", "orkg", "--format", "orkg-csv"),
    ("export", "--format", "jsonl"),
    ("export", "--profile", "fair4ml", "--provenance", "field", "--format", "nt"),
)


def mutated(text: str, draw: random.Random) -> str:
    """A text with a few signs put in, taken out, doubled or swapped."""
    lines = text.split("\n")
    for _ in range(draw.randint(1, 2 + len(lines) // 20)):
        at = draw.randrange(len(lines))
        line = lines[at]
        place = draw.randint(0, len(line))
        lines[at] = draw.choice([
            line[:place] + draw.choice(_SIGNS) + line[place:],
            line[:place] + line[place + draw.randint(1, 5) :],
            line[:place] + draw.choice(_SIGNS) * draw.randint(2, 200) + line[place:],
            "",
            line + "\n" + line,
            draw.choice(lines),
        ])  # fmt: skip
    return "\n".join(lines)


def written(kind: Kind, some: list[Source], folder: Path, draw: random.Random) -> tuple[Path, dict[str, str]]:
    """A source of mutated entries: its path, and the texts of its files."""
    if kind.many > 1:
        texts = {f"source{kind.ending}": mutated(kind.write(some), draw)}
        path = folder / f"source{kind.ending}"
    else:
        texts = {}
        for number, one in enumerate(some):
            texts[f"card-{number}.md"] = mutated(kind.write([one._replace(name=f"{one.name} {number}")]), draw)
        path = folder
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="")
    return path, texts


class Trial:
    """What does not hold of one source; `found` counts its faults by their kinds."""

    def __init__(self, kind: Kind, source: Path, texts: dict[str, str], made: Path, number: int) -> None:
        self.kind, self.source, self.texts, self.made, self.number = kind, source, texts, made, number
        self.size = sum(len(text.encode()) for text in texts.values())
        self.faults: list[str] = []

    def run(self, *arguments: str | Path) -> str:
        """Run a verb, whose failure and whose time count; what it says beside its data."""
        started = time.process_time()
        result = run(*arguments)
        took = time.process_time() - started
        if not isinstance(result.exception, SystemExit | None):
            self.faults.append(f"traceback of {arguments[0]}: {result.exception!r}")
        times = 1 if arguments[0] in ("export", "check") else _TWICE
        if took > _USUAL + times * _SECONDS * self.size / 1_000_000:
            self.faults.append(f"{took:.1f} s for {self.size:,} bytes: {' '.join(map(str, arguments[:2]))}")
        return result.stderr

    def hold(self) -> list[str]:
        ending = _OUTPUTS[self.number % len(_OUTPUTS)]
        one, report = self.outputs("1", ending)
        two, _ = self.outputs("2", ending)
        if one != two:
            self.faults.append("other bytes with --jobs 2")
        verb = _VERBS[self.number % len(_VERBS)]
        query = verb[1:] if verb[0] == "query" else ()
        self.run(*(verb[:1] if query else verb), self.source, *query)
        if one:
            self.strict(one)
            self.lost(one[".nt"].decode(), json.JSONDecoder().raw_decode(report)[0]["findings"])
        return self.faults

    def outputs(self, jobs: str, ending: str) -> tuple[dict[str, bytes], str]:
        """What is written by some processes, by its ending, and the report."""
        paths = [self.made / f"out.{one}" for one in ("nt", ending)]
        for path in paths:
            path.unlink(missing_ok=True)
        outputs = [one for path in paths for one in ("-o", path)]
        said = ("--report", "json", "--verbose", "--fail-on", "never")
        report = self.run("export", self.source, *outputs, "--jobs", jobs, *said)
        return {path.suffix: path.read_bytes() for path in paths if path.exists()}, report

    def strict(self, written: dict[str, bytes]) -> None:
        """Each file is taken by a strict reader, and says the same."""
        graphs = []
        for ending, content in written.items():
            try:
                graphs.append({quad.triple for quad in ox.parse(content, ox.RdfFormat.from_extension(ending[1:]))})
            except SyntaxError as error:
                self.faults.append(f"{ending}: {error}")
        if any(graph != graphs[0] for graph in graphs):
            self.faults.append(f"{' and '.join(written)} differ")

    def lost(self, graph: str, findings: list[dict[str, str]]) -> None:
        of_file = defaultdict(list)
        for finding in findings:
            of_file[Path(finding["file"]).name].append(finding)
        read = Graph(graph)
        for name, text in self.texts.items():
            self.faults += losses(self.kind, name, text, read, of_file[name])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=200_000, help="of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these")
    parser.add_argument("--keep", type=Path, help="keep the sources with faults here")
    given = parser.parse_args()
    folder = catalogues_folder()
    some = entries(folder / "awesome-llms.md" if folder else SAMPLE)
    tried, wrong, number = dict.fromkeys(given.kind or KINDS, 0), Counter[str](), 0
    started = time.process_time()
    while sum(tried.values()) < given.blocks:
        name = min(tried, key=lambda one: tried[one])
        kind, draw = KINDS[name], random.Random(f"{given.seed} {number}")
        drawn = draw.choices(some, k=kind.many if kind.many > 1 else _CARDS)
        with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as outputs:
            source, texts = written(kind, drawn, Path(made), draw)
            faults = Trial(kind, source, texts, Path(outputs), number).hold()
            if faults and given.keep:
                for file, text in texts.items():
                    (given.keep / f"{number}-{file}").write_text(text, "utf-8", newline="")
        for fault in faults:
            print(f"{name} {number}: {fault}", flush=True)
        wrong[name] += len(faults)
        tried[name] += len(drawn)
        number += 1
        if number % 20 == 0:
            print(f"{sum(tried.values()):,} blocks, {wrong.total()} faults so far", flush=True)
    for name, count in tried.items():
        print(f"{name}: {count:,} blocks, {wrong[name]} faults")
    seconds = f"{time.process_time() - started:.0f} s of processor"
    print(f"{sum(tried.values()):,} blocks in {number} sources, {wrong.total()} faults, {seconds}")
    sys.exit(bool(wrong.total()))


if __name__ == "__main__":
    main()
