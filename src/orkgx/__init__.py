"""Markdown catalogues of language models as a knowledge graph with the predicates of the ORKG.

The public names are `export`, `records` and `statements` of `orkgx.pipeline`; nothing is imported before one is used.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .pipeline import export, records, statements

__version__ = "0.1.0"
__all__ = ["__version__", "export", "records", "statements"]


def _public(name: str) -> property:
    def read(_package: ModuleType) -> Any:
        from . import pipeline

        return getattr(pipeline, name)

    return property(read, lambda _package, _submodule: None)


class _Package(ModuleType):
    """A module-level ``__getattr__`` would not do: importing the submodule ``orkgx.records`` binds its name in the
    package and so hides the function. The setters, which ignore that, keep the functions."""

    export = _public("export")
    records = _public("records")
    statements = _public("statements")


sys.modules[__name__].__class__ = _Package
