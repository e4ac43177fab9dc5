"""Reading fields: the quick way reads what YAML reads, and every place points at its text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from orkgx.model import Block, Diagnostic, Record
from orkgx.read import segments
from orkgx.read.markdown import find_blocks
from orkgx.read.quick import plain_parts
from orkgx.read.records import RecordReader
from orkgx.read.segments import Segment, split_segments
from orkgx.read.yaml import _yaml_fields, read_record
from tests.support import run


def block(text: str, indent: int = 0) -> Block:
    rows = text.count("\n") + (0 if text.endswith("\n") else 1)
    return Block(text if text.endswith("\n") else text + "\n", "c.md", 3, 2 + rows, (indent,) * rows)


KEYS = st.sampled_from(["Title", "model family", "a (in million)", "Text Encoder & Image Decoder", "x-y", "A "])
VALUES = st.text(alphabet=st.sampled_from(list("ab:#-[]{}'\"&*!|>%@`,. ~?\té\u2028\u00a00")), max_size=8)
LINES = st.builds(lambda key, gap, value: f"{key}:{gap}{value}", KEYS, st.sampled_from(["", " ", "  "]), VALUES)


@given(st.lists(LINES, min_size=1, max_size=5))
def test_the_quick_way_reads_what_yaml_reads(lines: list[str]) -> None:
    given_ = block("\n".join(lines))
    found: list[Diagnostic] = []
    parts = plain_parts(given_, found)
    if parts is None:
        return
    quick = list(parts)
    try:
        plain = yaml.compose(given_.text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        assert any(diagnostic.code == "unquoted-colon" for diagnostic in found), given_.text
        return
    assert not found
    assert [(key.value, value.value) for key, value in plain.value] == [(field.name, field.text) for field in quick]
    slow, _ = _yaml_fields(given_, [])
    assert [field[:4] for field in slow] == [field[:4] for field in quick]
    filled = [(a, b) for a, b in zip(slow, quick, strict=True) if b.text]
    assert [a[4:] for a, _ in filled] == [b[4:] for _, b in filled]


NAMES = ("Title", "model family", "a (in million)")
ITEM_VALUES = st.one_of(st.sampled_from(["a", "b c", "a: b", "x:", "é", "[a, b]", "a #b"]), VALUES)
ITEMS = st.builds(
    lambda lead, names, values, gap: (
        f"- {lead}\n\n  ```yaml\n"
        + "".join([f"  {name}: {value}\n" for name, value in zip(names, values, strict=False)])
        + f"  ```\n{gap}"
    ),
    st.sampled_from(["[A](https://example.org/)", "**B** of [C](d)", "E\n  and F"]),
    st.sampled_from([NAMES, NAMES, NAMES, NAMES[:2], NAMES[::-1], (*NAMES[:2], NAMES[0])]),
    st.tuples(ITEM_VALUES, ITEM_VALUES, ITEM_VALUES),
    st.sampled_from(
        ["\n", "\n\n", "", "  text\n", "\n-----\n# H\n\n", "---\n", "\n***\n\n___ \n", "T\n---\n", "\n---\nT\n---\n"]
    ),
)


def as_blocks(segment: Segment, found: list[Diagnostic]) -> list[Record]:
    """The records of a segment by way of the Markdown parser, whatever items it holds."""
    blocks, problems = find_blocks(segment)
    found += problems
    return [read_record(block) for block in blocks]


def facts_of(records: list[Record]) -> list[tuple[object, ...]]:
    return [(list(one.fields), one.line, one.last, one.findings, list(one.context.all())) for one in records]


@given(st.lists(ITEMS, min_size=1, max_size=4))
def test_plain_items_are_read_like_other_blocks(items: list[str]) -> None:
    for segment in split_segments(["".join(items)], "c.md"):
        assert isinstance(segment, Segment)
        found: tuple[list[Diagnostic], list[Diagnostic]] = ([], [])
        quick, slow = RecordReader().read(segment, found[0]), as_blocks(segment, found[1])
        assert sorted(found[0]) == sorted(found[1])
        assert facts_of(quick) == facts_of(slow)


@given(st.lists(ITEMS, min_size=1, max_size=4))
def test_many_plain_items_in_one_segment_are_what_each_is_in_its_own(items: list[str]) -> None:
    def read() -> list[tuple[object, ...]]:
        parts = [one for one in split_segments(["".join(items)], "c.md") if isinstance(one, Segment)]
        return facts_of([record for part in parts for record in as_blocks(part, [])])

    with pytest.MonkeyPatch.context() as patch:
        together = read()
        patch.setattr(segments, "PLAIN_ITEMS", re.compile("(?!)"))
        assert together == read()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    record = read_record(block(text.replace("\r", ""), 2))
    assert all(field.line >= 3 and field.column >= 1 for field in record.fields)


@given(st.lists(LINES, min_size=1, max_size=6), st.integers(0, 3))
def test_places_point_at_the_text(lines: list[str], indent: int) -> None:
    source = [" " * indent + line for line in lines]
    rows = [line for line in source if "\u2028" not in line]
    given_ = Block("".join(line[indent:] + "\n" for line in rows), "c.md", 1, len(rows), tuple(indent for _ in rows))
    for field in read_record(given_).fields:
        row = rows[field.line - 1]
        if field.name in ("Title", "model family", "x-y"):
            assert row[field.column - 1 :].startswith(field.name)
        if field.text.isalnum() and not field.item and field.name in ("Title", "model family", "x-y"):
            assert rows[field.value_line - 1][field.value_column - 1 :].lstrip("'\"&*!|>").startswith(field.text[:1])


@pytest.mark.parametrize(
    ("text", "fields", "codes"),
    [
        ("a: b: c", [("a", "b: c")], ["unquoted-colon"]),
        ("a: [x, y]", [("a", "x"), ("a", "y")], []),
        ("a:\n  b: 1\n  c: 2", [("a.b", "1"), ("a.c", "2")], []),
        ("a: |\n  one\n  two\nb: 'q'", [("a", "one\ntwo"), ("b", "q")], []),
        ("a: 1\na: 2", [("a", "1"), ("a", "2")], ["duplicate-key"]),
        ("a: 2019-02-01", [("a", "2019-02-01")], []),
        ("a: x # kept", [("a", "x # kept")], ["hash-in-value"]),
        ("a: x  # gone", [("a", "x")], ["comment"]),
        ("a: b: c\nmore", [("a", "b: c more")], ["unquoted-colon", "stray-line"]),
        ("a: x\nb:y\nc：z", [("a", "x"), ("b", "y"), ("c", "z")], ["unspaced-colon"] * 2),
        ("a：x\nb：y", [("a", "x"), ("b", "y")], ["unspaced-colon"] * 2),
        ("a:x\nb: y\n\t", [("a", "x"), ("b", "y")], ["unspaced-colon"]),
        ("a: x\nhttps://example.org\nb: y", [("a", "x https://example.org"), ("b", "y")], ["stray-line"]),
        ("a: x\nat 10:30\nb: y", [("a", "x at 10:30"), ("b", "y")], ["stray-line"]),
        ("a: |\n  b:y\nc: x: y", [("a", "b:y"), ("c", "x: y")], ["unquoted-colon"]),
        ("a: x\nb: y\nc d: \u20280\u2028", [("a", "x"), ("b", "y"), ("c d", "\u20280\u2028")], ["broken-yaml"]),
        ("a: x\n...\nb: y: z", [("a", "x"), ("b", "y: z")], ["unquoted-colon"]),
        ("a:\tb", [("a", "b")], ["tab-indent"]),
        ("- x", [], ["not-fields"]),
    ],
)
def test_shapes(text: str, fields: list[tuple[str, str]], codes: list[str]) -> None:
    record = read_record(block(text))
    assert [(field.name, field.text) for field in record.fields] == fields
    assert [diagnostic.code for diagnostic in record.findings] == codes


PIECES = st.sampled_from(
    [
        "# Heading", "#### Lab", "- [A](https://example.org/)", "- **B** [[Org]](u) Jun. 2023 [open]", "  more of it",
        "", "", "  ```yaml\n  Title: a\n  model family: b\n  ```", "```yaml\nTitle: c\n```", "    text", "> quote",
        "<!-- a\n\n# b\n-->", "~~~ YML\nField: x\n\n# no heading\n~~~", "text", "Under\n=====", "1. one",
        "      ```yaml\n      Field: y\n      ```", "- ```yaml\n  Title: z\n  ```",
        "- [B](https://example.org/)\n  and more\n\n  ```yaml\n  Title: v\n\n  k: 1\n  ```\n",
        "- [x]: y\n\n  ```yaml\n  k: 2\n  ```",
        "- C\n\n  ````yml\n  Title: u\n  ````\n\n- D\n\n  ```yaml\n  Title: t\n  ```\n\n# After",
        "```yaml\nTitle: w ```\n\n# no heading\n```", " ```\n# in\n ```", "  - inner",
    ]
)  # fmt: skip


@example(["- ```yaml\n  Title: z\n  ```", " ```\n# in\n ```", " ```\n# in\n ```", "  ```yaml\n  Title: a\n  ```"])
@example(["- [A](b)\n\n  ```yaml\n  Title: a\n  ```\n\n"] * 40)
@given(st.lists(PIECES, max_size=12))
def test_segments_cut_where_no_block_does(pieces: list[str]) -> None:
    text = "\n".join(pieces) + "\n"
    cut = [
        found
        for segment in split_segments([text], "c.md")
        if isinstance(segment, Segment)
        for found in find_blocks(segment)[0]
    ]
    whole = find_blocks(Segment(text, "c.md", 1))[0]
    facts = [[(one.text, one.line, one.columns, one.headings, one.lead.text) for one in many] for many in (cut, whole)]
    assert facts[0] == facts[1]
    records = [
        record
        for segment in split_segments([text], "c.md")
        if isinstance(segment, Segment)
        for record in RecordReader().read(segment, [])
    ]
    assert facts_of(records) == facts_of(as_blocks(Segment(text, "c.md", 1), []))


def test_long_front_matter_is_read_to_its_end() -> None:
    results = "".join(f"  - {{type: f{at}, value: {at}}}\n" for at in range(5000))
    (block,) = blocks_of(f"---\nlicense: mit\nresults:\n{results}tags: [a]\n---\n# Zephyr\n")
    record = read_record(block)
    assert not record.findings and len(record.things["results"]) == 5000
    assert record.fields[-1].name == "tags" and record.fields[-1].line == 5004


@pytest.mark.parametrize(
    "opener", ["---\n\n## A\n\n---\n", "---\n- [a](b)\n---\n", "---\nNote: a\n```yaml\nb: c\n```\n---\n"]
)
def test_a_rule_across_the_page_is_no_front_matter(opener: str) -> None:
    assert not [block for block in blocks_of(opener) if block.source == "front-matter"]


def blocks_of(text: str) -> list[Block]:
    segments = [one for one in split_segments([text], "c.md") if isinstance(one, Segment)]
    return [block for segment in segments for block in find_blocks(segment)[0]]


def test_many_fences_one_after_the_other_are_read_in_parts_of_their_places() -> None:
    text = "".join(f"```yaml\nmodel: M{number}\nsize: 1B\n```\n" for number in range(500))
    found: list[Diagnostic] = []
    segments = [one for one in split_segments([text], "c.md") if isinstance(one, Segment)]
    records = [record for segment in segments for record in RecordReader().read(segment, found)]
    assert max(segment.text.count("\n") for segment in segments) < 300 and not found
    assert [(one.fields[0].text, one.fields[0].line) for one in records] == [(f"M{n}", 4 * n + 2) for n in range(500)]


def test_what_is_missing_in_a_comment_is_missed_where_the_comment_opens(tmp_path: Path) -> None:
    (tmp_path / "c.md").write_text("# T\n\n<!--\nmodel: OPT\n-->\n\n<!-- model: BLOOM -->\n", "utf-8")
    shown = run("check", tmp_path / "c.md", "-v", "--report", "github").stdout
    assert [line.split(",")[1:3] for line in shown.splitlines() if "no-paper-title" in line] == [
        ["line=3", "col=1"],
        ["line=7", "col=1"],
    ]
