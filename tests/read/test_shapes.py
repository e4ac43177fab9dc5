"""Shapes that catalogues have beside YAML blocks: what record each gives, and where its values stand."""

from __future__ import annotations

from orkgx.model import Record, RecordSource
from orkgx.read.csv import split_rows
from orkgx.read.records import RecordReader
from orkgx.read.segments import Segment, split_segments

TABLE = r"""## Small models

| Model | Date | Weights | Size (B) | Licence | Open |
|:--|:-:|---|--:|---|:-:|
| [Zephyr](https://example.org/z) | 2024/03 | [base](https://example.org/b), [chat](https://example.org/c) | 7 - 13 | [MIT](https://example.org/l) | ✅ |
| **Borea** <br> ![stars](https://example.org/s.svg) | 2024-05 | - | 3 | CC BY\|NC &amp; more[^1] | ❌ |
"""  # noqa: E501
BLANK_FIRST = "| | Year | Size |\n|---|---|---|\n| Zephyr | 2024 | 7B<br>13B |\n| | 2025 | 70B |\n"


def records(text: str, *sources: RecordSource) -> list[Record]:
    reader = RecordReader(sources)
    segments = [one for one in split_segments([text], "c.md", "c.md") if isinstance(one, Segment)]
    return reader.read_file(segments, [])


def said(record: Record) -> dict[str, str]:
    return dict(zip(record.fields.names, record.fields.texts, strict=True))


def test_a_row_is_a_record_with_plain_cells_links_and_places() -> None:
    zephyr, borea = records(TABLE, RecordSource("table"))
    assert (zephyr.line, borea.line, zephyr.context.text("@heading")) == (5, 6, "Small models")
    assert said(zephyr) == {
        **{"Model": "Zephyr", "Date": "2024/03", "Weights": "base, chat", "Size (B)": "7 - 13"},
        **{"Licence": "MIT", "Open": "✅"},
    }
    assert said(borea)["Model"] == "Borea" and said(borea)["Licence"] == "CC BY|NC & more"
    weights = zephyr.fields[2]
    assert [link.target for link in weights.links] == ["https://example.org/b", "https://example.org/c"]
    rows = TABLE.splitlines()
    for record in (zephyr, borea):
        for field in record.fields:
            assert rows[field.value_line - 1][field.value_column - 1] == rows[record.line - 1][field.value_column - 1]
            assert rows[2][field.column - 1 :].startswith(field.name)


def test_a_blank_first_cell_means_the_one_above_where_asked_for_and_breaks_part_values() -> None:
    first, second = records(BLANK_FIRST, RecordSource("table", fill=True, parts=True))
    assert [(field.name, field.text) for field in first.fields] == [
        *[("@column.1", "Zephyr"), ("Year", "2024"), ("Size", "7B"), ("Size", "13B")]
    ]
    assert said(second) == {"@column.1": "Zephyr", "Year": "2025", "Size": "70B"}
    assert first.context.text("@column.1") == "Zephyr"
    assert "@column.1" not in said(records(BLANK_FIRST, RecordSource("table"))[1])


def test_a_long_table_is_cut_and_each_part_knows_its_heading() -> None:
    rows = "".join(f"| m{number} | {number} |\n" if number % 3 else f"| | {number} |\n" for number in range(1, 2001))
    text = f"| Model | Size |\n|---|---|\n{rows}\nafter | all\n"
    parts = [one for one in split_segments([text], "c.md") if isinstance(one, Segment)]
    assert len(parts) > 3
    made = records(text, RecordSource("table", fill=True))
    assert len(made) == 2000 and [one.line for one in made] == list(range(3, 2003))
    assert all(said(one)["Model"] == f"m{number if number % 3 else number - 1}" for number, one in enumerate(made, 1))


def test_a_comment_behind_a_long_table_is_not_cut() -> None:
    rows = "| Model | Size |\n|---|---|\n" + "".join(f"| m{number} | {number} |\n" for number in range(254))
    block = "```yaml\nTitle: A\nmodel family: B\n```\n"
    for rest in range(3):
        table = rows + "| x | 1 |\n" * rest
        inside = f"{table}<!-- | a |\n{block}-->\n"
        assert records(inside, RecordSource("yaml")) == []
        assert len(records(f"{table}<!-- | a |\n{block}", RecordSource("yaml"))) == 1


def test_items_are_records_with_bold_italic_and_links_by_their_text() -> None:
    zephyr, borea, auster = records(
        "### Decoders\n\n- **Zephyr** — Aria, [paper](https://example.org/p), [code](https://example.org/c)\n"
        "- **Borea: a cold model**. *Ann Bo*. [[pdf](https://example.org/q)] (**Borea**)\n"
        "1. [Auster (3B)](https://example.org/a) - by Aria\n",
        RecordSource("items"),
    )
    text = zephyr.context.text
    assert (text("@bold"), text("@link[paper]"), text("@link[code]")) == (
        *("Zephyr", "https://example.org/p", "https://example.org/c"),
    )
    assert text("@title") == "Zephyr — Aria, paper, code" and text("@heading") == "Decoders"
    assert (borea.context.text("@bold.last"), borea.context.text("@italic")) == ("Borea", "Ann Bo")
    assert (auster.context.text("@link.text"), auster.line) == ("Auster (3B)", 5)


def test_items_that_are_keys_and_values_are_one_record() -> None:
    (card,) = records(
        "# Zephyr\n\n- **Developed by:** Aria Labs\n- **License:** [MIT](https://example.org/mit)\n* dataset: Winds\n"
        "- **Finetuned from model [optional]:** [More Information Needed]\n",
        RecordSource("items", fields=True),
    )[:1]
    assert said(card)["Developed by"] == "Aria Labs" and card.context.text("@h1") == "Zephyr"
    assert card.fields[1].links[0].target == "https://example.org/mit"


def test_comments_with_fields_are_records_and_others_are_not() -> None:
    text = "<!-- only words -->\n\ntext\n\n<!--\nmodel: Zephyr\nsize: 7B\n-->\n"
    (record,) = records(text, RecordSource("comments"))
    assert said(record) == {"model": "Zephyr", "size": "7B"} and record.line == 5


def test_a_row_of_csv_is_a_record_whatever_is_quoted() -> None:
    text = 'Title,model name,size\n"Of wind, and ""more""",Zephyr,7B\n"a "quoted" word\nand a line",Borea,\n'
    reader = RecordReader([RecordSource("csv")])
    segments = [one for one in split_rows([text], "c.csv", "c.csv") if isinstance(one, Segment)]
    zephyr, borea = reader.read_file(segments, [])
    assert said(zephyr) == {"Title": 'Of wind, and "more"', "model name": "Zephyr", "size": "7B"}
    assert (zephyr.line, borea.line, borea.last) == (2, 3, 4)
    assert said(borea) == {"Title": 'a "quoted" word\nand a line', "model name": "Borea"}


def test_a_row_of_csv_goes_on_behind_a_quote_within_its_cell() -> None:
    rows = '"T0","of "T5", as tuned\n\non many tasks","11B","MIT"\n"Zephyr","Aria","7B","MIT"\n'
    text = f"model,organization,size,license\n{rows}"
    segments = [one for one in split_rows([text], "c.csv", "c.csv") if isinstance(one, Segment)]
    assert [one.line for one in RecordReader([RecordSource("csv")]).read_file(segments, [])] == [2, 5]


def test_a_row_of_csv_that_lost_a_quote_takes_no_other_row() -> None:
    rows = [f'"Zephyr {at}","Aria","of wind, and more"\n' for at in range(1, 7)]
    for spoiled in ('"Zephyr 3","Aria,"of wind, and more"\n', '"Zephyr 3",Aria","of wind"\n', '"Zephyr 3,"Aria",""\n'):
        text = "".join(["model,organization,innovation\n", *rows[:2], spoiled, *rows[3:]])
        segments = [one for one in split_rows([text], "c.csv", "c.csv") if isinstance(one, Segment)]
        found = RecordReader([RecordSource("csv")]).read_file(segments, [])
        assert [one.line for one in found] == [2, 3, 4, 5, 6, 7]
        assert [said(one)["model"] for one in found if one.line != 4] == [f"Zephyr {at}" for at in (1, 2, 4, 5, 6)]


def test_maps_of_a_list_keep_together_with_what_is_around_them() -> None:
    text = (
        "---\nmodel-index:\n- name: zephyr\n  results:\n  - task: {type: qa}\n    metrics:\n"
        "    - {type: f1, value: 0.9}\n    - {type: em, value: 0.9}\n  - task: {type: mt}\n"
        "    metrics: [{type: bleu, value: 31}]\n---\n"
    )
    (card,) = records(text, RecordSource("front-matter"))
    things = card.things["model-index.results.metrics"]
    path = "model-index.results"
    wanted = [("qa", "f1", "0.9"), ("qa", "em", "0.9"), ("mt", "bleu", "31")]
    facts = [dict(zip(one.names, one.texts, strict=True)) for one in things]
    assert [
        (one[f"{path}.task.type"], one[f"{path}.metrics.type"], one[f"{path}.metrics.value"]) for one in facts
    ] == wanted
    assert not [one for one in card.findings if one.code == "duplicate-key"]
