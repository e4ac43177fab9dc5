"""How much a drafted mapping reads of what one written by hand reads: ``python -m tests.drafts`` prints the table."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from orkgx.edit.draft import draft
from orkgx.graph.terms import is_iri, unquote
from orkgx.mapping.compiled import Settings
from orkgx.mapping.files import load_mapping
from orkgx.pipeline import prepare
from orkgx.read.sources import open_sources
from tests.support import catalogues_folder

Place = tuple[int, int, str, str]  # line and column of a value, its key and its text

# What no shipped mapping reads as it is.
BY_HAND = {"orkg-comparison-R1364660.csv": "name: comparison\nextends: awesome-llms\nrecords: [csv]\n"}
NO_MODELS = ("obo-uberon.md", "orkg-papers.csv", "README.md")


class Share(NamedTuple):
    """How many values a mapping written by hand reads, how many of these the drafted one reads as well, and the others:
    each with how it is read by hand and by the draft."""

    values: int
    read: int
    others: tuple[tuple[Place, int, int], ...]

    @property
    def share(self) -> float:
        return self.read / self.values if self.values else 0.0


def levels(source: Path, *mappings: Path) -> dict[Place, int]:
    """How each value of a source is read: 0 not at all, 1 as a text, 2 as something typed or a thing; the name that an
    entry takes counts as one more value of it."""
    run = prepare(str(source), mappings=list(map(str, mappings)), settings=Settings(lines=True))
    found: dict[Place, int] = {}
    with run.spooled():
        for record in map(json.loads, run.lines()):
            found[record["line"], 0, "name", record["name"]] = 1
            for field in record["fields"]:
                place = field["value_line"], field["value_column"], field["name"], field["text"]
                found[place] = max(found.get(place, 0), *map(_level, field["readings"]), 0)
    return found


def _level(reading: dict[str, str]) -> int:
    term = reading["statement"].split(None, 1)[1]
    return 2 if is_iri(term) or unquote(term)[1] else 1


def measure(source: Path, folder: Path) -> Share:
    """What a draft for a source reads of what is read there by hand."""
    mapping, by_hand = folder / "drafted.yaml", folder / "by-hand.yaml"
    mapping.write_text(draft(open_sources([str(source)], source_iri=None)[0], "drafted"), "utf-8")
    load_mapping(str(mapping))  # without a fault
    given = BY_HAND.get(source.name, "")
    by_hand.write_text(given, "utf-8")
    wanted = {place: level for place, level in levels(source, *([by_hand] if given else [])).items() if level}
    made = levels(source, mapping)
    others = tuple((place, level, made.get(place, 0)) for place, level in wanted.items() if made.get(place, 0) < level)
    return Share(len(wanted), len(wanted) - len(others), others)


def sources(catalogues: Path) -> Iterator[Path]:
    """The catalogues that hold models, those of other people among them."""
    every = [*catalogues.glob("*.md"), *(catalogues / "wild").rglob("*.*")]
    yield from (path for path in sorted(every) if path.name not in NO_MODELS)


if __name__ == "__main__":
    for path in sources(catalogues_folder() or Path()):
        with tempfile.TemporaryDirectory() as made:
            share = measure(path, Path(made))
        print(f"{path.name:32} {share.values:6,} {share.read:6,} {share.share:7.1%}")
        for place, level, drafted in share.others if "-v" in sys.argv else ():
            print(f"    {place[0]}:{place[1]} {place[2]}: {place[3][:50]}  {level} {drafted}")
