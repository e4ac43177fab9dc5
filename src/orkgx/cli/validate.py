"""validate: graphs held against shapes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, failing
from .findings import fails, read_badly, show_findings, show_next
from .loading import loaded
from .options import reads, take
from .selection import selects

if TYPE_CHECKING:
    import rdflib

    from ..mapping.compiled import Settings
    from ..pipeline import Builder, Run


@click.command()
@reads
@selects
@take(
    [
        click.option("--template", "templates", multiple=True, metavar="FILE|ID|none",
                     help="Rules of this template of the ORKG. [default: R609825, without --shapes]"),
        click.option("--shapes", "shapes", multiple=True, metavar="FILE", help="Shapes of your own, in SHACL."),
    ]
)  # fmt: skip
def validate(**options: Any) -> None:
    """Hold RDF files and catalogues against their mapping, ORKG templates and SHACL shapes."""
    from ..ask.store import to_rdflib
    from ..check.validation import validate as hold
    from ..mapping.compiled import Settings
    from ..model import Severity
    from ..pipeline import Builder

    with failing():
        settings = Settings(base=options["base"], instance=options["instance"], provenance="field",
                            source_iri=options["source_iri"])  # fmt: skip
        builder = Builder.of(options["mappings"], settings)
        store, run = loaded(options["sources"], options, settings=settings)
        unread = read_badly(run)
        data = to_rdflib(store)
        found = hold(data, _shapes(data, builder, options), _names(run, options["sources"], settings))
        told = show_findings(found, options, run)
        counts = told.counts
        if not options["quiet"]:
            warnings, errors = counts[Severity.warning], counts[Severity.error]
            click.echo(f"{len(data):,} statements, {warnings:,} warnings, {errors:,} errors", err=True)
        show_next(told, options)
        bad = fails(counts, options["fail_on"]) or (unread and options["fail_on"] != "never")
        sys.exit(FINDINGS if bad else CLEAN)


def _shapes(data: rdflib.Graph, builder: Builder, options: dict[str, Any]) -> rdflib.Graph:
    """All shapes in one graph."""
    import rdflib

    from ..ask.store import is_rdf, load, to_rdflib
    from ..check.shapes import DEFAULT, of_graph, of_mapping, template
    from ..graph.terms import address
    from ..model import SourceError

    shapes = rdflib.Graph()
    part_of = rdflib.DCTERMS.isPartOf
    for program in builder.compiled:
        catalogue = rdflib.URIRef(address(program.catalogue))
        contributions = sorted(one for one in data.subjects(part_of, catalogue) if isinstance(one, rdflib.URIRef))
        if contributions:
            shapes += of_mapping(program, contributions)
    for name in options["templates"] or ([] if options["shapes"] else [DEFAULT]):
        if name != "none":
            shapes += template(name, options["instance"])
    for name in options["shapes"]:
        if not is_rdf(name):
            raise SourceError(name, "shapes are RDF; use a file such as shapes.ttl")
        shapes += of_graph(to_rdflib(load(name).store), name)
    return shapes


def _names(run: Run | None, sources: tuple[str, ...], settings: Settings) -> dict[str, str]:
    """What a finding calls the sources, by their IRIs."""
    from ..graph.terms import BASE
    from ..read.batches import source_iri

    if run is None:
        return {"": sources[0]}
    names = {source_iri(source, settings.base or BASE): source.name for source in run.sources}
    only = next(iter(names.values()))
    if len(names) == 1:
        names |= {program.spec.source: only for program in run.builder.compiled if program.spec.source}
        names |= {settings.source_iri: only} if settings.source_iri else {}
    return names
