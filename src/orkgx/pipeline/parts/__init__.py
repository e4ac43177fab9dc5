"""A graph as part files, made by the workers of an engine.

`job` tells it in order. Workers read sources and hand to each other what they make by files in a folder beside the
parts, each written whole or not at all and never written again: so a run that was cut off goes on from what is there.
Who started the run gives out tasks and hears figures. What needs a view of the whole (names of several dates, entries
that stand there twice, what entries share) is grouped by key, each group by one worker.
"""

from __future__ import annotations

from .job import Written, write_parts

__all__ = ["Written", "write_parts"]
