"""Licences: SPDX identifiers where there is one, nodes of our own elsewhere, never a guess."""

from __future__ import annotations

import re
from functools import cache

from ...graph.slugs import fold
from ...graph.terms import PREFIXES, iri
from .concepts import read_entity
from .reading import Concept, Node, NodeKind, Options, Reading

_DOCUMENT = iri(PREFIXES["dcterms"] + "LicenseDocument")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9.+-]{1,60}")


@cache
def spdx_ids() -> frozenset[str]:
    """The identifiers of the SPDX licence list, as license-expression ships it."""
    from license_expression import get_spdx_licensing

    return frozenset(get_spdx_licensing().known_symbols)


def read_license(text: str, options: Options) -> tuple[Reading, ...]:
    """The licences that a text names, one node each; what stands before them of access is no licence.

    A text that names none is a node of its own, labelled as written.
    """
    table = options.kind.table if options.kind else {}
    whole = text.strip()
    if fold(whole) in table:
        return (_known(table[fold(whole)], options, whole),)
    head, comma, rest = whole.partition(",")
    named = rest.strip() if comma and fold(head) in options.access else whole
    if fold(named) in table:
        return (_known(table[fold(named)], options, whole),)
    parts = [part.strip() for part in named.split(",") if part.strip()]
    entries = [_entry(part, options) for part in parts]
    if entries and all(entries):
        return tuple(_known(entry, options, part) for entry, part in zip(entries, parts, strict=True) if entry)
    kind = options.kind or NodeKind("license", (_DOCUMENT,))
    return read_entity(whole, Options(base=options.base, kind=NodeKind(kind.path, kind.types or (_DOCUMENT,))))


def _entry(part: str, options: Options) -> Concept | None:
    table = options.kind.table if options.kind else {}
    if entry := table.get(fold(part)):
        return entry
    if _ID.fullmatch(part) and part in spdx_ids():
        return Concept(part, spdx=part)
    return None


def _known(entry: Concept, options: Options, written: str) -> Reading:
    types = options.kind.types if options.kind and options.kind.types else (_DOCUMENT,)
    if entry.spdx and not entry.iri and not entry.spdx.startswith("LicenseRef"):
        term = iri(PREFIXES["spdx"] + entry.spdx)
    else:
        term = entry.iri or options.own(options.kind.path if options.kind else "license", entry.label)
    return Reading(term, entry.label, (Node(term, entry.label, types),), warning=entry.warning)
