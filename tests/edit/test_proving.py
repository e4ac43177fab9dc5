"""Proofs of many fixes at once: those that hold are found in a few readings, however many do not."""

from __future__ import annotations

from orkgx.check.edits import Edit
from orkgx.edit.proving import Proving, Said


def test_fixes_that_change_what_their_entry_says_are_found_in_readings_that_do_not_grow_with_them() -> None:
    fixes = [(Edit(line, 1, line, 2, ""),) for line in range(1, 1_201)]
    readings = 0

    def said(made: list[int]) -> list[Said]:
        """An entry on every four lines, which each third fix would change."""
        nonlocal readings
        readings += 1
        wrong = {at // 4 for at in made if at % 3 == 0}
        return [Said(4 * at + 1, 4 * at + 4, (f"{at}", *["changed"] * (at in wrong))) for at in range(300)]

    assert Proving(fixes, said([]), said).kept(20) == [at for at in range(1_200) if at % 3]
    assert readings < 10


def test_what_is_not_proved_when_the_readings_are_spent_is_not_kept() -> None:
    fixes = [(Edit(line, 1, line, 2, ""),) for line in range(1, 9)]

    def said(made: list[int]) -> list[Said]:
        return [Said(1, 8, ("changed",) if 5 in made else ())]

    assert Proving(fixes, said([]), said).kept(2) == [0, 1, 2, 3]
