"""The order of the steps, and what is left when all are done: parts, and a manifest that names them."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ...graph.outliers import Sizes
from ...model import SinkError, SourceError
from ...read.storage import Folder
from ...write.formats import FORMATS
from ...write.spool.disk import explain
from ..engines import Engine, staying
from ..run import Run
from .exchange import loads
from .steps import Cut, Doubles, Make, Merge, Names, Part, Step, Version, piece
from .tasks import Task, name_of, parts_for, size_for, tasks, within_reach

MANIFEST = "manifest.json"
_OURS = re.compile(r"part-[0-9a-f]{8}-\d{5}\.[a-z]+")
_LEFT = re.compile(rf"\.orkgx-[0-9a-f]{{16}}/.*|\.{_OURS.pattern}\.[0-9a-f]{{12}}\.tmp")


class Written(NamedTuple):
    """What a run left: how many statements, and how many steps had been done before, by a run that was cut off."""

    statements: int
    before: int


def write_parts(
    run: Run,
    target: str,
    form: str,
    *,
    prefixes: Mapping[str, str],
    context: Mapping[str, Any],
    progress: Callable[[int], None] = lambda size: None,
) -> Written:
    """Write the graph of a run as part files into a folder, by the run's engine; figures and findings go to the run.

    Nothing is written where there is no entry. What stood in the folder stays until all parts are there.
    """
    try:
        with staying(run.engine) as engine:
            return _Job(run, engine, target, form).write(prefixes, context, progress)
    except OSError as error:
        raise SinkError(f"{target} cannot be used: {explain(error)}") from error


class _Job:
    def __init__(self, run: Run, engine: Engine, target: str, form: str) -> None:
        self.run, self.engine, self.form = run, engine, form
        self.name = name_of(run.builder, run.sources, form)
        self.target = Folder(target)
        self.folder = Folder(f"{self.target.address}/.orkgx-{self.name}")
        self.there = self.folder.names()
        self.before = 0

    def write(
        self, prefixes: Mapping[str, str], context: Mapping[str, Any], progress: Callable[[int], None]
    ) -> Written:
        groups = parts_for(self.run.sources)
        size = size_for(self.run.sources)
        every = self.cut(list(tasks(within_reach(self.run.sources, self.folder), size)), size)
        figures = self.make(every, "made", groups, (), progress)
        versions = {task.number: Version(task.number, "made", _names(task)) for task in every}
        learnt: tuple[str, ...] = ()
        # Doubles are sought among names that have their dates.
        for kind, again, step in ((Names, "dated", "names"), (Doubles, "single", "contributions")):
            grouping = kind(self.folder, step, tuple(versions.values()))
            having = {number for some in self.do(grouping, range(groups)) for number in some}
            learnt = *learnt, step
            some = [task for task in every if task.number in having]
            figures |= self.make(some, again, groups, learnt)
            versions |= {task.number: versions[task.number]._replace(step=again) for task in some}
        self.count(figures, versions.values())
        if not self.run.summary.entries:
            self.folder.remove()
            return Written(0, self.before)
        facts = self.target, self.form, self.name, prefixes, context
        parts = []
        for part, found in self.do(Merge(self.folder, "parts", tuple(versions.values()), *facts), range(groups)):
            parts.append(Part(*part))
            self.run.find(found)
        self.leave(parts)
        return Written(sum(part.statements for part in parts), self.before)

    def do(self, step: Step[Any], some: Iterable[Any]) -> Iterator[Any]:
        """The answers of a step in the order of its tasks; those that are there need not be given again."""
        wanted = list(some)
        done = {key for key in map(step.key, wanted) if f"{step.name}/{key}.done" in self.there}
        self.before += len(done)
        made = self.engine(step, [one for one in wanted if step.key(one) not in done])
        for one in wanted:
            key = step.key(one)
            yield loads(self.folder.read(f"{step.name}/{key}.done")) if key in done else next(made)

    def cut(self, some: list[Task], size: int) -> list[Task]:
        """The tasks, those of large sources as several."""
        large = {task.number: task for task in some if task.size > 2 * size}
        answers = self.do(Cut(self.folder, "cut", self.run.builder, size), large.values())
        every = []
        for task in some:
            if task.number not in large:
                every.append(task)
                continue
            count, found, failed = next(answers)
            self.run.find(found)
            self.failed(failed)
            numbers = ((f"{task.number}-{at:06}", piece(task, at)) for at in range(count))
            every += [Task(number, task.sources, task.size // count, file) for number, file in numbers]
        return every

    def make(
        self,
        some: list[Task],
        name: str,
        groups: int,
        learnt: tuple[str, ...],
        progress: Callable[[int], None] = lambda size: None,
    ) -> dict[str, Any]:
        """The figures of each task."""
        figures = {}
        answers = self.do(Make(self.folder, name, self.run.builder, groups, learnt), some)
        for task, (of_task, failed) in zip(some, answers, strict=True):
            figures[task.number] = of_task
            if not learnt:
                self.failed(failed)
            progress(task.size)
        return figures

    def failed(self, failed: Iterable[tuple[str, str]]) -> None:
        self.run.failed += [SourceError(*one) for one in failed]

    def count(self, figures: Mapping[str, Any], versions: Iterable[Version]) -> None:
        """Figures and findings of all tasks, in the order of the sources."""
        sizes = Sizes()
        for version in versions:
            self.run.summary.add(figures[version.number])
            found, packed, directives, of_batches = loads(self.folder.read(f"{version.file}.notes"))
            self.run.find(found)
            for some in filter(None, packed):
                self.run.notes.take(pickle.dumps(loads(some)))  # looked at, as they come from elsewhere
            for few in directives:
                self.run.directives += few
            for few in of_batches:
                sizes.extend(few)
        self.run.find(sizes.findings())

    def leave(self, parts: list[Part]) -> None:
        """Name the parts in the manifest, and remove what no manifest names any more."""
        manifest = {
            "format": FORMATS[self.form].media_type,
            "entries": self.run.summary.entries,
            "statements": sum(part.statements for part in parts),
            "parts": [part._asdict() for part in parts],
        }
        self.target.write(MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
        self.folder.remove()
        kept = {part.name for part in parts}
        for name in self.target.names() - kept:
            if _OURS.fullmatch(name) or _LEFT.fullmatch(name):
                self.target.remove(name)


def _names(task: Task) -> tuple[str, ...]:
    return tuple(source.name for source in task.sources)
