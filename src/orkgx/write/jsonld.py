"""JSON-LD, a subject a line: keys are the terms of a context wherever one says exactly what the statement says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import IO, Any

from ..graph.terms import TYPE, XSD, address, is_iri, parse_lines, unquote
from ..model import Chunk, SinkError
from .document import Document

_STRING = XSD + "string"
_UNDERSTOOD = {"@id", "@type", "@container", "@prefix", "@protected"}
_PREFIX_ENDS = tuple(":/?#[]@")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")  # a number that every reader of JSON gives back digit for digit


def write(document: Document, out: IO[bytes]) -> None:
    context = Context(document.context, document.safe_prefixes)
    out.write(f'{{\n"@context": {_dump(context.definitions, indent=1)},\n"@graph": ['.encode())
    before = "\n"
    for chunk in document.chunks():
        out.write(f"{before}{_dump(context.node(chunk))}".encode())
        before = ",\n"
    out.write(b"\n]\n}\n")


def _dump(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


class Context:
    """A context read backwards: from IRIs to the words that stand for them.

    Prefixes that the context lacks are added to it. A term that says more than an IRI and a type, such as a language or
    a list, is left unused.
    """

    def __init__(self, context: Mapping[str, Any], prefixes: Mapping[str, str]) -> None:
        given: Mapping[str, Any] = context.get("@context", context)
        added = {name: iri for name, iri in prefixes.items() if name not in given and iri.endswith(_PREFIX_ENDS)}
        self.definitions: dict[str, Any] = {**given, **added}
        self._plain = not given.get("@language")
        self._terms: dict[tuple[str, str], str] = {}  # by IRI and coercion ("": none, "@id", a datatype)
        self._sets: set[str] = set()
        namespaces: dict[str, str] = {}
        for name, definition in self.definitions.items():
            if not name.startswith("@"):
                self._learn(name, definition, namespaces)
        self._namespaces = namespaces
        longest = sorted(namespaces, key=lambda iri: (-len(iri), iri))
        self._namespace = re.compile("|".join(map(re.escape, longest)) or r"(?!)")
        self.compact = lru_cache(65536)(self._compact)
        self.key = lru_cache(4096)(self._key)

    def _learn(self, name: str, definition: Any, namespaces: dict[str, str]) -> None:
        iri = self._expand(name)
        simple = isinstance(definition, str)
        facts: dict[str, Any] = {} if simple else definition or {}
        if not iri or not (simple or definition) or facts.keys() - _UNDERSTOOD:
            return
        if (simple and iri.endswith(_PREFIX_ENDS)) or facts.get("@prefix"):
            namespaces.setdefault(iri, name)
        container = facts.get("@container")
        coercion = facts.get("@type", "")
        if container not in (None, "@set", ["@set"]) or coercion in ("@json", "@none"):
            return
        if container:
            self._sets.add(name)
        if coercion and not coercion.startswith("@"):
            coercion = self._absolute(coercion)
        self._terms.setdefault((iri, "@id" if coercion == "@vocab" else coercion), name)

    def _expand(self, name: str) -> str:
        """The IRI that a term stands for; empty for a keyword, or what is defined as nothing."""
        definition = self.definitions[name]
        value = definition.get("@id", name) if isinstance(definition, dict) else definition
        return self._absolute(value, name) if isinstance(value, str) else ""

    def _absolute(self, value: str, inside: str = "") -> str:
        prefix, colon, rest = value.partition(":")
        if value.startswith("@"):
            return ""
        if colon:
            known = prefix in self.definitions and prefix != inside and not rest.startswith("//")
            return self._expand(prefix) + rest if known else value
        if value in self.definitions and value != inside:
            return self._expand(value)
        vocabulary = self.definitions.get("@vocab")
        return vocabulary + value if vocabulary else ""

    def node(self, chunk: Chunk) -> dict[str, Any]:
        """One subject as an object."""
        values: dict[str, list[Any]] = {}
        for predicate, term in parse_lines(*chunk):
            key, value = self._value(predicate, term)
            values.setdefault(key, []).append(value)
        node: dict[str, Any] = {"@id": self.compact(address(chunk.subject))}
        for key, many in values.items():
            node[key] = many if len(many) > 1 or key in self._sets else many[0]
        return node

    def _value(self, predicate: str, term: str) -> tuple[str, Any]:
        """The key and the value of one statement."""
        if is_iri(term):
            iri = address(term)
            if predicate == TYPE:
                return "@type", self._terms.get((iri, "")) or self.compact(iri)
            key, coerced = self.key(predicate, "@id")
            return key, self.compact(iri) if coerced else {"@id": self.compact(iri)}
        text, datatype = unquote(term)
        datatype = datatype or _STRING
        native = _native(text, datatype)
        key, coerced = self.key(predicate, datatype)
        if native is not None:
            return key, native
        if coerced:
            return key, text
        if datatype != _STRING:
            return key, {"@value": text, "@type": self.compact(datatype)}
        return key, text if self._plain else {"@value": text}

    def _key(self, predicate: str, coercion: str) -> tuple[str, bool]:
        """The key that stands for a predicate, and whether it says by itself what its values are."""
        iri = address(predicate)
        if key := self._terms.get((iri, coercion)):
            return key, True
        return self._terms.get((iri, "")) or self.compact(iri), False

    def _compact(self, iri: str) -> str:
        """The IRI with a prefix, if it reads back as the same; else as it is."""
        if found := self._namespace.match(iri):
            rest = iri[found.end() :]
            name = f"{self._namespaces[found[0]]}:{rest}"
            if rest and not rest.startswith("//") and name not in self.definitions:
                return name
        scheme, _, rest = iri.partition(":")
        if scheme in self.definitions and not rest.startswith("//"):
            raise SinkError(
                f"JSON-LD would take <{iri}> for a name with the prefix {scheme!r}; give that prefix another name"
            )
        return iri


def _native(text: str, datatype: str) -> int | bool | None:
    """A literal as JSON's own value, if that gives back the same literal."""
    if datatype == XSD + "integer" and _WHOLE.fullmatch(text):
        return int(text)
    if datatype == XSD + "boolean" and text in ("true", "false"):
        return text == "true"
    return None
