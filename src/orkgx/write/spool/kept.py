"""Values by key on the disk, in the order in which their keys came: a mapping for what memory is not to hold."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator, MutableMapping
from typing import TypeVar

_T = TypeVar("_T")

_WAITING = 2_000  # values that are written at once
_CACHE = 8_000  # kilobytes of what was looked up lately


class Kept(MutableMapping[str, _T]):
    def __init__(self) -> None:
        self._values = sqlite3.connect("")  # a file without a name, which goes with it
        self._values.execute(f"PRAGMA cache_size = -{_CACHE}")
        self._values.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value BLOB)")
        self._waiting: dict[str, _T] = {}

    def __getitem__(self, key: str) -> _T:
        if key in self._waiting:
            return self._waiting[key]
        for (value,) in self._values.execute("SELECT value FROM kept WHERE key = ?", (key,)):
            found: _T = pickle.loads(value)
            return found
        raise KeyError(key)

    def __setitem__(self, key: str, value: _T) -> None:
        self._waiting[key] = value
        if len(self._waiting) >= _WAITING:
            self._write()

    def __delitem__(self, key: str) -> None:
        self._write()
        if not self._values.execute("DELETE FROM kept WHERE key = ?", (key,)).rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        self._write()
        return (key for (key,) in self._values.execute("SELECT key FROM kept ORDER BY rowid"))

    def __len__(self) -> int:
        self._write()
        count: int = self._values.execute("SELECT count(*) FROM kept").fetchone()[0]
        return count

    def _write(self) -> None:
        pairs = [(key, pickle.dumps(value)) for key, value in self._waiting.items()]
        put = "INSERT INTO kept VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self._values.executemany(put, pairs)
        self._waiting.clear()
