"""Questions: what the named ones answer, by two engines; in which forms; those that are broken or endless."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orkgx.ask.answers import SOLUTIONS, write_solutions
from orkgx.ask.apart import Limits, Question, ask_apart
from orkgx.ask.queries import QueryError, Solutions, ask, find, read, shipped
from orkgx.ask.store import load
from orkgx.graph.terms import BASE, PREFIXES
from orkgx.write.cells import unguarded
from tests.support import SAMPLE, run

NAMES = {**PREFIXES, "id": BASE}
CATALOGUES = ["awesome-llms.md", "awesome-huge-models.md", "seed.md"]


def query(*arguments: str | Path) -> Result:
    return run("query", *arguments)


def rows(*arguments: str | Path) -> list[list[str]]:
    """The rows of an answer as CSV, without the first."""
    result = query(*arguments, "--format", "csv")
    assert result.exit_code == (": error " in result.stderr), result.output  # of two blocks, the seed names nothing
    return list(csv.reader(io.StringIO(result.stdout)))[1:]


# -- the named queries

# From the sources by hand: `grep 'license:' awesome-llms.md | sort | uniq -c` gives Apache 2.0 13 and 11 times, MIT 12,
# 1 and 1 times, closed source 16 times; N/A 8 times and nothing once. Titles that stand twice: `grep Title: | uniq -d`
# of the sorted lines. The largest of a year: the greatest "maximum number of parameters" beside its date. Decoder:
# `grep -c 'pretraining architecture: Decoder$'`. Google: the lines of `organization:` that name it.
FIGURES: dict[tuple[str, str], list[list[str]]] = {
    ("awesome-llms.md", "licenses"): [["Apache-2.0", "24"], ["closed source", "16"], ["MIT", "14"]],
    ("awesome-llms.md", "architectures"): [["Decoder", "53"], ["Encoder", "16"], ["Encoder/Decoder", "15"]],
    ("awesome-llms.md", "organizations"): [["Google", "21", "2018-10-01", "2022-11-01"]],
    ("awesome-llms.md", "papers-with-several-models"): [
        ["OpenLLaMA: An Open Reproduction of LLaMA", "2"],
        ["Scaling instruction-finetuned language models", "2"],
    ],
    ("awesome-llms.md", "largest-by-year"): [
        ["2018", "BERT", "340000000"],
        ["2019", "ERNIE", "260000000000"],
        ["2020", "GPT-3", "175000000000"],
        ["2021", "GLaM", "1200000000000"],
    ],
    ("awesome-llms.md", "conflicts"): [],
    ("awesome-huge-models.md", "licenses"): [
        ["Apache-2.0", "13"],
        ["CC-BY-SA-3.0", "1"],
        ["CC-BY-SA-4.0", "1"],
        ["GPL", "1"],
        ["OpenRAIL-M v1", "1"],
    ],
    ("awesome-huge-models.md", "largest-by-year"): [
        ["2015", "DeepSpeech 2", "300000000"],
        ["2018", "BERT", "330000000"],
        ["2019", "T5", "11000000000"],
        ["2020", "GPT-3", "175000000000"],
    ],
    # 12 lines name Apache 2.0; the blocks of two of them name no model and are left out.
    ("seed.md", "licenses"): [["Apache-2.0", "10"], ["Closed source, accessible through API", "4"]],
}
COUNTS = {
    ("awesome-llms.md", "without-license"): 9,  # 8 with N/A and one with nothing after the key
    ("awesome-huge-models.md", "papers-with-several-models"): 3,
    ("seed.md", "conflicts"): 2,  # GPT-4 is given 1.7 and 170 trillion parameters
}


@pytest.mark.parametrize(("catalogue", "name"), FIGURES, ids=lambda one: one)
def test_named_queries_give_the_figures_counted_by_hand(catalogues: Path, catalogue: str, name: str) -> None:
    expected = FIGURES[catalogue, name]
    found = rows(catalogues / catalogue, "--name", name)
    assert found[: len(expected)] == expected and (expected or not found)


@pytest.mark.parametrize(("catalogue", "name"), COUNTS, ids=lambda one: one)
def test_named_queries_give_as_many_rows_as_counted_by_hand(catalogues: Path, catalogue: str, name: str) -> None:
    assert len(rows(catalogues / catalogue, "--name", name)) == COUNTS[catalogue, name]


@pytest.mark.parametrize("catalogue", [None, *CATALOGUES])
def test_named_queries_give_the_same_rows_by_two_engines(request: pytest.FixtureRequest, catalogue: str | None) -> None:
    source = request.getfixturevalue("catalogues") / catalogue if catalogue else SAMPLE
    store = load(str(source)).store
    graph = rdflib.Graph().parse(data=ox.serialize((quad.triple for quad in store), format=ox.RdfFormat.N_TRIPLES))
    for name, query in shipped().items():
        text = query.filled({})
        answer = ask(store, text, prefixes=NAMES)
        assert isinstance(answer, Solutions)
        ours = [tuple("" if term is None else term.value for term in row) for row in answer.rows]
        other = graph.query(text, initNs=NAMES)
        theirs = [tuple("" if term is None else str(term) for term in row) for row in other]
        assert tuple(map(str, other.vars or ())) == answer.variables, name
        assert sorted(map(_plain, ours)) == sorted(map(_plain, theirs)), name


def _plain(row: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers without the zeros that one engine writes and the other does not."""
    return tuple(cell.removesuffix(".0") for cell in row)


def test_every_named_query_has_a_help_and_is_listed() -> None:
    listed = query("--list").stdout
    for name, named in shipped().items():
        assert named.help and named.help in listed and name in listed
        for parameter in named.parameters:
            assert f"-p {parameter.name}=" in listed and f"${parameter.name}" in named.text.split("SELECT", 1)[1]


def test_parameters_take_their_place_and_wrong_ones_are_refused() -> None:
    makers = {row[2] for row in rows(SAMPLE, "-n", "models", "-p", "organization=openai")}
    assert makers == {"OpenAI"}
    assert {row[0] for row in rows(SAMPLE, "-n", "largest-by-year", "-p", "since=2020")} >= {"2020"}
    for wrong, said in [("year=1", "no parameter 'year'"), ("since=x", "whole number"), ("since", "KEY=VALUE")]:
        result = query(SAMPLE, "-n", "largest-by-year", "-p", wrong)
        assert result.exit_code == 2 and said in result.stderr


STORE = load(str(SAMPLE)).store


@settings(deadline=None)
@given(st.text())
@example('") } # ')
@example("\\")
@example("\\1\\g<0>")
def test_the_value_of_a_parameter_is_never_part_of_the_query(value: str) -> None:
    """Whatever a parameter holds, the query asks for that and for nothing else."""
    query = read('# Echo.\n# $value text "" A text.\nSELECT ($value AS ?said) {}', "echo")
    answer = ask(STORE, query.filled({"value": value.encode("utf-8", "replace").decode()}))
    assert isinstance(answer, Solutions)
    (row,) = answer.rows
    assert row[0] is not None and row[0].value == value.encode("utf-8", "replace").decode()


def test_named_queries_are_found_by_name() -> None:
    assert find("growth").name == "growth"
    with pytest.raises(QueryError, match="there is no query 'grow'"):
        find("grow")


# -- the forms of answers


def test_all_forms_of_an_answer_hold_the_same_rows(tmp_path: Path) -> None:
    plain = rows(SAMPLE, "-n", "models")
    answers = {name: query(SAMPLE, "-n", "models", "--format", name).stdout for name in SOLUTIONS}
    for name, form in (("json", ox.QueryResultsFormat.JSON), ("tsv", ox.QueryResultsFormat.TSV)):
        parsed = ox.parse_query_results(answers[name], form)
        assert isinstance(parsed, ox.QuerySolutions)
        assert [[term.value if (term := row[i]) else "" for i in range(4)] for row in parsed] == plain
    assert answers["md"].count("\n") == answers["table"].count("\n") == len(plain) + 2
    for ending in ("csv", "tsv", "json", "md"):
        target = tmp_path / f"answer.{ending}"
        assert query(SAMPLE, "-n", "models", "-o", target).exit_code == 0
        assert target.read_bytes().decode().replace("\r", "") == answers[ending].replace("\r", "")


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=5))
@example(["a\tb\nc", 'quo"te', "back\\slash", "[red]x[/red]", "\x1b[31m", "| a | <b>", "=1", "'=1", "-5", "'-5"])
def test_any_text_survives_in_any_form_of_an_answer(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    terms = [ox.Literal(text) for text in texts]
    for name in SOLUTIONS:
        out = io.BytesIO()
        assert not write_solutions(Solutions(("x",), iter([(term,) for term in terms])), out, name, NAMES)
        content = out.getvalue()
        if name == "csv":
            rows = list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
            assert [unguarded(row[0]) if row else "" for row in rows] == texts
        elif name in ("json", "tsv"):
            form = ox.QueryResultsFormat.JSON if name == "json" else ox.QueryResultsFormat.TSV
            parsed = ox.parse_query_results(content, form)
            assert isinstance(parsed, ox.QuerySolutions)
            assert [row[0].value for row in parsed] == texts
        else:
            assert content.count(b"\n") == len(texts) + 2 and b"\x1b" not in content


def test_an_ask_query_leaves_with_its_answer() -> None:
    assert (query(SAMPLE, "ASK { ?m a fair4ml:MLModel }").exit_code, query(SAMPLE, "ASK { ?m a ox:No }").exit_code) == (
        0,
        1,
    )
    assert json.loads(query(SAMPLE, "ASK {}", "--format", "json").stdout) == {"head": {}, "boolean": True}


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_a_construct_query_writes_a_graph_in_every_format(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"models.{ending}"
    assert (
        query(SAMPLE, "CONSTRUCT { ?m rdfs:label ?l } { ?m a fair4ml:MLModel ; rdfs:label ?l }", "-o", target).exit_code
        == 0
    )
    count = rows(SAMPLE, "SELECT (COUNT(*) AS ?n) { ?m a fair4ml:MLModel ; rdfs:label ?l }")[0][0]
    assert rows(target, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0][0] == count != "0"


def test_a_limit_cuts_rows_and_says_so() -> None:
    everything = "SELECT * { ?s ?p ?o }"
    assert len(rows(SAMPLE, everything)) > 200
    result = query(SAMPLE, everything, "--limit", "3")
    assert result.stdout.count("\n") == 5 and "more than 3 rows" in result.stderr
    assert "more than" not in query(SAMPLE, "SELECT * { ?s ?p ?o } LIMIT 3", "--limit", "3").stderr


def test_exports_and_catalogues_can_be_asked_together(tmp_path: Path) -> None:
    target = tmp_path / "sample.trig"
    assert run("export", str(SAMPLE), "-o", str(target), "-q").exit_code == 0
    query = "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a fair4ml:MLModel }"
    assert rows(target, query) == rows(SAMPLE, query) == rows(target, SAMPLE, query)
    file = tmp_path / "query.rq"
    file.write_text(query, "utf-8")
    assert rows(SAMPLE, "--file", file) == rows(SAMPLE, query)


# -- what goes wrong


def test_a_syntax_error_shows_its_line() -> None:
    result = query(SAMPLE, "SELECT *\nWHERE { ?s ?p }")
    assert result.exit_code == 2
    assert "line 2, column 16" in result.stderr and "WHERE { ?s ?p }\n" in result.stderr


def test_an_endless_query_is_given_up() -> None:
    started = time.monotonic()
    result = query(SAMPLE, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "--timeout", "0.3")
    assert result.exit_code == 2 and "within 0.3 s" in result.stderr
    assert time.monotonic() - started < 20


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not limited")
def test_a_query_that_takes_too_much_memory_is_ended() -> None:
    for text in ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", f"ASK {{ FILTER({'(' * 100_000}"):
        result = query(SAMPLE, text, "--memory", "100")
        assert result.exit_code == 2 and "takes more memory than 100 MB" in result.stderr


def test_a_store_can_be_asked_where_processes_are_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    answer = ask_apart(STORE, Question("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"), Limits())
    assert isinstance(answer, Solutions)
    assert [row[0].value for row in answer.rows if row[0]] == [str(len(STORE))]


def test_rows_come_while_the_rest_is_sought() -> None:
    answer = ask_apart(STORE, Question("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"), Limits(20))
    assert isinstance(answer, Solutions)
    assert len([next(answer.rows) for _ in range(5000)]) == 5000


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service ?where { ?s ?p ?o } }",
        "SELECT * { ?s ?p '#' . SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '''it's # ''' . #'\n SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        'SELECT * { ?s ?p "\\"#" .SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }',
        "SELECT * { FILTER(1<2)SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b)SERVICE#>\n<http://127.0.0.1:65000/> { ?s ?p ?o } }",
        "SELECT * {#\rSERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "PREFIX SERVICE: <http://127.0.0.1:1/> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_a_query_asks_no_other_endpoint_unless_allowed(text: str) -> None:
    result = query(SAMPLE, text)
    assert result.exit_code == 2 and "--service" in result.stderr


@pytest.mark.parametrize(
    "text", ["SELECT ?service { ?service a 'SERVICE' }", "SELECT * { ?s ox:service ?o } # SERVICE"]
)
def test_the_word_service_may_stand_elsewhere_in_a_query(text: str) -> None:
    assert "SERVICE" not in query(SAMPLE, text).stderr


def test_a_query_that_cannot_be_put_ends_with_its_code_and_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> .", "utf-8")
    for arguments, code, said in (
        ([SAMPLE], 2, "no query"),
        ([SAMPLE, "--name", "nothing"], 2, "there are: architectures"),
        (["ASK {}"], 2, "name what to ask"),
        ([SAMPLE, "ASK {}", "--format", "xls"], 2, "no format 'xls'"),
        ([tmp_path / "no.md", "ASK {}"], 3, "no such file"),
        ([broken, "ASK {}"], 3, "this is not Turtle"),
        ([SAMPLE, "--file", tmp_path / "no.rq"], 3, "no.rq"),
    ):
        result = query(*arguments)
        assert (result.exit_code, said in result.stderr) == (code, True), result.output
        assert "Traceback" not in result.output


def test_a_text_that_a_spreadsheet_would_run_is_guarded_in_csv_and_as_it_is_elsewhere(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text('<http://a> <http://p> "=1+1", "@x", "-5", "- none", "plain" .', "utf-8")
    rows = run("query", graph, "SELECT ?v { ?s ?p ?v } ORDER BY STR(?v)", "--format", "csv").stdout.splitlines()
    assert rows == ["v", "'- none", "-5", "'=1+1", "'@x", "plain"]
    assert '"=1+1"' in run("query", graph, "SELECT ?v { ?s ?p ?v }", "--format", "tsv").stdout
