"""How often an ORKG is asked, and how busy a push keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.push import listing
from tests.orkg.pushing import SMALL, push, pushes_nothing, run, seed
from tests.orkg.server import Orkg

NAMES = [f"Model {letter}" for letter in "ABCDEFGH"]


def test_a_fresh_orkg_is_read_by_lists_and_not_thing_by_thing(
    orkg: Orkg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "catalogue.md"
    source.write_text("\n".join(SMALL.replace("Alpha", name).replace("Initech", f"Lab {name}") for name in NAMES))
    seed(orkg, source)
    said = len([one for one in orkg.things.values() if one["kind"] in ("predicates", "classes")])
    assert run("plan", source, orkg).exit_code == 0
    listed = orkg.counts["reads"] - said
    (tmp_path / "ledger.sqlite").unlink()
    monkeypatch.setattr(listing, "_LISTED", -1)
    assert run("plan", source, orkg).exit_code == 0
    assert 3 * listed < orkg.counts["reads"] - 2 * said - listed


def test_where_lists_are_long_each_thing_is_asked_for_at_once(
    orkg: Orkg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_LISTED", -1)
    source = tmp_path / "catalogue.md"
    source.write_text(SMALL)
    seed(orkg, source)
    assert push(source, orkg).exit_code == 0
    (tmp_path / "ledger.sqlite").unlink()
    assert pushes_nothing(source, orkg)


def test_a_paper_is_read_with_its_contributions_in_one_request(orkg: Orkg, catalogue: Path) -> None:
    push(catalogue, orkg)
    reads = orkg.counts["reads"]
    assert pushes_nothing(catalogue, orkg)
    whole = orkg.counts["reads"] - reads
    orkg.has_subgraph = False
    assert pushes_nothing(catalogue, orkg)
    assert orkg.counts["reads"] - reads - whole == whole + 4


def test_a_push_keeps_as_many_requests_under_way_as_it_may(orkg: Orkg, catalogue: Path) -> None:
    orkg.faults.delay = 0.05
    assert push(catalogue, orkg, "--jobs", "4").exit_code == 0
    assert orkg.in_flight() > 1.5, "most of few writes wait for nothing"
