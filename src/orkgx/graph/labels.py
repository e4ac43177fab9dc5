"""The labels of every class and property that a graph may use, read from the ontology folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@cache
def labels(folder: Path) -> dict[str, str]:
    """Term -> English label, from every Turtle file of the folder."""
    import pyoxigraph

    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.ttl")):
        for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
            if quad.predicate.value == _LABEL and isinstance(quad.object, pyoxigraph.Literal):
                found.setdefault(str(quad.subject), quad.object.value)
    return found
