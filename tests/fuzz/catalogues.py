"""Catalogues mutated at random: python -m tests.fuzz.catalogues --blocks 200000 --seed 1. Not in `make test`.

Each is exported twice, by one process and by two. What must hold: no traceback, no more than 5 s of processor for 1 MB,
the same bytes, N-Triples and Turtle that a strict reader takes, and every word of a value in the graph or in a finding.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from tests.support import SAMPLE, catalogues_folder, run

_SIGNS = [*"`~-*#|[](){}<>:&!\"'\\,;= \t\r\n0\xa0\u200b：é", "```", "- ", "> ", "null", "<!--"]
_BLOCK = re.compile(r"^[ \t]*```ya?ml\n(.*?)^[ \t]*```", re.M | re.S)
_PAIR = re.compile(r"^[ \t]*([^:\n]+):[ \t]+(.+)$", re.M)
_WORD = re.compile(r"[^\W_]{4,}")
_SECONDS = 5  # of processor for 1 MB
_USUAL = 1.0  # seconds beside, whatever the size


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


def tables(text: str) -> str:
    """The blocks of a text as rows of one table."""
    blocks = [dict(_PAIR.findall(block)) for block in _BLOCK.findall(text)]
    keys = list(dict.fromkeys(key for block in blocks for key in block))
    rows = [[block.get(key, "").replace("|", "\\|") for key in keys] for block in blocks]
    return "\n".join(f"| {' | '.join(row)} |" for row in [keys, ["---"] * len(keys), *rows]) + "\n"


def items(text: str) -> str:
    return re.sub(r"^[ \t]*```(?:ya?ml)?$", "", text, flags=re.M)


def fronts(text: str) -> str:
    """The first block of a text as front matter."""
    found = _BLOCK.search(text)
    return f"---\n{found[1] if found else ''}---\n\n{text}"


def comments(text: str) -> str:
    return _BLOCK.sub(lambda found: f"<!--\n{found[1]}-->", text)


def commas(text: str) -> str:
    """The table of a text as CSV."""
    rows = [row[2:-2].split(" | ") for row in tables(text).split("\n") if row[:1] == "|" and "---" not in row]
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows) + "\n"


KINDS = {"blocks": str, "tables": tables, "items": items, "front matter": fronts, "comments": comments, "csv": commas}


def faults(source: Path, folder: Path) -> list[str]:
    """What does not hold of one source."""
    found = []
    written: dict[str, bytes] = {}
    size = source.stat().st_size
    for jobs in ("1", "2"):
        for ending in ("nt", "ttl"):
            (folder / f"out.{ending}").unlink(missing_ok=True)
        started = time.process_time()
        outputs = ["-o", folder / "out.nt", "-o", folder / "out.ttl"]
        result = run("export", source, *outputs, "--jobs", jobs, "--quiet", "--fail-on", "never")
        took = time.process_time() - started
        if not isinstance(result.exception, SystemExit | None):
            return [f"traceback: {result.exception!r}"]
        if took > _USUAL + _SECONDS * size / 1_000_000:
            found.append(f"{took:.1f} s for {size:,} bytes")
        for path in folder.glob("out.*"):
            content = path.read_bytes()
            if written.setdefault(path.name, content) != content:
                found.append(f"{path.name} differs with --jobs 2")
    return found + _strict(written) + _lost(source, written.get("out.nt", b"").decode())


def _strict(written: dict[str, bytes]) -> list[str]:
    found, graphs = [], []
    for name, content in written.items():
        try:
            graphs.append({quad.triple for quad in ox.parse(content, ox.RdfFormat.from_extension(name[4:]))})
        except SyntaxError as error:
            found.append(f"{name}: {error}")
    return found + ["Turtle and N-Triples differ"] * (len(graphs) == 2 and graphs[0] != graphs[1])


def _lost(source: Path, graph: str) -> list[str]:
    """Words of values that are neither in the graph nor in a line with a finding; an error tells of its whole block."""
    if not graph:
        return []
    report = json.loads(run("check", source, "--report", "json").stdout)
    told = json.dumps(report, ensure_ascii=False)
    lines = {finding["line"] for finding in report["findings"]}
    errors = [finding["line"] for finding in report["findings"] if finding["severity"] == "error"]
    if any(finding["code"].startswith("unclosed") for finding in report["findings"]):
        return []  # which text belongs to a block is not clear then
    known = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), graph + told).casefold()
    text = source.read_text("utf-8")
    lost = []
    for block in _BLOCK.finditer(text):
        first, last = text.count("\n", 0, block.start()), text.count("\n", 0, block.end()) + 1
        if any(first <= line <= last for line in errors):
            continue
        for pair in _PAIR.finditer(text, block.start(1), block.end(1)):
            line = text.count("\n", 0, pair.start(2)) + 1
            if line not in lines and (words := [w for w in _WORD.findall(pair[2]) if w.casefold() not in known]):
                lost.append(f"line {line}: {words[:3]} of {pair[0].strip()[:80]!r}")
    return lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=200_000, help="of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    draw = random.Random(given.seed)
    folder = catalogues_folder()
    named = [folder / name for name in ("awesome-llms.md", "seed.md")] if folder else [SAMPLE]
    texts = [path.read_text("utf-8") for path in named if path.is_file()] or [SAMPLE.read_text("utf-8")]
    tried, wrong = dict.fromkeys(KINDS, 0), 0
    while sum(tried.values()) < given.blocks:
        kind = min(tried, key=lambda name: tried[name])
        text = draw.choice(texts)
        with tempfile.TemporaryDirectory() as made:
            source = Path(made) / ("source.csv" if kind == "csv" else "source.md")
            source.write_text(mutated(KINDS[kind](text), draw), "utf-8", newline="")
            for fault in faults(source, Path(made)):
                wrong += 1
                print(f"{kind}, after {tried[kind]:,}: {fault}", flush=True)
        tried[kind] += len(_BLOCK.findall(text))
    print(", ".join(f"{count:,} blocks as {kind}" for kind, count in tried.items()), f"{wrong} faults", sep="; ")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
