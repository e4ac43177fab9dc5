"""Statements on the disk by their subject: enough to look at one thing after the other. A store of Oxigraph has every
statement in several orders, whose tables of contents take memory with the size of the graph."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from typing import IO, NamedTuple

import pyoxigraph as ox

from ..graph.terms import first_subject, opening, tail
from ..mapping.compiled import Settings
from ..pipeline import Engine, Run
from .statements import behind, line_of, quads_in, triples_of

_AT_ONCE = 10_000  # rows that are written at once
_CACHE = 16_000  # kilobytes of rows that were looked up lately
_LATELY = 2_000  # subjects that are not read again
_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE said (subject INTEGER, start INTEGER, size INTEGER);
CREATE TABLE pointing (object INTEGER, said INTEGER);
"""
_INDEXES = """
CREATE INDEX by_subject ON said (subject);
CREATE INDEX by_object ON pointing (object);
"""


class Subjects:
    """Takes statements, then gives them as a store would. `back` are the predicates whose subjects are found by their
    object; for others all statements are read."""

    def __init__(self, back: Iterable[ox.NamedNode]) -> None:
        self._back = [str(one) for one in back]
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the statements)
        self._rows = sqlite3.connect("")  # a file without a name, too
        self._rows.execute(f"PRAGMA cache_size = -{_CACHE}")
        self._rows.executescript(_TABLES)
        self._said: list[tuple[int, int, int]] = []
        self._pointing: list[tuple[int, int]] = []
        self._count = self._size = self._length = 0
        self._of = lru_cache(_LATELY)(self._read)

    def take(self, lines: Iterable[bytes]) -> None:
        """Take lines of N-Triples that have one blank between their parts; those of a subject best stand together."""
        for subject, some in groupby(lines, key=lambda one: first_subject(one.decode())):
            text = list(dict.fromkeys(some))
            self._count += 1
            start = len(subject.encode()) + 1
            ways = tuple(opening(subject, one).encode() for one in self._back)
            self._pointing += [(_number(one[start:]), self._count) for one in text if one.startswith(ways)]
            content = b"".join(text)
            self._file.write(content)
            self._said.append((_number(subject.encode()), self._size, len(content)))
            self._size += len(content)
            self._length += len(text)
            if len(self._pointing) >= _AT_ONCE or len(self._said) >= _AT_ONCE:
                self._write()

    def _write(self) -> None:
        self._rows.executemany("INSERT INTO said VALUES (?, ?, ?)", self._said)
        self._rows.executemany("INSERT INTO pointing VALUES (?, ?)", self._pointing)
        self._said.clear()
        self._pointing.clear()

    def ready(self) -> Subjects:
        """Nothing comes any more."""
        self._write()
        self._rows.executescript(_INDEXES)
        parted = "SELECT group_concat(start || ' ' || size, ',') FROM said GROUP BY subject HAVING count(*) > 1"
        for (places,) in self._rows.execute(parted):
            pairs = (map(int, place.split()) for place in places.split(","))
            said = [quad for start, size in pairs for quad in self._parsed(start, size)]
            self._length -= len(said) - len(set(said))
        return self

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[ox.Quad]:
        self._file.seek(0)
        yield from ox.parse(self._file, ox.RdfFormat.N_TRIPLES, lenient=True)

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | ox.BlankNode | ox.Triple | None,
        predicate: ox.NamedNode | None,
        object_: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None,
        graph: None = None,
        /,
    ) -> Iterator[ox.Quad]:
        if subject is not None:
            quads: Iterable[ox.Quad] = self._of(subject)
        elif object_ is not None and str(predicate) in self._back:
            quads = self._pointing_at(tail(str(predicate), str(object_)).encode())
        else:
            quads = self
        for quad in quads:
            if predicate in (None, quad.predicate) and object_ in (None, quad.object):
                yield quad

    def _pointing_at(self, way: bytes) -> Iterator[ox.Quad]:
        rows = "SELECT start, size FROM said WHERE rowid IN (SELECT said FROM pointing WHERE object = ?) ORDER BY rowid"
        for start, size in self._rows.execute(rows, (_number(way),)):
            yield from self._parsed(start, size)

    def _read(self, subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> tuple[ox.Quad, ...]:
        number = _number(str(subject).encode())
        rows = self._rows.execute("SELECT start, size FROM said WHERE subject = ?", (number,)).fetchall()
        every = [quad for start, size in rows for quad in self._parsed(start, size) if quad.subject == subject]
        return tuple(every if len(rows) == 1 else dict.fromkeys(every))

    def _parsed(self, start: int, size: int) -> Iterator[ox.Quad]:
        self._file.seek(start)
        return iter(list(ox.parse(self._file.read(size), ox.RdfFormat.N_TRIPLES, lenient=True)))


def _number(text: bytes) -> int:
    """A number for a text, hardly ever the same for two."""
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


class Described(NamedTuple):
    """Statements by subject, and the run over those of their sources that are catalogues; None where all were RDF."""

    store: Subjects
    run: Run | None


def described(
    *names: str, back: Iterable[ox.NamedNode], mappings: Sequence[str], settings: Settings, engine: Engine
) -> Described:
    """All that stands behind names, as `store.load` finds it."""
    subjects = Subjects(back)
    found = behind(names, mappings=mappings, settings=settings, engine=engine)
    for source, format_ in found.rdf:
        subjects.take(map(line_of, quads_in(source, format_)))
    if found.run:
        with triples_of(found.run) as triples:
            subjects.take(triples)
    return Described(subjects.ready(), found.run)
