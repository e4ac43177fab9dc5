"""What a run wrote is taken back by the ledger, and what others have made of it stays."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orkgx.cli import main
from tests.orkg.pushing import ONE, PROCESSES, SMALL, TWO, id_of, push, pushes_nothing, same_graph, seed
from tests.orkg.server import Orkg


def undo(source: Path, orkg: Orkg, *more: str) -> Result:
    ledger = str(source.parent / "ledger.sqlite")
    return CliRunner().invoke(main, ["push", "--undo", *more, "--to", orkg.url, "--ledger", ledger, "--yes"])


def state(orkg: Orkg) -> tuple[set[str], set[tuple[str, str, str]]]:
    return set(orkg.things), set(orkg.statements.values())


def facts(orkg: Orkg) -> list[tuple[str, ...]]:
    """All statements in labels."""
    return sorted(tuple(orkg.things[end]["label"] for end in ends) for ends in orkg.statements.values())


def test_an_undo_of_a_first_push_leaves_nothing(orkg: Orkg, catalogue: Path) -> None:
    before = state(orkg)
    assert push(catalogue, orkg, "--comparison", "Models").exit_code == 0
    shown = undo(catalogue, orkg, "--dry-run")
    assert shown.exit_code == 0 and "number of parameters  - 1B" in shown.output and before != state(orkg)
    assert undo(catalogue, orkg).exit_code == 0
    assert state(orkg) == before and orkg.orphans() == []
    assert push(catalogue, orkg).exit_code == 0 and same_graph(orkg, catalogue)


def test_an_undo_of_a_change_brings_back_what_was(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    before = facts(orkg)
    changed = (ONE + TWO).replace("1B", "2B").replace("license: MIT", "license: Apache 2.0").replace(", Initech", "")
    catalogue.write_text(changed.replace("On Beta", "ON BETA").replace("[Alpha]", "[Alpha 1]"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0 and facts(orkg) != before
    result = undo(catalogue, orkg)
    assert result.exit_code == 0 and "1B" in result.output
    assert facts(orkg) == before and orkg.orphans() == []
    catalogue.write_text(ONE + TWO, "utf-8")
    assert pushes_nothing(catalogue, orkg)
    assert undo(catalogue, orkg).exit_code == 0 and facts(orkg) == [], "what came back is of the first push"


def test_what_others_have_added_and_changed_stays(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    beta, initech = id_of(orkg, "Beta", "Contribution"), id_of(orkg, "Initech")
    value = next(ends[2] for ends in orkg.statements.values() if orkg.things[ends[2]]["label"] == "1B")
    orkg.things[value]["label"] = "2B"
    orkg.seed("resources", "R800", "Theirs")
    orkg.statements |= {"S800": (beta, "P18097", "R800"), "S801": ("R800", "P18097", initech)}
    result = undo(catalogue, orkg)
    assert result.exit_code == 0 and "others have changed number of parameters" in result.stderr
    assert {"S800", "S801"} <= orkg.statements.keys() and value in orkg.things
    made = {one["label"] for one in orkg.things.values() if "created_at" in one}
    assert made == {"Alpha", "Beta", "Initech", "2B"} and orkg.orphans() == []
    assert "used by others" in result.stderr


def test_runs_are_listed_and_taken_back_by_number(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    first = facts(orkg)
    catalogue.write_text(ONE + TWO + SMALL.replace("Alpha", "Gamma").replace("2020-01", "2020-01-01"), "utf-8")
    push(catalogue, orkg)
    shown = CliRunner().invoke(main, ["ledger", "show", str(catalogue.parent / "ledger.sqlite")]).stdout
    assert [line.split()[:2] for line in shown.splitlines() if line.startswith("run ")] == [["run", "1"], ["run", "2"]]
    assert undo(catalogue, orkg, "7").exit_code != 0
    assert undo(catalogue, orkg, "2").exit_code == 0 and facts(orkg) == first
    assert undo(catalogue, orkg).exit_code == 0 and facts(orkg) == []
    again = undo(catalogue, orkg)
    assert again.exit_code != 0 and "no run that could be taken back" in again.stderr


@pytest.mark.parametrize("number", [1, 6, 14, 20])
def test_a_killed_undo_is_run_again(number: int, orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL, "utf-8")
    seed(orkg, source)
    before = state(orkg)
    assert push(source, orkg).exit_code == 0
    writes = orkg.counts["writes"]

    def strike() -> None:
        if orkg.counts["writes"] == writes + number:
            process.kill()

    ledger = str(tmp_path / "ledger.sqlite")
    arguments = ["push", "--undo", "--to", orkg.url, "--ledger", ledger, "--yes", "--jobs", "1"]
    process = PROCESSES.Process(target=exec, args=(f"from orkgx.cli import main; main({arguments!r})",))
    orkg.after = strike
    process.start()
    process.join(60)
    orkg.after = lambda: None
    assert process.exitcode in (0, -signal.SIGKILL)
    undo(source, orkg)
    assert state(orkg) == before and orkg.orphans() == []
