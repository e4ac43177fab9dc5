"""What a mapping says of one field, made ready: how its values are split and read, and which statements they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..graph.slugs import fold
from ..graph.terms import literal
from ..model import Severity
from .patterns import SlowPatternError
from .readers.amounts import DoubtError
from .readers.reading import NoNameError, Options, Read, Reading
from .splitting import Splits

ROLES = ("paper", "contribution", "model")

_SEVERITY = {"text": Severity.warning, "skip": Severity.info, "error": Severity.error}

Finding = tuple[Severity, str, str]  # severity, code and message, without a place


def fold_value(text: str) -> str:
    """A value as those are compared that say nothing: signs alone count as they stand."""
    return fold(text) or text.strip()


class Template(NamedTuple):
    """A statement that lacks subject and object: the place of its role in `ROLES`, its predicate as a term and the
    label that the mapping gives to that, empty if none."""

    role: int
    predicate: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class ValueRule:
    """One way to read a value, and the statements that are made of what was read. What is `written` is a name as it
    stands, of which `names` takes apart what is meant; of all else that is as `split` takes it."""

    reader: str
    read: Read
    options: Options
    otherwise: str
    split: Splits | None
    names: Splits | None
    written: bool
    templates: tuple[Template, ...]
    refusal: str  # the code of a finding where the reader refuses

    @property
    def plain(self) -> bool:
        """Whether it takes a text that is no list as it stands."""
        return self.reader == "text" and self.options.takes_text

    def readings(self, pieces: list[str], refused: list[Finding]) -> Sequence[Reading]:
        """What the pieces of a value say; what the reader refuses goes to `refused`."""
        read, options = self.read, self.options
        if len(pieces) == 1:
            try:
                return read(pieces[0], options)
            except ValueError as problem:
                return self._refused(pieces[0], problem, refused)
        readings: list[Reading] = []
        for piece in pieces:
            try:
                readings += read(piece, options)
            except ValueError as problem:
                readings += self._refused(piece, problem, refused)
        return readings

    def _refused(self, piece: str, problem: ValueError, refused: list[Finding]) -> list[Reading]:
        """What stays of a piece that the reader refuses."""
        # Where the predicate's values are of another datatype, the text is kept beside it, as written.
        as_text = self.otherwise == "text" and self.options.takes_text
        kept = [Reading(literal(piece), piece)] if as_text else []
        if kept and isinstance(problem, NoNameError):
            return kept
        ending = "; it was kept as text" if as_text else ""
        # Numbers that may mean something else are never passed over in silence.
        least = Severity.warning if isinstance(problem, DoubtError | SlowPatternError) else Severity.info
        code = getattr(problem, "code", self.refusal)
        refused.append((max(_SEVERITY[self.otherwise], least), code, f"{problem}{ending}"))
        return kept


# One way of reading a value, gone: its rule, the pieces that the value was split into, what was read of them. A plain
# tuple, as there is one for each of the readings of each value.
Step = tuple[ValueRule, list[str], Sequence[Reading]]


@dataclass(frozen=True, eq=False)
class Rule:
    """All that a mapping says of one field."""

    key: str
    required: bool
    names: bool  # whether the text becomes the label of the paper or of what the entry is about
    values: tuple[ValueRule, ...]
    nothing: frozenset[str]  # folded texts that say nothing
    nothing_longest: int  # characters, as written
    reads: str = "text"  # of a field: its text, its link or its links

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        return tuple(template for value in self.values for template in value.templates)

    @cached_property
    def predicates(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(template.predicate for template in self.templates))

    @cached_property
    def makes(self) -> tuple[frozenset[str], ...]:
        """The predicates of the statements, by the places of `ROLES`."""
        return tuple(
            frozenset(one.predicate for one in self.templates if one.role == role) for role in range(len(ROLES))
        )

    @cached_property
    def splitters(self) -> tuple[Splits, ...]:
        return tuple(dict.fromkeys(value.split for value in self.values if value.split))

    def says_nothing(self, text: str) -> bool:
        """Whether a value says that there is none."""
        return len(text) <= self.nothing_longest and fold_value(text) in self.nothing

    def steps(self, text: str, item: bool, refused: list[Finding]) -> list[Step]:
        """Every way of reading a value, in their order; `item`: YAML has already split it, so the rule does not."""
        whole = [text]
        if item:
            return [(value, whole, value.readings(whole, refused)) for value in self.values]
        steps = []
        parted: dict[Splits, list[str]] = {}
        for value in self.values:
            split, pieces = value.split, whole
            if split is not None:
                if split not in parted:
                    try:
                        parted[split] = split.parts(text)
                    except SlowPatternError as problem:
                        refused.append((Severity.warning, problem.code, f"{problem}; the value was not split"))
                        parted[split] = whole
                pieces = parted[split]
            steps.append((value, pieces, value.readings(pieces, refused)))
        return steps
