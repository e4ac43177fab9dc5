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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.md", "| Model | Paper |\n|---|---|\n| Zephyr | https://arxiv.org/abs/2303.18223 |\n"),
        ("c.csv", "Model,Paper\nZephyr,https://arxiv.org/abs/2303.18223\n"),
        ("c.md", "```yaml\nhas model: Zephyr\nTitle: https://arxiv.org/abs/2303.18223\nmodel family: Z\n```\n"),
    ],
)
def test_an_address_is_no_title_of_a_paper(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    graph = run("export", tmp_path / name, "--format", "nt", "-q").stdout
    assert '/paper/zephyr> <http://www.w3.org/2000/01/rdf-schema#label> "Zephyr" .' in graph
    assert '/paper/zephyr> <http://orkg.org/orkg/predicate/url> "https://arxiv.org/abs/2303.18223"' in graph
    assert '/paper/zephyr> <http://orkg.org/orkg/predicate/P26> "10.48550/arXiv.2303.18223"' in graph
    assert '"https://arxiv.org/abs/2303.18223" .' not in graph, "said as a text as well"


def test_what_stands_below_a_name_in_its_cell_belongs_to_it(tmp_path: Path) -> None:
    """Sizes of a model below its name, and a line break in the text of a link: nothing to mend."""
    cell = "[Zephyr<br>(en)](https://e.org/z)<br>([7b](https://e.org/7b), [13b](https://e.org/13b))"
    (tmp_path / "c.md").write_text(f"| Model | Maker |\n|---|---|\n| {cell} | Aria |\n", "utf-8")
    result = run("check", tmp_path / "c.md", "-v")
    assert " 0 warnings" in result.stderr
    assert "info surplus-name: one 'Model' names an entry; '(7b, 13b)' was kept as it is written" in result.output
    graph = run("export", tmp_path / "c.md", "--format", "nt", "-q").stdout
    assert '"Zephyr (en)"' in graph and '"Model: (7b, 13b)"' in graph
