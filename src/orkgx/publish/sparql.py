"""The SPARQL 1.1 Protocol over a store on disk: each query in a process of its own, and nothing else is answered."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pyoxigraph as ox
from werkzeug.datastructures import MIMEAccept, MultiDict
from werkzeug.exceptions import BadRequest, MethodNotAllowed, NotAcceptable, UnsupportedMediaType
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from ..ask.apart import Asked, Limits, Question, Refused, TooLong, TooMuch
from ..ask.queries import QueryError

_LIMITS = Limits(seconds=60, memory=1 << 30)
_AT_ONCE = 4  # queries; the others wait
_RESULTS = ox.QueryResultsFormat
_ROWS = {form.media_type.partition(";")[0]: form for form in (_RESULTS.JSON, _RESULTS.XML, _RESULTS.CSV, _RESULTS.TSV)}
_RDF = ox.RdfFormat
_GRAPHS = {form.media_type: form for form in (_RDF.TURTLE, _RDF.N_TRIPLES, _RDF.JSON_LD, _RDF.RDF_XML)}
_ALSO = {"application/json": ox.QueryResultsFormat.JSON.media_type}
_STATUS = {Refused: 403, TooLong: 504, TooMuch: 503}
_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Endpoint:
    """What answers the protocol. `prefixes` are known to queries without being declared."""

    def __init__(self, store: Path, prefixes: Mapping[str, str], *, limits: Limits = _LIMITS) -> None:
        self.prefixes, self.limits = prefixes, limits
        self._store = partial(ox.Store.read_only, str(store))
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        # Processes are forked from one that has no threads and no store open.
        methods = multiprocessing.get_all_start_methods()
        self._method = "forkserver" if "forkserver" in methods else "spawn"
        if self._method == "forkserver":
            multiprocessing.get_context("forkserver").set_forkserver_preload(["__main__", "orkgx.ask.apart"])

    def answer(self, request: Request) -> Response:
        """The answer to a query; without one, what the endpoint is. Raises what werkzeug has for each status."""
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        if request.method in ("GET", "HEAD") and not request.query_string:
            return self._described(request)
        given = _given(request)
        texts = given.getlist("query")
        if len(texts) != 1:
            raise BadRequest("one query was expected; nobody can write here")
        try:
            return self._put(texts[0], given, request.accept_mimetypes)
        except QueryError as error:
            said = str(error).replace("; ask for less, or raise --timeout", "; ask for less")
            return Response(f"{said}\n", _STATUS.get(type(error), 400), mimetype="text/plain")

    def _put(self, text: str, given: MultiDict[str, str], accepted: MIMEAccept) -> Response:
        rows, graph = _best(accepted, [*_ROWS, *_ALSO]), _best(accepted, list(_GRAPHS))
        if not rows and not graph:
            raise NotAcceptable(f"there are: {', '.join([*_ROWS, *_GRAPHS])}")
        question = Question(
            text,
            results=_ALSO.get(rows, rows),
            graph=graph,
            prefixes=self.prefixes,
            default_graphs=tuple(given.getlist("default-graph-uri")),
            named_graphs=tuple(given.getlist("named-graph-uri")),
        )
        if not self._slots.acquire(timeout=self.limits.seconds / 2):
            busy = "too many queries at once; ask again\n"
            return Response(busy, 503, {"Retry-After": "10"}, mimetype="text/plain")
        try:
            asked = Asked(self._store, question, self.limits, self._method)
        except BaseException:
            self._slots.release()
            raise
        ended = _Ended(asked, self._slots)
        try:
            pieces = asked.pieces()
            first = next(pieces, b"")  # so that a fault of the query is a status of its own
        except BaseException:
            ended()
            raise
        response = Response(_joined(first, pieces), mimetype=asked.media_type)
        response.call_on_close(ended)
        response.vary.add("Accept")
        return response

    def _described(self, request: Request) -> Response:
        """The service description; people are led to the editor."""
        wanted = request.accept_mimetypes.best_match([*_GRAPHS, "text/html"]) if request.accept_mimetypes else ""
        if wanted == "text/html":
            response = redirect("/editor.html", 303, Response=Response)
        elif wanted is None:
            raise NotAcceptable(f"there are: {', '.join(_GRAPHS)}")
        else:
            wanted = wanted or ox.RdfFormat.TURTLE.media_type
            triples = self._description(request.base_url)
            content = ox.serialize(triples, format=_GRAPHS[wanted], prefixes={"sd": _SD, "sh": _SH})
            response = Response(content, mimetype=wanted)
        response.vary.add("Accept")
        return response

    def _description(self, address: str) -> Iterator[ox.Triple]:
        here = ox.NamedNode(address)
        for subject, name, value in (
            (here, "endpoint", here),
            (here, "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query")),
            (here, "feature", ox.NamedNode(_SD + "UnionDefaultGraph")),
            *((here, "resultFormat", ox.NamedNode(form.iri)) for form in _ROWS.values()),
            *((here, "resultFormat", ox.NamedNode(form.iri)) for form in _GRAPHS.values()),
        ):
            yield ox.Triple(subject, ox.NamedNode(_SD + name), value)
        yield ox.Triple(here, _TYPE, ox.NamedNode(_SD + "Service"))
        for prefix, iri in self.prefixes.items():
            declared = ox.BlankNode(f"p-{prefix}")
            yield ox.Triple(here, ox.NamedNode(_SH + "declare"), declared)
            yield ox.Triple(declared, ox.NamedNode(_SH + "prefix"), ox.Literal(prefix))
            namespace = ox.Literal(iri, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI"))
            yield ox.Triple(declared, ox.NamedNode(_SH + "namespace"), namespace)


_SH = "http://www.w3.org/ns/shacl#"


class _Ended:
    """What ends a question, once, however often its response is closed."""

    def __init__(self, asked: Asked, slots: threading.BoundedSemaphore) -> None:
        self._left = [(asked, slots)]

    def __call__(self) -> None:
        while self._left:
            asked, slots = self._left.pop()
            asked.close()
            slots.release()


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _given(request: Request) -> MultiDict[str, str]:
    """The parameters of a request. Raises what werkzeug has for each status."""
    if request.method in ("GET", "HEAD"):
        return request.args
    if request.method != "POST":
        raise MethodNotAllowed(["GET", "HEAD", "POST", "OPTIONS"])
    if request.mimetype == _FORM:
        return request.form
    if request.mimetype != _QUERY:
        raise UnsupportedMediaType(f"there are: {_FORM}, {_QUERY}")
    given = MultiDict(request.args)
    try:
        given["query"] = request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("the query is not UTF-8") from None
    return given


def _best(accepted: MIMEAccept, kinds: list[str]) -> str:
    """The best of kinds that is accepted, or nothing."""
    return (accepted.best_match(kinds) or "") if accepted else kinds[0]
