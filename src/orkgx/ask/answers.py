"""Answers to queries, written: tables for people, formats of the W3C for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import IO, Any

import pyoxigraph as ox

from ..graph.terms import XSD
from ..write.cells import guarded
from ..write.formats import RDF_FORMATS
from .queries import Solutions, Term, Triples

_NAME = re.compile(r"[\w.-]*\w")
_GROUPED = 10_000  # numbers from here on get their digits grouped; years do not
_LANGUAGE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_NUMBERS = {XSD + "integer", XSD + "decimal"}

Row = tuple[Term | None, ...]


def write_solutions(
    solutions: Solutions, out: IO[bytes], form: str, prefixes: Mapping[str, str], *, limit: int = 0
) -> bool:
    """Write at most `limit` rows (0: all) in a form of SOLUTIONS; whether there were more."""
    rows = islice(solutions.rows, limit) if limit else solutions.rows
    text = io.TextIOWrapper(out, "utf-8", errors="backslashreplace", newline="", write_through=True)
    try:
        SOLUTIONS[form](solutions.variables, rows, text, prefixes)
    finally:
        text.detach()
    return bool(limit) and next(solutions.rows, None) is not None


def write_boolean(answer: bool, out: IO[bytes], form: str) -> None:
    """Write the answer to ASK."""
    text = json.dumps({"head": {}, "boolean": answer}) if form == "json" else str(answer).lower()
    out.write(text.encode() + b"\n")


def write_triples(triples: Triples, out: IO[bytes], form: str, prefixes: Mapping[str, str]) -> None:
    """Write a graph in a format of `orkgx.write.formats`."""
    format_ = ox.RdfFormat.from_media_type(RDF_FORMATS[form].media_type)
    ox.serialize(triples.triples, out, format_, prefixes=dict(prefixes))


def as_table(variables: tuple[str, ...], rows: Iterator[Row], out: IO[str], prefixes: Mapping[str, str]) -> None:
    """Columns with their numbers to the right; on a terminal no wider than it is."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    kept = list(rows)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for i, name in enumerate(variables):
        numbers = all(_is_number(row[i]) for row in kept if row[i] is not None)
        table.add_column(Text(name), justify="right" if numbers and kept else "left", overflow="fold")
    for row in kept:
        table.add_row(*(Text(_one_line(shown(term, prefixes))) for term in row))
    import sys

    here = sys.stdout.isatty()
    console = Console(file=out, width=None if here else 1_000_000, highlight=False, force_terminal=here)
    if here:
        console.print(table)
        return
    with console.capture() as capture:
        console.print(table)
    out.writelines(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def as_markdown(variables: tuple[str, ...], rows: Iterator[Row], out: IO[str], prefixes: Mapping[str, str]) -> None:
    """A table of GitHub's Markdown."""
    kept = list(rows)
    numbers = [bool(kept) and all(_is_number(row[i]) for row in kept if row[i]) for i in range(len(variables))]
    out.write(f"| {' | '.join(variables)} |\n|{'|'.join('--:' if number else '---' for number in numbers)}|\n")
    for row in kept:
        cells = (re.sub(r"([\\|<&`*_\[\]])", r"\\\1", _one_line(shown(term, prefixes))) for term in row)
        out.write(f"| {' | '.join(cells)} |\n")


def as_csv(variables: tuple[str, ...], rows: Iterator[Row], out: IO[str], _: Mapping[str, str]) -> None:
    """SPARQL 1.1 Query Results CSV, but that texts which a spreadsheet would run are guarded by an apostrophe."""
    writer = csv.writer(out)
    writer.writerow(variables)
    writer.writerows([guarded(_value(term)) for term in row] for row in rows)


def as_tsv(variables: tuple[str, ...], rows: Iterator[Row], out: IO[str], _: Mapping[str, str]) -> None:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle."""
    out.write("\t".join(f"?{name}" for name in variables) + "\n")
    for row in rows:
        out.write("\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) + "\n")


def as_json(variables: tuple[str, ...], rows: Iterator[Row], out: IO[str], _: Mapping[str, str]) -> None:
    """SPARQL 1.1 Query Results JSON, a row a line."""
    out.write(f'{{"head": {json.dumps({"vars": variables})}, "results": {{"bindings": [')
    for number, row in enumerate(rows):
        binding = {name: _json(term) for name, term in zip(variables, row, strict=True) if term is not None}
        out.write(("," if number else "") + "\n" + json.dumps(binding, ensure_ascii=False))
    out.write("\n]}}\n")


Write = Callable[[tuple[str, ...], Iterator[Row], IO[str], Mapping[str, str]], None]
SOLUTIONS: dict[str, Write] = {"table": as_table, "md": as_markdown, "csv": as_csv, "tsv": as_tsv, "json": as_json}


def shown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """A term for people: IRIs with a prefix where one fits, numbers with their digits in groups."""
    if isinstance(term, ox.NamedNode):
        for prefix, start in prefixes.items():
            if term.value.startswith(start) and _NAME.fullmatch(term.value, len(start)):
                return f"{prefix}:{term.value[len(start) :]}"
        return term.value
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS and _is_number(term):
        whole, point, part = term.value.partition(".")
        return f"{int(whole):,}{point}{part}" if abs(int(whole)) >= _GROUPED else term.value
    return _value(term)


def turtle(term: Term, prefixes: Mapping[str, str]) -> str:
    """A term on one line as Turtle would have it, where a prefix fits; `id:` takes the paths of our own things too."""
    if isinstance(term, ox.NamedNode):
        short = shown(term, prefixes)
        own = prefixes.get("id", "")
        if short == term.value and own and term.value.startswith(own):
            return f"id:{term.value[len(own) :]}"
        return f"<{term.value}>" if short == term.value else short
    if isinstance(term, ox.Literal) and term.datatype.value not in (XSD + "string", _LANGUAGE):
        if term.datatype.value == XSD + "integer":
            return term.value
        return f"{ox.Literal(term.value)}^^{turtle(term.datatype, prefixes)}"
    return _one_line(str(term))


def _value(term: Term | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and bool(re.fullmatch(r"[+-]?\d{1,300}(\.\d+)?", term.value))


def _one_line(text: str) -> str:
    """Without what would move a terminal's cursor."""
    return "".join(character if character.isprintable() else " " for character in text)


def _json(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        literal = {"type": "literal", "value": term.value}
        if term.language:
            return {**literal, "xml:lang": term.language}
        plain = term.datatype.value == XSD + "string"
        return literal if plain else {**literal, "datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
