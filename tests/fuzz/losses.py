"""Values that are neither in the statements of their entry nor in a finding: a reading of N-Triples and of a report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from tests.fuzz.kinds import Kind

_TRIPLE = re.compile(r"<([^>]*)> <([^>]*)> (?:<([^>]*)>|(\".*\")\S*) \.")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
_LINES = re.compile(r"(.*)#L(\d+)(?:-L(\d+))?")
_LEFT = ("unclaimed-block", "no-entry", "inner-fence")  # what tells, beside errors, that a block was left out
_WORD = re.compile(r"[^\W_]{3,40}")  # a finding shows that much of a word
_HIDDEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")


def _plain(text: str) -> str:
    """A text without what nobody sees, as its words are compared."""
    return _HIDDEN.sub("", text).casefold()


def _unescaped(literal: str) -> str:
    return _ESCAPE.sub(
        lambda one: chr(int(one[1][1:], 16)) if one[1][0] in "uU" else _SIGNS.get(one[1], one[1]), literal
    )


class Graph:
    """Which statements say what of each line: those of the entries that come from it, and of all that these lead to."""

    def __init__(self, text: str) -> None:
        self.said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # of a subject: IRIs, texts
        self.entries: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)  # of a file
        self.known: dict[str, str] = {}
        for line in text.split("\n"):
            if not (found := _TRIPLE.match(line)):
                continue
            subject, predicate, iri, literal = found.groups()
            if predicate == _DERIVED and iri and (lines := _LINES.fullmatch(iri)):
                self.entries[unquote(lines[1])].append((int(lines[2]), int(lines[3] or lines[2]), subject))
            self.said[subject].append((iri or "", "" if iri else _plain(_unescaped(literal))))

    def of(self, file: str, line: int) -> list[str]:
        """The texts of the entries that come from a line."""
        some = next((some for name, some in self.entries.items() if name.endswith(f"/{file}")), [])
        return [self.text(subject) for first, last, subject in some if first <= line <= last]

    def text(self, entry: str) -> str:
        if entry not in self.known:
            reached, waiting, texts = {entry}, [entry], []
            while waiting:
                for iri, literal in self.said.get(waiting.pop(), ()):
                    texts.append(literal or unquote(iri).casefold())
                    if iri and iri not in reached and "/contribution/" not in iri:
                        reached.add(iri)
                        waiting.append(iri)
            self.known[entry] = "\n".join(texts)
        return self.known[entry]


def losses(kind: Kind, file: str, text: str, graph: Graph, findings: list[dict[str, Any]]) -> Iterator[str]:
    """The words of a file that are lost: those of an entry in the graph must stand in it or in a finding on their line,
    those of one that was left out need an error at its head, or on a line of it."""
    lines = re.split(r"\r\n|\r|\n", text)
    told: defaultdict[int, str] = defaultdict(str)
    left = set()
    for one in findings:
        told[one["line"]] += _plain(one["message"]) + "\n"
        if one["severity"] == "error" or one["code"] in _LEFT:
            left.add(one["line"])
    for line, written, head, around in kind.read(lines):
        words = _WORD.findall(_plain(written))
        if not words:
            continue
        texts = graph.of(file, line)
        if not texts:
            if around not in left and not left.intersection(range(head - 2, line + 1)):
                yield f"{file}:{line}: nothing is said of {lines[line - 1].strip()[:80]!r}"
            continue
        # A number is found however it is written there.
        lost = [word for word in words if word not in told[line] and not any(word in some for some in texts)]
        if lost:
            yield f"{file}:{line}: {lost[:4]} of {lines[line - 1].strip()[:100]!r}"
