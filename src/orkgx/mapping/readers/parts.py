"""A whole and its parts, each a thing with its size or its share: ``500B tokens including CommonCrawl (410B), ...``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from ...graph.slugs import slug
from ...graph.terms import PREFIXES, iri
from .amounts import DoubtError, amounts, checked, term_of
from .concepts import Name, known, names
from .quantities import Measured, measured, quantity, read_quantities
from .reading import Measure, Measures, Node, NodeKind, Options, Reading, pick, shorten

_OX = PREFIXES["ox"]
_PART = iri(_OX + "DataPart")
_DATASET, _SIZE, _SHARE = (iri(_OX + name) for name in ("partDataset", "partSize", "share"))
_BYTE = iri(PREFIXES["unit"] + "BYTE")

_PERCENT = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3})?)\s*%")
# What may stand between a size and the thing that has it, and between two things of one list.
_OF = re.compile(r"\s*(?:(?P<bracket>\()\s*|(?:of|from|on|in)\s+)?(?:(?:the|its|an?|filtered|deduplicated)\s+)*")
_JOINED = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:,?\s*\band\b|[,+&])\s*(?:and\s+)?(?:the\s+)?")
_FOOTNOTE = re.compile(r"\s*[0-9]{0,2}\s*(?=\()")
_EQUALS = re.compile(r"\s*[:=]\s*|\s+(?:[-–—]\s+)?")
_AND = re.compile(r"\s*(?:,|and)\s+")


class _Part(NamedTuple):
    """A name with what it is said to have; `behind`: its name stands behind its size."""

    name: Name
    sizes: tuple[Measured, ...] = ()
    share: Decimal | None = None
    behind: bool = False


class _Found(NamedTuple):
    """What a text names, the sizes that it gives, and which of them are of which name."""

    names: Sequence[Name]
    sizes: Sequence[Measured]
    parts: Sequence[_Part]


def read_parts(text: str, options: Options) -> tuple[Reading, ...]:
    """The known things of a text that have a size or a share there, each a node below the subject. A size that may be
    of several things is of none of them."""
    found = _found(text, options.kind, options.units).parts
    if not found:
        raise ValueError(f"{shorten(text)!r} names no known thing with its size, such as 'Wikipedia (3B tokens)'")
    return tuple(_reading(part, options) for part in found)


def read_totals(text: str, options: Options) -> tuple[Reading, ...]:
    """The amounts of a text; with a kind, those that are not of one of its things, which are parts."""
    if options.kind is None:
        return read_quantities(text, options)
    try:
        named, sizes, parts = _found(text, options.kind, options.units)
    except DoubtError:  # of what a part is said to have
        raise
    except ValueError:
        return read_quantities(text, options)  # which says what is wrong
    # What is all of the data is its own whole: 1.2T tokens (RedPajama), C4 (750GB).
    alone = len(sizes) == len(parts) == 1 and (
        parts[0].behind or (len(named) == 1 and not text[: named[0].start].strip())
    )
    used = set() if alone else {(size.start, size.end) for part in parts for size in part.sizes}
    readings = [quantity(one.amount, one.unit, options) for one in sizes if (one.start, one.end) not in used]
    if not readings:
        raise ValueError(f"{shorten(text)!r} holds no amount of the whole")
    return pick([reading for reading in readings if reading], options)


@lru_cache(256)  # a text is asked for the whole and for its parts
def _found(text: str, kind: NodeKind | None, units: Measures) -> _Found:
    """Raises ValueError where the sizes cannot be read."""
    try:
        readable = checked(text)
        sizes = measured(readable, units)
    except DoubtError as problem:
        raise ValueError(str(problem)) from problem
    counted = {size.unit for size in sizes if size.unit.iri != _BYTE}
    named = names(readable, kind)
    return _Found(named, sizes, _parts(named, sizes, counted.pop() if len(counted) == 1 else None, readable))


def _parts(named: Sequence[Name], sizes: Sequence[Measured], unit: Measure | None, text: str) -> list[_Part]:
    """The names that have a size or a share; `unit` is the one that sizes without a unit can only be in."""
    parts: list[_Part] = []
    last: _Part | None = None
    for at, name in enumerate(named):
        following = named[at + 1] if at + 1 < len(named) else None
        part = _bracketed(name, sizes, unit, text) or _equalled(name, sizes, text)
        part = part or _behind(name, following, sizes, text)
        bare = last is not None and not (last.sizes or last.share)
        several = bare and last and _JOINED.fullmatch(text, last.name.end, name.start)
        last = part or _Part(name)
        if part and several:
            part = part._replace(sizes=()) if part.share else None
        if part:
            parts.append(part)
    return parts


def _bracketed(name: Name, sizes: Sequence[Measured], unit: Measure | None, text: str) -> _Part | None:
    """What the bracket behind a name says, or the one behind that: ``BookCorpus (Zhu et al., 2015) (6GB)``."""
    at = name.end
    for _ in range(2):
        opening = _FOOTNOTE.match(text, at)
        if not opening:
            return None
        start = opening.end() + 1
        at, inner = _closing(text, start)
        held = [one for one in sizes if start <= one.start < at and not _within(inner, one.start)]
        share = _PERCENT.search(text, start, at)
        if not held and unit and (bare := amounts(text[start:at])) and bare[0][0][0].strip() == text[start:at].strip():
            held = [Measured(start, at, bare[0][1], unit)] if bare[0][1].sized else []
        if held or share:
            return _Part(name, tuple(held) or _sizes_of(name, sizes, text), Decimal(share[1]) / 100 if share else None)
        at += 1
    return None


def _closing(text: str, start: int) -> tuple[int, list[tuple[int, int]]]:
    """Where a bracket that is open at `start` closes, and the brackets in it; the text's end where it never does."""
    depth, inner, opened = 1, [], 0
    for at in range(start, len(text)):
        if text[at] == "(":
            opened = at if depth == 1 else opened
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if depth == 1:
                inner.append((opened, at))
            if depth == 0:
                return at, inner
    return len(text), inner


def _within(spans: list[tuple[int, int]], at: int) -> bool:
    return any(start < at < end for start, end in spans)


def _equalled(name: Name, sizes: Sequence[Measured], text: str) -> _Part | None:
    """What stands right behind a name, or behind a sign: ``M3W: 185 million images and 182 GB``, ``C4 750GB``."""
    at = name.end
    if opening := _FOOTNOTE.match(text, at):
        at = _closing(text, opening.end() + 1)[0] + 1
    held: list[Measured] = []
    for one in sizes:
        if (_AND if held else _EQUALS).fullmatch(text, held[-1].end if held else at, one.start):
            held.append(one)
    return _Part(name, tuple(held)) if held else None


def _behind(name: Name, following: Name | None, sizes: Sequence[Measured], text: str) -> _Part | None:
    """The size that stands before a name which no other shares it with: ``15B tokens from Books3``."""
    if following and _JOINED.fullmatch(text, name.end, following.start):
        return None
    held = _sizes_of(name, sizes, text)
    return _Part(name, held, behind=True) if held else None


def _sizes_of(name: Name, sizes: Sequence[Measured], text: str) -> tuple[Measured, ...]:
    """The size right before a name."""
    for one in sizes:
        found = _OF.fullmatch(text, one.end, name.start) if one.end <= name.start else None
        if found and (not found["bracket"] or text.startswith(")", name.end)):
            return (one,)
    return ()


def _reading(part: _Part, options: Options) -> Reading:
    thing = known(part.name.entry, options)
    sizes = [reading for one in part.sizes if (reading := quantity(one.amount, one.unit, options))]
    said = [reading.shown for reading in sizes] + ([f"{(part.share * 100).normalize():f} %"] if part.share else [])
    label = f"{thing.shown}: {', '.join(said)}"
    facts = [(_DATASET, thing.term), *((_SIZE, reading.term) for reading in sizes)]
    facts += [(_SHARE, term_of(part.share))] if part.share else []
    described = (*thing.nodes, *chain.from_iterable(one.nodes for one in sizes))
    return Reading(
        "", label, (Node("", label, (_PART,), tuple(facts)), *described), part=f"data-{slug(label.replace(',', ''))}"
    )
