"""The rows of a comparison's table. The ORKG chooses them when it is created and never again, so that what comes later
is added here; a row that others have taken out stays out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from .client import Client
from .login import RemoteError

_LEAST = 2  # sources that have a value, for a row


class Rows(NamedTuple):
    """The rows that a table has, and those that it gets; as the ORKG takes them."""

    selected: list[dict[str, Any]]
    new: list[dict[str, Any]]

    def body(self) -> dict[str, Any]:
        return {"selected_paths": [*self.selected, *self.new]}

    def names(self) -> set[str]:
        return {str(one["id"]) for one in (*self.selected, *self.new)}


def look_at_rows(comparison: str, client: Client, known: Collection[str]) -> Rows | None:
    """Those of a comparison, given by its path; `known` are those that it had once. None where there is no table."""
    try:
        contents = client.content(f"{comparison}/contents")
        every = client.contents(f"{comparison}/table-paths")
        if contents is None or every is None:
            return None
        selected = [_path(one) for one in contents["selected_paths"]]
        had = {one["id"] for one in selected} | set(known)
        return Rows(selected, [_path(one) for one in every if one["sources"] >= _LEAST and one["id"] not in had])
    except (KeyError, TypeError) as error:
        raise RemoteError(f"{comparison} has a table of an unknown form ({type(error).__name__} {error})") from None


def _path(given: dict[str, Any]) -> dict[str, Any]:
    """What is sent of a path: of what lies below it, what at least two sources have, or what was chosen."""
    below = [_path(one) for one in given["children"] if one.get("sources", _LEAST) >= _LEAST]
    return {"id": given["id"], "type": given["type"], "children": below}
