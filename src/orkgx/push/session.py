"""One plan or push from its options: catalogues read, an ORKG looked at, a ledger held."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..graph.terms import BASE
from ..mapping.compiled import Settings
from ..mapping.rules import ROLES
from ..pipeline import prepare
from ..write import limits
from ..write.incoming import Incoming, Newcomer
from ..write.wanted import HAS_CONTRIBUTION, Wanted, gather, name_of
from . import comparison
from .affiliation import Affiliation, affiliations
from .aliases import as_remembered
from .apply import Writer
from .client import ADDRESSES, Client
from .conflicts import Conflict
from .incoming import incoming
from .ledger import Ledger, ledger_of
from .ledger_file import LedgerError
from .login import Login, RemoteError, checked, waits
from .newcomers import Ends, entries_of, newcomers
from .owners import foreign, owners
from .plan import Plan, Uncompared
from .planner import Memory, make_plan
from .prune import Pushed, Sources, withheld
from .recovery import adopt_literals
from .renamed import renamed
from .runs import Runs
from .saved import SAVED, RefusedPlan
from .search import Scope
from .survey import State, survey
from .undo import Undo, plan_undo, undo


class Session:
    """Used as a context, which holds the ledger."""

    def __init__(self, options: dict[str, Any]) -> None:
        target = options["target"]
        named = target in ADDRESSES
        self.options = {name: options[name] for name in SAVED}
        self.base = ADDRESSES[target] if named else target
        self.instance = target if named else options["as_"]
        self.trust = named or options["trust_ids"]
        self.base = checked(self.base.rstrip("/"))
        self.jobs, self.force = options["jobs"], options["force"]
        login = Login(os.environ, urlsplit(self.base).netloc)
        self.client = Client(self.base, login, self.jobs, waits(os.environ))
        self.ledger = Ledger(Path(options["ledger_"] or ledger_of(self.base)), self.base)
        self.options["ledger_"] = str(self.ledger.path)
        self.whole = not (options["only"] or options["limit"])
        # The ids of mappings are the production's; other ORKGs may have something else by the same id.
        shared = target == "production" or options["trust_ids"]
        self.scope = Scope(self.trust, shared, self.whole, self.force)
        self.state: State | None = None

    @classmethod
    @contextmanager
    def of(cls, options: dict[str, Any]) -> Iterator[Session]:
        session = cls(options)
        with session.ledger:
            yield session

    def plan(self) -> Plan:
        """Raises RefusedPlan for labels and values that the ORKG would not take, RemoteError for a mapping that does
        not fit it: both before anything is written."""
        title = self.options["comparison"]
        if title is not None and (problem := limits.label(title) or ("" if title else "is blank")):
            raise RefusedPlan(f"the title of the comparison {problem}; the ORKG would refuse it; choose another")
        self.wanted = self.read()
        if faults := [str(fault) for fault in self.wanted.faults()]:
            raise RefusedPlan("\n".join(faults))
        state, memory = self.look()
        if unfit := state.unfit + self._unaccepted(state):
            raise RemoteError("nothing was written:\n  " + "\n  ".join(unfit))
        planned = make_plan(self.wanted, state, memory, force=self.force)
        if state.recovered:
            adopt_literals(planned.link, state.recovered, self.client, self.ledger, jobs=self.jobs)
        planned.prune = self.options["prune"] and self.whole
        self.affiliate(planned, state, memory)
        if not self.whole:
            self.spare(planned)
        elif not self.force:
            pushed = Pushed.of(memory.links, self.ledger.origins())
            sources = Sources.of((source.name for source in self.run.sources), self.run.findings())
            planned.withhold(withheld(planned.orphans, self.wanted, sources, pushed), pushed.papers)
        iri = comparison.name(self.options["base"] or BASE, title) if title is not None else ""
        if planned.prune and planned.orphans:
            gone = {one.id for name, one in memory.things.items() if name in planned.orphans}
            left = comparison.ours_without(gone, iri, self.client, self.ledger)
            planned.uncompared = [Uncompared(*one) for one in left]
        if title is not None:
            present = comparison.look(iri, title, state, self.client, self.ledger)
            planned.compare(comparison.compare(iri, title, self.wanted, state, present, force=self.force))
        return planned

    def affiliate(self, planned: Plan, state: State, memory: Memory) -> None:
        """Give entries of ours an observatory and an organization, where they have none."""
        given = Affiliation(self.options["observatory"], self.options["organization"])
        created = {thing.iri for thing in planned.create}
        for iri, one in affiliations(self.wanted, self.run.builder.mappings, given, memory.things).items():
            there = state.affiliations.get(state.ids.get(iri, ""), Affiliation())
            if (iri in created or iri in state.ids) and (missing := one.over(there)).body():
                planned.affiliate[iri] = missing

    def look(self) -> tuple[State, Memory]:
        """What stands on the ORKG of what is wanted, and what the ledger remembers."""
        self.looked = datetime.now(UTC)
        others = foreign(self.wanted, self.ledger)
        scope = self.scope._replace(foreign=others)
        for old, new in list(renamed(self.wanted, self.ledger.things(), self.ledger.links(), scope)):
            self.ledger.rename(old, new)
        self.state = survey(self.wanted, self.client, self.ledger, scope, jobs=self.jobs)
        return self.state, Memory(self.ledger.things(), self.ledger.links(), self.ledger.literals(), others)

    def _unaccepted(self, state: State) -> list[str]:
        """The labels of predicates that stop a push, as the id may be that of something else."""
        hint = "correct the mapping, or say --accept-labels if it means the same"
        return [] if self.options["accept_labels"] else [f"{one}; {hint}" for one in state.otherwise]

    def spare(self, planned: Plan) -> None:
        """Leave what a part of the catalogue cannot judge: what is not in it, and a paper's other contributions."""
        planned.orphans, planned.orphaned, planned.stray = [], [], []
        planned.unlink = [one for one in planned.unlink if one.key[1] != HAS_CONTRIBUTION]
        planned.vanished = [iri for iri in planned.vanished if iri in self.wanted.things]

    def read(self) -> Wanted:
        settings = Settings(
            profile="orkg",
            base=self.options["base"],
            instance=self.instance,
            provenance="none",
            lines=True,
            links=self.trust,
        )
        run = self.run = prepare(*self.options["sources"], mappings=self.options["mappings"], settings=settings)
        with run.spooled() as spool:
            if run.failed:
                raise run.failed[0]
            wanted = as_remembered(gather(spool.chunks(), run.lines()), self.ledger.things())
        if self.options["mappings"]:
            wanted.named = {mapping.name for mapping in run.builder.mappings}
        self._check_names(wanted)
        return wanted if self.whole else wanted.part(self.options["only"], self.options["limit"])

    def _check_names(self, wanted: Wanted) -> None:
        """Raises RefusedPlan for names that nothing has, which would be a push of nothing."""
        every = [thing.label for thing in wanted.things.values() if "Contribution" in thing.classes]
        for name in self.options["only"]:
            if name not in every:
                near = get_close_matches(name, every, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are {len(every):,} entries"
                raise RefusedPlan(f"nothing is called {name!r} (--only); {hint}")

    def conflict(self, conflict: Conflict) -> str:
        """A conflict in words, with the source line."""
        place = "--comparison" if conflict.is_of_comparison else self.wanted.place(conflict.subject)
        return f"{place}: {conflict}"

    def remember(self, planned: Plan) -> None:
        """Note what was found, where there is nothing to write."""
        self.apply(planned, progress=lambda steps: None)

    def apply(self, planned: Plan, *, progress: Callable[[int], None]) -> list[str]:
        """Write; what could not be removed."""
        assert self.state is not None, "a plan comes first"
        runs = Runs(self.ledger)
        run = runs.begin(planned.digest()) if planned.pending() else 0
        self.ledger.own(owners(self.wanted), whole=self.whole)
        self.ledger.come_from({iri: self.wanted.places[iri].file for iri in self.wanted.catalogues})
        writer = Writer(self.client, self.ledger, self.jobs, progress)
        known = {iri: one.id for iri, one in self.ledger.things().items()}
        writer.begun = self.looked
        writer.apply(planned, known | self.state.ids)
        runs.end(run)
        return writer.kept

    def incoming(self, ends: Ends) -> Incoming:
        """What the ORKG says otherwise than the catalogues; only reads. Raises RemoteError."""
        self.wanted = self.read()
        state, memory = self.look()
        fields = {
            (ROLES[one.role], name_of(one.predicate))
            for mapping in self.run.builder.compiled
            for rule in mapping.fields.values()
            for one in rule.templates
        }
        found = incoming(self.wanted, state, memory, fields, force=self.force)
        found.newcomers = newcomers(ends, self.wanted, state, self.client, self.ledger, jobs=self.jobs)
        return found

    def take_in(self, newcomers: Iterable[Newcomer]) -> Plan:
        """After what is incoming was written into the catalogues: what a push would do now. What of it stands on the
        ORKG already is remembered."""
        self.wanted = self.read()
        for iri, id_, label in entries_of(newcomers, self.wanted, self.ledger.things()):
            self.ledger.know(iri, id_, made=False, label=label)
        planned = self.plan()
        writer = Writer(self.client, self.ledger, self.jobs, lambda steps: None)
        writer.remember(planned)
        self.ledger.own(owners(self.wanted), whole=self.whole)
        return planned

    def carried_out(self, digest: str) -> str:
        """What became of a saved plan, if a push has begun to carry it out."""
        run = Runs(self.ledger).of_plan(digest)
        if run is None:
            return ""
        return (
            f"this plan was carried out at {run.at}" if run.ended else f"this plan was begun at {run.at} and not ended"
        )

    def undoing(self, run: int) -> Undo:
        """What taking back a run would do, of the latest push if it is 0. Raises LedgerError where there is none."""
        pushes = [one for one in Runs(self.ledger).all() if not one.undoes]
        found = [one.number for one in pushes if one.number == run or (not run and one.writes)]
        if not found:
            said = f"no run {run}" if run else "no run that could be taken back"
            raise LedgerError(f"{self.ledger.path} knows of {said}; orkgx ledger show lists them")
        return plan_undo(found[-1], self.client, self.ledger, self.jobs)

    def undo(self, planned: Undo, *, progress: Callable[[int], None]) -> list[str]:
        """Write; what could not be removed."""
        runs = Runs(self.ledger)
        number = runs.begin("", planned.run)
        writer = Writer(self.client, self.ledger, self.jobs, progress)
        writer.ids = {iri: one.id for iri, one in self.ledger.things().items()}
        kept = undo(planned, writer, runs)
        runs.end(number)
        return kept
