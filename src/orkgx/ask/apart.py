"""A question answered in a process of its own: it can reach nobody, and ends with its memory when its time is over."""

from __future__ import annotations

import faulthandler
import io
import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..graph.terms import PREFIXES
from .queries import Answer, QueryError, answered, asks_others, explained

_CONTENT, _FAULT, _END = b"+", b"!", b"."  # what a message between the processes begins with
_PIECE = 1 << 16
_SERVICE = "the query asks another endpoint (SERVICE), which --service allows"


class TooLong(QueryError):
    """A question whose time is over."""


class TooMuch(QueryError):
    """A question that ended its process: it took more memory than it may."""


class Refused(QueryError):
    """A question to others, where that is not allowed."""


_FAULTS = {kind.__name__: kind for kind in (QueryError, TooMuch, Refused)}


class Limits(NamedTuple):
    """What an answer may take; 0 is no limit. `service`: whether other endpoints may be asked."""

    seconds: float = 60
    memory: int = 4 << 30
    service: bool = False


class Question(NamedTuple):
    """A query as it is put; `results` and `graph` are the media types that rows and triples are wanted in."""

    text: str
    results: str = ox.QueryResultsFormat.JSON.media_type
    graph: str = ox.RdfFormat.N_TRIPLES.media_type
    prefixes: Mapping[str, str] = PREFIXES
    base: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class Asked:
    """A question on its way: the media type of the answer, and its content piece by piece. To be closed."""

    def __init__(self, store: Callable[[], ox.Store], question: Question, limits: Limits, method: str) -> None:
        """Raises QueryError, as does taking the content."""
        self.limits = limits
        self._until = time.monotonic() + limits.seconds
        context: Any = multiprocessing.get_context(method)
        self._answers, theirs = context.Pipe(duplex=False)
        task = (store, question, limits, self._answers, theirs)
        self._process = context.Process(target=_answer, args=task, daemon=True)
        self._process.start()
        theirs.close()
        try:
            self.media_type = (self._next() or b"").decode()
        except BaseException:
            self.close()
            raise

    def pieces(self) -> Iterator[bytes]:
        """The content, until its end."""
        while (piece := self._next()) is not None:
            yield piece

    def _next(self) -> bytes | None:
        left = max(0.0, self._until - time.monotonic()) if self.limits.seconds else None
        try:
            if not self._answers.poll(left):
                raise TooLong(f"no answer within {self.limits.seconds:g} s; ask for less, or raise --timeout")
            message: bytes = self._answers.recv_bytes()
        except (EOFError, ConnectionError):
            raise self._ended() from None
        kind, content = message[:1], message[1:]
        if kind == _FAULT:
            name, _, said = content.decode().partition(":")
            raise _FAULTS[name](said)
        return content if kind == _CONTENT else None

    def _ended(self) -> QueryError:
        if self.limits.seconds and time.monotonic() >= self._until:
            return TooLong(f"no answer within {self.limits.seconds:g} s; ask for less, or raise --timeout")
        most = f" than {self.limits.memory >> 20:,} MB" if self.limits.memory else ""
        return TooMuch(f"the query takes more memory{most}, or is nested too deeply; ask for less")

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._answers.close()


def ask_apart(store: ox.Store, question: Question, limits: Limits) -> Answer:
    """The answer of a store in memory. Raises QueryError, also while rows are taken."""
    if "fork" in multiprocessing.get_all_start_methods():
        asked = Asked(partial(_same, store), question, limits, "fork")
    else:
        lines = ox.serialize((quad.triple for quad in store), format=ox.RdfFormat.N_TRIPLES) or b""
        asked = Asked(partial(_loaded, lines), question, limits, "spawn")
    pieces = _parsed(asked)
    return answered(next(pieces), pieces)


def _same(store: ox.Store) -> ox.Store:
    return store


def _loaded(lines: bytes) -> ox.Store:
    store = ox.Store()
    store.bulk_load(lines, ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def _parsed(asked: Asked) -> Iterator[Any]:
    """The variables, a boolean, or None for triples; then the rest."""
    try:
        content: Any = io.BufferedReader(_Received(asked.pieces()), _PIECE)
        if asked.media_type == ox.RdfFormat.N_TRIPLES.media_type:
            yield None
            yield from (quad.triple for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES, lenient=True))
            return
        found = ox.parse_query_results(content, ox.QueryResultsFormat.JSON)
        if isinstance(found, ox.QueryBoolean):
            yield bool(found)
            return
        yield tuple(variable.value for variable in found.variables)
        width = range(len(found.variables))
        yield from (tuple(solution[i] for i in width) for solution in found)
    finally:
        asked.close()


class _Received(io.RawIOBase):
    """Pieces as a file to be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


# -- in the process of the question


def _answer(
    store: Callable[[], ox.Store], question: Question, limits: Limits, ours: Connection, theirs: Connection
) -> None:
    faulthandler.disable()
    ours.close()  # so that nobody reading on is noticed, where the process was forked
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # what an engine without memory says is said by `Asked` in our words
    try:
        opened = store()
        _confine(limits)
        if not limits.service and asks_others(question.text):
            raise Refused(_SERVICE)
        _send(opened, question, theirs)
    except Refused as error:
        _fail(theirs, error)
    except SyntaxError as error:
        _fail(theirs, QueryError(explained(question.text, error.msg)))
    except MemoryError:
        os.abort()
    except (BrokenPipeError, ConnectionError):
        pass  # nobody reads on
    except (OSError, RuntimeError, ValueError) as error:
        others = "os error 24" in str(error)  # it tried to open a connection
        _fail(theirs, Refused(_SERVICE) if others else QueryError(f"the query cannot be answered: {error}"))


def _fail(theirs: Connection, error: QueryError) -> None:
    with suppress(OSError):
        theirs.send_bytes(f"!{type(error).__name__}:{error}".encode("utf-8", "backslashreplace"))


def _send(store: ox.Store, question: Question, theirs: Connection) -> None:
    found = store.query(
        question.text,
        base_iri=question.base,
        prefixes=dict(question.prefixes),
        use_default_graph_as_union=not question.default_graphs,
        default_graph=[ox.NamedNode(iri) for iri in question.default_graphs] or None,
        named_graphs=[ox.NamedNode(iri) for iri in question.named_graphs] or None,
    )
    media_type = question.graph if isinstance(found, ox.QueryTriples) else question.results
    theirs.send_bytes(_CONTENT + media_type.encode())
    out = io.BufferedWriter(_Sent(theirs), _PIECE)  # no context: a fault comes before what was not sent by then
    if isinstance(found, ox.QueryTriples):
        form = ox.RdfFormat.from_media_type(media_type)
        ox.serialize(found, out, form, prefixes=dict(question.prefixes))
    else:
        found.serialize(out, ox.QueryResultsFormat.from_media_type(media_type))
    out.flush()
    theirs.send_bytes(_END)


class _Sent(io.RawIOBase):
    """A file that sends what is written to it."""

    def __init__(self, to: Connection) -> None:
        self._to = to

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._to.send_bytes(_CONTENT + bytes(piece))
        return len(piece)


def _confine(limits: Limits) -> None:
    """Take from this process what a question does not need; Windows keeps only to the time, which others measure."""
    try:
        import resource
    except ImportError:
        return
    if limits.memory:
        _limit(resource.RLIMIT_DATA, _taken() + limits.memory)
    if limits.seconds:
        _limit(resource.RLIMIT_CPU, math.ceil(limits.seconds) + 5)  # also where nobody is left to end it
    if not limits.service:
        _limit(resource.RLIMIT_NOFILE, 0)  # what can open nothing can ask nobody, however the query is written


def _limit(what: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def _taken() -> int:
    """Bytes that the process has by now, where the system tells."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
