"""Mapping files: found by name, read with positions, and refused with every fault at its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ..graph.terms import PREFIXES
from ..model import Diagnostic, MappingError, Severity, Span
from .schema import READER_NAMES, Mapping, Vocabulary

Path_ = tuple[str | int, ...]
_LONGEST = 5_000_000  # bytes; no mapping is that long
_DEEPEST = 20  # collections inside each other
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NEEDS = {"entity": "kind", "concept": "kind", "pattern": "pattern"}


def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name


def mappings_folder() -> Path:
    """Where the shipped mappings are: in the package, or at the top of a checkout."""
    return _folder("mappings")


def ontology_folder() -> Path:
    return _folder("ontology")


@cache
def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with orkgx."""
    paths = sorted(mappings_folder().glob("*.yaml"))
    return tuple(path.stem for path in paths if re.search(r"^fields:", path.read_text("utf-8"), re.M))


def find_mapping(name: str) -> Path:
    """The file of a mapping given by name or path. Raises MappingError with what there is."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return path
    if name in shipped():
        return mappings_folder() / f"{name}.yaml"
    near = difflib.get_close_matches(name, shipped(), 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(shipped())}"
    raise MappingError([_fault(name, (1, 1), "unknown-mapping", f"no mapping of this name or file; {hint}")])


def load_mapping(name: str) -> Mapping:
    """A mapping by name or path, with what it includes. Raises MappingError with all its faults."""
    path = find_mapping(name)
    faults: list[Diagnostic] = []
    source = _Document(path, faults)
    if faults:
        raise MappingError(faults)
    data = dict(source.data)
    included = data.get("include") or []
    for other in included if isinstance(included, list) else []:
        near = path.parent / f"{other}.yaml"
        file = near if near.is_file() else mappings_folder() / f"{other}.yaml"
        vocabulary = _Document(file, faults)
        if isinstance(vocabulary.data, dict):
            faults += vocabulary.check(Vocabulary)
            for part in ("kinds", "tables", "units", "prefixes"):
                own = data.get(part) or {}
                if isinstance(own, dict):
                    data[part] = {**(vocabulary.data.get(part) or {}), **own}
    source.whole = data
    faults += source.check(Mapping)
    faults += _meaning(source)
    if faults:
        raise MappingError(sorted(set(faults)))
    return Mapping.model_validate(data)


def _fault(file: str, place: tuple[int, int], code: str, message: str) -> Diagnostic:
    return Diagnostic(Span(file, *place), Severity.error, code, message)


def _see_depth(text: str) -> None:
    """Raise MarkedYAMLError where collections are nested too deep: composing them would overflow the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mark: Any = event.start_mark  # the C loader's mark is not the class that the error declares
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=mark)


class _Document:
    """A YAML file as plain data, and where each key and value stands."""

    def __init__(self, path: Path, faults: list[Diagnostic]) -> None:
        self.file = str(path)
        self.faults = faults
        self.places: dict[Path_, tuple[int, int]] = {(): (1, 1)}
        self.data: Any = {}
        self.whole: Any = None
        try:
            if path.stat().st_size > _LONGEST:
                raise OSError(f"is larger than {_LONGEST:,} bytes")
            text = path.read_text("utf-8-sig")
            _see_depth(text)
            node = yaml.compose(text, Loader=_LOADER)
        except (OSError, UnicodeDecodeError) as error:
            problem = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            faults.append(_fault(self.file, (1, 1), "unknown-mapping", f"the mapping cannot be read: {problem}"))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            faults.append(_fault(self.file, place, "not-yaml", f"this is not YAML: {error.problem}"))
        except (yaml.YAMLError, RecursionError) as error:
            faults.append(_fault(self.file, (1, 1), "not-yaml", f"this is not YAML: {str(error)[:200]}"))
        else:
            self.budget = 100_000
            self.data = self.value(node, (), 0) if node else {}
            if not isinstance(self.data, dict):
                faults.append(_fault(self.file, (1, 1), "wrong-type", "a mapping file holds keys and values"))

    def value(self, node: yaml.Node, path: Path_, depth: int) -> Any:
        self.budget -= 1
        if self.budget < 0 or depth > _DEEPEST:
            if self.budget == -1 or depth > _DEEPEST:
                self.faults.append(_fault(self.file, _mark(node), "not-yaml", "too much, or nested too deep"))
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
                    self.faults.append(_fault(self.file, _mark(key), "duplicate-key", f"{name!r} stands here twice"))
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

    def check(self, type_: type[Vocabulary]) -> Iterator[Diagnostic]:
        """The faults of structure: keys and types."""
        try:
            type_.model_validate(self.data if self.whole is None else self.whole)
        except ValidationError as errors:
            for error in errors.errors():
                yield self.explain(error)

    def explain(self, error: Any) -> Diagnostic:
        path = tuple(step for step in error["loc"] if not str(step).startswith(("function-", "tuple[", "literal[")))
        path = tuple(step for step in path if step not in ("Instances", "StatementRule", "Split", "str"))
        walked: Path_ = ()
        for step in path:  # one statement may stand where a list of them does; its file has no step for that
            if not isinstance(step, int) or (*walked, step) in self.places:
                walked = (*walked, step)
        path = walked
        name = str(path[-1]) if path else ""
        if error["type"] == "extra_forbidden":
            siblings = _known(error["loc"])
            near = difflib.get_close_matches(name, siblings, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(siblings)}" if siblings else ""
            return _fault(self.file, self.place(path), "unknown-key", f"no key {name!r} here{hint}")
        if error["type"] == "missing":
            return _fault(self.file, self.place(path[:-1]), "missing-key", f"{name!r} is missing here")
        if name == "read":
            near = difflib.get_close_matches(str(error["input"]), READER_NAMES, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(READER_NAMES)}"
            message = f"no reader {error['input']!r}; {hint}"
            return _fault(self.file, self.place(path, value=True), "unknown-reader", message)
        return _fault(self.file, self.place(path, value=True), "wrong-type", f"{name!r}: {error['msg']}")


def _known(path: Iterable[str | int]) -> tuple[str, ...]:
    """The keys that may stand where a path ends, walking the schema beside it."""
    from .schema import json_schema

    schema = json_schema()
    here: Any = schema
    for step in list(path)[:-1]:
        options = [here, *here.get("anyOf", []), *here.get("allOf", [])]
        options = [schema["$defs"][o["$ref"].rsplit("/", 1)[1]] if "$ref" in o else o for o in options]
        inner = [o["properties"][str(step)] for o in options if str(step) in o.get("properties", {})]
        inner += [o["items"] for o in options if isinstance(step, int) and "items" in o]
        inner += [o["additionalProperties"] for o in options if isinstance(o.get("additionalProperties"), dict)]
        if not inner:
            return ()
        here = inner[0]
    options = [here, *here.get("anyOf", []), *here.get("allOf", [])]
    options = [schema["$defs"][o["$ref"].rsplit("/", 1)[1]] if "$ref" in o else o for o in options]
    return tuple(key for o in options for key in o.get("properties", {}))


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


def _walk(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    yield path, value
    items: Iterable[tuple[str | int, Any]] = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in items:
        yield from _walk(child, (*path, key))


_PATTERNS = {"pattern", "unless", "before", "after"}
_CURIES = {"predicate", "class", "orkg-class", "scheme", "datatype", "iri", "link", "production", "sandbox"}


def _meaning(source: _Document) -> Iterator[Diagnostic]:
    """The faults of meaning: names that nothing bears, patterns that are none, spellings claimed twice."""
    whole = source.whole
    prefixes = {**PREFIXES, **(whole.get("prefixes") if isinstance(whole.get("prefixes"), dict) else {})}
    known = {
        part: whole.get(part) if isinstance(whole.get(part), dict) else {} for part in ("kinds", "tables", "units")
    }
    names = {"kind": ("kinds", "unknown-kind"), "table": ("tables", "unknown-table"), "unit": ("units", "unknown-unit")}
    for path, value in _walk(source.data):
        key = path[-1] if path else ""
        parent = path[-2] if len(path) > 1 else ""
        place = source.place(path, value=True)
        if isinstance(value, str) and (key in _PATTERNS or parent in ("lead", "strip")):
            try:
                re.compile(value)
            except re.error as error:
                yield _fault(source.file, place, "bad-pattern", f"{value!r} is no pattern: {error}")
        elif isinstance(value, str) and key in _CURIES and path[0] != "tables":
            yield from _curie(source.file, place, value, prefixes)
        elif (
            isinstance(value, str) and (key in names or parent == "units") and path[0] in ("fields", "things", "kinds")
        ):
            part, code = names.get(str(key), names["unit"])
            if value not in known[part]:
                near = difflib.get_close_matches(value, known[part], 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known[part]) or 'none'}"
                yield _fault(source.file, place, code, f"no {key or 'unit'} {value!r} in {part!r}; {hint}")
        elif (
            isinstance(value, dict)
            and value.get("read") in _NEEDS
            and not (value.get(_NEEDS[value["read"]]) or (value["read"] != "pattern" and value.get("table")))
        ):
            needed = _NEEDS[value["read"]]
            yield _fault(
                source.file, source.place((*path, "read")), "missing-option", f"{value['read']!r} needs {needed!r} here"
            )
    yield from _spellings(source)


def _curie(file: str, place: tuple[int, int], value: str, prefixes: dict[str, str]) -> Iterator[Diagnostic]:
    prefix, colon, _ = value.partition(":")
    if "://" in value:
        return
    if not colon:
        yield _fault(file, place, "bad-iri", f"{value!r} is neither prefix:name nor an IRI")
    elif prefix not in prefixes:
        near = difflib.get_close_matches(prefix, prefixes, 1)
        hint = f"did you mean {near[0]!r}?" if near else "declare it under 'prefixes'"
        yield _fault(file, place, "unknown-prefix", f"no prefix {prefix!r}; {hint}")


def _spellings(source: _Document) -> Iterator[Diagnostic]:
    fields = source.data.get("fields")
    seen: dict[str, str] = {}
    for key, rule in fields.items() if isinstance(fields, dict) else ():
        spellings = rule.get("spellings") if isinstance(rule, dict) else None
        for at, spelling in enumerate([key, *(spellings if isinstance(spellings, list) else [])]):
            folded = " ".join(str(spelling).casefold().replace("-", " ").replace("_", " ").split())
            if seen.setdefault(folded, key) != key:
                path = ("fields", key) if at == 0 else ("fields", key, "spellings", at - 1)
                message = f"{spelling!r} is claimed by {seen[folded]!r} before"
                yield _fault(source.file, source.place(path), "duplicate-spelling", message)
