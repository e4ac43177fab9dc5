"""What stands behind names, as statements: RDF files as they are, catalogues by a run over them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, NamedTuple

import pyoxigraph as ox

from ..graph.terms import line
from ..mapping.compiled import Settings
from ..model import SourceError
from ..pipeline import Builder, Engine, Run
from ..read.sources import Source, open_sources
from ..write.formats import RDF_FORMATS, format_for


class Behind(NamedTuple):
    """The files of RDF among sources, each with its format, and a run over the others; None where there are none."""

    rdf: list[tuple[Source, ox.RdfFormat]]
    run: Run | None


def behind(
    names: Sequence[str],
    *,
    mappings: Sequence[str] = (),
    settings: Settings | None = None,
    jobs: int = 1,
    engine: Engine | None = None,
) -> Behind:
    """What `orkgx.read.sources` finds; what has the ending of RDF is read as such. Raises SourceError for what cannot
    be had, and MappingError for a faulty mapping."""
    opened, errors = open_sources(names, source_iri=None)
    if errors:
        raise errors[0]
    formats = {source.name: format_ for source in opened if (format_ := rdf_format(source.name))}
    catalogues = [source for source in opened if source.name not in formats]
    builder = Builder.of(mappings, settings or Settings()) if catalogues else None
    run = Run(builder, catalogues, jobs=jobs, engine=engine) if builder else None
    return Behind([(one, formats[one.name]) for one in opened if one.name in formats], run)


def is_rdf(name: str) -> bool:
    """Whether a name's ending is that of an RDF format."""
    return rdf_format(name) is not None


def rdf_format(name: str) -> ox.RdfFormat | None:
    format_ = RDF_FORMATS.get(format_for(name.partition("?")[0]))
    return ox.RdfFormat.from_media_type(format_.media_type) if format_ else None


@contextmanager
def opened_rdf(source: Source, format_: ox.RdfFormat) -> Iterator[IO[bytes]]:
    """A file of RDF; what is wrong with it is an error of its source."""
    try:
        with source.open() as content:
            yield content
    except SyntaxError as error:
        place = f"line {error.lineno}, column {error.offset}: " if error.lineno else ""
        raise SourceError(source.name, f"{place}this is not {format_.name}: {error.msg}") from error
    except (OSError, ValueError) as error:
        raise SourceError(source.name, f"it cannot be read as {format_.name}: {error}") from error


def quads_in(source: Source, format_: ox.RdfFormat) -> Iterator[ox.Quad]:
    """The statements of a file of RDF, one by one."""
    with opened_rdf(source, format_) as content:
        yield from ox.parse(content, format_, base_iri=source.iri or None, lenient=True)


def line_of(statement: ox.Quad | ox.Triple) -> bytes:
    """A line of N-Triples."""
    return line(str(statement.subject), str(statement.predicate), str(statement.object)).encode()


@contextmanager
def triples_of(run: Run) -> Iterator[IO[bytes]]:
    """The statements of a run over catalogues, as a file of N-Triples: each subject once."""
    with run.spooled() as spool, tempfile.TemporaryFile() as triples:
        if run.failed:
            raise run.failed[0]
        spool.copy_ntriples(triples)
        triples.seek(0)
        yield triples


def quads_of(
    name: str, *, mappings: Sequence[str] = (), settings: Settings | None = None, engine: Engine | None = None
) -> Iterator[ox.Quad]:
    """All statements behind a name, one by one."""
    found = behind([name], mappings=mappings, settings=settings, engine=engine)
    for source, format_ in found.rdf:
        yield from quads_in(source, format_)
    if found.run:
        with triples_of(found.run) as triples:
            yield from ox.parse(triples, ox.RdfFormat.N_TRIPLES, lenient=True)
