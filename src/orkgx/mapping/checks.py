"""The faults of a mapping file: of structure, which its schema finds, and of meaning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from ..model import Diagnostic, fold_key
from .document import Document, Steps, fault, walk, wrong_type
from .json_schema import json_schema
from .leads import is_template, lead_pattern
from .patterns import Pattern, PatternError
from .readers import READERS
from .schema import Vocabulary


def structure(source: Document, type_: type[Vocabulary]) -> Iterator[Diagnostic]:
    """The faults of structure: keys and types."""
    try:
        type_.model_validate(source.data if source.whole is None else source.whole)
    except ValidationError as errors:
        for error in errors.errors():
            yield _explain(source, error)


def _explain(source: Document, error: Any) -> Diagnostic:
    path = tuple(step for step in error["loc"] if not str(step).startswith(("function-", "tuple[", "literal[")))
    path = tuple(step for step in path if step not in ("Instances", "StatementRule", "Split", "str"))
    walked: Steps = ()
    for step in path:  # one statement may stand where a list of them does; its file has no step for that
        if not isinstance(step, int) or (*walked, step) in source.places:
            walked = (*walked, step)
    path = walked
    name = str(path[-1]) if path else ""
    if error["type"] == "extra_forbidden":
        siblings = _known(error["loc"])
        near = difflib.get_close_matches(name, siblings, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(siblings)}" if siblings else ""
        return fault(source.file, source.place(path), "unknown-key", f"no key {name!r} here{hint}")
    if error["type"] == "missing":
        return fault(source.file, source.place(path[:-1]), "missing-key", f"{name!r} is missing here")
    if name == "read":
        near = difflib.get_close_matches(str(error["input"]), READERS, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(READERS)}"
        message = f"no reader {error['input']!r}; {hint}"
        return fault(source.file, source.place(path, value=True), "unknown-reader", message)
    return fault(source.file, source.place(path, value=True), "wrong-type", wrong_type(name, error))


def _known(path: Iterable[str | int]) -> tuple[str, ...]:
    """The keys that may stand where a path ends, walking the schema beside it."""
    schema = json_schema()
    here: Any = schema
    for step in list(path)[:-1]:
        options = [here, *here.get("anyOf", []), *here.get("allOf", [])]
        options = [schema["$defs"][o["$ref"].rsplit("/", 1)[1]] if "$ref" in o else o for o in options]
        inner = [o["properties"][str(step)] for o in options if str(step) in o.get("properties", {})]
        inner += [o["items"] for o in options if isinstance(step, int) and "items" in o]
        inner += [o["additionalProperties"] for o in options if isinstance(o.get("additionalProperties"), dict)]
        if not inner:
            return ()
        here = inner[0]
    options = [here, *here.get("anyOf", []), *here.get("allOf", [])]
    options = [schema["$defs"][o["$ref"].rsplit("/", 1)[1]] if "$ref" in o else o for o in options]
    return tuple(key for o in options for key in o.get("properties", {}))


_PATTERNS = {"pattern", "unless", "before", "after"}


def meaning(source: Document) -> Iterator[Diagnostic]:
    """The faults of meaning: names that nothing bears, patterns that are none, spellings claimed twice."""
    whole = source.whole
    known = {
        part: whole.get(part) if isinstance(whole.get(part), dict) else {} for part in ("kinds", "tables", "units")
    }
    names = {
        "kind": ("kinds", "unknown-kind"),
        "instead": ("kinds", "unknown-kind"),
        "table": ("tables", "unknown-table"),
        "unit": ("units", "unknown-unit"),
    }
    for path, value in walk(source.data):
        key = path[-1] if path else ""
        parent = path[-2] if len(path) > 1 else ""
        place = source.place(path, value=True)
        if path[:1] == ("lead",):
            yield from _lead(source, path, value)
        elif isinstance(value, str) and (key in _PATTERNS or parent in ("strip", "never")):
            try:
                re.compile(value)
                Pattern(value)
            except (re.error, PatternError) as error:
                yield fault(source.file, place, "bad-pattern", f"{value!r} is no pattern: {error}")
        elif (
            isinstance(value, str) and (key in names or parent == "units") and path[0] in ("fields", "things", "kinds")
        ):
            part, code = names.get(str(key), names["unit"])
            if value not in known[part]:
                near = difflib.get_close_matches(value, known[part], 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known[part]) or 'none'}"
                yield fault(source.file, place, code, f"no {key or 'unit'} {value!r} in {part!r}; {hint}")
        elif (
            isinstance(value, dict)
            and (needed := _needed(value.get("read")))
            and not (value.get(needed) or (needed == "kind" and value.get("table")))
        ):
            yield fault(
                source.file, source.place((*path, "read")), "missing-option", f"{value['read']!r} needs {needed!r} here"
            )
    yield from _spellings(source)
    yield from _required(source)


def _lead(source: Document, path: Steps, value: Any) -> Iterator[Diagnostic]:
    """The faults of a pattern above a block: a text, or the parts of a template."""
    if len(path) > 2 or (len(path) == 1 and not isinstance(value, str)):
        return
    parts = value if isinstance(value, list) else [value]
    try:
        if all(isinstance(part, str) for part in parts):
            lead_pattern(value)
    except (ValueError, re.error, PatternError) as error:
        what = "template" if isinstance(value, list) or is_template(value) else "pattern"
        yield fault(source.file, source.place(path, value=True), "bad-pattern", f"{value!r} is no {what}: {error}")


def _spellings(source: Document) -> Iterator[Diagnostic]:
    fields = source.data.get("fields")
    seen: dict[str, str] = {}
    for key, rule in fields.items() if isinstance(fields, dict) else ():
        spellings = rule.get("spellings") if isinstance(rule, dict) else None
        for at, spelling in enumerate([key, *(spellings if isinstance(spellings, list) else [])]):
            folded = fold_key(str(spelling))
            if seen.setdefault(folded, key) != key:
                path = ("fields", key) if at == 0 else ("fields", key, "spellings", at - 1)
                message = f"{spelling!r} is claimed by {seen[folded]!r} before"
                yield fault(source.file, source.place(path), "duplicate-spelling", message)


def _needed(reader: Any) -> str:
    """The option that a reader cannot do without."""
    return READERS[reader].needs if isinstance(reader, str) and reader in READERS else ""


def _required(source: Document) -> Iterator[Diagnostic]:
    """Keys that a claim requires and that the mapping knows nothing of: no record could ever have them."""
    whole = source.whole
    fields, claims, entry = (whole.get(part) for part in ("fields", "claims", "entry"))
    required = claims.get("requires") if isinstance(claims, dict) else None
    known: set[str] = set()
    for key, rule in fields.items() if isinstance(fields, dict) else ():
        spellings = rule.get("spellings") if isinstance(rule, dict) else None
        known.update(fold_key(str(one)) for one in (key, *(spellings if isinstance(spellings, list) else ())))
    for named in entry.values() if isinstance(entry, dict) else ():
        known.update(fold_key(str(one)) for one in (named if isinstance(named, list) else [named]))
    for at, key in enumerate(required if isinstance(required, list) else ()):
        if fold_key(str(key)) not in known:
            near = difflib.get_close_matches(fold_key(str(key)), known, 1)
            hint = f"did you mean {near[0]!r}?" if near else "add it to 'fields'"
            place = source.place(("claims", "requires", at))
            yield fault(source.file, place, "unknown-required", f"no field {key!r} in this mapping; {hint}")
