"""The runs of a ledger: when each was, what it wrote, and which plan it carried out."""

from __future__ import annotations

import json
from typing import NamedTuple

from .ledger_file import LedgerFile, now

Key = tuple[str, ...]
_LATEST = "(SELECT number, undoes FROM push ORDER BY number DESC LIMIT 1)"


class Run(NamedTuple):
    """`undoes` is the run that this one takes back, 0 for a push; `writes` is how many of its writes still stand."""

    number: int
    at: str
    digest: str
    undoes: int
    ended: bool
    writes: int


class Deed(NamedTuple):
    """A write of a run: what it was for, the id of what it made, and what was there before it."""

    number: int
    key: Key
    id: str
    before: str


class Runs:
    """Of one ledger, which may be read and written by several threads."""

    def __init__(self, ledger: LedgerFile) -> None:
        self.ledger = ledger

    def begin(self, digest: str, undoes: int = 0) -> int:
        cursor = self.ledger.run("INSERT INTO push (at, digest, undoes) VALUES (?, ?, ?)", now(), digest, undoes)
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def end(self, number: int) -> None:
        self.ledger.run("UPDATE push SET ended = 1 WHERE number = ?", number)

    def all(self) -> list[Run]:
        rows = self.ledger.rows(
            "SELECT push.number, at, digest, undoes, ended, count(deed.number) FROM push "
            "LEFT JOIN deed ON deed.push = push.number GROUP BY push.number ORDER BY push.number"
        )
        return [
            Run(number, at, digest, undoes, bool(ended), writes) for number, at, digest, undoes, ended, writes in rows
        ]

    def of_plan(self, digest: str) -> Run | None:
        """The latest run that carried out a plan."""
        return next((run for run in reversed(self.all()) if run.digest == digest), None)

    def note(self, key: Key, id_: str, before: str) -> None:
        """Remember a write, unless it takes another one back."""
        self.ledger.run(
            f"INSERT INTO deed (push, key, id, before) SELECT number, ?, ?, ? FROM {_LATEST} WHERE undoes = 0",
            json.dumps(key),
            id_,
            before,
        )

    def give_back(self, run: int, key: Key, id_: str) -> None:
        """Remember what an undo has made again as a write of the push before the run that it took back."""
        before = "(SELECT number FROM push WHERE number < ? AND undoes = 0 ORDER BY number DESC LIMIT 1)"
        self.ledger.run(
            f"INSERT INTO deed (push, key, id, before) SELECT number, ?, ?, '' FROM {before}", json.dumps(key), id_, run
        )

    def rename(self, old: str, new: str) -> None:
        """Writes for a thing are for what it is called now."""
        for number, text in self.ledger.rows("SELECT number, key FROM deed WHERE instr(key, ?)", json.dumps(old)):
            key = [new if part == old else part for part in json.loads(text)]
            self.ledger.run("UPDATE deed SET key = ? WHERE number = ?", json.dumps(key), number)

    def deeds(self, run: int) -> list[Deed]:
        rows = self.ledger.rows("SELECT number, key, id, before FROM deed WHERE push = ? ORDER BY number", run)
        return [Deed(number, tuple(json.loads(key)), id_, before) for number, key, id_, before in rows]

    def forget(self, deed: int) -> None:
        """A write that was taken back, or that has to stand."""
        self.ledger.run("DELETE FROM deed WHERE number = ?", deed)
