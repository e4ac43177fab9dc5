"""What of a catalogue has no place in the ORKG's CSV, and what the ORKG would refuse: each finding as it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.orkg.pushing import wanted_of
from tests.support import findings_in, run

BLOCK = """\
- [A](https://example.org/)

  ```yaml
  Title: A paper
  date created: 2020-01-02
  organization: OpenAI
  research problem: transformer model
  ```
"""
MAPPING = """\
name: bare
catalogue: {title: Models without a field of research}
claims: {requires: [Title]}
entry: {name: ["@link.text"], title: [Title]}
things:
  - {kind: model, link: "orkgp:HAS_MODEL"}
kinds:
  model: {class: "fair4ml:MLModel"}
fields:
  Title: {}
  date created: {}
  organization: {}
  research problem: {}
"""

# What is put for something in the block, the mapping if it is not one that ships, and what the CSV cannot hold.
NOT_IN_CSV: list[tuple[str, str, str, list[str]]] = [
    (
        "OpenAI",
        "OpenAI, Google",
        "",
        ["catalogue.md:4:1: warning not-in-csv: organization 'Google' is one value more than a cell holds; "
         "push it instead"],
    ),
    (
        "  research",
        "  application: resource:x\n  research",
        "",
        ["catalogue.md:4:1: warning not-in-csv: application 'resource:x' cannot be said in a cell; push it instead"],
    ),
    (
        "",
        "",
        MAPPING,
        [
            *(f"catalogue.md:{place}: warning not-for-orkg: {value} does not go to the ORKG as it is written; the full "
              "graph keeps it"
              for place, value in (("5:17", "'2020-01-02' of 'date created'"), ("6:17", "'OpenAI' of 'organization'"),
                                   ("7:21", "'transformer model' of 'research problem'"))),
            "catalogue.md:4:1: warning not-in-csv: 'A paper' has no research field; it was left out; push it instead",
        ],
    ),
]  # fmt: skip

# What is put for something in the block, and what the ORKG would refuse of it.
REFUSED: list[tuple[str, str, list[str]]] = [
    (
        "  organization",
        f"  innovation: {'x' * 8_165}\n  organization",
        [
            f"catalogue.md:4:1: error refused-by-orkg: the value '{'x' * 60}' of P15156 has 8,165 characters; "
            "at most 8,164 are taken; the ORKG would refuse it; change it"
        ],
    ),
    (
        "OpenAI",
        "x" * 8_165,
        [
            f"catalogue.md:4:1: error refused-by-orkg: resource '{'x' * 60}' has 8,165 characters; "
            "at most 8,164 are taken; the ORKG would refuse it; change it"
        ],
    ),
]


@pytest.mark.parametrize(("old", "new", "mapping", "findings"), NOT_IN_CSV)
def test_what_a_csv_cannot_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, mapping: str, findings: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("catalogue.md").write_text(BLOCK.replace(old, new, 1), "utf-8")
    Path("mapping.yaml").write_text(mapping, "utf-8")
    result = run("export", "catalogue.md", *(["--mapping", "mapping.yaml"] if mapping else []), "-o", "a.csv")
    assert findings_in(result.stderr) == findings


@pytest.mark.parametrize(("old", "new", "findings"), REFUSED, ids=["a literal", "a label"])
def test_what_the_orkg_would_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, findings: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("catalogue.md").write_text(BLOCK.replace(old, new, 1), "utf-8")
    assert [str(fault) for fault in wanted_of(Path("catalogue.md")).faults()] == findings
