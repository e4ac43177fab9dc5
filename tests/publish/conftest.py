"""Sites that several files look at, made once, and the browser that shows them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orkgx.ask.store import load
from orkgx.publish.site import written
from tests.publish.hostile import hostile_graph
from tests.support import SAMPLE, run

TITLE = "Some <models> & more"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a site."""
    folder = tmp_path_factory.mktemp("made") / "site"
    result = run("site", SAMPLE, "-o", folder, "--title", TITLE)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with labels of every kind."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "graph.nt").write_text(hostile_graph(), "utf-8")
    written(load(str(folder / "graph.nt")).store, folder / "site")
    return folder / "site"


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
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
    opened.set_default_timeout(10_000)
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    local = re.compile(r"(file|data|blob|about|http://127\.0\.0\.1)")
    opened.on("request", lambda request: None if local.match(request.url) else wrong.append(request.url))
    yield opened
    context.close()
    assert wrong == []
