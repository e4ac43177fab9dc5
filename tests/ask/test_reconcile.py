"""Candidates for one thing: found near linearly, reviewed by people, accepted into a vocabulary, never unasked."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from orkgx.ask.reconciling.nodes import Node
from orkgx.ask.reconciling.pairs import Wish, candidates
from orkgx.ask.reconciling.review import COLUMNS, DECISIONS, FORMS, Row, read_review
from tests.orkg.server import Orkg
from tests.support import run

_TABLE = """\
| Model | Organization | Released | Params | License |
|---|---|---|---|---|
| Brise | Aria Laboratories | 2023 | 7B | MIT |
| Gale | Aria Laboratorys | 2023 | 7B | MIT |
| Mistral Wind | Aria Laboratories | 2023 | 7B | MIT |
| Zephyr | Open University of Winds | 2024 | 1B | MIT |
"""
_ROR = [
    {
        "id": "https://ror.org/01abc2345",
        "names": [
            {"value": "Open University of Winds", "types": ["ror_display", "label"]},
            {"value": "OUW", "types": ["acronym"]},
        ],
    },
    {"id": "https://ror.org/09xyz9876", "name": "Institute of Tides", "aliases": ["Tide Institute"], "acronyms": []},
]


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "models.md"
    path.write_text(_TABLE, "utf-8")
    return str(path)


def reviewed(text: str, decisions: dict[tuple[str, str], str]) -> str:
    """A table with decisions by label and candidate."""
    head, *lines = text.splitlines()
    cells = [line.split("\t") for line in lines]
    for row in cells:
        row[0] = decisions.get((row[2], row[4]), "")
    return "\n".join([head, *("\t".join(row) for row in cells)]) + "\n"


def test_near_names_of_a_kind_become_candidates_and_nothing_is_decided(table: str) -> None:
    result = run("reconcile", table, "--kind", "organization")
    head, *lines = result.stdout.splitlines()
    rows = [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]
    assert [(row["decision"], row["label"], row["candidate"], row["reason"]) for row in rows] == [
        ("", "Aria Laboratorys", "Aria Laboratories", "spelling")
    ]
    assert "3 things, 0 with an identity elsewhere, 1 candidates to review" in result.stderr


def test_what_is_accepted_becomes_a_vocabulary_that_a_mapping_includes(table: str, tmp_path: Path) -> None:
    dump = tmp_path / "ror.json"
    dump.write_text(json.dumps(_ROR, indent=1), "utf-8")
    found = run("reconcile", table, "--against", str(dump), "-q").stdout
    review, vocabulary = tmp_path / "review.tsv", tmp_path / "mine.yaml"
    pairs = {
        ("Aria Laboratorys", "Aria Laboratories"): "spelling",
        ("Open University of Winds", "Open University of Winds"): "same",
    }
    review.write_text(reviewed(found, pairs), "utf-8")
    result = run("reconcile", "--accept", str(review), "-o", str(vocabulary))
    assert result.exit_code == 0 and "2 of 2 rows were accepted" in result.output, result.output
    assert yaml.safe_load(vocabulary.read_text("utf-8"))["tables"] == {
        "organizations": {
            "Aria Laboratories": {"spellings": ["Aria Laboratorys"]},
            "Open University of Winds": {"same": ["https://ror.org/01abc2345"]},
        }
    }
    mapping = tmp_path / "own.yaml"
    mapping.write_text("name: own\nextends: common\ninclude: [mine, vocabulary, properties]\n", "utf-8")
    graph = run("export", table, "--mapping", str(mapping), "-q", "--format", "nt", "-o", "-").stdout
    assert "aria-laboratorys" not in graph and "organization/aria-laboratories>" in graph
    assert "<https://ror.org/01abc2345>" in graph
    again = run("reconcile", table, "--mapping", str(mapping), "--against", str(dump), "-q").stdout
    assert again == "\t".join(COLUMNS) + "\n"
    assert run("reconcile", "--accept", str(review), "-o", str(vocabulary)).exit_code == 2  # it is there already


@pytest.mark.parametrize("form", ["tsv", "sssom"])
def test_a_review_is_read_as_it_was_written(form: str) -> None:
    rows = [
        Row(
            decision,
            "corpus",
            "One\tthing",
            2,
            '=An "other"',
            0.91,
            "spelling",
            "here",
            "x:1",
            f"x:{decision or 'none'}",
        )
        for decision in ("", *DECISIONS)
    ]
    read = read_review("".join(FORMS[form](rows)), "review.tsv")
    kept = [("same" if form == "sssom" and one.decision == "spelling" else one.decision) for one in rows]
    assert [one.decision for one in read] == kept
    assert [(one.label, one.candidate, one.iri) for one in read] == [
        (one.label, one.candidate, one.iri) for one in rows
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a\tb\n1\t2\n", "review.tsv:1: the columns are not those of a review"),
        ("\t".join(COLUMNS) + "\nyes\tcorpus" + "\tx" * 8 + "\n", "review.tsv:2: 'yes' is no decision"),
        ("\t".join(COLUMNS) + "\nsame\tplanet" + "\tx" * 8 + "\n", "is of the kind 'planet', which has no table"),
        ("\t".join(COLUMNS) + "\nclose\tcorpus" + "\tx" * 8 + "\n", "close is for things of one table"),
    ],
)
def test_a_faulty_review_is_refused_with_its_line(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "review.tsv").write_text(content, "utf-8")
    result = run("reconcile", "--accept", str(tmp_path / "review.tsv"), "-o", str(tmp_path / "mine.yaml"))
    assert result.exit_code == 2 and why in result.output and not (tmp_path / "mine.yaml").exists()


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    """A service of the Reconciliation API that knows one organisation by another name."""

    @Request.application
    def answer(request: Request) -> Response:
        if request.method == "GET":
            manifest = {
                "name": "winds",
                "identifierSpace": "https://winds.example/",
                "view": {"url": "https://winds.example/{{id}}"},
            }
            return Response(json.dumps(manifest), mimetype="application/json")
        queries = json.loads(request.form["queries"])
        known = {"id": "w7", "name": "University of Open Winds", "score": 96, "match": True}
        results = {key: {"result": [known] if "Winds" in one["query"] else []} for key, one in queries.items()}
        return Response(json.dumps(results), mimetype="application/json")

    server = make_server("127.0.0.1", 0, answer, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


def test_a_service_is_asked_for_what_has_no_identity(table: str, service: str) -> None:
    result = run("reconcile", table, "--against", service, "--kind", "organization", "-q")
    line = next(line for line in result.stdout.splitlines() if "w7" in line).split("\t")
    assert (line[2], line[4], line[5], line[9]) == (
        "Open University of Winds",
        "University of Open Winds",
        "1.0",
        "https://winds.example/w7",
    )


def test_the_orkg_is_asked_by_its_look_up(table: str, orkg: Orkg) -> None:
    orkg.seed("resources", "R77", "Open University of Winds")
    result = run("reconcile", table, "--against", f"orkg:{orkg.url}", "-q")
    assert result.exit_code == 0 and "http://orkg.org/orkg/resource/R77" in result.stdout


def test_an_authority_that_cannot_be_asked_is_said_so(table: str, tmp_path: Path) -> None:
    gone = run("reconcile", table, "--against", "orkg:http://127.0.0.1:9/")
    assert gone.exit_code == 4 and "127.0.0.1/api/resources cannot be asked" in gone.output
    dump = tmp_path / "ror.json"
    for content, why in (("{}", "is a list of organisations"), ('[{"id": "https://ror.org/1"', "ends in the midst")):
        dump.write_text(content, "utf-8")
        result = run("reconcile", table, "--against", str(dump))
        assert result.exit_code == 3 and why in result.output


def test_an_rdf_file_is_an_authority_by_its_labels(table: str, tmp_path: Path) -> None:
    known = tmp_path / "known.ttl"
    known.write_text(
        '<https://winds.example/7> <http://www.w3.org/2004/02/skos/core#prefLabel> "Open University of the Winds"@en .',
        "utf-8",
    )
    result = run("reconcile", table, "--against", str(known), "--kind", "organization", "-q")
    assert "https://winds.example/7" in result.stdout


def test_planted_pairs_are_found_among_thousands_of_names() -> None:
    chance = random.Random(7)
    parts = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]

    def word() -> str:
        return "".join(chance.choices(parts, k=chance.randint(2, 4))).capitalize()

    names = sorted({" ".join(word() for _ in range(chance.randint(1, 3))) for _ in range(3000)})
    planted = {}
    for name in chance.sample([name for name in names if len(name) >= 8], 200):
        at = chance.randrange(1, len(name) - 1)
        planted[name] = chance.choice([name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], f"{name}s"])
    every = dict.fromkeys([*names, *planted.values()])
    things = [Node(f"x:{at}", "organization", (name,), False, 1) for at, name in enumerate(every)]
    rows = list(candidates(things, [], Wish(0.82, 3)))
    found = {frozenset((row.label, row.candidate)) for row in rows}
    assert sum(frozenset(pair) in found for pair in planted.items()) >= 0.95 * len(planted)
    assert not any(row.decision for row in rows)
