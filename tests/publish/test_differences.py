"""Where catalogues differ, on pages: what `merge` tells, with both places, and what is rounded apart."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.publish.access import faults_of_access
from tests.support import run

_BLOCK = """\
- {0}
  ```yaml
  model: {0}
  date created: {1}
  number of parameters: {2}
  license: {3}
  ```
"""
_HEAD = "| Model | Released | Params | License |\n|---|---|---|---|\n"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two catalogues in a repository: of one model they say three things differently, of another one more exactly."""
    root = tmp_path_factory.mktemp("both")
    blocks, rows = root / "blocks.md", root / "rows.md"
    entries = (("Storm Cell", "2021-05-02", "1.7T", "MIT"), ("Brise", "2023-05-28", "65.2B", "MIT"))
    blocks.write_text("".join(_BLOCK.format(*one) for one in entries), "utf-8")
    rows.write_text(
        f"{_HEAD}| StormCell | 2021-06 | 170T | Apache 2.0 |\n| Brise | 2023-05 | 65B | MIT |\n"
        "| Only <b>here</b> | 2023 | 1B | MIT |\n",
        "utf-8",
    )
    if shutil.which("git"):
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        for words in ("init -q", "remote add origin https://github.com/o/r.git", "add .", "commit -qm x"):
            subprocess.run(["git", "-C", str(root), *identity, *words.split()], check=True)
    return [blocks, rows]


@pytest.fixture(scope="module")
def differing(both: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("differing") / "site"
    assert run("site", *both, "-o", folder).exit_code == 0
    return folder


def table(page: Any, number: int) -> list[list[str]]:
    """The rows of a table of differences: the property, and what each catalogue says, with its place."""
    rows = page.locator("table.differing").nth(number).locator("tbody tr")
    return [
        [" ".join(cell.split()) for cell in row.locator("th[scope=row], td").all_inner_texts()] for row in rows.all()
    ]


def test_each_difference_is_shown_with_both_places_and_what_is_rounded_apart(page: Any, differing: Path) -> None:
    page.goto((differing / "index.html").as_uri())
    page.click("nav a:text-is('Differences')")
    assert page.inner_text(".lead").startswith("3 values of 1 model cannot all be right:")
    assert table(page, 0) == [
        ["Parameters", "1.7 T blocks.md, line 5", "170 T rows.md, line 3"],
        ["Date", "2 May 2021 blocks.md, line 4", "Jun 2021 rows.md, line 3"],
        ["Licence", "MIT blocks.md, line 6", "Apache-2.0 rows.md, line 3"],
    ]
    assert [row[:2] for row in table(page, 1)] == [
        ["Parameters", "65.2 B blocks.md, line 12"],
        ["Date", "28 May 2023 blocks.md, line 11"],
    ]
    if shutil.which("git"):
        addresses = page.locator(".where a").evaluate_all("all => all.map(one => one.href)")
        assert addresses[0].startswith("https://github.com/o/r/blob/") and addresses[0].endswith("/blocks.md#L5")
    page.click("tbody th a >> nth=0")
    page.wait_for_url("**/model/storm-cell.html")
    said = page.inner_text("dl.differing")
    assert "1.7\N{NO-BREAK SPACE}T" in said and "170\N{NO-BREAK SPACE}T" in said and "rows.md, line 3" in said
    page.click("dl.differing a:has-text('StormCell') >> nth=0")  # the page of the same model in the other catalogue
    assert page.locator("dl.differing").count() == 1


def test_pages_differ_where_a_merge_does(both: list[Path], differing: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    run("merge", *both, "-o", tmp_path / "all.nq", "--conflicts", report, "-q")
    told = json.loads(report.read_text("utf-8"))["conflicts"]
    html = (differing / "differences.html").read_text("utf-8")
    assert html.partition("<h2>")[0].count('<th scope="row">') == len(told) == 3
    assert run("site", tmp_path / "all.nq", "-o", tmp_path / "merged").exit_code == 0  # its graphs are the catalogues
    assert "3 values of 1 model" in (tmp_path / "merged" / "differences.html").read_text("utf-8")
    piped = run("site", "-", both[1], "-o", tmp_path / "piped", input=both[0].read_text("utf-8"))
    assert piped.exit_code == 0 and not (tmp_path / "piped" / "differences.html").exists()  # it cannot be read twice
    assert run("site", both[0], "-o", tmp_path / "one").exit_code == 0
    assert not (tmp_path / "one" / "differences.html").exists()
    assert "Differences" not in (tmp_path / "one" / "index.html").read_text("utf-8")


def test_a_catalogue_without_a_mapping_of_its_own_is_called_by_its_heading_or_its_repository(
    both: list[Path], tmp_path: Path
) -> None:
    titled = tmp_path / "titled.md"
    titled.write_text(f"# Our *small* models\n\n{both[1].read_text('utf-8')}")
    cases = [(titled, "Our small models")] + ([(both[1], "r")] if shutil.which("git") else [])
    for source, title in cases:
        assert run("site", source, "-o", tmp_path / "site", "-q").exit_code == 0
        home = (tmp_path / "site" / "index.html").read_text("utf-8")
        assert f"<h1><bdi>{title}</bdi></h1>" in home and "A catalogue of models" not in home
    assert run("site", source, "-o", tmp_path / "site", "-q", "--title", "Said").exit_code == 0
    assert "<h1><bdi>Said</bdi></h1>" in (tmp_path / "site" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_pages_of_differences_have_no_fault_of_access(page: Any, differing: Path, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for name in ("differences.html", "model/storm-cell.html"):
        page.goto(f"{differing.as_uri()}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not faults_of_access(page), name
