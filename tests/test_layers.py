"""Who may import whom. One direction, from text to graph; the pipeline alone knows the order of the stages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "orkgx"

# Room -> the rooms whose modules it may import, itself aside. `graph.terms` stands below all: it alone makes terms and
# takes them apart, and imports nothing of ours; nor do `graph.slugs` and `graph.addresses`.
ROOMS = {
    "model": "",
    "graph.terms": "",
    "graph.slugs": "",
    "graph.addresses": "",
    "read": "model graph.addresses",
    "mapping": "model graph.terms graph.slugs graph.addresses",
    "graph": "model graph.terms graph.slugs mapping",
    "write": "model graph.terms graph",
    "engines": "model",
    "pipeline": "model graph.terms graph.slugs read mapping graph write engines",
    "check": "model graph.terms read mapping write",
    "ask": "model graph.terms read mapping write pipeline",
    "publish": "model graph.terms read write pipeline ask",
    "push": "model graph.terms mapping write pipeline",
}
FREE = {"cli", "__main__"}  # the command line may use all
# Slow or with effects: the only rooms that may import them.
LIBRARIES = {
    "markdown_it": {"read"},
    "requests": {"read", "push", "ask", "publish"},
    "click": {"cli"},
    "pydantic": {"mapping"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def name_of(path: Path) -> str:
    """``write/files.py`` -> ``write.files``, ``read/__init__.py`` -> ``read``."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def room(name: str) -> str:
    """The room of a module: ``write.files`` -> ``write``."""
    return name if name in ROOMS else name.partition(".")[0]


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports anywhere in it."""
    own = ("orkgx", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(own[: len(own) - node.level + 1]) if node.level else ""
            origin = ".".join(filter(None, (base, node.module)))
            if origin == "orkgx":
                yield from (f"orkgx.{alias.name}" for alias in node.names if not alias.name.startswith("__"))
            else:
                yield origin


def ours(path: Path) -> set[str]:
    return {name.removeprefix("orkgx.") for name in imports(path) if name.startswith("orkgx.")}


def test_every_room_is_listed() -> None:
    assert {room(name_of(path)) for path in MODULES} == {*ROOMS, *FREE}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    here = room(name_of(path))
    if here not in FREE:
        assert {room(name) for name in ours(path)} <= {here, *ROOMS[here].split()}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    here = room(name_of(path))
    assert {library for library in used if here not in LIBRARIES.get(library, {here})} == set()


def test_no_module_imports_itself_by_way_of_others() -> None:
    names = {name_of(path) for path in MODULES}
    edges = {name_of(path): {one for one in ours(path) if one in names} for path in MODULES}
    while leaves := [name for name, needed in edges.items() if not needed]:
        for leaf in leaves:
            del edges[leaf]
        for needed in edges.values():
            needed.difference_update(leaves)
    assert sorted(edges) == []
