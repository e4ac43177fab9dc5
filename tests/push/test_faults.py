"""Whatever breaks on the way, the next push comes to the same graph, with nothing twice and nothing astray."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug import Response
from werkzeug.serving import make_server

from orkgx.cli import main
from tests.orkg.pushing import (
    ONE,
    SAMPLE,
    SMALL,
    TWO,
    killed_after,
    push,
    pushes_nothing,
    run,
    same_graph,
    seed,
)
from tests.orkg.server import Orkg


@pytest.mark.parametrize("faults", [(429,), (503,), ("before",), ("after",), ("html", "garbage")])
def test_a_fault_at_any_write_does_no_harm(faults: tuple[int | str, ...], tmp_path: Path) -> None:
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


def test_a_push_that_is_killed_at_every_write_comes_to_its_end(orkg: Orkg, tmp_path: Path) -> None:
    """Again and again, after one write each time, until there is nothing left to write."""
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL, "utf-8")
    kills = 0
    while not killed_after(orkg.counts["writes"] + 1, source, orkg):
        kills += 1
        assert kills < 200
    assert kills > 5 and same_graph(orkg, source)
    assert pushes_nothing(source, orkg)


@pytest.mark.parametrize("share", [0.21, 0.8])
def test_a_push_that_is_killed_in_the_midst_is_completed_by_the_next(share: float, orkg: Orkg, tmp_path: Path) -> None:
    source = tmp_path / "sample.md"
    source.write_text(SAMPLE.read_text("utf-8"), "utf-8")
    run("plan", source, orkg, "-o", str(tmp_path / "plan.json"))
    requests = json.loads((tmp_path / "plan.json").read_text("utf-8"))["counts"]["requests"]
    assert not killed_after(int(share * requests), source, orkg)
    assert push(source, orkg).exit_code == 0
    assert same_graph(orkg, source)
    assert all(one["uri"] for one in orkg.things.values() if one["kind"] == "predicates" and "created_at" in one)


def test_an_interrupted_push_ends_what_it_began_and_begins_nothing_more(orkg: Orkg, tmp_path: Path) -> None:
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
def test_a_server_that_restarts_does_no_harm(orkg: Orkg, catalogue: Path, number: int) -> None:
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
def test_it_waits_as_long_as_the_server_asks(orkg: Orkg, catalogue: Path, status: int) -> None:
    orkg.faults.at, orkg.faults.wait = {3: status}, 1
    started = time.monotonic()
    assert push(catalogue, orkg).exit_code == 0
    assert time.monotonic() - started >= 1
    assert same_graph(orkg, catalogue)


@pytest.mark.parametrize(
    "answer", ["[", "[]", "3", '{"content": 5}', "null", '{"content": [5], "page": {"total_pages": 1}}']
)
def test_answers_that_are_none_stop_it_before_the_first_write(orkg: Orkg, catalogue: Path, answer: str) -> None:
    orkg.faults.reads = answer
    result = push(catalogue, orkg)
    assert result.exit_code == 4 and "Traceback" not in result.output, result.output
    assert orkg.counts["writes"] == 0
    orkg.faults.reads = ""
    assert push(catalogue, orkg).exit_code == 0


def test_a_host_that_is_no_orkg_is_called_so(catalogue: Path) -> None:

    server = make_server("127.0.0.1", 0, Response("<html>", content_type="text/html"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ledger = str(catalogue.parent / "l.sqlite")
    address = f"http://127.0.0.1:{server.server_port}"
    result = CliRunner().invoke(main, ["plan", str(catalogue), "--to", address, "--ledger", ledger])
    server.shutdown()
    assert result.exit_code == 4
    assert "is it an ORKG?" in result.output


def test_a_server_that_never_answers_ends_the_push(catalogue: Path) -> None:
    with listening() as server:
        started = time.monotonic()
        ledger = str(catalogue.parent / "l.sqlite")
        arguments = ["push", str(catalogue), "--to", address(server), "--yes", "--ledger", ledger]
        result = CliRunner().invoke(main, arguments, env={"ORKGX_TIMEOUT": "0.2"})
    assert result.exit_code == 4 and "no answer" in result.output, result.output
    assert time.monotonic() - started < 20


def test_a_server_that_stops_answering_ends_the_push_and_the_next_completes_it(orkg: Orkg, catalogue: Path) -> None:
    release = threading.Event()

    def hang() -> None:
        if orkg.counts["writes"] >= 7:
            release.wait(30)

    orkg.after = hang
    result = push(catalogue, orkg, env={"ORKGX_TIMEOUT": "0.3"})
    orkg.after = lambda: None
    release.set()
    assert result.exit_code == 4 and "no answer" in result.output
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server


def address(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}"


def cut_short(catalogue: Path, orkg: Orkg) -> Result:
    """A push in which the literal "1B" is made, and its statement never."""
    state = orkg.state

    def refuse(body: dict[str, str]) -> str:
        if orkg.things[body["object_id"]]["label"] == "1B":
            raise ConnectionResetError
        return state(body)

    orkg.state = refuse  # type: ignore[method-assign]
    try:
        return push(catalogue, orkg)
    finally:
        orkg.state = state  # type: ignore[method-assign]


def test_a_literal_that_was_made_and_is_no_longer_wanted_goes(orkg: Orkg, catalogue: Path) -> None:
    """The answer to a statement never comes, the literal for it exists, and then the catalogue changes."""
    assert cut_short(catalogue, orkg).exit_code == 4
    assert len(orkg.orphans()) >= 1
    catalogue.write_text((ONE + TWO).replace("1B", "2B"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_a_literal_that_was_made_and_vanished_is_made_again(orkg: Orkg, catalogue: Path) -> None:
    cut_short(catalogue, orkg)
    for id_ in orkg.orphans():
        del orkg.things[id_]
    assert push(catalogue, orkg).exit_code == 0
    assert same_graph(orkg, catalogue)


def test_equal_values_of_many_entries_are_not_confused(orkg: Orkg, tmp_path: Path) -> None:
    """Equal values of many entries, with answers that are lost while others are under way."""
    source = tmp_path / "catalogue.md"
    names = ("Ann", "Bob", "Cid", "Dan", "Eve", "Fay")
    source.write_text("".join(SMALL.replace("Alpha", name) for name in names), "utf-8")
    orkg.faults.slow = 0.1
    made: list[str] = []

    def lose() -> None:  # every second literal is not made, and the answer to it is lost
        newest = list(orkg.things.values())[-1]
        if newest["label"] == "2020-01" and newest["id"] not in made:
            made.append(newest["id"])
            orkg.faults.at[orkg.counts["writes"] + 1] = "before"

    orkg.after = lose
    assert push(source, orkg, "--jobs", "16").exit_code == 0
    assert len(made) == len(names) and same_graph(orkg, source)
    used = [ends[2] for ends in orkg.statements.values() if orkg.things[ends[2]]["kind"] == "literals"]
    assert len(set(used)) == len(used)


def test_a_wait_that_never_ends_is_cut_short() -> None:
    from urllib3 import HTTPResponse

    from orkgx.push import client

    far = HTTPResponse(headers={"Retry-After": "999999"})
    assert client._RETRY_READS.get_retry_after(far) == 120
    assert client._seconds("999999", 1) == 120
    assert client._seconds("Wed, 21 Oct 2015 07:28:00 GMT", 1) == 0
    assert client._seconds("soon", 1) == 0.4


@pytest.mark.parametrize("given", ["soon", "0", "-3", "inf", "nan"])
def test_a_timeout_that_is_none_is_refused(orkg: Orkg, catalogue: Path, given: str) -> None:
    result = run("plan", catalogue, orkg, env={"ORKGX_TIMEOUT": given})
    assert result.exit_code == 4 and "write a number of seconds" in result.output


def test_a_push_that_is_killed_at_any_write_and_loses_its_ledger_leaves_nothing_astray(tmp_path: Path) -> None:
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        source = folder / "catalogue.md"
        source.write_text(SMALL, "utf-8")
        with Orkg() as orkg:
            seed(orkg, SAMPLE)
            done = killed_after(number, source, orkg, "--comparison", "Models")
            for file in folder.glob("ledger*"):
                file.unlink()
            if number % 2:
                run("plan", source, orkg, "--comparison", "Models")  # what it finds is remembered
            assert push(source, orkg, "--comparison", "Models").exit_code == 0
            (compared,) = [id_ for id_, one in orkg.things.items() if "Comparison" in one["classes"]]
            orkg.seed("resources", compared, "")  # of which the graph knows nothing
            orkg.statements = {key: ends for key, ends in orkg.statements.items() if ends[0] != compared}
            assert same_graph(orkg, source), number
            descriptions = [ends for ends in orkg.statements.values() if ends[1] == "description"]
            assert len(descriptions) == 1
        if done:
            assert number > 15
            return
