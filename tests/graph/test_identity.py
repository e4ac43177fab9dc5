"""Digests, the index and what is remembered, against plain lists."""

from __future__ import annotations

from array import array
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orkgx.graph import digests as digests_module
from orkgx.graph import mentions
from orkgx.graph.digests import Digests, digest, digest_number
from orkgx.graph.identity import Index, Marks
from orkgx.graph.mentions import Mentions
from orkgx.mapping.cache import remember

NUMBERS = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5), max_size=60)


@given(st.lists(NUMBERS, max_size=4), st.integers(1, 9))
def test_digests_are_a_list(pieces: list[list[int]], few: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests_module, "_IN_MEMORY", 100)
        patch.setattr(digests_module, "_SLICE", few)
        patch.setattr(digests_module, "_AT_ONCE", few)
        digests = Digests()
        for piece in pieces:
            digests.extend(array("Q", piece).tobytes())
        plain = [one for piece in pieces for one in piece]
        assert len(digests) == len(plain)
        assert list(digests) == plain
        assert [digests[at] for at in range(len(plain))] == plain
        assert list(digests.slice(1, 3)) == plain[1:3]
        assert digests.repeated() == {one for one, count in Counter(plain).items() if count > 1}
        digests.close()


ENTRIES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "2020", "2021"])), max_size=12)


@given(st.lists(ENTRIES, max_size=3))
def test_the_index_finds_what_stands_there_twice(batches: list[list[tuple[str, str]]]) -> None:
    index = Index()
    places = iter(range(10_000))
    wanted_dates: dict[str, set[str]] = {}
    seen: dict[tuple[str, str], int] = {}
    doubled: dict[int, dict[int, int]] = {}
    for number, batch in enumerate(batches):
        numbers = [next(places) for _ in batch]
        index.extend(
            Marks(
                b"".join(digest(name) for name, _ in batch),
                b"".join(digest(date) for _, date in batch),
                b"".join(digest(f"{name} {date}") for name, date in batch),
                array("Q", numbers).tobytes(),
            )
        )
        for (name, date), place in zip(batch, numbers, strict=True):
            wanted_dates.setdefault(name, set()).add(date)
            if (name, date) in seen:
                doubled.setdefault(number, {})[place] = seen[name, date]
            seen.setdefault((name, date), place)
    assert index.dated() == {digest_number(name) for name, dates in wanted_dates.items() if len(dates) > 1}
    assert index.doubled() == doubled
    wanted = {digest_number(name) for name in "ab"}
    having = {at: wanted & {digest_number(name) for name, _ in batch} for at, batch in enumerate(batches)}
    assert index.batches_of(wanted) == {at: names for at, names in having.items() if names}


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.integers(1, 6))
def test_what_came_lately_is_known_and_what_never_came_is_not(texts: list[str], lately: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mentions, "_RECENT", lately)
        recent = Mentions()
        for at, text in enumerate(texts):
            known = not recent._is_new(text)
            assert known <= (text in texts[:at])
            assert known >= (text in texts[max(at - lately, 0) : at])


def test_no_more_is_remembered_than_was_said() -> None:
    kept: dict[str, int] = {}
    assert [remember(kept, name, at, 2) for at, name in enumerate("abc")] == [0, 1, 2]
    assert kept == {"a": 0, "b": 1}
