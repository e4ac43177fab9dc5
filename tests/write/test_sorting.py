"""Sorting by way of the disk, against sorting in memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orkgx.write import sorting
from orkgx.write.sorting import in_order


@given(st.lists(st.binary(max_size=3).map(lambda one: one.replace(b"\n", b"") + b"\n")), st.integers(1, 4))
def test_lines_in_any_number_come_out_in_their_order_each_once(lines: list[bytes], few: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "_AT_ONCE", few)
        patch.setattr(sorting, "_MERGED", 2)
        assert list(in_order(lines)) == sorted(set(lines))
