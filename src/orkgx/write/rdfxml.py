"""RDF/XML, a subject at a time. What XML cannot hold stops it: a file with a hole, or one that cannot be read, is
worse than none."""

from __future__ import annotations

import re
from typing import IO

from ..graph.terms import address, is_iri, parse_lines, unquote
from ..model import Chunk, SinkError
from .document import Document

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# Names that every XML parser takes: the editions of XML 1.0 differ on the letters beyond these.
_LETTERS = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0410-\u044f\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
_LOCAL = re.compile(rf"[{_LETTERS}][{_LETTERS}0-9.-]*\Z")
_SYNTAX_NAMES = "RDF ID about parseType resource nodeID datatype Description li bagID aboutEach aboutEachPrefix"
_SYNTAX = {_RDF + name for name in _SYNTAX_NAMES.split()}
_SPECIAL = re.compile(r'[&<>"\r]')
_SPECIALS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(document: Document, out: IO[bytes]) -> None:
    prefixes = {name: iri for name, iri in document.safe_prefixes.items() if not name.lower().startswith("xml")}
    prefixes["rdf"] = _RDF
    declared = "".join(f'\n    xmlns:{name}="{_escape(iri)}"' for name, iri in prefixes.items())
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())
    elements = _Elements(prefixes)
    for chunk in document.chunks():
        out.write(_description(chunk, elements).encode())
    out.write(b"</rdf:RDF>\n")


def _description(chunk: Chunk, elements: _Elements) -> str:
    lines = [f'  <rdf:Description rdf:about="{_escape(address(chunk.subject))}">\n']
    for predicate, term in parse_lines(*chunk):
        start, end = elements[predicate]
        if is_iri(term):
            lines.append(f'    <{start} rdf:resource="{_escape(address(term))}"/>\n')
            continue
        text, datatype = unquote(term)
        typed = f' rdf:datatype="{_escape(datatype)}"' if datatype else ""
        lines.append(f"    <{start}{typed}>{_escape(text)}</{end}>\n")
    lines.append("  </rdf:Description>\n")
    return "".join(lines)


class _Elements(dict[str, tuple[str, str]]):
    """Predicate term to what stands in the opening tag and in the closing one."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        super().__init__()
        self._prefixes = sorted(prefixes.items(), key=lambda pair: -len(pair[1]))

    def __missing__(self, predicate: str) -> tuple[str, str]:
        iri = address(predicate)
        made = self[predicate] = self._made(iri)
        return made

    def _made(self, iri: str) -> tuple[str, str]:
        local = _LOCAL.search(iri)
        if not local or iri in _SYNTAX:
            raise SinkError(
                f"RDF/XML cannot hold the predicate <{iri}>: no XML name can be made of its end; "
                "choose another format, or another predicate"
            )
        for name, namespace in self._prefixes:
            if iri.startswith(namespace) and _LOCAL.match(iri, len(namespace)):
                element = f"{name}:{iri[len(namespace) :]}"
                return element, element
        return f'ns:{local[0]} xmlns:ns="{_escape(iri[: local.start()])}"', f"ns:{local[0]}"


def _escape(text: str) -> str:
    if found := _IMPOSSIBLE.search(text):
        raise SinkError(
            f"RDF/XML cannot hold the character U+{ord(found[0]):04X}, which stands in {text[:80]!r}; "
            "choose another format, or remove it"
        )
    return _SPECIAL.sub(lambda found: _SPECIALS[found[0]], text) if _SPECIAL.search(text) else text
