"""Who may import whom. One direction, from text to graph; the pipeline alone knows the order of the stages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "orkgx"

# Module or subpackage -> what it may import of ours, its own subpackage aside.
LAYERS = {
    "model": "",
    "memory": "",
    "columns": "",
    "terms": "memory",
    "codes": "",
    "vocabulary": "",
    "values": "memory terms",
    "segments": "model blocks",
    "blocks": "model segments",
    "records": "model",
    "forms": "blocks memory model records segments sources",
    "sources": "model",
    "mapping": "model terms",
    "mapping_files": "model mapping terms",
    "descriptions": "memory model terms values",
    "lists": "mapping values",
    "rules": "memory model terms descriptions lists values",
    "program": "memory model terms mapping descriptions lists rules values",
    "layouts": "memory model program rules terms",
    "traces": "model terms descriptions layouts rules",
    "frames": "model terms descriptions program rules traces",
    "statements": "chunks columns model terms descriptions frames layouts rules traces values",
    "index": "columns",
    "chunks": "model terms",
    "spool": "chunks columns model",
    "sinks": "model terms spool",
    "reports": "model codes",
    "graphs": "builder model pipeline program sinks sources",
    "queries": "model terms",
    "shapes": "graphs mapping_files model program rules sources terms",
    "validation": "model shapes terms",
    "datasets": "graphs model pipeline sinks sources terms",
    "site": "model queries terms",
    "ways": "builder descriptions layouts model pipeline program rules segments sources",
    "differences": "terms",
    "endpoint": "model queries",
    "results": "queries sinks terms",
    "push": "model terms pipeline program spool",
    "builder": "model memory terms vocabulary segments forms records sources mapping mapping_files program layouts "
    "statements traces columns chunks index",
    "pipeline": "builder columns forms model terms program segments sources index spool",
}
FREE = {"cli", "__main__"}  # may import all
# Slow or with effects: the only modules that may import them.
LIBRARIES = {
    "markdown_it": {"blocks"},
    "requests": {"sources", "push", "endpoint", "site"},
    "click": {"cli"},
    "pydantic": {"mapping", "mapping_files"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def layer(path: Path) -> str:
    """``sinks/files.py`` -> ``sinks``, ``terms.py`` -> ``terms``."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


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


def test_every_module_has_its_place() -> None:
    assert {layer(path) for path in MODULES} == {*LAYERS, *FREE} & {layer(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    here = layer(path)
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("orkgx.")}
    if here not in FREE:
        assert ours - {here} <= set(LAYERS[here].split())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_where_they_belong(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    assert {library for library in used if layer(path) not in LIBRARIES.get(library, {layer(path)})} == set()
