"""Takes back what a run wrote, by the ledger: what it made goes, what it changed or removed comes back, and what others
have made of it since stays. A killed undo is run again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Concatenate, NamedTuple, ParamSpec

from ..write.review import Change, Entry, paired
from ..write.wanted import OrkgLiteral, OrkgResource, OrkgStatement, end_of
from .apply import Writer
from .client import Client
from .comparison import PATH
from .ledger import Ledger
from .plan import Removal
from .recovery import settle
from .remote import RemoteStatement, sources_of
from .runs import Deed, Runs

P = ParamSpec("P")
Do = Callable[[Writer], object]


class Step(NamedTuple):
    """One write, and the deeds that it takes back."""

    do: Do
    deeds: tuple[int, ...]


@dataclass(slots=True)
class Undo:
    """What would be taken back of a run, in the order in which it can be; `left` says what cannot, and why."""

    run: int
    stages: list[list[Step]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    idle: list[int] = field(default_factory=list)  # deeds of which nothing is there any more
    things: int = 0

    @property
    def requests(self) -> int:
        return sum(map(len, self.stages))


def plan_undo(run: int, client: Client, ledger: Ledger, jobs: int) -> Undo:
    """Reads only."""
    settle(client, ledger)
    with ThreadPoolExecutor(jobs) as pool:
        return _Planner(run, client, ledger, pool).plan()


def undo(planned: Undo, writer: Writer, runs: Runs) -> list[str]:
    """Write; what others use and so stays."""
    for number in planned.idle:
        runs.forget(number)

    def carry_out(step: Step) -> None:
        step.do(writer)
        for number in step.deeds:
            runs.forget(number)

    for stage in planned.stages:
        writer.each(carry_out, stage)
    return writer.kept


class _Planner:
    def __init__(self, run: int, client: Client, ledger: Ledger, pool: ThreadPoolExecutor) -> None:
        self.client, self.ledger, self.pool = client, ledger, pool
        self.known = ledger.things()
        self.ids = {iri: one.id for iri, one in self.known.items()}
        self.undo = Undo(run)
        self.deeds: dict[tuple[str, ...], list[Deed]] = {}  # of one statement or thing, in their order
        for deed in Runs(ledger).deeds(run):
            kind, *rest = deed.key
            about = ("statement", *rest[:3]) if kind in ("link", "unlink") else (kind, *rest[:3])
            self.deeds.setdefault(about, []).append(deed)
        self.seen: dict[str, dict[str, Any]] = {}

    def plan(self) -> Undo:
        there = self._statements()
        unlink, restore = self._of_statements(there)
        self.undo.stages = [
            [step for kind in ("comparison", "sources") for step in self._of_comparisons(kind)],
            unlink,
            list(self._of_literals()),
            restore,
            list(self._of_labels()),
            list(self._of_things()),
        ]
        self._say_removed()
        return self.undo

    def _of(self, kind: str) -> Iterator[tuple[tuple[str, ...], list[Deed]]]:
        for (name, *about), deeds in self.deeds.items():
            if name == kind:
                yield tuple(about), deeds

    def _statements(self) -> dict[str, RemoteStatement]:
        """What stands there of the subjects that the run wrote of, by id."""
        subjects = list(dict.fromkeys(self.ids[key[0]] for key, _ in self._of("statement") if key[0] in self.ids))
        found = self.pool.map(lambda id_: list(self.client.pages("/api/statements", subject_id=id_)), subjects)
        answers = [one for some in found for one in some]
        for one in answers:
            self.seen.update({one[end]["id"]: one[end] for end in ("subject", "predicate", "object")})
        return {one["id"]: RemoteStatement.of(one) for one in answers}

    def _of_statements(self, there: dict[str, RemoteStatement]) -> tuple[list[Step], list[Step]]:
        unlink, restore = [], []
        old: dict[str, list[tuple[str, str]]] = {}
        new: dict[str, list[tuple[str, str]]] = {}
        for about, deeds in self._of("statement"):
            key, numbers = (about[0], about[1], about[2]), tuple(deed.number for deed in deeds)
            made = deeds[-1].id if deeds[-1].key[0] == "link" else ""
            if made and made in there:
                if there[made].is_changed(key[2]):
                    self.undo.left.append(f"{self._name(key[0])}: others have changed {self._word(key[1])}")
                    self.undo.idle += numbers
                    continue
                old.setdefault(key[0], []).append((self._word(key[1]), self._text(there[made])))
                unlink.append(Step(_call(Writer.unlink, Removal(key, made)), numbers))
            elif not made and deeds[0].key[0] == "unlink" and key[0] in self.ids:
                new.setdefault(key[0], []).append((self._word(key[1]), self._end(key[2])))
                restore.append(self._restored(key, deeds[0], numbers))
            else:
                self.undo.idle += numbers
        for subject in [*old, *(one for one in new if one not in old)]:
            changes: list[Change] = paired(old.get(subject, ()), new.get(subject, ()))
            self.undo.entries.append(Entry(self._name(subject), "undo", "", subject, changes))
        return unlink, restore

    def _restored(self, key: tuple[str, str, str], deed: Deed, numbers: tuple[int, ...]) -> Step:
        """A statement that the run removed is made again; if it was another's, it is not remembered as ours."""
        link = OrkgStatement(key[0], key[1], end_of(key[2]))

        def do(writer: Writer) -> None:
            writer.ids.setdefault(key[2], key[2])
            writer.link(link)
            if deed.before:
                id_ = self.ledger.links()[key].id
                Runs(self.ledger).give_back(self.undo.run, ("link", *key), id_)
            else:
                self.ledger.unlink(key)

        return Step(do, numbers)

    def _of_literals(self) -> Iterator[Step]:
        held = self.ledger.literals()
        for about, deeds in self._of("literal"):
            key, numbers = (about[0], about[1], about[2]), tuple(deed.number for deed in deeds)
            if key in held and key[0] in self.ids:
                yield Step(_call(Writer.discard, (key, held[key])), numbers)
            else:
                self.undo.idle += numbers

    def _of_labels(self) -> Iterator[Step]:
        made = {about[0] for about, _ in self._of("thing")}
        known = self.known
        for (iri, *_), deeds in self._of("label"):
            numbers = tuple(deed.number for deed in deeds)
            thing = self.client.get(f"/api/things/{known[iri].id}") if iri in known and iri not in made else None
            if thing and thing["label"] == known[iri].label:
                kind = "predicates" if thing.get("_class") == "predicate" else "resources"
                before = OrkgResource(iri, deeds[0].before, (), kind=kind)
                change = Change("label", thing["label"], before.label)
                self.undo.entries.append(Entry(thing["label"], "undo", "", iri, [change]))
                yield Step(_call(Writer.relabel, before), numbers)
            else:
                self.undo.idle += numbers

    def _of_things(self) -> Iterator[Step]:
        for (iri, *_), deeds in reversed(list(self._of("thing"))):
            numbers = tuple(deed.number for deed in deeds)
            if iri in self.ids:
                self.undo.things += 1
                yield Step(_call(Writer.remove, iri), numbers)
            else:
                self.undo.idle += numbers

    def _of_comparisons(self, kind: str) -> Iterator[Step]:
        """A comparison goes, or what the run put into it; what others have put there stays."""
        for (iri, *_), deeds in self._of(kind):
            numbers = tuple(deed.number for deed in deeds)
            known = self.ledger.comparisons().get(iri)
            answer = self.client.content(f"{PATH}/{known.id}") if known else None
            before = set(json.loads(deeds[0].before)) if kind == "sources" else set[str]()
            ours = self.ledger.sources(iri) - before
            if known is None or answer is None or (kind == "sources" and ("comparison", iri) in self.deeds):
                self.undo.idle += numbers
                continue
            kept = [one for one in sources_of(answer) or () if one not in ours]
            if kept or kind == "sources":
                types = {one["id"]: one["type"] for one in answer["sources"]}
                body = {"sources": [{"id": one, "type": types[one]} for one in kept]}
                yield Step(_call(Writer.unsource, iri, known.id, body), numbers)
            else:
                yield Step(_call(Writer.uncompare, iri, known.id), numbers)

    def _say_removed(self) -> None:
        for (iri, *_), deeds in self._of("remove"):
            self.undo.left.append(f"{iri} was removed by that run; push the catalogue that has it")
            self.undo.idle += [deed.number for deed in deeds]
        for kind in ("uri", "affiliate"):
            for _, deeds in self._of(kind):
                self.undo.idle += [deed.number for deed in deeds]

    def _name(self, iri: str) -> str:
        known = self.known.get(iri)
        return str(self.seen.get(known.id, {}).get("label", "") or known.label or iri) if known else iri

    def _word(self, predicate: str) -> str:
        return str(self.seen.get(self.ids.get(predicate, predicate), {}).get("label", predicate)).strip()

    def _end(self, end: str) -> str:
        value = end_of(end)
        return value.label if isinstance(value, OrkgLiteral) else self._name(value)

    def _text(self, statement: RemoteStatement) -> str:
        literal = statement.literal
        return literal.label if literal else str(self.seen.get(statement.object, {}).get("label", statement.object))


def _call(
    do: Callable[Concatenate[Writer, P], object], *given: P.args, **named: P.kwargs
) -> Callable[[Writer], object]:
    return lambda writer: do(writer, *given, **named)
