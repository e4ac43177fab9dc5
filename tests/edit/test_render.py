"""What is rendered says what the graph says: reading it gives the same entries, or the difference is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from orkgx.ask.store import load
from orkgx.cli import main
from orkgx.edit.inverting import Graph, Said
from orkgx.edit.losses import graph_of_texts, losses
from orkgx.edit.rendering import Renderer, graph_of
from orkgx.edit.writing import block, escaped, scalar
from orkgx.mapping.compiled import Settings
from orkgx.model import Block
from orkgx.pipeline import Builder
from orkgx.read.yaml import read_record
from tests.support import SAMPLE

PLAIN = Settings(provenance="none")
BUILDER = Builder.of(["awesome-llms"], PLAIN)
# Signs that mean something to YAML, to Markdown or to the splitting of values.
SIGNS = st.sampled_from(
    [*":#'\"-[]{}&*!|>%@`\\~?,;_<=.()/+0", ": ", " #", "\n", "- ", "``` ", "1. ", "é", "中", "\u00a0x"]
)
HOSTILE = st.lists(st.one_of(SIGNS, st.text("abc XYZ 123", max_size=6)), min_size=1, max_size=8).map("".join)


def render(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["render", *map(str, arguments)])


def without_places(graph: Graph) -> set[tuple[str, ...]]:
    """Statements, but for those that say where others were found."""
    return {(one, *fact) for one, facts in graph.items() for fact in facts if "wasDerivedFrom" not in one + fact[0]}


def again(source: Path, provenance: str) -> tuple[Graph, Graph]:
    """A catalogue's graph, and that of what is rendered of it."""
    builder = Builder.of([], Settings(provenance=provenance))
    graph = graph_of(load(str(source), settings=builder.settings).store)
    renderer = Renderer(builder, graph)
    return graph, graph_of_texts(builder, renderer.render(renderer.things()).files)


def test_the_sample_comes_back_whole() -> None:
    before, after = again(SAMPLE, "entry")
    assert without_places(before) == without_places(after)


def test_a_list_of_addresses_comes_back_from_a_graph_that_keeps_every_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "- GPT-9\n\n  ```yaml\n  Title: Of wind\n  model family: GPT\n"
        "  has source code: https://a.org/b, https://c.org/d\n  ```\n"
    )
    result = render(tmp_path / "a.md")
    assert result.exit_code == 0, result.stderr
    assert "has source code: https://a.org/b, https://c.org/d\n" in result.stdout


@pytest.mark.parametrize(("name", "alike"), [("awesome-llms", 87), ("awesome-huge-models", 98), ("seed", 98)])
def test_the_entries_of_catalogues_come_back(catalogues: Path, tmp_path: Path, name: str, alike: int) -> None:
    """Two of `seed` have one paper, whose second title is of neither in the graph: that is told."""
    graph = tmp_path / "graph.nt"
    source = catalogues / f"{name}.md"
    assert CliRunner().invoke(main, ["export", str(source), "-o", str(graph), "-q"]).exit_code in (0, 1)
    result = render(graph, "-o", tmp_path / "rendered.md")
    count = {"awesome-llms": 87, "awesome-huge-models": 98, "seed": 100}[name]
    assert result.stderr.splitlines()[-1].startswith(f"{count} entries")
    assert result.stderr.count("cannot be written as the graph has it") == count - alike
    assert result.exit_code == (count != alike)


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
@example("'")
@example('"a": b')
@example("a\u2028b")
@example("null")
@example("|")
def test_yaml_takes_a_scalar_for_its_text(text: str) -> None:
    assume(text == text.strip())
    record = read_record(Block(f"x: {scalar(text)}\n", "", 1, 1, (0,)))
    assert (list(record.fields.texts), record.findings) == ([text], ())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE, HOSTILE, HOSTILE, st.lists(HOSTILE, min_size=1, max_size=3))
@example("1. # x", "- a: b", "```", ["a, b", "c"])
@example(":", ":", ":", [",1"])
@example("*GPT*-[2]", "x", 'say "it\'s"', ["x"])
@example(":", ":", "", [":"])
@example(":", ":", "", [""])
def test_entries_with_hostile_values_come_back(name: str, title: str, text: str, makers: list[str]) -> None:
    said = [Said("has model", (name,)), Said("Title", (title,)), Said("innovation", (text,))]
    said.append(Said("organization", tuple(makers), item=True))
    graph = graph_of_texts(BUILDER, {"a.md": block(said)})
    renderer = Renderer(BUILDER, graph)
    rendered = renderer.render(renderer.things())
    assert list(losses(BUILDER, graph, rendered)) == []


LINKED = """## Open

| | Size | Context |
|---|---|---|
| [Zephyr](https://a.org/z_(1))<br>(z-7b, z-70b) | 7B | 4,096<br>or<br>8,192 |
| [Borea](https://a.org/b) | 1B | |

## Lists

- [Auster](https://a.org/a) - a *warm* wind, with [paper](https://arxiv.org/abs/2001.00001), [code](https://github.com/a/b)
  - Size: 7B
  - [Notus](https://a.org/n): [ ] wet
- **Eurus**, of [Aria](https://a.org/aria)
"""


def test_rows_below_no_heading_and_list_items_come_back(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(LINKED, "utf-8")
    result = render(tmp_path / "a.md")
    assert (result.exit_code, result.stderr) == (0, "5 entries\n")
    head, zephyr = "|  | Size | Context |\n| --- | --- | --- |\n", "| [Zephyr](https://a.org/z_(1))<br>(z-7b, z-70b) |"
    assert head + zephyr in result.stdout
    assert "- [Auster](https://a.org/a): a warm wind, with [paper](https://arxiv.org/abs/2001.00001)" in result.stdout


COMMON = Builder.of(["common"], PLAIN)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), min_size=1, max_size=3), st.sampled_from(["table", "csv"]))
@example([("a | b", "<br>", "x\\")], "table")
@example([(":", ":", ":"), ("::", ":,", ":")], "table")
@example([(":", ":", ":"), ("::", ":,", ":")], "csv")
@example([("*GPT*-[2]", "`a|b`", "&amp; <b>"), ("- a", "1. b", "# c")], "table")
@example([('N "x"', 'a",b', "a\tb;c,d")], "csv")
@example([("'", '"', '""')], "csv")
def test_rows_with_hostile_values_come_back(rows: list[tuple[str, str, str]], form: str) -> None:
    """But for line ends, which a row of a table has none of."""
    texts = [[" ".join(text.split()) for text in one] for one in rows]
    said = [[Said("name", (a,)), Said("Maker", (b,)), Said("Data", (c,))] for a, b, c in texts]
    graph = graph_of_texts(COMMON, {"a.md": "\n".join(map(block, said))})
    assume(graph)
    rendered = (renderer := Renderer(COMMON, graph, form=form)).render(renderer.things())
    assert list(losses(COMMON, graph, rendered)) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE, HOSTILE, HOSTILE)
@example("---", "# x", "a: b")
@example(":", ",1", ":")
def test_cards_with_hostile_values_come_back(name: str, maker: str, text: str) -> None:
    fields = f"license: mit\nlanguage: en\ndeveloper: {scalar(maker)}\npipeline_tag: {scalar(text)}\n"
    card = f"---\n{fields}---\n# {escaped(name)}\n"
    builder = Builder.of(["model-card"], PLAIN)
    graph = graph_of_texts(builder, {"a.md": card})
    assume(graph)
    rendered = (renderer := Renderer(builder, graph)).render(renderer.things())
    assert list(losses(builder, graph, rendered)) == []


TABLE = """| Model | Maker | Params | License |
|:--|---|---:|---|
| [Zephyr](https://example.org/z) | Initech, Umbrella | 300M | [MIT](https://mit.org) |
| Borea | OpenAI<br>Initech | 7B | - |
"""
ROWS = 'name,maker,params\nBorea,"Initech, Umbrella",1B\n"N ""x""",Initech,\n'


@pytest.mark.parametrize(("name", "text"), [("a.md", TABLE), ("a.csv", ROWS)])
def test_rows_come_back_as_rows(tmp_path: Path, name: str, text: str) -> None:
    source, again = tmp_path / name, tmp_path / f"again-{name}"
    source.write_text(text, "utf-8")
    assert render(source, "-o", again).exit_code == 0
    assert again.read_text("utf-8").count("\n") == text.count("\n") + (name == "a.md")
    assert render(again, "-o", "-").stdout == again.read_text("utf-8")


def test_cards_become_files_of_a_folder(tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    cards.mkdir()
    for name in ("borea", "notus"):
        (cards / f"{name}.md").write_text(f"---\nlicense: mit\nlanguage: en\n---\n# {name}\n", "utf-8")
    refused = render(cards, "-o", tmp_path / "one.md")
    assert refused.exit_code == 2 and "-o FOLDER/" in refused.stderr and not (tmp_path / "one.md").exists()
    assert render(cards, "-o", f"{tmp_path}/again/").exit_code == 0
    made = {one.name: one.read_text("utf-8") for one in (tmp_path / "again").iterdir()}
    assert made == {one.name: one.read_text("utf-8").replace("---\n#", "---\n\n#") for one in cards.iterdir()}


def test_a_catalogue_is_read_by_the_mapping_that_fits_and_written_by_the_one_that_is_named(tmp_path: Path) -> None:
    table = tmp_path / "table.md"
    table.write_text("| Model | Maker | Released |\n|---|---|---|\n| Borea | Acme | 2020 |\n", "utf-8")
    assert "organization: Acme" in render(table, "--mapping", "awesome-llms").stdout


def test_graphs_of_others_end_in_a_catalogue_or_a_message(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text(
        "@prefix ox: <https://w3id.org/orkgx/ns#> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<urn:c> a <http://orkg.org/orkg/class/Contribution> ; r:label <urn:label>, "Borea"@en ; ox:asWritten "x" .\n'
        '<urn:f> ox:fieldOf <urn:c> ; ox:line "first" . [] r:label "b" .\n',
        "utf-8",
    )
    result = render(graph)
    assert result.exit_code == 1 and "cannot be written as the graph has it" in result.stderr
    graph.write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    result = render(graph)
    assert result.exit_code == 1 and "no contribution to write" in result.stderr
