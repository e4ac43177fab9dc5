"""From a line to its statements, and from one graph to the next."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from orkgx import records
from orkgx.ask.explain import explanations
from orkgx.ask.store import load
from tests.support import SAMPLE, run


@pytest.mark.parametrize("catalogue", [None, "awesome-llms.md", "awesome-huge-models.md", "seed.md"])
def test_every_value_of_every_block_leaves_a_trace(request: pytest.FixtureRequest, catalogue: str | None) -> None:
    source = request.getfixturevalue("catalogues") / catalogue if catalogue else SAMPLE
    graph = set(load(str(source)).store)
    inside = {line: record for record in records(str(source)) for line in range(record.line, record.last + 1)}
    found = list(explanations(str(source), inside.keys()))
    assert {line for line, _ in found} >= set(inside)
    for line, one in found:
        if line not in inside or one.record != inside[line]:
            continue  # a line above a block that the block takes its name from
        assert one.field is not None and one.field.line <= line
        if not one.field.text:
            assert one.findings or not one.mapping
        elif one.mapping:
            # No value without a trace: it names something, or made statements, or there is a finding that says why.
            assert one.gives or one.findings or any(reading.statements for reading in one.readings), (line, one.field)
        for reading in one.readings:
            for statement in reading.statements:
                (quad,) = ox.parse(statement, ox.RdfFormat.N_TRIPLES, lenient=True)
                assert quad in graph, (line, statement)


def test_explain_shows_rule_reader_and_statements_of_a_value() -> None:
    line = SAMPLE.read_text("utf-8").splitlines().index("  license: Open, MIT license") + 1
    result = run("explain", f"{SAMPLE}:{line}")
    assert result.exit_code == 0
    for said in (
        "'license' at",
        "'Open, MIT license'",
        "read as    license, as written",
        "orkgp:license id:stated-value/license/open-mit-license-",
        "schema:license spdx:MIT",
        "ox:OpenAccess",
    ):
        assert said in result.stdout
    assert run("explain", f"{SAMPLE}:{line}:12").stdout == result.stdout


def test_explain_shows_each_cell_of_a_row_and_only_one_at_a_column(tmp_path: Path) -> None:
    source = tmp_path / "models.md"
    rows = "| A | OpenAI | 7B | soon |\n| B | Acme | | 2023 |\n"
    source.write_text("| Model | Maker | Params | Date |\n|---|---|---|---|\n" + rows, "utf-8")
    told = run("explain", f"{source}:3").stdout
    assert re.findall(r"^(?:block|key) .*", told, re.M) == [
        f"block      {source}:3-3 of A, read by the mapping common",
        "key        'Model' at 1:3",
        "key        'Maker' at 1:11",
        "key        'Params' at 1:19",
        "key        'Date' at 1:28",
    ]
    assert told.count("unreadable-date") == 1 and told.index("unreadable-date") > told.index("'Date'")
    assert re.findall(r"'(\w+)' at 1:", run("explain", f"{source}:4").stdout) == ["Model", "Maker", "Date"]
    for column, key in ((3, "Model"), (8, "Maker"), (17, "Params")):
        assert f"'{key}' at 1:" in run("explain", f"{source}:3:{column}").stdout


def test_explain_shows_what_an_item_gives(tmp_path: Path) -> None:
    source = tmp_path / "models.md"
    source.write_text("- **[Borea](https://example.org/b)**, 7B, [paper](https://example.org/b.pdf)\n", "utf-8")
    told = run("explain", f"{source}:1")
    assert told.exit_code == 0 and "value      'Borea' at 1:6\ngives      the name" in told.stdout


def test_explain_leaves_with_1_where_a_line_holds_no_value() -> None:
    assert run("explain", f"{SAMPLE}:1").exit_code == 1
    assert "is in no block" in run("explain", f"{SAMPLE}:1").stderr
    fence = SAMPLE.read_text("utf-8").splitlines().index("  ```yaml") + 1
    result = run("explain", f"{SAMPLE}:{fence}")
    assert result.exit_code == 1 and "holds no value" in result.stdout
    for wrong, code in ((str(SAMPLE), 2), ("x:y", 2), ("no.md:3", 3), (f"{SAMPLE.parent.parent}:3", 3)):
        assert run("explain", wrong).exit_code == code


def test_diff_shows_the_one_statement_that_differs(tmp_path: Path) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.nt"
    assert run("export", SAMPLE, "-o", one, "-o", other, "-q").exit_code == 0
    assert run("diff", one, other).exit_code == 0 and run("diff", one, SAMPLE).stdout == ""
    text = other.read_text("utf-8")
    licence = "<https://schema.org/license> <http://spdx.org/licenses/MIT>"
    line = next(line for line in text.splitlines() if "/model/gpt-2>" in line and licence in line)
    other.write_text(text.replace(line, line.replace("MIT>", "0BSD>")), "utf-8")
    result = run("diff", one, other)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "GPT-2",
        "  license  MIT -> spdx:0BSD",
        "1 differs: 1 statement comes, 1 go.",
    ]
    patch = run("diff", one, other, "--format", "patch").stdout.splitlines()
    assert [text[:2] for text in patch] == ["D ", "A "] and patch[0][2:] == line


def test_diff_of_two_versions_of_a_catalogue_knows_no_lines_unless_asked(tmp_path: Path) -> None:
    after = tmp_path / "catalogue.md"
    text = SAMPLE.read_text("utf-8")
    after.write_text("A line more.\n\n" + text.replace("  license: Open, MIT license\n", "", 1), "utf-8")
    result = run("diff", SAMPLE, after)
    assert result.stdout.splitlines()[0] == "GPT-2"
    going = result.stdout.splitlines()[1:-1]
    assert all("  - " in line for line in going) and any("MIT" in line for line in going)
    assert "derived from" not in result.stdout.lower()
    page = tmp_path / "page.html"
    assert "#L" in run("diff", SAMPLE, after, "--places", "--html", page).stdout
    assert "<h2>GPT-2</h2>" in page.read_text("utf-8")


def test_diff_writes_nothing_where_a_version_cannot_be_read(tmp_path: Path) -> None:
    result = run("diff", SAMPLE, tmp_path / "no.ttl", "-o", tmp_path / "out.txt")
    assert result.exit_code == 3 and "no.ttl" in result.stderr and not (tmp_path / "out.txt").exists()


PERSON = '_:{a} <x:name> "A" . _:{a} <x:knows> _:{b} . _:{b} <x:name> "B" . _:{b} <x:knows> _:{a} .\n'
CLIQUE = "".join(f"_:{{{one}}} <x:p> _:{{{other}}} .\n" for one in "abcdefghi" for other in "abcdefghi" if one != other)


@pytest.mark.parametrize(
    "text",
    [
        PERSON,
        PERSON + PERSON.replace("a}", "c}").replace("b}", "d}"),
        "_:{a} <x:p> _:{b} . _:{b} <x:p> _:{a} .",
        CLIQUE,
    ],
)
def test_labels_of_blank_nodes_do_not_matter(text: str, tmp_path: Path) -> None:
    one, other = tmp_path / "one.nt", tmp_path / "other.nt"
    for path, labels in ((one, "abcdefghi"), (other, "mlkjiedcz")):
        path.write_text(text.format(**dict(zip("abcdefghi", labels, strict=True))), "utf-8")
    assert run("diff", one, other).stdout == ""


def test_what_is_said_of_one_blank_node_changes_no_other(tmp_path: Path) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.ttl"
    many = "".join(f'<x:{at}> <x:part> [ <x:value> "{at}" ] .\n' for at in range(20))
    one.write_text(many, "utf-8")
    other.write_text(many.replace('"7"', '"seven"'), "utf-8")
    lines = run("diff", one, other).stdout.splitlines()
    assert len([line for line in lines if line.startswith("  ")]) == 3
    assert not any("x:6" in line for line in lines)


def test_explain_names_an_entry_as_the_graph_does(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text("- A\n\n  ```yaml\n  has model: A&amp;B\n  Title: C\n  license: MIT\n  ```\n", "utf-8")
    assert (
        '/model/a-b> <http://www.w3.org/2000/01/rdf-schema#label> "A&B"'
        in run("export", source, "--format", "nt").stdout
    )
    shown = run("explain", f"{source}:6").stdout
    assert " of A&B, " in shown and "schema:license spdx:MIT" in shown


LINKED = """\
name: linked
catalogue: {title: Rows with links}
records: [table]
claims: {least: 2}
entry: {name: [Model]}
things:
  - {kind: model, link: "orkgp:HAS_MODEL", label: has model}
kinds:
  model: {class: "fair4ml:MLModel"}
fields:
  Model: {}
  Paper:
    from: link
    model: {predicate: "schema:citation", read: url}
"""


def test_explain_reads_the_link_of_a_field_where_its_rule_does(tmp_path: Path) -> None:
    mapping, source = tmp_path / "linked.yaml", tmp_path / "catalogue.md"
    mapping.write_text(LINKED, "utf-8")
    source.write_text("| Model | Paper |\n|---|---|\n| A | [see here](https://example.org/a) |\n", "utf-8")
    graph = run("export", source, "--mapping", mapping, "--format", "nt").stdout
    assert "schema.org/citation> <https://example.org/a>" in graph
    shown = run("explain", f"{source}:3", "--mapping", mapping).stdout
    assert "schema:citation <https://example.org/a>" in shown
