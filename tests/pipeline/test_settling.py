"""What only the whole shows, names of several dates and entries that stand there twice, against a run that knows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orkgx.mapping.compiled import Settings
from orkgx.model import Diagnostic
from orkgx.pipeline import Builder, Run
from orkgx.pipeline.engines import Engine, engine_for, here
from orkgx.read import batches
from orkgx.read.sources import Source

BUILDER = Builder.of(["awesome-llms"], Settings(lines=True))
SOURCE = Source("all.md", "all.md", "", 0, BytesIO)


class Model(NamedTuple):
    name: str
    date: str
    organization: str
    id: str = ""

    def text(self) -> str:
        link = f"https://orkg.org/paper/R{self.id}/R{self.id}9" if self.id else ""
        return (
            f"- [{self.name}]({link})\n\n  ```yaml\n  Title: On {self.name}\n  date created: {self.date}\n"
            f"  organization: {self.organization}\n  number of parameters: 1B\n  Colour: blue\n  ```\n\n"
        )


class Made(NamedTuple):
    statements: list[bytes]
    findings: list[Diagnostic]
    lines: list[str]
    blocks: int
    entries: int
    builder: Builder


def made(models: Iterable[Model], builder: Builder = BUILDER, engine: Engine = here) -> Made:
    text = "".join(model.text() for model in models).encode()
    run = Run(builder.again(), [replace(SOURCE, size=len(text), open=lambda: BytesIO(text))], engine=engine)
    with run.spooled() as spool:
        statements = b"".join(spool.pieces()).splitlines()
    found, lines = list(run.findings()), list(run.lines())
    assert sum(run.summary.counts.values()) == len(found)
    return Made(sorted(statements), found, lines, run.summary.blocks, run.summary.entries, run.builder)


MODELS = st.lists(
    st.builds(
        Model,
        st.sampled_from(["A", "B", "C+", "C plus"]),
        st.sampled_from(["2020-01-01", "2021-01-01"]),
        st.sampled_from(["Acme", "ACME", "Lone", "Duo, Acme"]),
        st.sampled_from(["", "", "7"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(MODELS, st.sampled_from([1, 400, 900]))
def test_a_run_that_learns_of_dates_and_doubles_makes_what_one_makes_that_knew(models: list[Model], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "_BATCH", size)
        learned = made(models)
        knew = made(models, learned.builder)
        assert (knew.builder.dated, knew.builder.doubled) == (learned.builder.dated, learned.builder.doubled)
        assert learned[:-1] == knew[:-1]
        assert len({*learned.statements}) == len(learned.statements)


def counting(engine: Engine, sizes: list[int]) -> Engine:
    def counted(transformer: object, some: Iterable[object]) -> Iterator[object]:
        for one in engine(transformer, some):  # type: ignore[type-var, arg-type]
            sizes.append(1)
            yield one

    return counted  # type: ignore[return-value]


def test_only_the_batch_of_a_double_is_made_again_in_any_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own organisation is gone with it; the one that it was the first to name stays, as others name it."""
    monkeypatch.setattr(batches, "_BATCH", 400)
    monkeypatch.setattr("orkgx.pipeline.run._FEW", 0)
    models = [Model(f"M{at}", "2020-01-01", f"O{at % 9}") for at in range(60)]
    models[30:30] = [Model("M3", "2020-01-01", "Lone, Shared"), Model("M4", "2031-01-01", "Shared")]
    took: list[int] = []
    learned = made(models, engine=counting(here, took))
    assert len(took) < 40
    by_two = made(models, engine=engine_for(2))
    assert learned[:-1] == by_two[:-1]
    assert learned.entries == 61 and [one.code for one in learned.findings].count("duplicate-entry") == 1
    text = b"\n".join(learned.statements).decode()
    assert "organization/shared" in text and "organization/lone" not in text
    assert "model/m4-2020" in text and "model/m4-2031" in text
