"""A plan as a file: the options that it was made with, so that it can be made again, and its digest."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..model import OrkgxError

# What a saved plan remembers.
SAVED = (
    "sources",
    "target",
    "as_",
    "trust_ids",
    "mappings",
    "base",
    "ledger_",
    "only",
    "limit",
    "force",
    "prune",
    "accept_labels",
    "comparison",
    "observatory",
    "organization",
)


class RefusedPlan(OrkgxError):
    """The catalogue holds what the ORKG would refuse, or a saved plan cannot be read."""

    code = "refused-plan"


def portable(options: dict[str, Any], plan: str) -> dict[str, Any]:
    """The options with their files as they are named from the folder of the plan, so that it counts from anywhere."""
    folder = os.path.dirname(plan) if plan != "-" else ""
    return _with_files(options, lambda file: _from(file, folder or "."))


def _from(file: str, folder: str) -> str:
    try:
        return os.path.relpath(file, folder)
    except ValueError:  # another drive
        return os.path.abspath(file)


def _with_files(options: dict[str, Any], named: Callable[[str], str]) -> dict[str, Any]:
    sources = [source if source == "-" or "://" in source else named(source) for source in options["sources"]]
    mappings = [named(name) if _is_file_name(name) else name for name in options["mappings"]]
    return {**options, "sources": sources, "mappings": mappings, "ledger_": named(options["ledger_"])}


def _is_file_name(mapping: str) -> bool:
    return mapping.endswith((".yaml", ".yml")) or os.sep in mapping


def saved(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The options of a saved plan and its digest, or the options as they are and "". Raises RefusedPlan."""
    sources: Sequence[str] = options["sources"]
    if len(sources) != 1 or not sources[0].endswith(".json"):
        return options, ""
    try:
        document = json.loads(Path(sources[0]).read_text("utf-8"))
        digest = str(document["digest"])
        planned = {name: document["options"][name] for name in SAVED}
    except (OSError, ValueError, KeyError, TypeError):
        raise RefusedPlan(f"{sources[0]} is no plan; make one with: orkgx plan ... -o {sources[0]}") from None
    if planned["target"] != options["target"]:
        raise RefusedPlan(f"{sources[0]} is a plan for {planned['target']}, not for {options['target']}; plan again")
    if options["prune"] and not planned["prune"]:
        raise RefusedPlan(f"{sources[0]} was made without --prune; plan again with it")
    folder = os.path.dirname(sources[0])
    here = _with_files(planned, lambda file: _from(os.path.join(folder, file), "."))
    return {**options, **here}, digest
