"""Plans: what they show, and what a saved one counts for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from orkgx.cli import main
from tests.orkg.pushing import (
    ONE,
    SAMPLE,
    TWO,
    push,
    run,
    same_graph,
)
from tests.orkg.server import Orkg


def test_a_plan_writes_nothing_and_has_an_exit_code(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    result = run("plan", catalogue, orkg, "--exit-code", "-o", str(tmp_path / "plan.json"))
    assert result.exit_code == 5
    assert orkg.counts["writes"] == 0
    counts = json.loads((tmp_path / "plan.json").read_text("utf-8"))["counts"]
    assert (counts["papers"], counts["contributions"]) == (2, 2)
    assert push(catalogue, orkg).exit_code == 0
    assert run("plan", catalogue, orkg, "--exit-code").exit_code == 0


def test_a_plan_shows_what_happens_to_each_entry(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    shown = run("plan", catalogue, orkg).stdout
    assert re.search(rf"^create   paper +On Alpha +\+\d+  {re.escape(str(catalogue))}:\d+:1$", shown, re.M)
    assert len(re.findall(r"^create   contribution ", shown, re.M)) == 2
    report = tmp_path / "report.json"
    assert push(catalogue, orkg, "--report", str(report)).exit_code == 0
    said = json.loads(report.read_text("utf-8"))
    assert {one["action"] for one in said["entries"]} == {"create"} and len(said["entries"]) == 4
    assert all(orkg.things[one["id"]]["label"] == one["label"] for one in said["entries"])
    assert said["requests"]["writes"] == orkg.counts["writes"]
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    shown = run("plan", catalogue, orkg).stdout
    assert re.findall(r"^(\w+) +(\w+) +(\w+) +([+-]\d+) ([+-]\d+)  ", shown, re.M) == [
        ("change", "contribution", "Alpha", "+1", "-1")
    ]
    assert push(catalogue, orkg).exit_code == 0
    assert push(catalogue, orkg, "--report", str(report)).exit_code == 0
    assert {one["action"] for one in json.loads(report.read_text("utf-8"))["entries"]} == {"keep"}


def test_a_saved_plan_counts_while_nothing_moves(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run("plan", catalogue, orkg, "-o", str(saved))
    catalogue.write_text(ONE, "utf-8")
    refused = CliRunner().invoke(main, ["push", str(saved), "--to", orkg.url, "--yes"])
    assert (refused.exit_code, orkg.counts["writes"]) == (5, 0)
    catalogue.write_text(ONE + TWO, "utf-8")
    assert CliRunner().invoke(main, ["push", str(saved), "--to", orkg.url, "--yes"]).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_plan_is_the_same_in_every_process(orkg: Orkg, tmp_path: Path) -> None:
    source, digests = tmp_path / "sample.md", set()
    text = SAMPLE.read_text("utf-8")
    source.write_text(text, "utf-8")
    assert push(source, orkg).exit_code == 0
    source.write_text(text.replace("2019", "2018").replace("OpenAI", "Initech"), "utf-8")
    for seed_ in ("1", "3"):
        saved = tmp_path / f"{seed_}.json"
        command = [sys.executable, "-m", "orkgx", "plan", str(source), "--to", orkg.url, "-o", str(saved), "--quiet"]
        ledger = ["--ledger", str(tmp_path / "ledger.sqlite")]
        subprocess.run([*command, *ledger], check=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": seed_})
        digests.add(json.loads(saved.read_text("utf-8"))["digest"])
    assert len(digests) == 1


def test_a_plan_is_for_one_orkg(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run("plan", catalogue, orkg, "-o", str(saved))
    result = CliRunner().invoke(main, ["push", str(saved), "--to", "production", "--yes"])
    assert result.exit_code == 2 and "not for production; plan again" in result.output
    assert json.loads(saved.read_text("utf-8"))["options"]["target"] == orkg.url
