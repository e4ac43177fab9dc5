"""Pages in a real browser, where there is one: from disk and from a server, on screens small and large."""

from __future__ import annotations

import functools
import os
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.publish.hostile import LABELS
from tests.publish.serving import Server
from tests.support import SAMPLE

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


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
    started = Server(SAMPLE)
    yield started.pages
    started.end()


def test_served_pages_have_no_serious_fault_of_access(page: Any, live: str) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    for name in PAGES:
        page.goto(f"{live}/{name}")
        assert page.locator("h1").count() == 1
        if name == "index.html":
            assert page.locator("figure svg").count() >= 3
        found = [one for one in axe.run(page)["violations"] if one["impact"] in ("serious", "critical")]
        assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


PAGES = ["index.html", "comparison/1.html", "model/gpt-2.html", "list/models.html", "organization/openai.html"]


def test_the_editor_asks_a_query_and_shows_its_rows(page: Any, live: str) -> None:
    page.goto(f"{live}/sparql")
    assert page.url == f"{live}/editor.html"
    page.wait_for_selector(".yasqe", timeout=10_000)
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr_results td", timeout=10_000)


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_on_disk_have_no_serious_fault_of_access(page: Any, site: Path, width: int, scheme: str) -> None:
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


def test_the_comparison_is_whole_without_scripts(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((site / "comparison/1.html").as_uri())
    assert opened.locator("thead th").count() > 5 and opened.locator(".tools").is_hidden()
    context.close()


def test_no_label_runs_as_a_script(page: Any, hostile: Path) -> None:
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
