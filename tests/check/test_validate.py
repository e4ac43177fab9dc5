"""Graphs held against shapes: what is missing is found at its line, and shapes that are none say so."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from click.testing import Result
from rdflib.compare import isomorphic

from orkgx.check.shapes import of_template, template
from tests.support import SAMPLE, run

BLOCK = """- [A](https://example.org/)

  ```yaml
  Title: A paper
  model family: GPT
  date created: 2020-01-02
  organization: OpenAI
  innovation: Something.
  training corpus: C4
  number of parameters: 1M
  maximum number of parameters (in million): 1
  application: none
  license: MIT license
  research problem: transformer model
  ```
"""
TEMPLATE = {
    "id": "R1",
    "target_class": {"id": "C70000"},
    "properties": [
        {"path": {"id": "P7121", "label": "model family"}, "min_count": 2, "max_count": None},
        {"path": {"id": "P110076", "label": "millions"}, "min_count": 0, "max_count": 1, "max_inclusive": 0},
        {"path": {"id": "license", "label": "License"}, "pattern": "^x"},
    ],
}


def validate(*arguments: str | Path) -> Result:
    return run("validate", *arguments)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.md"
    path.write_text(BLOCK, "utf-8")
    return path


# -- the template of language models


def test_the_shapes_that_come_with_orkgx_are_those_of_the_template(catalogues: Path) -> None:
    content = (catalogues / "orkg-template-R609825.json").read_bytes()
    assert isomorphic(of_template(content, "R609825"), template("R609825", "production"))


def test_validate_finds_every_field_that_the_template_wants_and_a_catalogue_lacks(catalogues: Path) -> None:
    """As counted in the source: keys that stand in none of a block's lines."""
    result = validate(catalogues / "awesome-llms.md", "--all")
    assert result.exit_code == 1
    found = re.findall(r"^\S+?:(\d+):1: error missing-value: .* wants '(.*)'; add it$", result.stdout, re.M)
    assert Counter(label for _, label in found) == {
        "maximum number of parameters (in million)": 8,
        "innovation": 5,
        "model family": 2,
        "pretraining corpus": 1,
        "number of parameters": 1,
        "License": 1,
    }
    assert min(int(line) for line, label in found if label.startswith("maximum")) == 145
    lines = (catalogues / "awesome-llms.md").read_text("utf-8").splitlines()
    assert all("```" in lines[int(line) - 1] for line, _ in found)
    assert len(found) == result.stdout.count(": error ")
    unknown = re.findall(
        r":(\d+):1: info missing-value: .*'N/A'$", validate(catalogues / "awesome-llms.md", "-v", "--all").stdout, re.M
    )
    assert len(unknown) == 8 and all(lines[int(line) - 1].strip() == "license: N/A" for line in unknown)


@pytest.mark.parametrize("name", [None, "awesome-llms.md", "awesome-huge-models.md", "seed.md"])
def test_every_catalogue_keeps_the_promises_of_its_mapping(request: pytest.FixtureRequest, name: str | None) -> None:
    source = request.getfixturevalue("catalogues") / name if name else SAMPLE
    result = validate(source, "--template", "none")
    unread = "error no-name" in result.stderr  # what reading finds is told of as well
    assert result.exit_code == int(unread) and " 0 errors" in result.stderr, result.output


# -- one block and one fault


def test_validate_finds_nothing_in_a_faultless_block(catalogue: Path) -> None:
    result = validate(catalogue, "--fail-on", "info", "-v")
    assert (result.exit_code, result.stderr.count("\n")) == (0, 1), result.output


def test_a_field_that_the_mapping_requires_is_missed(catalogue: Path) -> None:
    catalogue.write_text(BLOCK.replace("  organization: OpenAI\n", ""), "utf-8")
    result = validate(catalogue, "--template", "none")
    assert (
        f"{catalogue}:3:1: warning missing-value: 'A': the mapping awesome-llms requires 'organization'"
        in result.stdout
    )
    assert (result.exit_code, validate(catalogue, "--template", "none", "--fail-on", "warning").exit_code) == (0, 1)


def test_a_template_of_ones_own_finds_each_value_at_its_line(catalogue: Path, tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(TEMPLATE), "utf-8")
    said = validate(catalogue, "--template", file).stdout
    assert f"{catalogue}:3:1: error missing-value" not in said  # there is one family, at its line
    assert f"{catalogue}:5:1: error missing-value: 'A': template R1 wants 'model family' 2 times; add it" in said
    assert f"{catalogue}:11:1: error shape-violation" in said and "max inclusive 0, not '1'" in said
    assert f"{catalogue}:13:1: error shape-violation" in said


def test_validate_finds_what_was_edited_in_an_export(catalogue: Path, tmp_path: Path) -> None:
    target = tmp_path / "graph.nt"
    assert run("export", str(catalogue), "-o", str(target), "--provenance", "field").exit_code == 0
    text = target.read_text("utf-8")
    target.write_text(
        text.replace('P110076> "1"^^<http://www.w3.org/2001/XMLSchema#integer>', 'P110076> "one"'), "utf-8"
    )
    result = validate(target)
    assert result.exit_code == 1
    assert "catalogue.md:11:1: error wrong-range" in result.stdout and "not 'one'" in result.stdout


def test_shapes_of_ones_own_give_their_own_message_and_severity(catalogue: Path, tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .
        @prefix fair4ml: <https://w3id.org/fair4ml#> .
        [] a sh:NodeShape ; sh:targetClass fair4ml:MLModel ;
          sh:property [ sh:path schema:funder ; sh:minCount 1 ; sh:severity sh:Info ; sh:message "who paid?" ] .""",
        "utf-8",
    )
    result = validate(catalogue, "--shapes", shapes, "--report", "json", "-v", "-q")
    assert result.exit_code == 0
    result = validate(catalogue, "--shapes", shapes, "--report", "json", "-v")
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["line"], finding["severity"], finding["code"]) == (3, "info", "missing-value")
    assert "who paid?" in finding["message"]


# -- shapes that are none


def test_shapes_that_cannot_be_used_say_why(catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    sh = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    for arguments, code, said in (
        (["--shapes", file("a.ttl", sh + "[] a sh:NodeShape sh:x")], 3, "a.ttl: line 2, column"),
        (["--shapes", file("b.ttl", sh + "<http://a> a sh:NodeShape .")], 2, "holds no shape"),
        (["--shapes", file("c.ttl", sh + "<http://a> a sh:PropertyShape ; sh:path 1 ; sh:minCount 1 .")], 2, "shapes"),
        (["--shapes", file("d.md", "# A")], 3, "shapes are RDF"),
        (["--shapes", tmp_path / "no.ttl"], 3, "no such file"),
        (["--template", file("t.json", "[1")], 2, "no template of the ORKG"),
        (["--template", file("u.json", "[]")], 2, "no template of the ORKG"),
        (["--template", file("v.json", '{"id": "R1", "properties": []}')], 2, "target_class"),
        (["--template", "nothing"], 3, "neither a file nor the id"),
        (["--template", "R1"], 3, "cannot be fetched"),
        (["--template", "../R1"], 3, "neither a file nor the id"),
    ):
        result = validate(catalogue, *arguments)
        assert (result.exit_code, said in result.stderr) == (code, True), (arguments, result.output)
        assert "Traceback" not in result.output
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    result = validate(catalogue, "--shapes", file("e.ttl", sh + "[] sh:path <http://a> ; sh:minCount 1 ."))
    assert result.exit_code == 2 and "of the extra 'validate'" in result.stderr


def test_a_template_becomes_a_shape_for_each_rule() -> None:
    graph = of_template(json.dumps(TEMPLATE).encode(), "R1")
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.SH.PropertyShape))) == 4
    assert all(isinstance(subject, rdflib.URIRef) for subject in graph.subjects())
