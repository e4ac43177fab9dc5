"""Every folder of tests/cases: a catalogue, the graph and the findings that it must give.

`python tests/test_cases.py` rewrites what is expected; the difference is then for people to read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.mapping.compiled import Settings
from orkgx.pipeline import Builder, Run
from orkgx.read.sources import open_sources

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


def graph_and_findings(folder: Path) -> tuple[str, str]:
    """Sorted N-Triples and the findings, one a line, of a case."""
    own = folder / "mapping.yaml"
    settings = Settings(source_iri="https://example.org/catalogue.md")
    builder = Builder.of([str(own)] if own.exists() else [], settings)
    sources, errors = open_sources([str(folder / "catalogue.md")], source_iri=settings.source_iri)
    assert not errors
    run = Run(builder, sources)
    with run.spooled() as spool:
        lines = "".join(chunk.text for chunk in spool.chunks()).split("\n")[:-1]
    findings = [str(found._replace(span=found.span._replace(file="catalogue.md"))) for found in run.findings()]
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
