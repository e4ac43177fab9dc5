"""Mapping files: found by name, loaded with what they include, and refused with every fault at its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ..model import Diagnostic, MappingError
from .addresses import iris
from .checks import meaning, structure
from .document import Document, fault
from .schema import Mapping, Vocabulary

SHARED = ("kinds", "tables", "units", "prefixes", "properties")  # what mappings take from vocabularies
_MAPPING = re.compile(r"^(?:fields|extends|claims|entry):", re.M)
_VOCABULARY = re.compile(r"^(?:tables|kinds|units|properties):", re.M)


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
    """A mapping by name or path, with what it extends and includes. Raises MappingError with all its faults."""
    return _load_shipped(name) if name in shipped() and not Path(name).is_file() else _load(name)


@cache
def _load_shipped(name: str) -> Mapping:
    return _load(name)


def _load(name: str) -> Mapping:
    faults: list[Diagnostic] = []
    source = _seen(find_mapping(name), faults)
    if faults or source is None:
        raise MappingError(sorted(set(faults)))
    return Mapping.model_validate(source.whole)


def see_mapping(path: Path, text: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    """What a mapping of this text says, with what it extends and includes, as far as it can be read, and what is wrong
    with it. A vocabulary may stand in its place."""
    faults: list[Diagnostic] = []
    if _VOCABULARY.search(text) and not _MAPPING.search(text):
        document = Document(path, faults, text)
        faults += structure(document, Vocabulary)
        return document.data, sorted(set(faults))
    source = _seen(path, faults, text)
    return source.whole if source else {}, sorted(set(faults))


def files_of(path: Path, below: tuple[Path, ...] = ()) -> Iterator[Path]:
    """The files that a mapping is read from, as far as it can be read: its own, what it extends, what it includes."""
    yield path
    said = Document(path, []).data
    if path in below or not isinstance(said, dict):
        return
    if isinstance(said.get("extends"), str) and (base := _base(path, said["extends"])):
        yield from files_of(base, (*below, path))
    included = said.get("include")
    yield from (path.parent / f"{other}.yaml" for other in (included if isinstance(included, list) else []))


def rule_place(path: Path, key: str) -> tuple[Path, tuple[int, int]] | None:
    """Where a mapping, or one that it extends, has the rule of a field."""
    for _ in shipped():
        document = Document(path, [])
        if ("fields", key) in document.places:
            return path, document.place(("fields", key))
        extended = document.data.get("extends")
        base = _base(path, extended) if isinstance(extended, str) else None
        if base is None:
            return None
        path = base
    return None


def looks_like_mapping(text: str) -> bool:
    """Whether a file of YAML may be a mapping or a vocabulary."""
    return bool(_MAPPING.search(text) or _VOCABULARY.search(text))


def _seen(path: Path, faults: list[Diagnostic], text: str | None = None) -> Document | None:
    """A mapping file, with all its faults."""
    source = _read(path, faults, (), text)
    if source is not None:
        faults += structure(source, Mapping)
        faults += meaning(source)
    return source


def _read(path: Path, faults: list[Diagnostic], below: tuple[Path, ...], text: str | None = None) -> Document | None:
    """A mapping file whose `whole` also has what it extends and includes; None where it is no mapping at all."""
    source = Document(path, faults, text)
    if faults:
        return None
    whole = dict(source.data)
    extended = whole.get("extends")
    if isinstance(extended, str):
        place = source.place(("extends",), value=True)
        base = _base(path, extended)
        if base is None or base.resolve() in (path.resolve(), *below):
            near = difflib.get_close_matches(extended, shipped(), 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(shipped())}, and files beside this"
            why = "no mapping of this name" if base is None else "this mapping would extend itself"
            faults.append(fault(source.file, place, "unknown-mapping", f"{extended!r}: {why}; {hint}"))
            return None
        above = _read(base, faults, (*below, path.resolve()))
        if above is None:
            return None
        # Told here, as the places of `source` know nothing of it; what it lacks the mapping that extends it may say.
        its = [one for one in (*structure(above, Mapping), *meaning(above)) if one.code != "missing-key"]
        if its:
            faults += its
            return None
        whole = merge(above.whole, whole)
    vocabularies = list(_included(path, source, faults))
    for part in SHARED:
        found: Any = {}
        for vocabulary in reversed(vocabularies):
            found = extended_by(found, vocabulary.data.get(part) or {})
        all_, own = whole.get(part) or {}, source.data.get(part) or {}
        if isinstance(found, dict) and isinstance(all_, dict) and isinstance(own, dict):
            # What this file says itself counts as it stands; what it extends is extended by what it includes.
            whole[part] = {**found, **all_, **extended_by(all_, {k: v for k, v in found.items() if k not in own})}
    source.whole = whole
    for document in (source, *vocabularies):
        faults += iris(document, whole.get("prefixes"))
    return source


def _base(path: Path, name: str) -> Path | None:
    """The file of a mapping that is extended: beside the one that extends it, or among those that ship."""
    near = [path.parent / name, path.parent / f"{name}.yaml", mappings_folder() / f"{name}.yaml"]
    return next((file for file in near if file.suffix in (".yaml", ".yml") and _inside(file, path)), None)


def _inside(file: Path, path: Path) -> bool:
    """Whether a file is there, and below the folder of a mapping or among those that ship: what a mapping of somebody
    else names reads nothing else of this machine."""
    folders = (path.parent.resolve(), path.resolve().parent, mappings_folder().resolve())
    return file.is_file() and any(file.resolve().is_relative_to(folder) for folder in folders)


def _included(path: Path, source: Document, faults: list[Diagnostic]) -> Iterator[Document]:
    """The vocabularies that a mapping includes."""
    included = source.data.get("include") or []
    for at, other in enumerate(included if isinstance(included, list) else []):
        near = [folder / f"{other}.yaml" for folder in (path.parent, mappings_folder())]
        file = next((file for file in near if _inside(file, path)), None)
        if file is None:
            message = f"{other!r}: no vocabulary of this name beside or below this mapping, or among those that ship"
            faults.append(fault(source.file, source.place(("include", at), value=True), "unknown-mapping", message))
            continue
        vocabulary = Document(file, faults)
        if isinstance(vocabulary.data, dict):
            faults += structure(vocabulary, Vocabulary)
            yield vocabulary


def merge(above: Any, own: Any) -> Any:
    """What a mapping says over what it extends: maps key by key, all else replaced; null takes a key away."""
    if not isinstance(above, dict) or not isinstance(own, dict):
        return own
    merged = {key: merge(above.get(key), value) for key, value in own.items() if value is not None}
    return {**{key: value for key, value in above.items() if key not in own}, **merged}


def extended_by(found: Any, own: Any) -> Any:
    """What several vocabularies say of one thing: maps key by key, lists joined, of all else what the first says."""
    if isinstance(found, dict) and isinstance(own, dict):
        return {
            **found,
            **{key: extended_by(found[key], value) if key in found else value for key, value in own.items()},
        }
    if isinstance(found, list) and isinstance(own, list):
        return [*own, *(one for one in found if one not in own)]
    return own
