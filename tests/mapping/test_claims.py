"""Which mapping reads a record, and what its columns mean where several could name it."""

from __future__ import annotations

from pathlib import Path

from tests.support import findings_in, run


def test_a_row_without_a_name_is_told_of_and_takes_none_from_another_column(tmp_path: Path) -> None:
    (tmp_path / "c.md").write_text(
        "| | Maker | Size |\n|---|---|---|\n| Zephyr | Aria | 7B |\n| | Aria | 70B |\n", "utf-8"
    )
    result = run("check", tmp_path / "c.md")
    assert "2 blocks, 1 entry" in result.stderr
    (finding,) = findings_in(result.output)
    assert f"{tmp_path / 'c.md'}:4:1: error no-name" in finding


def test_a_table_is_read_by_a_mapping_whose_headings_it_has_also_where_cells_are_blank(tmp_path: Path) -> None:
    (tmp_path / "c.md").write_text("# Zephyr\n\n| Size | Params |\n|---|---|\n| small | |\n| large | 7B |\n", "utf-8")
    assert "2 entries" in run("check", tmp_path / "c.md").stderr
    graph = run("export", tmp_path / "c.md", "--format", "nt", "-q").stdout
    assert "/contribution/sizes/zephyr/large>" in graph and "/contribution/sizes/zephyr/small>" in graph


def test_a_title_is_that_of_the_paper_where_a_model_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("Title,Model name,Params\nOf wind,Zephyr,7B\n", "utf-8")
    graph = run("export", tmp_path / "c.csv", "--format", "nt", "-q").stdout
    assert '/model/zephyr> <http://www.w3.org/2000/01/rdf-schema#label> "Zephyr" .' in graph
    assert '/paper/of-wind> <http://www.w3.org/2000/01/rdf-schema#label> "Of wind" .' in graph


def test_the_name_of_an_author_is_no_title_which_two_papers_would_share(tmp_path: Path) -> None:
    (tmp_path / "c.md").write_text(
        "| Model | Paper |\n|---|---|\n"
        "| Zephyr | [Liu et al.](https://arxiv.org/abs/2001.00001) |\n"
        "| Borea | [Liu et al.](https://arxiv.org/abs/2001.00002) |\n",
        "utf-8",
    )
    graph = run("export", tmp_path / "c.md", "--format", "nt", "-q").stdout
    assert '/paper/zephyr> <http://orkg.org/orkg/predicate/P26> "10.48550/arXiv.2001.00001" .' in graph
    assert '/paper/borea> <http://orkg.org/orkg/predicate/P26> "10.48550/arXiv.2001.00002" .' in graph
    assert graph.count('#asWritten> "Paper: Liu et al." .') == 2


def test_an_item_with_fields_is_claimed_by_its_own_name_whatever_one_with_the_same_keys_had(tmp_path: Path) -> None:
    fields = "  - organization: Aria\n  - innovation: wind\n  - extension: rain\n  - application: sails\n"
    plain, named = (
        f"- something\n{fields}",
        "".join(f"- [Zephyr {at}](https://example.org/{at})\n{fields}" for at in "12"),
    )
    for order in (plain + named, named + plain):
        (tmp_path / "c.md").write_text(f"# Models\n\n{order}", "utf-8")
        result = run("check", tmp_path / "c.md", "-v", "--all")
        assert "2 entries" in result.stderr
        assert any("info unclaimed-block" in one for one in findings_in(result.output))
