"""Every format says the same graph, whoever reads it; files are written whole or not at all."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from orkgx.graph.chunks import pack
from orkgx.graph.terms import PREFIXES, XSD, iri, literal
from orkgx.model import Chunk, Diagnostic, Severity, SinkError, Span
from orkgx.write import turtle
from orkgx.write.document import Document
from orkgx.write.files import write, write_lines
from orkgx.write.formats import FORMATS, RDF_FORMATS, Format, format_for
from orkgx.write.spool import Spool
from tests.support import ROOT, SAMPLE, run

TYPE, LABEL = iri(PREFIXES["rdf"] + "type"), iri(PREFIXES["rdfs"] + "label")
OX_FORMATS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "xml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RDFLIB_FORMATS = {"nq": "nquads", "jsonld": "json-ld", "ttl": "turtle"}
CONTEXT: dict[str, Any] = {
    "@context": {
        "@version": 1.1,
        "ox": PREFIXES["ox"],
        "schema": "https://schema.org/",
        "fair4ml": PREFIXES["fair4ml"],
        "xsd": XSD,
        "bare": "https://example.org/bare",
        "MLModel": "fair4ml:MLModel",
        "label": "http://www.w3.org/2000/01/rdf-schema#label",
        "creator": {"@id": "schema:creator", "@type": "@id"},
        "dateCreated": {"@id": "schema:dateCreated", "@type": "xsd:date"},
        "maker": {"@id": "schema:maker", "@type": "@id", "@container": "@set"},
        "count": {"@id": "ox:parameterCount", "@type": "xsd:integer"},
        "name": {"@id": "schema:name", "@language": "en"},
        "parts": {"@id": "schema:parts", "@container": "@list"},
    }
}
HOSTILE = (
    'quotes " and \'single\' and """',
    "line\nbreaks\r\nand\rreturns\ttabs",
    "back\\slash \\n \\u0041",
    "  blanks at both ends  ",
    "",
    "emoji \U0001f600 \U0001f469\u200d\U0001f4bb",
    "\u202eright to left\u202c \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "<b>&amp; ]]> <!-- --> &#13;",
    "line separators \u0085 \u2028 \u2029 \u00a0 \ufeff",
    " .\n@prefix x: <y> .\n<http://e/a> a x:b .",
    '"^^<http://e/type>',
    '"@en',
    "a " * 2000,
)
CONTROLS = "\x00\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\x9f\ufffe\uffff"


def chunk(subject: str, *facts: tuple[str, str]) -> Chunk:
    term = iri(subject)
    return Chunk(term, "".join(f"{term} {predicate} {value} .\n" for predicate, value in facts))


def example() -> list[Chunk]:
    schema = PREFIXES["schema"]
    return [
        chunk(
            "https://w3id.org/orkgx/id/model/gpt-2",
            (TYPE, iri(PREFIXES["fair4ml"] + "MLModel")),
            (TYPE, iri("http://example.org/class/123")),
            (LABEL, literal("GPT-2")),
            (iri(schema + "creator"), iri("https://w3id.org/orkgx/id/organization/openai")),
            (iri(schema + "creator"), literal("written, not linked")),
            (iri(schema + "maker"), iri("urn:x-maker:1")),
            (iri(schema + "dateCreated"), literal("2019-02-14", XSD + "date")),
            (iri(schema + "dateCreated"), literal("2019", XSD + "gYear")),
            (iri(PREFIXES["ox"] + "parameterCount"), literal("124000000", XSD + "integer")),
            (iri(PREFIXES["ox"] + "parameterCount"), literal("1500000000", XSD + "integer")),
            (iri(PREFIXES["ox"] + "parameterCount"), literal("9" * 30, XSD + "integer")),
            (iri(PREFIXES["ox"] + "score"), literal("1.50", XSD + "decimal")),
            (iri(PREFIXES["ox"] + "score"), literal("1e3", XSD + "double")),
            (iri(PREFIXES["ox"] + "open"), literal("true", XSD + "boolean")),
            (iri(PREFIXES["ox"] + "plain"), literal("12", XSD + "integer")),
            (iri(PREFIXES["ox"] + "plain"), literal("12")),
            (iri(schema + "name"), literal("a language would be wrong")),
            (iri(schema + "parts"), literal("a list would be wrong")),
            (iri("https://example.org/bare-predicate"), iri("https://example.org/bare")),
            (iri("http://orkg.org/orkg/predicate/P30"), iri("http://orkg.org/orkg/resource/R1")),
            (iri("http://orkg.org/orkg/predicate/p/a#1b"), iri("http://orkg.org/a?b=c&d='e'#f")),
        ),
        chunk("https://schema.org/a/b%20c", *((iri(PREFIXES["ox"] + "text"), literal(text)) for text in HOSTILE)),
        chunk("http://example.org/größe/模型", (iri("http://example.org/größe"), literal("non-ASCII"))),
    ]


def written(name: str, chunks: list[Chunk], **options: Any) -> bytes:
    out = io.BytesIO()
    with Spool() as spool:
        spool.take(pack(chunks), pack([]))
        RDF_FORMATS[name].write(Document(spool, PREFIXES, **{"context": CONTEXT, **options}), out)
    return out.getvalue()


def as_oxigraph(name: str, data: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(data, OX_FORMATS[name])}


def as_rdflib(name: str, data: bytes) -> set[Any]:
    if name == "nt":
        return set(rdflib.Graph().parse(data=data.decode(), format="nt"))
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format=RDFLIB_FORMATS.get(name, name))
    return {quad[:3] for quad in dataset.quads()}


def test_the_table() -> None:
    assert set(RDF_FORMATS) == set(OX_FORMATS)
    endings = [ending for format_ in RDF_FORMATS.values() for ending in format_.endings]
    assert len(endings) == len(set(endings))
    assert [format_for(f"a.b{ending}") for ending in (".nt", ".rdf", ".JSONLD", ".jsonl", ".md", "")] == [
        *("nt", "xml", "jsonld", "jsonl"),
        *("", ""),
    ]


def test_a_new_format_is_one_line_of_the_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def write_subjects(document: Document, out: IO[bytes]) -> list[Diagnostic]:
        out.writelines(f"{one.subject}\n".encode() for one in document.chunks())
        return [Diagnostic(Span("here", 1, 1), Severity.warning, "left-out", "only subjects were written")]

    monkeypatch.setitem(FORMATS, "subjects", Format("subjects", (".txt",), "text/plain", write_subjects, rdf=False))
    answer = run("export", SAMPLE, "--format", "subjects", "-o", tmp_path / "out")
    assert "left-out" in answer.stderr
    assert "/R370861>\n" in (tmp_path / "out").read_text("utf-8")
    assert "subjects" in run("export", "--help").stdout


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_every_format_says_the_same_graph(name: str) -> None:
    lines = written("nt", example())
    data = written(name, example())
    assert as_oxigraph(name, data) == as_oxigraph("nt", lines)
    assert as_rdflib(name, data) == as_rdflib("nt", lines)


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_an_empty_graph(name: str) -> None:
    data = written(name, [])
    assert as_oxigraph(name, data) == set()
    assert as_rdflib(name, data) == set()


@pytest.mark.parametrize("name", sorted(set(RDF_FORMATS) - {"xml"}))
def test_control_characters(name: str) -> None:
    # rdflib is left out: what it makes of U+0000 and non-characters differs from one of its parsers to the next.
    chunks = [chunk("http://e/a", *((iri("http://e/p"), literal(f"a{sign}b")) for sign in CONTROLS))]
    assert as_oxigraph(name, written(name, chunks)) == as_oxigraph("nt", written("nt", chunks))


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS), max_size=20)
_XML_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r\"'\\<&"),
    max_size=20,
)
_IRIS = st.sampled_from([*PREFIXES.values(), "http://e/", "https://e/a.b/", "urn:x:"]).flatmap(
    lambda start: st.text("abzAZ019-._~/?=&%:;,()!*+'@é模", min_size=1, max_size=10).map(
        lambda end: iri(start + end.replace("%", "%25") + "z")
    )
)
_TERMS = st.one_of(
    _IRIS,
    _XML_TEXTS.map(literal),
    st.integers().map(lambda number: literal(str(number), XSD + "integer")),
    st.sampled_from(["true", "false", "1"]).map(lambda text: literal(text, XSD + "boolean")),
    st.builds(literal, _XML_TEXTS, st.sampled_from([XSD + "anyURI", "http://e/type", PREFIXES["ox"] + "T"])),
)


@settings(max_examples=60, deadline=None)
@given(
    given=st.dictionaries(_IRIS, st.lists(st.tuples(_IRIS | st.just(TYPE), _TERMS), min_size=1, max_size=5), max_size=4)
)
def test_any_graph(given: dict[str, list[tuple[str, str]]]) -> None:
    chunks = []
    for subject, facts in given.items():
        typed = [(predicate, iri("http://e/T") if predicate == TYPE else term) for predicate, term in facts]
        chunks.append(chunk(subject[1:-1], *typed))
    wanted = as_oxigraph("nt", written("nt", chunks))
    for name in RDF_FORMATS:
        assert as_oxigraph(name, written(name, chunks)) == wanted


@pytest.mark.parametrize("size", [1, 200, 1 << 20])
def test_turtle_made_piece_by_piece_has_the_same_bytes(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turtle, "_PIECE", size)
    facts = [(LABEL, literal(f"a {number} .\n")) for number in range(3)]
    with Spool() as spool:
        for number in range(30):
            some = [chunk(f"http://e/{number}{end}", *facts[: 1 + number % 3]) for end in ("", "0", "/a")]
            spool.take(pack(some), pack([]))
        document = Document(spool, PREFIXES)
        whole, pieces = io.BytesIO(), io.BytesIO()
        turtle.write_turtle(document, whole)
        spread = replace(document, spread=lambda one, some: map(one.transform, some))
        turtle.write_turtle(spread, pieces)
    assert pieces.getvalue() == whole.getvalue()


def test_turtle_reads_well() -> None:
    text = written("ttl", [chunk(f"http://e/{i}", (LABEL, literal(f"{i} .\n"))) for i in range(20_000)]).decode()
    head, *subjects = text.split("\n\n")
    assert all(line.startswith("@prefix ") for line in head.split("\n"))
    assert len(subjects) == 20_000
    assert subjects[7] == '<http://e/7> rdfs:label "7 .\\n" .'
    assert text.endswith(" .\n")


@pytest.mark.parametrize("name", ["nq", "trig"])
def test_a_named_graph_and_what_is_said_of_it(name: str) -> None:
    about = chunk("http://e/graph", (LABEL, literal("all of it")))
    data = written(name, example(), graph="http://e/graph", about=(about,))
    graphs = {str(quad.graph_name) for quad in ox.parse(data, OX_FORMATS[name]) if str(quad.subject) != about.subject}
    assert graphs == {"<http://e/graph>"}
    assert as_oxigraph(name, data) == as_oxigraph("nt", written("nt", [*example(), about]))


def test_jsonld_uses_the_terms_of_its_context() -> None:
    model = json.loads(written("jsonld", example()))["@graph"][0]
    assert model["@type"] == ["MLModel", "http://example.org/class/123"]
    assert model["label"] == "GPT-2"
    assert model["creator"] == "https://w3id.org/orkgx/id/organization/openai"
    assert model["schema:creator"] == "written, not linked"
    assert model["maker"] == ["urn:x-maker:1"]
    assert model["dateCreated"] == "2019-02-14"
    assert model["schema:dateCreated"] == {"@value": "2019", "@type": "xsd:gYear"}
    assert model["count"] == [124000000, 1500000000, "9" * 30]
    assert model["ox:plain"] == [12, "12"]
    assert "orkgp:P30" in model
    assert "https://example.org/bare-predicate" in model


def test_jsonld_with_the_context_that_ships() -> None:
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text("utf-8"))
    data, lines = written("jsonld", example(), context=context), written("nt", example())
    assert as_oxigraph("jsonld", data) == as_oxigraph("nt", lines)
    assert as_rdflib("jsonld", data) == as_rdflib("nt", lines)


def test_jsonld_is_one_line_a_subject() -> None:
    lines = written("jsonld", example()).decode().split("\n")
    assert len([line for line in lines if line.startswith('{"@id": ')]) == len(example())


def test_jsonld_refuses_an_iri_that_a_prefix_would_change() -> None:
    with pytest.raises(SinkError, match="another name"):
        written("jsonld", [chunk("schema:thing", (LABEL, literal("x")))])


@pytest.mark.parametrize("predicate", ["http://e/123", "http://e/", "http://e/a%20", PREFIXES["rdf"] + "li"])
def test_rdf_xml_refuses_a_predicate_that_is_no_name(predicate: str) -> None:
    with pytest.raises(SinkError, match=f"<{predicate}>"):
        written("xml", [chunk("http://e/a", (iri(predicate), literal("x")))])


def test_rdf_xml_refuses_a_character_that_xml_lacks() -> None:
    with pytest.raises(SinkError, match=r"U\+0001"):
        written("xml", [chunk("http://e/a", (LABEL, literal("a\x01b")))])


def _spool(*chunks: Chunk) -> Spool:
    spool = Spool().__enter__()
    spool.take(pack(chunks or example()), pack([]))
    return spool


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_a_file_has_the_usual_rights_and_nothing_stays_beside_it(tmp_path: Path, name: str) -> None:
    target = tmp_path / "out"
    before = os.umask(0o027)
    try:
        write(_spool(), target, name)
        write(_spool(), str(target), name)
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


class _Stop(Spool):
    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def pieces(self) -> Any:
        yield b'<http://e/a> <http://e/p> "1" .\n'
        raise self.error

    def copy_ntriples(self, out: Any) -> None:
        out.writelines(self.pieces())

    def become_ntriples(self, path: Path) -> bool:
        path.write_bytes(b"half of it")
        raise self.error

    def chunks(self) -> Any:
        yield chunk("http://e/a", (iri("http://e/p"), literal("1")))
        raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SinkError("full")], ids=["interrupt", "error"])
@pytest.mark.parametrize("name", RDF_FORMATS)
def test_what_stood_there_stays_if_writing_fails(tmp_path: Path, name: str, error: BaseException) -> None:
    target = tmp_path / "out"
    target.write_text("before")
    with pytest.raises(type(error)):
        write(_Stop(error), target, name)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_only_prefixes_that_something_begins_with_are_declared(tmp_path: Path) -> None:
    prefixes = {"e": "http://e/", "unused": "http://unused.example/"}
    write(_spool(), tmp_path / "out.ttl", "ttl", prefixes=prefixes)
    text = (tmp_path / "out.ttl").read_text("utf-8")
    assert "@prefix e: <http://e/>" in text and "unused" not in text


def test_a_folder_or_a_missing_one_is_a_sink_error(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="is a folder"):
        write(_spool(), tmp_path, "nt")
    with pytest.raises(SinkError, match="make the folder first"):
        write(_spool(), tmp_path / "none" / "out", "nt")
    with pytest.raises(SinkError, match="not a folder"):
        (tmp_path / "file").write_text("x")
        write(_spool(), tmp_path / "file" / "out", "nt")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("name", RDF_FORMATS)
def test_a_full_disk_is_a_sink_error(name: str) -> None:
    with pytest.raises(SinkError, match="disk is full"):
        write(_spool(), "/dev/full", name)
    assert Path("/dev/full").is_char_device()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    write(_spool(), tmp_path / "link", "nt")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").is_file()


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write(_spool(), "-", "nt")
    assert capfdbinary.readouterr().out == written("nt", example())


def test_lines_of_text(tmp_path: Path) -> None:
    write_lines(['{"a": "é \ud800"}\n'], tmp_path / "out")
    assert json.loads((tmp_path / "out").read_text("utf-8")) == {"a": "é \ud800"}


_SCRIPT = """
import sys
sys.path[:0] = [{root!r}]
from orkgx.graph.chunks import pack
from orkgx.write.files import write
from orkgx.write.spool import Spool
from tests.write.test_formats import CONTEXT, example
with Spool() as spool:
    for number in range({times}):
        renamed = [one._replace(text=one.text.replace("GPT-2", f"GPT-{{number}}")) for one in example()]
        spool.take(pack(renamed), pack(example()))
    write(spool, "-", sys.argv[1], context=CONTEXT)
"""


def _python(name: str, seed: str, times: int) -> subprocess.Popen[bytes]:
    script = _SCRIPT.format(root=str(Path(__file__).parents[2]), times=times)
    path = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    command = [sys.executable, "-c", script, name]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_same_bytes_under_any_hash_seed(name: str) -> None:
    answers = [process.communicate() for process in [_python(name, seed, 300) for seed in ("0", "1", "4242")]]
    assert len({out for out, _ in answers}) == 1
    assert answers[0][0]
    assert not answers[0][1]


def test_nobody_reading_on_is_no_fault() -> None:
    process = _python("ttl", "0", 5000)
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()
