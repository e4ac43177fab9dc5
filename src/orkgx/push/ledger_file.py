"""The SQLite file of a ledger: opened by one run at a time, for one ORKG, and with messages where it is damaged."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, Self

from ..model import OrkgxError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (iri TEXT PRIMARY KEY, id TEXT NOT NULL, made INTEGER NOT NULL, uri INTEGER NOT NULL,
    label TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS link (
    subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL,
    id TEXT NOT NULL, literal TEXT NOT NULL, made INTEGER NOT NULL,
    PRIMARY KEY (subject, predicate, object));
CREATE TABLE IF NOT EXISTS literal (
    subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (subject, predicate, object));
CREATE TABLE IF NOT EXISTS comparison (iri TEXT PRIMARY KEY, id TEXT NOT NULL, uri INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS source (comparison TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (comparison, id));
CREATE TABLE IF NOT EXISTS compared (comparison TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (comparison, path));
CREATE TABLE IF NOT EXISTS owner (
    subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL, catalogue TEXT NOT NULL,
    PRIMARY KEY (subject, predicate, object, catalogue));
CREATE TABLE IF NOT EXISTS origin (contribution TEXT PRIMARY KEY, source TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS intent (number INTEGER PRIMARY KEY, path TEXT NOT NULL, body TEXT NOT NULL,
    key TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS push (number INTEGER PRIMARY KEY, at TEXT NOT NULL, digest TEXT NOT NULL,
    undoes INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS deed (number INTEGER PRIMARY KEY, push INTEGER NOT NULL, key TEXT NOT NULL,
    id TEXT NOT NULL, before TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run (pid INTEGER NOT NULL, started TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orkg (base TEXT NOT NULL);
"""


class LedgerError(OrkgxError):
    """The ledger cannot be used."""

    code = "ledger"


class LedgerFile:
    """Used as a context, which keeps other runs out. Safe to use from several threads.

    `base` is the ORKG that it is for; a ledger that was begun for another one is refused, since all ids differ.
    """

    def __init__(self, path: Path, base: str = "") -> None:
        self.path, self.base = path, base
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None, timeout=5)
            self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + _SCHEMA)
            if "label" not in {row[1] for row in self._db.execute("PRAGMA table_info(thing)")}:  # of an earlier version
                self._db.execute("ALTER TABLE thing ADD COLUMN label TEXT NOT NULL DEFAULT ''")
            # The other file's lock goes with its process, however that ends.
            self._guard = sqlite3.connect(f"{self.path}.lock", timeout=0, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(
                f"{self.path} cannot be used as a ledger ({error}); choose another with --ledger"
            ) from None
        try:
            self._guard.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            pid, started = (self.rows("SELECT pid, started FROM run") or [("?", "?")])[0]
            raise LedgerError(
                f"another push (process {pid}, begun {started}) uses {self.path}; wait until it has ended"
            ) from None
        except sqlite3.Error as error:
            raise LedgerError(f"{self.path}.lock is damaged ({error}); remove it") from None
        try:
            self._belongs()
        except LedgerError:
            self.__exit__()
            raise
        self.run("DELETE FROM run")
        self.run("INSERT INTO run VALUES (?, ?)", os.getpid(), now())
        return self

    def __exit__(self, *exception: object) -> None:
        self._db.close()
        self._guard.close()

    def whose(self) -> str:
        """The address of the ORKG that it is of; empty before the first push."""
        rows = self.rows("SELECT base FROM orkg")
        return str(rows[0][0]) if rows else ""

    def _belongs(self) -> None:
        if not self.base:
            return
        whose = self.whose()
        if not whose:
            self.run("INSERT INTO orkg VALUES (?)", self.base)
        elif whose != self.base:
            raise LedgerError(f"{self.path} is the ledger of {whose}, not of {self.base}; choose another with --ledger")

    def run(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Write."""
        try:
            with self._lock:
                return self._db.execute(sql, values)
        except sqlite3.OperationalError as error:
            raise LedgerError(f"{self.path} cannot be written ({error}); free some space and run again") from None
        except sqlite3.Error as error:
            raise self.damaged(error) from None

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read."""
        try:
            with self._lock:
                return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self.damaged(error) from None

    def damaged(self, error: Exception) -> LedgerError:
        return LedgerError(
            f"{self.path} is damaged ({error}); put back a copy of it, or choose another with --ledger, "
            "which finds by its IRIs what was pushed"
        )


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
