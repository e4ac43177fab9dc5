"""Batches on the workers of a Dask cluster, of this machine or of many. What a lost worker had not handed over is done
again by another."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from distributed import Client, Future, LocalCluster, WorkerPlugin, get_worker
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker, NoValidWorkerError

from .engine import LostProcess, Transformer

_B = TypeVar("_B")
_T = TypeVar("_T")

_WAITING = 4  # batches on their way for each thread of the workers
_ANSWER = 30  # seconds that a scheduler has to answer


class _Ready(WorkerPlugin):
    """A transformer made ready once on each worker, on those that come later, too."""

    def __init__(self, transformer: Transformer[Any, Any], name: str) -> None:
        self.transformer, self.name = transformer, name

    def setup(self, worker: Any) -> None:
        self.lock = threading.Lock()  # a worker may have several threads, and a transformer serves one at a time

    def transform(self, batch: Any) -> Any:
        with self.lock:
            return self.transformer.transform_alone(batch)


def _transform(name: str, batch: Any) -> Any:
    ready: Any = get_worker().plugins[name]
    return ready.transform(batch)


class Cluster:
    """The workers of the scheduler at an address; without one, `jobs` processes of this machine."""

    def __init__(self, jobs: int, scheduler: str = "") -> None:
        self.jobs, self.scheduler = jobs, scheduler
        self._kept: Client | None = None

    @contextmanager
    def staying(self) -> Iterator[Cluster]:
        """The same workers for all calls."""
        with self._client() as self._kept:
            yield self
        self._kept = None

    def __call__(self, transformer: Transformer[_B, _T], batches: Iterable[_B]) -> Iterator[_T]:
        try:
            with nullcontext(self._kept) if self._kept else self._client() as client:
                yield from _run(client, transformer, batches)
        except (KilledWorker, NoValidWorkerError, FutureCancelledError) as error:
            raise LostProcess(
                f"the cluster gave up on a batch: {type(error).__name__}; its workers were ended from outside several "
                "times, maybe for want of memory, or its scheduler is gone; look at their logs"
            ) from error

    def _client(self) -> Client:
        if not self.scheduler:
            return Client(
                LocalCluster(
                    n_workers=self.jobs,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            )
        try:
            return Client(self.scheduler, timeout=_ANSWER)
        except (OSError, ValueError) as error:
            raise LostProcess(
                f"no scheduler answers at {self.scheduler}: {error}; expected an address such as tcp://HOST:8786"
            ) from error


def _run(client: Client, transformer: Transformer[_B, _T], batches: Iterable[_B]) -> Iterator[_T]:
    name = f"orkgx-{secrets.token_hex(6)}"
    client.register_plugin(_Ready(transformer, name), name=name)
    try:
        waiting: deque[Future[_T]] = deque()
        for batch in batches:
            waiting.append(client.submit(_transform, name, batch, pure=False))
            if len(waiting) > _WAITING * max(sum(client.nthreads().values()), 1):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        client.unregister_worker_plugin(name)
