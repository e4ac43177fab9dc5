"""Who may import whom. One direction, from text to graph; the pipeline alone knows the order of the stages."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
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
    "read.storage": "model",
    "read": "model read.storage graph.addresses",
    "mapping": "model graph.terms graph.slugs graph.addresses",
    "graph": "model graph.terms graph.slugs mapping",
    "write": "model read.storage graph.terms graph",
    "pipeline.engines": "model",
    "pipeline": "model graph.terms graph.slugs read read.storage mapping graph write pipeline.engines",
    "check": "model graph.terms read mapping write",
    "ask": "model graph.terms graph.slugs read mapping write pipeline",
    "publish": "model graph.terms read mapping write pipeline.engines pipeline ask",
    "edit": "model graph.terms graph.slugs graph read mapping write pipeline.engines pipeline check ask",
    "push": "model graph.terms mapping write pipeline",
}
FREE = {"cli", "__main__"}  # the command line may use all
# Slow or with effects: the only rooms that may import them.
LIBRARIES = {
    "markdown_it": {"read"},
    "requests": {"read", "push", "ask", "publish"},
    "click": {"cli"},
    "lsprotocol": {"edit"},
    "pygls": {"edit"},
    "pydantic": {"mapping", "cli"},
    "fsspec": {"read.storage"},
}
TERMS = "graph/terms.py"
# What takes a term apart, or puts one together, by the look of it, and where it stands though no term is meant.
EXEMPT = {
    ("ask/answers.py", "<...>"): "Turtle as people read it, of terms that pyoxigraph made",
    ("ask/queries/__init__.py", "[:-3]"): "the ending of a file's name",
    ("check/excerpts.py", "[1:-1]"): "a character's escape, out of its quotes",
    ("mapping/readers/numbers.py", "[1:-1]"): "the gaps between numbers, but for the first and the last",
    ("mapping/readers/reading.py", "parted"): "the first word of a text",
    ("read/lines.py", "[1:-1]"): "a quoted scalar of YAML",
    ("write/turtle.py", ". at an end"): "a blank line behind a subject of Turtle, as pyoxigraph writes it",
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def name_of(path: Path) -> str:
    """``write/files.py`` -> ``write.files``, ``read/__init__.py`` -> ``read``."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def room(name: str) -> str:
    """The room of a module, the innermost one: ``write.files`` -> ``write``."""
    parts = name.split(".")
    return next((room for at in range(len(parts), 1, -1) if (room := ".".join(parts[:at])) in ROOMS), parts[0])


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


def test_the_house_can_be_seen_at_a_glance() -> None:
    """At most fifteen rooms and modules at the top, no file over 300 lines, no function over 60."""
    assert len([path for path in PACKAGE.iterdir() if path.name != "__pycache__"]) <= 15
    lines = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {name: count for name, count in lines.items() if count > 300} == {}
    functions = {
        f"{name_of(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: count for name, count in functions.items() if count > 60} == {}


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


def touches(path: Path) -> set[str]:
    """How a module takes terms and statements apart or puts them together by itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    return {what for node in ast.walk(tree) if id(node) not in texts for what, is_one in LOOKS.items() if is_one(node)}


def _slices(start: object, stop: object) -> Callable[[ast.AST], bool]:
    def is_one(node: ast.AST) -> bool:
        if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)):
            return False
        ends = (ast.unparse(end) if end else None for end in (node.slice.lower, node.slice.upper))
        return tuple(ends) == (start, stop)

    return is_one


def _parted(node: ast.AST) -> bool:
    """``split(" ", 2)`` or ``partition(" ")``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    given = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    blank = given[:1] in ([" "], [b" "])
    return blank and (node.func.attr == "partition" or (node.func.attr == "split" and given[1:] in ([1], [2])))


def _holds(some: str) -> Callable[[ast.AST], bool]:
    def is_one(node: ast.AST) -> bool:
        text = node.value if isinstance(node, ast.Constant) else None
        return some in (text.decode("latin-1") if isinstance(text, bytes) else str(text))

    return is_one


def _bracketed(node: ast.AST) -> bool:
    """An f-string that is an IRI in its brackets and nothing else."""
    if not isinstance(node, ast.JoinedStr) or len(node.values) != 3:
        return False
    before, _, after = node.values
    return (getattr(before, "value", ""), getattr(after, "value", "")) == ("<", ">")


LOOKS: dict[str, Callable[[ast.AST], bool]] = {
    "[1:-1]": _slices("1", "-1"),
    "[:-2]": _slices(None, "-2"),
    "[:-3]": _slices(None, "-3"),
    "parted": _parted,
    ". at an end": _holds(" .\n"),
    "datatype": _holds('"^^<'),
    "<...>": _bracketed,
}


def test_only_terms_takes_terms_apart() -> None:
    found = {(path.relative_to(PACKAGE).as_posix(), what) for path in MODULES for what in touches(path)}
    assert {what for path, what in found if path == TERMS} == set(LOOKS)  # each is found where it is
    assert {(path, what) for path, what in found if path != TERMS} == set(EXEMPT)
