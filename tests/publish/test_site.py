"""Pages for people: in a real browser where there is one, from disk and from a server; with labels of every kind."""

from __future__ import annotations

import functools
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import Result

from orkgx.ask.store import load
from orkgx.publish.site import written
from tests.support import SAMPLE, run

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
BASE = "https://w3id.org/orkgx/id/"


def made(*arguments: str | Path) -> Result:
    return run("site", *arguments)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "site"
    result = made(SAMPLE, "-o", folder, "--title", "Some <models> & more")
    assert result.exit_code == 0, result.output
    return folder


class Links(html.parser.HTMLParser):
    """The addresses that a page names."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts: list[str] = []
        self._script = False
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]
        self._script = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts.append(data)
            self._script = False


# -- the files


def test_every_link_leads_somewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        for link in Links(page).found:
            if not re.match(r"https?:|data:|#", link):
                assert (page.parent / link).is_file(), f"{page.name}: {link}"


def test_each_page_holds_its_data(site: Path) -> None:
    graph = set(load(str(SAMPLE)).store)
    page = Links(site / "model" / "gpt-2.html")
    (data,) = page.scripts
    triples = {quad.triple for quad in ox.parse(data, ox.RdfFormat.JSON_LD)}
    assert triples and triples <= {quad.triple for quad in graph}
    assert f"<{BASE}model/gpt-2>" in {str(triple.subject) for triple in triples}
    text = (site / "model" / "gpt-2.html").read_text("utf-8")
    assert "catalogue.md#L" in text and "124000000" in text


def test_the_data_are_all_there(site: Path) -> None:
    whole = {quad.triple for quad in load(str(SAMPLE)).store}
    for name in ("graph.nt", "graph.ttl", "graph.jsonld"):
        assert {quad.triple for quad in load(str(site / "data" / name)).store} == whole


def test_the_same_again(site: Path, tmp_path: Path) -> None:
    assert made(SAMPLE, "-o", tmp_path / "again", "--title", "Some <models> & more", "-q").exit_code == 0
    ours = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = tmp_path / "again"
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == ours


def test_only_a_site_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years", "utf-8")
    result = made(SAMPLE, "-o", folder)
    assert result.exit_code == 2 and "holds no site" in result.stderr
    assert (folder / "thesis.txt").read_text("utf-8") == "years"
    (folder / "thesis.txt").unlink()
    assert made(SAMPLE, "-o", folder).exit_code == made(SAMPLE, "-o", folder).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    assert made(tmp_path / "no.md", "-o", folder).exit_code == 3
    assert (folder / "index.html").exists()


def test_large_catalogues_are_many_pages(tmp_path: Path) -> None:
    block = SAMPLE.read_text("utf-8").split("- [GPT-2]")[1].split("  ```\n")[0] + "  ```\n"
    source = tmp_path / "catalogue.md"
    names = [f"Model-{number}" for number in range(250)]
    blocks = (f"- [{name}](https://example.org/)" + block.partition(")")[2] for name in names)
    source.write_text("\n".join(blocks), "utf-8")
    assert made(source, "-o", tmp_path / "site").exit_code == 0
    assert len(list((tmp_path / "site" / "comparison").iterdir())) == 3
    assert len(list((tmp_path / "site" / "model").iterdir())) == 250
    assert max(path.stat().st_size for path in (tmp_path / "site").rglob("*.html")) < 1_000_000


# -- labels of every kind

LABELS = [
    "<script>window.hurt = 1</script>",
    "</script><img src=x onerror='window.hurt = 1'>",
    '"><svg onload="window.hurt = 1">',
    "]]> --> <!-- & &amp; &lt;",
    "{{ 7 * 7 }} {% raw %}",
    "مرحبا بالعالم \u202e txt.exe",
    "👩🏽‍🔬 emoji 🧪",
    "x" * 10_000,
    "javascript:window.hurt=1",
    " ",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    lines = []
    for number, label in enumerate(LABELS):
        model, contribution = f"<{BASE}model/m{number}>", f"<{BASE}contribution/c/m{number}>"
        for subject, class_ in ((model, "https://w3id.org/fair4ml#MLModel"), (contribution, ORKGC + "Contribution")):
            lines.append(f"{subject} <{RDF}type> <{class_}> .")
            lines.append(f"{subject} <http://www.w3.org/2000/01/rdf-schema#label> {ox.Literal(label)} .")
        lines.append(f"{contribution} <http://orkg.org/orkg/predicate/HAS_MODEL> {model} .")
        lines.append(f"{contribution} <http://orkg.org/orkg/predicate/P37544> {ox.Literal(label)} .")
        address = ox.Literal(label, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI"))
        lines.append(f"{contribution} <http://orkg.org/orkg/predicate/HAS_SOURCE_CODE> {address} .")
        lines.append(f"{model} <https://schema.org/creator> <javascript:window.hurt=1> .")
        lines.append(f'{model} <https://w3id.org/orkgx/ns#maxParameterCount> "{10**number}"^^<{XSD}integer> .')
        lines.append(f'{model} <https://schema.org/dateCreated> "2020-01-0{number % 9 + 1}"^^<{XSD}date> .')
        lines.append(f"{model} <https://schema.org/license> <{BASE}license/{number}> .")
        lines.append(f"<{BASE}license/{number}> <http://www.w3.org/2000/01/rdf-schema#label> {ox.Literal(label)} .")
    lines.append(f"<{BASE}../../up> <{RDF}type> <https://w3id.org/fair4ml#MLModel> .")
    lines.append(f"<{BASE}model/M1> <{RDF}type> <https://w3id.org/fair4ml#MLModel> .")
    (folder / "graph.nt").write_text("\n".join(lines) + "\n", "utf-8")
    written(load(str(folder / "graph.nt")).store, folder / "site")
    return folder / "site"


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
ORKGC = "http://orkg.org/orkg/class/"


def test_labels_are_text(hostile: Path) -> None:
    for page in hostile.rglob("*.html"):
        text = page.read_text("utf-8")
        drawn = re.sub(r"<svg aria-hidden.*?</svg>", "", text, flags=re.S)
        assert not re.search(r"<(img|svg)\b", drawn), page
        links = Links(page)
        assert not [link for link in links.found if link.lower().startswith("javascript:")]
        assert drawn.count("<script") == len(links.scripts) + ("comparison.js" in text)
        for data in links.scripts:
            json.loads(data)
    assert sorted(path.name for path in hostile.parent.iterdir()) == ["graph.nt", "site"]
    assert len(list((hostile / "model").iterdir())) == len(LABELS) + 1


# -- in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not BROWSER:
        pytest.skip("no Chromium on this machine")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails the test where the console says something, or a request leaves the machine."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    local = re.compile(r"(file|data|http://127\.0\.0\.1)")
    opened.on("request", lambda request: None if local.match(request.url) else wrong.append(request.url))
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def live() -> Iterator[str]:
    """`orkgx serve` over the same catalogue."""
    command = [sys.executable, "-m", "orkgx", "serve", str(SAMPLE), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        yield process.stderr.readline().split()[1].rstrip("/")
        process.terminate()


def test_the_server_has_the_same_pages(page: Any, live: str) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    for name in PAGES:
        page.goto(f"{live}/{name}")
        assert page.locator("h1").count() == 1
        if name == "index.html":
            assert page.locator("figure svg").count() >= 3
        found = [one for one in axe.run(page)["violations"] if one["impact"] in ("serious", "critical")]
        assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


PAGES = ["index.html", "comparison/1.html", "model/gpt-2.html", "list/models.html", "organization/openai.html"]


def test_the_editor_asks_and_shows(page: Any, live: str) -> None:
    page.goto(f"{live}/sparql")
    assert page.url == f"{live}/editor.html"
    page.wait_for_selector(".yasqe", timeout=10_000)
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr_results td", timeout=10_000)


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_fault(page: Any, site: Path, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for name in PAGES:
        page.goto((site / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = [one for one in axe.run(page)["violations"] if one["impact"] in ("serious", "critical")]
        assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    if folder := os.environ.get("ORKGX_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{width}-{scheme}.png")


@pytest.mark.parametrize("where", ["file", "server", "orkgx"])
def test_the_comparison_can_be_worked_with(page: Any, site: Path, served: str, live: str, where: str) -> None:
    page.goto({"file": site.as_uri(), "server": served, "orkgx": live}[where] + "/comparison/1.html")
    heads = "() => [...document.querySelectorAll('thead th:not([hidden])')].map(cell => cell.textContent).slice(1)"
    everything = page.evaluate(heads)
    assert "GPT-2" in everything and everything == sorted(everything, key=str.casefold)
    page.fill("#filter", "openai")
    fewer = page.evaluate(heads)
    assert 0 < len(fewer) < len(everything) and "GPT-2" in fewer
    assert page.inner_text("#shown") == f"{len(fewer)} of {len(everything)} models"
    page.fill("#filter", "")
    page.select_option("#sort", label="date created")
    row = "[...document.querySelectorAll('tbody tr')].find(row => row.cells[0].textContent == 'date created')"
    dates = f"() => [...{row}.cells].slice(1).map(cell => cell.textContent.trim()).filter(Boolean)"
    assert page.evaluate(dates) == sorted(page.evaluate(dates))
    page.check("#down")
    assert page.evaluate(dates) == sorted(page.evaluate(dates), reverse=True)
    assert sorted(page.evaluate(heads)) == sorted(everything)
    page.click("summary:has-text('Properties')")
    before = page.locator("tbody tr:visible").count()
    page.uncheck("label:has-text('application') input")
    assert page.locator("tbody tr:visible").count() == before - 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "BODY"


def test_without_scripts_all_is_there(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((site / "comparison/1.html").as_uri())
    assert opened.locator("thead th").count() > 5 and opened.locator(".tools").is_hidden()
    context.close()


def test_nothing_runs(page: Any, hostile: Path) -> None:
    for name in [
        "index.html",
        "comparison/1.html",
        "list/models.html",
        *(f"model/m{n}.html" for n in range(len(LABELS))),
    ]:
        page.goto((hostile / name).as_uri())
        assert page.evaluate("window.hurt") is None
    page.goto((hostile / "model/m0.html").as_uri())
    assert page.inner_text("h1") == LABELS[0]
    page.goto((hostile / "model/m6.html").as_uri())
    assert page.inner_text("h1") == LABELS[6]
