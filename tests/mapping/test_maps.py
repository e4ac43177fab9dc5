"""Maps in a record become nodes of their own, in a list or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import run

MAPPING = """\
name: own
extends: awesome-huge-models
claims: {requires: [results], share: 1}
fields:
  results:
    spellings: [evals]
    required: true
    each:
      predicate: "fair4ml:hasEvaluation"
      class: "ox:Evaluation"
      path: evaluation
      fields:
        metric: {model: "ox:metricName"}
        value: {model: "ox:metricValue"}
"""
LEAD = "- **Zephyr** [[Acme]](https://a.example)\n\n"
SINGLE = "  ```yaml\n  results:\n    metric: F1\n    value: 0.5\n    seed: 3\n  ```\n"
LISTED = "  ```yaml\n  results:\n    - metric: F1\n      value: 0.5\n      seed: 3\n  ```\n"
IN_OTHER_WORDS = SINGLE.replace("results", "Evals").replace("metric", "Metric").replace("seed", "Seed")


def graph_of(block: str, folder: Path, warnings: int = 0) -> str:
    (folder / "own.yaml").write_text(MAPPING, "utf-8")
    (folder / "c.md").write_text(LEAD + block, "utf-8")
    result = run("export", folder / "c.md", "--mapping", folder / "own.yaml", "--format", "nt")
    assert result.exit_code == 0 and "1 entry" in result.output and f" {warnings} warning" in result.output, (
        result.output
    )
    return result.stdout


@pytest.mark.parametrize("block", [SINGLE, LISTED, IN_OTHER_WORDS])
def test_a_map_is_a_node_and_its_keys_are_known(block: str, tmp_path: Path) -> None:
    graph = graph_of(block, tmp_path)
    assert graph.count("#hasEvaluation> <https://w3id.org/orkgx/id/model/zephyr/evaluation/f1-0-5-") == 1
    assert '#metricName> "F1"' in graph and '#metricValue> "0.5"' in graph
    (kept,) = [line for line in graph.splitlines() if "seed: 3" in line.casefold()]
    assert "/evaluation/f1-0-5-" in kept  # what no rule reads stays with the map


def test_a_map_in_a_list_and_one_alone_are_the_same_node(tmp_path: Path) -> None:
    one, other = (
        {line for line in graph_of(block, tmp_path).splitlines() if "/evaluation/" in line}
        for block in (SINGLE, LISTED)
    )
    assert one and one == other


def test_a_map_without_a_value_is_no_node(tmp_path: Path) -> None:
    graph = graph_of(
        "  ```yaml\n  Params: 7B\n  results: {metric: , value: }\n  ```\n", tmp_path, warnings=1
    )  # required
    assert "hasEvaluation" not in graph


@pytest.mark.parametrize("block", [SINGLE, LISTED])
def test_a_value_in_a_map_is_explained_by_the_rule_of_its_key(block: str, tmp_path: Path) -> None:
    graph_of(block, tmp_path)
    explained = run("explain", f"{tmp_path / 'c.md'}:6", "--mapping", tmp_path / "own.yaml").output
    assert "rule       'results: value'" in explained, explained
    assert "id:model/zephyr/evaluation/f1-0-5-" in explained and "ox:metricValue" in explained
