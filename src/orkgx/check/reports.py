"""Findings in, a report out: for people, for programs, for code scanning, for GitHub's workflow log.

Every report is written as the findings come; the formats that count or nest need nothing from the end.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from .. import __version__
from ..model import Diagnostic, Severity
from .codes import CODES

WriteReport = Callable[[Iterable[Diagnostic], IO[str]], None]

_LEVELS = {Severity.info: "note", Severity.warning: "warning", Severity.error: "error"}
_COMMANDS = {Severity.info: "notice", Severity.warning: "warning", Severity.error: "error"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MESSAGE_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def text(diagnostics: Iterable[Diagnostic], out: IO[str]) -> None:
    """``file:line:column: severity code: message``, a line each."""
    for diagnostic in diagnostics:
        out.write(_visible(str(diagnostic)) + "\n")


def as_json(diagnostics: Iterable[Diagnostic], out: IO[str]) -> None:
    """One array, an object a line."""
    _array(map(_facts, diagnostics), out)
    out.write("\n")


def sarif(diagnostics: Iterable[Diagnostic], out: IO[str]) -> None:
    """SARIF 2.1.0, with every code as a rule."""
    rules = [
        {
            "id": code,
            "shortDescription": {"text": help_},
            "help": {"text": help_},
            "defaultConfiguration": {"level": _LEVELS[Severity[severity]]},
        }
        for code, (severity, help_) in CODES.items()
    ]
    driver = {"name": "orkgx", "version": __version__, "rules": rules}
    out.write(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{\n')
    out.write(f'"tool": {json.dumps({"driver": driver})},\n"columnKind": "unicodeCodePoints",\n"results": ')
    places = {code: place for place, code in enumerate(CODES)}
    seen: Counter[str] = Counter()
    _array((_result(diagnostic, places, seen) for diagnostic in diagnostics), out)
    out.write("}]}\n")


def github(diagnostics: Iterable[Diagnostic], out: IO[str]) -> None:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    for span, severity, code, message, _ in diagnostics:
        place = f",line={span.line},col={span.column}" if span.line > 0 else ""
        file, title = _visible(span.file).translate(_PROPERTY_ESCAPES), code.translate(_PROPERTY_ESCAPES)
        shown = _visible(message, keep="\r\n").translate(_MESSAGE_ESCAPES)
        out.write(f"::{_COMMANDS[severity]} file={file}{place},title={title}::{shown}\n")


REPORTS: dict[str, WriteReport] = {"text": text, "json": as_json, "sarif": sarif, "github": github}


def _facts(diagnostic: Diagnostic) -> dict[str, Any]:
    facts = {**diagnostic.span._asdict(), "severity": diagnostic.severity.name, "code": diagnostic.code}
    return {**facts, "message": diagnostic.message, **({"entry": diagnostic.entry} if diagnostic.entry else {})}


def _result(diagnostic: Diagnostic, places: dict[str, int], seen: Counter[str]) -> dict[str, Any]:
    span, severity, code, message, _ = diagnostic
    place: dict[str, Any] = {"artifactLocation": _artifact(span.file)}
    if span.line > 0:
        place["region"] = {"startLine": span.line, "startColumn": max(span.column, 1)}
    return {
        "ruleId": code,
        **({"ruleIndex": places[code]} if code in places else {}),
        "level": _LEVELS[severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"orkgx/v1": _fingerprint(diagnostic, seen)},
    }


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


def _visible(line: str, keep: str = "") -> str:
    """What would move a terminal's cursor, turn its text round, or is no character at all, as an escape.

    >>> _visible("a" + chr(27) + "[31m")
    'a\\\\x1b[31m'
    """
    if line.isprintable():
        return line
    return "".join(sign if sign.isprintable() or sign in keep else ascii(sign)[1:-1] for sign in line)
