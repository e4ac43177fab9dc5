"""What an export is: whose data, under which terms, from where, how much, and hashes to know it again.

Three files go beside the export: `void.ttl` (VoID, DCAT 3 and PROV), `manifest.json`, and the metadata of an RO-Crate.
Their IRIs are relative, so they hold wherever the folder is published.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox
import rdflib
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID, XSD

from .. import __version__
from ..ask.store import load
from ..graph.terms import PREFIXES, line
from ..model import Diagnostic, OrkgxError, Severity, Span
from ..pipeline import Run
from ..read.sources import Source
from ..write.formats import FORMATS, RDF_FORMATS

_SPDX = rdflib.Namespace(PREFIXES["spdx"])
_VERSION = rdflib.URIRef(f"{DCAT}version")  # of DCAT 3, which rdflib's namespace is older than
_IANA = "https://www.iana.org/assignments/media-types/"
_CHUNK = 1 << 20
# Licences whose works may only go on under the same one; those of Creative Commons say it in their name.
_ALIKE = re.compile(r"^(CC-BY(-NC)?-SA|ODbL|GFDL|[AL]?GPL|EUPL|CDLA-Sharing|MPL)\b")
_NOT_COMMERCIAL = re.compile(r"-NC\b")
_NOT_CHANGED = re.compile(r"-ND\b")


class DescribeError(OrkgxError):
    """A description that cannot be made."""

    code = "no-description"


class File(NamedTuple):
    """A file of the export, in the folder of the description; `name` is its path from there."""

    name: str
    media_type: str
    size: int
    sha256: str


class Counts(NamedTuple):
    """How much a graph says: what VoID asks for."""

    triples: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


class Description(NamedTuple):
    """All that is known of an export."""

    created: datetime
    files: tuple[File, ...]
    counts: Counts
    canonical: str
    sources: tuple[dict[str, Any], ...]
    catalogues: tuple[dict[str, Any], ...]
    profile: str


def describe(run: Run, outputs: Sequence[tuple[str, str]]) -> tuple[Path, Description]:
    """The folder that the description goes to, and what it says of outputs (path, format). Raises DescribeError."""
    rdf = [path for path, form in outputs if form in RDF_FORMATS]
    if not rdf or any(path == "-" for path, _ in outputs):
        raise DescribeError("a description needs files of RDF beside it; name one with -o")
    folder = Path(rdf[0]).parent
    store = load(rdf[0]).store
    used = [program for program in run.builder.compiled if program.name in run.summary.catalogues]
    return folder, Description(
        created=_now(),
        files=tuple(_file(Path(path), form, folder) for path, form in outputs),
        counts=count(store),
        canonical=canonical_hash(store),
        sources=tuple(_source(source) for source in run.sources),
        catalogues=tuple(
            {
                "mapping": program.name,
                **program.spec.catalogue.model_dump(exclude_none=True),
                "sha256": hashlib.sha256(program.spec.model_dump_json().encode()).hexdigest(),
            }
            for program in used
        ),
        profile=run.builder.settings.profile,
    )


def _now() -> datetime:
    """The time, or what SOURCE_DATE_EPOCH says it is (https://reproducible-builds.org/specs/source-date-epoch/)."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, OSError) as error:
        raise DescribeError(f"SOURCE_DATE_EPOCH is {given!r}; seconds since 1970 were expected") from error


def canonical_hash(store: ox.Store) -> str:
    """SHA-256 of the canonical N-Quads of the default graph and all others as one, by RDFC-1.0."""
    # Which graph a statement is in follows from the format; what is said does not.
    quads: Iterable[ox.Quad] = store
    if store.query("ASK { ?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o)) }", use_default_graph_as_union=True):
        quads = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store)
        quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    digest = hashlib.sha256()
    for statement in sorted({line(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}):
        digest.update(statement.encode())
    return digest.hexdigest()


def count(store: ox.Store) -> Counts:
    """The figures of a store, by SPARQL."""

    def ask(query: str) -> Iterator[Any]:
        return iter(store.query(query, use_default_graph_as_union=True))  # type: ignore[arg-type]

    (all_,) = ask("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k) { ?s ?p ?o }")
    classes = ask("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    properties = ask("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    triples, subjects, objects = (int(term.value) for term in all_)
    return Counts(
        triples,
        subjects,
        objects,
        dict(sorted((row[0].value, int(row[1].value)) for row in classes)),
        dict(sorted((row[0].value, int(row[1].value)) for row in properties)),
    )


def _file(path: Path, form: str, folder: Path) -> File:
    digest, size = _digest(path.open("rb"))
    name = Path(os.path.relpath(path, folder)).as_posix()
    return File(name, FORMATS[form].media_type, size, digest)


def _digest(content: Any) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with content as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _source(source: Source) -> dict[str, Any]:
    digest, size = _digest(source.open())
    said: dict[str, Any] = {"name": source.label, "bytes": size, "sha256": digest}
    if source.iri:
        said["iri"] = source.iri
    if source.etag:
        said["etag"] = source.etag
    return said | _commit(Path(source.name))


def _commit(path: Path) -> dict[str, str]:
    """The commit that a file stands in as it is; nothing where there is no git, or the file was changed since."""
    if not path.is_file():
        return {}
    try:
        changed = _git(path, "status", "--porcelain")
        commit = _git(path, "log", "-1", "--format=%H")
    except (OSError, subprocess.SubprocessError):
        return {}
    return {"commit": commit} if commit and not changed else {}


def _git(path: Path, *words: str) -> str:
    command = ["git", "-C", str(path.resolve().parent), *words, "--", path.name]
    return subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.strip()


# -- terms of use


def license_findings(description: Description, source: str) -> list[Diagnostic]:
    """What speaks against publishing the export: catalogues without a licence, and licences that cannot be combined."""
    place, found = Span(source, 1, 1), []
    known = {one["mapping"]: one.get("license") for one in description.catalogues}
    for name, license_ in known.items():
        if not license_:
            message = f"nobody knows under which licence {name} is; ask for it, and write it into the mapping"
            found.append(Diagnostic(place, Severity.warning, "unknown-license", message))
    several = sorted({license_ for license_ in known.values() if license_})
    if why := _apart(several):
        message = f"{' and '.join(several)} cannot be combined: {why}; export the catalogues apart"
        found.append(Diagnostic(place, Severity.warning, "mixed-licenses", message))
    return found


def _apart(licenses: Sequence[str]) -> str:
    """Why works under these licences cannot become one; empty where nothing is known to forbid it."""
    if len(licenses) < 2:
        return ""
    if changed := [one for one in licenses if _NOT_CHANGED.search(one)]:
        return f"{changed[0]} allows no changed work"
    alike = [one for one in licenses if _ALIKE.match(one)]
    if len(alike) > 1:
        return f"{alike[0]} and {alike[1]} each want the whole for themselves"
    other = [one for one in licenses if _NOT_COMMERCIAL.search(one)]
    if alike and other and not _NOT_COMMERCIAL.search(alike[0]):
        return f"{alike[0]} allows commercial use of the whole, and {other[0]} does not"
    return ""


# -- the files


def manifest(description: Description) -> str:
    """The manifest as JSON."""
    said = {
        "orkgx": __version__,
        "created": description.created.isoformat(),
        "profile": description.profile,
        "sources": description.sources,
        "catalogues": description.catalogues,
        "graph": {
            "statements": description.counts.triples,
            "canonicalization": "RDFC-1.0",
            "sha256": description.canonical,
        },
        "files": [
            {"path": file.name, "mediaType": file.media_type, "bytes": file.size, "sha256": file.sha256}
            for file in description.files
        ],
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def void(description: Description) -> str:
    """The dataset in VoID, DCAT 3 and PROV, as Turtle."""
    graph = rdflib.Graph()
    for prefix, iri in (("spdxo", "http://spdx.org/rdf/terms#"), ("spdx", _SPDX), ("void", VOID), ("dcat", DCAT)):
        graph.bind(prefix, iri)
    dataset, run = rdflib.URIRef("#dataset"), rdflib.URIRef("#export")

    def say(subject: rdflib.URIRef, *facts: tuple[rdflib.URIRef, Any]) -> rdflib.URIRef:
        for predicate, value in facts:
            term = value if isinstance(value, rdflib.term.Identifier) else rdflib.Literal(value)
            graph.add((subject, predicate, term))
        return subject

    created = rdflib.Literal(description.created.isoformat(), datatype=XSD.dateTime)
    counts = description.counts
    title = " and ".join(one["title"] for one in description.catalogues) or "Language models"
    say(
        dataset,
        (RDF.type, VOID.Dataset),
        (RDF.type, DCAT.Dataset),
        (RDF.type, PROV.Entity),
        (DCTERMS.title, f"{title}, as a knowledge graph"),
        (DCTERMS.created, created),
        (PROV.wasGeneratedBy, run),
        (VOID.triples, counts.triples),
        (VOID.entities, counts.subjects),
        (VOID.distinctSubjects, counts.subjects),
        (VOID.distinctObjects, counts.objects),
        (VOID.properties, len(counts.properties)),
        (VOID.classes, len(counts.classes)),
    )
    say(
        run,
        (RDF.type, PROV.Activity),
        (PROV.endedAtTime, created),
        (PROV.wasAssociatedWith, rdflib.URIRef("#orkgx")),
    )
    say(
        rdflib.URIRef("#orkgx"),
        (RDF.type, PROV.SoftwareAgent),
        (DCTERMS.title, "orkgx"),
        (_VERSION, __version__),
    )
    for about in _catalogues(description, say):
        say(dataset, (DCTERMS.source, about))
    for about in _sources(description, say):
        say(dataset, (PROV.wasDerivedFrom, about))
        say(run, (PROV.used, about))
    licenses = {one.get("license") for one in description.catalogues}
    if len(licenses) == 1 and (only := licenses.pop()):
        say(dataset, (DCTERMS.license, _SPDX[only]))
    for name in _vocabularies([*counts.classes, *counts.properties]):
        say(dataset, (VOID.vocabulary, rdflib.URIRef(name)))
    for number, (class_, entities) in enumerate(counts.classes.items(), 1):
        part = rdflib.URIRef(f"#class-{number}")
        say(dataset, (VOID.classPartition, part))
        say(part, (VOID["class"], rdflib.URIRef(class_)), (VOID.entities, entities))
    for number, (predicate, triples) in enumerate(counts.properties.items(), 1):
        part = rdflib.URIRef(f"#property-{number}")
        say(dataset, (VOID.propertyPartition, part))
        say(part, (VOID.property, rdflib.URIRef(predicate)), (VOID.triples, triples))
    for number, file in enumerate(description.files, 1):
        _distribution(say, dataset, file, number)
    return graph.serialize(format="turtle")


def _catalogues(description: Description, say: Any) -> Iterator[rdflib.URIRef]:
    for one in description.catalogues:
        facts: list[tuple[rdflib.URIRef, Any]] = [(RDF.type, DCAT.Resource), (DCTERMS.title, one["title"])]
        if homepage := one.get("homepage"):
            facts.append((DCAT.landingPage, rdflib.URIRef(homepage)))
        if license_ := one.get("license"):
            facts.append((DCTERMS.license, _SPDX[license_]))
        if attribution := one.get("attribution"):
            facts.append((DCTERMS.rightsHolder, attribution))
        yield say(rdflib.URIRef(f"#catalogue-{quote(one['mapping'])}"), *facts)


def _sources(description: Description, say: Any) -> Iterator[rdflib.URIRef]:
    for number, one in enumerate(description.sources, 1):
        about = rdflib.URIRef(one.get("iri") or f"#source-{number}")
        facts: list[tuple[rdflib.URIRef, Any]] = [(RDF.type, PROV.Entity), (DCTERMS.title, one["name"])]
        if version := one.get("commit") or one.get("etag"):
            facts.append((_VERSION, version))
        yield say(about, *facts, *_checksum(say, f"#source-{number}-checksum", one["sha256"]))


def _distribution(say: Any, dataset: rdflib.URIRef, file: File, number: int) -> None:
    about = rdflib.URIRef(f"#file-{number}")
    address = rdflib.URIRef(quote(file.name))
    say(dataset, (DCAT.distribution, about), (VOID.dataDump, address))
    say(
        about,
        (RDF.type, DCAT.Distribution),
        (DCTERMS.title, file.name),
        (DCAT.downloadURL, address),
        (DCAT.mediaType, rdflib.URIRef(_IANA + file.media_type)),
        (DCAT.byteSize, rdflib.Literal(file.size, datatype=XSD.nonNegativeInteger)),
        *_checksum(say, f"#file-{number}-checksum", file.sha256),
    )


def _checksum(say: Any, name: str, sha256: str) -> list[tuple[rdflib.URIRef, Any]]:
    terms = rdflib.Namespace("http://spdx.org/rdf/terms#")
    value = rdflib.Literal(sha256, datatype=XSD.hexBinary)
    about = say(
        rdflib.URIRef(name),
        (RDF.type, terms.Checksum),
        (terms.algorithm, terms.checksumAlgorithm_sha256),
        (terms.checksumValue, value),
    )
    return [(terms.checksum, about)]


def _vocabularies(iris: Iterable[str]) -> list[str]:
    """The namespaces that terms are from."""
    return sorted({iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris})


def crate(description: Description) -> str:
    """The metadata of an RO-Crate with the files of the export. Raises DescribeError where its library is missing."""
    try:
        from rocrate.rocrate import ROCrate
    except ImportError as error:
        raise DescribeError("--crate needs rocrate; say: pip install 'orkgx[crate]'") from error
    made = ROCrate()
    root = made.root_dataset
    root["datePublished"] = description.created.isoformat()
    root["name"] = " and ".join(one["title"] for one in description.catalogues) or "Language models"
    root["description"] = f"A knowledge graph of {description.counts.triples} statements, made by orkgx {__version__}"
    licenses = sorted({one.get("license") or "" for one in description.catalogues})
    root["license"] = [{"@id": f"https://spdx.org/licenses/{one}"} if one else "unknown" for one in licenses]
    holders = [one["attribution"] for one in description.catalogues if one.get("attribution")]
    root["creditText"] = "; ".join(holders)
    for file in description.files:
        properties = {
            "name": file.name,
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        made.add_file(dest_path=file.name, properties=properties)
    for name, kind in (("void.ttl", "text/turtle"), ("manifest.json", "application/json")):
        made.add_file(dest_path=name, properties={"name": name, "encodingFormat": kind})
    return json.dumps(made.metadata.generate(), indent=2, ensure_ascii=False) + "\n"
