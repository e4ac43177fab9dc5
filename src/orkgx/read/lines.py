"""A block that no mending makes YAML, line by line: every value is kept."""

from __future__ import annotations

import re

from ..model import Block, Diagnostic, Field, Severity, Span, finding
from .events import MOST
from .mending import glued_field
from .quick import unquoted

_LINE = re.compile(r"([ \t]*+(?:- ++)?)([^\s:#][^:]*+):(?:[ \t]++|$)(.*)$")


def report(
    found: list[Diagnostic],
    block: Block,
    place: tuple[int, int],
    code: str,
    message: str,
    severity: Severity | None = None,
) -> None:
    found.append(finding(Span(block.file, *place), code, message, severity=severity))


def unspaced(field: Field) -> str:
    """What is said of a colon without a blank."""
    what = f"no blank stands behind this colon, so that YAML sees no key; {field.name!r} was read as one"
    return f"{what}; put a blank there"


def line_fields(block: Block, found: list[Diagnostic], error: Exception) -> list[Field]:
    """A block that YAML refuses, line by line: every value is kept."""
    fields: list[Field] = []
    mended = len(found)
    number = block.line - 1
    for line, column in zip(block.text.split("\n"), block.columns, strict=False):
        number += 1
        if not line.strip() or line.strip() in ("---", "..."):
            continue
        if len(fields) >= MOST:
            message = f"more than {MOST:,} values; the rest was left out"
            report(found, block, (number, column + 1), "too-many-values", message)
            break
        match = _LINE.match(line)
        glued = None if match else glued_field(line, number, column + 1)
        if glued:
            field, colon = glued
            report(found, block, (number, colon), "unspaced-colon", unspaced(field))
            fields.append(field)
            continue
        if match is None:
            _stray(fields, line, (number, column), block, found)
            continue
        indent, name, text = match[1], match[2].rstrip(" \t"), match[3].rstrip(" \t")
        if "\t" in line:
            message = "a tab stands here, which YAML does not take; put blanks instead"
            report(found, block, (number, column + line.index("\t") + 1), "tab-indent", message)
        at = match.start(3)
        if text[:1] in ("'", '"') and len(text) > 1 and text[-1] == text[0] and text[0] not in text[1:-1]:
            text = text[1:-1]
        elif re.search(r":(?: |$)", text):
            unquoted(found, block.file, (number, column + at + 1))
        fields.append(Field(name, text, number, column + len(indent) + 1, number, column + at + 1))
    if len(found) == mended:
        mark = getattr(error, "problem_mark", None)
        row = min(mark.line, len(block.columns) - 1) if mark else 0
        place = (block.line + row, (block.columns or (0,))[row] + (mark.column if mark else 0) + 1)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0][:120]
        report(found, block, place, "broken-yaml", f"not YAML ({problem}); it was read line by line; mend it")
    return fields


def _stray(fields: list[Field], line: str, place: tuple[int, int], block: Block, found: list[Diagnostic]) -> None:
    number, column = place
    at = (number, column + len(line) - len(line.lstrip()) + 1)
    text = line.strip()
    if fields:
        message = f"{text[:60]!r} has no key; it was taken as the rest of {fields[-1].name[:40]!r}"
        report(found, block, at, "stray-line", message)
        fields[-1] = fields[-1]._replace(text=f"{fields[-1].text} {text}".strip())
    else:
        report(found, block, at, "stray-line", f"{text[:500]!r} has no key; write 'field: value'", Severity.error)
