"""A push as tests make it: what the server has before, the command itself, and the graph that must arrive."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from pathlib import Path

import rdflib
from click.testing import CliRunner, Result
from rdflib.compare import isomorphic

from orkgx import statements
from orkgx.cli import main
from orkgx.mapping.compiled import Settings
from orkgx.pipeline import prepare
from orkgx.push.named import by_iri
from orkgx.write.wanted import Wanted, gather
from tests.orkg.server import Orkg
from tests.support import SAMPLE, catalogues_folder

REAL = (catalogues_folder() or Path("catalogues")) / "awesome-llms.md"

ONE = """
- [Alpha](https://orkg.org/paper/R900/R901)

  ```yaml
  Title: On Alpha
  date created: 2020-01-01
  organization: OpenAI, Initech
  number of parameters: 1B
  license: MIT
  research problem: transformer model
  ```
"""
# As little as there can be of each: papers, shared things, a predicate of our own, values.
SMALL = """
- Alpha

  ```yaml
  has model: Alpha
  Title: On Alpha
  date created: 2020-01
  organization: Initech
  ```
"""
TWO = """
- Beta

  ```yaml
  has model: Beta
  Title: On Beta
  date created: 2021-02-03
  organization: Initech
  innovation: Twice as "good", and a backslash \\\\.
  research problem: transformer model
  ```
"""
# An entry of another mapping.
HUGE = """
- **Alpha** [[OpenAI]](https://openai.com) Jan. 2020 [[open]](https://example.org)
  A paper [[arXiv]](https://dl.acm.org/doi/10.1000/abc)

  ```yaml
  Params: 1B
  ```
"""

# Processes to be killed: each is forked off one that has all modules already, where the system can do that.
PROCESSES = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
PROCESSES.set_forkserver_preload(["orkgx.cli", "orkgx.push.session"])


def wanted_of(source: Path, instance: str = "production") -> Wanted:
    settings = Settings(profile="orkg", instance=instance, links=False, lines=True, provenance="none")
    run = prepare(str(source), settings=settings)
    with run.spooled() as spool:
        return gather(spool.chunks(), run.lines())


def seed(orkg: Orkg, source: Path, instance: str = "production") -> None:
    """The predicates, classes and research fields that an ORKG has before anybody pushes."""
    if source != SAMPLE:
        return sow(orkg, wanted_of(source, instance))
    if instance not in _SOWN:
        _SOWN[instance] = wanted_of(source, instance)
    return sow(orkg, _SOWN[instance])


_SOWN: dict[str, Wanted] = {}  # the sample never changes


def sow(orkg: Orkg, wanted: Wanted) -> None:
    for id_, label in {**wanted.predicates, "compareContribution": "compare contribution"}.items():
        orkg.seed("predicates", id_, label)
    orkg.seed("classes", "Comparison", "Comparison")
    for class_ in {class_ for thing in wanted.things.values() for class_ in thing.classes}:
        orkg.seed("classes", class_, class_)
    for thing in wanted.things.values():
        if "ResearchField" in thing.classes:
            orkg.seed("resources", thing.id, thing.label, thing.classes)


def run(command: str, source: Path, orkg: Orkg, *more: str, env: dict[str, str] | None = None) -> Result:
    ledger = source.parent / "ledger.sqlite"
    arguments = [command, str(source), "--to", orkg.url, "--ledger", str(ledger), *more]
    return CliRunner().invoke(main, arguments, env=env)


def push(source: Path, orkg: Orkg, *more: str, env: dict[str, str] | None = None) -> Result:
    return run("push", source, orkg, "--yes", *more, env=env)


def exported(source: Path) -> rdflib.Graph:
    """Our own export, with blank nodes for what is not known by our IRI; what nothing links to is not pushed."""
    text = source.read_text("utf-8")
    if text not in _EXPORTED:
        _EXPORTED[text] = _export(source)
    return _EXPORTED[text]


_EXPORTED: dict[str, rdflib.Graph] = {}  # many runs end at one graph


def _export(source: Path) -> rdflib.Graph:
    wanted = wanted_of(source)
    settings = Settings(profile="orkg", links=False, provenance="none")
    graph = rdflib.Graph()
    lines = (f"{s} {p} {o} .\n" for s, p, o, _ in statements(str(source), **settings._asdict()))
    graph.parse(data="".join(lines), format="nt")
    resources = [thing for thing in wanted.things.values() if thing.kind == "resources"]
    known = by_iri(wanted.things.values())
    names = {
        rdflib.URIRef(one.iri): rdflib.URIRef(one.iri) if one.iri in known else rdflib.BNode() for one in resources
    }
    result = rdflib.Graph()
    for s, p, o in graph:
        if s in names and p != rdflib.SKOS.altLabel:
            result.add((names[s], p, names.get(o, o)))
    return result


def arrived(orkg: Orkg, source: Path) -> rdflib.Graph:
    graph = rdflib.Graph().parse(data=orkg.dump(by_iri(wanted_of(source).things.values())), format="nt")
    graph.remove((None, rdflib.URIRef("http://orkg.org/orkg/predicate/description"), None))
    return graph


def same_graph(orkg: Orkg, source: Path) -> bool:
    assert orkg.orphans() == []
    return isomorphic(arrived(orkg, source), exported(source))


def killed_after(number: int, source: Path, orkg: Orkg, *more: str, patience: float = 60) -> bool:
    """Push in a process that is killed when the server has done its n-th write; whether it ended before."""
    ready = threading.Event()

    def strike() -> None:
        if orkg.counts["writes"] == number:
            ready.wait()
            process.kill()

    orkg.after = strike
    arguments = ["push", str(source), "--to", orkg.url, "--yes", "--quiet"]
    arguments += ["--ledger", str(source.parent / "ledger.sqlite"), *more]
    process = PROCESSES.Process(target=exec, args=(f"from orkgx.cli import main; main({arguments!r})",))
    process.start()
    ready.set()
    process.join(patience)
    code = process.exitcode
    orkg.after = lambda: None
    assert code in (0, -signal.SIGKILL), "neither done nor killed"
    return code == 0


def id_of(orkg: Orkg, label: str, class_: str = "") -> str:
    """The one resource of this label and class."""
    named = [id_ for id_, one in orkg.things.items() if one["label"] == label and one["kind"] == "resources"]
    (id_,) = [id_ for id_ in named if not class_ or class_ in orkg.things[id_]["classes"]]
    return id_


def vanish(orkg: Orkg, id_: str) -> None:
    """Somebody removes a thing with all that is said of it and with it."""
    del orkg.things[id_]
    gone = {key: ends for key, ends in orkg.statements.items() if id_ in ends}
    orkg.statements = {key: ends for key, ends in orkg.statements.items() if key not in gone}
    for _, _, end in gone.values():
        if orkg.things.get(end, {}).get("kind") == "literals":
            del orkg.things[end]


def pushes_nothing(source: Path, orkg: Orkg, *more: str) -> bool:
    """Whether a push succeeds and has nothing to write."""
    writes = orkg.counts["writes"]
    result = push(source, orkg, *more)
    assert result.exit_code == 0, result.output
    return orkg.counts["writes"] == writes
