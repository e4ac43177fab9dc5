"""What an engine is: a function that takes batches through a transformer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from ...model import OrkgxError

_Batch_contra = TypeVar("_Batch_contra", contravariant=True)
_Built_co = TypeVar("_Built_co", covariant=True)
_B = TypeVar("_B")
_T = TypeVar("_T")


class LostProcess(OrkgxError):
    """A process of a pool or a cluster is gone, and with it what it had read."""

    code = "lost-process"


class Transformer(Protocol[_Batch_contra, _Built_co]):
    """What an engine runs: pure, and picklable, so that each process makes its own ready once."""

    def transform(self, batch: _Batch_contra, /) -> _Built_co: ...

    def transform_alone(self, batch: _Batch_contra, /) -> _Built_co:
        """The same for a batch whose answer must not lean on answers before it, as those may be lost."""


class Engine(Protocol):
    """Takes batches through a transformer; the answers come in the order of the batches."""

    def __call__(self, transformer: Transformer[_B, _T], batches: Iterable[_B], /) -> Iterator[_T]: ...
