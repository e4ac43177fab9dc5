"""The commands over mapping files: what may be named, what asks for it, and a mapping that feeds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.ask.queries import shipped
from orkgx.cli.needs import needs
from orkgx.graph.terms import address
from tests.support import findings_in, run


def test_terms_are_found_by_a_word() -> None:
    lines = run("mapping", "terms", "licence").stdout.splitlines()
    assert any(line.startswith("property license ") for line in lines)
    assert any(line.startswith("reader license ") for line in lines)


def test_each_query_chart_and_template_says_what_it_needs() -> None:
    lines = {line[:32].strip(): line[32:].strip() for line in run("mapping", "terms").stdout.splitlines()}
    assert {f"query {name}" for name in shipped()} < lines.keys()
    assert lines["query growth"] == lines["chart growth"] == "needs date-created, parameters"
    assert lines["query open-models"] == "needs source-code; takes license"
    assert "research-problem" in lines["template R609825"] and "tokenizer" not in lines["template R609825"]


def test_a_need_is_what_its_query_asks_for() -> None:
    for need in needs():
        if need.name.startswith("query "):
            text = shipped()[need.name.removeprefix("query ")].text
            for term in need.needed | need.taken:
                assert address(term).rpartition("/")[2].rpartition("#")[2] in text


# The fields of a mapping, and what is found.
FEEDS: list[tuple[str, list[str]]] = [
    (
        'Colour: {model: "ox:colour"}',
        [
            "mine.yaml:9:1: warning feeds-nothing: no named query, chart or template asks for anything that these "
            "fields make; name a property in a field: `orkgx mapping terms` lists them"
        ],
    ),
    ("Colour: parameters", []),
]


@pytest.mark.parametrize(("fields", "expected"), FEEDS)
def test_a_mapping_that_feeds_nothing_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(
        "name: mine\ncatalogue: {title: Mine}\nentry: {name: Model}\nrecords: csv\n"
        'include: [vocabulary, properties]\nthings:\n  - {kind: model, link: "orkgp:HAS_MODEL"}\n\n'
        f"fields:\n  {fields}\n",
        "utf-8",
    )
    Path("m.csv").write_text("Model,Colour\nA,red\n", "utf-8")
    for result in (run("mapping", "show", "mine.yaml"), run("mapping", "preview", "m.csv", "-m", "mine.yaml")):
        assert result.exit_code == 0
        assert findings_in(result.stderr) == expected
