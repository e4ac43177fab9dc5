"""Findings in, a report out: for programs, for code scanning, for GitHub's workflow log. That for people is `text`.

Every report is written as the findings come; what counts them comes last.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from itertools import starmap
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from .. import __version__
from ..model import Diagnostic, Severity
from ..model.codes import Code
from .codes import CODES
from .edits import Fix
from .excerpts import Lines, length, visible
from .fixes import fix_of
from .origin import installed_from, page_of_codes

WriteReport = Callable[[Iterable[Diagnostic], IO[str], Lines], None]

_LEVELS = {Severity.info: "note", Severity.warning: "warning", Severity.error: "error"}
_COMMANDS = {Severity.info: "notice", Severity.warning: "warning", Severity.error: "error"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PLACES = r'"columnKind": "unicodeCodePoints", "newlineSequences": ["\r\n", "\n", "\r"]'  # how lines and columns count
_SNIPPET = 1_000  # characters
_MESSAGE_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def as_json(diagnostics: Iterable[Diagnostic], out: IO[str], lines: Lines) -> None:
    """One object, a finding a line in it."""
    counts: Counter[str] = Counter()

    def counted() -> Iterator[dict[str, Any]]:
        for diagnostic in diagnostics:
            counts[diagnostic.severity.name] += 1
            yield _facts(diagnostic)

    out.write(f'{{"version": 1,\n"tool": {json.dumps({"name": "orkgx", "version": __version__})},\n"findings": ')
    _array(counted(), out)
    summary = {"findings": counts.total(), **{severity.name: counts[severity.name] for severity in Severity}}
    out.write(f',\n"summary": {json.dumps(summary)}}}\n')


def sarif(diagnostics: Iterable[Diagnostic], out: IO[str], lines: Lines) -> None:
    """SARIF 2.1.0, with every code as a rule."""
    driver = {"name": "orkgx", "version": __version__, "rules": list(starmap(_rule, CODES.items()))}
    out.write(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{\n')
    out.write(f'"tool": {json.dumps({"driver": driver})},\n{_PLACES},\n"results": ')
    places = {code: place for place, code in enumerate(CODES)}
    seen: Counter[str] = Counter()
    _array((_result(diagnostic, places, seen, lines) for diagnostic in diagnostics), out)
    out.write("}]}\n")


def _rule(code: str, known: Code) -> dict[str, Any]:
    """A code as a rule; all that is known of it stands there, and where it can be read if that is known."""
    page = page_of_codes(*installed_from())
    what = known.help.partition("; ")[0]
    return {
        "id": code,
        "shortDescription": {"text": f"{what.removesuffix('.')}."},
        "fullDescription": {"text": known.help},
        **({"helpUri": page} if page else {}),
        "help": {
            "text": f"{known.help} 'orkgx help diagnostics' lists all codes.",
            "markdown": f"**{code}**: {known.help} `orkgx help diagnostics` lists all codes.",
        },
        "defaultConfiguration": {"level": _LEVELS[Severity[known.severity]]},
    }


def github(diagnostics: Iterable[Diagnostic], out: IO[str], lines: Lines) -> None:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    for span, severity, code, message, *_ in diagnostics:
        place = f",line={span.line},col={span.column}" if span.line > 0 else ""
        file, title = visible(span.file).translate(_PROPERTY_ESCAPES), code.translate(_PROPERTY_ESCAPES)
        shown = visible(message, keep="\r\n").translate(_MESSAGE_ESCAPES)
        out.write(f"::{_COMMANDS[severity]} file={file}{place},title={title}::{shown}\n")


REPORTS: dict[str, WriteReport] = {"json": as_json, "sarif": sarif, "github": github}


def _facts(diagnostic: Diagnostic) -> dict[str, Any]:
    facts = {**diagnostic.span._asdict(), "severity": diagnostic.severity.name, "code": diagnostic.code}
    return {**facts, "message": diagnostic.message, **({"entry": diagnostic.entry} if diagnostic.entry else {})}


def _result(diagnostic: Diagnostic, places: dict[str, int], seen: Counter[str], lines: Lines) -> dict[str, Any]:
    span, severity, code, message, *_ = diagnostic
    fix = fix_of(diagnostic, lines)
    place: dict[str, Any] = {"artifactLocation": _artifact(span.file)}
    if span.line > 0:
        place["region"] = _region(diagnostic, lines)
    return {
        "ruleId": code,
        **({"ruleIndex": places[code]} if code in places else {}),
        "level": _LEVELS[severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"orkgx/v1": _fingerprint(diagnostic, seen)},
        **({"fixes": [_fix(fix, span.file)]} if fix else {}),
    }


def _fix(fix: Fix, file: str) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    what = "the graph stays the same" if fix.safe else "this changes the graph"
    return {
        "description": {"text": f"Mend it; {what}."},
        "artifactChanges": [{"artifactLocation": _artifact(file), "replacements": replacements}],
    }


def _region(diagnostic: Diagnostic, lines: Lines) -> dict[str, Any]:
    """The stretch of a line that a finding is about, with what stands there, cut where it is very long."""
    span = diagnostic.span
    region: dict[str, Any] = {"startLine": span.line, "startColumn": max(span.column, 1)}
    if (line := lines.get(span.file, span.line)) is not None and (marked := length(diagnostic, line)):
        begin = region["startColumn"] - 1
        region |= {"endColumn": begin + 1 + marked, "snippet": {"text": line[begin : begin + min(marked, _SNIPPET)]}}
    return region


def _artifact(file: str) -> dict[str, str]:
    """A place relative to the folder of the run; what lies outside of it, or on the web, keeps its address."""
    if _ADDRESS.match(file):
        return {"uri": quote(file, safe="/:?#[]@!$&'()*+,;=%~", errors="replace")}
    path = Path(file)
    if path.is_absolute():
        if not path.is_relative_to(Path.cwd()):
            return {"uri": path.as_uri()}
        path = path.relative_to(Path.cwd())
    return {"uri": quote(path.as_posix(), errors="replace"), "uriBaseId": "%SRCROOT%"}


def _fingerprint(diagnostic: Diagnostic, seen: Counter[str]) -> str:
    """The same finding keeps it when lines are added above; of several equal ones, the order tells them apart."""
    facts = json.dumps([diagnostic.span.file, diagnostic.code, diagnostic.message])
    digest = blake2b(facts.encode(), digest_size=16).hexdigest()
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def _array(values: Iterable[dict[str, Any]], out: IO[str]) -> None:
    before = "[\n"
    for value in values:
        out.write(before + json.dumps(value))
        before = ",\n"
    out.write("\n]" if before == ",\n" else "[]")
