"""The pages and data of a store over HTTP, and SPARQL beside them. Nobody can write."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import pyoxigraph as ox
import requests
from waitress.server import create_server
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotAcceptable, NotFound, ServiceUnavailable
from werkzeug.utils import redirect, send_file
from werkzeug.wrappers import Request, Response

from ..ask.queries import QueryError
from ..graph.terms import PREFIXES
from ..model import OrkgxError
from .doors import Doors
from .pages import Pages
from .sparql import Endpoint

_PREFIXES = {name: iri for name, iri in PREFIXES.items() if name != "xsd"}
_LONGEST = 1 << 20  # bytes of a request's body, and of its head
_IDLE = 30  # seconds that a client may be silent, neither sending nor reading
_CLIENTS = 200
_THREADS = 32  # more than there are queries at once, so that pages are answered while queries take their time
_EDITOR_FILES = ("yasgui.min.js", "yasgui.min.css")
# What each thing can be had as: ending, media type, and how Oxigraph calls it (pages: nothing).
_FORMS = {
    "html": ("text/html", None),
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}
_ALSO = {"application/json": "jsonld", "text/plain": "nt", "application/xhtml+xml": "html"}
_HEADERS = {
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

    def __init__(
        self, pages: Pages, data: Path, sparql: Endpoint, *, editor: Mapping[str, bytes], doors: Doors
    ) -> None:
        self.pages, self.sparql, self.editor, self.doors = pages, sparql, editor, doors
        self.news: Callable[[], NamedTuple] | None = None  # of pages that follow their sources
        self.fixed = {page.path: page for page in pages.static()}
        self.files = {path.name: path for path in data.iterdir()}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        try:
            self.doors.permit(request)
            response = self.answer(request)
        except HTTPException as error:
            response = error.get_response(environ)
        except OSError as error:
            response = ServiceUnavailable(f"it cannot be read: {error.strerror or error}").get_response(environ)
        response.headers.update({**_HEADERS, **self.doors.headers(request)})
        if self.news:
            response.headers["Content-Security-Policy"] += "; connect-src 'self'"
        if request.path == "/editor.html":
            response.headers["Content-Security-Policy"] = _EDITOR
        return response(environ, start)

    def answer(self, request: Request) -> Response:
        """The answer to a request. Raises what werkzeug has for each status."""
        path = request.path.lstrip("/")
        if path == "sparql":
            return self.sparql.answer(request)
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        if path == "news.json" and self.news:
            return Response(json.dumps(self.news()._asdict()), mimetype="application/json")
        if path.startswith("editor/"):
            return self.script(path.removeprefix("editor/"))
        if path.startswith("data/"):
            return self.file(path.removeprefix("data/"), request)
        if path.startswith("id/"):
            return self.thing(path.removeprefix("id/"), request)
        if path and path not in self.fixed and self.node(path):
            return self.thing(path, request)
        return self.document(path or "index.html", request)

    def script(self, name: str) -> Response:
        """The script and the style of the editor."""
        if name not in self.editor:
            raise NotFound
        return Response(self.editor[name], mimetype=_STATIC[name.rpartition(".")[2]])

    def file(self, name: str, request: Request) -> Response:
        path = self.files.get(name)
        if path is None:
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
        elif ending in ("html", "js") and (page := self.pages.find(path)):
            response = Response(page.content, mimetype=_STATIC.get(ending, "text/html"))
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


def editor() -> dict[str, bytes]:
    """The editor that comes with Oxigraph's own server, which is asked for it and ended; nothing without it."""
    program = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    if not program:
        return {}
    address = f"127.0.0.1:{_free()}"
    with tempfile.TemporaryDirectory(prefix="orkgx-") as folder:
        command = [program, "serve", "--location", folder, "--bind", address]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                return {name: _fetched(process, f"http://{address}/{name}") for name in _EDITOR_FILES}
            except ConnectionError:
                return {}
            finally:
                process.kill()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _fetched(process: subprocess.Popen[bytes], url: str) -> bytes:
    """What an address answers, once it does. Raises ConnectionError."""
    until = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < until:
        try:
            answer = requests.get(url, timeout=5)
        except requests.RequestException:
            time.sleep(0.02)
            continue
        if answer.ok:
            return answer.content
        break
    raise ConnectionError(url)


class _Quiet(logging.Filter):
    """Drops what waitress says of an answer that ended early: its client is told by its broken end."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], QueryError))


def serve(site: Callable[..., Iterable[bytes]], *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `announce` gets the address. Raises ServeError."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait a little is usual
    logging.getLogger("waitress").addFilter(_Quiet())
    try:
        server = create_server(
            site,
            host=host,
            port=port,
            threads=_THREADS,
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
        announce(HostPort(host, int(server.effective_port)).url)
        server.run()
    signal.signal(signal.SIGTERM, before)
    server.close()
