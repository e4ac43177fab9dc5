"""The structure of Markdown: rules that are left out can take nothing, and what is kept is what would be read anew."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from orkgx.read.commonmark import Table, _Memo, find_tables, parse
from orkgx.read.inline import _Walk, read_lead
from orkgx.read.quick import rows_only

BLOCKS = ["- ", "1. ", "2) ", "> ", "```", "~~~", "# ", "#", "    ", "\t", "|", "-", ":-", "=", "***", "_", "+ x"]
INLINE = [" ", "<a>", "<!--", "-->", "[a]: b", "[a]", "\n", "\n\n", "a", "b|c", "\\|", "&amp;", "é"]
PIECES = st.sampled_from(BLOCKS + INLINE)
TEXTS = st.lists(PIECES, max_size=20).map("".join)


@given(TEXTS)
def test_rules_that_are_not_asked_can_take_nothing(text: str) -> None:
    assert parse(text) == MarkdownIt("commonmark", {"maxNesting": 100}).disable("inline").parse(text)


@pytest.mark.parametrize("mark", ["- ", "> ", "1. ", "> - "])
def test_what_stands_below_the_deepest_list_is_read(mark: str) -> None:
    text = f"a\n\n{mark * 100}b\n\n### C\n\n```yaml\nd: e\n```\n"
    assert [token.type for token in parse(text) if token.level == 0][-2:] == ["heading_close", "fence"]


@given(TEXTS)
def test_tables_stand_where_the_rule_with_all_its_tokens_finds_them(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").disable("inline").parse(text)
    maps = [token.map for token in tokens if token.type == "table_open" and token.map]
    assert find_tables(text) == [Table(first, first + 2, end) for first, end in maps]


@given(st.lists(st.lists(PIECES.filter(lambda one: "\n" not in one), max_size=5).map("".join), min_size=1, max_size=5))
def test_lines_that_are_rows_for_sure_are_rows_of_the_table_above(rows: list[str]) -> None:
    text = "".join(f"|{row}\n" for row in rows)
    assert rows_only(text)
    assert find_tables(f"|a|b|\n|-|-|\n{text}") == [Table(0, 2, 2 + len(rows))]


def test_a_parsed_text_is_freed_without_the_collector_of_cycles_which_long_runs_hardly_call() -> None:
    gc.collect()
    gc.disable()
    try:
        find_tables("| of |\n|---|\n| a text that nobody read |\n")
        assert gc.collect() == 0
    finally:
        gc.enable()


@given(st.lists(st.sampled_from([*"ab (:é|1.)-#\t", "\n", "[a]", "](", "b)", "*"])).map("".join))
def test_a_text_without_marks_reads_as_one_that_is_walked_through(text: str) -> None:
    places = tuple((line, 3) for line in range(1, text.count("\n") + 2))
    assert read_lead(text.strip(), places) == _Walk(text.strip(), places, ()).read()


@given(st.lists(st.sampled_from(["[a](", "(", ")", "b", " ", "\\", "<", "]"]), max_size=120).map("".join))
def test_links_whose_parentheses_are_too_deep_are_none(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"maxNesting": 6}).parseInline(text)[0].children or []
    links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    assert [link.target for link in read_lead(text, ((1, 1),)).links] == links


def test_what_is_kept_stays_small() -> None:
    memo = _Memo[int]()
    for at in range(1_000):
        memo.put(str(at), at, 1_000)
    assert memo.get("999") == 999 and memo.get("0") is None
    assert len(memo.young) + len(memo.old) <= 80
