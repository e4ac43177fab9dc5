"""What the full graph keeps of a catalogue is in the graph for the ORKG, or in a finding."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.support import SAMPLE, run

_WRITTEN = "https://w3id.org/orkgx/ns#asWritten"
_END = "does not go to the ORKG as it is written; the full graph keeps it"
FINDINGS = [
    ("date created: around 2021", [f"source.md:5:17: warning not-for-orkg: 'around 2021' of 'date created' {_END}"]),
    ("date created: 01/02/2024", [f"source.md:5:17: warning not-for-orkg: '01/02/2024' of 'date created' {_END}"]),
    (
        "blog post: www.example.org/p",
        [f"source.md:5:14: info not-for-orkg: 'www.example.org/p' of 'blog post' {_END}"],
    ),
    ("hardware used: A100-40GB GPU", []),
    ("license: Open, Apache 2.0", []),
    (
        "pretraining architecture: De",
        [f"source.md:5:29: info not-for-orkg: 'De' of 'pretraining architecture' {_END}"],
    ),
    ("context length: 128K tokens", [f"source.md:5:19: info not-for-orkg: '128K tokens' of 'context length' {_END}"]),
    ("context length: long", [f"source.md:5:19: info not-for-orkg: 'long' of 'context length' {_END}"]),
    ("no such key: kept as it is", [f"source.md:5:16: info not-for-orkg: 'kept as it is' of 'no such key' {_END}"]),
]


def lost_of(source: Path, folder: Path) -> tuple[set[str], list[str]]:
    """What the full graph keeps on papers and contributions and is lost for the ORKG, and what is found there."""
    run("export", source, "-o", folder / "full.nt", "--quiet", "--fail-on", "never")
    arguments = ("--profile", "orkg", "-o", folder / "orkg.nt", "--report", "json", "-v", "--fail-on", "never")
    told = run("export", source, *arguments)
    full = list(ox.parse((folder / "full.nt").read_bytes(), ox.RdfFormat.N_TRIPLES))
    said = {str(quad.object) for quad in ox.parse((folder / "orkg.nt").read_bytes(), ox.RdfFormat.N_TRIPLES)}
    report = json.JSONDecoder().raw_decode(told.output)[0]
    told_of = [one for one in report["findings"] if one["code"] == "not-for-orkg"]
    findings = [
        f"{source.name}:{one['line']}:{one['column']}: {one['severity']} {one['code']}: {one['message']}"
        for one in told_of
    ]
    messages = "\n".join(findings)
    linked = {quad.object for quad in full if "P31>" in str(quad.predicate)}
    papers = {quad.subject for quad in full if quad.object in linked}
    lost = set()
    for quad in full:
        if quad.subject not in linked | papers:
            continue
        if quad.predicate.value == _WRITTEN:
            name, _, text = quad.object.value.partition(": ")
            if f"{text!r} of {name!r}" not in messages:
                lost.add(quad.object.value)
        elif isinstance(quad.object, ox.Literal) and str(quad.object) not in said:
            lost.add(f"{quad.predicate} {quad.object}")
    return lost, findings


@pytest.mark.parametrize(("line", "expected"), FINDINGS)
def test_what_the_orkg_does_not_get_is_told_of(line: str, expected: list[str], tmp_path: Path) -> None:
    source = tmp_path / "source.md"
    source.write_text(f"- [M](https://orkg.org/paper/R1)\n\n  ```yaml\n  Title: t\n  {line}\n  ```\n", "utf-8")
    lost, findings = lost_of(source, tmp_path)
    assert not lost
    assert findings == expected


def test_nothing_of_the_sample_is_lost(tmp_path: Path) -> None:
    assert not lost_of(SAMPLE, tmp_path)[0]


@pytest.mark.parametrize("name", ["awesome-llms.md", "seed.md", "awesome-huge-models.md"])
def test_nothing_of_a_real_catalogue_is_lost(name: str, catalogues: Path, tmp_path: Path) -> None:
    assert not lost_of(catalogues / name, tmp_path)[0]
