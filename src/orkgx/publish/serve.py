"""The pages and data of a store over HTTP, and an Oxigraph server beside them that answers SPARQL. Both only read."""

from __future__ import annotations

import logging
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import pyoxigraph as ox
import requests
from waitress.server import create_server
from werkzeug.exceptions import BadGateway, HTTPException, MethodNotAllowed, NotAcceptable, NotFound
from werkzeug.utils import redirect, send_file
from werkzeug.wrappers import Request, Response

from ..graph.terms import PREFIXES
from ..model import OrkgxError
from .pages import Pages

_PREFIXES = {name: iri for name, iri in PREFIXES.items() if name != "xsd"}
_SECONDS = 60  # of a query
_LONGEST = 1 << 20  # bytes of a request's body, and of its head
_IDLE = 30  # seconds that a client may be silent, neither sending nor reading
_CLIENTS = 200
# What each thing can be had as: ending, media type, and how Oxigraph calls it (pages: nothing).
_FORMS = {
    "html": ("text/html", None),
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}
_ALSO = {"application/json": "jsonld", "text/plain": "nt", "application/xhtml+xml": "html"}
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# The editor makes styles and pictures as it goes; it may ask this server only.
_EDITOR = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ServeError(OrkgxError):
    """A server that cannot start."""

    code = "no-server"


class HostPort(NamedTuple):
    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


class Site:
    """The pages of a store as a WSGI application; `/id/...` are the things themselves, which are seen elsewhere."""

    def __init__(self, pages: Pages, data: Path, sparql: str) -> None:
        self.pages, self.data, self.sparql = pages, data, sparql
        self.fixed = {page.path: page for page in pages.static()}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        try:
            response = self.answer(request)
        except HTTPException as error:
            response = error.get_response(environ)
        response.headers.update(_HEADERS)
        if request.path == "/editor.html":
            response.headers["Content-Security-Policy"] = _EDITOR
        return response(environ, start)

    def answer(self, request: Request) -> Response:
        """The answer to a request. Raises what werkzeug has for each status."""
        path = request.path.lstrip("/")
        if path == "sparql":
            return self.query(request)
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        if path.startswith("editor/"):
            return self.editor(path.removeprefix("editor/"))
        if path.startswith("data/"):
            return self.file(path.removeprefix("data/"), request)
        if path.startswith("id/"):
            return self.thing(path.removeprefix("id/"), request)
        if path and path not in self.fixed and self.node(path):
            return self.thing(path, request)
        return self.document(path or "index.html", request)

    def query(self, request: Request) -> Response:
        """What Oxigraph answers; people who come without a query are led to its editor."""
        if request.method == "GET" and not request.query_string:
            return redirect("/editor.html", 303, Response=Response)
        headers = {name: request.headers[name] for name in ("Accept", "Content-Type") if name in request.headers}
        try:
            answer = requests.request(
                "POST" if request.method == "POST" else "GET",
                f"{self.sparql}/query?{request.query_string.decode('latin-1')}",
                data=request.get_data() if request.method == "POST" else None,
                headers=headers,
                stream=True,
                timeout=2 * _SECONDS,
            )
        except requests.RequestException as error:
            raise BadGateway("the SPARQL server does not answer") from error
        kind = answer.headers.get("Content-Type", "text/plain")
        response = Response(answer.iter_content(1 << 16), status=answer.status_code, content_type=kind)
        response.call_on_close(answer.close)
        response.vary.add("Accept")
        return response

    def editor(self, name: str) -> Response:
        """The script and the style of the editor that comes with Oxigraph."""
        kind = _STATIC.get(name.rpartition(".")[2])
        if not kind or not re.fullmatch(r"[\w.]+", name):
            raise NotFound
        answer = requests.get(f"{self.sparql}/{name}", timeout=_IDLE)
        if not answer.ok:
            raise NotFound
        return Response(answer.content, mimetype=kind)

    def file(self, name: str, request: Request) -> Response:
        path = self.data / name
        if path.parent != self.data or not path.is_file():
            raise NotFound
        kind = _FORMS[path.suffix[1:]][0]
        return send_file(path, request.environ, mimetype=kind, conditional=True, response_class=Response)

    def thing(self, path: str, request: Request) -> Response:
        """A thing is no document: 303 says where what is known of it can be read, in the form that is wanted."""
        if self.node(path) is None:
            raise NotFound
        response = redirect(f"/{quote(path)}.{_wanted(request)}", 303, Response=Response)
        response.vary.add("Accept")
        return response

    def document(self, path: str, request: Request) -> Response:
        name, _, ending = path.rpartition(".")
        if path in self.fixed:
            response = Response(self.fixed[path].content, mimetype=_STATIC.get(ending, "text/plain"))
        elif ending == "html" and (page := self.pages.find(name)):
            response = Response(page.content, mimetype="text/html")
        elif ending in _FORMS and (node := self.node(name)):
            kind, form = _FORMS[ending]
            if form is None:
                response = Response(self.pages.entity(node).content, mimetype=kind)
            else:
                triples = self.pages.entities.triples(node)
                response = Response(ox.serialize(triples, format=form, prefixes=_PREFIXES), mimetype=kind)
            response.headers["Link"] = f'<{quote(node.value, safe=_IRI)}>; rel="describes"'
        else:
            raise NotFound
        response.add_etag()
        return response.make_conditional(request)

    def node(self, path: str) -> ox.NamedNode | None:
        """The thing behind a path, if anything is said of it."""
        return self.pages.entities.node(unquote(path))


_STATIC = {"css": "text/css", "js": "text/javascript"}
_IRI = ":/?#[]@!$&'()*+,;=~%-._"


def _wanted(request: Request) -> str:
    """The ending of what a client would have. Raises NotAcceptable."""
    accepted = request.accept_mimetypes
    if not accepted:
        return "ttl"  # programs that say nothing get data; browsers always say that they want a page
    kinds = {**{kind: ending for ending, (kind, _) in _FORMS.items()}, **_ALSO}
    best = accepted.best_match(list(kinds))
    if best is None:
        raise NotAcceptable(f"there are: {', '.join(kind for kind, _ in _FORMS.values())}")
    return kinds[best]


@contextmanager
def oxigraph(store: Path, host: str, port: int) -> Iterator[HostPort]:
    """The Oxigraph server over a store on disk, only for reading, until the end of the context. Raises ServeError."""
    program = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    if not program:
        raise ServeError("serving needs oxigraph; say: pip install 'orkgx[serve]'")
    address = HostPort(host, port or _free(host))
    shown = f"[{host}]" if ":" in host else host
    command = [program, "serve-read-only", "--location", str(store), "--bind", f"{shown}:{address.port}"]
    command += ["--cors", "--union-default-graph", "--timeout-s", str(_SECONDS)]
    # A session of its own, so that Ctrl-C comes to us alone and the end has one order.
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_mortal(),  # noqa: PLW1509  (no thread of ours runs yet)
    ) as process:
        try:
            _ready(process, address)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _mortal() -> Callable[[], object] | None:
    """What makes a process on Linux end with the one that started it, even if that one was killed."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG, prctl(2)


def _free(host: str) -> int:
    try:
        with socket.create_server((host, 0), family=_family(host)) as found:
            port: int = found.getsockname()[1]
            return port
    except OSError as error:
        raise ServeError(f"{host} cannot be served: {error.strerror or error}") from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _ready(process: subprocess.Popen[bytes], address: HostPort) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if process.poll() is not None:
            output = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
            raise ServeError(f"Oxigraph cannot listen on {address.url}: {' '.join(output.split())[:300]}")
        try:
            socket.create_connection(address, 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServeError("Oxigraph did not start within 30 s")


def serve(pages: Pages, data: Path, store: Path, *, host: str, port: int, announce: Callable[[str, str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `announce` gets the addresses of the pages and of SPARQL. Raises ServeError."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait a little is usual
    with oxigraph(store, host, 0) as sparql:
        site = Site(pages, data, sparql.url)
        try:
            server = create_server(
                site,
                host=host,
                port=port,
                threads=8,
                ident=None,
                connection_limit=_CLIENTS,
                channel_timeout=_IDLE,
                cleanup_interval=5,
                max_request_body_size=_LONGEST,
                max_request_header_size=1 << 16,
            )
        except OSError as error:
            raise ServeError(f"{HostPort(host, port).url} cannot be served: {error.strerror or error}") from error

        def stop(*_: Any) -> None:
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGTERM, stop)
        with suppress(KeyboardInterrupt):
            announce(HostPort(host, int(server.effective_port)).url, sparql.url)
            server.run()
        signal.signal(signal.SIGTERM, before)
        server.close()
