"""Mapping files: found by name, loaded with what they include, and refused with every fault at its place."""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path

from ..model import Diagnostic, MappingError
from .checks import meaning, structure
from .document import Document, fault
from .schema import Mapping, Vocabulary


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
    raise MappingError([fault(name, (1, 1), "unknown-mapping", f"no mapping of this name or file; {hint}")])


def load_mapping(name: str) -> Mapping:
    """A mapping by name or path, with what it includes. Raises MappingError with all its faults."""
    path = find_mapping(name)
    faults: list[Diagnostic] = []
    source = Document(path, faults)
    if faults:
        raise MappingError(faults)
    data = dict(source.data)
    included = data.get("include") or []
    for other in included if isinstance(included, list) else []:
        near = path.parent / f"{other}.yaml"
        file = near if near.is_file() else mappings_folder() / f"{other}.yaml"
        vocabulary = Document(file, faults)
        if isinstance(vocabulary.data, dict):
            faults += structure(vocabulary, Vocabulary)
            for part in ("kinds", "tables", "units", "prefixes"):
                own = data.get(part) or {}
                if isinstance(own, dict):
                    data[part] = {**(vocabulary.data.get(part) or {}), **own}
    source.whole = data
    faults += structure(source, Mapping)
    faults += meaning(source)
    if faults:
        raise MappingError(sorted(set(faults)))
    return Mapping.model_validate(data)
