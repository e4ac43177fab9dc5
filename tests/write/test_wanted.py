"""What the ORKG would refuse is found before anything is written, by the rules that it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.model import Span
from orkgx.push.client import Client
from orkgx.push.login import Login, RemoteError
from orkgx.write import limits
from orkgx.write.wanted import OrkgLiteral, OrkgResource, OrkgStatement, Wanted
from tests.orkg.pushing import ONE, push, wanted_of
from tests.orkg.server import Orkg
from tests.support import ROOT, run

# Datatype, what fits it, what does not. Those that the server of the tests looks at too are asked of it.
LITERALS = {
    "string": (["", "a\nb", " "], []),
    "integer": (["1", "+1", "-007"], ["", "1.0", "1e5", "one", "1 ", "\u0661"]),
    "decimal": (["1", "1.", ".5", "-1.50"], ["", ".", "1e5", "1,5", "NaN"]),
    "float": (["1", "1e5", "1.5E-3f", "NaN", "-Infinity", " 1 "], ["INF", "one", "", "1e"]),
    "double": (["1", "1e5", "1.d"], ["INF", "--1"]),
    "boolean": (["true", "false", "1", "0"], ["True", "yes", ""]),
    "date": (["2020-02-29", "2020-01-01Z", "2020-01-01+02:00"], ["2019-02-29", "2020-13-01", "2020-1-1", "2020"]),
    "dateTime": (["2020-01-01T10:00", "2020-01-01T10:00:00.5Z"], ["2020-01-01", "2020-01-01T25:00:00"]),
    "dateTimeStamp": (["2020-01-01T10:00:00Z"], ["2020-01-01T10:00:00"]),
    "time": (["10:00:00", "24:00:00", "10:00:00.5+14:00"], ["10:00", "24:00:01", "10:00:00+14:30"]),
    "gYear": (["2024", "-0044", "2024Z"], ["24", "2024-01"]),
    "gYearMonth": (["2024-05"], ["2024-13", "2024"]),
    "gMonthDay": (["--05-17", "--02-29"], ["--02-30", "05-17"]),
    "gDay": (["---17"], ["17", "---32"]),
    "gMonth": (["--05"], ["05", "--13"]),
    "duration": (["P1Y", "PT5M", "-P1DT2.5S"], ["P", "PT", "1Y", "P1DT"]),
    "yearMonthDuration": (["P1Y2M"], ["P1D", "P"]),
    "dayTimeDuration": (["P1D", "PT1H"], ["P1Y", "P1DT"]),
    "anyURI": (["https://example.org/a?b#c", "a/b", "", "https://example.org/\u00fc"], ["a b", "<a>", 'a"b']),
    "byte": (["-128", "127"], ["128", "x"]),
    "int": (["2147483647"], ["2147483648", "1.5"]),
    "long": (["9223372036854775807"], ["9223372036854775808"]),
    "unsignedByte": (["255"], ["-1", "256"]),
    "nonNegativeInteger": (["0", "9" * 3000], ["-1"]),
    "positiveInteger": (["1"], ["0"]),
    "negativeInteger": (["-1"], ["0"]),
    "hexBinary": (["0Aff", ""], ["0", "0g"]),
    "base64Binary": (["", "YQ==", "YWI=", "YWJj"], ["YQ", "Y Q!"]),
    "normalizedString": (["a b"], ["a\tb"]),
    "token": (["a b", ""], [" a", "a  b"]),
    "language": (["de", "en-GB"], ["", "e_n"]),
    "unheardOf": (["anything"], []),
}
ASKED = {"string", "integer", "decimal", "float", "double", "boolean", "date", "gYear", "gYearMonth", "duration"}
ASKED |= {"anyURI", "byte", "int", "nonNegativeInteger", "positiveInteger"}


@pytest.mark.parametrize("name", LITERALS)
def test_literals(name: str, orkg: Orkg) -> None:
    client = Client(orkg.url, Login({}))
    for fits, texts in zip((True, False), LITERALS[name], strict=True):
        for text in texts:
            assert (limits.literal(text, f"xsd:{name}") == "") is fits, text
            if name in ASKED and "\u0661" not in text:
                assert taken(client, "/api/literals", {"label": text, "datatype": f"xsd:{name}"}) is fits, text


LABELS = {
    "a": True, "": True, "a\rb\tc": True, " a ": True, "x" * 8164: True, "\U0001f600" * 4082: True,
    " ": False, "a\nb": False, "a\0b": False, "x" * 8165: False, "\U0001f600" * 4083: False,
}  # fmt: skip


@pytest.mark.parametrize("label", LABELS, ids=lambda label: repr(label[:6]))
def test_labels(label: str, orkg: Orkg) -> None:
    client = Client(orkg.url, Login({}))
    assert (limits.label(label) == "") is LABELS[label]
    assert taken(client, "/api/resources", {"label": label}) is LABELS[label]


def taken(client: Client, path: str, body: dict[str, str]) -> bool:
    try:
        return bool(client.post(path, body))
    except RemoteError as error:
        assert error.status == 400
        return False


PAPER = OrkgResource("https://example.org/p", "Paper", ("Paper",))
ENTRY = OrkgResource("https://example.org/c", "Alpha", ("Contribution",))
AT = Span("catalogue.md", 5, 1)


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (OrkgResource("https://example.org/x", "a\nb", ()), "holds a line break"),
        (OrkgResource("https://example.org/x", " ", ()), "is blank"),
        (OrkgResource("https://example.org/x", "x" * 8165, ()), "has 8,165 characters"),
        (OrkgResource("https://example.org/x", "X", ("List",)), "has the class List, which is reserved"),
        (OrkgResource("https://example.org/x", "X", ("a/b",)), "has the class 'a/b', which holds more than letters"),
        (OrkgResource("x/y", "X", ()), "has the IRI 'x/y', which is no absolute IRI"),
        (OrkgResource("https://example.org/a b", "X", ()), "which is no absolute IRI"),
        (
            OrkgResource("https://example.org/x", "X", (), "R1/../../R2"),
            "has the id 'R1/../../R2', which holds more than",
        ),
    ],
)
def test_things(thing: OrkgResource, said: str) -> None:
    """A fault of a shared thing stands at the entry that speaks of it."""
    wanted = Wanted(
        {one.iri: one for one in (PAPER, ENTRY, thing)},
        {ENTRY.iri: [OrkgStatement(ENTRY.iri, "P1", thing.iri)]},
        {"P1": "yields"},
        {ENTRY.iri: AT},
    )
    (fault,) = wanted.faults()
    assert said in fault.message and fault.span == AT


@pytest.mark.parametrize(
    ("predicate", "value", "said"),
    [
        ("P1", OrkgLiteral("lots", "xsd:integer"), "the value 'lots' of P1 is no xsd:integer"),
        ("P1", OrkgLiteral("x" * 8165, "xsd:string"), "has 8,165 characters"),
        ("P1", OrkgLiteral("x", "number"), "has the datatype 'number', which is no absolute IRI"),
        ("P1", "https://example.org/nothing", "P1 is https://example.org/nothing, of which nothing is known here"),
        ("P1?x=y", OrkgLiteral("x", "xsd:string"), "the predicate 'P1?x=y' holds more than letters"),
    ],
)
def test_statements(predicate: str, value: OrkgLiteral | str, said: str) -> None:
    links = {ENTRY.iri: [OrkgStatement(ENTRY.iri, predicate, value)]}
    (fault,) = Wanted({ENTRY.iri: ENTRY}, links, {predicate: "yields"}, {ENTRY.iri: AT}).faults()
    assert said in fault.message and fault.span == AT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("orkgc:C70000", "orkgc:Thing", "has the class Thing, which is reserved"),
        ("orkgp:P15156", "orkgp:P/1", "the predicate 'P/1' holds more than letters"),
    ],
)
def test_by_the_command(orkg: Orkg, catalogue: Path, old: str, new: str, said: str) -> None:
    mapping = catalogue.parent / "mine.yaml"
    mapping.write_text(run("mapping", "show", "awesome-llms").stdout.replace(old, new), "utf-8")
    properties = (ROOT / "mappings" / "properties.yaml").read_text("utf-8")
    (catalogue.parent / "properties.yaml").write_text(properties.replace(old, new), "utf-8")
    result = push(catalogue, orkg, "--mapping", str(mapping))
    assert result.exit_code == 2 and said in result.output, result.output
    assert "catalogue.md:5:1: error refused-by-orkg" in result.output or "P/1" in said
    assert orkg.counts["writes"] == 0


def test_what_is_odd_and_taken(orkg: Orkg, catalogue: Path) -> None:
    """Quotes, a backslash, signs beyond the first plane and of other scripts arrive, and come back as they were."""
    odd = 'He said \\"so\\" \\\\ \U0001f600 \u4e2d\u6587 \u202e -- +x -y'
    catalogue.write_text(ONE.replace("OpenAI, Initech", f'"{odd}"'), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    label = 'He said "so" \\ \U0001f600 \u4e2d\u6587 \u202e -- +x -y'
    assert [one["label"] for one in orkg.things.values() if "\u4e2d" in one["label"]] == [label]
    (catalogue.parent / "ledger.sqlite").unlink()
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0 and orkg.counts["writes"] == writes


def test_what_is_measured_of_a_model_stays_in_the_full_graph_and_is_told_of(tmp_path: Path) -> None:
    """The ORKG's view has no model, so that its results would hang on nothing that is known there."""
    card = tmp_path / "card.md"
    card.write_text(
        "---\nlicense: mit\nlanguage: en\nmodel-index:\n- name: Borea\n  results:\n  - task: {type: translation}\n"
        "    metrics:\n    - {type: bleu, value: 41.2}\n---\n# Borea\n",
        "utf-8",
    )
    assert list(wanted_of(card).faults()) == []
    result = run("export", card, "--profile", "orkg", "--format", "nt", "-v")
    assert "not-for-orkg" in result.stderr and "bleu; 41.2" in result.stderr
    assert "hasEvaluation" in run("export", card, "--format", "nt").stdout
