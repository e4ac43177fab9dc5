"""What is open in an editor: its text, what it is, and what was found in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from pygls.uris import to_fs_path

from ..mapping.compiled import Settings
from ..mapping.files import find_mapping, load_mapping, looks_like_mapping, see_mapping, shipped
from ..model import LISTED, Diagnostic, MappingError
from ..pipeline import Builder
from ..read.sources import Source, open_sources
from .catalogue import Catalogue
from .proof import TextLines

_END = re.compile(r"\r\n|\r|\n")
_MAPPINGS = (".yaml", ".yml")


class Readings:
    """The mappings that catalogues are read with, made ready when the first one is opened."""

    def __init__(self, names: Sequence[str], today: str) -> None:
        self.names = names or shipped()
        self.settings = Settings(provenance="none", today=today)
        self.fault = ""
        self.builder: Builder | None = None

    def prepare(self) -> bool:
        """Make them ready, anew if they were; false where one is faulty, and those before stay."""
        try:
            self.builder, self.fault = Builder.of(self.names, self.settings), ""
        except MappingError as error:
            self.fault = str(error)
        return not self.fault

    def path(self, mapping: str) -> Path | None:
        """The file of a mapping by its own name."""
        return next((find_mapping(name) for name in self.names if load_mapping(name).name == mapping), None)


class Open:
    """A text that is open in an editor: a catalogue or a mapping file, or neither."""

    def __init__(self, uri: str, text: str, language: str, readings: Readings) -> None:
        self.uri, self.readings = uri, readings
        self.name = to_fs_path(uri) or uri
        self.text, self.lines = text, TextLines(text)
        self.findings: list[Diagnostic] = []
        self.whole: dict[str, Any] = {}  # of a mapping, what it said when it could be read last
        self.stale = True
        ending = Path(self.name).suffix.lower()
        self.is_mapping = ending in _MAPPINGS or (language == "yaml" and ending not in LISTED)
        self.is_catalogue = ending in LISTED or language == "markdown"
        self.catalogue: Catalogue | None = None
        self.read_anew()

    def _source(self) -> Source:
        """The file behind it, for its name and address; one that was never saved has neither."""
        found = open_sources([self.name], source_iri=None)[0] if Path(self.name).is_file() else []
        return found[0] if found else Source(self.name, Path(self.name).name, "", 0, lambda: open(self.name, "rb"))

    def change(self, new: str, start: tuple[int, int] | None = None, end: tuple[int, int] | None = None) -> None:
        """Put something else in the place of all, or of what stands between two places."""
        if start and end:
            new = self.text[: self.offset(start)] + new + self.text[self.offset(end) :]
        self.text, self.lines, self.stale = new, TextLines(new), True

    def offset(self, place: tuple[int, int]) -> int:
        """Where a place is, counted from the beginning; behind the end for one that is not there."""
        line, column = place
        if line > 1:
            ends = islice(_END.finditer(self.text), line - 2, line - 1)
            return next((found.end() for found in ends), len(self.text)) + column - 1
        return column - 1

    def read(self) -> None:
        """Read the text as it is now, unless that is done."""
        if not self.stale:
            return
        if self.catalogue:
            self.findings = self.catalogue.update(self.text)
        elif self.is_mapping and looks_like_mapping(self.text):
            whole, found = see_mapping(Path(self.name), self.text)
            self.whole = whole or self.whole
            self.findings = [one for one in found if one.span.file == self.name]
        else:
            self.findings = []
        self.stale = False

    def read_anew(self) -> None:
        """Read it with the mappings as they are; with faulty ones a catalogue is not read."""
        if self.is_catalogue and self.readings.builder:
            self.catalogue = Catalogue(self.readings.builder, self._source())
            self.stale = True

    def row(self, line: int) -> str:
        return self.lines.get("", line) or ""
