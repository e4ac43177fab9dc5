"""Findings of an entry: one a fault, each with the entry's name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import run

HEAD = "- [A](https://example.org/)\n\n  ```yaml\n  Title: T\n"


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("  blog post: www.example.org/post\n", ["unreadable-url"]),  # two statements refuse it
        ("  has model: B\n  has model: C\n", ["surplus-name"]),  # the key stands twice, for that is the second name
        ("  [model family]: GPT\n", ["odd-key"]),  # a key that is a list to YAML
        ("  optimizer: a\n  optimizer: b\n", ["duplicate-key"]),
        ("  blog post: x, y\n  source code: x\n", ["unreadable-url"] * 2),  # two faults
    ],
)
def test_a_fault_is_told_of_once(tmp_path: Path, rows: str, codes: list[str]) -> None:
    (tmp_path / "a.md").write_text(f"{HEAD}{rows}  ```\n")
    text = run("check", tmp_path / "a.md", "-v", "--report", "github").stdout
    found = [line.partition("title=")[2].partition("::")[0] for line in text.splitlines()]
    assert [code for code in found if code not in ("missing-field", "no-paper-title")] == codes


def test_a_source_that_is_binary_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\0\1" * 90)
    assert run("check", tmp_path / "a.md").output.count("looks binary") == 1


def test_of_an_entry_that_is_left_out_only_faults_are_told(tmp_path: Path) -> None:
    block = "- [A](https://example.org/)\n\n  ```yaml\n  model family: GPT\n  organization: OpenAI\n  ```\n\n"
    (tmp_path / "a.md").write_text(2 * block)
    text = run("check", tmp_path / "a.md", "-v", "--report", "github").output
    assert text.count("title=no-paper-title::") == text.count("title=duplicate-entry::") == 1


def test_a_heading_that_no_rule_takes_is_told_of_once_and_is_of_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("| Model | Params | Flops (G) |\n|---|---|---|\n| A | 1B | 2 |\n| B | 2B | 3 |\n")
    said = json.loads(run("check", tmp_path / "a.md", "--report", "json").stdout)
    assert [(one["code"], one["line"], one.get("entry")) for one in said["findings"]] == [("unmapped-field", 1, None)]
