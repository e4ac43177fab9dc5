"""The pages themselves, each as a path and its content; who asks for them writes or serves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from .. import __version__
from ..graph.terms import BASE, DOI
from ..model import Diagnostic
from . import charts, coverage, scripts
from .about import About, about
from .disagreements import Disagreement, Disagreements
from .entities import Entities, walk
from .examples import examples
from .facts import Group
from .linked import jsonld
from .look import Look
from .models import Model, Models
from .portraits import Portraits
from .rendering import Page, environment
from .robots import for_robots
from .sections import PER_LIST, SECTIONS, Section, file_of, list_path
from .written import Written

_PACKED = 200_000  # statements of a graph whose files are packed
_FIRST = 60  # models in a table that no script has taken over
_WHOLE = ("", "models.html", "compare.html", "browse.html", "quality.html")  # pages over all things
_DIFFERING = "differences.html"
_VIEWS = (("Models", "models.html"), ("Compare", "compare.html"))
_MENU = ("Papers", "Organisations")  # the sections that stand in the menu by themselves
_COMPARED = 100  # models that a comparison had when there was a page for each hundred of them


class Pages:
    """The pages of a store. `url` is where they will be published, if known; `live` says that SPARQL is
    there, and `made`, of pages that are made again when a source changes, how often they were; `addresses` are those
    of published sources, by their names."""

    def __init__(
        self,
        store: ox.Store,
        *,
        base: str = BASE,
        look: Look | None = None,
        live: bool = False,
        url: str = "",
        made: int = 0,
        written: Written | None = None,
        findings: Iterable[Diagnostic] = (),
        differing: Sequence[Disagreement] = (),
        addresses: Mapping[str, str] | None = None,
    ) -> None:
        self.entities, self.live, self.url = (
            Entities(store, base, share=not live),
            live,
            url.rstrip("/") + "/" if url else "",
        )
        self.models = Models(self.entities)
        self.differing = Disagreements(differing, self.entities, written or Written())
        self.portraits = Portraits(self.entities, self.models, written or Written(), self.differing)
        self.problems = coverage.problems(findings)
        self.look, self.made, self.addresses = look or Look(), made, addresses or {}

    @cached_property
    def about(self) -> About:
        return about(self.entities, self.models.rows, self.look)

    @cached_property
    def data(self) -> tuple[str, ...]:
        """The files of all statements: those of large graphs are packed."""
        packed = ".gz" if len(self.entities.store) > _PACKED and not self.live else ""
        return tuple(f"graph.{form}{packed}" for form in ("ttl", "nt", "jsonld"))

    @cached_property
    def _moved(self) -> list[str]:
        """Old addresses of comparisons."""
        return [f"comparison/{number}.html" for number in range(1, len(self.models.rows) // _COMPARED + 2)]

    def prepare(self) -> None:
        """Know all that the pages have in common, before other processes write some of them."""
        _ = self.about, self.data, self._by_page, self._kinds, self._menu, self.models.by_iri
        _ = self.entities.uses, self.portraits.relatives

    # -- all of them

    def common(self) -> Iterator[Page]:
        """Every page and script that is not of one thing."""
        yield from self.static()
        yield self.index()
        yield self._page("models.html", "models.html", rows=self._first)
        yield self._page("compare.html", "compare.html")
        yield self._page("browse.html", "browse.html", sections=self._counts)
        yield self.quality()
        if self.differing:
            yield self.differences()
        for section in self.entities.sections:
            yield from self.lists(section)
        for path in self._moved:
            yield self._page(path, "moved.html", target="compare.html")
        things = (file_of(self.entities.pages[node.value]) for _, node in walk(self.entities))
        for name, text in for_robots(self.url, [*_WHOLE, *([_DIFFERING] if self.differing else ()), *things]):
            yield Page(name, text.encode())

    def all(self) -> Iterator[Page]:
        """Every page, but the data."""
        yield from self.common()
        for batch in self.batches():
            yield from self.things(batch)

    def batches(self) -> Iterator[tuple[int, list[ox.NamedNode]]]:
        """The things with pages, some at a time: a number for those that are models, whose facts go into one file."""
        for section, all_ in self.entities.sections.items():
            nodes = [node for node in all_ if "#" not in self.entities.pages[node.value]]
            for at in range(0, len(nodes), scripts.PER_FILE):
                yield (at // scripts.PER_FILE if section == SECTIONS[0] else -1), nodes[at : at + scripts.PER_FILE]

    def things(self, batch: tuple[int, list[ox.NamedNode]]) -> Iterator[Page]:
        """The pages of some things; of models, their facts for the comparison too."""
        number, nodes = batch
        facts = []
        for node in nodes:
            if number < 0:
                yield self.thing(node)
            else:
                found = self.portraits.groups(node)
                facts.append((self.models.by_iri[node.value].page, found))
                yield self.model(node, found)
        if number >= 0:
            yield Page(f"static/facts/{number}.js", scripts.facts(number, facts))

    def static(self) -> Iterator[Page]:
        """Styles and scripts, and what the scripts read."""
        folder = files("orkgx.publish") / "static"
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if {"editor.js": self.live, "watch.js": self.made}.get(file.name, True):
                style = self.look.style.encode() if file.name == "style.css" else b""
                yield Page(f"static/{file.name}", file.read_bytes() + style)
        for name, content in scripts.of_models(self.entities, self.models):
            yield Page(f"static/{name}", content)
        if self.chart:
            yield Page("static/specs.js", scripts.chart(charts.live_specs()))
            yield Page("static/vega.js", charts.library())

    def find(self, path: str) -> Page | None:
        """What stands at a path; None where that is nothing but, perhaps, a thing's page."""
        name = path.removesuffix(".html")
        if path in self._moved:
            return self._page(path, "moved.html", target="compare.html")
        if path in self._by_path:
            return self._by_path[path]()
        folder, _, rest = name.partition("/")
        if folder == "list":
            return next((page for s in self._sections(rest) for page in self.lists(s) if page.path == path), None)
        number = rest.removeprefix("facts/").removesuffix(".js")
        if folder == "static" and number.isdecimal():
            wanted = [batch for batch in self.batches() if batch[0] == int(number)]
            return [*self.things(wanted[0])][-1] if wanted else None
        return None

    @property
    def _by_path(self) -> dict[str, Callable[[], Page]]:
        return {
            "index.html": self.index,
            "models.html": lambda: self._page("models.html", "models.html", rows=self._first),
            "compare.html": lambda: self._page("compare.html", "compare.html"),
            "browse.html": lambda: self._page("browse.html", "browse.html", sections=self._counts),
            "quality.html": self.quality,
            **({_DIFFERING: self.differences} if self.differing else {}),
            **({"editor.html": self.editor} if self.live else {}),
        }

    def _sections(self, word: str) -> list[Section]:
        return [section for section in self.entities.sections if word.startswith(section.slug)]

    # -- one by one

    @cached_property
    def chart(self) -> charts.Chart | None:
        return charts.growth(self.models.rows)

    @cached_property
    def _first(self) -> Sequence[Model]:
        """The latest models, for tables that no script has taken over."""
        return sorted(self.models.rows, key=lambda row: row.date, reverse=True)[:_FIRST]

    def index(self) -> Page:
        return self._page(
            "index.html", "index.html", data=self.data, chart=self.chart, sections=self._counts, rows=self._first
        )

    @cached_property
    def _counts(self) -> list[tuple[Section, int, str]]:
        """The sections that have things: how many, and where they are listed."""
        filled = [(section, len(nodes)) for section, nodes in self.entities.sections.items() if nodes]
        return [(section, count, list_path(section, 1)) for section, count in filled]

    def editor(self) -> Page:
        return self._page("editor.html", "editor.html", examples=examples(self.entities.base))

    def quality(self) -> Page:
        shares, wanted = coverage.properties(self.entities), coverage.template(self.entities)
        return self._page(
            "quality.html",
            "quality.html",
            shares=shares,
            wanted=wanted,
            problems=self.problems,
            addresses=self.addresses,
        )

    def differences(self) -> Page:
        """Where the catalogues disagree."""
        real, rounded = self.differing.all()
        return self._page(_DIFFERING, _DIFFERING, all_=self.differing, real=real, rounded=rounded)

    def lists(self, section: Section) -> Iterator[Page]:
        nodes = self.entities.sections[section]
        last = max(1, -(-len(nodes) // PER_LIST))
        for number in range(1, last + 1):
            items = [self._item(node) for node in nodes[(number - 1) * PER_LIST : number * PER_LIST]]
            beside = {"before": list_path(section, number - 1), "after": list_path(section, number + 1)}
            place = {"section": section, "number": number, "last": last, "count": len(nodes), **beside}
            yield self._page(list_path(section, number), "list.html", items=items, **place)

    def _item(self, node: ox.NamedNode) -> dict[str, Any]:
        """A thing in a list: its label, its page or its place there, how many models name it; of one without a page of
        its own the model, and where it can be read."""
        model, count = self.entities.uses.get(node.value, ("", 0))
        page, _, place = self.entities.pages[node.value].partition("#")
        item = {"label": self.entities.label(node), "page": page, "place": place, "uses": count}
        if not place:
            return item
        return {**item, "model": self.models.by_iri.get(model), "address": self.portraits.address(node)}

    def entity(self, node: ox.NamedNode) -> Page:
        """The page of a thing, whatever it is."""
        if node.value in self.models.by_iri:
            return self.model(node, self.portraits.groups(node))
        return self.thing(node)

    def thing(self, node: ox.NamedNode) -> Page:
        entity = self.entities.entity(node)
        pages = {one.page for property_ in entity.pointing for one in property_.values}
        rows = sorted((row for row in map(self._by_page.get, pages) if row), key=lambda row: (row.date, row.name))
        rest = [
            property_ for property_ in entity.pointing if any(one.page not in self._by_page for one in property_.values)
        ]
        kind = next((s.one for s, nodes in self._kinds.items() if node.value in nodes), entity.kind)
        return self._page(
            self._path(node), "thing.html", entity=entity, kind=kind, rows=rows, rest=rest, data=self._data(node)
        )

    @cached_property
    def _by_page(self) -> dict[str, Model]:
        return {row.page: row for row in self.models.rows}

    @cached_property
    def _kinds(self) -> dict[Section, set[str]]:
        return {section: {node.value for node in nodes} for section, nodes in self.entities.sections.items()}

    def model(self, node: ox.NamedNode, found: tuple[Group, ...]) -> Page:
        """The page of a model, with its facts."""
        return self._page(self._path(node), "model.html", data=self._data(node), **self.portraits.of(node, found))

    def _data(self, node: ox.NamedNode) -> Markup:
        return Markup(jsonld(self.entities.store, node, self.entities.base))

    def _path(self, node: ox.NamedNode) -> str:
        return f"{self.entities.pages.get(node.value) or self.entities.path(node.value)}.html"

    def _page(self, path: str, template: str, **variables: Any) -> Page:
        variables |= {
            "root": "../" * path.count("/"),
            "about": self.about,
            "version": __version__,
            "doi": DOI,
            "made": self.made,
            "live": self.live,
            "url": self.url,
            "menu": self._menu,
            "models": len(self.models.rows),
            "path": path,
        }
        return Page(path, environment().get_template(template).render(variables).encode("utf-8", "replace"))

    @cached_property
    def _menu(self) -> list[tuple[str, str]]:
        lists = [(s.title, list_path(s, 1)) for s, nodes in self.entities.sections.items() if nodes]
        first = [(title, path) for title, path in lists if title in _MENU]
        differing = [("Differences", _DIFFERING)] if self.differing else []
        return [*_VIEWS, *first, ("Browse", "browse.html"), *differing, ("Quality", "quality.html")]
