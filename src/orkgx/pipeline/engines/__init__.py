"""Where batches are transformed: in this process, in several, or on a cluster. An engine is one function of batches and
one line of `ENGINES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from ...model import MissingExtra
from .engine import Engine, LostProcess, Transformer
from .pool import Pool, cores

__all__ = ["Engine", "LostProcess", "Transformer", "beside", "cores", "engine_for", "here", "staying"]

_B = TypeVar("_B")
_T = TypeVar("_T")


def here(transformer: Transformer[_B, _T], batches: Iterable[_B]) -> Iterator[_T]:
    """In this process."""
    return map(transformer.transform, batches)


def cluster(jobs: int, scheduler: str) -> Engine:
    """Workers of Dask: those of a scheduler, or so many of our own on this machine."""
    try:
        from .cluster import Cluster
    except ModuleNotFoundError as error:
        raise MissingExtra(f"--engine dask needs {error.name}, of the extra 'dask': orkgx help install") from error
    return Cluster(jobs, scheduler)


ENGINES: dict[str, Callable[[int, str], Engine]] = {
    "local": lambda jobs, scheduler: here,
    "pool": lambda jobs, scheduler: Pool(jobs),
    "dask": cluster,
}


def engine_for(jobs: int, name: str = "", scheduler: str = "") -> Engine:
    """The engine of a name, with a number of processes, 0: one a core; `scheduler` is the address of a cluster that
    runs. Without a name their number decides."""
    jobs = jobs or cores()
    return ENGINES[name or ("local" if jobs == 1 else "pool")](jobs, scheduler)


def staying(engine: Engine) -> AbstractContextManager[Engine]:
    """An engine whose workers, if they take long to start, stay for more than one call."""
    stays: Callable[[], AbstractContextManager[Engine]] = getattr(engine, "staying", lambda: nullcontext(engine))
    return stays()


def beside(engine: Engine) -> Engine | None:
    """The engine if its processes are several on this machine, so that it costs little to hand them what is here."""
    return engine if isinstance(engine, Pool) else None
