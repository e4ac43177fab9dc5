"""The resources of an ORKG by label, IRI and class: out of a listing where that is short, else asked for one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Executor
from typing import Any

from ..write.wanted import OrkgResource
from .client import Client
from .remote import label_query

_PATH = "/api/resources"
_LISTED = 25_000  # resources; longer lists are never read
_WORTH = 50  # resources of a list that cost no more than to ask for one
_LEAST = 500  # resources that are always listed
_LABEL, _URI = "label", "uri"

Resource = dict[str, Any]


class Listing:
    """Safe to use from several threads once it is prepared."""

    def __init__(self, client: Client) -> None:
        self.client = client
        # By class ("" for all of an ORKG), by what they are looked up by, and by its text.
        self._by: dict[str, dict[str, dict[str, list[Resource]]]] = {}
        self._judged: set[str] = set()
        self._classes: set[str] = set()

    def prepare(self, things: Iterable[OrkgResource], pool: Executor) -> None:
        """Read the lists in which many of these would be looked for: of all, or else of their first classes."""
        asked: dict[str, int] = defaultdict(int)
        for thing in things:
            for class_ in {"", _class(thing)}:
                asked[class_] += 1
        for classes in ([""], [class_ for class_ in asked if class_]):
            new = [one for one in classes if asked.get(one) and one not in self._judged and "" not in self._by]
            self._judged.update(new)
            for class_, found in zip(new, pool.map(lambda one: self._list(one, asked[one]), new), strict=True):
                if found is not None:
                    self._classes.update(*(one.get("classes", ()) for one in found))
                    self._by[class_] = {_LABEL: _index(found, _folded), _URI: _index(found, _uri)}

    def _list(self, class_: str, asked: int) -> list[Resource] | None:
        of_class = {"include": class_} if class_ else {}
        few = self.client.total(_PATH, **of_class) <= min(_LISTED, max(_LEAST, _WORTH * asked))
        return list(self.client.pages(_PATH, **of_class)) if few else None

    def has(self, thing: OrkgResource) -> bool:
        """Whether all that it may be is listed."""
        return "" in self._by or (bool(_class(thing)) and _class(thing) in self._by)

    def lacks(self, classes: Collection[str]) -> bool:
        """Whether it is certain that the ORKG has nothing of these classes."""
        return "" in self._by and self._classes.isdisjoint(classes)

    def named(self, thing: OrkgResource) -> list[Resource]:
        """Those of its label, whatever its case and blanks are; maybe only of its first class."""
        of_class = {"include": _class(thing)} if thing.classes else {}
        if listed := self._by.get("") or self._by.get(_class(thing)):
            return [
                one
                for one in listed[_LABEL].get(_fold(thing.label), ())
                if not of_class or _class(thing) in one["classes"]
            ]
        query = label_query(thing.label)
        found = self.client.pages(_PATH, **of_class, **query) if query or of_class else ()
        return [one for one in found if _folded(one) == _fold(thing.label)]

    def of_uri(self, thing: OrkgResource) -> list[Resource]:
        """Those that have its IRI."""
        if listed := self._by.get("") or self._by.get(_class(thing)):
            return listed[_URI].get(thing.iri, [])
        return list(self.client.pages(_PATH, uri=thing.iri))


def _class(thing: OrkgResource) -> str:
    return thing.classes[0] if thing.classes else ""


def _fold(label: str) -> str:
    return " ".join(label.split()).lower()


def _folded(one: Resource) -> str:
    return _fold(one["label"])


def _uri(one: Resource) -> str:
    return str(one.get("uri") or "")


def _index(found: Iterable[Resource], text: Callable[[Resource], str]) -> dict[str, list[Resource]]:
    index: dict[str, list[Resource]] = defaultdict(list)
    for one in found:
        index[text(one)].append(one)
    return index
