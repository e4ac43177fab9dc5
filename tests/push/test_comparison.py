"""A comparison of the contributions: made once, changed when they change, and never another's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from orkgx.cli import main
from tests.orkg.pushing import ONE, SAMPLE, SMALL, TWO, killed_after, push, pushes_nothing, run, same_graph, seed
from tests.orkg.server import Orkg

TITLE = 'Models, "compared" & more'
THREE = TWO.replace("Beta", "Gamma")


def comparisons(orkg: Orkg) -> list[str]:
    return [id_ for id_, one in orkg.things.items() if "Comparison" in one["classes"]]


def compared(orkg: Orkg) -> list[str]:
    """The labels of what the one comparison compares."""
    (id_,) = comparisons(orkg)
    return [orkg.things[one["id"]]["label"] for one in orkg.comparison(id_)["sources"]]


def without(orkg: Orkg) -> Orkg:
    """The same server as if there were no comparison on it."""
    for id_ in comparisons(orkg):
        del orkg.things[id_]
        orkg.statements = {key: ends for key, ends in orkg.statements.items() if ends[0] != id_}
    return orkg


def test_a_comparison_is_made_once(orkg: Orkg, catalogue: Path) -> None:
    shown = run("plan", catalogue, orkg, "--comparison", TITLE)
    assert f"create   comparison   {TITLE}" in shown.stdout and orkg.counts["writes"] == 0
    assert push(catalogue, orkg, "--comparison", TITLE).exit_code == 0
    assert compared(orkg) == ["Alpha", "Beta"]
    made = orkg.things[comparisons(orkg)[0]]
    assert (made["label"], made["comparison"]["research_fields"]) == (TITLE, ["R145261"])
    assert made["uri"].endswith("/comparison/Models%2C%20%22compared%22%20%26%20more")
    writes = orkg.counts["writes"]
    again = push(catalogue, orkg, "--comparison", TITLE)
    assert (again.exit_code, orkg.counts["writes"]) == (0, writes) and "Nothing to do." in again.output
    assert run("plan", catalogue, orkg, "--comparison", TITLE, "--exit-code").exit_code == 0
    assert same_graph(without(orkg), catalogue)


def test_a_comparison_follows_the_catalogue(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    catalogue.write_text(ONE + THREE, "utf-8")
    writes = orkg.counts["writes"]
    assert "change   comparison" in run("plan", catalogue, orkg, "--comparison", TITLE).stdout
    assert orkg.counts["writes"] == writes
    # A contribution that is compared cannot be removed, so the comparison lets go of it first.
    assert push(catalogue, orkg, "--comparison", TITLE, "--prune", "--force").exit_code == 0
    assert compared(orkg) == ["Alpha", "Gamma"]
    assert same_graph(without(orkg), catalogue)


def test_without_the_option_a_comparison_is_left_alone(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    catalogue.write_text(ONE, "utf-8")
    result = push(catalogue, orkg, "--prune", "--force")
    assert result.exit_code == 0 and compared(orkg) == ["Alpha", "Beta"]
    assert "contribution/awesome-llms/beta is used by others on the ORKG, so it was left there" in result.output


@pytest.mark.parametrize("theirs", [False, True])
def test_a_comparison_of_which_nothing_is_left_goes_with_the_rest(orkg: Orkg, catalogue: Path, theirs: bool) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    (id_,) = [one for one, thing in orkg.things.items() if "Comparison" in thing["classes"]]
    if theirs:
        orkg.seed("resources", "R778", "Theirs", ("Contribution",))
        orkg.statements["S777"] = (id_, "compareContribution", "R778")
    catalogue.write_text(THREE, "utf-8")
    shown = run("plan", catalogue, orkg, "--prune", "--force").stdout
    assert (f"remove   comparison '{TITLE}', which would compare nothing" in shown) is not theirs
    assert push(catalogue, orkg, "--prune", "--force").exit_code == 0
    assert (id_ in orkg.things) is theirs
    assert theirs or pushes_nothing(catalogue, orkg, "--prune", "--force")


def test_without_the_ledger_a_comparison_is_found_by_its_iri(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    (catalogue.parent / "ledger.sqlite").unlink()
    assert pushes_nothing(catalogue, orkg, "--comparison", TITLE)
    catalogue.write_text(ONE, "utf-8")  # what was adopted can be let go
    assert push(catalogue, orkg, "--comparison", TITLE).exit_code == 0
    assert compared(orkg) == ["Alpha"]


def test_another_of_the_same_title_is_not_ours(orkg: Orkg, catalogue: Path) -> None:
    orkg.seed("resources", "R777", TITLE, ("Comparison",))
    orkg.things["R777"] |= {"comparison": {}, "created_at": "2999-01-01T00:00:00+00:00"}
    orkg.seed("resources", "R778", "Theirs", ("Contribution",))
    orkg.statements["S777"] = ("R777", "compareContribution", "R778")
    push(catalogue, orkg)
    orkg.faults.at = {orkg.counts["writes"] + 1: "before"}
    assert push(catalogue, orkg, "--comparison", TITLE).exit_code == 0
    assert len(comparisons(orkg)) == 2 and orkg.things["R777"]["uri"] is None
    assert [one["id"] for one in orkg.comparison("R777")["sources"]] == ["R778"]


def test_what_others_put_in_stays_and_what_they_take_out_is_a_conflict(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    (id_,) = comparisons(orkg)
    orkg.seed("resources", "R778", "Theirs", ("Contribution",))
    beta = next(
        key for key, ends in orkg.statements.items() if ends[0] == id_ and orkg.things[ends[2]]["label"] == "Beta"
    )
    orkg.statements[beta] = (id_, "compareContribution", "R778")
    writes = orkg.counts["writes"]
    for _ in range(2):
        result = push(catalogue, orkg, "--comparison", TITLE)
        assert "contribution/awesome-llms/beta' was taken out of the comparison" in result.output
        assert (compared(orkg), orkg.counts["writes"]) == (["Alpha", "Theirs"], writes)
    catalogue.write_text(ONE + TWO + THREE, "utf-8")
    assert push(catalogue, orkg, "--comparison", TITLE).exit_code == 6
    assert compared(orkg) == ["Alpha", "Theirs", "Gamma"]
    assert push(catalogue, orkg, "--comparison", TITLE, "--force").exit_code == 0
    assert sorted(compared(orkg)) == ["Alpha", "Beta", "Gamma", "Theirs"]


def test_a_title_changed_by_others_is_kept_until_force(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    (id_,) = comparisons(orkg)
    orkg.things[id_]["label"] = "Another"
    assert "is called 'Another' on the ORKG now" in push(catalogue, orkg, "--comparison", TITLE).output
    assert orkg.things[id_]["label"] == "Another"
    assert push(catalogue, orkg, "--comparison", TITLE, "--force").exit_code == 0
    assert orkg.things[id_]["label"] == TITLE and compared(orkg) == ["Alpha", "Beta"]


def test_a_comparison_that_others_removed_is_left_out_until_force(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    without(orkg)
    result = push(catalogue, orkg, "--comparison", TITLE)
    assert result.exit_code == 6 and "is not on the ORKG any more" in result.output and comparisons(orkg) == []
    assert push(catalogue, orkg, "--comparison", TITLE, "--force").exit_code == 0
    assert compared(orkg) == ["Alpha", "Beta"]


def test_an_answer_of_another_form_leaves_it_to_the_ledger(
    orkg: Orkg, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    (id_,) = comparisons(orkg)
    answer = orkg.comparison(id_)
    monkeypatch.setattr(orkg, "comparison", lambda id_: {**answer, "sources": "in another form", "title": None})
    assert pushes_nothing(catalogue, orkg, "--comparison", TITLE)
    catalogue.write_text(ONE, "utf-8")
    assert push(catalogue, orkg, "--comparison", TITLE).exit_code == 0
    assert [ends[2] for ends in orkg.statements.values() if ends[0] == id_] == [answer["sources"][0]["id"]]


def test_a_part_of_the_catalogue_is_compared_alone(orkg: Orkg, catalogue: Path) -> None:
    catalogue.write_text(ONE + TWO + THREE, "utf-8")
    some = ("--comparison", TITLE, "--only", "Alpha", "--only", "Gamma")
    assert push(catalogue, orkg, *some).exit_code == 0
    assert compared(orkg) == ["Alpha", "Gamma"]
    assert pushes_nothing(catalogue, orkg, *some)


def test_a_saved_plan_holds_its_comparison(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    saved, report = tmp_path / "plan.json", tmp_path / "report.json"
    run("plan", catalogue, orkg, "--comparison", TITLE, "-o", str(saved))
    assert json.loads(saved.read_text("utf-8"))["comparison"]["added"] == 2
    assert push(saved, orkg, "--report", str(report)).exit_code == 0
    assert compared(orkg) == ["Alpha", "Beta"]
    ledger = str(catalogue.parent / "ledger.sqlite")
    kept = json.loads(CliRunner().invoke(main, ["ledger", "export", ledger]).stdout)["comparisons"]
    ((iri, known),) = kept.items()
    assert known["id"] == comparisons(orkg)[0] and len(known["sources"]) == 2
    assert f"{known['id']:16} made   {iri}" in CliRunner().invoke(main, ["ledger", "show", ledger]).stdout
    assert CliRunner().invoke(main, ["ledger", "forget", ledger, iri]).stdout == "3 forgotten\n"
    last = json.loads(report.read_text("utf-8"))["entries"][-1]
    assert (last["kind"], last["label"], last["id"]) == ("comparison", TITLE, comparisons(orkg)[0])


@pytest.mark.parametrize("title", ["", " ", "a\nb", "x" * 9000])
def test_a_title_that_the_orkg_would_refuse_is_refused_before(orkg: Orkg, catalogue: Path, title: str) -> None:
    result = push(catalogue, orkg, "--comparison", title)
    assert (result.exit_code, orkg.counts["writes"]) == (2, 0)
    assert "the title of the comparison" in result.output


@pytest.mark.parametrize("fault", [429, 503, "before", "after", "killed"])
def test_a_fault_at_any_of_its_writes_does_no_harm(fault: int | str, tmp_path: Path) -> None:
    """Its creation, the request that gives it our IRI, and the one that changes it."""
    for number in (1, 2, 3):
        folder = tmp_path / str(number)
        folder.mkdir()
        source = folder / "catalogue.md"
        with Orkg() as orkg:
            seed(orkg, SAMPLE)
            source.write_text(ONE, "utf-8")
            push(source, orkg)
            if number == 3:
                push(source, orkg, "--comparison", TITLE)
                source.write_text(ONE + TWO, "utf-8")
                push(source, orkg)
            at = orkg.counts["writes"] + (2 if number == 2 else 1)
            if fault == "killed":
                killed_after(at, source, orkg, "--comparison", TITLE)
            else:
                orkg.faults.at = {at: fault}
                push(source, orkg, "--comparison", TITLE)
            assert push(source, orkg, "--comparison", TITLE).exit_code == 0
            assert compared(orkg) == ["Alpha", "Beta"][: 2 if number == 3 else 1]
            assert orkg.things[comparisons(orkg)[0]]["uri"]
            assert pushes_nothing(source, orkg, "--comparison", TITLE)
            assert same_graph(without(orkg), source)


def test_what_comes_to_be_compared_becomes_a_row_and_what_others_take_out_stays_out(
    orkg: Orkg, catalogue: Path
) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    id_ = next(id_ for id_, one in orkg.things.items() if "Comparison" in one["classes"])

    def rows() -> list[str]:
        return [one["id"] for one in orkg.things[id_]["selected"]]

    assert "P18097" in rows() and "license" not in rows()
    catalogue.write_text(ONE + TWO.replace("Initech", "Initech\n  license: MIT"), "utf-8")
    push(catalogue, orkg, "--comparison", TITLE)
    assert rows()[-1] == "license"
    orkg.things[id_]["selected"] = [one for one in orkg.things[id_]["selected"] if one["id"] != "P18097"]
    assert pushes_nothing(catalogue, orkg, "--comparison", TITLE) and "P18097" not in rows()


def test_what_others_compare_keeps_its_type(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg, "--comparison", TITLE)
    id_ = next(id_ for id_, one in orkg.things.items() if "Comparison" in one["classes"])
    orkg.seed("resources", "R700", "A statement of theirs")
    orkg.types["R700"] = "ROSETTA_STONE_STATEMENT"
    orkg.statements["S700"] = (id_, "compareContribution", "R700")
    catalogue.write_text(ONE + TWO + SMALL.replace("Alpha", "Gamma").replace("2020-01", "2020-01-01"), "utf-8")
    assert push(catalogue, orkg, "--comparison", TITLE).exit_code == 0
    assert orkg.types["R700"] == "ROSETTA_STONE_STATEMENT" and len(orkg.comparison(id_)["sources"]) == 4
