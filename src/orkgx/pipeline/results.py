"""What the batches of a run became, so that a few can be made again: that a name has several dates, or that an entry
stands in the catalogue twice, is known only when all were made."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Iterator, Sequence

from ..graph.identity import Index, named_places
from ..graph.mentions import text_key
from ..read.batches import Batch
from ..write.spool import Spool
from ..write.spool.notes import Notes
from ..write.spool.pieces import Pieces
from .builder import Builder, Built, Figures


class Results:
    """Takes what each batch became, in their order. The batches themselves wait on the disk, as sources need not give
    the same a second time."""

    def __init__(self, spool: Spool, notes: Notes) -> None:
        self._spool, self._notes, self._index = spool, notes, Index()
        self._batches, self._figures, self._mentions = Pieces(), Pieces(), Pieces()
        self._noted = array("Q")
        # What batches showed by themselves: names of several dates, entries that stand in them twice.
        self._known: dict[int, tuple[frozenset[int], dict[int, str]]] = {}
        self._again: set[int] = set()

    def keep(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The batches, kept on their way."""
        for batch in batches:
            self._batches.append(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
            yield batch

    def kept(self, numbers: Iterable[int]) -> Iterator[Batch]:
        for number in numbers:
            yield pickle.loads(self._batches[number])

    def take(self, built: Built) -> None:
        """What the next batch became."""
        number = self._figures.append(pickle.dumps(built.figures))
        self._mentions.append(built.mentions)
        self._noted.append(self._notes.take(built.findings, built.lines))
        self._index.extend(built.marks)
        self._spool.take(built.packed, built.mentioned)
        self._remember(number, built)

    def replace(self, number: int, built: Built) -> None:
        """What a batch became that was made again, with all that it mentions."""
        self._again.add(number)
        self._figures[number], self._mentions[number] = pickle.dumps(built.figures), built.mentions
        self._notes.replace(self._noted[number], built.findings, built.lines)
        self._index.replace(number, built.marks)
        self._spool.replace(number, built.packed, built.mentioned)
        self._remember(number, built)

    def _remember(self, number: int, built: Built) -> None:
        if built.dated or built.doubled:
            self._known[number] = built.dated, built.doubled

    def dated(self, builder: Builder) -> tuple[frozenset[int], list[int]]:
        """The names of several dates, and the batches that were made without knowing of theirs."""
        dated = self._index.dated()
        of_batches = self._index.batches_of(dated - builder.dated)
        return dated, sorted(at for at, names in of_batches.items() if not names <= self._known_of(at)[0])

    def doubled(self, files: Sequence[str]) -> tuple[dict[int, str], list[int]]:
        """The places of entries that stand there before, with where, and the batches that were made without knowing of
        theirs."""
        doubled: dict[int, str] = {}
        unknowing = []
        for at, places in self._index.doubled().items():
            here = named_places(places, files)
            if here != self._known_of(at)[1]:
                unknowing.append(at)
                doubled |= here
        return doubled, unknowing

    def _known_of(self, number: int) -> tuple[frozenset[int], dict[int, str]]:
        return self._known.get(number, (frozenset(), {}))

    def sweep(self) -> None:
        """Leave out what only entries mentioned that are no more, or are other ones now."""
        lost: dict[int, list[int]] = {}
        for number in self._again:
            for chunk, text in self._spool.shared(number):
                lost.setdefault(text_key(text), []).append(chunk)
        for mentions in self._mentions if lost else ():
            for key in array("Q", mentions):
                lost.pop(key, None)
        self._spool.drop([chunk for chunks in lost.values() for chunk in chunks])

    def figures(self) -> Iterator[Figures]:
        """The figures of each batch."""
        return map(pickle.loads, self._figures)
