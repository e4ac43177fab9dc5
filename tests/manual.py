"""What comes from the code: tables of the manual, and the JSON Schema of mappings. ``make manual`` writes them, and
tests compare them.

A table stands in a page behind ``<!-- its name, by make manual -->``. Codes, queries and prefixes are as the code
says; readers and formats keep what a row says of them, and get a row where they have none.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from orkgx.ask.queries import shipped
from orkgx.check.codes import CODES
from orkgx.graph.terms import BASE, PREFIXES
from orkgx.mapping.files import mappings_folder
from orkgx.mapping.json_schema import json_schema
from orkgx.mapping.readers import READERS
from orkgx.write.formats import FORMATS

MANUAL = Path(__file__).parents[1] / "src" / "orkgx" / "manual"

Rows = dict[str, str]  # by the names in their first cell, as they are written


def codes(_: Rows) -> Iterable[str]:
    return (f"| `{name}` | {code.severity} | {code.help.removesuffix('.')} |" for name, code in CODES.items())


def queries(_: Rows) -> Iterable[str]:
    for name, query in shipped().items():
        asked = "".join(f" `-p {one.name}=...`: {one.help}" for one in query.parameters)
        yield f"| `{name}` | {query.help}{asked} |"


def prefixes(_: Rows) -> Iterable[str]:
    yield from (f"| `{prefix}` | `{iri}` |" for prefix, iri in PREFIXES.items())
    yield f"| `id` | `{BASE}`, the things that have no IRI of their own; `--base` changes it |"


def readers(there: Rows) -> Iterable[str]:
    made = {
        name: f"| `{name}` | {(inspect.getdoc(one.read) or '').partition(chr(10))[0].removesuffix('.')} |"
        for name, one in READERS.items()
    }
    return merged(there, made)


def formats(there: Rows) -> Iterable[str]:
    made = {
        name: f"| `{name}` | {', '.join(f'`{ending}`' for ending in one.endings)} | {one.media_type} |"
        for name, one in FORMATS.items()
    }
    return merged(there, made)


def merged(there: Rows, made: Rows) -> Iterable[str]:
    """The rows of a page that speak of what there is, and new ones for the rest."""
    described = {name for cell in there for name in re.findall(r"`([^`]+)`", cell)}
    yield from (row for cell, row in there.items() if set(re.findall(r"`([^`]+)`", cell)) <= {*made, *NO_RDF})
    yield from (row for name, row in made.items() if name not in described)


NO_RDF = ("orkg-csv", "jsonl")  # formats of `export` alone
TABLES: dict[str, Callable[[Rows], Iterable[str]]] = {
    "codes": codes,
    "queries": queries,
    "prefixes": prefixes,
    "readers": readers,
    "formats": formats,
}
TABLE = re.compile(r"(<!-- (\w+), by make manual -->\n\n(?:\|.*\n){2})((?:\|.*\n)*)")


def written(page: str) -> str:
    """A page with its tables as they should be."""

    def table(found: re.Match[str]) -> str:
        rows = {row.split(" | ")[0]: row for row in found[3].splitlines()}
        return found[1] + "".join(f"{row}\n" for row in TABLES[found[2]](rows))

    return TABLE.sub(table, page)


if __name__ == "__main__":
    for path in MANUAL.glob("*.md"):
        path.write_text(written(path.read_text("utf-8")), "utf-8")
    schema = json.dumps(json_schema(), indent=2, ensure_ascii=False)
    (mappings_folder() / "schema.json").write_text(f"{schema}\n", "utf-8")
