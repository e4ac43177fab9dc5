"""What we have written to one ORKG, in SQLite: each write is noted before it is sent and once more when it is answered.

A killed run leaves noted writes without an outcome; the next run asks the ORKG about those before it does anything.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ..model import OrkgxError

Key = tuple[str, str, str]  # a statement: subject, predicate, object

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
CREATE TABLE IF NOT EXISTS owner (
    subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL, catalogue TEXT NOT NULL,
    PRIMARY KEY (subject, predicate, object, catalogue));
CREATE TABLE IF NOT EXISTS origin (contribution TEXT PRIMARY KEY, source TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS intent (number INTEGER PRIMARY KEY, path TEXT NOT NULL, body TEXT NOT NULL,
    key TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run (pid INTEGER NOT NULL, started TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orkg (base TEXT NOT NULL);
"""


class LedgerError(OrkgxError):
    """The ledger cannot be used."""

    code = "ledger"


class Known(NamedTuple):
    """A thing that we know on the ORKG: its id there, whether we made it, whether it has our IRI as its `uri`, and the
    label that it had when we last saw it as we want it."""

    id: str
    made: bool
    uri: bool
    label: str = ""


class KnownStatement(NamedTuple):
    """A statement that we know on the ORKG: its id there, its literal's ("" for none), and whether we made it."""

    id: str
    literal: str
    made: bool


class Intent(NamedTuple):
    """A write that was begun: what was sent, for what, and when (ISO 8601, UTC)."""

    number: int
    path: str
    body: dict[str, Any]
    key: tuple[str, ...]
    at: str


class Ledger:
    """Used as a context, which keeps other runs out. Safe to use from several threads.

    `base` is the ORKG that it is for; a ledger that was begun for another one is refused, since all ids differ.
    """

    def __init__(self, path: Path, base: str = "") -> None:
        self.path, self.base = path, base
        self._lock = threading.RLock()

    def __enter__(self) -> Ledger:
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
            row = self._db.execute("SELECT pid, started FROM run").fetchone() or ("?", "?")
            raise LedgerError(
                f"another push (process {row[0]}, begun {row[1]}) uses {self.path}; wait until it has ended"
            ) from None
        try:
            self._belongs()
        except LedgerError:
            self.__exit__()
            raise
        self._do("DELETE FROM run")
        self._do("INSERT INTO run VALUES (?, ?)", os.getpid(), now())
        return self

    def __exit__(self, *exception: object) -> None:
        self._db.close()
        self._guard.close()

    def _belongs(self) -> None:
        if not self.base:
            return
        row = self._do("SELECT base FROM orkg").fetchone()
        if not row:
            self._do("INSERT INTO orkg VALUES (?)", self.base)
        elif row[0] != self.base:
            raise LedgerError(
                f"{self.path} is the ledger of {row[0]}, not of {self.base}; choose another with --ledger"
            )

    def _do(self, sql: str, *values: Any) -> sqlite3.Cursor:
        try:
            with self._lock:
                return self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise LedgerError(f"{self.path} cannot be written ({error}); free some space and run again") from None

    # -- what is known

    def things(self) -> dict[str, Known]:
        rows = self._do("SELECT iri, id, made, uri, label FROM thing").fetchall()
        return {iri: Known(id_, bool(made), bool(uri), label) for iri, id_, made, uri, label in rows}

    def links(self) -> dict[Key, KnownStatement]:
        rows = self._do("SELECT subject, predicate, object, id, literal, made FROM link").fetchall()
        return {(s, p, o): KnownStatement(id_, literal, bool(made)) for s, p, o, id_, literal, made in rows}

    def literals(self) -> dict[Key, str]:
        """Literals that were made and are not linked yet."""
        return {(s, p, o): id_ for s, p, o, id_ in self._do("SELECT * FROM literal").fetchall()}

    def comparisons(self) -> dict[str, Known]:
        rows = self._do("SELECT iri, id, uri FROM comparison").fetchall()
        return {iri: Known(id_, True, bool(uri)) for iri, id_, uri in rows}

    def sources(self, comparison: str) -> set[str]:
        """The ids of what we have put into a comparison."""
        return {id_ for (id_,) in self._do("SELECT id FROM source WHERE comparison = ?", comparison).fetchall()}

    def owners(self) -> dict[Key, set[str]]:
        """The catalogues that want a thing, by (IRI, "", ""), or a statement."""
        found: dict[Key, set[str]] = {}
        for s, p, o, catalogue in self._do("SELECT subject, predicate, object, catalogue FROM owner").fetchall():
            found.setdefault((s, p, o), set()).add(catalogue)
        return found

    def origins(self) -> dict[str, str]:
        """The source that each contribution stood in when it was last pushed."""
        return dict(self._do("SELECT contribution, source FROM origin").fetchall())

    def intents(self) -> Iterator[Intent]:
        for number, path, body, key, at in self._do("SELECT * FROM intent ORDER BY number").fetchall():
            yield Intent(number, path, json.loads(body), tuple(json.loads(key)), at)

    # -- what happens

    def begin(self, path: str, body: dict[str, Any], key: tuple[str, ...]) -> int:
        """Note a write before it is sent."""
        cursor = self._do(
            "INSERT INTO intent (path, body, key, at) VALUES (?, ?, ?, ?)",
            path,
            json.dumps(body),
            json.dumps(key),
            now(),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def end(self, number: int, outcome: Callable[[Ledger], None] | None = None) -> None:
        """Note the outcome of a write, and that it is no longer open."""
        with self._lock:
            self._do("BEGIN")
            if outcome:
                outcome(self)
            self._do("DELETE FROM intent WHERE number = ?", number)
            self._do("COMMIT")

    def know(self, iri: str, id_: str, *, made: bool, uri: bool = False, label: str = "") -> None:
        self._do(
            "INSERT INTO thing (iri, id, made, uri, label) VALUES (?, ?, ?, ?, ?) ON CONFLICT (iri) DO UPDATE SET "
            "id = excluded.id, made = excluded.made, uri = excluded.uri, label = excluded.label",
            iri, id_, made, uri, label,
        )  # fmt: skip

    def has_uri(self, iri: str) -> None:
        self._do("UPDATE thing SET uri = 1 WHERE iri = ?", iri)
        self._do("UPDATE comparison SET uri = 1 WHERE iri = ?", iri)

    def has_label(self, iri: str, label: str) -> None:
        self._do("UPDATE thing SET label = ? WHERE iri = ?", label, iri)

    def compare(self, iri: str, id_: str) -> None:
        """Remember a comparison; what it compares is not known yet."""
        self._do("DELETE FROM source WHERE comparison = ?", iri)
        self._do("INSERT OR REPLACE INTO comparison VALUES (?, ?, 0)", iri, id_)

    def compares(self, iri: str, sources: Iterable[str]) -> None:
        """Remember what a comparison has of ours."""
        with self._lock:
            self._do("BEGIN")
            self._do("DELETE FROM source WHERE comparison = ?", iri)
            for id_ in sources:
                self._do("INSERT INTO source VALUES (?, ?)", iri, id_)
            self._do("COMMIT")

    def hold(self, key: Key, id_: str) -> None:
        """Remember a literal that is not linked yet."""
        self._do("INSERT OR REPLACE INTO literal VALUES (?, ?, ?, ?)", *key, id_)

    def own(self, owned: Mapping[Key, set[str]], *, whole: bool) -> None:
        """Remember what catalogues want. `whole`: they want nothing else, so what others want too is theirs now."""
        before = self.owners()
        now = set[str]().union(*owned.values())
        new = [(*key, name) for key, names in owned.items() for name in names - before.get(key, set())]
        old = [
            (*key, name)
            for key, names in before.items()
            for name in (names - owned.get(key, set())) & now
            if whole and names - now
        ]
        if not new and not old:
            return
        with self._lock:
            self._do("BEGIN")
            for row in new:
                self._do("INSERT OR IGNORE INTO owner VALUES (?, ?, ?, ?)", *row)
            for row in old:
                self._do("DELETE FROM owner WHERE subject = ? AND predicate = ? AND object = ? AND catalogue = ?", *row)
            self._do("COMMIT")

    def come_from(self, origins: Mapping[str, str]) -> None:
        """Remember the sources of contributions."""
        before = self.origins()
        moved = [(iri, source) for iri, source in origins.items() if before.get(iri) != source]
        if moved:
            with self._lock:
                self._do("BEGIN")
                for row in moved:
                    self._do("INSERT OR REPLACE INTO origin VALUES (?, ?)", *row)
                self._do("COMMIT")

    def release(self, key: Key) -> None:
        """Forget a literal that will not be linked."""
        self._do("DELETE FROM literal WHERE subject = ? AND predicate = ? AND object = ?", *key)

    def link(self, key: Key, id_: str, literal: str, *, made: bool) -> None:
        self._do("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?, ?)", *key, id_, literal, made)
        self.release(key)

    def unlink(self, key: Key) -> None:
        self._do("DELETE FROM link WHERE subject = ? AND predicate = ? AND object = ?", *key)
        self._do("DELETE FROM owner WHERE subject = ? AND predicate = ? AND object = ?", *key)

    def forget_place(self, iri: str) -> None:
        """Forget where a thing is; what we stated of it stays known."""
        self._do("DELETE FROM thing WHERE iri = ?", iri)

    def forget(self, iri: str) -> int:
        """Forget all of a thing or comparison and its statements; how many rows that were."""
        rows = self._do("DELETE FROM thing WHERE iri = ?", iri).rowcount
        self._do("DELETE FROM origin WHERE contribution = ?", iri)
        self._do("DELETE FROM owner WHERE subject = ?", iri)
        rows += self._do("DELETE FROM comparison WHERE iri = ?", iri).rowcount
        rows += self._do("DELETE FROM source WHERE comparison = ?", iri).rowcount
        return rows + self._do("DELETE FROM link WHERE subject = ?", iri).rowcount


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


@contextmanager
def existing(file: str) -> Iterator[Ledger]:
    """A ledger that is there. Raises LedgerError."""
    if not Path(file).is_file():
        raise LedgerError(f"{file} is no ledger; a push makes one, by default in output/")
    with Ledger(Path(file)) as ledger:
        yield ledger
