"""Lists in one value: where a rule takes them apart, in one step or in several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from . import schema as spec
from .patterns import Pattern
from .readers.reading import NodeKind, Options

_CLOSERS = {"(": ")", "[": "]", "{": "}", "“": "”", "⟨": "⟩", '"': '"'}
_BRACKET = re.compile(r"[()\[\]{}“”⟨⟩\"]")
_GLUE = re.compile(r"[,\s]+")
_BEFORE = 200  # characters before a separator that a pattern may see


class Splits(Protocol):
    """What takes lists apart; where `on` finds nothing, there is no list."""

    on: re.Pattern[str]

    def parts(self, text: str) -> list[str]:
        """The parts of a list; the whole text where it is no list. Raises SlowPatternError."""


def splits(steps: Sequence[spec.Split], options: Options) -> Splits:
    """Each step takes the parts of the one before it apart."""
    splitters = [Splitter(step, options) for step in steps]
    return splitters[0] if len(splitters) == 1 else _Steps(splitters)


class _Steps:
    """Several ways to take lists apart, one after the other."""

    def __init__(self, steps: Sequence[Splitter]) -> None:
        self.steps = steps
        self.on = re.compile("|".join(step.on.pattern for step in steps))

    def parts(self, text: str) -> list[str]:
        parts = [text]
        for step in self.steps:
            parts = [piece for part in parts for piece in step.parts(part)]
        return parts


class Splitter:
    """How a rule takes lists apart; separators inside brackets or quotes do not count."""

    def __init__(self, split: spec.Split, options: Options) -> None:
        before = rf"(?=\s*(?:{split.before}))" if split.before else ""
        on = f"(?:{'|'.join(map(re.escape, split.on))})"
        self.on = re.compile(on)  # whether there is anything to be split at
        self.before = Pattern(f"{on}{before}") if before else None
        self.unless = Pattern(split.unless) if split.unless else None
        self.after = Pattern(rf"(?:{split.after})\s*$") if split.after else None
        self.known = (options.kind or NodeKind("")).known if split.known else None

    def parts(self, text: str) -> list[str]:
        """The parts of a list, blanks around them gone; the whole text where it is no list. Raises
        SlowPatternError."""
        if not self.on.search(text) or (self.unless and self.unless.search(text)):
            return [text]
        bracket = _BRACKET.search(text)
        if self.after or self.before or (bracket and self.on.search(text, bracket.end())):
            parts = list(self._parts(text))
        else:
            parts = [part.strip() for part in self.on.split(text)]
        known = self.known
        found = []
        for part in parts:
            if part:
                if known and not known(part):
                    return [text]
                found.append(part)
        return found or [text]

    def _parts(self, text: str) -> Iterator[str]:
        start = 0
        brackets: list[tuple[int, int]] | None = None
        for found in self.before.places(text) if self.before else self.on.finditer(text):
            at, end = found.span()
            if self.after and not self.after.search(text[max(start, at - _BEFORE) : at]):
                continue
            if brackets is None:
                brackets = list(_brackets(text))
            for first, last in brackets:
                if first < at < last:
                    break
            else:
                yield text[start:at].strip()
                start = end
        yield text[start:].strip()


def joined(pieces: Iterable[str]) -> str:
    """A list without what commas and blanks do in it: whether nothing else went in splitting."""
    return _GLUE.sub("", "".join(pieces))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """From where to where brackets that do close, and double quotes, reach."""
    stack: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        character, at = found[0], found.start()
        if character == '"' and stack and stack[-1][0] == '"':
            yield stack.pop()[1], at
        elif character in _CLOSERS:
            stack.append((_CLOSERS[character], at))
        elif any(closer == character for closer, _ in stack):
            while stack[-1][0] != character:
                stack.pop()
            yield stack.pop()[1], at
