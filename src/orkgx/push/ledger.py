"""What we have written to one ORKG, in SQLite: each write is noted before it is sent and once more when it is answered.

A killed run leaves noted writes without an outcome; the next run asks the ORKG about those before it does anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .ledger_file import LedgerError, LedgerFile, now
from .runs import Runs

Key = tuple[str, str, str]  # a statement: subject, predicate, object


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


class Ledger(LedgerFile):
    """Used as a context, which keeps other runs out. Safe to use from several threads.

    `base` is the ORKG that it is for; a ledger that was begun for another one is refused, since all ids differ.
    """

    # -- what is known

    def things(self) -> dict[str, Known]:
        rows = self.rows("SELECT iri, id, made, uri, label FROM thing")
        return {iri: Known(id_, bool(made), bool(uri), label) for iri, id_, made, uri, label in rows}

    def links(self) -> dict[Key, KnownStatement]:
        rows = self.rows("SELECT subject, predicate, object, id, literal, made FROM link")
        return {(s, p, o): KnownStatement(id_, literal, bool(made)) for s, p, o, id_, literal, made in rows}

    def literals(self) -> dict[Key, str]:
        """Literals that were made and are not linked yet."""
        return {(s, p, o): id_ for s, p, o, id_ in self.rows("SELECT * FROM literal")}

    def comparisons(self) -> dict[str, Known]:
        rows = self.rows("SELECT iri, id, uri FROM comparison")
        return {iri: Known(id_, True, bool(uri)) for iri, id_, uri in rows}

    def sources(self, comparison: str) -> set[str]:
        """The ids of what we have put into a comparison."""
        return {id_ for (id_,) in self.rows("SELECT id FROM source WHERE comparison = ?", comparison)}

    def compared(self, comparison: str) -> set[str]:
        """The rows that a comparison has had."""
        return {path for (path,) in self.rows("SELECT path FROM compared WHERE comparison = ?", comparison)}

    def owners(self) -> dict[Key, set[str]]:
        """The catalogues that want a thing, by (IRI, "", ""), or a statement."""
        found: dict[Key, set[str]] = {}
        for s, p, o, catalogue in self.rows("SELECT subject, predicate, object, catalogue FROM owner"):
            found.setdefault((s, p, o), set()).add(catalogue)
        return found

    def origins(self) -> dict[str, str]:
        """The source that each contribution stood in when it was last pushed."""
        return dict(self.rows("SELECT contribution, source FROM origin"))

    def intents(self) -> Iterator[Intent]:
        for number, path, body, key, at in self.rows("SELECT * FROM intent ORDER BY number"):
            try:
                yield Intent(number, path, json.loads(body), tuple(json.loads(key)), at)
            except (ValueError, TypeError) as error:
                raise self.damaged(error) from None

    def before(self, kind: str, key: list[str]) -> str:
        """What a write replaces, in words that an undo understands: a label, whether a statement that goes is ours, the
        sources of a comparison as JSON."""
        if kind == "label":
            return "".join(label for (label,) in self.rows("SELECT label FROM thing WHERE iri = ?", key[0]))
        if kind == "unlink":
            made = "SELECT 1 FROM link WHERE subject = ? AND predicate = ? AND object = ? AND made"
            return "ours" if self.rows(made, *key[:3]) else ""
        return json.dumps(sorted(self.sources(key[0]))) if kind == "sources" else ""

    # -- what happens

    def begin(self, path: str, body: dict[str, Any], key: tuple[str, ...]) -> int:
        """Note a write before it is sent."""
        cursor = self.run(
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
            self.run("BEGIN")
            if outcome:
                outcome(self)
            self.run("DELETE FROM intent WHERE number = ?", number)
            self.run("COMMIT")

    def know(self, iri: str, id_: str, *, made: bool, uri: bool = False, label: str = "") -> None:
        self.run(
            "INSERT INTO thing (iri, id, made, uri, label) VALUES (?, ?, ?, ?, ?) ON CONFLICT (iri) DO UPDATE SET "
            "id = excluded.id, made = excluded.made, uri = excluded.uri, label = excluded.label",
            iri, id_, made, uri, label,
        )  # fmt: skip

    def rename(self, old: str, new: str) -> None:
        """Know a thing, and what was stated of it and with it, by another IRI."""
        with self._lock:
            self.run("BEGIN")
            self.run("UPDATE OR REPLACE thing SET iri = ? WHERE iri = ?", new, old)
            self.run("UPDATE OR REPLACE origin SET contribution = ? WHERE contribution = ?", new, old)
            for table in ("link", "literal", "owner"):
                for column in ("subject", "object"):
                    self.run(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {column} = ?", new, old)
            Runs(self).rename(old, new)
            self.run("COMMIT")

    def has_uri(self, iri: str) -> None:
        self.run("UPDATE thing SET uri = 1 WHERE iri = ?", iri)
        self.run("UPDATE comparison SET uri = 1 WHERE iri = ?", iri)

    def has_label(self, iri: str, label: str) -> None:
        self.run("UPDATE thing SET label = ? WHERE iri = ?", label, iri)

    def compare(self, iri: str, id_: str) -> None:
        """Remember a comparison; what it compares is not known yet."""
        self.run("DELETE FROM source WHERE comparison = ?", iri)
        self.run("INSERT OR REPLACE INTO comparison VALUES (?, ?, 0)", iri, id_)

    def compares(self, iri: str, sources: Iterable[str]) -> None:
        """Remember what a comparison has of ours."""
        with self._lock:
            self.run("BEGIN")
            self.run("DELETE FROM source WHERE comparison = ?", iri)
            for id_ in sources:
                self.run("INSERT INTO source VALUES (?, ?)", iri, id_)
            self.run("COMMIT")

    def compares_by(self, iri: str, paths: Iterable[str]) -> None:
        for path in paths:
            self.run("INSERT OR IGNORE INTO compared VALUES (?, ?)", iri, path)

    def hold(self, key: Key, id_: str) -> None:
        """Remember a literal that is not linked yet."""
        self.run("INSERT OR REPLACE INTO literal VALUES (?, ?, ?, ?)", *key, id_)

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
            self.run("BEGIN")
            for row in new:
                self.run("INSERT OR IGNORE INTO owner VALUES (?, ?, ?, ?)", *row)
            for row in old:
                self.run("DELETE FROM owner WHERE subject = ? AND predicate = ? AND object = ? AND catalogue = ?", *row)
            self.run("COMMIT")

    def come_from(self, origins: Mapping[str, str]) -> None:
        """Remember the sources of contributions."""
        before = self.origins()
        moved = [(iri, source) for iri, source in origins.items() if before.get(iri) != source]
        if moved:
            with self._lock:
                self.run("BEGIN")
                for row in moved:
                    self.run("INSERT OR REPLACE INTO origin VALUES (?, ?)", *row)
                self.run("COMMIT")

    def release(self, key: Key) -> None:
        """Forget a literal that will not be linked."""
        self.run("DELETE FROM literal WHERE subject = ? AND predicate = ? AND object = ?", *key)

    def link(self, key: Key, id_: str, literal: str, *, made: bool) -> None:
        self.run("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?, ?)", *key, id_, literal, made)
        self.release(key)

    def unlink(self, key: Key) -> None:
        self.run("DELETE FROM link WHERE subject = ? AND predicate = ? AND object = ?", *key)
        self.run("DELETE FROM owner WHERE subject = ? AND predicate = ? AND object = ?", *key)

    def forget_place(self, iri: str) -> None:
        """Forget where a thing is; what we stated of it stays known."""
        self.run("DELETE FROM thing WHERE iri = ?", iri)

    def forget(self, iri: str) -> int:
        """Forget all of a thing or comparison and its statements; how many rows that were."""
        rows = self.run("DELETE FROM thing WHERE iri = ?", iri).rowcount
        self.run("DELETE FROM origin WHERE contribution = ?", iri)
        self.run("DELETE FROM owner WHERE subject = ?", iri)
        rows += self.run("DELETE FROM comparison WHERE iri = ?", iri).rowcount
        rows += self.run("DELETE FROM source WHERE comparison = ?", iri).rowcount
        self.run("DELETE FROM compared WHERE comparison = ?", iri)
        return rows + self.run("DELETE FROM link WHERE subject = ?", iri).rowcount


def ledger_of(base: str) -> Path:
    """Where the ledger of an ORKG is, unless another is named."""
    return Path("output") / f"orkg-{urlsplit(base).netloc.replace(':', '-')}.sqlite"


@contextmanager
def existing(file: str) -> Iterator[Ledger]:
    """A ledger that is there. Raises LedgerError."""
    if not Path(file).is_file():
        raise LedgerError(f"{file} is no ledger; a push makes one, by default in output/")
    with Ledger(Path(file)) as ledger:
        yield ledger
