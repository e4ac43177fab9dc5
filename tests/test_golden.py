"""What the sample and the real catalogues become, byte for byte: hashes of every format, profile and provenance, and of
the findings. A change that means to alter an output says so by `python tests/test_golden.py`, which writes them anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from orkgx.cli import main

HERE = Path(__file__).parent
EXPECTED = HERE / "golden.json"
FORMATS = ("nt", "nq", "ttl", "trig", "xml", "jsonld", "jsonl")
PLAIN = ("nt", "jsonl")
VARIANTS = tuple(product(("full", "orkg", "fair4ml"), ("none", "entry", "field")))
NAMES = ("sample", "seed", "awesome-llms", "awesome-huge-models")
IRI = "https://example.org/catalogue.md"


def _find(name: str, folder: Path | None) -> Path | None:
    if name == "sample":
        return HERE / "sample" / "catalogue.md"
    return folder / f"{name}.md" if folder else None


def _run(*arguments: str) -> str:
    return CliRunner().invoke(main, list(arguments)).stdout


def hashes(path: Path, profile: str, provenance: str, jobs: int = 1) -> Iterator[tuple[str, str]]:
    """The name of each output of a catalogue, and its SHA-256."""
    forms = FORMATS if (profile, provenance) == ("full", "entry") else PLAIN
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / f"graph.{form}" for form in forms]
        words = [word for output in outputs for word in ("-o", str(output))]
        common = (str(path), "--source-iri", IRI, "-q", "--jobs", str(jobs))
        _run("export", *common, "--profile", profile, "--provenance", provenance, *words)
        for form, output in zip(forms, outputs, strict=True):
            text = output.read_bytes().replace(str(path).encode(), b"catalogue.md")
            yield f"{form} {profile} {provenance}", hashlib.sha256(text).hexdigest()
        if (profile, provenance) == ("orkg", "entry"):
            table = Path(folder) / "papers.csv"
            _run("export", *common, "--format", "orkg-csv", "-o", str(table))
            yield "orkg-csv", hashlib.sha256(table.read_bytes()).hexdigest()


def findings(path: Path) -> str:
    """The SHA-256 of the findings of a check, the place of the file left out."""
    said = json.dumps(json.loads(_run("check", str(path), "-v", "--report", "json"))["findings"])
    return hashlib.sha256(said.replace(json.dumps(str(path))[1:-1], "catalogue.md").encode()).hexdigest()


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(name: str, request: pytest.FixtureRequest) -> Path:
    found = _find(name, None if name == "sample" else request.getfixturevalue("catalogues"))
    assert found
    return found


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("profile", "provenance"), VARIANTS)
def test_an_output_keeps_its_bytes(name: str, path: Path, profile: str, provenance: str, jobs: int) -> None:
    if jobs == 2 and (profile, provenance) not in (("full", "entry"), ("orkg", "field")):
        pytest.skip("two processes are tried with two of the variants")
    expected = json.loads(EXPECTED.read_text("utf-8"))[name]
    made = dict(hashes(path, profile, provenance, jobs))
    assert made == {output: expected[output] for output in made}


def test_findings_keep_their_words_and_places(name: str, path: Path) -> None:
    assert findings(path) == json.loads(EXPECTED.read_text("utf-8"))[name]["findings"]


@pytest.mark.parametrize("seed", ["0", "1", "42"])
def test_bytes_do_not_depend_on_the_seed_of_hashes(name: str, path: Path, seed: str) -> None:
    command = [sys.executable, "-m", "orkgx", "export", str(path), "--source-iri", IRI, "--format", "jsonld", "-q"]
    made = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False).stdout
    expected = json.loads(EXPECTED.read_text("utf-8"))[name]
    assert hashlib.sha256(made).hexdigest() == expected["jsonld full entry"]


def _write() -> None:
    """Write what is expected anew, of the catalogues that are at hand."""
    from tests.support import catalogues_folder

    expected = json.loads(EXPECTED.read_text("utf-8")) if EXPECTED.exists() else {}
    for one in NAMES:
        if found := _find(one, catalogues_folder()):
            made = {output: digest for variant in VARIANTS for output, digest in hashes(found, *variant)}
            expected[one] = {**made, "findings": findings(found)}
    EXPECTED.write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    _write()
