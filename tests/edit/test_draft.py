"""A mapping in a minute: drafted from what stands in a source, it loads without a fault and reads what is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orkgx.edit.draft import draft
from orkgx.graph.terms import address
from orkgx.mapping.compiled import CompiledMapping, Settings
from orkgx.mapping.files import load_mapping
from orkgx.read.sources import open_sources
from tests.drafts import measure, sources
from tests.support import SAMPLE, catalogues_folder, run

SOURCES = list(sources(folder)) if (folder := catalogues_folder()) else []
TABLE = (
    "| Model | Maker | Released | Params | Licence | Paper |\n|---|---|---|---|---|---|\n"
    "| [Zephyr](https://example.org/z) | Aria | 2024-03 | 7B | MIT | [Of wind](https://example.org/p) |\n"
    "| Borea | Aria | 2024-05 | 13B | Apache 2.0 | - |\n"
)


def test_a_table_gives_a_mapping_that_reads_it(tmp_path: Path) -> None:
    source, mapping, graph = tmp_path / "models.md", tmp_path / "mine.yaml", tmp_path / "models.ttl"
    source.write_text(TABLE, "utf-8")
    result = run("mapping", "draft", source, "-o", mapping)
    assert result.exit_code == 0, result.output
    assert "2 entries" in result.stderr and "Zephyr" in result.stderr
    text = mapping.read_text("utf-8")
    assert '"Params": {property: parameters' in text and '"Maker": {property: organization' in text
    assert run("export", source, "--mapping", mapping, "-o", graph).exit_code == 0
    assert "7000000000" in graph.read_text("utf-8")


def test_unknown_keys_are_kept_and_doubtful_ones_marked(tmp_path: Path) -> None:
    source = tmp_path / "models.csv"
    source.write_text("model,colour,seen,params\nA,red,2020-01-01,7B\nB,blue,2021,many\n", "utf-8")
    text = draft(open_sources([str(source)], source_iri=None)[0], "mine")
    assert '"colour": {contribution: "own:colour", model: "own:colour"}' in text and "?  text" in text
    assert '"seen": {read: date' in text


def test_nothing_to_draft_from_is_said(tmp_path: Path) -> None:
    source = tmp_path / "page.md"
    source.write_text("# Words\n\nand more.\n", "utf-8")
    result = run("mapping", "draft", source)
    assert result.exit_code == 1 and "nothing to draft from" in result.stderr


def test_a_draft_writes_over_nothing_unless_forced(tmp_path: Path) -> None:
    source, mapping = tmp_path / "models.md", tmp_path / "mine.yaml"
    source.write_text("| Model | Params |\n| --- | --- |\n| A | 1B |\n", "utf-8")
    mapping.write_text("# by hand\n", "utf-8")
    result = run("mapping", "draft", source, "-o", mapping)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert mapping.read_text("utf-8") == "# by hand\n"
    assert run("mapping", "draft", source, "-o", mapping, "--force").exit_code == 0
    assert "Params" in mapping.read_text("utf-8")


def test_preview_shows_an_entry_beside_its_source(tmp_path: Path) -> None:
    source = tmp_path / "models.md"
    source.write_text(TABLE, "utf-8")
    result = run("mapping", "preview", source, "-m", "common", "--entry", "Borea")
    assert "models.md:4  Borea" in result.stderr and "Zephyr" not in result.stderr
    assert "13000000000" in result.stderr


def test_what_values_are_tells_what_a_key_means(tmp_path: Path) -> None:
    source = tmp_path / "models.md"
    source.write_text(
        "| Model | Made at | Born | Heft | Said |\n|---|---|---|---|---|\n"
        "| A | OpenAI, Google | 2020-01-01 | 7B | big |\n| B | Meta | 2021 | 117M | small |\n",
        "utf-8",
    )
    text = draft(open_sources([str(source)], source_iri=None)[0], "mine")
    assert '"Made at": {property: organization}' in text
    assert '"Born": {read: date' in text and '"Heft": {read: count' in text
    assert '"Said": {contribution: "own:said", model: "own:said"}  # ?  text' in text


def test_an_item_gives_a_mapping_that_reads_what_stands_around_it(tmp_path: Path) -> None:
    source, mapping = tmp_path / "models.md", tmp_path / "mine.yaml"
    source.write_text("# Models\n\n- [A](https://example.org/a) - a model\n- [B](https://example.org/b)\n", "utf-8")
    assert run("mapping", "draft", source, "-o", mapping).exit_code == 0
    assert '"@link":' in mapping.read_text("utf-8")
    assert "2 entries" in run("check", source, "-m", mapping).stderr


def test_a_draft_reads_what_the_sample_says(tmp_path: Path) -> None:
    share = measure(SAMPLE, tmp_path)
    assert share.values > 50 and share.read == share.values, share.others


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_draft_reads_what_a_mapping_by_hand_reads(source: Path, tmp_path: Path) -> None:
    share = measure(source, tmp_path)
    assert share.values and share.share >= 0.9, share.others[:5]


def test_a_draft_finds_the_predicates_of_the_template(catalogues: Path, tmp_path: Path) -> None:
    template = json.loads((catalogues / "orkg-template-R609825.json").read_text("utf-8"))
    wanted = {shape["path"]["id"] for shape in template["properties"]}
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(draft(open_sources([str(catalogues / "awesome-llms.md")], source_iri=None)[0], "mine"), "utf-8")
    rules = CompiledMapping(load_mapping(str(mapping)), Settings()).fields.values()
    predicates = [{address(one).rpartition("/")[2] for one in rule.makes[1]} for rule in rules]
    assert sum(bool(made & wanted) for made in predicates) >= 20
