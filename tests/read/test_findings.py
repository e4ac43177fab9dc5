"""Findings of files that no editor keeps as they are: damaged bytes, lines without end. Others stand in tests/cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import findings_in, run

BLOCK = b"""\
- [Alpha](https://example.org/alpha)

  ```yaml
  Title: On Alpha
  date created: 2020-01-02
  organization: Example Labs
  research problem: transformer model
  ```
"""

# What is put for `On` in the block, and what is found.
DAMAGED: list[tuple[bytes, list[str]]] = [
    (
        b"O\x07n",
        ["catalogue.md:4:11: warning control-character: the control character U+0007 was replaced; remove it"],
    ),
    (
        "Ön".encode("latin-1"),
        [
            "catalogue.md:4:10: error not-utf8: 0xD6 is not UTF-8, so what stands here was left out; "
            "save the file as UTF-8"
        ],
    ),
    (
        b"\0n",
        ["catalogue.md:1:1: error unreadable-source: looks binary, not like Markdown; name a text file"],
    ),
    (
        b"x" * 200_001,
        ["catalogue.md:4:1: error long-line: a line of 200,016 characters was left out; at most 200,000 are read"],
    ),
]


@pytest.mark.parametrize(("new", "findings"), DAMAGED, ids=["control", "latin-1", "zero", "long"])
def test_what_is_found_in_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: bytes, findings: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("catalogue.md").write_bytes(BLOCK.replace(b"On", new, 1))
    assert findings_in(run("check", "catalogue.md", "--all").stdout) == findings


def test_a_file_of_two_bytes_a_character_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("catalogue.md").write_bytes(BLOCK.decode().encode("utf-16"))
    assert "catalogue.md:1:1: error unreadable-source: looks like UTF-16; save it as UTF-8\n" in (
        run("check", "catalogue.md").stdout
    )
