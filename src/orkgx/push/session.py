"""One plan or push from its options: catalogues read, an ORKG looked at, a ledger held."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..graph.terms import BASE
from ..mapping.compiled import Settings
from ..model import OrkgxError
from ..pipeline import prepare
from ..write import limits as rules
from ..write.wanted import HAS_CONTRIBUTION, Wanted, gather
from . import comparison
from .apply import Writer
from .client import HOSTS, Client
from .ledger import Ledger
from .login import Login, RemoteError, checked, waits
from .owners import foreign, owners
from .plan import Conflict, Plan, make_plan
from .survey import State, Terms, survey

# What a saved plan remembers, so that it can be made again.
_SAVED = (
    "sources",
    "target",
    "as_",
    "trust_ids",
    "mappings",
    "base",
    "ledger_",
    "only",
    "limit",
    "force",
    "comparison",
)


# A conflict in words, by its kind.
_CONFLICTS = {
    "value": "{predicate} is {ours!r} here, the ORKG {says}; kept (--force)",
    "label": "the label is {ours!r} here, the ORKG {says}; kept (--force)",
    "absent": "{ours!r}, which the catalogue names by its id, is not on the ORKG",
    "lost": "{ours!r}, which was {theirs} there, is not on the ORKG any more; left out (--force makes it again)",
    "source": "{ours!r} was taken out of the comparison on the ORKG; left out (--force)",
    "title": "the comparison is called {theirs!r} on the ORKG now, not {ours!r}; kept (--force)",
    "comparison": "the comparison {ours!r} is not on the ORKG any more; left out (--force makes it again)",
}
_COMPARED = {"source", "title", "comparison"}


class RefusedPlan(OrkgxError):
    """The catalogue holds what the ORKG would refuse, or a saved plan cannot be read."""

    code = "refused-plan"


class Session:
    """Used as a context, which holds the ledger."""

    def __init__(self, options: dict[str, Any]) -> None:
        target = options["target"]
        named = target in HOSTS
        self.options = {name: options[name] for name in _SAVED}
        self.base = HOSTS[target] if named else target
        self.instance = target if named else options["as_"]
        self.trust = named or options["trust_ids"]
        self.base = checked(self.base.rstrip("/"))
        self.jobs, self.force = options["jobs"], options["force"]
        host = urlsplit(self.base).netloc
        self.client = Client(self.base, Login(os.environ, host), self.jobs, waits(os.environ))
        self.ledger = Ledger(Path(options["ledger_"] or f"output/orkg-{host.replace(':', '-')}.sqlite"), self.base)
        self.whole = not (options["only"] or options["limit"])
        # The ids of mappings are the production's; other ORKGs may have something else by the same id.
        shared = target == "production" or options["trust_ids"]
        self.terms = Terms(self.trust, shared, self.whole, self.force)
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
        if title is not None and (problem := rules.label(title) or ("" if title else "is blank")):
            raise RefusedPlan(f"the title of the comparison {problem}; the ORKG would refuse it; choose another")
        self.wanted = self.read()
        if faults := [str(fault) for fault in self.wanted.faults()]:
            raise RefusedPlan("\n".join(faults))
        others = foreign(self.wanted, self.ledger)
        terms = self.terms._replace(foreign=others)
        state = self.state = survey(self.wanted, self.client, self.ledger, terms, jobs=self.jobs)
        if state.unfit:
            raise RemoteError("nothing was written:\n  " + "\n  ".join(state.unfit))
        things, links, literals = self.ledger.things(), self.ledger.links(), self.ledger.literals()
        planned = make_plan(self.wanted, state, things, links, literals, others, force=self.force)
        if not self.whole:
            self.spare(planned)
        if title is not None:
            iri = comparison.name(self.options["base"] or BASE, title)
            there = comparison.look(iri, title, self.client, self.ledger)
            planned.compare(comparison.compare(iri, title, self.wanted, state, there, force=self.force))
        return planned

    def spare(self, planned: Plan) -> None:
        """Leave what a part of the catalogue cannot judge: what is not in it, and a paper's other contributions."""
        planned.orphans, planned.orphaned, planned.stray = [], [], []
        planned.unlink = [one for one in planned.unlink if one.key[1] != HAS_CONTRIBUTION]
        planned.lost = [iri for iri in planned.lost if iri in self.wanted.things]

    def read(self) -> Wanted:
        settings = Settings(
            profile="orkg",
            base=self.options["base"],
            instance=self.instance,
            provenance="none",
            lines=True,
            links=self.trust,
        )
        run = prepare(*self.options["sources"], mappings=self.options["mappings"], settings=settings)
        with run.spooled() as spool:
            if run.failed:
                raise run.failed[0]
            wanted = gather(spool.chunks(), run.lines())
        if self.options["mappings"]:
            wanted.named = {mapping.name for mapping in run.builder.mappings}
        return wanted if self.whole else wanted.part(self.options["only"], self.options["limit"])

    def conflict(self, conflict: Conflict) -> str:
        """A conflict in words, with the source line."""
        place = "--comparison" if conflict.kind in _COMPARED else self.wanted.place(conflict.subject)
        ours, theirs = conflict.ours[:80], conflict.theirs[:80]
        says = f"says {theirs!r}" if theirs else "says nothing any more"
        said = _CONFLICTS[conflict.kind].format(predicate=conflict.predicate, ours=ours, theirs=theirs, says=says)
        return f"{place}: {said}"

    def remember(self, planned: Plan) -> None:
        """Note what was found, where there is nothing to write."""
        self.apply(planned, prune=False, progress=lambda steps: None)

    def apply(self, planned: Plan, *, prune: bool, progress: Callable[[int], None]) -> list[str]:
        """Write; what could not be removed."""
        assert self.state is not None, "a plan comes first"
        self.ledger.own(owners(self.wanted), whole=self.whole)
        writer = Writer(self.client, self.ledger, self.jobs, progress)
        known = {iri: one.id for iri, one in self.ledger.things().items()}
        writer.apply(planned, known | self.state.ids, prune=prune)
        return writer.left


def saved(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The options of a saved plan and its digest, or the options as they are and "". Raises RefusedPlan."""
    sources: Sequence[str] = options["sources"]
    if len(sources) != 1 or not sources[0].endswith(".json"):
        return options, ""
    try:
        document = json.loads(Path(sources[0]).read_text("utf-8"))
        digest = str(document["digest"])
        planned = {name: document["options"][name] for name in _SAVED}
    except (OSError, ValueError, KeyError, TypeError):
        raise RefusedPlan(f"{sources[0]} is no plan; make one with: orkgx plan ... -o {sources[0]}") from None
    if planned["target"] != options["target"]:
        raise RefusedPlan(f"{sources[0]} is a plan for {planned['target']}, not for {options['target']}; plan again")
    return {**options, **planned}, digest


@contextmanager
def opened(file: str) -> Iterator[Ledger]:
    """A ledger that is there. Raises RefusedPlan."""
    if not Path(file).is_file():
        raise RefusedPlan(f"{file} is no ledger; a push makes one, by default in output/")
    with Ledger(Path(file)) as ledger:
        yield ledger
