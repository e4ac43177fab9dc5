"""Every code that a shape can end in: one small rule of a template, one block, the finding as it is shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import findings_in, run

BLOCK = """\
- [A](https://example.org/)

  ```yaml
  Title: A paper
  date created: 2020-01-02
  organization: OpenAI, Google
  innovation: Something.
  license: N/A
  research problem: transformer model
  ```
"""

# A property of a template, and what is found in the block.
FINDINGS: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"path": {"id": "P7121", "label": "model family"}, "min_count": 1},
        ["catalogue.md:3:1: error missing-value: 'A': template R1 wants 'model family'; add it"],
    ),
    (
        {"path": {"id": "license", "label": "License"}, "min_count": 1},
        ["catalogue.md:8:1: info missing-value: 'A': template R1 wants 'License'; the catalogue says 'N/A'"],
    ),
    (
        {"path": {"id": "P18097", "label": "organization"}, "max_count": 1},
        ["catalogue.md:6:1: error surplus-value: 'A': template R1 allows 'organization' once; keep one of the values"],
    ),
    (
        {"path": {"id": "P15156", "label": "innovation"}, "datatype": {"id": "xsd:integer", "label": "Integer"}},
        [
            "catalogue.md:7:1: error wrong-range: 'A': template R1 wants the value of 'innovation' to be a Integer, "
            "not 'Something.'"
        ],
    ),
    (
        {"path": {"id": "P18097", "label": "organization"}, "class": {"id": "C1", "label": "Place"}},
        [
            "catalogue.md:6:1: error wrong-range: 'A': template R1 wants the value of 'organization' to be a Place, "
            f"not 'https://w3id.org/orkgx/id/organization/{name}'"
            for name in ("google", "openai")
        ],
    ),
    (
        {"path": {"id": "P15156", "label": "innovation"}, "pattern": "^x"},
        [
            "catalogue.md:7:1: error shape-violation: 'A': template R1 wants the value of 'innovation' to keep to "
            "pattern ^x, not 'Something.'"
        ],
    ),
]


@pytest.mark.parametrize(("rule", "findings"), FINDINGS)
def test_a_rule_of_a_template_ends_in_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: dict[str, Any], findings: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("catalogue.md").write_text(BLOCK, "utf-8")
    template = {"id": "R1", "target_class": {"id": "C70000"}, "properties": [rule]}
    Path("template.json").write_text(json.dumps(template), "utf-8")
    result = run("validate", "catalogue.md", "--template", "template.json", "-v", "--all")
    assert findings_in(result.stdout) == findings
