"""A block in, its record out: every value as text, as written, with the places of key and value.

A block that is YAML means what YAML says. Where one line keeps it from being YAML, mostly for an unquoted ``: ``, that
line is quoted and the rest stays YAML; line by line is the last resort. A flat block of plain ``key: value`` lines
needs none of this: a property test holds that it reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model import Block, Context, Diagnostic, Field, Fields, Record, Severity, fold_key
from .directives import without_directives
from .events import DEEPEST, MOST, UNFOLDED, Events
from .lines import line_fields, report, unspaced
from .mending import continued, glued_field, inner_lines, needs_quotes, pair, plain_signs, quoted, without_zero_width
from .quick import plain_parts

_TRIES = 20  # lines that are quoted one by one because YAML stumbles over them
_COST = 1_000_000  # characters read in all of these tries
_COLON = "the value holds ': ', which YAML takes for another key; it was read to the end of the line; quote it"
_SIGN = "the value begins with a sign that means something else to YAML; it was read whole; quote it"
_HASH = "the value holds ' #', which YAML takes for a comment; it was read to the end of the line; quote it"

Things = dict[str, tuple[Fields, ...]]


def read_record(block: Block) -> Record:
    """The record of a block, with what was mended in it as its findings."""
    found: list[Diagnostic] = []
    things: Things = {}
    block = block._replace(text=without_directives(block.text))
    fields = plain_parts(block, found)
    if fields is None:
        flat, things = _yaml_fields(block, found)
        fields = Fields.of(flat)
    if len(set(map(fold_key, fields.names))) < len(fields.names):
        _duplicates(block, fields, things, found)
    context = Context(block.lead, block.headings, block.label, block.line)
    return Record(fields, context, block.file, block.line, block.last, block.source, tuple(found), things)


def _duplicates(block: Block, fields: Iterable[Field], paths: Iterable[str], found: list[Diagnostic]) -> None:
    """Tell of keys that stand twice; those of maps in a list may."""
    inside = tuple(f"{path}." for path in paths)
    first: dict[str, Field] = {}
    for field in fields:
        before = first.setdefault(fold_key(field.name), field)
        if (before.line, before.column) != (field.line, field.column) and not field.name.startswith(inside):
            message = f"{field.name[:80]!r} stands in line {before.line} before; both values were kept"
            report(found, block, (field.line, field.column), "duplicate-key", message)


class _Mender:
    """The rows of a block as they are mended one by one, with a finding for each."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.rows = block.text.split("\n")
        self.found: list[Diagnostic] = []
        self.quoted: set[int] = set()
        self.glued: list[Field] = []  # of rows whose colon has no blank behind it
        for at, row in enumerate(self.rows):
            plain = plain_signs(row)
            if plain != row:
                column = next(place for place, (one, other) in enumerate(zip(row, plain, strict=True)) if one != other)
                message = f"{row[column]!r} only looks like what YAML wants here; it was read as meant; type it anew"
                self.report(at, column, "odd-sign", message)
                self.rows[at] = plain

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Line and column in the source of a place in a row."""
        columns = self.block.columns
        at = columns[min(row, len(columns) - 1)] if columns else 0
        return self.block.line + row, at + column + 1

    def report(self, row: int, column: int, code: str, message: str, severity: Severity | None = None) -> None:
        report(self.found, self.block, self.place(row, column), code, message, severity)

    def events(self) -> Events:
        """The block as it is now. Raises YAMLError."""
        reader = Events(self.block, "\n".join(self.rows))
        reader.read()
        return reader

    def quote(self, row: int, code: str, message: str) -> bool:
        """Quote the value of a row; false where it has none, or is quoted already."""
        if row in self.quoted or not 0 <= row < len(self.rows) or not (found := pair(self.rows[row])):
            return False
        self.report(row, found.start(4), code, message)
        self.rows[row] = quoted(self.rows[row])
        self.quoted.add(row)
        return True

    def part(self) -> bool:
        """Take the rows out whose colon has no blank behind it: YAML sees no keys there, but people do."""
        before = len(self.glued)
        for row, inside in enumerate(list(inner_lines(self.rows))):
            glued = None if inside else glued_field(self.rows[row], *self.place(row, 0))
            if glued:
                field, colon = glued
                report(self.found, self.block, (field.line, colon), "unspaced-colon", unspaced(field))
                self.glued.append(field)
                self.rows[row] = ""
        return len(self.glued) > before

    def stray(self, row: int) -> bool:
        """Take a row without a key as the rest of the value above, as it stands in no other; false where it has one, or
        where what stands above takes no more."""
        text = self.rows[row].strip() if 0 <= row < len(self.rows) else ""
        if text in ("---", "..."):  # a mark between documents says nothing here
            self.rows[row] = ""
            return True
        if not text or ":" in text or self.rows[row][0] in " -]}":
            return False
        above = next((at for at in range(row - 1, -1, -1) if self.rows[at].strip()), None)
        if above is None:
            message, severity = f"{text[:500]!r} has no key; write 'field: value'", Severity.error
        else:
            joined = continued(self.rows[above], text, quoted_before=above in self.quoted)
            if not joined:
                return False
            self.rows[above] = joined
            self.quoted.add(above)
            key = self.rows[above].strip().partition(":")[0]
            message, severity = f"{text[:60]!r} has no key; it was taken as the rest of {key[:40]!r}", None
        self.report(row, 0, "stray-line", message, severity)
        self.rows[row] = ""
        return True

    def quote_all(self) -> None:
        """Quote every value that YAML takes for something else."""
        for row, inside in enumerate(list(inner_lines(self.rows))):
            found = None if inside else pair(self.rows[row])
            if found and needs_quotes(found[4]):
                colon = ": " in found[4] or found[4].endswith(":")
                self.quote(row, *(("unquoted-colon", _COLON) if colon else ("unquoted-sign", _SIGN)))

    def comment(self, row: int, rest: str) -> None:
        """What stands behind ``#``: part of the value where one blank stands before it, else a comment. Where no value
        stands before it, and in front matter, which programs write and read, a word must follow at once."""
        column = len(self.rows[row]) - len(rest.lstrip())
        word = bool(rest[2:3].strip())
        bare = self.block.source == "front-matter" or self.rows[row][:column].rstrip().endswith(":")
        if rest.startswith(" #") and (word or not bare) and self.quote(row, "hash-in-value", _HASH):
            return
        message = f"{rest.strip()[:60]!r} is a comment and no part of the value"
        self.report(row, column, "comment", message)


def _yaml_fields(block: Block, found: list[Diagnostic]) -> tuple[list[Field], Things]:
    import yaml

    mender = _Mender(block)
    odd = list(mender.found)
    plain = block._replace(text="\n".join(mender.rows))
    deepest = max(map(len, re.findall(r"[\[{](?:\s*[\[{])*", block.text)), default=0)
    try:
        if "\t" in block.text or deepest > 4 * DEEPEST:
            raise yaml.YAMLError("tabs, or nested too deep")
        reader = _read(mender)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        found += odd
        return line_fields(plain, found, error), {}
    found += mender.found
    for line, column, code, message in reader.notes:
        report(found, block, (line, column), code, message)
    if reader.full:
        message = f"more than {MOST:,} values, or {UNFOLDED:,} by aliases; the rest was left out"
        report(found, block, (block.line, 1), "too-many-values", message)
    if reader.other:
        message = "this block holds no 'field: value' lines; write one field a line"
        report(found, block, (block.line, (block.columns or (0,))[0] + 1), "not-fields", message)
        return [field for field in reader.fields if field.name], {}
    fields = [_without_hidden(field, block, found) for field in reader.fields]
    if mender.glued:
        fields = sorted([*fields, *mender.glued], key=lambda field: (field.line, field.column))
    return fields, reader.lists_of_maps() if reader.things else {}


def _read(mender: _Mender) -> Events:
    """The events of a block, mended as far as it must be. Raises YAMLError where that does not help."""
    import yaml

    try:
        reader = mender.events()
    except yaml.YAMLError:
        mender.part()
        mender.quote_all()
        reader = _retried(mender)
    if reader.other and mender.part():
        reader = mender.events()
    taken = reader.tagged | {row for name, row in reader.named.items() if name not in reader.aliased}
    if reader.cut or taken:
        for row, rest in reader.cut.items():
            mender.comment(row, rest)
        for row in sorted(taken):
            mender.quote(row, "unquoted-sign", _SIGN)
        reader = mender.events()
    return reader


def _retried(mender: _Mender) -> Events:
    """Quote the rows that YAML stumbles over, one by one."""
    import yaml

    for _ in range(min(_TRIES, _COST // max(len(mender.block.text), 1))):
        try:
            return mender.events()
        except yaml.MarkedYAMLError as error:
            marks = [mark.line for mark in (error.problem_mark, error.context_mark) if mark]
            rows = [row for mark in marks for row in (mark, mark - 1)]
            if any(map(mender.stray, rows[::-1])):
                continue
            problem = f"not YAML ({error.problem}); the value was read whole; quote it"
            if not any(mender.quote(row, "unquoted-sign", problem) for row in rows):
                raise
    return mender.events()


def _without_hidden(field: Field, block: Block, found: list[Diagnostic]) -> Field:
    """A field without signs that nobody sees."""
    name, text = without_zero_width(field.name), without_zero_width(field.text)
    if (name, text) == (field.name, field.text):
        return field
    message = "signs of no width stand in this field; they were left out; remove them"
    report(found, block, (field.line, field.column), "hidden-sign", message)
    return field._replace(name=name, text=text)
