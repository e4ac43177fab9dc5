"""What others change on the ORKG stays: shown at the source line, left as it is, and made again by force."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.orkg.pushing import (
    ONE,
    TWO,
    id_of,
    push,
    run,
    same_graph,
    vanish,
)
from tests.orkg.server import Orkg


def test_statements_of_others_stay(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    ours = next(ends for ends in orkg.statements.values() if orkg.things[ends[2]]["label"] == "1B")
    orkg.seed("literals", "L999", "somebody's")
    orkg.things["L999"]["datatype"] = "xsd:string"
    orkg.statements["S999"] = (ours[0], ours[1], "L999")
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert "S999" in orkg.statements


def test_a_value_changed_by_others_is_a_conflict(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    literal = next(one for one in orkg.things.values() if one["label"] == "1B")
    literal["label"] = "7B"
    result = push(catalogue, orkg)
    assert "'7B'" in result.output and "1B" in result.output and "catalogue.md:5:1" in result.output
    assert literal["label"] == "7B" and literal["id"] in orkg.things
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


@pytest.mark.parametrize(("label", "class_", "line"), [("On Alpha", "Paper", 5), ("Beta", "Contribution", 16)])
def test_an_entry_that_others_removed_is_left_out_until_force(
    orkg: Orkg, catalogue: Path, label: str, class_: str, line: int
) -> None:
    push(catalogue, orkg)
    id_ = id_of(orkg, label, class_)
    vanish(orkg, id_)
    writes = orkg.counts["writes"]
    for _ in range(2):
        result = push(catalogue, orkg)
        assert result.exit_code == 6, result.output
        said = f"catalogue.md:{line}:1: '{label}', which was {id_} there, is not on the ORKG any more; left out"
        assert said in result.output and orkg.counts["writes"] == writes
        assert f"conflict {class_.lower()}" in result.output
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)
    writes = orkg.counts["writes"]
    assert "any more" not in push(catalogue, orkg).output and orkg.counts["writes"] == writes


def test_a_shared_thing_that_others_removed_is_made_again_where_it_is_needed(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    vanish(orkg, id_of(orkg, "OpenAI"))
    writes = orkg.counts["writes"]
    result = push(catalogue, orkg)
    assert "catalogue.md:5:1: P18097 is" in result.output and "says nothing any more" in result.output
    assert orkg.counts["writes"] == writes
    catalogue.write_text(ONE + TWO.replace("Initech", "Initech, OpenAI"), "utf-8")  # a new statement needs it
    assert push(catalogue, orkg).exit_code == 6
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_shared_thing_that_others_have_merged_into_theirs_is_theirs(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    ours = id_of(orkg, "OpenAI")
    classes = tuple(orkg.things[ours]["classes"])
    del orkg.things[ours]
    orkg.seed("resources", "R888", "OpenAI", classes)
    orkg.statements = {
        key: ("R888" if s == ours else s, p, "R888" if o == ours else o) for key, (s, p, o) in orkg.statements.items()
    }
    writes = orkg.counts["writes"]
    result = push(catalogue, orkg)
    assert result.exit_code == 0 and "conflict" not in result.output.replace("0 conflicts", "")
    assert orkg.counts["writes"] == writes


def test_a_statement_that_others_removed_is_a_conflict(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    key = next(key for key, ends in orkg.statements.items() if orkg.things[ends[2]]["label"] == "1B")
    del orkg.things[orkg.statements.pop(key)[2]]
    writes = orkg.counts["writes"]
    result = push(catalogue, orkg)
    assert "catalogue.md:5:1: P103002 is" in result.output and orkg.counts["writes"] == writes
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_an_orphan_that_others_removed_is_forgotten(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    catalogue.write_text(ONE, "utf-8")
    assert "beta is ours and no longer in the catalogue" in run("plan", catalogue, orkg).output
    vanish(orkg, id_of(orkg, "Beta", "Contribution"))
    vanish(orkg, id_of(orkg, "On Beta", "Paper"))
    assert "contribution/awesome-llms/beta" not in run("plan", catalogue, orkg).output
    assert push(catalogue, orkg, "--prune", "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_label_changed_by_others_is_kept_until_force(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    paper = orkg.things[id_of(orkg, "On Beta", "Paper")]
    paper["label"] = "About Beta"
    writes = orkg.counts["writes"]
    result = push(catalogue, orkg)
    assert "catalogue.md:16:1: the label is 'On Beta' here, the ORKG says 'About Beta'; kept" in result.output
    assert orkg.counts["writes"] == writes
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_labels_of_others_are_theirs(orkg: Orkg, catalogue: Path) -> None:
    orkg.seed("resources", "R900", "on alpha!", ("Paper",))
    orkg.seed("resources", "R901", "alpha", ("Contribution",))
    assert push(catalogue, orkg, "--trust-ids", "--force").exit_code == 6
    assert (orkg.things["R900"]["label"], orkg.things["R901"]["label"]) == ("on alpha!", "alpha")


def test_an_orphan_of_which_others_speak_stays(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    beta = id_of(orkg, "Beta", "Contribution")
    orkg.seed("literals", "L999", "somebody's")
    orkg.things["L999"]["datatype"] = "xsd:string"
    orkg.statements["S999"] = (beta, "P15156", "L999")
    catalogue.write_text(ONE, "utf-8")
    result = push(catalogue, orkg, "--prune", "--force")
    assert result.exit_code == 0 and "beta is used by others on the ORKG, so it was left there" in result.output
    assert orkg.statements["S999"] == (beta, "P15156", "L999") and beta in orkg.things
    assert [ends for ends in orkg.statements.values() if ends[0] == beta] == [(beta, "P15156", "L999")]


def test_a_literal_that_both_sides_changed_is_a_conflict_and_nothing_is_written(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    next(one for one in orkg.things.values() if one["label"] == "1B")["label"] = "7B"
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    writes = orkg.counts["writes"]
    for _ in range(2):
        result = push(catalogue, orkg)
        assert (result.exit_code, orkg.counts["writes"]) == (6, writes)
        assert "catalogue.md:5:1: P103002 is '2B' here, the ORKG says '7B'; kept" in result.output
        assert "1 conflicts" in result.output
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_thing_that_both_sides_replaced_is_a_conflict_and_nothing_is_written(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    alpha, openai = id_of(orkg, "Alpha", "Contribution"), id_of(orkg, "OpenAI")
    orkg.seed("resources", "R777", "Closed AI")
    key = next(key for key, ends in orkg.statements.items() if ends[0] == alpha and ends[2] == openai)
    del orkg.statements[key]
    orkg.statements["S777"] = (alpha, "P18097", "R777")
    catalogue.write_text((ONE + TWO).replace("OpenAI", "Umbrella"), "utf-8")
    statements = dict(orkg.statements)
    for _ in range(2):
        result = push(catalogue, orkg)
        assert (result.exit_code, orkg.statements) == (6, statements), result.output
        assert "catalogue.md:5:1: P18097 is 'Umbrella' here, the ORKG says 'Closed AI'; kept" in result.output
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert "S777" in orkg.statements  # theirs
    ends = [orkg.things[ends[2]]["label"] for ends in orkg.statements.values() if ends[:2] == (alpha, "P18097")]
    assert sorted(ends) == ["Closed AI", "Initech", "Umbrella"]


def test_a_value_that_others_added_beside_ours_is_no_conflict(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    orkg.seed("resources", "R777", "Closed AI")
    orkg.statements["S777"] = (id_of(orkg, "Alpha", "Contribution"), "P18097", "R777")
    catalogue.write_text((ONE + TWO).replace("OpenAI", "Umbrella"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
