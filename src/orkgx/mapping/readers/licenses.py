"""Licences: SPDX identifiers where there is one, nodes of our own elsewhere, never a guess."""

from __future__ import annotations

import re
from functools import cache

from ...graph.slugs import fold
from ...graph.terms import PREFIXES, iri
from .concepts import read_entity
from .reading import Concept, Node, NodeKind, Options, Reading

_DOCUMENT = iri(PREFIXES["dcterms"] + "LicenseDocument")
_BESIDE = re.compile(r"\b(?:the|gnu|(?:licen[cs]ed )?under|licen[cs]e|version|v(?=[0-9]))\b ?|\bv(?=[0-9])")
_VERSIONED = re.compile(r"(?<=[a-z])v(?=[0-9])")
_WHOLE = re.compile(r"(?<= [0-9]) 0$")  # of a version such as 2.0
_BETWEEN = re.compile(r"\s*(?:[,;|&]|\s/\s|(?<=[a-zA-Z0-9.])/(?=[A-Z])|\band\b|\bor\b)\s*")
_NOTE = re.compile(r"\s*\([^()]*\)\Z")  # what a licence is that of: (code), (weights)
_MOST = 100  # licences in one text
_LONGEST = 120  # characters of a licence's name


@cache
def spdx_ids() -> dict[str, str]:
    """The identifiers of the SPDX licence list, as license-expression ships it, by their words; also by those that SPDX
    had for them before (GPL-3.0), and without the zero of a version (Apache 2)."""
    from license_expression import get_spdx_licensing

    symbols = get_spdx_licensing().known_symbols
    listed = sorted([id_ for id_, one in symbols.items() if not (one.is_exception or _own(id_))], key=len, reverse=True)
    ids = {_bare(id_): id_ for id_ in listed}
    for id_ in listed:
        for name in (id_, *[one for one in symbols[id_].aliases if one[-1:].isdigit() and not _own(one)]):
            ids.setdefault(_bare(name), id_)
            ids.setdefault(_WHOLE.sub("", _bare(name)), id_)
    return ids


def _own(id_: str) -> bool:
    """Whether an identifier is one of those who look for licences in code, which SPDX does not list."""
    return id_.startswith("LicenseRef")


def _bare(name: str) -> str:
    """The name of a licence without the words that only say that it is one."""
    return _BESIDE.sub("", _VERSIONED.sub(" ", fold(name))).strip()


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
    if entry := _entry(named, options):
        return (_known(entry, options, whole),)
    parts = [part for part in _BETWEEN.split(named, _MOST) if part]
    entries = [_entry(part, options) or _entry(_NOTE.sub("", part), options) for part in parts]
    if entries and all(entries):
        return tuple(_known(entry, options, part) for entry, part in zip(entries, parts, strict=True) if entry)
    kind = options.kind or NodeKind("license", (_DOCUMENT,))
    return read_entity(whole, Options(base=options.base, kind=NodeKind(kind.path, kind.types or (_DOCUMENT,))))


def _entry(part: str, options: Options) -> Concept | None:
    table = options.kind.table if options.kind else {}
    if entry := table.get(fold(part)):
        return entry
    id_ = spdx_ids().get(_bare(part)) if len(part) <= _LONGEST else None
    return Concept(id_, spdx=id_) if id_ else None


def _known(entry: Concept, options: Options, written: str) -> Reading:
    types = options.kind.types if options.kind and options.kind.types else (_DOCUMENT,)
    if entry.spdx and not entry.iri and not entry.spdx.startswith("LicenseRef"):
        term = iri(PREFIXES["spdx"] + entry.spdx)
    else:
        term = entry.iri or options.own(options.kind.path if options.kind else "license", entry.label)
    return Reading(term, entry.label, (Node(term, entry.label, types),), warning=entry.warning, orkg=entry.orkg)
