"""What keeps people from a page, as axe finds it."""

from __future__ import annotations

from typing import Any

import pytest


def faults_of_access(page: Any) -> list[tuple[str, str]]:
    """What axe finds but for what it calls minor."""
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    found = axe.run(page)["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] != "minor"]
