"""N-Triples and N-Quads as the spool has them; Turtle and TriG through pyoxigraph. All of it streams."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import IO, cast

import pyoxigraph as ox

from ..graph.terms import first_subject, in_graph
from ..model import SinkError
from .document import Document

_PIECE = 1 << 20  # bytes that are handed to another process at once
_ANY = ox.NamedNode("x:any")
# A line ends in " ." only where a subject ends, as literals hold no raw line ends; prefixes and a graph's closing
# brace are told by the first character of the line that follows.
_SUBJECT_END = re.compile(rb" \.\n(?=[^@}])")


def write_ntriples(document: Document, out: IO[bytes]) -> None:
    document.spool.copy_ntriples(out)
    for piece in document.about_pieces():
        out.write(piece)


def write_nquads(document: Document, out: IO[bytes]) -> None:
    for piece in document.spool.pieces():
        out.write(in_graph(piece, document.graph))
    for piece in document.about_pieces():
        out.write(piece)


def write_turtle(document: Document, out: IO[bytes]) -> None:
    if document.spread is None:
        spaced(_quads(document.pieces()), out, ox.RdfFormat.TURTLE, document.safe_prefixes)
        return
    turtle = AsTurtle(document.safe_prefixes)
    before = turtle.head
    for text in document.spread(turtle, _of_whole_subjects(document.pieces())):
        out.write(before + b"\n" + text)
        before = b""


class AsTurtle:
    """Makes Turtle of pieces of N-Triples, each of whole subjects, so that several processes can."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(prefixes)
        some = ox.Triple(_ANY, _ANY, _ANY)
        lines = (ox.serialize([some], format=ox.RdfFormat.TURTLE, prefixes=self.prefixes) or b"").splitlines(True)
        self.head = b"".join(lines[: len(self.prefixes)])

    def transform(self, piece: bytes) -> bytes:
        out = io.BytesIO()
        spaced(_quads(iter([piece])), out, ox.RdfFormat.TURTLE, self.prefixes)
        return out.getvalue()[len(self.head) :].removeprefix(b"\n")

    transform_alone = transform


def _of_whole_subjects(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of whole lines as larger ones, cut where a subject ends."""
    rest: list[bytes] = []
    size = 0
    for piece in pieces:
        rest.append(piece)
        size += len(piece)
        if size < _PIECE:
            continue
        whole = b"".join(rest)
        last = first_subject(whole[whole.rfind(b"\n", 0, len(whole) - 1) + 1 :].decode())
        same, end = f"{last} ".encode(), len(whole)
        while end and whole.startswith(same, start := whole.rfind(b"\n", 0, end - 1) + 1):
            end = start
        rest, size = [whole[end:]], len(whole) - end
        if end:
            yield whole[:end]
    if any(rest):
        yield b"".join(rest)


def write_trig(document: Document, out: IO[bytes]) -> None:
    quads: Iterable[ox.Quad] = _quads(document.spool.pieces())
    if document.graph:
        graph = ox.NamedNode(document.graph)
        quads = (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
    if document.about:
        quads = chain(quads, _quads(document.about_pieces()))
    spaced(quads, out, ox.RdfFormat.TRIG, document.safe_prefixes)


def _quads(pieces: Iterator[bytes]) -> Iterable[ox.Quad]:
    # An IRI is written as it was found, in every format alike; judging it is the business of what read it.
    return ox.parse(cast(IO[bytes], _Reader(pieces)), ox.RdfFormat.N_TRIPLES, lenient=True)


def spaced(
    quads: Iterable[ox.Quad] | Iterable[ox.Triple], out: IO[bytes], format_: ox.RdfFormat, prefixes: Mapping[str, str]
) -> None:
    """Turtle or TriG with a blank line before each subject."""
    passing = _Spaced(out.write)
    try:
        ox.serialize(quads, cast(IO[bytes], passing), format_, prefixes=dict(prefixes))
    except (SyntaxError, ValueError) as error:
        raise SinkError(f"a statement cannot be written as {format_.name}: {error}") from error
    passing.end()


class _Reader(io.RawIOBase):
    """Pieces as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece, self._at = b"", 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._at >= len(self._piece):
            self._piece, self._at = next(self._pieces, b""), 0
        part = self._piece[self._at :] if size < 0 else self._piece[self._at : self._at + size]
        self._at += len(part)
        return part


class _Spaced(io.RawIOBase):
    """Passes Turtle on with a blank line before each subject."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self._write = write
        self._rest = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # pyoxigraph gives bytes only
        self._rest += data
        if len(self._rest) > 1 << 17:
            # What comes next decides about the last line's end, so that one stays.
            cut = self._rest.rfind(b"\n") - 2
            if cut > 0:
                self._write(_SUBJECT_END.sub(b" .\n\n", bytes(self._rest[:cut])))
                del self._rest[:cut]
        return len(data)

    def end(self) -> None:
        self._write(_SUBJECT_END.sub(b" .\n\n", bytes(self._rest)))
        self._rest.clear()
