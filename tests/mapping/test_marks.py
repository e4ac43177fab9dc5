"""Check marks and crosses are yes and no, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.mapping.readers import READERS
from orkgx.mapping.readers.reading import Options
from tests.support import run

YES = ["✅", "✔️", "☑", "✓", ":white_check_mark:", ":heavy_check_mark:", "&check;", "[x]", "Yes", "✅ yes"]
NO = ["❌", "✖️", "✗", "✘", ":x:", "&cross;", "[ ]", "no", "No ❌"]


@pytest.mark.parametrize(("text", "truth"), [*((one, "true") for one in YES), *((one, "false") for one in NO)])
def test_a_mark_is_yes_or_no(text: str, truth: str) -> None:
    assert READERS["boolean"].read(text, Options())[0].shown == truth


@pytest.mark.parametrize("text", ["✅ ❌", "✅ partly", "", "🙂", "yes no"])
def test_what_says_neither_or_both_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        READERS["boolean"].read(text, Options())


def test_a_mark_in_a_column_of_a_table_is_kept(tmp_path: Path) -> None:
    (tmp_path / "c.md").write_text(
        "| Model | Open |\n|---|---|\n| Zephyr | :white_check_mark: |\n| Borea | ❌ |\n", "utf-8"
    )
    graph = run("export", tmp_path / "c.md", "--format", "nt", "-q").stdout
    for name, truth in (("zephyr", "true"), ("borea", "false")):
        assert f'model/{name}> <https://schema.org/isAccessibleForFree> "{truth}"' in graph
