"""The server as clients meet it: those that keep to the protocols, those that do not, and many at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest
import requests
from werkzeug.wrappers import Request

from orkgx.ask.apart import Limits
from orkgx.ask.store import load
from orkgx.publish.sparql import Endpoint
from tests.publish.serving import Server
from tests.support import SAMPLE

BASE = "https://w3id.org/orkgx/id/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
JSON = "application/sparql-results+json"
SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = Server(SAMPLE)
    yield started
    code, said = started.end()
    assert (code, said) == (0, "")


def get(url: str, accept: str = "", **more: object) -> requests.Response:
    headers = {"Accept": accept} if accept else {}
    return requests.get(url, headers=headers, timeout=30, allow_redirects=False, **more)  # type: ignore[arg-type]


STATEMENTS = len(load(str(SAMPLE)).store)


# -- SPARQL


def counted(answer: requests.Response) -> int:
    assert answer.status_code == 200, answer.text
    return int(json.loads(answer.text)["results"]["bindings"][0]["n"]["value"])


def test_sparql_is_answered_by_every_way_of_the_protocol(server: Server) -> None:
    url = server.sparql
    asked = {"headers": {"Accept": JSON, "Origin": server.pages}, "timeout": 30}
    answers = [
        requests.get(url, params={"query": COUNT}, **asked),  # type: ignore[arg-type]
        requests.post(url, data={"query": COUNT}, **asked),  # type: ignore[arg-type]
        requests.post(
            url, data=COUNT, timeout=30, headers={"Accept": JSON, "Content-Type": "application/sparql-query"}
        ),
    ]
    assert [counted(answer) for answer in answers] == [STATEMENTS] * 3


@pytest.mark.parametrize("accept", [JSON, "text/csv", "text/tab-separated-values", "application/sparql-results+xml"])
def test_results_come_in_the_form_that_is_wanted(server: Server, accept: str) -> None:
    answer = get(f"{server.sparql}?query={quote(COUNT)}", accept)
    assert answer.headers["Content-Type"].startswith(accept) and str(STATEMENTS) in answer.text
    head = requests.head(f"{server.sparql}?query={quote(COUNT)}", headers={"Accept": accept}, timeout=30)
    assert (head.status_code, head.content) == (200, b"") and head.headers["Content-Type"].startswith(accept)


def test_graphs_come_in_the_form_that_is_wanted(server: Server) -> None:
    for accept, form in (("text/turtle", ox.RdfFormat.TURTLE), ("application/n-triples", ox.RdfFormat.N_TRIPLES)):
        answer = get(f"{server.sparql}?query={quote('CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }')}", accept)
        assert len(list(ox.parse(answer.content, form))) == STATEMENTS


def test_nobody_can_write_to_the_server(server: Server) -> None:
    update = "INSERT DATA { <http://a> <http://b> <http://c> }"
    body = {"data": update, "headers": {"Content-Type": "application/sparql-update"}, "timeout": 30}
    tries = [
        requests.post(server.sparql, **body),  # type: ignore[arg-type]
        requests.post(server.sparql, data={"update": update}, timeout=30),
        requests.get(server.sparql, params={"query": update}, timeout=30),
        requests.post(server.sparql, data={"query": "LOAD <http://127.0.0.1:9/>"}, timeout=30),
        requests.put(server.sparql, data="", timeout=30),
        requests.post(f"{server.pages}/index.html", timeout=30),
        requests.delete(f"{server.pages}/model/gpt-2.html", timeout=30),
    ]
    assert [answer.status_code // 100 for answer in tries] == [4] * len(tries)
    assert counted(get(f"{server.sparql}?query={quote(COUNT)}", JSON)) == STATEMENTS


def test_a_wrong_query_says_so(server: Server) -> None:
    answer = get(f"{server.sparql}?query=SELEKT")
    assert answer.status_code == 400 and "expected" in answer.text
    assert requests.post(server.sparql, data={"query": "x" * 2_000_000}, timeout=30).status_code == 413


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<%s> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE SILENT <%s> { ?s ?p ?o } }",
        "PREFIX SERVICE: <%s> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "PREFIX : <%s> SELECT * { SERVICE SILENT:a { ?s ?p ?o } }",
        "SELECT * {#\rSERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b)SERVICE#>\n<%s> { ?s ?p ?o } }",
        "SELECT * FROM <%s> { ?s ?p ?o }",
    ],
)
def test_no_query_reaches_anybody_else(server: Server, text: str) -> None:
    """However it is written: what answers can open no connection."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.2)
        url = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/"
        answer = requests.post(server.sparql, data={"query": text.replace("%s", url)}, timeout=30)
        assert answer.status_code == 200 if "FROM" in text else answer.status_code in (400, 403), answer.text
        with pytest.raises(TimeoutError):
            elsewhere.accept()


SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
DEEP = f"SELECT * {{ FILTER({'(' * 100_000}1{')' * 100_000}) }}"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not limited")
def test_a_query_that_takes_too_much_ends_with_all_that_it_has_taken(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "store"))
    store.bulk_extend(load(str(SAMPLE)).store)
    store.flush()
    del store
    endpoint = Endpoint(tmp_path / "store", {}, limits=Limits(seconds=1.5, memory=100 << 20))
    before, others = memory(os.getpid()), set(multiprocessing.active_children())
    for text, status in ((SLOW, 504), (LARGE, 503), (DEEP, 503), ("ASK {}", 200)):
        request = Request.from_values("/sparql", method="POST", data={"query": text})
        answer = endpoint.answer(request)
        assert (answer.status_code, answer.get_data(as_text=True)[:30]) and answer.status_code == status, text[:50]
        answer.close()
        assert set(multiprocessing.active_children()) <= others
    assert memory(os.getpid()) - before < 60_000  # kB


def test_the_endpoint_describes_itself_and_knows_the_prefixes(server: Server) -> None:
    for accept, form in (("text/turtle", ox.RdfFormat.TURTLE), ("application/ld+json", ox.RdfFormat.JSON_LD)):
        answer = get(server.sparql, accept)
        assert answer.headers["Content-Type"].startswith(accept) and "Accept" in answer.headers["Vary"]
        said = {str(quad.predicate) + str(quad.object) for quad in ox.parse(answer.content, form)}
        assert f"<{SD}endpoint><{server.sparql}>" in said
    assert get(server.sparql, "text/html,*/*;q=0.8").headers["Location"] == "/editor.html"
    short = "SELECT (COUNT(*) AS ?n) { ?m a fair4ml:MLModel FILTER(STRSTARTS(STR(?m), STR(id:))) }"
    assert counted(get(f"{server.sparql}?query={quote(short)}", JSON)) > 10


def test_only_who_knows_the_server_by_its_name_and_comes_from_its_pages_is_let_in(server: Server) -> None:
    ask = f"{server.sparql}?query={quote(COUNT)}"
    for name, status in (("evil.example", 421), ("evil.example:80", 421), ("[x", 421), ("localhost:1", 200)):
        assert requests.get(ask, headers={"Host": name}, timeout=30).status_code == status, name
        assert requests.get(f"{server.pages}/data/graph.nt", headers={"Host": name}, timeout=30).status_code == status
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        answer = requests.get(ask, headers={"Origin": origin}, timeout=30)
        assert answer.status_code == 403 and "Access-Control-Allow-Origin" not in answer.headers
    open_ = Server(SAMPLE, "--host", "models.example", "--origin", "https://page.example")
    try:
        headers = {"Host": "models.example", "Origin": "https://page.example"}
        asked = requests.get(f"{open_.sparql}?query={quote(COUNT)}", headers={**headers, "Accept": JSON}, timeout=30)
        assert counted(asked) == STATEMENTS
        assert asked.headers["Access-Control-Allow-Origin"] == "https://page.example"
        before = requests.options(open_.sparql, headers=headers, timeout=30)
        assert before.status_code == 204 and "Content-Type" in before.headers["Access-Control-Allow-Headers"]
    finally:
        open_.end()


# -- the things


def test_every_thing_can_be_had_in_every_form(server: Server) -> None:
    graph = load(str(SAMPLE)).store
    things = {quad.subject.value for quad in graph if str(quad.subject).startswith(f"<{BASE}")}
    assert len(things) > 50
    for iri in things:
        at = f"{server.pages}/id/{iri.removeprefix(BASE)}"
        for accept, ending in (("text/html", "html"), ("application/ld+json", "jsonld"), ("text/turtle", "ttl")):
            answer = get(at, accept)
            assert (answer.status_code, answer.headers["Location"].rpartition(".")[2]) == (303, ending)
            assert "Accept" in answer.headers["Vary"]
        document = get(f"{server.pages}{get(at, 'application/n-triples').headers['Location']}")
        assert document.headers["Content-Type"].startswith("application/n-triples")
        said = {quad.triple for quad in ox.parse(document.content, ox.RdfFormat.N_TRIPLES)}
        node = ox.NamedNode(iri)
        assert said >= {quad.triple for quad in graph.quads_for_pattern(node, None, None, None)}


def test_a_thing_leads_to_the_form_that_is_accepted(server: Server) -> None:
    at = f"{server.pages}/id/model/gpt-2"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for accept, ending in ((browser, "html"), ("text/turtle;q=0.5, application/ld+json", "jsonld"), ("*/*", "html")):
        assert get(at, accept).headers["Location"] == f"/model/gpt-2.{ending}"
    assert get(at, "image/png").status_code == 406
    assert get(f"{server.pages}/id/model/nothing", "text/turtle").status_code == 404
    assert get(f"{server.pages}/orkg/R370861", "text/turtle").headers["Location"] == "/orkg/R370861.ttl"
    spdx = get(f"{server.pages}/license/spdx/Apache-2.0", "text/turtle")
    assert get(f"{server.pages}{spdx.headers['Location']}").status_code == 200
    head = requests.head(f"{server.pages}/model/gpt-2.ttl", timeout=30)
    assert (head.status_code, head.content) == (200, b"")
    again = requests.get(f"{server.pages}/model/gpt-2.ttl", headers={"If-None-Match": head.headers["ETag"]}, timeout=30)
    assert again.status_code == 304


def test_things_below_a_base_of_ones_own_are_served() -> None:
    started = Server(SAMPLE, "--base", "http://127.0.0.1:7/id/")
    try:
        text = get(f"{started.pages}/model/gpt-2.ttl").text
        assert "http://127.0.0.1:7/id/model/gpt-2" in text and BASE not in text
    finally:
        started.end()


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/data/../store/CURRENT", "/static/../pages.py", "/%2e%2e/%2e%2e/etc/passwd", "/data/",
     "/list/../x.html",
     "/editor/../store", "/editor/store", "/editor/x.js",
     "/comparison/0.html", "/comparison/99.html", "/id/", "/id/%00", "/id/%3Cscript%3E", "/x.ttl",
     f"/{'a' * 5000}", f"/data/{'a' * 5000}.nt", f"/id/{'a' * 5000}", f"/{'a' * 5000}.html",
     "/data/%00.nt", "/%ff%fe.ttl"],
)  # fmt: skip
def test_a_path_without_a_thing_is_not_found(server: Server, path: str) -> None:
    host, port = urlsplit(server.pages).netloc.split(":")
    with socket.create_connection((host, int(port)), 10) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 404"), answer[:200]
    assert b"<script>" not in answer and b"Traceback" not in answer


def test_the_pages_say_what_they_may_do(server: Server) -> None:
    answer = get(f"{server.pages}/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for link in re.findall(r'href="(?!https?:|data:|#)([^"]+)"', answer.text):
        assert get(f"{server.pages}/{link}").status_code in (200, 303), link


# -- clients that do not keep to anything


def memory(process: int) -> int:
    """Resident kB of a process and of those it started."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue
        if folder.name == str(process) or re.search(rf"^PPid:\t{process}$", status, re.M):
            found += int((re.search(r"VmRSS:\s+(\d+)", status) or [0, 0])[1])
    return found


def test_fifty_clients_are_served_at_once(server: Server) -> None:
    def client(number: int) -> int:
        if number % 2:
            return counted(get(f"{server.sparql}?query={quote(COUNT)}", JSON))
        return STATEMENTS if get(f"{server.pages}/model/gpt-2.html").status_code == 200 else 0

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(client, range(50))) == {STATEMENTS}
        before = memory(server.process.pid)
        for _ in range(5):
            assert set(pool.map(client, range(50))) == {STATEMENTS}
    if os.path.exists("/proc/self"):
        assert memory(server.process.pid) - before < 30_000


def test_clients_that_never_read_or_talk_nonsense_stop_nobody_else(server: Server) -> None:
    host, port = urlsplit(server.pages).netloc.split(":")
    silent = []
    for content in (
        b"GET /data/graph.nt HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50,  # and reads nothing of it
        b"GET / HTTP/1.1\r\nHost: x",  # and never ends
        b"",
        os.urandom(10_000),
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ):
        client = socket.create_connection((host, int(port)), 10)
        with suppress(OSError):  # the server has had enough of it
            client.sendall(content)
        silent.append(client)
    for _ in range(20):
        assert get(f"{server.pages}/model/gpt-2.html").status_code == 200
    for client in silent:
        client.close()
    assert server.process.poll() is None


# -- beginning and end


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_cleanly_on_a_signal(
    how: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    started = Server(SAMPLE)
    assert list(tmp_path.iterdir())
    code, said = started.end(how)
    assert (code, said) == (0, "")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(requests.ConnectionError):
        requests.get(started.pages, timeout=5)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments, code, words in (
            ([SAMPLE, "--port", port], 2, "cannot be served"),
            ([tmp_path / "no.md"], 3, "no such file"),
            ([SAMPLE, "--bind", "203.0.113.1"], 2, "203.0.113.1"),
        ):
            command = [sys.executable, "-m", "orkgx", "serve", *map(str, arguments)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            assert (done.returncode, words in done.stderr) == (code, True), done.stderr
            assert "Traceback" not in done.stderr
