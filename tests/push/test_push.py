"""Push to a server that keeps the ORKG's rules: the graph that arrives, what a second push does, and every fault."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from orkgx.cli import main
from orkgx.write.wanted import OrkgLiteral
from tests.orkg.pushing import ONE, REAL, SAMPLE, SMALL, TWO, killed_after, push, run, same_graph, seed, wanted_of
from tests.orkg.server import Orkg


def test_what_arrives_is_what_is_exported(orkg: Orkg, catalogue: Path) -> None:
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_everything_of_the_sample(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    assert push(source, orkg).exit_code == 0
    assert same_graph(orkg, source)
    writes = orkg.counts["writes"]
    again = push(source, orkg)
    assert (again.exit_code, orkg.counts["writes"]) == (0, writes)
    assert "Nothing to do." in again.output


@pytest.mark.skipif(not REAL.exists(), reason="the real catalogues are not here")
def test_a_real_catalogue(tmp_path: Path) -> None:
    source = tmp_path / REAL.name
    source.write_text(REAL.read_text("utf-8"), "utf-8")
    with Orkg() as orkg:
        seed(orkg, source)
        first = push(source, orkg)
        assert first.exit_code == 0, first.output
        assert same_graph(orkg, source)
        made = [one for one in orkg.things.values() if "created_at" in one]
        assert sum("Paper" in one["classes"] for one in made) == 85
        assert sum("Contribution" in one["classes"] for one in made) == 87
        entities = sum(one["kind"] != "literals" for one in made)
        literals = sum(one["kind"] == "literals" for one in made)
        assert orkg.counts["writes"] <= 1.2 * (entities + literals + len(orkg.statements))
        assert orkg.counts["reads"] < 0.2 * orkg.counts["writes"]
        before = dict(orkg.counts)
        assert push(source, orkg).exit_code == 0
        assert orkg.counts["writes"] == before["writes"]
        assert orkg.counts["reads"] - before["reads"] < 5 * 87


def test_plan_writes_nothing_and_says_so(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    result = run("plan", catalogue, orkg, "--exit-code", "-o", str(tmp_path / "plan.json"))
    assert result.exit_code == 5
    assert orkg.counts["writes"] == 0
    counts = json.loads((tmp_path / "plan.json").read_text("utf-8"))["counts"]
    assert (counts["papers"], counts["contributions"]) == (2, 2)
    assert push(catalogue, orkg).exit_code == 0
    assert run("plan", catalogue, orkg, "--exit-code").exit_code == 0


def test_a_plan_says_what_happens_to_each_entry(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    shown = run("plan", catalogue, orkg).stdout
    assert re.search(rf"^create   paper +On Alpha +\+\d+  {re.escape(str(catalogue))}:\d+:1$", shown, re.M)
    assert len(re.findall(r"^create   contribution ", shown, re.M)) == 2
    report = tmp_path / "report.json"
    assert push(catalogue, orkg, "--report", str(report)).exit_code == 0
    said = json.loads(report.read_text("utf-8"))
    assert {one["action"] for one in said["entries"]} == {"create"} and len(said["entries"]) == 4
    assert all(orkg.things[one["id"]]["label"] == one["label"] for one in said["entries"])
    assert said["requests"]["writes"] == orkg.counts["writes"]
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    shown = run("plan", catalogue, orkg).stdout
    assert re.findall(r"^(\w+) +(\w+) +(\w+) +([+-]\d+) ([+-]\d+)  ", shown, re.M) == [
        ("change", "contribution", "Alpha", "+1", "-1")
    ]
    assert push(catalogue, orkg).exit_code == 0
    assert push(catalogue, orkg, "--report", str(report)).exit_code == 0
    assert {one["action"] for one in json.loads(report.read_text("utf-8"))["entries"]} == {"keep"}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of files to set")
@pytest.mark.parametrize("room", [0, 4_096, 30_000, 60_000])
def test_no_room_for_the_ledger(orkg: Orkg, catalogue: Path, room: int) -> None:
    import resource

    ledger = str(catalogue.parent / "ledger.sqlite")
    command = [sys.executable, "-m", "orkgx", "push", str(catalogue), "--to", orkg.url, "--yes", "--ledger", ledger]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    if done.returncode:
        assert done.returncode in (2, 4) and "ledger" in done.stderr, done.stderr
    assert done.returncode or room >= 30_000
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_saved_plan_counts_while_nothing_moves(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run("plan", catalogue, orkg, "-o", str(saved))
    catalogue.write_text(ONE, "utf-8")
    refused = CliRunner().invoke(main, ["push", str(saved), "--to", orkg.url, "--yes"])
    assert (refused.exit_code, orkg.counts["writes"]) == (5, 0)
    catalogue.write_text(ONE + TWO, "utf-8")
    assert CliRunner().invoke(main, ["push", str(saved), "--to", orkg.url, "--yes"]).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_nobody_to_ask(orkg: Orkg, catalogue: Path) -> None:
    result = run("push", catalogue, orkg)
    assert result.exit_code == 2
    assert orkg.counts["writes"] == 0


def test_one_field_changed(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    before = set(orkg.statements.values())
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    after = set(orkg.statements.values())
    assert (len(before - after), len(after - before)) == (1, 1)
    assert same_graph(orkg, catalogue)


def test_one_block_removed_and_one_added(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    statements = len(orkg.statements)
    catalogue.write_text(ONE, "utf-8")
    result = push(catalogue, orkg)
    assert len(orkg.statements) == statements
    assert "contribution/awesome-llms/beta is ours and no longer in the catalogue" in result.output
    assert push(catalogue, orkg, "--prune").exit_code == 0
    assert same_graph(orkg, catalogue)
    catalogue.write_text(ONE + TWO, "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_others_statements_stay(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    ours = next(ends for ends in orkg.statements.values() if orkg.things[ends[2]]["label"] == "1B")
    orkg.seed("literals", "L999", "somebody's")
    orkg.things["L999"]["datatype"] = "xsd:string"
    orkg.statements["S999"] = (ours[0], ours[1], "L999")
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert "S999" in orkg.statements


def test_a_value_changed_by_others_is_a_conflict(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    literal = next(one for one in orkg.things.values() if one["label"] == "1B")
    literal["label"] = "7B"
    result = push(catalogue, orkg)
    assert "'7B'" in result.output and "1B" in result.output and "catalogue.md:5:1" in result.output
    assert literal["label"] == "7B" and literal["id"] in orkg.things
    assert push(catalogue, orkg, "--force").exit_code == 0
    assert same_graph(orkg, catalogue)


def test_ids_of_the_catalogue_where_they_are_trusted(orkg: Orkg, catalogue: Path) -> None:
    orkg.seed("resources", "R900", "On Alpha", ("Paper",))
    orkg.seed("resources", "R901", "Alpha", ("Contribution",))
    orkg.statements["S900"] = ("R900", "P31", "R901")
    assert push(catalogue, orkg, "--trust-ids").exit_code == 0
    papers = [one["label"] for one in orkg.things.values() if "Paper" in one["classes"] and "created_at" in one]
    assert papers == ["On Beta"]
    assert any(ends[0] == "R901" for ends in orkg.statements.values())


def test_an_id_that_is_not_there_is_a_conflict(orkg: Orkg, catalogue: Path) -> None:
    result = push(catalogue, orkg, "--trust-ids")
    assert result.exit_code == 0
    assert "'On Alpha', which the catalogue names by its id, is not on the ORKG" in result.output
    papers = [one["label"] for one in orkg.things.values() if "Paper" in one["classes"]]
    assert papers == ["On Beta"]


def test_without_the_ledger_nothing_is_made_twice(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    writes = orkg.counts["writes"]
    (catalogue.parent / "ledger.sqlite").unlink()
    assert push(catalogue, orkg).exit_code == 0
    assert orkg.counts["writes"] == writes


def test_a_predicate_that_is_another_stops_before_the_first_write(orkg: Orkg, catalogue: Path) -> None:
    orkg.things["P49020"]["label"] = "weight"
    result = push(catalogue, orkg)
    assert result.exit_code == 4
    assert "P49020 is 'weight' there, not 'date created'" in result.output
    assert orkg.counts["writes"] == 0


def test_a_predicate_is_known_by_its_id_however_it_is_spelt(orkg: Orkg, catalogue: Path) -> None:
    """As the template's own "application ", with a blank at its end."""
    orkg.things["P49020"]["label"] = "Date created "
    assert push(catalogue, orkg).exit_code == 0
    assert any(ends[1] == "P49020" for ends in orkg.statements.values())


@pytest.mark.parametrize(("label", "same"), [("date Created", False), (None, True)])
def test_a_predicate_without_an_id_is_known_by_its_exact_label(
    orkg: Orkg, tmp_path: Path, label: str | None, same: bool
) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL, "utf-8")
    (own,) = [thing for thing in wanted_of(source).things.values() if thing.kind == "predicates"]
    orkg.seed("predicates", "P777", label or own.label)
    assert push(source, orkg).exit_code == 0
    assert any(ends[1] == "P777" for ends in orkg.statements.values()) is same
    described = [ends for ends in orkg.statements.values() if ends[1] == "description"]
    assert len(described) == (0 if same else 1)


def test_a_predicate_is_described_also_for_a_part(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL, "utf-8")
    assert push(source, orkg, "--only", "Alpha").exit_code == 0
    assert same_graph(orkg, source)
    assert any(ends[1] == "description" for ends in orkg.statements.values())


def test_two_contributions_of_one_name(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL + SMALL.replace("On Alpha", "Alpha again").replace("2020-01", "2021-02-03"), "utf-8")
    assert push(source, orkg).exit_code == 0
    named = [one for one in orkg.things.values() if one["label"] == "Alpha" and "Contribution" in one["classes"]]
    assert len(named) == 2 and same_graph(orkg, source)
    (tmp_path / "ledger.sqlite").unlink()
    writes = orkg.counts["writes"]
    assert push(source, orkg).exit_code == 0 and orkg.counts["writes"] == writes


def test_a_plan_is_the_same_in_every_process(orkg: Orkg, tmp_path: Path) -> None:
    source, digests = tmp_path / "sample.md", set()
    text = SAMPLE.read_text("utf-8")
    source.write_text(text, "utf-8")
    assert push(source, orkg).exit_code == 0
    source.write_text(text.replace("2019", "2018").replace("OpenAI", "Initech"), "utf-8")
    for seed_ in ("1", "3"):
        saved = tmp_path / f"{seed_}.json"
        command = [sys.executable, "-m", "orkgx", "plan", str(source), "--to", orkg.url, "-o", str(saved), "--quiet"]
        ledger = ["--ledger", str(tmp_path / "ledger.sqlite")]
        subprocess.run([*command, *ledger], check=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": seed_})
        digests.add(json.loads(saved.read_text("utf-8"))["digest"])
    assert len(digests) == 1


def test_each_instance_has_ids_of_its_own(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text(ONE.replace("license:", "context length: 2048\n  license:"), "utf-8")
    with Orkg() as sandbox:
        seed(sandbox, source, "sandbox")
        assert push(source, sandbox, "--as", "sandbox").exit_code == 0
        used = {ends[1] for ends in sandbox.statements.values()}
        assert "P202277" in used and "P163009" not in used


@pytest.mark.parametrize("faults", [(429,), (503,), ("before",), ("after",), ("html", "garbage")])
def test_a_fault_at_every_write(faults: tuple[int | str, ...], tmp_path: Path) -> None:
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        source = folder / "catalogue.md"
        source.write_text(SMALL, "utf-8")
        with Orkg() as orkg:
            seed(orkg, SAMPLE)
            orkg.faults.at = {number: faults[number % len(faults)]}
            push(source, orkg)
            untouched = bool(orkg.faults.at)
            assert push(source, orkg).exit_code == 0
            assert same_graph(orkg, source)
        if untouched:
            assert number > 5
            return


def test_killed_at_every_write(orkg: Orkg, tmp_path: Path) -> None:
    """Again and again, after one write each time, until there is nothing left to write."""
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL, "utf-8")
    kills = 0
    while not killed_after(orkg.counts["writes"] + 1, source, orkg):
        kills += 1
        assert kills < 200
    assert kills > 5 and same_graph(orkg, source)
    writes = orkg.counts["writes"]
    assert push(source, orkg).exit_code == 0 and orkg.counts["writes"] == writes


@pytest.mark.parametrize("share", [0.21, 0.8])
def test_killed_in_the_midst_of_everything(share: float, orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    run("plan", source, orkg, "-o", str(tmp_path / "plan.json"))
    requests = json.loads((tmp_path / "plan.json").read_text("utf-8"))["counts"]["requests"]
    assert not killed_after(int(share * requests), source, orkg)
    assert push(source, orkg).exit_code == 0
    assert same_graph(orkg, source)
    assert all(one["uri"] for one in orkg.things.values() if one["kind"] == "predicates" and "created_at" in one)


def test_a_catalogue_withdrawn(orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    before = set(orkg.things)
    push(source, orkg)
    source.write_text("# Nothing\n", "utf-8")
    # It holds entries of two kinds; which of them an empty file had is said by naming their mappings.
    mappings = ("--mapping", "awesome-llms", "--mapping", "awesome-huge-models")
    result = push(source, orkg, "--prune", *mappings)
    assert result.exit_code == 0, result.output
    assert (orkg.statements, set(orkg.things)) == ({}, before)


def test_interrupted(orkg: Orkg, tmp_path: Path) -> None:
    """What was begun is ended, and nothing more is begun."""
    source = tmp_path / "sample.md"
    source.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "orkgx", "push", str(source), "--to", orkg.url, "--yes", "--quiet"]
    ledger = ["--ledger", str(tmp_path / "ledger.sqlite")]
    started = threading.Event()

    def slowly() -> None:
        if orkg.counts["writes"] == 10:
            orkg.faults.slow = 0.05
            started.set()

    orkg.after = slowly
    process = subprocess.Popen(
        [*command, *ledger],
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background makes them, and what they start, deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    started.wait(20)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert "interrupted" in said and "Traceback" not in said
    assert orkg.counts["writes"] < 60  # there are more than a hundred things to make
    orkg.faults.slow = 0
    assert push(source, orkg).exit_code == 0
    assert same_graph(orkg, source)


@pytest.mark.parametrize("number", [1, 5, 12])
def test_a_server_that_restarts(orkg: Orkg, catalogue: Path, number: int) -> None:
    def strike() -> None:
        if orkg.counts["writes"] == number:
            threading.Thread(target=orkg.restart, args=(0.3,)).start()

    orkg.after = strike
    first = push(catalogue, orkg)
    assert first.exit_code in (0, 4) and "Traceback" not in first.output
    orkg.after = lambda: None
    time.sleep(0.5)
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_it_is_told(orkg: Orkg, catalogue: Path, status: int) -> None:
    orkg.faults.at, orkg.faults.wait = {3: status}, 1
    started = time.monotonic()
    assert push(catalogue, orkg).exit_code == 0
    assert time.monotonic() - started >= 1
    assert same_graph(orkg, catalogue)


@pytest.mark.parametrize(
    "answer", ["[", "[]", "3", '{"content": 5}', "null", '{"content": [5], "page": {"total_pages": 1}}']
)
def test_reads_that_are_no_answers(orkg: Orkg, catalogue: Path, answer: str) -> None:
    orkg.faults.reads = answer
    result = push(catalogue, orkg)
    assert result.exit_code == 4 and "Traceback" not in result.output, result.output
    assert orkg.counts["writes"] == 0
    orkg.faults.reads = ""
    assert push(catalogue, orkg).exit_code == 0


def test_two_at_once(orkg: Orkg, catalogue: Path) -> None:
    from orkgx.push.ledger import Ledger

    with Ledger(catalogue.parent / "ledger.sqlite"):
        result = push(catalogue, orkg)
    assert result.exit_code == 2
    assert f"another push (process {os.getpid()}" in result.output


def test_the_official_client_reads_it_back(orkg: Orkg, catalogue: Path) -> None:
    from orkg import ORKG

    assert push(catalogue, orkg).exit_code == 0
    client = ORKG(host=orkg.url)
    wanted = wanted_of(catalogue)
    read = 0
    for iri, links in wanted.links.items():
        thing = wanted.things[iri]
        if not {"Paper", "Contribution"} & set(thing.classes):
            continue
        found = client.resources.get(q=thing.label, exact=True).content
        (id_,) = [one["id"] for one in found if set(one["classes"]) == set(thing.classes)]
        said = client.statements.get_by_subject(subject_id=id_, size=100).content
        expected = sorted(
            link.object.label if isinstance(link.object, OrkgLiteral) else wanted.things[link.object].label
            for link in links
        )
        assert sorted(one["object"]["label"] for one in said) == expected
        read += 1
    assert read == 4


def test_a_token_that_ends_is_renewed_and_never_shown(orkg: Orkg, catalogue: Path) -> None:
    orkg.faults.login, orkg.faults.lives = True, 40
    secret = {"ORKGX_USERNAME": "user", "ORKGX_PASSWORD": "secret", "ORKGX_AUTH_URL": orkg.url}
    result = push(catalogue, orkg, env=secret)
    assert result.exit_code == 0, result.output
    assert len(orkg.tokens) > 1
    assert same_graph(orkg, catalogue)
    kept = b"".join(path.read_bytes() for path in catalogue.parent.iterdir())
    for word in ("secret", *orkg.tokens):
        assert word not in result.output and word.encode() not in kept


def test_no_login(orkg: Orkg, catalogue: Path) -> None:
    orkg.faults.login = True
    result = push(catalogue, orkg)
    assert result.exit_code == 4
    assert "ORKGX_TOKEN" in result.output


def test_a_token_of_the_keyring(orkg: Orkg, catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyrings.alt.file import PlaintextKeyring  # type: ignore[import-untyped]

    orkg.faults.login = True
    orkg.tokens["kept-token"] = 10_000
    backend = PlaintextKeyring()
    backend.file_path = str(catalogue.parent.parent / f"{catalogue.parent.name}-keyring")
    monkeypatch.setattr(keyring, "get_password", backend.get_password)
    assert push(catalogue, orkg).exit_code == 4
    backend.set_password("orkgx", orkg.url.partition("//")[2], "kept-token")
    result = push(catalogue, orkg)
    assert result.exit_code == 0, result.output
    assert same_graph(orkg, catalogue) and "kept-token" not in result.output


def test_no_token_without_encryption(catalogue: Path) -> None:
    result = CliRunner().invoke(main, ["plan", str(catalogue), "--to", "http://example.org"])
    assert result.exit_code == 4
    assert "use https" in result.output


def test_a_host_that_is_no_orkg(catalogue: Path) -> None:
    from werkzeug import Response
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, Response("<html>", content_type="text/html"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ledger = str(catalogue.parent / "l.sqlite")
    address = f"http://127.0.0.1:{server.server_port}"
    result = CliRunner().invoke(main, ["plan", str(catalogue), "--to", address, "--ledger", ledger])
    server.shutdown()
    assert result.exit_code == 4
    assert "is it an ORKG?" in result.output


def test_what_the_orkg_would_refuse_is_found_before(orkg: Orkg, catalogue: Path) -> None:
    catalogue.write_text(ONE.replace("1B", "1" * 9000), "utf-8")
    result = push(catalogue, orkg)
    assert result.exit_code == 2
    assert "catalogue.md:5:1" in result.output and "8,164" in result.output
    assert orkg.counts["writes"] == 0


def test_the_ledger_can_be_read(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    ledger = str(catalogue.parent / "ledger.sqlite")
    shown = CliRunner().invoke(main, ["ledger", "show", ledger]).output
    assert "made   https://w3id.org/orkgx/id/contribution/awesome-llms/alpha" in shown
    everything = json.loads(CliRunner().invoke(main, ["ledger", "export", ledger]).output)
    assert len(everything["statements"]) == len(orkg.statements)
    iri = "https://w3id.org/orkgx/id/contribution/awesome-llms/alpha"
    assert CliRunner().invoke(main, ["ledger", "forget", ledger, iri]).exit_code == 0
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0
    assert orkg.counts["writes"] == writes
