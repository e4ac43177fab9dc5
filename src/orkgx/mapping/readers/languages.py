"""Natural languages: one node each, by its BCP 47 tag, whatever a catalogue calls it."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache, lru_cache

from ...graph.slugs import fold
from ...graph.terms import ALT_LABEL, PREFIXES, iri, literal
from .reading import Node, NodeKind, Options, Reading, shorten

_TAG = iri(PREFIXES["ox"] + "languageTag")
_SYSTEM = iri(PREFIXES["dcterms"] + "LinguisticSystem")
_BETWEEN = re.compile(r"\s*[,;/&|]\s*(?:and\s+)?|\s+and\s+")
_LONGEST = 2_000
_WRITTEN = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
# Names of programming languages and plain words that are names or codes of natural languages, too.
_OTHERS = frozenset(
    "java lua ada awk go the all and any are but can see not etc yes mis mul und zxx code root".split()  # noqa: SIM905
)
_NAME = re.compile(r"[^\W\d_](?:[\w .,'’()-]|[^\x00-\x9f])*")  # the library takes not every character
_BRACKET = re.compile(r"(?P<name>[^()]+?)\s*\((?P<more>[^()]+)\)")


def read_language(text: str, options: Options) -> tuple[Reading, ...]:
    """The languages that a text names, by name in any language or by tag; a text that holds anything else names none.

    >>> [reading.shown for reading in read_language("English, zh-Hans and Deutsch", Options())]
    ['English', 'Chinese (Simplified)', 'German']
    """
    if len(text) > _LONGEST:
        raise ValueError(f"{shorten(text)!r} is too long to name languages")
    whole = _language(text.strip())
    written = [text.strip()] if whole else [name for name in _BETWEEN.split(text.strip()) if name]
    found = [whole] if whole else [_language(name) for name in written]
    if not written:
        raise ValueError("nothing stands here; a language was expected")
    if not all(found):
        unknown = next(name for name, one in zip(written, found, strict=True) if not one)
        raise ValueError(f"{shorten(unknown)!r} is no language such as English, or en")
    return tuple(_reading(*one, name, options) for one, name in zip(found, written, strict=True) if one)


def _reading(tag: str, label: str, written: str, options: Options) -> Reading:
    kind = options.kind or NodeKind("language")
    term = options.own(kind.path, tag)
    # A tag is said as such; what else it is called here is another name.
    also = () if fold(written) in (fold(label), fold(tag)) else ((ALT_LABEL, literal(written)),)
    node = Node(term, label, kind.types or (_SYSTEM,), (*kind.facts, (_TAG, literal(tag)), *also), kind.orkg)
    return Reading(term, label, (node,))


@lru_cache(4_096)
def _language(name: str) -> tuple[str, str] | None:
    """The tag of a language and its English name; None for what names none."""
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    if not name or len(name) > 60 or name.casefold() in _OTHERS:
        return None
    tag = _tag(name)
    if not tag and _WRITTEN.fullmatch(name):
        try:
            found = Language.get(name)
        except LanguageTagError:
            return None
        # Most words of three letters are the code of some language; one of few speakers is hardly meant.
        if found.is_valid() and (len(name) != 3 or (name.islower() and found.speaking_population())):
            tag = found.to_tag()
    return (tag, Language.get(tag).display_name("en")) if tag and tag not in _OTHERS else None


def _tag(name: str) -> str:
    """The tag of a language by its name; none where only the beginning of a text is a name."""
    if len(name) <= 2 and name.isascii():
        return ""
    named = re.sub(r" language\Z", "", name, flags=re.I)
    if tag := _exact(named):
        return tag
    found = _BRACKET.fullmatch(named)
    if not found:
        return ""
    first, second = found["name"], found["more"]
    both = _exact(f"{second} {first}") or _exact(f"{first} {second}")  # Chinese (Simplified), Norwegian (Bokmål)
    return both or (_exact(first) if _exact(first) == _exact(second) else "")  # Persian (Farsi)


def _exact(name: str) -> str:
    """The tag of what is the whole name of a language; the library alone would take a beginning for enough."""
    from langcodes import find

    return find(name).to_tag() if name.isprintable() and _NAME.fullmatch(name) and _normal(name) in _names() else ""


@cache
def _names() -> Container[str]:
    """The names of languages in all languages."""
    from langcodes import find
    from language_data.names import TRIES  # type: ignore[import-untyped]

    find("English")  # which loads them
    names: Container[str] = TRIES["und/name_to_language"]
    return names


def _normal(name: str) -> str:
    from language_data.names import normalize_name

    return str(normalize_name(name))
