"""One plan or push from its options: catalogues read, an ORKG looked at, a ledger held."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..model import OrkgxError
from ..pipeline import prepare
from ..program import Settings
from .apply import Writer
from .client import HOSTS, Client, Login, RemoteError
from .ledger import Ledger
from .plan import Conflict, Plan, make_plan
from .survey import State, survey
from .wanted import Wanted, gather, places

# What a saved plan remembers, so that it can be made again.
_SAVED = ("sources", "target", "as_", "trust_ids", "mappings", "base", "ledger_", "only", "limit", "force")


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
        self.client = Client(self.base, Login(os.environ, urlsplit(self.base).netloc), options["jobs"])
        host = urlsplit(self.base).netloc.replace(":", "-")
        self.ledger = Ledger(Path(options["ledger_"] or f"output/orkg-{host}.sqlite"))
        self.jobs, self.force = options["jobs"], options["force"]
        self.whole = not (options["only"] or options["limit"])
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
        self.wanted = self.read()
        if faults := [str(fault) for fault in self.wanted.faults()]:
            raise RefusedPlan("\n".join(faults))
        self.state = survey(self.wanted, self.client, self.ledger, trust=self.trust, jobs=self.jobs)
        if self.state.unfit:
            raise RemoteError("nothing was written:\n  " + "\n  ".join(self.state.unfit))
        things, links = self.ledger.things(), self.ledger.links()
        planned = make_plan(self.wanted, self.state, things, links, force=self.force)
        if not self.whole:
            planned.orphans, planned.orphaned = [], []
        return planned

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
            wanted = gather(spool.chunks(), places(run.lines()))
        return wanted if self.whole else wanted.part(self.options["only"], self.options["limit"])

    def conflict(self, conflict: Conflict) -> str:
        """A conflict in words, with the source line."""
        place = self.wanted.places.get(conflict.subject, conflict.subject)
        if not conflict.predicate:
            return f"{place}: {conflict.ours[:80]!r}, which the catalogue names by its id, is not on the ORKG"
        theirs = f"says {conflict.theirs[:80]!r}" if conflict.theirs else "says nothing any more"
        return f"{place}: {conflict.predicate} is {conflict.ours[:80]!r} here, the ORKG {theirs}; kept (--force)"

    def remember(self, planned: Plan) -> None:
        """Note what was found, where there is nothing to write."""
        self.apply(planned, prune=False, progress=lambda steps: None)

    def apply(self, planned: Plan, *, prune: bool, progress: Callable[[int], None]) -> list[str]:
        """Write; what could not be removed."""
        assert self.state is not None, "a plan comes first"
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
        return {**options, **{name: document["options"][name] for name in _SAVED}}, digest
    except (OSError, ValueError, KeyError, TypeError):
        raise RefusedPlan(f"{sources[0]} is no plan; make one with: orkgx plan ... -o {sources[0]}") from None


@contextmanager
def opened(file: str) -> Iterator[Ledger]:
    """A ledger that is there. Raises RefusedPlan."""
    if not Path(file).is_file():
        raise RefusedPlan(f"{file} is no ledger; a push makes one, by default in output/")
    with Ledger(Path(file)) as ledger:
        yield ledger
