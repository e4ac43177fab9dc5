"""Batches in several processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from .engine import LostProcess, Transformer

_B = TypeVar("_B")
_T = TypeVar("_T")


class Pool:
    """In several processes on this machine, with few batches on their way at a time."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def __call__(self, transformer: Transformer[_B, _T], batches: Iterable[_B]) -> Iterator[_T]:
        from concurrent.futures import Future, ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        try:
            with ProcessPoolExecutor(self.jobs, initializer=_start, initargs=(transformer,)) as pool:
                waiting: deque[Future[_T]] = deque()
                try:
                    for batch in batches:
                        waiting.append(pool.submit(_transform, batch))
                        if len(waiting) > 4 * self.jobs:
                            yield waiting.popleft().result()
                    while waiting:
                        yield waiting.popleft().result()
                except BrokenProcessPool:
                    # Before Python 3.11.5 a pool that broke waits for a reader of its queue (python/cpython#94777).
                    pool._call_queue._reader.close()  # type: ignore[attr-defined]
                    raise
        except BrokenProcessPool:
            raise LostProcess(
                "a process of the pool was ended from outside, maybe for want of memory; try fewer --jobs"
            ) from None


_transformer: Transformer[Any, Any] | None = None


def _start(transformer: Transformer[Any, Any]) -> None:
    global _transformer  # noqa: PLW0603  (a pool's process has no other place to keep what its initializer made)
    _transformer = transformer
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool that is killed leaves its processes waiting for work, without end, unless they watch it."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _transform(batch: Any) -> Any:
    assert _transformer is not None
    return _transformer.transform(batch)


def cores() -> int:
    """How many processes may run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
