"""A mapping in a minute: drafted from what stands in a source, it loads without a fault and reads what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.check.draft import draft, gather, known_keys
from orkgx.mapping.files import load_mapping
from orkgx.read.sources import open_sources
from tests.support import run

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


def test_terms_are_found_by_a_word() -> None:
    lines = run("mapping", "terms", "licence").stdout.splitlines()
    assert any(line.startswith("property license ") for line in lines)
    assert any(line.startswith("reader license ") for line in lines)


@pytest.mark.parametrize("name", ["awesome-llms.md", "awesome-huge-models.md", "seed.md"])
def test_a_draft_of_a_real_catalogue_loads_and_knows_its_properties(
    catalogues: Path, tmp_path: Path, name: str
) -> None:
    sources = open_sources([str(catalogues / name)], source_iri=None)[0]
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(draft(sources, "mine"), "utf-8")
    drafted = load_mapping(str(mapping))
    found = {rule.property for rule in drafted.fields.values() if rule.property}
    assert len(found) >= (20 if name == "awesome-llms.md" else 5)


@pytest.mark.parametrize(
    "name", ["open-llms.md", "onnx-models.md", "awesome-japanese-llm.md", "mmpretrain-resnet.md", "awesome-llm.md"]
)
def test_a_draft_of_a_page_of_tables_reads_its_rows(catalogues: Path, tmp_path: Path, name: str) -> None:
    source, mapping = catalogues / "wild" / name, tmp_path / "mine.yaml"
    if not source.is_file():
        pytest.skip("the catalogues of other people are not there")
    assert run("mapping", "draft", source, "-o", mapping).exit_code == 0
    keys, kinds = gather(open_sources([str(source)], source_iri=None)[0])
    assert "table" in kinds and {"name"} <= {known_keys()[one].names for one in known_keys()}
    result = run("check", source, "--mapping", mapping)
    assert int(result.stderr.rpartition(" blocks, ")[2].partition(" entries")[0].replace(",", "")) >= len(keys) // 2
