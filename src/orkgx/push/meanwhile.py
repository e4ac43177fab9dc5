"""Another push at the same time: what it has made since ours looked, of things that both want.

Each looks after it has made its things and before it states anything of them. The later one then sees what the earlier
one has made, whichever that is, takes that, and removes its own, of which nobody speaks yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ..write.wanted import OrkgResource
from .client import Client
from .remote import folded

_SKEW = timedelta(minutes=5)  # by which the ORKG's clock may differ from ours


def taken(
    made: Iterable[OrkgResource], ids: Mapping[str, str], begun: datetime, client: Client
) -> Iterator[tuple[OrkgResource, dict[str, Any]]]:
    """Of the resources that we have made those that another push has made before, with what it made."""
    wanted = {ids[thing.iri]: thing for thing in made if thing.kind == "resources" and not thing.id}
    if not wanted:
        return
    since = (begun - _SKEW).astimezone(UTC).isoformat()
    alike: dict[tuple[str, frozenset[str]], list[dict[str, Any]]] = defaultdict(list)
    for one in client.pages("/api/resources", created_at_start=since):
        alike[_what(one["label"], one.get("classes", ()))].append(one)
    ours = set(ids.values())
    for id_, thing in wanted.items():
        same = alike[_what(thing.label, thing.classes)]
        mine = next((one for one in same if one["id"] == id_), None)
        others = [one for one in same if one["id"] not in ours and _is_same(one, thing)]
        first = min(others, key=_age, default=None)
        if mine and first and _age(first) < _age(mine):
            yield thing, first


def _what(label: str, classes: Collection[str]) -> tuple[str, frozenset[str]]:
    return (folded(label) if "Paper" in classes else label), frozenset(classes)


def _is_same(one: Mapping[str, Any], thing: OrkgResource) -> bool:
    return one.get("uri") in (None, "", thing.iri)


def _age(one: Mapping[str, Any]) -> tuple[str, int, str]:
    """In the order of creation; of two of one moment the ids decide, for both pushes alike."""
    return str(one.get("created_at", "")), len(one["id"]), str(one["id"])
