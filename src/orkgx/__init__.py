"""Markdown catalogues of language models as a knowledge graph with the predicates of the ORKG.

The public names are `export`, `records` and `statements`; nothing else is imported before one of them is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rdflib

    from .model import Record, Statement

__version__ = "0.1.0"
__all__ = ["__version__", "export", "records", "statements"]


def records(*sources: str) -> Iterator[Record]:
    """The records of Markdown sources: fields as written, with their places.

    Raises SourceError for a source that cannot be read.
    """
    from .read.batches import batches
    from .read.records import RecordReader
    from .read.sources import open_sources

    opened, errors = open_sources(sources, source_iri=None)
    if errors:
        raise errors[0]
    reader = RecordReader()
    for batch in batches(opened, "", lambda finding: None, errors.append):
        for stretch in batch.stretches:
            yield from reader.read_file(stretch.segments, [])
    if errors:
        raise errors[0]


def statements(*sources: str, mappings: Sequence[str] = (), **settings: str) -> Iterator[Statement]:
    """Every distinct statement of the sources' graph, as terms of N-Triples.

    `settings` are the fields of `orkgx.mapping.compiled.Settings`. Raises MappingError for a faulty mapping and
    SourceError for a source that cannot be read.
    """
    from .graph.terms import parse_line
    from .mapping.compiled import Settings
    from .model import Statement
    from .pipeline import prepare

    run = prepare(*sources, mappings=mappings, settings=Settings(**settings))  # type: ignore[arg-type]
    with run.spooled() as spool:
        for chunk in spool.chunks():
            for line in chunk.text.split("\n")[:-1]:
                yield Statement(*parse_line(line))


def export(*sources: str, mappings: Sequence[str] = (), **settings: str) -> rdflib.Graph:
    """The graph of Markdown sources; the rest as for `statements`."""
    import rdflib

    from .graph.terms import line

    lines = (line(*statement[:3]) for statement in statements(*sources, mappings=mappings, **settings))
    return rdflib.Graph().parse(data="".join(lines), format="nt")
