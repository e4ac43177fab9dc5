"""Workers of a cluster make what one process makes, also where one of them is lost."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from orkgx.mapping.compiled import Settings
from orkgx.pipeline import Builder, Run
from orkgx.pipeline.engines import Engine, here
from orkgx.read.batches import Batch
from orkgx.read.sources import open_sources
from orkgx.write.files import write
from tests.support import BLOCK, run

pytest.importorskip("distributed")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Forty files; over them a name of two dates, an entry that stands there twice, and two names much alike."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for at in range(40):
        odd = {
            3: ("Twice Dated", "2020-01-01"),
            33: ("Twice Dated", "2021-01-01"),
            5: ("Doubled", "2020-02-02"),
            35: ("Doubled", "2020-02-02"),
            7: ("C+", "2020-03-03"),
            37: ("C plus", "2020-03-03"),
        }.get(at)
        names = [(f"Model {at}-{number}", f"2022-01-{number + 1:02}") for number in range(20)]
        blocks = [
            BLOCK.format(name=name, date=date, family=f"F{at % 3}", organization=f"O{at % 7}", size=f"{at + 1}B")
            for name, date in ([odd] if odd else []) + names
        ]
        # Large enough that many batches are on their way.
        (folder / f"{at:02}.md").write_text("# Models\n\n" + "".join(blocks) + "Words. " * 12_000 + "\n")
    return folder


def made(folder: Path, out: Path, engine: Engine) -> tuple[list[bytes], list[str]]:
    """The sorted statements and the findings of a run."""
    sources, _ = open_sources([str(folder)], source_iri=None)
    reading = Run(Builder.of(["awesome-llms"], Settings()), sources, engine=engine)
    with reading.spooled() as spool:
        write(spool, out, "nt")
    return sorted(out.read_bytes().splitlines()), [str(one) for one in reading.findings()]


def test_a_cluster_of_processes_that_loses_a_worker_makes_the_same_graph_and_findings(
    catalogue: Path, tmp_path: Path
) -> None:
    from distributed import LocalCluster

    from orkgx.pipeline.engines.cluster import Cluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as workers:
        victims = [worker.pid for worker in workers.workers.values()]
        engine = Cluster(1, workers.scheduler_address)

        def killing(transformer: object, batches: Iterator[Batch]) -> Iterator[object]:
            for at, built in enumerate(engine(transformer, batches)):  # type: ignore[arg-type,var-annotated]
                if at == 2 and victims:
                    os.kill(victims.pop(), signal.SIGKILL)
                    victims.clear()
                yield built

        spread = made(catalogue, tmp_path / "spread.nt", killing)  # type: ignore[arg-type]
    assert not victims
    alone = made(catalogue, tmp_path / "alone.nt", here)
    assert any("duplicate-entry" in one for one in alone[1])
    assert spread == alone


def test_the_command_reads_on_workers_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    block = BLOCK.format(name="One", date="2020-01-01", family="F", organization="O", size="1B")
    (tmp_path / "one.md").write_text(block)
    spread = run("export", "one.md", "--format", "nt", "--engine", "dask", "-q")
    alone = run("export", "one.md", "--format", "nt", "-q")
    assert spread.exit_code == alone.exit_code == 0
    assert spread.stdout_bytes == alone.stdout_bytes


def test_a_scheduler_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(BLOCK)
    result = run("check", tmp_path / "one.md", "--engine", "dask", "--scheduler", "nonsense://127.0.0.1:1")
    assert result.exit_code == 2
    assert "no scheduler answers at nonsense://127.0.0.1:1" in result.stderr


def test_a_scheduler_without_the_engine_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(BLOCK)
    result = run("check", tmp_path / "one.md", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "--engine dask" in result.stderr


@pytest.mark.parametrize("verb", [["check", "-v"], ["mapping", "draft"], ["reconcile"], ["export", "--format", "ttl"]])
def test_verbs_answer_the_same_whatever_reads(verb: list[str], tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(
        "".join(
            BLOCK.format(name=f"M{at}", date="2020-01-01", family="F", organization=name, size="1B")
            for at, name in enumerate(["Open AI Lab", "OpenAI Labs"] * 8)
        )
    )
    alone = run(*verb, tmp_path / "one.md")
    several = run(*verb, tmp_path / "one.md", "--engine", "pool", "--jobs", "2")
    assert (several.exit_code, several.stdout) == (alone.exit_code, alone.stdout)
    assert alone.stdout
