"""When two keys are one."""

from __future__ import annotations


def fold_key(name: str) -> str:
    """A key as it is compared: case, blanks, hyphens and underscores do not tell two apart.

    >>> fold_key("Context-Length") == fold_key("context  length")
    True
    """
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
