"""Parts of a mapping as text: YAML that a person would write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..mapping.things import Model as Part

_BEGINNING = ("property", "predicate", "label", "kind", "link", "read")
_ROLES = ("paper", "contribution", "model")
_WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_MEANS_ELSE = ("true", "false", "null")


def written(given: Part, but: Sequence[str] = ()) -> dict[str, Any]:
    """A part of a mapping as its file says it."""
    made: dict[str, Any] = _short(given.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(but)))
    return made


def _short(given: Any) -> Any:
    """Data of a mapping in its shortest form: what matters most comes first, what is alone in a list stands alone."""
    if isinstance(given, dict):
        ordered = {key: given[key] for key in _BEGINNING if key in given} | given
        return {key: _alone(_short(value)) if key in _ROLES else _short(value) for key, value in ordered.items()}
    return [_short(one) for one in given] if isinstance(given, list) else given


def _alone(statements: list[Any]) -> Any:
    """The statements about a subject: a predicate that nothing more is said of, one of them, or a list."""
    short = [one["predicate"] if isinstance(one, dict) and one.keys() == {"predicate"} else one for one in statements]
    return short[0] if len(short) == 1 else short


def entry_lines(key: str, given: Any, comment: str = "", indent: str = "  ") -> Iterator[str]:
    """A key with its value: in one line where there is room, else line by line."""
    end = f"  # {comment}" if comment else ""
    line = f"{indent}{key}: {flow(given)}"
    parts = given.values() if isinstance(given, dict) else given if isinstance(given, list) else ()
    if len(line) <= _WIDTH or not any(isinstance(part, dict | list) or isinstance(given, dict) for part in parts):
        yield line + end
        return
    yield f"{indent}{key}:{end}"
    for name, value in given.items() if isinstance(given, dict) else ():
        yield from entry_lines(flow(name), value, indent=f"{indent}  ")
    for value in given if isinstance(given, list) else ():
        yield f"{indent}  - {flow(value)}"


def flow(given: Any) -> str:
    """Data as YAML in one line; texts are quoted where YAML would ask for it."""
    if isinstance(given, dict):
        return f"{{{', '.join(f'{flow(key)}: {flow(value)}' for key, value in given.items())}}}"
    if isinstance(given, list | tuple):
        return f"[{', '.join(map(flow, given))}]"
    if isinstance(given, str) and _PLAIN.fullmatch(given) and given not in _MEANS_ELSE:
        return given
    return quoted(given)


def quoted(text: Any) -> str:
    """A text as YAML takes it, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
