"""Plans: what they show, and what a saved one counts for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from orkgx.cli import main
from orkgx.mapping.files import mappings_folder
from tests.orkg.pushing import ONE, SAMPLE, SMALL, TWO, push, run, same_graph
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


FIVE = "".join(SMALL.replace("Alpha", name) for name in ("Alpha", "Bea", "Cid", "Dan", "Eve"))


def test_a_plan_with_prune_shows_what_would_be_removed(orkg: Orkg, catalogue: Path) -> None:
    catalogue.write_text(FIVE, "utf-8")
    push(catalogue, orkg)
    catalogue.write_text(FIVE.replace("- Eve", "- Fay").replace(": Eve", ": Fay").replace("On Eve", "On Fay"), "utf-8")
    writes = orkg.counts["writes"]
    shown = run("plan", catalogue, orkg, "--prune", "--exit-code")
    assert (shown.exit_code, orkg.counts["writes"]) == (5, writes)
    assert len(re.findall(r"^remove   \S+/(?:paper/on-eve|contribution/awesome-llms/eve)$", shown.stdout, re.M)) == 2
    asked = run("push", catalogue, orkg, "--prune")  # and nobody to answer
    assert (asked.exit_code, orkg.counts["writes"]) == (2, writes)
    assert "remove   https://w3id.org/orkgx/id/contribution/awesome-llms/eve" in asked.stdout
    assert push(catalogue, orkg, "--prune").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_saved_plan_prunes_only_what_it_has_shown(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    push(catalogue, orkg)
    catalogue.write_text(ONE, "utf-8")
    for prune in ([], ["--prune"]):
        saved = tmp_path / "plan.json"
        run("plan", catalogue, orkg, "--force", *prune, "-o", str(saved))
        before = len(orkg.things)
        result = CliRunner().invoke(main, ["push", str(saved), "--to", orkg.url, "--yes", "--prune"])
        assert (result.exit_code, len(orkg.things) < before) == ((0, True) if prune else (2, False)), result.output
    assert same_graph(orkg, catalogue)


@pytest.mark.parametrize(
    ("broken", "code", "why"),
    [
        (FIVE.replace("  has model: Eve\n", "  has modell: Eve\n").replace("- Eve", "-"), 1, "error"),
        (FIVE[: FIVE.rindex("  ```")], 1, "has 1 error"),
        ("# Nothing\n", 5, "gave no entry"),
        ("".join(SMALL.replace("Alpha", name) for name in ("Alpha", "Bea", "Cid")), 5, "lost 2 of 5 entries"),
    ],
    ids=["name-misspelt", "fence-lost", "empty", "two-of-five"],
)
@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
def test_a_prune_removes_nothing_of_a_source_that_looks_broken(
    orkg: Orkg, catalogue: Path, broken: str, code: int, why: str, quiet: tuple[str, ...]
) -> None:
    catalogue.write_text(FIVE, "utf-8")
    push(catalogue, orkg)
    papers = [id_ for id_, one in orkg.things.items() if "Paper" in one["classes"]]
    catalogue.write_text(broken, "utf-8")
    result = push(catalogue, orkg, "--prune", *quiet)
    assert result.exit_code == code and why in result.output, result.output
    assert set(papers) <= set(orkg.things)
    assert run("plan", catalogue, orkg, "--prune", "--quiet").exit_code == code
    push(catalogue, orkg, "--prune", "--force")
    assert not set(papers) <= set(orkg.things)


def test_a_prune_judges_each_source_by_itself(orkg: Orkg, tmp_path: Path) -> None:
    one, other = tmp_path / "one.md", tmp_path / "other.md"
    one.write_text(FIVE, "utf-8")
    other.write_text("".join(SMALL.replace("Alpha", name) for name in ("Ned", "Oda")), "utf-8")
    assert push(one, orkg, str(other)).exit_code == 0
    one.write_text(FIVE[: FIVE.rindex("- Eve")], "utf-8")
    other.write_text("# Nothing\n", "utf-8")
    result = push(one, orkg, str(other), "--prune")
    labels = {thing["label"] for thing in orkg.things.values() if "Contribution" in thing["classes"]}
    assert result.exit_code == 5 and "other.md" in result.output
    assert {"Ned", "Oda"} <= labels and "Eve" not in labels


def test_what_is_ignored_neither_shows_nor_counts_and_a_prune_stays_as_careful(
    orkg: Orkg, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.write_text(FIVE, "utf-8")
    push(catalogue, orkg)
    papers = {id_ for id_, one in orkg.things.items() if "Paper" in one["classes"]}
    twice = FIVE[FIVE.index("- Dan") : FIVE.rindex("- Eve")]
    broken = FIVE[: FIVE.rindex("- Eve")] + twice
    catalogue.write_text(broken, "utf-8")
    assert push(catalogue, orkg).exit_code == 1
    monkeypatch.chdir(catalogue.parent)
    comment, key = "<!-- orkgx: ignore-file duplicate-entry -->\n\n", 'ignore = ["duplicate-entry"]\n'
    for above, project in ((comment, ""), ("", key)):
        catalogue.write_text(above + broken, "utf-8")
        Path("orkgx.toml").write_text(project)
        for done in (run("plan", catalogue, orkg), push(catalogue, orkg)):
            assert done.exit_code == 0 and "duplicate-entry" not in done.output
        pruned = push(catalogue, orkg, "--prune")
        assert pruned.exit_code == 5 and "has 1 error" in pruned.output
        assert papers <= set(orkg.things)


def test_only_of_nothing_is_an_error(orkg: Orkg, catalogue: Path) -> None:
    for names, hint in ((["Alpa"], "did you mean 'Alpha'?"), (["Alpha", "zzz"], "there are 2 entries")):
        only = [word for name in names for word in ("--only", name)]
        for command in ("plan", "push"):
            result = run(command, catalogue, orkg, *only)
            assert result.exit_code == 2 and f"nothing is called {names[-1]!r}" in result.output
            assert hint in result.output and orkg.counts["writes"] == 0
    assert run("plan", catalogue, orkg, "--only", "Beta", "--only", "Alpha", "--limit", "1").exit_code == 0


def test_a_saved_plan_works_from_any_folder(
    orkg: Orkg, catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_bytes((mappings_folder() / "awesome-llms.yaml").read_bytes())
    for folder in ("plans", "elsewhere"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    arguments = ["plan", "catalogue.md", "--to", orkg.url, "--mapping", "own.yaml", "-o", "plans/plan.json"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert str(tmp_path) not in (tmp_path / "plans" / "plan.json").read_text("utf-8").replace("\\", "")
    monkeypatch.chdir(tmp_path / "elsewhere")
    result = CliRunner().invoke(main, ["push", "../plans/plan.json", "--to", orkg.url, "--yes"])
    assert result.exit_code == 0, result.output
    assert same_graph(orkg, catalogue)
    assert list((tmp_path / "output").iterdir()) and not list(Path.cwd().iterdir())


def test_a_plan_shows_each_property_in_labels_and_sums_up_in_one_line(
    orkg: Orkg, catalogue: Path, tmp_path: Path
) -> None:
    """Also as a page, on which a value is text, whatever stands in it."""
    push(catalogue, orkg)
    changed = (ONE + TWO).replace("1B", "2B").replace("license: MIT", "license: Apache 2.0").replace(", Initech", "")
    catalogue.write_text(changed.replace("Twice as", "<script>alert(1)</script> & Twice as"), "utf-8")
    page = tmp_path / "plan.html"
    shown = run("plan", catalogue, orkg, "--html", str(page)).stdout.splitlines()
    assert "    number of parameters  1B -> 2B" in shown
    assert "    License               MIT -> Apache 2.0" in shown and "    organization          - Initech" in shown
    assert re.fullmatch(
        r"Plan: 0 to create, 2 to change, 0 to remove, 2 to leave; 3 statements to add, 4 to take away; "
        r"0 conflicts. \d+ requests, a few seconds.",
        shown[-1],
    )
    html = page.read_text("utf-8")
    assert "<del>1B</del> → <ins>2B</ins>" in html and "<script" not in html and "&lt;script&gt;alert(1)" in html
    assert not re.search(r"(?:src|href)=", html), "it needs nothing else"
    assert push(catalogue, orkg).exit_code == 0
    values = [orkg.things[end]["label"] for _, predicate, end in orkg.statements.values() if predicate == "license"]
    assert values == ["Apache 2.0"], "what is replaced goes, though the thing itself stays"


def test_a_plan_that_was_carried_out_says_so(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    ledger = str(catalogue.parent / "ledger.sqlite")
    run("plan", catalogue, orkg, "-o", str(saved))
    arguments = ["push", str(saved), "--to", orkg.url, "--ledger", ledger, "--yes"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    writes = orkg.counts["writes"]
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 0 and "this plan was carried out at 20" in again.stderr
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    moved = CliRunner().invoke(main, arguments)
    assert moved.exit_code == 5 and "carried out" in moved.stderr and orkg.counts["writes"] == writes
