"""Markdown catalogues of language models as a knowledge graph with the predicates of the ORKG.

The public names are `export`, `records` and `statements` of `orkgx.pipeline`; nothing is imported before one is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .pipeline import export, records, statements

__version__ = "0.1.0"
__all__ = ["__version__", "export", "records", "statements"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
