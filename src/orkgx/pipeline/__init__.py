"""The whole way from sources to a graph. **A newcomer opens this first.**

`Run.spooled` tells it in the order in which it happens: sources are cut into batches (`read`), an engine takes each
batch through `Builder.transform` (records, entries, findings), the identities of all entries meet in one index
(`graph.identity`), and the statements wait in a spool (`write.spool`) until a format asks for them. That one name
stands with two dates, or an entry twice, may be known only at the end; then the batches that hold them are made again
(`Results`), and stand where they stood.
"""

from __future__ import annotations

from .builder import Builder, Built
from .engines import Engine
from .run import Run, Summary, prepare

__all__ = ["Builder", "Built", "Engine", "Run", "Summary", "prepare"]
