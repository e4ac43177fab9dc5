"""What is there already stays unless something better takes its place; what flows by is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import SAMPLE, run


def test_a_source_is_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_bytes(SAMPLE.read_bytes())
    result = run("export", source, "--format", "ttl", "-o", tmp_path / "." / "catalogue.md")
    assert result.exit_code == 2 and "is a source of this run" in result.output
    assert source.read_bytes() == SAMPLE.read_bytes()


@pytest.mark.parametrize("name", ["void.ttl", "manifest.json"])
def test_a_description_does_not_take_the_place_of_the_graph(tmp_path: Path, name: str) -> None:
    result = run("export", SAMPLE, "--format", "ttl", "-o", tmp_path / name, "--describe")
    assert result.exit_code == 2 and "would be written twice" in result.output
    assert list(tmp_path.iterdir()) == []


def test_one_file_is_not_two_outputs(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    result = run("export", SAMPLE, "-o", target, "-o", tmp_path / "." / "graph.ttl")
    assert result.exit_code == 2 and not target.exists()


@pytest.mark.parametrize("content", ["", "# Only words\n", "```yaml\nservices: [a]\nport: 1\n```\n"])
def test_an_export_of_nothing_keeps_the_old_file_and_fails(tmp_path: Path, content: str) -> None:
    source, target = tmp_path / "catalogue.md", tmp_path / "graph.ttl"
    source.write_text(content, "utf-8")
    target.write_text("good", "utf-8")
    result = run("export", source, "-o", target)
    assert result.exit_code == 1 and "no entry was found" in result.stderr
    assert target.read_text("utf-8") == "good"


# What stands in a source, and what is said of it.
_SHAPES = [
    ("a.md", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "1 table, 2 rows"),
    ("b.csv", "a;b\n1;2\n", "1 table, 1 row"),
    ("c.yaml", "a: 1\nb:\n- c: 1\n- d: 1\n", "2 maps in lists"),
    ("d.md", "---\nport: 80\n---\n", "1 front matter"),
    ("e.md", "<!-- a: b -->\n", "1 comment with fields"),
    ("f.md", "- Port: 80\n- [a](b)\n", "1 list item with a link or bold text, 1 list item with a key and a value"),
    ("g.md", "```yaml\nport: 80\n```\n", ""),
    ("h.md", "<table><tr><td>1</table>\n", ""),
    ("i.md", "# Words\n", ""),
]
_OTHERS = {
    "g.md": "1 YAML block, which no mapping reads",
    "h.md": "1 table in HTML, which no mapping reads",
    "i.md": "nothing that could be one",
}


def _said(name: str, held: str) -> str:
    what = f"{held}, which no mapping reads: `orkgx mapping draft {name}` writes one" if held else _OTHERS[name]
    return f"{name}:1:1: {'warning' if held else 'info'} no-entry: no entry was found ({what})"


EMPTY = [(name, text, [_said(name, held)]) for name, text, held in _SHAPES]


@pytest.mark.parametrize(("name", "text", "findings"), EMPTY, ids=[name for name, _, _ in EMPTY])
def test_what_stands_in_a_source_without_entries_is_said_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, findings: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, "utf-8")
    result = run("export", name, "-o", "x.ttl", "-v", "--mapping", "awesome-llms")
    assert result.exit_code == 1 and not Path("x.ttl").exists()
    assert [line for line in result.stderr.splitlines() if "no-entry: " in line] == findings
    assert "no entry was found" in run("query", name, "--name", "models", "--mapping", "awesome-llms").stderr


def test_the_summary_names_the_mapping_of_each_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for at in range(9):
        Path(f"{at}.md").write_text(f"| Model | Params |\n|---|---|\n| Zephyr {at} | 7B |\n", "utf-8")
    Path("card.md").write_text("---\nlicense: mit\nlanguage: en\n---\n# Borea\n", "utf-8")
    Path("words.md").write_text("# Words\n", "utf-8")
    assert "read by common: 1.md; model-card: card.md; none: words.md" in (
        run("check", "1.md", "card.md", "words.md").stderr
    )
    assert "read by common (9), model-card (1); of 11 sources none read 1" in run("check", ".").stderr


def test_a_pipe_gives_what_a_file_gives_also_where_each_entry_stands_there_twice(tmp_path: Path) -> None:
    twice = SAMPLE.read_text("utf-8") * 2
    source = tmp_path / "catalogue.md"
    source.write_text(twice, "utf-8")
    command = [sys.executable, "-m", "orkgx", "export", "--source-iri", "https://example.org/c", "--format", "nt", "-q"]
    plain = subprocess.run([*command, source], capture_output=True, check=False).stdout
    piped = subprocess.run([*command, "/dev/stdin"], input=twice.encode(), capture_output=True, check=False).stdout
    assert plain == piped != b""
