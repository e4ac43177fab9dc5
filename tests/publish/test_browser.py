"""Pages in a real browser, where there is one: from disk and from a server, on screens small and large."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from orkgx.ask.store import load
from orkgx.graph.terms import BASE, PREFIXES
from orkgx.publish.pages import Pages
from orkgx.publish.site import write
from tests.publish.access import faults_of_access
from tests.publish.hostile import LABELS
from tests.publish.serving import Server
from tests.support import SAMPLE


@pytest.fixture(scope="module")
def live() -> Iterator[str]:
    """`orkgx serve` over the same catalogue."""
    started = Server(SAMPLE)
    yield started.pages
    started.end()


PAGES = [
    *("index.html", "models.html", "compare.html#m=gpt-2&m=opt", "quality.html", "browse.html", "list/papers.html"),
    *(
        "model/gpt-2.html",
        "organization/openai.html",
        "model-family/gpt.html",
        "orkg/R370861.html",
        "corpus/webtext.html",
    ),
    "license/spdx/Apache-2.0.html",
]
DRAWN = "#chart[data-drawn]"
ONE_DRAWN = "#chart[data-drawn='1']"


def many_models(path: Path) -> Path:
    """Ten thousand models as N-Triples: name, date, organisation, size, licence."""
    xsd, schema = "http://www.w3.org/2001/XMLSchema#", "https://schema.org/"
    lines = []
    for number in range(10_000):
        model = f"<{BASE}model/model-{number}>"
        date = f"{2018 + number % 8}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        lines += [
            f"{model} <{PREFIXES['rdf']}type> <{PREFIXES['fair4ml']}MLModel> .",
            f'{model} <{PREFIXES["rdfs"]}label> "Model {number}" .',
            f'{model} <{schema}dateCreated> "{date}"^^<{xsd}date> .',
            f"{model} <{schema}creator> <{BASE}organization/maker-{number % 97}> .",
            f"{model} <{schema}license> <{PREFIXES['spdx']}{('MIT', 'Apache-2.0')[number % 2]}> .",
            f'{model} <{PREFIXES["ox"]}maxParameterCount> "{(number % 700 + 1) * 10**8}"^^<{xsd}integer> .',
        ]
    path.write_text("\n".join(lines) + "\n")
    return path


def names(page: Any) -> list[str]:
    """The models that the table shows."""
    found: list[str] = page.locator("#table tbody th").all_inner_texts()
    return found


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_no_kind_of_page_has_a_fault_of_access(page: Any, site: Path, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for name in PAGES if scheme == "light" else PAGES[:7:3]:
        page.goto(f"{site.as_uri()}/{name}")
        if name == "index.html":
            page.wait_for_selector(DRAWN)
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert not faults_of_access(page), name


def test_an_old_address_leads_on(page: Any, site: Path) -> None:
    page.goto(f"{site.as_uri()}/comparison/1.html")
    page.wait_for_url("**/compare.html")
    assert page.inner_text("h1") == "Compare models"


def test_the_first_view_of_ten_thousand_models_reads_little(page: Any, tmp_path: Path) -> None:
    write(Pages(load(str(many_models(tmp_path / "many.nt"))).store).common(), tmp_path / "site")
    read: list[str] = []
    page.on("request", lambda request: read.append(request.url))
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.wait_for_selector(".explorer.live tbody tr")
    size = sum(Path(url2pathname(urlsplit(url).path)).stat().st_size for url in read if url.startswith("file:"))
    assert size < 1_500_000
    shown = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert shown < 5000  # a third of that where nobody else is busy
    assert page.inner_text("#shown") == "10,000 models"


def test_a_named_query_is_asked_by_a_click_drawn_and_shared(page: Any, live: str) -> None:
    page.goto(f"{live}/sparql")
    assert page.url == f"{live}/editor.html"
    page.wait_for_selector(".yasqe")
    page.click("button:text-is('Licenses')")
    page.wait_for_selector(".yasr_results td")
    bars = page.locator("#drawing .mark-rect path")
    bars.first.wait_for()
    shared, drawn = page.url, bars.count()
    page.goto("about:blank")
    page.goto(shared)
    bars.first.wait_for()
    assert drawn > 1 and bars.count() == drawn and "schema:license" in page.inner_text(".yasqe")
    assert "XMLSchema" not in page.inner_text(".yasr_results") and not faults_of_access(page)
    page.focus(".yasqe textarea")
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_watched_pages_follow_catalogue_and_mapping_where_they_are(page: Any, tmp_path: Path) -> None:
    catalogue, mapping = tmp_path / "models.md", tmp_path / "ours.yaml"
    words, project = tmp_path / "lists" / "words.yaml", tmp_path / "orkgx.toml"
    text, said = SAMPLE.read_text("utf-8"), "name: ours\nextends: awesome-llms\ncatalogue: {title: Ours}\n"
    said += "include: [lists/words]\n"
    spelt = "name: words\ntables: {organizations: {Nobody: {spellings: [No One]}}}\n"
    words.parent.mkdir()
    words.write_text(spelt)
    catalogue.write_text(text)
    mapping.write_text(said)
    server = Server(catalogue, "--mapping", mapping, "--watch", folder=tmp_path)
    try:
        page.goto(f"{server.pages}/models.html#organization=OpenAI")
        there = page.url
        assert "GPT-2" in names(page)
        catalogue.write_text(
            text.replace("[GPT-2]", "[GPT-2 anew]").replace("has model: GPT-2\n", "has model: GPT-2 anew\n")
        )
        page.wait_for_selector("#table a:has-text('GPT-2 anew')")
        mapping.write_text(said + "fields: 3\n")
        page.wait_for_selector(".watched:has-text('ours.yaml:5:9')")
        assert "GPT-2 anew" in names(page)
        mapping.write_text(said.replace("Ours", "Ours anew"))
        page.wait_for_selector(".home:has-text('Ours anew')")
        assert page.url == there and page.locator(".watched").is_hidden()
        words.write_text(spelt.replace("[No One]", "3"))
        page.wait_for_selector(".watched:has-text('words.yaml:2:')")
        words.write_text(spelt)
        project.write_text("[site]\nfooter = 'From now on.'\n")
        page.wait_for_selector("footer:has-text('From now on.')")
    finally:
        page.goto("about:blank")  # which asks the server for nothing when it has ended
        code, told = server.end()
    assert code == 0 and "ours.yaml:5:9" in told and told.count("read again") == 3


@pytest.mark.parametrize("where", ["file", "orkgx"])
def test_two_filters_leave_the_same_models_in_chart_and_table_and_in_the_shared_address(
    page: Any, site: Path, live: str, where: str
) -> None:
    start = {"file": f"{site.as_uri()}/index.html", "orkgx": f"{live}/"}[where]
    page.goto(start)
    page.wait_for_selector(DRAWN)
    everything, dots = names(page), int(page.get_attribute("#chart", "data-drawn"))
    page.check("#facet-organization input[value='OpenAI']")
    page.check("#facet-year input[value='2019']")
    assert names(page) == ["GPT-2"]
    page.wait_for_selector(ONE_DRAWN)
    assert len(everything) > 1 and dots > 1
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    page.wait_for_selector(ONE_DRAWN)
    assert names(page) == ["GPT-2"]
    page.click("#active button:has-text('2019')")
    assert len(names(page)) > 1


def test_the_chart_names_a_model_and_opens_it(page: Any, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html#organization=OpenAI&year=2019")
    page.wait_for_selector(ONE_DRAWN)
    dot = page.locator("#chart .mark-symbol path").first
    dot.hover()
    assert page.inner_text(".tip strong") == "GPT-2" and "1.5\N{NO-BREAK SPACE}B parameters" in page.inner_text(".tip")
    page.uncheck("#log")
    page.wait_for_url("**scale=linear")
    page.wait_for_selector(ONE_DRAWN)
    page.locator("#chart .mark-symbol path").first.click()
    page.wait_for_url("**/model/gpt-2.html")


def test_the_table_is_sorted_by_value_searched_cut_and_saved(page: Any, site: Path) -> None:
    page.goto(f"{site.as_uri()}/models.html")
    everything = len(names(page))
    page.click("#sort-parameters")
    sizes = [
        size for size in page.locator("td:nth-child(6) span").evaluate_all("all => all.map(one => one.title)") if size
    ]
    counts = [int(size.replace(",", "")) for size in sizes]
    assert counts and counts == sorted(counts, reverse=True)
    page.fill("#words", "openai")
    assert 0 < len(names(page)) < everything and f"of {everything} models" in page.inner_text("#shown")
    page.click("summary:has-text('Columns')")
    page.uncheck("#columns label:has-text('Licence') input")
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.click("#csv")
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8").splitlines()))
    assert [row["Model"] for row in rows] == names(page)
    assert "Licence" not in rows[0] and all("OpenAI" in row["Organisation"] for row in rows)


def test_three_models_are_compared_what_differs_first(page: Any, site: Path) -> None:
    page.goto(f"{site.as_uri()}/models.html")
    for name in ("Falcon", "BERT"):
        page.check(f"[aria-label='Compare {name}']")
    page.click("#compare")
    page.wait_for_selector(".compared")
    page.fill("#model", "t5")
    page.press("#model", "Enter")
    page.wait_for_selector(".compared thead th:nth-child(4)")
    assert "m=t5" in page.url
    page.reload()
    page.wait_for_selector(".compared")
    heads = page.locator(".compared thead th a").all_inner_texts()
    assert sorted(heads) == ["BERT", "Falcon", "T5"]
    parts = page.locator(".compared .part button").all_inner_texts()
    assert parts[0].startswith("Different") and parts[1].startswith("The same")
    folded = page.locator("tr:has(bdi:text-is('Licence'))")
    assert folded.is_hidden()
    page.click(".part button:has-text('The same')")
    assert folded.is_visible()
    assert len(page.pdf()) > 10_000


def test_a_fact_says_on_demand_how_it_is_written_and_where(page: Any, site: Path) -> None:
    page.goto(f"{site.as_uri()}/model/gpt-2.html")
    page.click("[aria-label='As it is written: Parameters']")
    said = page.inner_text(".tiles .written:visible")
    number = int(said.rpartition("catalogue.md:")[2])
    assert said.startswith("124M, 355M, 774M, 1.5B")
    assert "124M, 355M, 774M, 1.5B" in SAMPLE.read_text("utf-8").splitlines()[number - 1]
    page.press("[aria-label='As it is written: Parameters']", "Enter")
    assert page.locator(".written:visible").count() == 0
    labels = page.locator(".facts dt").all_inner_texts()
    assert labels.index("Family") < labels.index("Architecture") < labels.index("Pretraining task")


def test_the_search_finds_what_is_asked_for_by_the_keyboard_alone(page: Any, site: Path) -> None:
    page.goto(f"{site.as_uri()}/model/gpt-2.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    while page.evaluate("document.activeElement.id") != "search":
        page.keyboard.press("Tab")
    page.keyboard.type("openai")
    page.wait_for_selector("#found a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organization/openai.html")


def test_the_keyboard_alone_filters_sorts_and_picks(page: Any, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html")
    page.wait_for_selector(DRAWN)
    for selector in (
        "#facet-organization input[value=OpenAI]",
        "#table tbody input >> nth=0",
        "#table tbody input >> nth=1",
    ):
        page.focus(selector)
        page.keyboard.press("Space")
    page.focus("#sort-parameters")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sort-parameters"
    page.focus("#compare")
    page.keyboard.press("Enter")
    page.wait_for_selector(".compared")
    assert page.locator(".compared thead th a").count() == 2


def test_chart_and_table_are_there_without_scripts(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((site / "index.html").as_uri())
    assert opened.locator("#chart svg").is_visible() and opened.locator("#table tbody tr").count() > 3
    assert opened.locator("#table-tools").is_hidden() and opened.locator(".search").is_hidden()
    opened.click("text=All models by name")
    assert opened.locator("h1").inner_text() == "Models" and opened.locator("main li").count() > 3
    context.close()


def test_no_label_runs_as_a_script(page: Any, hostile: Path) -> None:
    everything = "&".join(f"m=m{number}" for number in range(6))
    for name in [
        "index.html",
        "models.html",
        f"compare.html#{everything}",
        "list/models.html",
        *(f"model/m{n}.html" for n in range(len(LABELS))),
    ]:
        page.goto(f"{hostile.as_uri()}/{name}")
        page.wait_for_load_state()
        assert page.evaluate("window.hurt") is None
    page.goto((hostile / "index.html").as_uri())
    page.wait_for_selector(DRAWN)
    page.fill("#search", "script")
    page.wait_for_selector("#found a")
    assert page.evaluate("window.hurt") is None and LABELS[0] in page.inner_text("#found")
    assert page.locator("#table a").filter(has_text="window.hurt = 1").count() > 0
    for number in (0, 6):
        page.goto((hostile / f"model/m{number}.html").as_uri())
        assert page.inner_text("h1") == LABELS[number]
