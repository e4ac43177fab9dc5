"""How a thing is known on the ORKG: by the catalogue's id, the ledger, our IRI, a DOI, its label and class."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from orkgx.cli import main
from orkgx.push import listing
from orkgx.push.client import ADDRESSES
from tests.orkg.pushing import (
    HUGE,
    ONE,
    PROCESSES,
    SMALL,
    TWO,
    id_of,
    push,
    pushes_nothing,
    run,
    same_graph,
    seed,
    wanted_of,
)
from tests.orkg.server import Orkg

MANY = pytest.mark.parametrize("listed", [5_000, -1], ids=["few", "many"])


def test_ids_of_the_catalogue_count_where_they_are_trusted(orkg: Orkg, catalogue: Path) -> None:
    orkg.seed("resources", "R900", "On Alpha", ("Paper",))
    orkg.seed("resources", "R901", "Alpha", ("Contribution",))
    orkg.statements["S900"] = ("R900", "P31", "R901")
    assert push(catalogue, orkg, "--trust-ids").exit_code == 6
    papers = [one["label"] for one in orkg.things.values() if "Paper" in one["classes"] and "created_at" in one]
    assert papers == ["On Beta"]
    assert any(ends[0] == "R901" for ends in orkg.statements.values())


def test_an_id_that_is_not_there_is_a_conflict(orkg: Orkg, catalogue: Path) -> None:
    result = push(catalogue, orkg, "--trust-ids")
    assert result.exit_code == 6
    assert "'On Alpha', which the catalogue names by its id, is not on the ORKG" in result.output
    papers = [one["label"] for one in orkg.things.values() if "Paper" in one["classes"]]
    assert papers == ["On Beta"]


def test_without_the_ledger_nothing_is_made_twice(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    writes = orkg.counts["writes"]
    (catalogue.parent / "ledger.sqlite").unlink()
    assert push(catalogue, orkg).exit_code == 0
    assert orkg.counts["writes"] == writes


def test_a_predicate_that_is_another_stops_before_the_first_write(orkg: Orkg, catalogue: Path) -> None:
    orkg.things["P49020"]["label"] = "weight"
    result = push(catalogue, orkg)
    assert result.exit_code == 4
    assert "P49020 is 'weight' there, not 'date created'" in result.output
    assert orkg.counts["writes"] == 0


def test_a_predicate_is_known_by_its_id_however_it_is_spelt(orkg: Orkg, catalogue: Path) -> None:
    """As the template's own "application ", with a blank at its end."""
    orkg.things["P49020"]["label"] = "Date created "
    assert push(catalogue, orkg).exit_code == 0
    assert any(ends[1] == "P49020" for ends in orkg.statements.values())


@pytest.mark.parametrize(("label", "same"), [("date Created", False), (None, True)])
def test_a_predicate_without_an_id_is_known_by_its_exact_label(
    orkg: Orkg, tmp_path: Path, label: str | None, same: bool
) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL, "utf-8")
    (own,) = [thing for thing in wanted_of(source).things.values() if thing.kind == "predicates"]
    orkg.seed("predicates", "P777", label or own.label)
    assert push(source, orkg).exit_code == 0
    assert any(ends[1] == "P777" for ends in orkg.statements.values()) is same
    described = [ends for ends in orkg.statements.values() if ends[1] == "description"]
    assert len(described) == (0 if same else 1)


def test_a_predicate_is_described_also_for_a_part(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL, "utf-8")
    assert push(source, orkg, "--only", "Alpha").exit_code == 0
    assert same_graph(orkg, source)
    assert any(ends[1] == "description" for ends in orkg.statements.values())


def test_ids_of_mappings_are_those_of_the_production(
    orkg: Orkg, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another ORKG may have something else by the same id."""
    monkeypatch.setitem(ADDRESSES, "sandbox", orkg.url)
    orkg.seed("resources", "R369909", "Somebody's notes")
    ledger = ["--ledger", str(catalogue.parent / "ledger.sqlite")]
    result = CliRunner().invoke(main, ["push", str(catalogue), "--to", "sandbox", "--yes", *ledger])
    assert result.exit_code == 0, result.output
    assert not any("R369909" in ends for ends in orkg.statements.values())
    assert any(one["label"] == "transformer model" and "Problem" in one["classes"] for one in orkg.things.values())


@MANY
def test_shared_things_are_found_by_exact_label_and_class(
    orkg: Orkg, catalogue: Path, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_LISTED", listed)
    orkg.seed("resources", "R501", "OpenAI")
    orkg.seed("resources", "R502", "initech")
    orkg.seed("resources", "R503", "MIT", ("Organization",))
    orkg.seed("resources", "R504", "transformer model", ("Problem",))
    assert push(catalogue, orkg).exit_code == 0
    used = {ends[2] for ends in orkg.statements.values()}
    assert {"R501", "R504"} <= used and not {"R502", "R503"} & used
    (catalogue.parent / "ledger.sqlite").unlink()
    assert pushes_nothing(catalogue, orkg)


def test_a_shared_thing_under_another_label_is_known_by_its_iri(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    things, openai = len(orkg.things), id_of(orkg, "OpenAI")
    orkg.things[openai] |= {"label": "OpenAI, Inc.", "uri": "https://w3id.org/orkgx/id/organization/openai"}
    (catalogue.parent / "ledger.sqlite").unlink()
    assert push(catalogue, orkg).exit_code == 0
    assert len(orkg.things) == things and orkg.things[openai]["label"] == "OpenAI, Inc."
    assert pushes_nothing(catalogue, orkg)


def test_a_thing_that_is_found_late_shows_nothing_of_how_iris_are_kept(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    orkg.seed("resources", "R555", "Meta Platforms")
    orkg.things["R555"]["uri"] = "https://w3id.org/orkgx/id/organization/hooli"
    catalogue.write_text((ONE + TWO).replace("OpenAI, Initech", "Hooli, Globex"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert any(ends[2] == "R555" for ends in orkg.statements.values())
    assert orkg.things[id_of(orkg, "Alpha", "Contribution")]["uri"] and id_of(orkg, "Globex")


def test_only_what_nothing_else_tells_apart_gets_our_iri(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL.replace("Initech", "Initech\n  model family: Alpha"), "utf-8")
    seed(orkg, source)
    assert push(source, orkg).exit_code == 0
    resources = [one for one in orkg.things.values() if one["kind"] == "resources"]
    assert {"Initech", "On Alpha"} <= {one["label"] for one in resources}
    iris = sorted(one["uri"].rpartition("/id/")[2] for one in resources if one["uri"])
    assert iris == [
        "contribution/awesome-llms/alpha",
        "model-family/alpha",
        "model/alpha",
    ]
    (tmp_path / "ledger.sqlite").unlink()
    assert pushes_nothing(source, orkg)


def test_what_a_program_has_made_is_marked_so(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    made = [one for one in orkg.things.values() if "created_at" in one]
    assert {one["extraction_method"] for one in made} == {"AUTOMATIC"}


def test_what_others_say_of_an_entry_of_theirs_is_not_said_again(orkg: Orkg, catalogue: Path) -> None:
    """Values in another case, as things of other classes, and as text; and another where there may be but one."""
    orkg.seed("resources", "R900", "On alpha", ("Paper",))
    orkg.seed("resources", "R901", "Alpha", ("Contribution", "C70000"))
    orkg.seed("classes", "C1", "Company")
    orkg.seed("resources", "R902", "openai, initech.", ("C1",))
    orkg.seed("resources", "R903", "Apache 2.0")
    orkg.seed("literals", "L904", "1B")
    orkg.seed("literals", "L905", "2020-01-01")
    for id_ in ("L904", "L905"):
        orkg.things[id_]["datatype"] = "xsd:string"
    theirs = {
        "S901": ("R900", "P31", "R901"),
        "S902": ("R901", "P18097", "R902"),
        "S903": ("R901", "license", "R903"),
        "S904": ("R901", "P103002", "L904"),
        "S905": ("R901", "P49020", "L905"),
    }
    orkg.statements |= theirs
    result = push(catalogue, orkg, "--trust-ids")
    assert result.exit_code == 6 and "license is 'MIT' here, the ORKG says 'Apache 2.0'" in result.output
    values: dict[str, list[str]] = {}
    for subject, predicate, end in orkg.statements.values():
        if subject == "R901":
            values.setdefault(predicate, []).append(orkg.things[end]["label"])
    assert values["P18097"] == ["openai, initech."], "one value that says both"
    assert (values["license"], values["P103002"], values["P49020"]) == (["Apache 2.0"], ["1B"], ["2020-01-01"])
    assert not [one for one in orkg.things.values() if one["label"] in ("OpenAI", "MIT")], "made, and of no use"
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg, "--trust-ids").exit_code == 6
    assert orkg.counts["writes"] == writes
    assert "'MIT'" not in push(catalogue, orkg, "--trust-ids", "--force").stderr
    licenses = [orkg.things[ends[2]]["label"] for ends in orkg.statements.values() if ends[:2] == ("R901", "license")]
    assert licenses == ["MIT"]


@MANY
@pytest.mark.parametrize("doi", ["10.1000/ABC", "10.1000/abc"])
def test_a_paper_is_found_by_its_doi(
    orkg: Orkg, tmp_path: Path, doi: str, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_LISTED", listed)
    source = tmp_path / "huge.md"
    source.write_text(HUGE, "utf-8")
    seed(orkg, source)
    orkg.seed("resources", "R600", "A paper, under a longer title", ("Paper",))
    orkg.seed("literals", "L600", doi)
    orkg.things["L600"]["datatype"] = "xsd:string"
    orkg.statements["S600"] = ("R600", "P26", "L600")
    assert push(source, orkg).exit_code == 0
    assert [id_ for id_, one in orkg.things.items() if "Paper" in one["classes"]] == ["R600"]


@MANY
def test_a_paper_deleted_the_way_of_the_orkg_is_not_there(
    orkg: Orkg, catalogue: Path, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_LISTED", listed)
    push(catalogue, orkg)
    paper = orkg.things[id_of(orkg, "On Alpha", "Paper")]
    paper["classes"] = ["PaperDeleted"]
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    result = push(catalogue, orkg)
    assert "catalogue.md:5:1: 'On Alpha', which was" in result.output and result.exit_code == 6
    assert any(one["label"] == "2B" for one in orkg.things.values())  # its contribution is still there
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert len([one for one in orkg.things.values() if "Paper" in one["classes"]]) == 2
    (catalogue.parent / "ledger.sqlite").unlink()
    assert pushes_nothing(catalogue, orkg)


def test_a_value_in_the_long_form_of_its_datatype_is_the_same(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    for one in orkg.things.values():
        if one["kind"] == "literals":
            one["datatype"] = one["datatype"].replace("xsd:", "http://www.w3.org/2001/XMLSchema#")
    (catalogue.parent / "ledger.sqlite").unlink()
    assert pushes_nothing(catalogue, orkg)


@pytest.mark.parametrize("page", [1, 3])
def test_answers_of_many_pages_are_read_whole(orkg: Orkg, catalogue: Path, page: int) -> None:
    orkg.largest = page
    assert push(catalogue, orkg).exit_code == 0
    (catalogue.parent / "ledger.sqlite").unlink()
    assert pushes_nothing(catalogue, orkg) and same_graph(orkg, catalogue)


@MANY
def test_a_paper_is_found_by_its_title_whatever_its_case(
    orkg: Orkg, catalogue: Path, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_LISTED", listed)
    orkg.seed("resources", "R600", "on ALPHA", ("Paper",))
    orkg.seed("resources", "R601", "on BETA", ("Paper",))
    orkg.seed("resources", "R602", "On Beta", ("Paper",))
    orkg.seed("resources", "R603", "on alpha", ("PaperVersion",))
    assert push(catalogue, orkg).exit_code == 0
    papers = {ends[0] for ends in orkg.statements.values() if ends[1] == "P31"}
    assert papers == {"R600", "R602"}  # of two the one that is written the same
    assert orkg.things["R600"]["label"] == "on ALPHA"
    assert pushes_nothing(catalogue, orkg)


def test_a_doi_that_leads_to_a_published_version_leads_on_to_its_paper(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "huge.md"
    source.write_text(HUGE, "utf-8")
    seed(orkg, source)
    orkg.things["L600"] = {"id": "L600", "label": "10.1000/abc", "kind": "literals", "classes": [], "uri": None}
    orkg.things["L600"]["datatype"] = "xsd:string"
    for id_, class_ in (("R600", "Paper"), ("R601", "PaperVersion")):  # the newest is found first
        orkg.seed("resources", id_, "A paper, under a longer title", (class_,))
        orkg.statements[f"S{id_}"] = (id_, "P26", "L600")
    assert push(source, orkg).exit_code == 0
    assert [ends[0] for ends in orkg.statements.values() if ends[1] == "P31"] == ["R600"]
    assert [ends for ends in orkg.statements.values() if ends[0] == "R601"] == [("R601", "P26", "L600")]


def test_a_predicate_of_another_label_is_used_where_that_is_accepted(orkg: Orkg, catalogue: Path) -> None:
    orkg.things["P49020"]["label"] = "day of birth"
    for command in ("plan", "push"):
        refused = run(command, catalogue, orkg)
        assert refused.exit_code == 4 and "or say --accept-labels" in refused.output
        assert "P49020 is 'day of birth' there, not 'date created'" in refused.output
    shown = run("plan", catalogue, orkg, "--accept-labels")
    assert shown.exit_code == 0 and orkg.counts["writes"] == 0
    assert "accepted predicate P49020 is 'day of birth' there, not 'date created'" in shown.stderr
    assert push(catalogue, orkg, "--accept-labels").exit_code == 0
    assert any(ends[1] == "P49020" for ends in orkg.statements.values())
    del orkg.things["P49020"]  # which no acceptance makes good
    assert push(catalogue, orkg, "--accept-labels").exit_code == 4


def test_what_is_renamed_stays_the_same_thing(orkg: Orkg, catalogue: Path) -> None:
    """An entry of another name, and a paper of another title, each by what it still belongs to."""
    push(catalogue, orkg)
    alpha, paper = id_of(orkg, "Alpha", "Contribution"), id_of(orkg, "On Beta", "Paper")
    things = set(orkg.things)
    catalogue.write_text(ONE.replace("[Alpha]", "[Alpha 1]") + TWO.replace("On Beta", "Beta, at length"), "utf-8")
    shown = run("plan", catalogue, orkg).stdout
    assert "label       Alpha -> Alpha 1" in shown and "label  On Beta -> Beta, at length" in shown
    assert push(catalogue, orkg).exit_code == 0
    assert (orkg.things[alpha]["label"], orkg.things[paper]["label"]) == ("Alpha 1", "Beta, at length")
    assert {orkg.things[one]["label"] for one in orkg.things.keys() - things} == {"Alpha 1"}, "the model"
    assert pushes_nothing(catalogue, orkg)


def test_an_entry_that_gets_its_link_stays_the_same_thing(orkg: Orkg, catalogue: Path) -> None:
    catalogue.write_text(ONE.replace("https://orkg.org/paper/R900/R901", "https://example.org/"), "utf-8")
    push(catalogue, orkg)
    alpha, paper = id_of(orkg, "Alpha", "Contribution"), id_of(orkg, "On Alpha", "Paper")
    things = set(orkg.things)
    linked = ONE.replace("R900/R901", f"{paper}/{alpha}").replace("On Alpha", "All about Alpha")
    catalogue.write_text(linked.replace("  research problem: transformer model\n", ""), "utf-8")
    result = push(catalogue, orkg, "--trust-ids", "--prune")
    assert result.exit_code == 0, result.output
    assert {orkg.things[paper]["label"], orkg.things[alpha]["label"]} == {"All about Alpha", "Alpha"}
    assert set(orkg.things) <= things, "nothing is made twice"


def test_two_pushes_at_once_with_two_ledgers_leave_nothing_double(orkg: Orkg, tmp_path: Path) -> None:
    """Both have looked before either writes; the next run of each mends what is left."""
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL.replace("Initech", "Initech\n  model family: Alpha\n  innovation: Much"), "utf-8")
    seed(orkg, source)
    ledgers = [str(tmp_path / f"{name}.sqlite") for name in "ab"]
    orkg.gate.clear()
    orkg.faults.delay = 0.01
    pushes = []
    for ledger in ledgers:
        arguments = ["push", str(source), "--to", orkg.url, "--yes", "--quiet", "--ledger", ledger]
        pushes.append(PROCESSES.Process(target=exec, args=(f"from orkgx.cli import main; main({arguments!r})",)))
        pushes[-1].start()
    end = time.monotonic() + 60
    while orkg.waiting < 2 and time.monotonic() < end:
        time.sleep(0.01)
    orkg.gate.set()
    for process in pushes:
        process.join(60)
    assert [process.exitcode for process in pushes] == [0, 0]
    for ledger in ledgers:
        assert push(source, orkg, "--ledger", ledger).exit_code == 0
    for ledger in ledgers:
        assert pushes_nothing(source, orkg, "--ledger", ledger)
    assert same_graph(orkg, source)
