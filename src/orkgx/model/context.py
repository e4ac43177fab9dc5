"""What stands around a record: the lead above it, headings, the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple


class Link(NamedTuple):
    """A link: the text that people see, and where it leads."""

    text: str
    target: str


class Mark(NamedTuple):
    """A stretch of a lead's text that was of a kind: ``link``, with its target, ``bold`` or ``italic``."""

    start: int
    end: int
    kind: str
    target: str = ""


class Piece(NamedTuple):
    """Where a stretch of a lead's text, from `start` on, stands in the source."""

    start: int
    line: int
    column: int


class Lead(NamedTuple):
    """The list item or paragraph above a block: its plain text, and what was bold or linked in it."""

    text: str = ""
    marks: tuple[Mark, ...] = ()
    pieces: tuple[Piece, ...] = ()

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`."""
        line, column = 1, 1
        for piece in self.pieces:
            if piece.start > offset:
                break
            line, column = piece.line, piece.column + offset - piece.start
        return line, column

    @property
    def links(self) -> tuple[Link, ...]:
        links = [mark for mark in self.marks if mark.kind == "link"]
        return tuple(Link(" ".join(self.text[one.start : one.end].split()), one.target) for one in links)


class Field(NamedTuple):
    """One value as written: its key's place, its own place, whether it is one of a list that is split already, and the
    links in it."""

    name: str
    text: str
    line: int
    column: int
    value_line: int
    value_column: int
    item: bool = False
    links: tuple[Link, ...] = ()


class Context:
    """What stands around a record, as pseudo-fields such as ``@link`` or ``@heading``, each made when it is asked for.

    `headings` are plain texts, outermost first, `h1` the first one of level 1 in the file; `file` is a name that tells
    nothing of the machine. `groups` are those that a mapping's patterns find in the lead; they come before others of
    their names. `cells` are those of a row, `columns` the headings of its table.
    """

    __slots__ = ("cells", "columns", "file", "groups", "h1", "headings", "lead", "line")
    NAMES = (
        "@title",
        "@bold",
        "@italic",
        "@rest",
        "@link.text",
        "@link",
        "@heading",
        "@section",
        "@h1",
        "@file",
        "@folder",
        "@owner",
        "@stem",
    )

    def __init__(self, lead: Lead, headings: tuple[str, ...], file: str, line: int, h1: str = "") -> None:
        self.lead, self.headings, self.file, self.line, self.h1 = lead, headings, file, line, h1
        self.groups: dict[str, Field] = {}
        self.cells: tuple[tuple[str, int, int], ...] = ()
        self.columns: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """The text of a pseudo-field; none where nothing of the kind stands there."""
        if name.startswith("@column."):
            cell = self._cell(name)
            return cell.text if cell else ""
        return self.groups[name].text if name in self.groups else self._found(name)[0]

    def _cell(self, name: str) -> Field | None:
        """The cell of a column by its number, from 1: text, line and column of each are in `cells`."""
        number = int(name[8:]) if name[8:].isdecimal() else 0
        if not 0 < number <= len(self.cells) or not self.cells[number - 1][0]:
            return None
        text, line, column = self.cells[number - 1]
        return Field(name, text, line, column, line, column)

    def get(self, name: str) -> Field | None:
        """The pseudo-field of a name; None where nothing of the kind stands there."""
        if name in self.groups:
            return self.groups[name]
        if name.startswith("@column."):
            return self._cell(name)
        text, offset = self._found(name)
        line, column = (self.line, 1) if offset is None else self.lead.place(offset)
        return Field(name, text, line, column, line, column) if text else None

    def _found(self, name: str) -> tuple[str, int | None]:
        """What stands for a name, and where it begins in the lead if it stands there."""
        if name in _MARKS:
            kind, target, last = _MARKS[name]
            return self._mark([mark for mark in self.lead.marks if mark.kind == kind], target=target, last=last)
        if name == "@title":
            return " ".join(self.lead.text.split()), 0
        if name == "@rest":
            return self._rest()
        if name in _OF_FILE:
            return _OF_FILE[name](self.file), None
        if name == "@h1":
            return self.h1, None
        if name == "@heading":
            return self.headings[-1] if self.headings else "", None
        if name == "@section":
            return _section(self.headings), None
        if name.startswith("@heading.") and name[9:].isdecimal():
            return dict(enumerate(self.headings, 1)).get(int(name[9:]), ""), None
        if name.startswith("@link[") and name.endswith("]"):
            wanted = name[6:-1].casefold()
            links = [mark for mark in self.lead.marks if mark.kind == "link"]
            named = [one for one in links if self._text(one).strip(_BRACKETS).casefold() == wanted]
            return self._mark(named, target=True)
        return "", None

    def _mark(self, marks: Sequence[Mark], *, target: bool = False, last: bool = False) -> tuple[str, int | None]:
        if not marks:
            return "", None
        mark = marks[-1 if last else 0]
        return mark.target if target else self._text(mark), mark.start

    def _rest(self) -> tuple[str, int | None]:
        """What the lead says beside the link or bold text that it begins with; nothing where that is only links."""
        text, marks = self.lead.text, [mark for mark in self.lead.marks if mark.kind != "italic"]
        if not marks:
            return "", None
        start = min(mark.start for mark in marks)
        end = max(mark.end for mark in marks if mark.start == start)
        beside = list(text[:start] + " " * (end - start) + text[end:])
        for mark in marks:
            beside[mark.start : mark.end] = " " * (mark.end - mark.start)
        if not any(map(str.isalnum, beside)):
            return "", None
        rest = " ".join((text[:start] + text[end:]).split()).strip(_AROUND)
        return rest, end if not text[:start].strip(_AROUND) else 0

    def _text(self, mark: Mark) -> str:
        return " ".join(self.lead.text[mark.start : mark.end].split())

    def all(self) -> Iterator[Field]:
        """All that there are."""
        numbered = (f"@heading.{at}" for at in range(1, len(self.headings) + 1))
        yield from filter(None, map(self.get, dict.fromkeys((*self.NAMES, *numbered, *self.groups))))


# Pseudo-fields of marks: the kind, whether their target is meant, and whether the last one is.
_MARKS = {
    "@link": ("link", True, False),
    "@link.text": ("link", False, False),
    "@bold": ("bold", False, False),
    "@bold.last": ("bold", False, True),
    "@italic": ("italic", False, False),
}
_VERSION = re.compile(r"\W?(?:v|ver|version|release)?[\s.]?\d[\d.-]*+\s?(?:(?:alpha|beta|rc)\d*)?\W?", re.I)
_BRACKETS = "[]() "  # what lists put around the word that names a link
_AROUND = " :,;|/–—-"  # what parts a name from what is said of it
_OF_FOLDERS = ("readme", "index")  # files that speak for their folder


def _page(file: str) -> str:
    stem = PurePosixPath(file).stem
    return "" if stem.casefold() in _OF_FOLDERS else stem


_OF_FILE: dict[str, Callable[[str], str]] = {
    "@file": lambda file: file,
    "@stem": lambda file: PurePosixPath(file).stem,
    "@page": _page,
    "@folder": lambda file: PurePosixPath(file).parent.name,
    "@owner": lambda file: PurePosixPath(file).parent.parent.name,
}


def _section(headings: Sequence[str]) -> str:
    """The heading that names a section; a version or a number says nothing without the heading above."""
    last = headings[-1] if headings else ""
    return " ".join(headings[-2:]) if _VERSION.fullmatch(last) else last
