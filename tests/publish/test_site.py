"""A site as files: its links, its data, and labels of every kind."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from orkgx.ask.store import load
from orkgx.publish.look import Look, contrast
from tests.publish.conftest import TITLE
from tests.publish.hostile import LABELS
from tests.support import SAMPLE, run

BASE = "https://w3id.org/orkgx/id/"


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


def dead_links(site: Path) -> list[str]:
    return [
        f"{page.name}: {link}"
        for page in site.rglob("*.html")
        for link in Links(page).found
        if not re.match(r"https?:|data:|#", link) and not (page.parent / link.partition("#")[0]).is_file()
    ]


def test_every_link_of_a_site_leads_somewhere(site: Path) -> None:
    assert dead_links(site) == []


def test_each_page_holds_its_data(site: Path) -> None:
    graph = set(load(str(SAMPLE)).store)
    page = Links(site / "model" / "gpt-2.html")
    (data,) = page.scripts
    triples = {quad.triple for quad in ox.parse(data, ox.RdfFormat.JSON_LD)}
    assert triples and triples <= {quad.triple for quad in graph}
    assert f"<{BASE}model/gpt-2>" in {str(triple.subject) for triple in triples}
    text = (site / "model" / "gpt-2.html").read_text("utf-8")
    assert "catalogue.md, lines " in text and 'title="124,000,000">124\N{NO-BREAK SPACE}M<' in text


def test_a_site_holds_all_statements_in_three_formats(site: Path) -> None:
    whole = {quad.triple for quad in load(str(SAMPLE)).store}
    for name in ("graph.nt", "graph.ttl", "graph.jsonld"):
        assert {quad.triple for quad in load(str(site / "data" / name)).store} == whole


def test_a_site_made_by_two_processes_has_the_same_bytes(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orkgx.publish.site._FEW", 1)  # in several processes too
    assert run("site", SAMPLE, "-o", tmp_path / "again", "--title", TITLE, "-q", "-j", "2").exit_code == 0
    ours = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = tmp_path / "again"
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == ours


def test_a_folder_is_replaced_only_if_it_holds_a_site(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years", "utf-8")
    result = run("site", SAMPLE, "-o", folder)
    assert result.exit_code == 2 and "holds no site" in result.stderr
    assert (folder / "thesis.txt").read_text("utf-8") == "years"
    (folder / "thesis.txt").unlink()
    assert run("site", SAMPLE, "-o", folder).exit_code == run("site", SAMPLE, "-o", folder).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    assert run("site", tmp_path / "no.md", "-o", folder).exit_code == 3
    assert (folder / "index.html").exists()


def test_a_large_catalogue_becomes_many_small_pages(tmp_path: Path) -> None:
    block = SAMPLE.read_text("utf-8").split("- [GPT-2]")[1].split("  ```\n")[0] + "  ```\n"
    source = tmp_path / "catalogue.md"
    names = [f"Model-{number}" for number in range(250)]
    blocks = (f"- [{name}](https://example.org/)" + block.partition(")")[2] for name in names)
    source.write_text("\n".join(blocks), "utf-8")
    assert run("site", source, "-o", tmp_path / "site").exit_code == 0
    assert len(list((tmp_path / "site" / "static" / "facts").iterdir())) == 3
    assert len(list((tmp_path / "site" / "model").iterdir())) == 250
    assert max(path.stat().st_size for path in (tmp_path / "site").rglob("*.html")) < 1_000_000


def test_what_only_one_model_of_many_names_has_a_place_in_its_list(tmp_path: Path) -> None:
    label, type_ = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    lines = []
    for number in range(1002):
        model, corpus = f"{BASE}model/m{number}", f"{BASE}corpus/c{number}"
        lines += [f"<{model}> <{type_}> <https://w3id.org/fair4ml#MLModel> .", f'<{model}> <{label}> "M {number}" .']
        lines += [f"<{corpus}> <{type_}> <https://schema.org/Dataset> .", f'<{corpus}> <{label}> "C {number:04}" .']
        lines += [
            f"<{model}> <https://w3id.org/fair4ml#trainedOn> <{named}> ." for named in (corpus, f"{BASE}corpus/c0")
        ]
    (tmp_path / "graph.nt").write_text("\n".join(lines) + "\n")
    site = tmp_path / "site"
    assert run("site", tmp_path / "graph.nt", "-o", site).exit_code == 0
    assert [path.name for path in (site / "corpus").iterdir()] == ["c0.html"]  # which all of them name
    assert '<a href="../list/datasets-2.html#corpus/c1001">' in (site / "model" / "m1001.html").read_text("utf-8")
    listed = (site / "list" / "datasets-2.html").read_text("utf-8")
    assert (
        '<li id="corpus/c1001"><bdi>C 1001</bdi> · <a href="../model/m1001.html"><bdi>M 1001</bdi></a></li>' in listed
    )
    assert dead_links(site) == []


def test_pages_that_know_where_they_will_be_say_so_to_search_engines(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert run("site", SAMPLE, "-o", folder, "--base-url", "https://example.org/models").exit_code == 0
    listed = re.findall("<loc>https://example.org/models/(.*?)</loc>", (folder / "sitemap.xml").read_text("utf-8"))
    assert "model/gpt-2.html" in listed and all((folder / (path or "index.html")).is_file() for path in listed)
    assert "Sitemap: https://example.org/models/sitemap.xml" in (folder / "robots.txt").read_text("utf-8")
    page = (folder / "model" / "gpt-2.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/models/model/gpt-2.html">' in page
    result = run("site", SAMPLE, "-o", folder, "--base-url", "javascript:alert(1)")
    assert result.exit_code == 2 and "is no address of pages" in result.stderr


# -- labels of every kind


def test_labels_stay_text_whatever_they_hold(hostile: Path) -> None:
    for page in hostile.rglob("*.html"):
        text = page.read_text("utf-8")
        drawn = re.sub(r"<svg aria-hidden.*?</svg>", "", text, flags=re.S)
        assert not re.search(r"<(img|svg)\b", drawn), page
        links = Links(page)
        assert not [link for link in links.found if link.lower().startswith("javascript:")]
        assert drawn.count("<script") == len(links.scripts) + drawn.count("<script defer src=")
        for data in links.scripts:
            json.loads(data)
    assert sorted(path.name for path in hostile.parent.iterdir()) == ["graph.nt", "site"]
    assert len(list((hostile / "model").iterdir())) == len(LABELS) + 1


def test_no_page_has_a_name_that_windows_or_a_folder_keeps_for_itself(tmp_path: Path) -> None:
    graph = tmp_path / "graph.nt"
    names = ("con", "NUL", "aux.1", "lpt1", "index", "console")
    graph.write_text(
        "".join(
            f"<https://w3id.org/orkgx/id/model/{name}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            "<https://w3id.org/fair4ml#MLModel> .\n"
            for name in names
        ),
        "utf-8",
    )
    assert run("site", graph, "-o", tmp_path / "site", "-q").exit_code == 0
    made = {path.name for path in (tmp_path / "site" / "model").iterdir()}
    assert made == {"con_.html", "NUL_.html", "aux.1_.html", "lpt1_.html", "index_.html", "console.html"}


LOOK = """
[site]
line = "Our <group>"
maintainers = ["Ada Lovelace", "A, B and C"]
license = "CC0-1.0"
doi = "10.5281/zenodo.12345"
footer = "Paid by <b>nobody</b>"
color = "#ffcc00"
"""


def test_a_project_says_how_its_pages_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "orkgx.toml").write_text(LOOK)
    monkeypatch.chdir(tmp_path)
    result = run("site", SAMPLE, "-o", "site", "--mapping", "awesome-llms")
    assert result.exit_code == 0 and "#ffcc00 cannot be read on light pages; #7a6200 is taken" in result.stderr
    home = (tmp_path / "site" / "index.html").read_text("utf-8")
    model = (tmp_path / "site" / "model" / "gpt-2.html").read_text("utf-8")
    for page in (home, model):
        assert "<bdi>Our &lt;group&gt;</bdi></a>" in page
        assert "<p><bdi>Paid by &lt;b&gt;nobody&lt;/b&gt;</bdi></p>" in page
        assert ", CC0-1.0.</p>" in page
    assert "<h1><bdi>Awesome LLMs</bdi></h1>" in home
    assert "https://doi.org/10.5281/zenodo.12345. Licensed CC0-1.0." in home
    assert "  doi = {10.5281/zenodo.12345}" in home
    assert "@misc{" in model
    style = (tmp_path / "site" / "static" / "style.css").read_text("utf-8")
    assert "--accent:#7a6200" in style and "--accent:#ffcc00" in style


def test_a_mapping_says_who_keeps_a_catalogue_and_how_to_cite_it(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "name: ours\nextends: awesome-llms\ncatalogue:\n  title: Ours\n  attribution: null\n"
        "  maintainers: [Ada, Grace]\n  description: What we run.\n  doi: 10.5281/zenodo.1\n"
    )
    result = run("site", SAMPLE, "-o", tmp_path / "site", "--mapping", tmp_path / "ours.yaml")
    home = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert result.exit_code == 0 and "<bdi>Ada</bdi>, <bdi>Grace</bdi>" in home and "What we run." in home
    assert "author = {{Ada} and {Grace}}" in home and "Ada, Grace: Ours. https://doi.org/10.5281/zenodo.1." in home


@pytest.mark.parametrize("color", ["#ffcc00", "#000000", "#ffffff", "#777777", "#1c4fd6", "#00ff00"])
def test_a_colour_is_made_readable_on_light_and_on_dark_pages(color: str) -> None:
    for scheme, made in Look(color=color).accents.items():
        for back in {"light": ("#fbfaf8", "#ffffff"), "dark": ("#121418", "#1a1d23")}[scheme]:
            assert contrast(made, back) >= 4.5, (scheme, made)
