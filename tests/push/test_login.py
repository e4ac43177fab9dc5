"""A token reaches the host that it is meant for, is renewed, and is written nowhere."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug import Request, Response
from werkzeug.serving import make_server

from orkgx.cli import main
from tests.orkg.pushing import (
    SAMPLE,
    SMALL,
    push,
    same_graph,
    seed,
)
from tests.orkg.server import Orkg

TOKEN = "very-secret-token"


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


def test_a_token_that_ends_before_any_request_is_renewed(tmp_path: Path) -> None:
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


def test_without_a_login_it_says_how_to_give_one(orkg: Orkg, catalogue: Path) -> None:
    orkg.faults.login = True
    result = push(catalogue, orkg)
    assert result.exit_code == 4
    assert "ORKGX_TOKEN" in result.output


def test_a_token_of_the_keyring_is_for_its_host(orkg: Orkg, catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_no_token_goes_out_without_encryption(catalogue: Path) -> None:
    result = CliRunner().invoke(main, ["plan", str(catalogue), "--to", "http://example.org"])
    assert result.exit_code == 4
    assert "use https" in result.output


@pytest.mark.parametrize("token", ["\u2026", "a\nb", "a\x00b", "caf\u00e9"])
def test_a_token_with_odd_characters_is_refused(orkg: Orkg, catalogue: Path, token: str) -> None:
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
def test_such_addresses_get_no_token(catalogue: Path, target: str) -> None:
    result = CliRunner().invoke(main, ["plan", str(catalogue), "--to", target], env={"ORKGX_TOKEN": TOKEN})
    assert result.exit_code == 4, result.output
    assert "Traceback" not in result.output and TOKEN not in result.output and "hush" not in result.output


def test_no_secret_stands_in_a_traceback(orkg: Orkg, catalogue: Path) -> None:
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


USER = {"ORKGX_USERNAME": "user", "ORKGX_PASSWORD": "secret"}


@pytest.mark.parametrize(
    ("target", "login", "why"),
    [
        ("production", "{}", "orkg.org has its login at https://accounts.orkg.org"),
        ("https://sandbox.orkg.org", "{}", "sandbox.orkg.org has its login at https://accounts.orkg.org"),
        ("{}", "https://accounts.orkg.org", "is the login of orkg.org, not of 127.0.0.1"),
        ("{}", "https://accounts.orkg.org/", "is the login of orkg.org, not of 127.0.0.1"),
        ("{}", "", "no login is known for 127.0.0.1"),
        ("https://orkg.org.example.org", "", "no login is known for orkg.org.example.org"),
    ],
)
def test_a_password_goes_to_the_login_of_its_host_and_to_no_other(
    orkg: Orkg, catalogue: Path, target: str, login: str, why: str
) -> None:
    arguments = ["push", str(catalogue), "--to", target.format(orkg.url), "--yes"]
    arguments += ["--ledger", str(catalogue.parent / "ledger.sqlite")]
    environment = {**USER, "ORKGX_AUTH_URL": login.format(orkg.url)}
    result = CliRunner().invoke(main, arguments, env=environment)
    assert result.exit_code == 4 and why in result.output, result.output
    assert orkg.tokens == {} and orkg.counts == {} and "secret" not in result.output


def test_a_login_that_cannot_be_reached_is_called_so(orkg: Orkg, catalogue: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}"
    result = push(catalogue, orkg, env={**USER, "ORKGX_AUTH_URL": nobody})
    assert result.exit_code == 4 and f"the login {nobody} cannot be reached" in result.output
    wrong = push(catalogue, orkg, env={**USER, "ORKGX_PASSWORD": "wrong", "ORKGX_AUTH_URL": orkg.url})
    assert wrong.exit_code == 4 and f"the login {orkg.url} gave no token (401)" in wrong.output
