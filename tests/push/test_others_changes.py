"""What has moved on the ORKG since the last push: shown at the source line, left as it is, and made again by force."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from orkgx.push import survey
from tests.orkg.pushing import ONE, TWO, push, run, same_graph, seed
from tests.orkg.server import Orkg


def id_of(orkg: Orkg, label: str, class_: str = "") -> str:
    """The one resource of this label and class."""
    named = [id_ for id_, one in orkg.things.items() if one["label"] == label and one["kind"] == "resources"]
    (id_,) = [id_ for id_ in named if not class_ or class_ in orkg.things[id_]["classes"]]
    return id_


def vanish(orkg: Orkg, id_: str) -> None:
    """Somebody removes a thing with all that is said of it and with it."""
    del orkg.things[id_]
    gone = {key: ends for key, ends in orkg.statements.items() if id_ in ends}
    orkg.statements = {key: ends for key, ends in orkg.statements.items() if key not in gone}
    for _, _, end in gone.values():
        if orkg.things.get(end, {}).get("kind") == "literals":
            del orkg.things[end]


@pytest.mark.parametrize(("label", "class_", "line"), [("On Alpha", "Paper", 5), ("Beta", "Contribution", 16)])
def test_an_entry_that_is_gone(orkg: Orkg, catalogue: Path, label: str, class_: str, line: int) -> None:
    push(catalogue, orkg)
    id_ = id_of(orkg, label, class_)
    vanish(orkg, id_)
    writes = orkg.counts["writes"]
    for _ in range(2):
        result = push(catalogue, orkg)
        assert result.exit_code == 0, result.output
        said = f"catalogue.md:{line}:1: '{label}', which was {id_} there, is not on the ORKG any more; left out"
        assert said in result.output and orkg.counts["writes"] == writes
        assert f"conflict {class_.lower()}" in result.output
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)
    writes = orkg.counts["writes"]
    assert "any more" not in push(catalogue, orkg).output and orkg.counts["writes"] == writes


def test_one_that_is_found_late_says_nothing_of_how_iris_are_kept(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    orkg.seed("resources", "R555", "Meta Platforms")
    orkg.things["R555"]["uri"] = "https://w3id.org/orkgx/id/organization/hooli"
    catalogue.write_text((ONE + TWO).replace("OpenAI, Initech", "Hooli, Globex"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert any(ends[2] == "R555" for ends in orkg.statements.values())
    assert orkg.things[id_of(orkg, "Globex")]["uri"] == "https://w3id.org/orkgx/id/organization/globex"


# How many things of a class are read as a whole; a class of the production has more than that.
MANY = pytest.mark.parametrize("listed", [5_000, -1], ids=["few", "many"])


@MANY
def test_a_paper_deleted_the_orkgs_way(
    orkg: Orkg, catalogue: Path, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "_LISTED", listed)
    push(catalogue, orkg)
    paper = orkg.things[id_of(orkg, "On Alpha", "Paper")]
    paper["classes"] = ["PaperDeleted"]
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    result = push(catalogue, orkg)
    assert "catalogue.md:5:1: 'On Alpha', which was" in result.output and result.exit_code == 0
    assert any(one["label"] == "2B" for one in orkg.things.values())  # its contribution is still there
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert len([one for one in orkg.things.values() if "Paper" in one["classes"]]) == 2
    (catalogue.parent / "ledger.sqlite").unlink()
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0 and orkg.counts["writes"] == writes


def test_a_shared_thing_that_is_gone(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    vanish(orkg, id_of(orkg, "OpenAI"))
    writes = orkg.counts["writes"]
    result = push(catalogue, orkg)
    assert "catalogue.md:5:1: P18097 is" in result.output and "says nothing any more" in result.output
    assert orkg.counts["writes"] == writes
    catalogue.write_text(ONE + TWO.replace("Initech", "Initech, OpenAI"), "utf-8")  # a new statement needs it
    assert push(catalogue, orkg).exit_code == 0
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_shared_thing_that_others_have_merged_into_theirs(orkg: Orkg, catalogue: Path) -> None:
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


def test_a_statement_that_is_gone(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    key = next(key for key, ends in orkg.statements.items() if orkg.things[ends[2]]["label"] == "1B")
    del orkg.things[orkg.statements.pop(key)[2]]
    writes = orkg.counts["writes"]
    result = push(catalogue, orkg)
    assert "catalogue.md:5:1: P103002 is" in result.output and orkg.counts["writes"] == writes
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_an_orphan_that_is_gone_is_forgotten(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    catalogue.write_text(ONE, "utf-8")
    assert "beta is ours and no longer in the catalogue" in run("plan", catalogue, orkg).output
    vanish(orkg, id_of(orkg, "Beta", "Contribution"))
    vanish(orkg, id_of(orkg, "On Beta", "Paper"))
    assert "contribution/awesome-llms/beta" not in run("plan", catalogue, orkg).output
    assert push(catalogue, orkg, "--prune").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_label_follows_the_catalogue(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    statements = dict(orkg.statements)
    catalogue.write_text((ONE + TWO).replace("On Beta", "On beta"), "utf-8")  # the same IRI
    assert re_labelled(run("plan", catalogue, orkg).stdout) == 1
    assert push(catalogue, orkg).exit_code == 0
    assert orkg.statements == statements and same_graph(orkg, catalogue)
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0 and orkg.counts["writes"] == writes


def re_labelled(shown: str) -> int:
    (line,) = [line for line in shown.splitlines() if line.endswith(" changed labels")]
    return int(line.split()[0])


def test_a_label_changed_by_others(orkg: Orkg, catalogue: Path) -> None:
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
    assert push(catalogue, orkg, "--trust-ids", "--force").exit_code == 0
    assert (orkg.things["R900"]["label"], orkg.things["R901"]["label"]) == ("on alpha!", "alpha")


def test_an_orphan_of_which_others_speak_stays(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    beta = id_of(orkg, "Beta", "Contribution")
    orkg.seed("literals", "L999", "somebody's")
    orkg.things["L999"]["datatype"] = "xsd:string"
    orkg.statements["S999"] = (beta, "P15156", "L999")
    catalogue.write_text(ONE, "utf-8")
    result = push(catalogue, orkg, "--prune")
    assert result.exit_code == 0 and "beta is used by others on the ORKG, so it was left there" in result.output
    assert orkg.statements["S999"] == (beta, "P15156", "L999") and beta in orkg.things
    assert [ends for ends in orkg.statements.values() if ends[0] == beta] == [(beta, "P15156", "L999")]


def test_a_part_takes_nothing_from_the_rest(orkg: Orkg, catalogue: Path) -> None:
    """Two contributions of one paper, both there before; only one is pushed again."""
    two = ONE.replace("On Alpha", "Both") + TWO.replace("On Beta", "Both").replace(
        "- Beta", "- [Beta](https://orkg.org/paper/R900/R902)"
    )
    catalogue.write_text(two, "utf-8")
    for id_, label, class_ in (
        ("R900", "Both", "Paper"),
        ("R901", "Alpha", "Contribution"),
        ("R902", "Beta", "Contribution"),
    ):
        orkg.seed("resources", id_, label, (class_,))
    assert push(catalogue, orkg, "--trust-ids").exit_code == 0
    statements = dict(orkg.statements)
    assert push(catalogue, orkg, "--trust-ids", "--only", "Alpha", "--prune").exit_code == 0
    assert orkg.statements == statements


def test_a_value_in_the_long_form_of_its_datatype_is_the_same(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    for one in orkg.things.values():
        if one["kind"] == "literals":
            one["datatype"] = one["datatype"].replace("xsd:", "http://www.w3.org/2001/XMLSchema#")
    (catalogue.parent / "ledger.sqlite").unlink()
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0
    assert orkg.counts["writes"] == writes


def cut_short(catalogue: Path, orkg: Orkg) -> Result:
    """A push in which the literal "1B" is made, and its statement never."""
    state = orkg.state

    def refuse(body: dict[str, str]) -> str:
        if orkg.things[body["object_id"]]["label"] == "1B":
            raise ConnectionResetError
        return state(body)

    orkg.state = refuse  # type: ignore[method-assign]
    try:
        return push(catalogue, orkg)
    finally:
        orkg.state = state  # type: ignore[method-assign]


def test_a_literal_that_was_made_and_is_no_longer_wanted(orkg: Orkg, catalogue: Path) -> None:
    """The answer to a statement never comes, the literal for it exists, and then the catalogue changes."""
    assert cut_short(catalogue, orkg).exit_code == 4
    assert len(orkg.orphans()) >= 1
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_literal_that_was_made_and_is_gone(orkg: Orkg, catalogue: Path) -> None:
    cut_short(catalogue, orkg)
    for id_ in orkg.orphans():
        del orkg.things[id_]
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


@MANY
def test_shared_things_are_found_by_exact_label_and_class(
    orkg: Orkg, catalogue: Path, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "_LISTED", listed)
    orkg.seed("resources", "R501", "OpenAI")
    orkg.seed("resources", "R502", "initech")
    orkg.seed("resources", "R503", "MIT", ("Organization",))
    orkg.seed("resources", "R504", "transformer model", ("Problem",))
    assert push(catalogue, orkg).exit_code == 0
    used = {ends[2] for ends in orkg.statements.values()}
    assert {"R501", "R504"} <= used and not {"R502", "R503"} & used
    (catalogue.parent / "ledger.sqlite").unlink()
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0 and orkg.counts["writes"] == writes


def test_a_shared_thing_under_another_label_is_known_by_its_iri(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    things, openai = len(orkg.things), id_of(orkg, "OpenAI")
    orkg.things[openai]["label"] = "OpenAI, Inc."
    (catalogue.parent / "ledger.sqlite").unlink()
    assert push(catalogue, orkg).exit_code == 0
    assert len(orkg.things) == things and orkg.things[openai]["label"] == "OpenAI, Inc."
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0 and orkg.counts["writes"] == writes


@MANY
@pytest.mark.parametrize("doi", ["10.1000/ABC", "10.1000/abc"])
def test_a_paper_is_found_by_its_doi(
    orkg: Orkg, tmp_path: Path, doi: str, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "_LISTED", listed)
    source = tmp_path / "huge.md"
    source.write_text(HUGE, "utf-8")
    seed(orkg, source)
    orkg.seed("resources", "R600", "A paper, under a longer title", ("Paper",))
    orkg.seed("literals", "L600", doi)
    orkg.things["L600"]["datatype"] = "xsd:string"
    orkg.statements["S600"] = ("R600", "P26", "L600")
    assert push(source, orkg).exit_code == 0
    assert [id_ for id_, one in orkg.things.items() if "Paper" in one["classes"]] == ["R600"]


HUGE = """
- **Alpha** [[OpenAI]](https://openai.com) Jan. 2020 [[open]](https://example.org)
  A paper [[arXiv]](https://dl.acm.org/doi/10.1000/abc)

  ```yaml
  Params: 1B
  ```
"""


def test_catalogues_that_share_a_ledger(orkg: Orkg, tmp_path: Path) -> None:
    """Each has a paper, a shared thing and a label in common with the other; neither takes anything from it."""
    one, other = tmp_path / "one.md", tmp_path / "other.md"
    one.write_text(ONE.replace("On Alpha", "A paper").replace("R900/R901", ""), "utf-8")
    other.write_text(HUGE.replace("OpenAI", "INITECH").replace("**Alpha**", "**Beta**"), "utf-8")
    seed(orkg, other)
    assert push(one, orkg).exit_code == 0
    both = push(other, orkg, "--prune")
    assert both.exit_code == 0 and "orphan " not in both.output
    statements, writes = dict(orkg.statements), orkg.counts["writes"]
    for source in (one, other, one):
        result = push(source, orkg, "--prune")
        assert result.exit_code == 0 and "Nothing to do." in result.output, result.output
    assert (orkg.statements, orkg.counts["writes"]) == (statements, writes)
    one.write_text("# Nothing\n", "utf-8")
    assert push(one, orkg, "--prune").exit_code == 0  # which of the two it was cannot be known
    assert orkg.statements == statements
    one.write_text(ONE.replace("Alpha", "Gamma"), "utf-8")
    shown = run("plan", one, orkg).stderr
    assert "contribution/awesome-llms/alpha is ours" in shown and "huge" not in shown
    assert push(one, orkg, "--prune").exit_code == 0
    labels = {thing["label"] for thing in orkg.things.values()}
    assert "Gamma" in labels and "Alpha" not in labels and {"Beta", "A paper"} <= labels
    other.write_text(HUGE.replace("OpenAI", "INITECH").replace("Alpha", "Delta"), "utf-8")
    assert push(other, orkg, "--prune").exit_code == 0
    assert "Beta" not in {thing["label"] for thing in orkg.things.values()}
    assert orkg.orphans() == []


@pytest.mark.parametrize("page", [1, 3])
def test_answers_of_many_pages(orkg: Orkg, catalogue: Path, page: int) -> None:
    orkg.largest = page
    assert push(catalogue, orkg).exit_code == 0
    (catalogue.parent / "ledger.sqlite").unlink()
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0
    assert orkg.counts["writes"] == writes and same_graph(orkg, catalogue)
