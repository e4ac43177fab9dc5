"""Sites that several files look at, made once."""

from __future__ import annotations

from pathlib import Path

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
