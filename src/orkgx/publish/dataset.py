"""What an export is: whose data, under which terms, from where, how much, and hashes to know it again.

Three files beside the export say it, each a module: `void`, `manifest` and `crate`. Their IRIs are relative, so they
hold wherever the folder is published.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..ask.blanks import is_blank
from ..ask.statements import line_of, quads_of
from ..graph.terms import TYPE, address, parse_line
from ..model import OrkgxError
from ..pipeline import Run
from ..read.git import ask_git
from ..read.sources import Source
from ..write.formats import FORMATS, RDF_FORMATS
from ..write.sorting import in_order

_CHUNK = 1 << 20


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

    @property
    def title(self) -> str:
        return " and ".join(one["title"] for one in self.catalogues) or "Language models"


def describe(run: Run, outputs: Sequence[tuple[str, str]]) -> tuple[Path, Description]:
    """The folder that the description goes to, and what it says of outputs (path, format). Raises DescribeError."""
    rdf = [path for path, form in outputs if form in RDF_FORMATS]
    if not rdf or any(path == "-" for path, _ in outputs):
        raise DescribeError("a description needs files of RDF beside it; name one with -o")
    folder = Path(rdf[0]).parent
    counts, canonical = figures(quads_of(rdf[0]))
    used = [program for program in run.builder.compiled if program.name in run.summary.catalogues]
    return folder, Description(
        created=now(),
        files=tuple(_file(Path(path), form, folder) for path, form in outputs),
        counts=counts,
        canonical=canonical,
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


def now() -> datetime:
    """The time, or what SOURCE_DATE_EPOCH says it is (https://reproducible-builds.org/specs/source-date-epoch/)."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, OSError) as error:
        raise DescribeError(f"SOURCE_DATE_EPOCH is {given!r}; seconds since 1970 were expected") from error


def canonical_hash(store: ox.Store) -> str:
    """SHA-256 of the canonical N-Quads of the default graph and all others as one, by RDFC-1.0."""
    return figures(store)[1]


def figures(quads: Iterable[ox.Quad]) -> tuple[Counts, str]:
    """How much the default graph and all others say as one, and their hash. What there is much of waits on the disk."""
    digest = hashlib.sha256()
    triples = subjects = 0
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    last = ""

    def objects() -> Iterator[bytes]:
        nonlocal triples, subjects, last
        for statement in in_order(_canonical(quads)):
            digest.update(statement)
            subject, predicate, term = parse_line(statement.decode())
            triples, subjects, last = triples + 1, subjects + (subject != last), subject
            properties[predicate] += 1
            if predicate == TYPE:
                classes[term] += 1
            yield f"{term}\n".encode()

    distinct = sum(1 for _ in in_order(objects()))
    return Counts(triples, subjects, distinct, _by_address(classes), _by_address(properties)), digest.hexdigest()


def _by_address(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted((address(term), number) for term, number in counted.items()))


def _canonical(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """The statements as lines, blank nodes under canonical labels; one that stands in two graphs comes twice."""
    blank = ox.Dataset()  # a label follows from these statements alone
    for quad in quads:
        if is_blank(quad):
            # Which graph a statement is in follows from the format; what it states does not.
            blank.add(ox.Quad(quad.subject, quad.predicate, quad.object))
        else:
            yield line_of(quad)
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    yield from map(line_of, blank)


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
    facts: dict[str, Any] = {"name": source.label, "bytes": size, "sha256": digest}
    if source.iri:
        facts["iri"] = source.iri
    if source.etag:
        facts["etag"] = source.etag
    return facts | _commit(Path(source.name))


def _commit(path: Path) -> dict[str, str]:
    """The commit that a file stands in as it is; nothing where there is no git, or the file was changed since."""
    if not path.is_file():
        return {}
    folder, name = path.resolve().parent, path.resolve().name
    asked = (
        ("rev-parse", "--verify", "--quiet", f"HEAD:./{name}"),
        ("hash-object", "--no-filters", "--", name),
        ("rev-list", "-1", "HEAD", "--", name),
    )
    try:
        then, now, commit = [ask_git(folder, *words).stdout.decode().strip() for words in asked]
    except (OSError, subprocess.SubprocessError):
        return {}
    return {"commit": commit} if commit and then == now else {}
