"""The quickest step from a catalogue to CSV that does the job, a scan of the lines, for peers that cannot read
Markdown; and what its columns become in the graph."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

LEAD = re.compile(r"- \[(.+?)\]\(https://orkg\.org/paper/(R\d+)/(R\d+)\)")
P, ID = "http://orkg.org/orkg/predicate/", "https://w3id.org/orkgx/id/"

# Column: (key of the block, predicate, what the object is). Lists stay whole: CSV has one value a cell.
COLUMNS = {
    "family": ("model family", f"{P}P7121", "entity"),
    "created": ("date created", f"{P}P49020", "date"),
    "organization": ("organization", f"{P}P18097", "entity"),
    "innovation": ("innovation", f"{P}P15156", "text"),
    "architecture": ("pretraining architecture", f"{P}P103000", "entity"),
    "task": ("pretraining task", f"{P}P103001", "entity"),
    "tuning": ("fine-tuning task", f"{P}P116000", "entity"),
    "corpus": ("training corpus", f"{P}P41655", "text"),
    "optimizer": ("optimizer", f"{P}P105017", "entity"),
    "tokenization": ("tokenization", f"{P}P43065", "entity"),
    "parameters": ("number of parameters", f"{P}P103002", "text"),
    "maximum": ("maximum number of parameters (in million)", f"{P}P110076", "integer"),
    "hardware": ("hardware used", f"{P}P119138", "entity"),
    "machines": ("hardware information", f"{P}P119137", "text"),
    "extension": ("extension", f"{P}extension", "text"),
    "application": ("application", f"{P}P37544", "text"),
    "code": ("has source code", f"{P}HAS_SOURCE_CODE", "text"),
    "blog": ("blog post", f"{P}P103003", "text"),
    "license": ("license", f"{P}license", "entity"),
    "problem": ("research problem", f"{P}P32", "entity"),
}
HEADER = ["name", "paper", "contribution", "title", *COLUMNS]


def scan(catalogue: Path, table: Path) -> None:
    """Write the records of a catalogue as CSV."""
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(catalogue))


def rows(catalogue: Path) -> Iterator[list[str]]:
    """One row a block: the name and ids of the list item's link, then the values."""
    keys = ["Title", *(key for key, _, _ in COLUMNS.values())]
    lead: tuple[str, ...] = ()
    fields: dict[str, str] | None = None
    with catalogue.open(encoding="utf-8") as lines:
        for line in lines:
            if fields is None:
                if line.startswith("- ") and (found := LEAD.match(line)):
                    lead = found.groups()
                elif line.startswith("  ```yaml"):
                    fields = {}
            elif line.startswith("  ```"):
                yield [*lead, *(fields.get(key, "") for key in keys)]
                fields = None
            else:
                key, _, value = line.partition(":")
                fields[key.strip()] = value.strip()
