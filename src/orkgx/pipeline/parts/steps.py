"""What workers do of a run, a step at a time: each takes a task or the number of a group, leaves files, and answers
with figures. A file whose name ends in `done` stands last, with the answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from ...graph.chunks import pack, spread
from ...graph.identity import Marks, named_places
from ...graph.terms import BASE
from ...model import Diagnostic, Severity, SinkError, SourceError
from ...read.batches import Batch, batches
from ...read.storage import Folder
from ...write.document import Document
from ...write.formats import FORMATS
from ...write.spool import Spool
from ...write.spool.disk import explain
from ..builder import Builder, Built, Figures
from .exchange import Sections, dumps, in_sections, loads, loads_all, section
from .tasks import Task

_T = TypeVar("_T")

_HELD = 8_000_000  # bytes of statements that are held before they go to the disk
_NONE = pack([])


class Version(NamedTuple):
    """Of a task that was done: the step whose files count, and the names of its sources."""

    number: str
    step: str
    files: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.step}/{self.number}"


@dataclass(frozen=True)
class Step(ABC, Generic[_T]):
    """`name` is that of the step, whose files stand in `folder` under it."""

    folder: Folder
    name: str

    def transform(self, task: _T) -> Any:
        try:
            answer = self.do(task)
            self.folder.write(f"{self.name}/{self.key(task)}.done", dumps(answer))
        except OSError as error:
            raise SinkError(f"{self.folder.address} cannot be used: {explain(error)}") from error
        return answer

    transform_alone = transform

    def key(self, task: _T) -> str:
        """What a task is called in the names of files."""
        return task.number if isinstance(task, Task) else f"{task:05}"

    @abstractmethod
    def do(self, task: _T) -> Any: ...


@dataclass(frozen=True)
class Read(Step[Task]):
    """Reads sources, with how they are read: their base, and whether files may be one entry."""

    builder: Builder

    def batches(self, task: Task, found: list[Diagnostic], failed: list[SourceError]) -> Iterator[Batch]:
        if task.batches:
            yield from loads(self.folder.read(task.batches))
            return
        base = self.builder.settings.base or BASE
        yield from batches(task.sources, base, found.append, failed.append, whole=self.builder.whole)


@dataclass(frozen=True)
class Cut(Read):
    """Cuts a large source into files of batches, some bytes in each; answers how many there are, and what was found and
    failed."""

    size: int

    def do(self, task: Task) -> Any:
        found: list[Diagnostic] = []
        failed: list[SourceError] = []
        waiting: list[Batch] = []
        count = 0
        for batch in self.batches(task, found, failed):
            waiting.append(batch)
            if sum(one.size for one in waiting) >= self.size:
                self._write(task, count, waiting)
                count, waiting = count + 1, []
        if waiting:
            self._write(task, count, waiting)
        return count + bool(waiting), found, _facts(failed)

    def _write(self, task: Task, count: int, some: list[Batch]) -> None:
        self.folder.write(piece(task, count), dumps(some))


def piece(task: Task, number: int) -> str:
    """The file of a piece of a large source."""
    return f"cut/{task.number}-{number:06}"


@dataclass(frozen=True)
class Make(Read):
    """Makes statements of the records of a task, apart by the groups that they go to, and its marks likewise. `learnt`
    are the steps that found out what a task by itself does not show. Answers with figures, and what failed."""

    groups: int
    learnt: tuple[str, ...] = ()

    def do(self, task: Task) -> Any:
        found: list[Diagnostic] = []
        failed: list[SourceError] = []
        builder = self._builder(task)
        file, chunks, built = f"{self.name}/{task.number}", Sections(self.groups), []
        for some in _not_much(map(builder.transform, self.batches(task, found, failed))):
            self._spread(some, chunks)
            built += [one._replace(packed=_NONE, mentioned=_NONE) for one in some]
        with self.folder.written(f"{file}.chunks") as out:
            chunks.write(out)
        names, contributions = self._marks([one.marks for one in built])
        self.folder.write(f"{file}.names", in_sections(names))
        self.folder.write(f"{file}.contributions", in_sections(contributions))
        figures = [one.figures for one in built]
        beside = [one.directives for one in figures], [one.sizes for one in figures]
        self.folder.write(f"{file}.notes", dumps((found, [one.findings for one in built], *beside)))
        return _summed(figures), _facts(failed)

    def _builder(self, task: Task) -> Builder:
        names, *places = [self._learnt(step, task) for step in self.learnt] or [()]
        return self.builder.again(dated=frozenset(names), doubled=dict(*places))

    def _learnt(self, step: str, task: Task) -> Any:
        """What the groups of a step found out of a task."""
        found: Any = {}
        for group in range(self.groups):
            found |= loads(self.folder.read(f"{step}/{group:05}")).get(task.number, {})
        return found

    def _spread(self, built: list[Built], chunks: Sections) -> None:
        entries = spread([one.packed for one in built], self.groups)
        shared = spread([one.mentioned for one in built], self.groups)
        for group, pair in enumerate(zip(entries, shared, strict=True)):
            if any(one.sizes for one in pair):
                chunks.add(group, dumps(pair))

    def _marks(self, marks: list[Marks]) -> tuple[list[bytes], list[bytes]]:
        names, dates, contributions, places = (
            array("Q", b"".join([one[at] for one in marks])) for at in range(len(Marks._fields))
        )
        return self._grouped(names, dates), self._grouped(contributions, places)

    def _grouped(self, keys: array[int], values: array[int]) -> list[bytes]:
        """Pairs of keys and values, those of one key together."""
        groups = [array("Q") for _ in range(self.groups)]
        for key, value in zip(keys, values, strict=True):
            groups[key % self.groups].extend((key, value))
        return [group.tobytes() for group in groups]


@dataclass(frozen=True)
class Group(Step[int]):
    """Looks at the marks of a group, from all tasks in their order."""

    versions: tuple[Version, ...]

    def pairs(self, kind: str, group: int) -> Iterator[tuple[Version, Iterable[tuple[int, int]]]]:
        for version in self.versions:
            numbers = array("Q", section(self.folder, f"{version.file}.{kind}", group))
            yield version, zip(numbers[::2], numbers[1::2], strict=True)

    def keep(self, group: int, found: Mapping[str, object]) -> list[str]:
        """Leave what tasks have to know; answer which ones."""
        self.folder.write(f"{self.name}/{self.key(group)}", dumps(found))
        return sorted(found)


@dataclass(frozen=True)
class Names(Group):
    """Finds names of several dates; answers which tasks have such."""

    def do(self, group: int) -> Any:
        dates: dict[int, int] = {}
        several: set[int] = set()
        for _, pairs in self.pairs("names", group):
            several.update(name for name, date in pairs if dates.setdefault(name, date) != date)
        having: dict[str, dict[int, bool]] = {}
        for version, pairs in self.pairs("names", group) if several else ():
            if names := {name: True for name, _ in pairs if name in several}:
                having[version.number] = names
        return self.keep(group, having)


@dataclass(frozen=True)
class Doubles(Group):
    """Finds entries that stand there before; answers which tasks have such."""

    def do(self, group: int) -> Any:
        firsts: dict[int, tuple[int, Version]] = {}
        having: dict[str, dict[int, str]] = {}
        for version, pairs in self.pairs("contributions", group):
            for contribution, place in pairs:
                if contribution not in firsts:
                    firsts[contribution] = place, version
                    continue
                first, where = firsts[contribution]
                having.setdefault(version.number, {}).update(named_places({place: first}, where.files))
        return self.keep(group, having)


class Part(NamedTuple):
    """A part file that was written."""

    name: str
    statements: int
    bytes: int


@dataclass(frozen=True)
class Merge(Step[int]):
    """Writes a part: every subject of a group once. Answers with the part, and what its format cannot hold."""

    versions: tuple[Version, ...]
    target: Folder
    form: str
    run: str
    prefixes: Mapping[str, str]
    context: Mapping[str, Any]

    def do(self, group: int) -> Any:
        form = FORMATS[self.form]
        name = f"part-{self.run[:8]}-{group:05}{form.endings[0]}"
        with Spool() as spool:
            for version in self.versions:
                for entries, shared in loads_all(section(self.folder, f"{version.file}.chunks", group)):
                    spool.take(entries, shared)
            with self.target.written(name) as out:
                found = form.write(Document(spool, self.prefixes, self.context), out)
                size = out.tell()
            return tuple(Part(name, spool.statements, size)), list(found or ())


def _facts(failed: list[SourceError]) -> list[tuple[str, str]]:
    return [(error.source, error.problem) for error in failed]


def _summed(figures: list[Figures]) -> Figures:
    """The figures of all batches as one; what is noted elsewhere is left out."""
    counts: Counter[Severity] = Counter()
    read: Counter[tuple[str, str]] = Counter()
    for one in figures:
        counts.update(one.counts)
        read.update(one.read)
    return Figures(counts, read, (), (), sum(one.blocks for one in figures), sum(one.entries for one in figures))


def _not_much(built: Iterable[Built]) -> Iterator[list[Built]]:
    """What batches became, as much at once as may be held: a few lines of a table can say a lot."""
    waiting: list[Built] = []
    size = 0
    for one in built:
        waiting.append(one)
        size += len(one.packed.data) + len(one.mentioned.data)
        if size >= _HELD:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting
