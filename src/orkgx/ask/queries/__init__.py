"""Questions in SPARQL 1.1: those that are shipped, their parameters, and what a store answers.

Each `.rq` file beside this one is a named query. Its first comment is its help; a comment of the form
``# $since integer 0 Only from this year on.`` is a parameter: where ``$since`` stands in the query, its value comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

import pyoxigraph as ox

from ...graph.terms import PREFIXES, XSD, iri, literal
from ...model import OrkgxError

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_PARAMETER = re.compile(r'# \$(\w+) (integer|text|iri) ("[^"]*"|\S+) (.+)')
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.S)
# What the word SERVICE means nothing in: comments, IRIs, strings, variables and names behind their prefix.
_OTHER = re.compile(
    r"""#[^\n\r]*|<[^<>"{}|^`\\\x00-\x20]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|[?$]\w+""",
    re.S,
)
# The engine wants nothing around its words: ``SERVICE:a {`` is a clause, whatever prefixes there are.
_CLAUSE = re.compile(r"service\s*(?:silent\s*)?[\w.-]{0,99}:\S{0,999}\s*\{", re.I)
_NAMES = re.compile(r"[\w.-]*:[\w.:%-]*")


class QueryError(OrkgxError):
    """A query that cannot be put, or that takes too long."""

    code = "faulty-query"


class Parameter(NamedTuple):
    """A place in a query for a value of a kind: integer, text or iri."""

    name: str
    kind: str
    default: str
    help: str


class Query(NamedTuple):
    """A query with its help and its parameters, the first comments of its text."""

    name: str
    help: str
    parameters: tuple[Parameter, ...]
    text: str

    def filled(self, given: Mapping[str, str]) -> str:
        """The text with a value in the place of each parameter. Raises QueryError."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := sorted(given.keys() - known.keys()):
            takes = ", ".join(known) or "none"
            raise QueryError(f"{self.name} has no parameter {unknown[0]!r}; it takes: {takes}")
        text = self.text
        for name, parameter in known.items():
            term = _term(parameter, given.get(name, parameter.default))
            text = re.sub(rf"\${name}\b", term.replace("\\", "\\\\"), text)
        return text


class Solutions(NamedTuple):
    """The answer to SELECT: a term or None for each variable, row by row."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


class Triples(NamedTuple):
    """The answer to CONSTRUCT and DESCRIBE."""

    triples: Iterator[ox.Triple]


Answer = Solutions | Triples | bool


def shipped() -> dict[str, Query]:
    """The named queries, by name."""
    found = sorted((file.name, file) for file in files(__name__).iterdir() if file.name.endswith(".rq"))
    return {name[:-3]: read(file.read_text("utf-8"), name[:-3]) for name, file in found}


def find(name: str) -> Query:
    """The named query. Raises QueryError."""
    known = shipped()
    if name not in known:
        raise QueryError(f"there is no query {name!r}; there are: {', '.join(known)}")
    return known[name]


def read(text: str, name: str) -> Query:
    """A query with what its first comments say of it."""
    comments, parameters = [], []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if parts := _PARAMETER.fullmatch(line):
            parameters.append(Parameter(parts[1], parts[2], parts[3].strip('"'), parts[4]))
        else:
            comments.append(line.removeprefix("#").strip())
    return Query(name, " ".join(filter(None, comments)), tuple(parameters), text)


def _term(parameter: Parameter, value: str) -> str:
    if parameter.kind == "iri":
        return iri(value)
    if parameter.kind == "text":
        return literal(value)
    try:
        return literal(str(int(value)), XSD + "integer")
    except ValueError:
        raise QueryError(f"{parameter.name} is {value!r}; a whole number was expected") from None


def ask(store: ox.Store, text: str, *, prefixes: Mapping[str, str] = PREFIXES) -> Answer:
    """The answer of a store to a query of our own, here and now; those of others are put by `orkgx.ask.apart`."""
    found = store.query(text, prefixes=dict(prefixes), use_default_graph_as_union=True)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return Triples(found)
    width = range(len(found.variables))
    rows = (tuple(solution[i] for i in width) for solution in found)
    return Solutions(tuple(variable.value for variable in found.variables), rows)


def asks_others(text: str) -> bool:
    """Whether a query seems to ask another endpoint (SERVICE), so that it can be told at once; no guard."""
    text = _OTHER.sub(" ", text)
    return bool(_CLAUSE.search(text)) or "service" in _NAMES.sub(" ", text).lower()


def answered(first: Any, pieces: Iterator[Any]) -> Answer:
    """An answer from its first piece (the variables, a boolean, or None for triples) and the rest of them."""
    if isinstance(first, bool):
        return first
    return Triples(pieces) if first is None else Solutions(first, pieces)


def explained(text: str, message: str) -> str:
    """A syntax error with the line of the query that it is about."""
    place = _PLACE.match(message)
    if not place:
        return f"the query is wrong: {message}"
    line, column = int(place[1]), int(place[2])
    lines = text.splitlines() or [""]
    stood = lines[min(line, len(lines)) - 1]
    return f"the query is wrong at line {line}, column {column}: {place[3]}\n  {stood}\n  {' ' * (column - 1)}^"
