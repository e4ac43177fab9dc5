"""Entities and concepts: nodes with a label, one for all the spellings that a table knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ...graph.slugs import fold
from ...graph.terms import ALT_LABEL, PREFIXES, iri, literal
from .reading import Concept, Node, NodeKind, NoNameError, Options, Reading, picked, shorten

_GOES_ON = re.compile(r"-\w")
_WORD = re.compile(r"(?:[^\W_]|[+#])+")
_SAME = iri(PREFIXES["skos"] + "exactMatch")
_CLOSE = iri(PREFIXES["skos"] + "closeMatch")
_PAGE = iri(PREFIXES["schema"] + "sameAs")
_SOURCE = iri(PREFIXES["dcterms"] + "source")


def read_entity(text: str, options: Options) -> tuple[Reading, ...]:
    """The node that a name means: that of the rule's table, else one of its own. With a pattern, the name is what that
    finds."""
    kind = options.kind or NodeKind("thing")
    written = name = " ".join(picked(text, options).split())
    entry = kind.known(name)
    if entry is None and kind.strip:
        for pattern in kind.strip:
            name = pattern.removed(name).strip()
        entry = kind.known(name) if name and name != written else None
    name = name or written
    if not name:
        raise ValueError("nothing stands here; a name was expected")
    if entry is None and kind.is_none(written):
        if kind.instead is None:
            raise NoNameError(f"{shorten(written)!r} says how much or what it is, and is no name")
        kind, name = kind.instead, written
    if entry is None and written == name:
        term = options.own(kind.path, name)
        return (Reading(term, name, (Node(term, name, kind.types, kind.facts, kind.orkg),)),)
    return (_known(entry, options, name) if entry else _reading(Concept(name), kind, options, name),)


def read_mentions(text: str, options: Options) -> tuple[Reading, ...]:
    """The things of the rule's table that a text names, the longest name first; none is no fault.

    What the table writes with a capital is a name only where the text does so, too: ``books`` are no corpus. Nor is a
    part of a longer name with hyphens, such as ``Pile`` in ``Pile-CC``, or what ends amid a bracket.
    """
    found = {name.entry.label: name.entry for name in reversed(names(text, options.kind))}
    if not found and not _WORD.search(text):
        raise ValueError("nothing stands here; a text that names things was expected")
    return tuple([known(entry, options) for entry in reversed(found.values())])


class Name(NamedTuple):
    """A stretch of a text that names a thing of a table."""

    start: int
    end: int
    entry: Concept


@lru_cache(256)  # a text is asked for its names, and for those of its parts
def names(text: str, kind: NodeKind | None) -> Sequence[Name]:
    """The names of things of a kind in a text, in its order."""
    kind = kind or NodeKind("thing")
    found: list[Name] = []
    # A word of ASCII, as `_WORD` finds them, is folded by its case alone.
    folded = [word.lower() if word.isascii() else fold(word) for word in _WORD.findall(text)]
    if kind.lengths.keys().isdisjoint(folded):
        return ()
    words = [word.span() for word in _WORD.finditer(text)]
    end = 0
    for at, first in enumerate(folded):
        for count in kind.lengths.get(first, ()):
            if at + count > len(words) or words[at][0] < end:
                continue
            spelling = " ".join(folded[at : at + count])
            if entry := kind.table.get(spelling):
                start, stop = words[at][0], words[at + count - 1][1]
                stretch = text[start:stop]
                if _stands(stretch, text, stop, lower=spelling in entry.lower):
                    end = stop + _amid(stretch)  # with the bracket that closes behind it
                    found.append(Name(start, end, entry))
                    break
    return found


def _stands(found: str, text: str, stop: int, *, lower: bool) -> bool:
    """Whether a stretch of a text that is spelled like a thing stands for it; `lower`: also without a capital."""
    closed = not _amid(found) or text.startswith(")", stop)
    return (lower or not found.islower()) and closed and not _GOES_ON.match(text, stop)


def _amid(found: str) -> bool:
    """Whether a stretch ends amid a bracket."""
    return "(" in found and found.count("(") > found.count(")")


def known(entry: Concept, options: Options) -> Reading:
    """What a thing of the rule's own table says."""
    return _known(entry, options, entry.label)


@lru_cache(4_096)
def _known(entry: Concept, options: Options, written: str) -> Reading:
    """What a name of the rule's own table says."""
    return _reading(entry, options.kind or NodeKind("thing"), options, written)


def _reading(entry: Concept, kind: NodeKind, options: Options, written: str) -> Reading:
    term = entry.iri or options.own(kind.path, entry.label)
    also = dict.fromkeys(entry.also)
    if written != entry.label and fold(written) != fold(entry.label):
        also[written] = None
    facts = list(kind.facts)
    facts += [(ALT_LABEL, literal(label)) for label in also]
    facts += [(_SAME, same) for same in entry.same]
    facts += [(_CLOSE, near) for near, _ in entry.close]
    facts += [(_CLOSE, near) for near in entry.near]
    facts += [(_PAGE, page) for page in entry.pages]
    facts += [(_SOURCE, source) for source in entry.sources]
    node = Node(term, entry.label, kind.types, tuple(facts), kind.orkg)
    near = tuple(Node(close, label, kind.types, (), kind.orkg) for close, label in entry.close)
    return Reading(term, entry.label, (node, *near), warning=entry.warning, orkg=entry.orkg)


def read_access(text: str, options: Options) -> tuple[Reading, ...]:
    """Who may use it: the longest spelling of the table of access classes that the text holds."""
    table = options.kind.table if options.kind and options.kind.table else options.access
    words = f" {fold(text)} "
    held = max((spelling for spelling in table if spelling and f" {spelling} " in words), key=len, default="")
    if not held:
        raise ValueError(f"{shorten(text)!r} does not say who may use it")
    entry = table[held]
    kind = options.kind or NodeKind("access")
    node = Node(entry.iri or options.own("access", entry.label), entry.label, kind.types, ())
    return (Reading(node.iri, entry.label, (node,)),)
