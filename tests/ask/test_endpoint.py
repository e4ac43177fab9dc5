"""Questions put to an endpoint elsewhere: one that answers, and those that do not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from orkgx.ask.store import load
from tests.support import SAMPLE, run

STORE = load(str(SAMPLE)).store


@contextmanager
def serving(answer: Callable[[Request], Response]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, Request.application(answer), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/sparql"
    finally:
        server.shutdown()
        server.server_close()


def sparql(request: Request) -> Response:
    """An endpoint over the sample, in the forms of the protocol."""
    found: Any = STORE.query(request.form["query"])
    if isinstance(found, ox.QueryTriples):
        return Response(found.serialize(format=ox.RdfFormat.TURTLE), mimetype="text/turtle")
    form = ox.QueryResultsFormat.JSON
    return Response(found.serialize(format=form), mimetype=form.media_type)


def test_an_endpoint_answers_as_the_file_does() -> None:
    with serving(sparql) as url:
        for text in ("SELECT * { ?m a fair4ml:MLModel ; rdfs:label ?l } ORDER BY ?l", "ASK { ?m a ox:No }"):
            there, here = run("query", "--endpoint", url, text), run("query", SAMPLE, text)
            assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)
        assert "fair4ml:MLModel" in run("query", "--endpoint", url, "CONSTRUCT { ?m a ?t } { ?m a ?t }").stdout


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _: Response("<html>", mimetype="text/html"), "answers text/html, not results"),
        (lambda _: Response("{", mimetype="application/sparql-results+json"), "that is broken"),
        (lambda _: Response("no <a>", status=400, mimetype="text/plain"), "answers 400 BAD REQUEST: no <a>"),
        (lambda _: Response("<h1>", status=503, mimetype="text/html"), "answers 503 SERVICE UNAVAILABLE"),
        (lambda _: time.sleep(2) or Response(""), "no answer within 0.5 s"),
        (lambda _: Response((time.sleep(0.2) or b" " for _ in range(50)), mimetype="text/turtle"), "too long"),
    ],
)
def test_an_endpoint_that_gives_no_answer_is_reported_without_secrets(
    answer: Callable[[Request], Response], said: str
) -> None:
    with serving(answer) as url:
        result = run("query", "--endpoint", url.replace("//", "//user:secret@"), "ASK {}", "--timeout", "0.5")
    assert result.exit_code == 4, result.output
    assert said in result.stderr and "secret" not in result.output and "Traceback" not in result.output


def test_an_address_without_an_endpoint_is_an_error() -> None:
    assert run("query", "--endpoint", "http://127.0.0.1:9/sparql", "ASK {}").exit_code == 4
    assert run("query", "--endpoint", "nowhere", "ASK {}").exit_code == 4
