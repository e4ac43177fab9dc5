"""Whatever stands in a catalogue or an option: strict readers take each file that is written, as one graph."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orkgx.cli import main
from orkgx.graph.terms import PREFIXES

FORMATS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "xml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
# What XML cannot hold is refused there with words of its own.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)
PARTS = st.sampled_from([*'[]%#{}"\\^|<>?/: é\u00a0\ue000', "..", "%4", "%41"])
ADDRESS = st.lists(st.one_of(PARTS, st.sampled_from(["a", "b.c", "1"])), max_size=8).map("".join)


def export(folder: Path, text: str, *options: str) -> Result:
    path = folder / "catalogue.md"
    path.write_text(text, "utf-8")
    outputs = [word for name in FORMATS for word in ("-o", str(folder / f"graph.{name}"))]
    return CliRunner().invoke(main, ["export", str(path), "--provenance", "field", *outputs, *options])


def read_by_all(folder: Path) -> set[str]:
    """The statements of the files, which each strict reader takes and all have in common."""
    graphs = []
    for name, form in FORMATS.items():
        path = folder / f"graph.{name}"
        graphs.append({str(quad.triple) for quad in ox.parse(path=str(path), format=form, lenient=False)})
        parsed = rdflib.Dataset() if name in ("nq", "trig") else rdflib.Graph()
        parsed.parse(path, format={"nq": "nquads", "ttl": "turtle", "jsonld": "json-ld"}.get(name, name))
        assert len(list(parsed)) == len(graphs[-1])
    assert all(graph == graphs[0] for graph in graphs)
    return graphs[0]


def entry(**fields: str) -> str:
    lines = "".join(
        f"  {name.replace('_', ' ')}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in fields.items()
    )
    return f"- [GPT-2](https://orkg.org/paper/R1)\n\n  ```yaml\n  model family: GPT\n{lines}  ```\n"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, ADDRESS, ADDRESS.map("https://".__add__))
def test_any_value(tmp_path: Path, text: str, path: str, address: str) -> None:
    link = f"https://doi.org/10.1/{path}"
    result = export(
        tmp_path, entry(Title=text or "x", organization=text, blog_post=link, license=text, source_code=address)
    )
    assert result.exit_code in (0, 1), result.output
    read_by_all(tmp_path)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ADDRESS, st.sampled_from(["/", "#", ""]), ADDRESS)
def test_any_base_and_source(tmp_path: Path, base: str, end: str, source: str) -> None:
    options = ("--base", f"https://example.org/{base}{end}", "--source-iri", f"https://example.org/{source}")
    result = export(tmp_path, entry(Title="A paper", organization="Acme"), *options)
    assert result.exit_code in (0, 2), result.output
    if result.exit_code == 0:
        read_by_all(tmp_path)


def test_brackets_in_a_value_are_percent_encoded_and_kept_as_written(tmp_path: Path) -> None:
    written = "https://doi.org/10.1580/1080-6032(2004)15[231:evdagg]2.0.co;2"
    export(tmp_path, entry(Title="A paper", organization="Acme", blog_post=written))
    text = "\n".join(read_by_all(tmp_path))
    assert "<https://doi.org/10.1580/1080-6032(2004)15%5B231:evdagg%5D2.0.co;2>" in text
    assert f'"{written}"' in text


def test_what_cannot_be_an_address_is_kept_as_text_with_a_warning(tmp_path: Path) -> None:
    result = export(tmp_path, entry(Title="A paper", organization="Acme", blog_post="https://[x]/"))
    assert "warning unreadable-url: 'https://[x]/' cannot be an IRI" in result.output
    assert any('"https://[x]/"' in line for line in read_by_all(tmp_path))


@pytest.mark.parametrize(
    ("option", "text", "fault"),
    [
        (
            "--base",
            "https://a.org/id",
            "does not end in / or #, so that names would run into it; write https://a.org/id/",
        ),
        ("--base", "here/", "cannot be an IRI: no scheme found"),
        ("--base", "https://a.org/a b/", "is no IRI as it stands; write https://a.org/a%20b/"),
        ("--source-iri", "README.md", "cannot be an IRI"),
        ("--source-iri", "https://a.org/[x]", "write https://a.org/%5Bx%5D"),
    ],
)
@pytest.mark.parametrize("verb", ["export", "check", "validate"])
def test_an_option_that_is_no_iri_is_wrong_use(verb: str, option: str, text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.md"
    path.write_text(entry(Title="A paper"), "utf-8")
    result = CliRunner().invoke(main, [verb, str(path), option, text])
    assert result.exit_code == 2
    assert fault in result.output.replace("\n", " ")


def test_a_fragment_of_the_source_is_gone_on_with(tmp_path: Path) -> None:
    export(tmp_path, entry(Title="A paper"), "--source-iri", "https://a.org/a.md#models", "--base", "https://a.org/#")
    statements = read_by_all(tmp_path)
    assert any("<https://a.org/a.md#models&L4-L5>" in line for line in statements)
    assert any("<https://a.org/#model/gpt-2>" in line for line in statements)


def test_different_names_of_one_slug_are_different_things(tmp_path: Path) -> None:
    entries = [("M1", "百度", ">100 GPUs"), ("M2", "百渡", "<100 GPUs"), ("文心", "Acme", "a"), ("闻鑫", "acme.", "a")]
    text = "\n".join(
        entry(Title=f"Paper {name}", organization=organization, hardware_used=hardware)
        .replace("GPT-2", name)
        .replace("R1", f"R{at}")
        for at, (name, organization, hardware) in enumerate(entries)
    )
    assert export(tmp_path, text).exit_code == 0
    labels: dict[str, set[str]] = {}
    for quad in ox.parse(path=str(tmp_path / "graph.nt")):
        if quad.predicate.value == PREFIXES["rdfs"] + "label" and "/id/field/" not in quad.subject.value:
            labels.setdefault(quad.subject.value, set()).add(quad.object.value)
    shared = {iri: names for iri, names in labels.items() if len(names) > 1}
    assert [names for names in shared.values() if names != {"Acme", "acme."}] == []
    subjects = {
        name: iri for iri, names in labels.items() for name in names if "/model/" in iri or "/organization/" in iri
    }
    assert len({subjects[name] for name in ("M1", "M2", "文心", "闻鑫")}) == 4
    assert subjects["百度"] != subjects["百渡"]


def test_fields_whose_names_run_into_their_numbers_have_nodes_of_their_own(tmp_path: Path) -> None:
    export(tmp_path, entry(Title="T", note="a", Note_2="b").replace("  ```\n", "  Note: c\n  ```\n", 2))
    nodes = [quad for quad in ox.parse(path=str(tmp_path / "graph.nt")) if quad.predicate.value.endswith("ns#text")]
    assert len({quad.subject.value for quad in nodes}) == len(nodes)


def test_a_link_to_the_orkg_without_an_id_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.md"
    path.write_text(entry(Title="A paper").replace("/paper/R1", "/comparison/R1"), "utf-8")
    result = CliRunner().invoke(main, ["check", str(path)])
    assert "3:3: warning unusable-orkg-link: 'https://orkg.org/comparison/R1' names no paper" in result.output
