"""Links of a table's row: what each is follows from its column, else from its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import run

TABLE = """\
| Model | Params | Links | Code |
|---|---|---|---|
| Zephyr | 7B | [Paper](https://e.org/p), [GitHub code](https://e.org/c), [HF](https://e.org/w), [home](https://e.org/h) | https://e.org/a |
| Borea | 7B | https://e.org/x | [here](https://e.org/y) |
"""  # noqa: E501


@pytest.mark.parametrize(
    ("subject", "predicate", "address"),
    [
        ("paper/zephyr", "orkg.org/orkg/predicate/url", "p"),
        ("contribution/common/zephyr", "HAS_SOURCE_CODE", "c"),
        ("contribution/common/zephyr", "HAS_SOURCE_CODE", "a"),
        ("contribution/common/zephyr", "ns#weights", "w"),
        ("contribution/common/zephyr", "rdf-schema#seeAlso", "h"),
        ("contribution/common/borea", "rdf-schema#seeAlso", "x"),
        ("contribution/common/borea", "HAS_SOURCE_CODE", "y"),
    ],
)
def test_a_link_says_what_it_is_and_nothing_else(tmp_path: Path, subject: str, predicate: str, address: str) -> None:
    (tmp_path / "c.md").write_text(TABLE, "utf-8")
    lines = run("export", tmp_path / "c.md", "--format", "nt", "-q").stdout.splitlines()
    held = [line.split(" ")[1] for line in lines if f"{subject}>" in line and f'"https://e.org/{address}"' in line]
    assert [one for one in held if predicate not in one] == [] != held
