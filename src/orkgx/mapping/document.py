"""A YAML file as plain data, with the place of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..model import Diagnostic, Severity, Span, finding

Steps = tuple[str | int, ...]  # the way to a value: keys of maps and places in lists
_LONGEST = 5_000_000  # bytes; no mapping is that long
_DEEPEST = 20  # collections inside each other
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def fault(file: str, place: tuple[int, int], code: str, message: str) -> Diagnostic:
    """A fault of a mapping file: an error, also where a catalogue may have the same and be read."""
    return finding(Span(file, *place), code, message, severity=Severity.error)


class Document:
    """A YAML file as plain data, and where each key and value stands; `text` is what it holds in an editor."""

    def __init__(self, path: Path, faults: list[Diagnostic], text: str | None = None) -> None:
        self.file = str(path)
        self.faults = faults
        self.places: dict[Steps, tuple[int, int]] = {(): (1, 1)}
        self.data: Any = {}
        self.whole: Any = None
        try:
            text = _read(path) if text is None else text
            _see_depth(text)
            node = yaml.compose(text, Loader=_LOADER)
        except (OSError, UnicodeDecodeError) as error:
            problem = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            faults.append(fault(self.file, (1, 1), "unknown-mapping", f"the mapping cannot be read: {problem}"))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            faults.append(fault(self.file, place, "not-yaml", f"this is not YAML: {error.problem}"))
        except (yaml.YAMLError, RecursionError) as error:
            faults.append(fault(self.file, (1, 1), "not-yaml", f"this is not YAML: {str(error)[:200]}"))
        else:
            self.budget = 100_000
            self.data = self.value(node, (), 0) if node else {}
            if not isinstance(self.data, dict):
                faults.append(fault(self.file, (1, 1), "wrong-type", "a mapping file holds keys and values"))

    def value(self, node: yaml.Node, path: Steps, depth: int) -> Any:
        self.budget -= 1
        if self.budget < 0 or depth > _DEEPEST:
            if self.budget == -1 or depth > _DEEPEST:
                self.faults.append(fault(self.file, _mark(node), "not-yaml", "too much, or nested too deep"))
            return None
        if isinstance(node, yaml.SequenceNode):
            for at, child in enumerate(node.value):
                self.places[(*path, at)] = _mark(child)
            return [self.value(child, (*path, at), depth + 1) for at, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key, child in node.value:
                name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
                if name in found:
                    self.faults.append(fault(self.file, _mark(key), "duplicate-key", f"{name!r} stands here twice"))
                self.places[(*path, name)] = _mark(key)
                self.places[(*path, name, "=")] = _mark(child)
                found[name] = self.value(child, (*path, name), depth + 1)
            return found
        return _scalar(node)

    def place(self, path: Iterable[str | int], *, value: bool = False) -> tuple[int, int]:
        steps = tuple(path)
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get((*steps, "="), self.places[steps]) if value else self.places[steps]


def _read(path: Path) -> str:
    if path.stat().st_size > _LONGEST:
        raise OSError(f"is larger than {_LONGEST:,} bytes")
    return path.read_text("utf-8-sig")


def walk(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value of a file and the way to it."""
    yield path, value
    items: Iterable[tuple[str | int, Any]] = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in items:
        yield from walk(child, (*path, key))


def _see_depth(text: str) -> None:
    """Raise MarkedYAMLError where collections are nested too deep: composing them would overflow the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mark: Any = event.start_mark  # the C loader's mark is not the class that the error declares
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=mark)


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(node: yaml.Node) -> Any:
    """YAML 1.2's few types: the mapping's texts must stay texts."""
    text = node.value
    if getattr(node, "style", None) in ("'", '"', "|", ">"):
        return text
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    if re.fullmatch(r"[-+]?\d+\.\d*(?:[eE][-+]?\d+)?", text):
        return float(text)
    return text


_WANTED = {
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "a text",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
}


def wrong_type(key: str, error: Mapping[str, Any]) -> str:
    """A fault of a type as pydantic tells it, with what stood there and what was expected."""
    wanted = _WANTED.get(error["type"], error.get("ctx", {}).get("expected", ""))
    if not wanted:
        return f"{key!r}: {error['msg'].removeprefix('Value error, ')}"
    return f"{key!r}: {str(error['input'])[:60]!r} stands here, where {wanted} is expected"
