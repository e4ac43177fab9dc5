"""The ledger: whose it is, what it shows, and what happens where it cannot be written."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from orkgx.cli import main
from tests.orkg.pushing import (
    ONE,
    SAMPLE,
    TWO,
    push,
    pushes_nothing,
    same_graph,
    seed,
)
from tests.orkg.server import Orkg


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of files to set")
@pytest.mark.parametrize("room", [0, 4_096, 30_000, 60_000])
def test_a_ledger_without_room_ends_the_push_and_the_next_completes_it(orkg: Orkg, catalogue: Path, room: int) -> None:
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


def test_two_pushes_at_once_are_refused(orkg: Orkg, catalogue: Path) -> None:
    from orkgx.push.ledger import Ledger

    with Ledger(catalogue.parent / "ledger.sqlite"):
        result = push(catalogue, orkg)
    assert result.exit_code == 2
    assert f"another push (process {os.getpid()}" in result.output


def test_the_ledger_can_be_read(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    ledger = str(catalogue.parent / "ledger.sqlite")
    shown = CliRunner().invoke(main, ["ledger", "show", ledger]).output
    assert "made   https://w3id.org/orkgx/id/contribution/awesome-llms/alpha" in shown
    everything = json.loads(CliRunner().invoke(main, ["ledger", "export", ledger]).output)
    assert len(everything["statements"]) == len(orkg.statements)
    iri = "https://w3id.org/orkgx/id/contribution/awesome-llms/alpha"
    assert CliRunner().invoke(main, ["ledger", "forget", ledger, iri]).exit_code == 0
    assert pushes_nothing(catalogue, orkg)


def test_a_ledger_is_for_one_orkg(orkg: Orkg, catalogue: Path) -> None:
    assert push(catalogue, orkg).exit_code == 0
    with Orkg() as other:
        seed(other, SAMPLE)
        result = push(catalogue, other)
        assert result.exit_code == 2 and f"is the ledger of {orkg.url}, not of {other.url}" in result.output
        assert other.counts["writes"] == 0
    assert push(catalogue, orkg).exit_code == 0


def test_a_ledger_of_an_earlier_version_is_used(orkg: Orkg, catalogue: Path) -> None:

    push(catalogue, orkg)
    with sqlite3.connect(catalogue.parent / "ledger.sqlite") as book:
        book.executescript(
            "ALTER TABLE thing DROP COLUMN label; DROP TABLE comparison; DROP TABLE source; DROP TABLE orkg"
        )
    assert pushes_nothing(catalogue, orkg)
    catalogue.write_text((ONE + TWO).replace("On Beta", "On beta"), "utf-8")
    assert push(catalogue, orkg).exit_code == 0 and same_graph(orkg, catalogue)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _scratch(path: Path) -> None:
    """Every page but the first is overwritten in part, so that the file still opens."""
    content = bytearray(path.read_bytes())
    for at in range(4096, len(content), 4096):
        content[at : at + 200] = b"\xff" * 200
    path.write_bytes(content)


def _run_sql(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as book:
        book.executescript(sql)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut": _cut,
    "scratched": _scratch,
    "no-database": lambda path: path.write_text("somebody's notes\n" * 500),
    "another-database": lambda path: _run_sql(path, "DROP TABLE link; CREATE TABLE link (x)"),
    "no-utf-8": lambda path: _run_sql(path, "UPDATE thing SET label = CAST(x'ff41' AS TEXT)"),
    "broken-intent": lambda path: _run_sql(path, "INSERT INTO intent VALUES (99, '/api/literals', '{', '[', 'now')"),
    "broken-lock": lambda path: Path(f"{path}.lock").write_text("somebody's notes\n" * 500),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_ledger_is_called_so(orkg: Orkg, catalogue: Path, damage: str) -> None:
    push(catalogue, orkg)
    ledger = catalogue.parent / "ledger.sqlite"
    _run_sql(ledger, "PRAGMA wal_checkpoint(TRUNCATE)")
    DAMAGES[damage](ledger)
    writes = orkg.counts["writes"]
    result = push(catalogue, orkg)
    assert (result.exit_code, orkg.counts["writes"]) == (2, writes), result.output
    assert isinstance(result.exception, SystemExit) and "ledger.sqlite" in result.output
    if damage != "broken-intent":
        shown = CliRunner().invoke(main, ["ledger", "export", str(ledger)])
        assert shown.exit_code == 2 and isinstance(shown.exception, SystemExit)
