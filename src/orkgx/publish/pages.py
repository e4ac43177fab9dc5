"""The pages themselves, each as a path and its content; who asks for them writes or serves them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from importlib.resources import files
from typing import Any, NamedTuple

import jinja2
import pyoxigraph as ox
from markupsafe import Markup

from .. import __version__
from ..graph.terms import BASE, PREFIXES
from .charts import Chart, charts
from .entities import Entities, walk

_TITLE = "Language models"
_TABLE = 100  # models in one comparison
_LIST = 1000  # things in one list
# Of a contribution, but nothing to compare models by.
_NO_ROWS = {
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (
        ("rdf", "type"),
        ("rdfs", "label"),
        ("orkgp", "HAS_MODEL"),
        ("ox", "asWritten"),
        ("dcterms", "isPartOf"),
        ("prov", "wasDerivedFrom"),
    )
}


class Page(NamedTuple):
    path: str
    content: bytes


class Pages:
    """The pages of a store. `home` is where the things of the catalogue have their IRIs."""

    def __init__(
        self, store: ox.Store, *, base: str = BASE, title: str = "Language models", live: bool = False
    ) -> None:
        self.entities, self.title, self.live = Entities(store, base), title or _TITLE, live
        self.templates = jinja2.Environment(
            loader=jinja2.PackageLoader("orkgx.publish"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self.templates.filters["page"] = lambda path: f"{path}.html"

    def all(self) -> Iterator[Page]:
        """Every page, but the data."""
        yield from self.static()
        yield self.index()
        for number in range(len(self.tables)):
            yield self.comparison(number)
        for section in self.entities.sections:
            yield from self.lists(section)
        for _, node in walk(self.entities):
            yield self.entity(node)

    def static(self) -> Iterator[Page]:
        folder = files("orkgx.publish") / "static"
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if self.live or file.name != "editor.js":
                yield Page(f"static/{file.name}", file.read_bytes())

    def find(self, name: str) -> Page | None:
        """The page of a path without its ending; None where that is no page but, perhaps, a thing's."""
        if name == "index":
            return self.index()
        if name == "editor":
            return self._page("editor.html", "editor.html")
        folder, _, rest = name.partition("/")
        if folder == "comparison" and rest.isdecimal() and 0 < int(rest) <= len(self.tables):
            return self.comparison(int(rest) - 1)
        if folder == "list":
            return next(
                (
                    page
                    for section in self._sections(rest)
                    for page in self.lists(section)
                    if page.path == f"{name}.html"
                ),
                None,
            )
        return None

    def _sections(self, word: str) -> list[str]:
        return [section for section in self.entities.sections if word.startswith(section.lower())]

    @cached_property
    def charts(self) -> list[Chart]:
        return charts(self.entities.store)

    @cached_property
    def tables(self) -> list[list[ox.NamedNode]]:
        """The contributions of each comparison: by name, and the latest table is no longer than the others."""
        type_, class_ = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["orkgc"] + "Contribution")
        found = {quad.subject for quad in self.entities.store.quads_for_pattern(None, type_, class_, None)}
        nodes = [node for node in found if isinstance(node, ox.NamedNode)]
        nodes.sort(key=lambda node: (self.entities.label(node).casefold(), node.value))
        return [nodes[at : at + _TABLE] for at in range(0, len(nodes), _TABLE)]

    @cached_property
    def rows(self) -> list[ox.NamedNode]:
        """The predicates of contributions, those first that most of them have."""
        counts: Counter[ox.NamedNode] = Counter()
        for table in self.tables:
            for node in table:
                predicates = {quad.predicate for quad in self.entities.store.quads_for_pattern(node, None, None, None)}
                counts.update(predicates - _NO_ROWS)
        return sorted(counts, key=lambda node: (-counts[node], self.entities.label(node), node.value))

    def index(self) -> Page:
        sections = [(section, len(nodes)) for section, nodes in self.entities.sections.items() if nodes]
        return self._page("index.html", "index.html", charts=self.charts, sections=sections, tables=self._spans())

    def _spans(self) -> list[tuple[str, str, int]]:
        """First and last name of each comparison."""
        label = self.entities.label
        return [(label(table[0]), label(table[-1]), len(table)) for table in self.tables]

    def comparison(self, number: int) -> Page:
        nodes = self.tables[number]
        store, entities = self.entities.store, self.entities
        model = ox.NamedNode(PREFIXES["orkgp"] + "HAS_MODEL")
        columns = []
        for node in nodes:
            models = [quad.object for quad in store.quads_for_pattern(node, model, None, None)]
            page = entities.value(models[0]).page if models else ""
            columns.append((entities.label(node), page))
        rows = []
        for predicate in self.rows:
            cells = [
                sorted(entities.value(quad.object) for quad in store.quads_for_pattern(node, predicate, None, None))
                for node in nodes
            ]
            if any(cells):
                rows.append((entities.label(predicate), cells))
        return self._page(
            f"comparison/{number + 1}.html",
            "comparison.html",
            columns=columns,
            rows=rows,
            number=number + 1,
            last=len(self.tables),
        )

    def lists(self, section: str) -> Iterator[Page]:
        nodes = self.entities.sections[section]
        last = max(1, -(-len(nodes) // _LIST))
        for number in range(1, last + 1):
            shown = nodes[(number - 1) * _LIST : number * _LIST]
            items = [(self.entities.label(node), self.entities.pages[node.value]) for node in shown]
            path = list_path(section, number)
            yield self._page(
                path,
                "list.html",
                section=section,
                items=items,
                number=number,
                last=last,
                count=len(nodes),
                before=list_path(section, number - 1),
                after=list_path(section, number + 1),
            )

    def entity(self, node: ox.NamedNode) -> Page:
        triples = self.entities.triples(node)
        data = (ox.serialize(triples, format=ox.RdfFormat.JSON_LD, prefixes=_PREFIXES) or b"").decode()
        # What could end the script, or begin another one, is written as an escape of JSON.
        data = data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        return self._page(
            f"{self.entities.pages.get(node.value) or self.entities.path(node.value)}.html",
            "entity.html",
            entity=self.entities.entity(node),
            data=Markup(data),
        )

    def _page(self, path: str, template: str, **variables: Any) -> Page:
        variables |= {
            "root": "../" * path.count("/"),
            "title": self.title,
            "version": __version__,
            "live": self.live,
            "menu": self._menu,
            "path": path,
        }
        return Page(path, self.templates.get_template(template).render(variables).encode("utf-8", "replace"))

    @cached_property
    def _menu(self) -> list[tuple[str, str]]:
        lists = [(section, list_path(section, 1)) for section, nodes in self.entities.sections.items() if nodes]
        return [*([("Comparison", "comparison/1.html")] if self.tables else []), *lists]


_PREFIXES = {name: iri for name, iri in PREFIXES.items() if name not in ("xsd", "rdf")}


def list_path(section: str, number: int) -> str:
    """The page of a list.

    >>> list_path("Models", 1), list_path("Models", 2)
    ('list/models.html', 'list/models-2.html')
    """
    return f"list/{section.lower()}{f'-{number}' if number > 1 else ''}.html"
