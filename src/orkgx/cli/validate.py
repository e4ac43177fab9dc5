"""validate: graphs held against shapes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from .ends import CLEAN, FINDINGS, counted, failing
from .findings import fails, read_badly, show_findings, show_next
from .loading import described
from .options import reads, take
from .selection import selects

if TYPE_CHECKING:
    from ..ask.subjects import Subjects
    from ..check.plain import Result
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
    from ..check.validation import BACK, findings
    from ..mapping.compiled import Settings
    from ..model import Severity
    from ..pipeline import Builder

    with failing():
        settings = Settings(base=options["base"], instance=options["instance"], provenance="field",
                            source_iri=options["source_iri"])  # fmt: skip
        builder = Builder.of(options["mappings"], settings)
        store, run = described(options["sources"], options, settings, BACK)
        unread = read_badly(run)
        found = findings(store, _results(store, builder, options), _names(run, options["sources"], settings))
        told = show_findings(found, options, run)
        counts = told.counts
        if not options["quiet"]:
            said = [counted(counts[one], one.name) for one in (Severity.warning, Severity.error)]
            click.echo(", ".join([counted(len(store), "statement"), *said]), err=True)
        show_next(told, options)
        bad = fails(counts, options["fail_on"]) or (unread and options["fail_on"] != "never")
        sys.exit(FINDINGS if bad else CLEAN)


def _results(store: Subjects, builder: Builder, options: dict[str, Any]) -> Iterator[Result]:
    """What all shapes find: plain ones node by node, others in a graph in memory."""
    import pyoxigraph as ox

    from ..ask.store import is_rdf, load, to_rdflib
    from ..check.plain import parted, results
    from ..check.shapes import DEFAULT, of_graph, of_mapping, template
    from ..check.validation import judged, of_other_shapes
    from ..graph.terms import address
    from ..model import SourceError

    plain = []
    for program in builder.compiled:
        whole = ox.NamedNode(address(program.catalogue))
        plain += [shape._replace(whole=whole) for shape in parted(of_mapping(program))[0]]
    graphs = [
        template(name, options["instance"])
        for name in options["templates"] or ([] if options["shapes"] else [DEFAULT])
        if name != "none"
    ]
    for name in options["shapes"]:
        if not is_rdf(name):
            raise SourceError(name, "shapes are RDF; use a file such as shapes.ttl")
        graphs.append(judged(of_graph(to_rdflib(load(name).store), name)))
    for graph in graphs:
        shapes, others = parted(graph)
        plain += shapes
        if others:
            yield from of_other_shapes(to_rdflib(store), others)
    yield from results(store, plain)


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
