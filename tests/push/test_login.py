"""A token reaches the host that it is meant for, is renewed, and is written nowhere; and servers that do not answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug import Request, Response
from werkzeug.serving import make_server

from orkgx.cli import main
from orkgx.push.client import HOSTS
from tests.orkg.pushing import ONE, SAMPLE, SMALL, TWO, push, run, same_graph, seed
from tests.orkg.server import Orkg

TOKEN = "very-secret-token"


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server


def address(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_server_that_hangs(catalogue: Path) -> None:
    with listening() as server:
        started = time.monotonic()
        ledger = str(catalogue.parent / "l.sqlite")
        arguments = ["push", str(catalogue), "--to", address(server), "--yes", "--ledger", ledger]
        result = CliRunner().invoke(main, arguments, env={"ORKGX_TIMEOUT": "0.2"})
    assert result.exit_code == 4 and "no answer" in result.output, result.output
    assert time.monotonic() - started < 20


def test_a_server_that_hangs_in_the_midst(orkg: Orkg, catalogue: Path) -> None:
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


@pytest.mark.parametrize("given", ["soon", "0", "-1", "inf", "nan"])
def test_a_timeout_that_is_none(orkg: Orkg, catalogue: Path, given: str) -> None:
    result = run("plan", catalogue, orkg, env={"ORKGX_TIMEOUT": given})
    assert result.exit_code == 4 and "write a number of seconds" in result.output


def test_a_token_that_ends_before_every_request(tmp_path: Path) -> None:
    """Whatever request it is that finds the token dead, it is said again with another one."""
    dies = 0
    while True:
        dies += 1
        folder = tmp_path / str(dies)
        folder.mkdir()
        source = folder / "catalogue.md"
        source.write_text(SMALL, "utf-8")
        with Orkg() as orkg:
            seed(orkg, SAMPLE)
            orkg.faults.login, orkg.faults.dies = True, dies
            secret = {"ORKGX_USERNAME": "user", "ORKGX_PASSWORD": "secret", "ORKGX_AUTH_URL": orkg.url}
            result = push(source, orkg, env=secret)
            assert result.exit_code == 0, (dies, result.output)
            assert same_graph(orkg, source)
            if orkg.faults.dies > 0:
                assert dies > 20
                return
            assert len(orkg.tokens) > 1


@pytest.mark.parametrize("token", ["\u2026", "a\nb", "a\x00b", "caf\u00e9"])
def test_a_token_that_is_none(orkg: Orkg, catalogue: Path, token: str) -> None:
    result = push(catalogue, orkg, env={"ORKGX_TOKEN": token} if "\0" not in token else {"ORKGX_TOKEN": "a\x07b"})
    assert result.exit_code == 4 and "a character that no token has" in result.output
    assert token not in result.output and "Traceback" not in result.output


def test_a_token_is_not_led_elsewhere(orkg: Orkg, catalogue: Path) -> None:
    with Orkg() as other:
        heard: list[str] = []
        there = Response("", 308, {"Location": f"{other.url}/api/predicates"})
        elsewhere = make_server("127.0.0.1", 0, there, threaded=True)
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        other.permit = lambda request: heard.append(request.headers.get("Authorization", ""))  # type: ignore[method-assign]
        result = CliRunner().invoke(
            main,
            ["push", str(catalogue), "--to", f"http://127.0.0.1:{elsewhere.server_port}", "--yes", "--ledger",
             str(catalogue.parent / "l.sqlite")],
            env={"ORKGX_TOKEN": TOKEN},
        )  # fmt: skip
        elsewhere.shutdown()
    assert result.exit_code == 4 and "points elsewhere (308)" in result.output
    assert heard == [] and TOKEN not in result.output


def test_no_proxy_sees_what_is_not_encrypted(orkg: Orkg, catalogue: Path) -> None:
    heard: list[str] = []

    @Request.application
    def proxy(request: Request) -> Response:
        heard.append(request.url)
        return Response("", 502)

    server = make_server("127.0.0.1", 0, proxy, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    through = f"http://127.0.0.1:{server.server_port}"
    surroundings = {"http_proxy": through, "HTTP_PROXY": through, "ALL_PROXY": through, "no_proxy": "", "NO_PROXY": ""}
    orkg.faults.login = True
    secret = {"ORKGX_USERNAME": "user", "ORKGX_PASSWORD": "secret", "ORKGX_AUTH_URL": orkg.url}
    result = push(catalogue, orkg, env=surroundings | secret)
    server.shutdown()
    assert result.exit_code == 0, result.output
    assert heard == []


@pytest.mark.parametrize(
    "target",
    ["https://user:hush@example.org", "https://orkg.org@example.org", "https://", "https://example.org/?a=b",
     "http://127.0.0.1.example.org", "ftp://127.0.0.1", "https://[::1", "https://example.org:port", "somewhere"],
)  # fmt: skip
def test_addresses_that_get_no_token(catalogue: Path, target: str) -> None:
    result = CliRunner().invoke(main, ["plan", str(catalogue), "--to", target], env={"ORKGX_TOKEN": TOKEN})
    assert result.exit_code == 4, result.output
    assert "Traceback" not in result.output and TOKEN not in result.output and "hush" not in result.output


def test_no_secret_in_a_traceback(orkg: Orkg, catalogue: Path) -> None:
    """Even where the program itself is broken: what Python prints then has no values of variables."""
    broken = (
        "import sys, orkgx.push.client as c\n"
        "c.Client.get = lambda self, path: 1 / 0\n"
        "from orkgx.cli import main\nmain(sys.argv[1:])\n"
    )
    ledger = str(catalogue.parent / "ledger.sqlite")
    done = subprocess.run(
        [sys.executable, "-c", broken, "push", str(catalogue), "--to", orkg.url, "--yes", "--ledger", ledger],
        env={**os.environ, "ORKGX_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "ZeroDivisionError" in done.stderr and TOKEN not in done.stderr + done.stdout


def test_a_wait_that_never_ends_is_cut_short() -> None:
    from urllib3 import HTTPResponse

    from orkgx.push import client

    far = HTTPResponse(headers={"Retry-After": "999999"})
    assert client._RETRY_READS.get_retry_after(far) == 120
    assert client._seconds("999999", 1) == 120
    assert client._seconds("Wed, 21 Oct 2015 07:28:00 GMT", 1) == 0
    assert client._seconds("soon", 1) == 0.4


def test_a_ledger_is_for_one_orkg(orkg: Orkg, catalogue: Path) -> None:
    assert push(catalogue, orkg).exit_code == 0
    with Orkg() as other:
        seed(other, SAMPLE)
        result = push(catalogue, other)
        assert result.exit_code == 2 and f"is the ledger of {orkg.url}, not of {other.url}" in result.output
        assert other.counts["writes"] == 0
    assert push(catalogue, orkg).exit_code == 0


def test_a_ledger_of_an_earlier_version(orkg: Orkg, catalogue: Path) -> None:
    import sqlite3

    push(catalogue, orkg)
    with sqlite3.connect(catalogue.parent / "ledger.sqlite") as book:
        book.executescript(
            "ALTER TABLE thing DROP COLUMN label; DROP TABLE comparison; DROP TABLE source; DROP TABLE orkg"
        )
    writes = orkg.counts["writes"]
    assert push(catalogue, orkg).exit_code == 0 and orkg.counts["writes"] == writes
    catalogue.write_text((ONE + TWO).replace("On Beta", "On beta"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0 and same_graph(orkg, catalogue)


def test_a_plan_is_for_one_orkg(orkg: Orkg, catalogue: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run("plan", catalogue, orkg, "-o", str(saved))
    result = CliRunner().invoke(main, ["push", str(saved), "--to", "production", "--yes"])
    assert result.exit_code == 2 and "not for production; plan again" in result.output
    assert json.loads(saved.read_text("utf-8"))["options"]["target"] == orkg.url


def test_ids_of_mappings_are_those_of_the_production(
    orkg: Orkg, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another ORKG may have something else by the same id."""
    monkeypatch.setitem(HOSTS, "sandbox", orkg.url)
    orkg.seed("resources", "R369909", "Somebody's notes")
    ledger = ["--ledger", str(catalogue.parent / "ledger.sqlite")]
    result = CliRunner().invoke(main, ["push", str(catalogue), "--to", "sandbox", "--yes", *ledger])
    assert result.exit_code == 0, result.output
    assert not any("R369909" in ends for ends in orkg.statements.values())
    assert any(one["label"] == "transformer model" and "Problem" in one["classes"] for one in orkg.things.values())


def test_two_that_look_alike_are_not_taken_for_each_other(orkg: Orkg, tmp_path: Path) -> None:
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
