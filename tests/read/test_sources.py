"""Sources from the web, by a real server on loopback, and from folders and globs."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

from orkgx.mapping.compiled import Settings
from orkgx.pipeline import Builder, Run
from orkgx.read.sources import open_sources
from orkgx.read.texts import CHUNK

TEXT = b"- [A](https://example.org/)\n"


class Handler(http.server.BaseHTTPRequestHandler):
    """A page with an ETag, a loop, a page that never comes, one that never ends."""

    asked: list[str]
    queries: list[str]
    released: threading.Event

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        if self.path.partition("?")[0] == "/ok.md":
            self.queries.append(self.path.partition("?")[2])
            fresh = self.headers.get("If-None-Match") != '"1"'
            self.asked.append("whole" if fresh else "unchanged")
            self.send_response(200 if fresh else 304)
            self.send_header("ETag", '"1"')
            self.end_headers()
            self.wfile.write(TEXT if fresh else b"")
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/hang":
            self.released.wait(20)
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 50_000)
        elif self.path.startswith("/drip"):
            if self.path == "/drip-body":
                self.send_response(200)
                self.end_headers()
            while not self.released.wait(0.2):
                self.wfile.write(b"H")
        else:
            self.send_error(404)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("ORKGX_TIMEOUT", "1")
    monkeypatch.setenv("ORKGX_LIMIT", "20000")
    Handler.asked, Handler.queries, Handler.released = [], [], threading.Event()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        Handler.released.set()
        running.shutdown()


def test_a_page_is_fetched_once(server: str) -> None:
    for _ in range(2):
        (source,), errors = open_sources([f"{server}/ok.md"], source_iri=None)
        assert not errors
        assert "".join(source.texts()).rstrip("\n") == "- [A](https://example.org/)"
        assert source.iri == f"{server}/ok.md"
    assert Handler.asked == ["whole", "unchanged"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/loop", "redirects"),
        ("/hang", "no answer in time"),
        ("/large", "larger than 20,000"),
        ("/none", "404"),
        ("/drip-head", "in time"),
        ("/drip-body", "in time"),
    ],
)
def test_a_page_that_cannot_be_had(server: str, path: str, said: str) -> None:
    sources, (error,) = open_sources([server + path], source_iri=None)
    assert sources == []
    assert said in str(error)


def test_folders_and_globs(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "node_modules").mkdir()
    ours = ("CHANGELOG.md", "inner/Contributing.md", "CODE-OF-CONDUCT.md", "node_modules/README.md")
    for name in ("b.md", "inner/a.markdown", ".hidden/c.md", "d.txt", *ours):
        (tmp_path / name).write_bytes(TEXT)
    names = [source.name for source in open_sources([str(tmp_path)], source_iri=None)[0]]
    assert names == [str(tmp_path / "b.md"), str(tmp_path / "inner/a.markdown")]
    (named,), _ = open_sources([str(tmp_path / "CHANGELOG.md")], source_iri=None)
    assert named.name.endswith("CHANGELOG.md")
    assert len(open_sources([str(tmp_path / "**/[ab].m*")], source_iri=None)[0]) == 2
    (error,) = open_sources([str(tmp_path / "*.rst")], source_iri=None)[1]
    assert "no file matches" in str(error)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfa\r\nb", b"a\rb\r", b"a\nb\n", b"a\r\n" + b"b" * 10])
def test_line_ends(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.md").write_bytes(content)
    ((source,), _) = open_sources([str(tmp_path / "a.md")], source_iri=None)
    assert [line[:1] for line in "".join(source.texts()).splitlines()] == ["a", "b"]


def test_what_is_secret_in_an_address_is_sent_and_never_shown(server: str, tmp_path: Path) -> None:
    address = f"{server.replace('://', '://me:pw@')}/ok.md?raw=1&access_token=hush"
    (source,), errors = open_sources([address], source_iri=None)
    assert not errors
    assert (source.name, source.label, source.iri) == (f"{server}/ok.md?raw=1", "ok.md", f"{server}/ok.md?raw=1")
    assert Handler.queries == ["raw=1&access_token=hush"]
    (_, (error,)) = open_sources([address.replace("/ok.md", "/none")], source_iri=None)
    assert "hush" not in str(error) and "pw" not in str(error)
    cached = [path.read_bytes() for path in (tmp_path / "cache/orkgx").iterdir()]
    assert cached and not any(b"hush" in content or b"pw" in content for content in cached)


def test_a_source_that_vanishes_between_two_readings_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.md"
    path.write_text("- [Zephyr](https://example.org/z)\n" + "\n" * CHUNK, "utf-8")  # a small one is read once
    (source,), _ = open_sources([str(path)], source_iri=None)

    def opened() -> IO[bytes]:
        file = source.open()
        path.unlink()
        return file

    run = Run(Builder.of([], Settings()), [replace(source, open=opened)])
    with run.spooled():
        (failed,) = run.failed
        assert str(failed) == f"{path}: there is no such file"
        assert [finding.code for finding in run.findings()] == ["unreadable-source"]
