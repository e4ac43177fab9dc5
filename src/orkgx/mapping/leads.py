"""What a mapping finds in the text above a block or of a list item: by regular expressions over the plain text, or by
templates, which are written as the Markdown is: ``**{name}** [{organization}]({link}) {date}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..model import Lead
from .patterns import Pattern

_IS_TEMPLATE = re.compile(r"\{[^\W\d]")
_NAME = re.compile(r"[^\W\d][\w-]*(?:\.link)?")
_TOKEN = re.compile(r"\{(?P<field>[^{}\n]*)\}|(?P<mark>\*\*|\*)|(?P<open>\[)|\](?:\((?P<target>[^()\n]*)\))?|[{}]")
# Where a stretch of bold, italic or linked text begins and ends in the text that a template is compared with: code
# points that no text holds.
_MARKS = {"bold": "\ufdd0\ufdd1", "italic": "\ufdd2\ufdd3", "link": "\ufdd4\ufdd5"}
_ANY = "[ \\t\ufdd0-\ufdd5]*"
_BLANKS = f"[\ufdd0-\ufdd5]*[ \\t]{_ANY}"
_SHAPES = {
    "date": r"(?:[A-Z][a-z]+\.?\s+(?:\d{1,2},?\s+)?)?\d{4}(?:[-./]\d\d?){0,2}(?![\d-])",
    "word": r"[^\s\ufdd0-\ufdd5]+",
}


class Found(NamedTuple):
    """A name and the stretch of a lead's text that bears it; with `target` the address of the link that ends there."""

    name: str
    start: int
    end: int
    target: bool = False


class LeadPattern:
    """A regular expression: each of its named groups names what it finds."""

    def __init__(self, text: str) -> None:
        self._pattern = Pattern(text)

    def groups(self, lead: Lead) -> Iterator[Found]:
        """What it names. Raises SlowPatternError."""
        found = self._pattern.search(lead.text)
        for name in found.groupdict() if found else ():
            yield Found(name, *found.span(name))  # type: ignore[union-attr]

    def holds(self, lead: Lead, longest: int) -> bool:
        return self._pattern.holds(lead.text[:longest])


class LeadTemplate:
    """A template, in parts of which all but the first may be missing: each of its fields names what stands there."""

    def __init__(self, parts: Sequence[str]) -> None:
        pieces = [_pieces(part) for part in parts]
        every = [piece for part in pieces for piece in part]
        _see_names(every)
        self._pattern = Pattern(_expression(pieces))
        self._fields = [piece.field for piece in every if piece.field]
        self._targets = [piece.target for piece in every if piece.target]
        self._kinds = {piece.kind for piece in every if piece.kind}

    def groups(self, lead: Lead) -> Iterator[Found]:
        """What it names. Raises SlowPatternError."""
        text, places = self._marked(lead)
        if found := self._pattern.search(text):
            for group, name in [*enumerate(self._fields), *enumerate(self._targets, -len(self._targets))]:
                start, end = found.span(_group(group))
                if start >= 0:
                    yield Found(name, places[start], places[end], group < 0)

    def holds(self, lead: Lead, longest: int) -> bool:
        return self._pattern.holds(self._marked(lead)[0][:longest])

    def _marked(self, lead: Lead) -> tuple[str, list[int]]:
        """A lead's text with the ends of all marks that the template names, and the place of each character."""
        ends = [(mark.start, 1, _MARKS[mark.kind][0]) for mark in lead.marks if mark.kind in self._kinds]
        ends += [(mark.end, 0, _MARKS[mark.kind][1]) for mark in lead.marks if mark.kind in self._kinds]
        pieces: list[str] = []
        places: list[int] = []
        done = 0
        for at, _, character in sorted(ends):
            pieces += [lead.text[done:at], character]
            places += [*range(done, at), at]
            done = at
        return "".join([*pieces, lead.text[done:]]), [*places, *range(done, len(lead.text) + 1)]


def lead_pattern(given: str | Sequence[str]) -> LeadPattern | LeadTemplate:
    """A pattern of a mapping's `lead`. Raises ValueError or an error of expressions where it is none."""
    if isinstance(given, str):
        return LeadTemplate([given]) if is_template(given) else LeadPattern(given)
    return LeadTemplate(given)


def is_template(text: str) -> bool:
    """Whether a pattern of `lead` is a template: it has fields in braces and no groups.

    >>> is_template("**{name}**"), is_template("(?P<name>[A-Z]{2})")
    (True, False)
    """
    return "(?P<" not in text and bool(_IS_TEMPLATE.search(text))


class _Piece(NamedTuple):
    """A piece of a template: a field with what it may be, a mark's beginning or end, the address of the link that has
    ended, or a text."""

    text: str = ""
    field: str = ""
    shape: str = ""
    words: bool = False
    kind: str = ""
    target: str = ""


def _pieces(part: str) -> list[_Piece]:
    """The pieces of a part of a template. Raises ValueError."""
    pieces: list[_Piece] = []
    opened: list[int] = []
    within: set[str] = set()
    done = 0
    for token in _TOKEN.finditer(part):
        if token.start() > done:
            pieces.append(_Piece(part[done : token.start()]))
        done = token.end()
        if token["field"] is not None:
            pieces.append(_field(token["field"], pieces))
        elif token["mark"]:
            kind = "bold" if token["mark"] == "**" else "italic"
            pieces.append(_Piece(_MARKS[kind][kind in within], kind=kind))
            within ^= {kind}
        elif token["open"]:
            opened.append(len(pieces))
            pieces.append(_Piece("["))
        elif token[0][0] != "]":
            raise ValueError(f"the brace of {part[token.start() :][:20]!r} has no other one; a field is {{name}}")
        elif token["target"] is None or not opened:
            opened = opened[:-1]
            pieces.append(_Piece("]"))
        else:
            pieces[opened.pop()] = _Piece(_MARKS["link"][0], kind="link")
            pieces.append(_Piece(_MARKS["link"][1], kind="link", target=_target(token["target"])))
    if within:
        raise ValueError(f"{'**' if 'bold' in within else '*'!r} is never closed")
    return pieces + ([_Piece(part[done:])] if part[done:] else [])


def _field(given: str, before: Sequence[_Piece]) -> _Piece:
    """A field as it stands in braces: its name and, behind a colon, its shape or the words that it may be."""
    name, _, shape = given.partition(":")
    if before and before[-1].field:
        raise ValueError(f"{{{before[-1].field}}} and {{{name}}} touch; put what stands between them in between")
    words = "|".join(map(re.escape, filter(None, shape.split("|"))))
    return _Piece(field=_named(name), shape=_SHAPES.get(shape, words), words=bool(words) and shape not in _SHAPES)


def _target(given: str) -> str:
    """The name of a link's address: ``{link}``; none where nothing stands there."""
    if not given:
        return ""
    if not (found := re.fullmatch(r"\{(.*)\}", given)):
        raise ValueError(f"the address {given!r} is no field; write it as ({{link}})")
    return _named(found[1])


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a field; a name is letters, digits, '_' and '-', such as {{name}}")
    return name


def _see_names(pieces: Iterable[_Piece]) -> None:
    seen: set[str] = set()
    for piece in pieces:
        for name in filter(None, (piece.field, piece.target)):
            if name in seen:
                raise ValueError(f"{{{name}}} stands here twice")
            seen.add(name)


def _group(number: int) -> str:
    """The group of the expression that is a field, by its number, or the end of a link, by a negative one."""
    return f"f{number}" if number >= 0 else f"t{-number}"


def _expression(parts: Sequence[Sequence[_Piece]]) -> str:
    """The regular expression of a template. A field ends at the first place where what follows it stands, so that no
    search tries another one."""
    every = [piece for part in parts for piece in part]
    targets = [piece.target for piece in every if piece.target]
    words = [piece.shape for piece in every if piece.words]
    made, number, lines = [rf"\A{_ANY}"], 0, False
    for at, part in enumerate(parts):
        texts = []
        for place, piece in enumerate(part):
            if not piece.field:
                lines = lines or "\n" in piece.text
                group = f"(?P<{_group(targets.index(piece.target) - len(targets))}>)" if piece.target else ""
                texts.append(group + _literal(piece))
                continue
            rest = part[place + 1 :]
            end = r"\s*\Z" if lines else r"[ \t]*(?:\n|\Z)"
            ends = "|".join([_head(rest)] if rest else [*filter(None, map(_head, parts[at + 1 :])), end])
            character = r"[\s\S]" if lines else r"[^\n]"
            other = f"(?!(?:{'|'.join(words)})(?:{ends}))" if words else ""
            shape = f"(?:{piece.shape})" if piece.shape else f"{other}(?>{character}+?(?={ends}))"
            texts.append(f"(?P<{_group(number)}>{shape})")
            number += 1
        made.append(f"(?:{''.join(texts)})?" if at else "".join(texts))
    return "".join(made)


def _head(pieces: Sequence[_Piece]) -> str:
    """The expression of what stands before the first free field of some pieces."""
    made = []
    for piece in pieces:
        if piece.field and not piece.shape:
            break
        made.append(f"(?:{piece.shape})" if piece.field else _literal(piece))
        if piece.kind:
            break
    return "".join(made)


def _literal(piece: _Piece) -> str:
    """The expression of a mark or a text: blanks may be more; what stands behind a line's end of the
    template, up to the line's end, does not matter."""
    if piece.kind:
        return piece.text
    return "".join(
        r"[^\n]*\n" if "\n" in one else _BLANKS if one.isspace() else re.escape(one)
        for one in re.split(r"(\s+)", piece.text)
        if one
    )
