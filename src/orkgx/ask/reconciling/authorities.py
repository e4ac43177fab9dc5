"""Who may know a thing: dumps and RDF files, read whole; services and endpoints, asked for names."""

from __future__ import annotations

import io
import json
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

import pyoxigraph as ox

from ...graph.terms import HOSTS, PREFIXES, literal
from ...model import OrkgxError, SourceError
from ...read.sources import open_sources
from ...write.formats import RDF_FORMATS, format_for
from ..endpoint import ask_endpoint
from ..queries import Solutions
from .matching import Index, Match, Target, score_names
from .nodes import Node

_AT_ONCE = 25  # names in one request
_MOST = 5  # candidates that a service is asked for
_SECONDS = 30
_PIECE = 1 << 20
_ROR = "https://ror.org/"
_BLANK, _BETWEEN = re.compile(r"^\s+"), re.compile(r"[\s,]*")


class AuthorityError(OrkgxError):
    """An authority that cannot be asked, or answers what it should not."""

    code = "remote"


class Authority(Protocol):
    """Gives candidates for the nodes of one kind."""

    def near(self, kind: str, nodes: Sequence[Node], least: float) -> Iterator[tuple[Node, Match]]: ...


class Listed:
    """Targets that are all at hand; for some kinds, or for all."""

    def __init__(self, targets: Iterable[Target], kinds: frozenset[str] = frozenset()) -> None:
        self._index, self._kinds = Index(targets), kinds

    def near(self, kind: str, nodes: Sequence[Node], least: float) -> Iterator[tuple[Node, Match]]:
        if not self._kinds or kind in self._kinds:
            for node in nodes:
                yield from (
                    (node, match) for match in self._index.near(node.names, least) if match.target.iri != node.iri
                )


class _Asked(ABC):
    """An authority that is asked for some names at a time."""

    def near(self, kind: str, nodes: Sequence[Node], least: float) -> Iterator[tuple[Node, Match]]:
        for at in range(0, len(nodes), _AT_ONCE):
            some = nodes[at : at + _AT_ONCE]
            for node, target, certain in self.found(kind, some):
                score, reason = score_names(node.names, target.names)
                if (best := max(score, certain)) >= least:
                    yield node, Match(target, best, reason if score >= certain else "the service says so")

    @abstractmethod
    def found(self, kind: str, nodes: Sequence[Node]) -> Iterator[tuple[Node, Target, float]]:
        """Targets for nodes, with what the authority itself is sure of, from 0 to 1."""


class Service(_Asked):
    """A service of the Reconciliation API, as OpenRefine asks it (W3C community group, version 0.2)."""

    def __init__(self, url: str, manifest: Mapping[str, Any]) -> None:
        self._url, self._space = url, str(manifest.get("identifierSpace") or "")
        view = manifest.get("view")
        self._view = str(view.get("url", "")) if isinstance(view, dict) else ""

    def found(self, kind: str, nodes: Sequence[Node]) -> Iterator[tuple[Node, Target, float]]:
        queries = {f"q{at}": {"query": node.label, "limit": _MOST} for at, node in enumerate(nodes)}
        answer = _json("POST", self._url, data={"queries": json.dumps(queries)})
        for at, node in enumerate(nodes):
            results = answer.get(f"q{at}", {}) if isinstance(answer, dict) else {}
            for one in results.get("result", ()) if isinstance(results, dict) else ():
                if isinstance(one, dict) and one.get("id") and one.get("name"):
                    target = Target(self._iri(str(one["id"])), (str(one["name"]),), self._url)
                    number = one.get("score")
                    certain = min(float(number), 100) / 100 if isinstance(number, int | float) else 0.0
                    yield node, target, certain if one.get("match") else 0.0

    def _iri(self, id_: str) -> str:
        if "://" in id_:
            return id_
        return self._view.replace("{{id}}", id_) if "{{id}}" in self._view else f"{self._space}{id_}"


class Endpoint(_Asked):
    """A SPARQL endpoint, asked for what has one of the names as its label."""

    def __init__(self, url: str) -> None:
        self._url = url

    def found(self, kind: str, nodes: Sequence[Node]) -> Iterator[tuple[Node, Target, float]]:
        values = " ".join(f"{literal(name)} {literal(name)}@en" for node in nodes for name in node.names)
        query = (
            f"SELECT DISTINCT ?iri ?name {{ VALUES ?name {{ {values} }} "
            "?iri rdfs:label|skos:prefLabel|skos:altLabel|schema:name ?name FILTER(isIRI(?iri)) }"
        )
        answer = ask_endpoint(self._url, query, prefixes=PREFIXES, seconds=_SECONDS)
        if not isinstance(answer, Solutions):
            raise AuthorityError(f"{self._url} gives no rows; is it a SPARQL endpoint?")
        named: dict[str, set[str]] = {}
        for found, label in answer.rows:
            named.setdefault(str(getattr(label, "value", "")), set()).add(str(getattr(found, "value", "")))
        for node in nodes:
            for name in node.names:
                yield from ((node, Target(iri, (name,), self._url), 0.0) for iri in sorted(named.get(name, ())))


class Orkg(_Asked):
    """The ORKG's own look-up of resources by label."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def found(self, kind: str, nodes: Sequence[Node]) -> Iterator[tuple[Node, Target, float]]:
        for node in nodes:
            page = _json("GET", f"{self._url}/api/resources", params={"q": node.label, "exact": "true", "size": _MOST})
            for one in page.get("content", ()) if isinstance(page, dict) else ():
                iri = f"{PREFIXES['orkgr']}{one.get('id')}"
                yield node, Target(iri, (str(one.get("label", "")),), self._url), 0.0


def _json(method: str, url: str, **content: Any) -> Any:
    """The answer to a request, as JSON. Raises AuthorityError."""
    import requests

    shown = f"{urlsplit(url).hostname or url}{urlsplit(url).path}"
    for attempt in range(3):
        try:
            answer = requests.request(method, url, timeout=_SECONDS, headers={"Accept": "application/json"}, **content)
            if answer.status_code in (429, 502, 503) and attempt < 2:
                time.sleep(min(float(answer.headers.get("Retry-After", "1") or 1), 10))
                continue
            answer.raise_for_status()
            return answer.json()
        except requests.HTTPError as error:
            raise AuthorityError(f"{shown} answers {error.response.status_code}; check the address") from error
        except (requests.RequestException, ValueError) as error:
            raise AuthorityError(f"{shown} cannot be asked ({type(error).__name__}); check the address") from error
    raise AuthorityError(f"{shown} asks to wait; try again later")


# -- what a name of an authority means


def authority(name: str) -> Authority:
    """An authority by its name: an ORKG, as ``orkg`` or ``sandbox``; the address of a service or endpoint; a file, of
    RDF or a dump of ROR. Raises AuthorityError and SourceError."""
    if name == "orkg" or name in HOSTS:
        return Orkg(f"https://{HOSTS.get(name, HOSTS['production'])}")
    start, _, rest = name.partition(":")
    if start in _NAMED and "://" in rest:
        return _NAMED[start](rest)
    if urlsplit(name).scheme in ("http", "https") and format_for(name) not in RDF_FORMATS:
        return _at(name)
    return _file(name)


_NAMED: dict[str, Callable[[str], Authority]] = {"orkg": Orkg, "sparql": Endpoint}


def _at(url: str) -> Authority:
    """What stands at an address: a service says what it is, anything else is taken for an endpoint."""
    try:
        manifest = _json("GET", url)
    except AuthorityError:
        return Endpoint(url)
    return Service(url, manifest) if isinstance(manifest, dict) and "identifierSpace" in manifest else Endpoint(url)


def _file(name: str) -> Authority:
    opened, errors = open_sources([name], source_iri=None)
    if errors:
        raise errors[0]
    targets: list[Target] = []
    kinds: frozenset[str] = frozenset()
    for source in opened:
        form = format_for(source.name)
        with source.open() as content:
            if form in RDF_FORMATS and PurePath(source.name).suffix != ".json":
                targets += _of_rdf(content, RDF_FORMATS[form].media_type, source.name)
            else:
                targets, kinds = [*targets, *_of_ror(content, source.name)], frozenset(("organization",))
    return Listed(targets, kinds)


def _of_rdf(content: IO[bytes], media_type: str, name: str) -> Iterator[Target]:
    """The things of an RDF file that have labels."""
    labels = {
        PREFIXES[p] + n for p, n in (("rdfs", "label"), ("skos", "prefLabel"), ("skos", "altLabel"), ("schema", "name"))
    }
    named: dict[str, list[str]] = {}
    try:
        for quad in ox.parse(content, ox.RdfFormat.from_media_type(media_type)):
            if quad.predicate.value in labels and isinstance(quad.subject, ox.NamedNode):
                named.setdefault(quad.subject.value, []).append(str(getattr(quad.object, "value", "")))
    except (SyntaxError, ValueError) as error:
        raise SourceError(name, f"it is no RDF that can be read: {error}") from error
    return (Target(iri, tuple(names), PurePath(name).name) for iri, names in named.items())


def _of_ror(content: IO[bytes], name: str) -> Iterator[Target]:
    """The organisations of a dump of ROR, of its schema 1 or 2."""
    for one in _objects(content, name):
        names = [str(part.get("value", "")) for part in one.get("names", ()) if "ror_display" in part.get("types", ())]
        names += [str(part.get("value", "")) for part in one.get("names", ())]
        names += [str(one.get("name", "")), *map(str, one.get("aliases", ())), *map(str, one.get("acronyms", ()))]
        names += [str(part.get("label", "")) for part in one.get("labels", ())]
        iri = str(one.get("id", ""))
        if not iri.startswith(_ROR):
            raise SourceError(name, f"an organisation of ROR has an id that begins with {_ROR}, not {iri[:60]!r}")
        yield Target(iri, tuple(dict.fromkeys(filter(None, names))), PurePath(name).name)


def _objects(content: IO[bytes], name: str) -> Iterator[dict[str, Any]]:
    """The maps of a list in JSON, one by one: a dump is larger than what should be held."""
    decoder, text, at = json.JSONDecoder(), "", 0
    characters = io.TextIOWrapper(content, "utf-8-sig", errors="replace")
    if (first := _BLANK.sub("", characters.read(64)))[:1] != "[":
        raise SourceError(name, "a dump of ROR is a list of organisations in JSON; this is none")
    text = first[1:]
    while piece := characters.read(_PIECE):
        text, at = text[at:] + piece, 0
        while True:
            at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
            try:
                one, at = decoder.raw_decode(text, at)
            except ValueError:
                break  # it goes on in the next piece
            if isinstance(one, dict):
                yield one
    if text[at:].strip(" \r\n\t]"):
        raise SourceError(name, f"it ends in the midst of an organisation: {text[at : at + 40]!r}")
