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


def test_shapes_that_no_mapping_reads_are_named(tmp_path: Path) -> None:
    source = tmp_path / "page.md"
    source.write_text("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "utf-8")
    result = run("check", source, "--mapping", "awesome-llms")
    assert result.exit_code == 0
    assert "no entry was found (1 table, 2 rows; no mapping reads them" in result.stderr


def test_a_pipe_is_kept_for_a_second_reading(tmp_path: Path) -> None:
    """Two entries of one name are known at the end only, so that the source is read twice."""
    twice = SAMPLE.read_text("utf-8") * 2
    source = tmp_path / "catalogue.md"
    source.write_text(twice, "utf-8")
    command = [sys.executable, "-m", "orkgx", "export", "--source-iri", "https://example.org/c", "--format", "nt", "-q"]
    plain = subprocess.run([*command, source], capture_output=True, check=False).stdout
    piped = subprocess.run([*command, "/dev/stdin"], input=twice.encode(), capture_output=True, check=False).stdout
    assert plain == piped != b""
