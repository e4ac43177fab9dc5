"""An export as a dataset in VoID, DCAT 3 and PROV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import rdflib
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID, XSD

from .. import __version__
from ..graph.terms import PREFIXES
from .dataset import Counts, Description, File

_SPDX = rdflib.Namespace(PREFIXES["spdx"])
_CHECKSUMS = rdflib.Namespace("http://spdx.org/rdf/terms#")
_VERSION = rdflib.URIRef(f"{DCAT}version")  # of DCAT 3, which rdflib's namespace is older than
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_DATASET, _EXPORT, _ORKGX = (rdflib.URIRef(name) for name in ("#dataset", "#export", "#orkgx"))

Fact = tuple[rdflib.URIRef, Any]  # a predicate, and a term or what becomes a literal


def void(description: Description) -> str:
    """The dataset as Turtle."""
    graph = _Facts()
    graph.dataset(description)
    graph.catalogues(description)
    graph.sources(description)
    graph.partitions(description.counts)
    for number, file in enumerate(description.files, 1):
        graph.distribution(file, number)
    return graph.serialize(format="turtle")


class _Facts(rdflib.Graph):
    """A graph that each part of a description is added to."""

    def __init__(self) -> None:
        super().__init__()
        for prefix, iri in (("spdxo", _CHECKSUMS), ("spdx", _SPDX), ("void", VOID), ("dcat", DCAT)):
            self.bind(prefix, iri)

    def state(self, subject: rdflib.URIRef, *facts: Fact) -> None:
        for predicate, value in facts:
            term = value if isinstance(value, rdflib.term.Identifier) else rdflib.Literal(value)
            self.add((subject, predicate, term))

    def dataset(self, description: Description) -> None:
        """The dataset as a whole, and the run that made it."""
        created = rdflib.Literal(description.created.isoformat(), datatype=XSD.dateTime)
        counts = description.counts
        self.state(
            _DATASET,
            (RDF.type, VOID.Dataset),
            (RDF.type, DCAT.Dataset),
            (RDF.type, PROV.Entity),
            (DCTERMS.title, f"{description.title}, as a knowledge graph"),
            (DCTERMS.created, created),
            (PROV.wasGeneratedBy, _EXPORT),
            (VOID.triples, counts.triples),
            (VOID.entities, counts.subjects),
            (VOID.distinctSubjects, counts.subjects),
            (VOID.distinctObjects, counts.objects),
            (VOID.properties, len(counts.properties)),
            (VOID.classes, len(counts.classes)),
        )
        self.state(_EXPORT, (RDF.type, PROV.Activity), (PROV.endedAtTime, created), (PROV.wasAssociatedWith, _ORKGX))
        self.state(_ORKGX, (RDF.type, PROV.SoftwareAgent), (DCTERMS.title, "orkgx"), (_VERSION, __version__))

    def catalogues(self, description: Description) -> None:
        """What the export was made from, under which terms; the terms are its own where they are the same for all."""
        for one in description.catalogues:
            about = rdflib.URIRef(f"#catalogue-{quote(one['mapping'])}")
            self.state(_DATASET, (DCTERMS.source, about))
            self.state(about, (RDF.type, DCAT.Resource), (DCTERMS.title, one["title"]))
            if homepage := one.get("homepage"):
                self.state(about, (DCAT.landingPage, rdflib.URIRef(homepage)))
            if license_ := one.get("license"):
                self.state(about, (DCTERMS.license, _SPDX[license_]))
            if attribution := one.get("attribution"):
                self.state(about, (DCTERMS.rightsHolder, attribution))
        licenses = {one.get("license") for one in description.catalogues}
        if len(licenses) == 1 and (only := licenses.pop()):
            self.state(_DATASET, (DCTERMS.license, _SPDX[only]))

    def sources(self, description: Description) -> None:
        """The files that were read, each with its version and hash."""
        for number, one in enumerate(description.sources, 1):
            about = rdflib.URIRef(one.get("iri") or f"#source-{number}")
            self.state(_DATASET, (PROV.wasDerivedFrom, about))
            self.state(_EXPORT, (PROV.used, about))
            self.state(about, (RDF.type, PROV.Entity), (DCTERMS.title, one["name"]))
            if version := one.get("commit") or one.get("etag"):
                self.state(about, (_VERSION, version))
            self.checksum(about, f"#source-{number}-checksum", one["sha256"])

    def partitions(self, counts: Counts) -> None:
        """The dataset by class and by predicate, and the vocabularies that these are from."""
        for iri in _vocabularies([*counts.classes, *counts.properties]):
            self.state(_DATASET, (VOID.vocabulary, rdflib.URIRef(iri)))
        for number, (class_, entities) in enumerate(counts.classes.items(), 1):
            part = rdflib.URIRef(f"#class-{number}")
            self.state(_DATASET, (VOID.classPartition, part))
            self.state(part, (VOID["class"], rdflib.URIRef(class_)), (VOID.entities, entities))
        for number, (predicate, triples) in enumerate(counts.properties.items(), 1):
            part = rdflib.URIRef(f"#property-{number}")
            self.state(_DATASET, (VOID.propertyPartition, part))
            self.state(part, (VOID.property, rdflib.URIRef(predicate)), (VOID.triples, triples))

    def distribution(self, file: File, number: int) -> None:
        about, address = rdflib.URIRef(f"#file-{number}"), rdflib.URIRef(quote(file.name))
        self.state(_DATASET, (DCAT.distribution, about), (VOID.dataDump, address))
        self.state(
            about,
            (RDF.type, DCAT.Distribution),
            (DCTERMS.title, file.name),
            (DCAT.downloadURL, address),
            (DCAT.mediaType, rdflib.URIRef(_MEDIA_TYPES + file.media_type)),
            (DCAT.byteSize, rdflib.Literal(file.size, datatype=XSD.nonNegativeInteger)),
        )
        self.checksum(about, f"#file-{number}-checksum", file.sha256)

    def checksum(self, owner: rdflib.URIRef, name: str, sha256: str) -> None:
        about = rdflib.URIRef(name)
        self.state(owner, (_CHECKSUMS.checksum, about))
        self.state(
            about,
            (RDF.type, _CHECKSUMS.Checksum),
            (_CHECKSUMS.algorithm, _CHECKSUMS.checksumAlgorithm_sha256),
            (_CHECKSUMS.checksumValue, rdflib.Literal(sha256, datatype=XSD.hexBinary)),
        )


def _vocabularies(iris: Iterable[str]) -> list[str]:
    """The namespaces that terms are from."""
    return sorted({iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris})
