"""Every folder of tests/cases: a catalogue, the graph and the findings that it must give.

A case holds `catalogue.md`, or with the ending of another format, or a folder `catalogue` of several files; and
`mapping.yaml`, if none of those that ship will do. A case runs in its own folder, so that findings name its files as
they stand there. `python tests/test_cases.py` rewrites what is expected; the difference is then for people to read.
"""

from __future__ import annotations

import shutil
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from orkgx.mapping.compiled import Settings
from orkgx.pipeline import Builder, Run
from orkgx.read.sources import open_sources

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def graph_and_findings(folder: Path) -> tuple[str, str]:
    """Sorted N-Triples and the findings, one a line, of a case."""
    (catalogue,) = folder.glob("catalogue*")
    mappings = ["mapping.yaml"] if (folder / "mapping.yaml").exists() else []
    # One file has an address; the files of a folder have those that they are given without one, in no checkout.
    iri = "" if catalogue.is_dir() else f"https://example.org/{catalogue.name}"
    with TemporaryDirectory() as copy, chdir(shutil.copytree(folder, Path(copy) / folder.name)):
        sources, errors = open_sources([catalogue.name], source_iri=iri or None)
        assert not errors
        run = Run(Builder.of(mappings, Settings(source_iri=iri)), sources)
        with run.spooled() as spool:
            lines = "".join(chunk.text for chunk in spool.chunks()).split("\n")[:-1]
        findings = [str(finding) for finding in run.findings()]
    return "".join(f"{line}\n" for line in sorted(lines)), "".join(f"{finding}\n" for finding in findings)


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_case(folder: Path) -> None:
    graph, findings = graph_and_findings(folder)
    assert findings == (folder / "expected.txt").read_text("utf-8")
    assert graph == (folder / "expected.nt").read_text("utf-8")


if __name__ == "__main__":
    for case in CASES:
        for name, text in zip(("expected.nt", "expected.txt"), graph_and_findings(case), strict=True):
            (case / name).write_text(text, "utf-8")
