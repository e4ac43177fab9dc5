"""The IRIs of a mapping file: what cannot be one, or not as it stands, is a fault at its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from ..graph.addresses import without_secrets
from ..graph.terms import PREFIXES, base_fault, expand, iri_fault, prefix_fault
from ..model import Diagnostic
from .document import Document, Steps, fault, walk
from .rules import ROLES

# The keys whose values are IRIs, in full or with a prefix, in the parts whose names are not such keys themselves.
_KEYS = {"predicate", "class", "orkg-class", "scheme", "datatype", "iri", "link", "production", "sandbox", "incubating"}
_PARTS = {"fields", "properties", "things", "kinds", "always", "units"}
_NO_DATATYPES = {PREFIXES["rdf"] + "langString", PREFIXES["rdf"] + "dirLangString"}  # they ask for a language


def iris(source: Document, declared: Any) -> Iterator[Diagnostic]:
    """The faults of all IRIs of a file; `declared` are the prefixes that hold there, beside those of orkgx."""
    prefixes = {**PREFIXES, **(declared if isinstance(declared, dict) else {})}
    for path, value in walk(source.data):
        if isinstance(value, str):
            for code, message in _faults(path, value, prefixes):
                yield fault(source.file, source.place(path, value=True), code, message)


def _faults(path: Steps, value: str, prefixes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The codes and messages of the faults of one value."""
    if path == ("base",):
        message = base_fault(value)
    elif path in {("source",), ("catalogue", "homepage")}:
        message = iri_fault(value)
        if path == ("source",) and not message and without_secrets(value) != value:
            message = "an address that everybody may read holds no password or key; leave it out"
    elif path[0] == "prefixes" and len(path) == 2:
        message = prefix_fault(str(path[1]), value)
    elif _is_curie(path) or (path[0] == "always" and path[-1] == "value" and is_curie(value, prefixes)):
        yield from _curie(value, prefixes, datatype=path[-1] == "datatype")
        return
    else:
        return
    if message:
        yield "bad-iri", message


def _is_curie(path: Steps) -> bool:
    """Whether an IRI must stand at a place."""
    if path[0] == "tables":
        return path[3:] == ("iri",) or path[3:4] in {("same",), ("pages",), ("sources",)}
    if path[0] not in _PARTS or len(path) < 3:
        return False
    key = path[-2] if isinstance(path[-1], int) else path[-1]
    return path[-1] in _KEYS or (key in ROLES and path[0] != "always")


def is_curie(text: str, prefixes: Mapping[str, Any]) -> bool:
    """Whether a text that need be none is an IRI, in full or with a prefix."""
    return not any(map(str.isspace, text)) and ("://" in text or text.partition(":")[0] in prefixes)


def _curie(value: str, prefixes: Mapping[str, Any], *, datatype: bool) -> Iterator[tuple[str, str]]:
    prefix, colon, _ = value.partition(":")
    if "://" not in value and not colon:
        yield "bad-iri", f"{value!r} is neither prefix:name nor an IRI"
    elif "://" not in value and prefix not in prefixes:
        near = difflib.get_close_matches(prefix, prefixes, 1)
        hint = f"did you mean {near[0]!r}?" if near else "declare it under 'prefixes'"
        yield "unknown-prefix", f"no prefix {prefix!r}; {hint}"
    elif "://" in value or isinstance(prefixes[prefix], str):
        full = expand(value, dict(prefixes))
        if message := iri_fault(full):
            yield "bad-iri", message
        elif datatype and full in _NO_DATATYPES:
            yield "bad-iri", f"{value!r} is the datatype of texts with a language, which readers do not make"
