"""Push to a server that keeps the ORKG's rules: the graph that arrives, and what a second push does."""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.write.wanted import OrkgLiteral
from tests.orkg.pushing import (
    HUGE,
    ONE,
    REAL,
    SAMPLE,
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


def test_what_arrives_is_what_is_exported(orkg: Orkg, catalogue: Path) -> None:
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_everything_of_the_sample_arrives_once(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    assert push(source, orkg).exit_code == 0
    assert same_graph(orkg, source)
    writes = orkg.counts["writes"]
    again = push(source, orkg)
    assert (again.exit_code, orkg.counts["writes"]) == (0, writes)
    assert "Nothing to do." in again.output


@pytest.mark.skipif(not REAL.exists(), reason="the real catalogues are not here")
def test_a_real_catalogue_arrives_once_with_few_requests(tmp_path: Path) -> None:
    source = tmp_path / REAL.name
    source.write_text(REAL.read_text("utf-8"), "utf-8")
    with Orkg() as orkg:
        seed(orkg, source)
        first = push(source, orkg)
        assert first.exit_code == 0, first.output
        assert same_graph(orkg, source)
        made = [one for one in orkg.things.values() if "created_at" in one]
        assert sum("Paper" in one["classes"] for one in made) == 85
        assert sum("Contribution" in one["classes"] for one in made) == 87
        entities = sum(one["kind"] != "literals" for one in made)
        literals = sum(one["kind"] == "literals" for one in made)
        assert orkg.counts["writes"] <= 1.2 * (entities + literals + len(orkg.statements))
        assert orkg.counts["reads"] < 0.2 * orkg.counts["writes"]
        before = dict(orkg.counts)
        assert push(source, orkg).exit_code == 0
        assert orkg.counts["writes"] == before["writes"]
        assert orkg.counts["reads"] - before["reads"] < 5 * 87


def test_without_anybody_to_ask_nothing_is_written(orkg: Orkg, catalogue: Path) -> None:
    result = run("push", catalogue, orkg)
    assert result.exit_code == 2
    assert orkg.counts["writes"] == 0


def test_a_changed_field_changes_one_statement(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    before = set(orkg.statements.values())
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    after = set(orkg.statements.values())
    assert (len(before - after), len(after - before)) == (1, 1)
    assert same_graph(orkg, catalogue)


def test_a_removed_block_goes_by_prune_and_an_added_one_comes_back(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    statements = len(orkg.statements)
    catalogue.write_text(ONE, "utf-8")
    result = push(catalogue, orkg)
    assert len(orkg.statements) == statements
    assert "contribution/awesome-llms/beta is ours and no longer in the catalogue" in result.output
    assert push(catalogue, orkg, "--prune", "--force").exit_code == 0
    assert same_graph(orkg, catalogue)
    catalogue.write_text(ONE + TWO, "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_withdrawn_catalogue_leaves_nothing_behind(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    before = set(orkg.things)
    push(source, orkg)
    source.write_text("# Nothing\n", "utf-8")
    # It holds entries of two kinds; which of them an empty file had is said by naming their mappings.
    mappings = ("--mapping", "awesome-llms", "--mapping", "awesome-huge-models")
    result = push(source, orkg, "--prune", "--force", *mappings)
    assert result.exit_code == 0, result.output
    assert (orkg.statements, set(orkg.things)) == ({}, before)


def test_a_label_follows_the_catalogue(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    statements = dict(orkg.statements)
    catalogue.write_text((ONE + TWO).replace("On Beta", "On beta"), "utf-8")  # the same IRI
    assert re_labelled(run("plan", catalogue, orkg).stdout) == 1
    assert push(catalogue, orkg).exit_code == 0
    assert orkg.statements == statements and same_graph(orkg, catalogue)
    assert pushes_nothing(catalogue, orkg)


def re_labelled(shown: str) -> int:
    (line,) = [line for line in shown.splitlines() if line.endswith(" changed labels")]
    return int(line.split()[0])


def test_two_contributions_of_one_name_stay_two(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL + SMALL.replace("On Alpha", "Alpha again").replace("2020-01", "2021-02-03"), "utf-8")
    assert push(source, orkg).exit_code == 0
    named = [one for one in orkg.things.values() if one["label"] == "Alpha" and "Contribution" in one["classes"]]
    assert len(named) == 2 and same_graph(orkg, source)
    (tmp_path / "ledger.sqlite").unlink()
    assert pushes_nothing(source, orkg)


def test_each_instance_has_ids_of_its_own(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(ONE.replace("license:", "context length: 2048\n  license:"), "utf-8")
    with Orkg() as sandbox:
        seed(sandbox, source, "sandbox")
        assert push(source, sandbox, "--as", "sandbox").exit_code == 0
        used = {ends[1] for ends in sandbox.statements.values()}
        assert "P202277" in used and "P163009" not in used


def test_what_the_orkg_would_refuse_is_found_before(orkg: Orkg, catalogue: Path) -> None:
    catalogue.write_text(ONE.replace("1B", "1" * 9000), "utf-8")
    result = push(catalogue, orkg)
    assert result.exit_code == 2
    assert "catalogue.md:5:1" in result.output and "8,164" in result.output
    assert orkg.counts["writes"] == 0


def test_the_official_client_reads_it_back(orkg: Orkg, catalogue: Path) -> None:
    from orkg import ORKG

    assert push(catalogue, orkg).exit_code == 0
    client = ORKG(host=orkg.url)
    wanted = wanted_of(catalogue)
    read = 0
    for iri, links in wanted.links.items():
        thing = wanted.things[iri]
        if not {"Paper", "Contribution"} & set(thing.classes):
            continue
        found = client.resources.get(q=thing.label, exact=True).content
        (id_,) = [one["id"] for one in found if set(one["classes"]) == set(thing.classes)]
        said = client.statements.get_by_subject(subject_id=id_, size=100).content
        expected = sorted(
            link.object.label if isinstance(link.object, OrkgLiteral) else wanted.things[link.object].label
            for link in links
        )
        assert sorted(one["object"]["label"] for one in said) == expected
        read += 1
    assert read == 4


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
    assert push(catalogue, orkg, "--trust-ids").exit_code == 6
    statements = dict(orkg.statements)
    assert push(catalogue, orkg, "--trust-ids", "--only", "Alpha", "--prune").exit_code == 6
    assert orkg.statements == statements


def test_catalogues_that_share_a_ledger_take_nothing_from_each_other(orkg: Orkg, tmp_path: Path) -> None:
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
    assert push(one, orkg, "--prune").exit_code == 1  # nothing to push; which of the two it was cannot be known
    assert orkg.statements == statements
    one.write_text(ONE.replace("Alpha", "Gamma"), "utf-8")
    shown = run("plan", one, orkg).stderr
    assert "contribution/awesome-llms/alpha is ours" in shown and "huge" not in shown
    assert push(one, orkg, "--prune", "--force").exit_code == 0
    labels = {thing["label"] for thing in orkg.things.values()}
    assert "Gamma" in labels and "Alpha" not in labels and {"Beta", "A paper"} <= labels
    other.write_text(HUGE.replace("OpenAI", "INITECH").replace("Alpha", "Delta"), "utf-8")
    assert push(other, orkg, "--prune", "--force").exit_code == 0
    assert "Beta" not in {thing["label"] for thing in orkg.things.values()}
    assert orkg.orphans() == []


OBSERVATORY, OTHER = "9e1a8f3c-0f3b-4d27-9d43-2b1c5a6e7f80", "0d0e4f1a-9c55-4d0c-8e21-6a5f5a1d7c11"


def test_entries_of_ours_get_an_observatory_and_those_of_others_keep_theirs(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    alpha, beta = id_of(orkg, "Alpha", "Contribution"), id_of(orkg, "Beta", "Contribution")
    orkg.things[alpha]["observatory_id"] = OTHER
    mapping = catalogue.parent / "own.yaml"
    mapping.write_text(
        f"name: awesome-llms\nextends: awesome-llms\ncatalogue: {{title: Own, orkg: {{observatory: {OBSERVATORY}}}}}\n",
        "utf-8",
    )
    assert push(catalogue, orkg, "--mapping", str(mapping), "--organization", OTHER.upper()).exit_code == 0
    shown = {id_: (orkg.things[id_]["observatory_id"], orkg.things[id_]["organization_id"]) for id_ in (alpha, beta)}
    assert shown == {alpha: (OTHER, OTHER), beta: (OBSERVATORY, OTHER)}
    assert orkg.things[id_of(orkg, "On Beta", "Paper")]["observatory_id"] == OBSERVATORY
    assert "observatory_id" not in orkg.things[id_of(orkg, "Initech")]
    assert pushes_nothing(catalogue, orkg, "--mapping", str(mapping), "--organization", OTHER)
    refused = push(catalogue, orkg, "--observatory", "mine")
    assert refused.exit_code == 2 and "'mine' is no UUID such as" in refused.stderr
