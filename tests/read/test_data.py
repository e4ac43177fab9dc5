"""Lists of maps in files of YAML and JSON: each map is a record, with its places, however the file comes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orkgx.model import Diagnostic, Record, RecordSource
from orkgx.read.data import split_data
from orkgx.read.records import RecordReader
from orkgx.read.segments import Segment

YAML = """\
# the models
version: 2
models:
  - name: Zephyr
    evals:
    - {task: qa, f1: 3}
    - {task: mt, f1: 4}
  # a cold one
  -
    name: "Borea: a wind"
    note: |
      - not: an item
  - only a text
others:
- name: Notus
"""
JSON = """{"version": 2, "models": [{"name": "Ze \\"ph\\" {yr", "evals": [{"f1": 3}, {"f1": 4}]},
 {"name": "\\ud83d\\ude00", "no": null}]}"""
LINES = '{"name": "Eurus", "size": {"b": 7}}\n{"name": "Auster"}\n'


def records(texts: list[str], file: str) -> list[Record]:
    reader = RecordReader([RecordSource("data")])
    segments = [one for one in split_data(texts, file, file) if isinstance(one, Segment)]
    return reader.read_file(segments, [])


def said(record: Record) -> dict[str, str]:
    return dict(zip(record.fields.names, record.fields.texts, strict=True))


def test_maps_of_yaml_are_records_below_the_key_of_their_list() -> None:
    zephyr, borea, notus = records([YAML], "m.yaml")
    assert (zephyr.line, borea.line, notus.line) == (4, 9, 15)
    assert [one["evals.task"] for one in map(things, zephyr.things["evals"])] == ["qa", "mt"]
    assert said(borea) == {"name": "Borea: a wind", "note": "- not: an item"}
    assert (zephyr.context.text("@heading"), notus.context.text("@heading")) == ("models", "others")
    places_hold(YAML, [zephyr, notus])


def things(fields: object) -> dict[str, str]:
    return {field.name: field.text for field in fields}  # type: ignore[attr-defined]


def places_hold(text: str, some: list[Record]) -> None:
    rows = text.split("\n")
    for field in (field for record in some for field in record.fields):
        assert rows[field.value_line - 1][field.value_column - 1 :].lstrip('"').startswith(field.text[:2])
        assert rows[field.line - 1][field.column - 1 :].lstrip('"').startswith(field.name.rpartition(".")[2])


def test_objects_of_json_are_records_wherever_the_stretches_of_the_file_end() -> None:
    for at in range(len(JSON)):
        zephyr, grin = records([JSON[:at], JSON[at:]], "m.json")
        assert said(zephyr)["name"] == 'Ze "ph" {yr' and said(grin) == {"name": "\N{GRINNING FACE}", "no": ""}
        assert (zephyr.line, zephyr.fields[0].column, grin.line) == (1, 28, 2)
        assert len(zephyr.things["evals"]) == 2 and zephyr.context.text("@heading") == "models"


def test_each_line_of_json_lines_is_a_record() -> None:
    eurus, auster = records([LINES], "m.jsonl")
    assert said(eurus) == {"name": "Eurus", "size.b": "7"} and (auster.line, said(auster)) == (2, {"name": "Auster"})
    places_hold(LINES, [eurus, auster])


@pytest.mark.parametrize("file", ["mkdocs.yml", "package.json"])
def test_what_is_no_list_of_maps_gives_nothing(file: str) -> None:
    texts = {
        "mkdocs.yml": "site_name: Winds\nnav:\n- a.md\n- [b, c]\n",
        "package.json": '{"name": "w", "files": ["a"]}',
    }
    assert records([texts[file]], file) == []


def test_an_entry_too_long_to_be_one_is_told_of_and_what_follows_is_read() -> None:
    def stretches() -> Iterator[str]:
        yield '[{"name": "Zephyr", "text": "'
        yield from ["x" * 100_000] * 40
        yield '"}, {"name": "Borea"}]'

    found = list(split_data(stretches(), "m.json"))
    assert [type(one) for one in found] == [Diagnostic, Segment]
    assert isinstance(found[0], Diagnostic) and found[0].code == "long-line"


@given(
    st.lists(st.dictionaries(st.text('ab ,:{}"\\é\n', min_size=1), st.text() | st.integers() | st.none(), min_size=1)),
    st.integers(0, 3) | st.none(),
)
def test_json_is_read_as_a_parser_of_json_reads_it(maps: list[dict[str, object]], indent: int | None) -> None:
    def shown(value: object) -> str:
        return "" if value is None else str(value)

    plain = [{key: shown(value) for key, value in one.items()} for one in maps]
    if any(
        "\0" in value or not value.isprintable() or value != value.strip() for one in plain for value in one.values()
    ):
        return
    read = records([json.dumps(maps, indent=indent)], "m.json")
    assert [said(one) for one in read] == plain
