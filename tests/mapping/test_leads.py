"""Templates for what stands above a block or in a list item: each field is what a reader would say it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orkgx.mapping.leads import lead_pattern
from orkgx.model import Context, Fields, Record
from orkgx.read.inline import read_lead
from orkgx.read.leads import read_lead_groups

PARTS = ["**{name}**", " [{maker}]", " {date:date}", " [{access:open|closed}]", "\n{paper}", " [{venue}]"]

# A template, what stands there, and the fields: what of the source each is, and where that stands.
TABLE: list[tuple[str | list[str], str, dict[str, str]]] = [
    (
        "**{name}** [{maker}]({link}) {date}",
        "**GPT 3** [OpenAI Inc.](https://o.ai) June 2020 ",
        {
            "@name": "GPT 3 1:3",
            "@maker": "OpenAI Inc. 1:12",
            "@maker.link": "https://o.ai 1:12",
            "@date": "June 2020 1:39",
            "@link": "https://o.ai 1:12",
        },
    ),
    ("**{name}** [{maker}]({link})", "GPT-3 [OpenAI](https://o.ai)", {}),  # it is not bold
    ("**{name}** [{maker}]({link})", "**GPT-3** OpenAI and **B** [C](u)", {}),  # no link follows the first bold
    ("{name} - {about}", "A-1  -  a - b", {"@name": "A-1 1:1", "@about": "a - b 1:9"}),
    ("{name} {about}", "A b c", {"@name": "A 1:1", "@about": "b c 1:3"}),  # one before a blank is a word
    (
        "{name}: {size:word}, {date:date}",
        "GPT 3: 7B, 2024-11 (beta)",
        {"@name": "GPT 3 1:1", "@size": "7B 1:8", "@date": "2024-11 1:12"},
    ),
    ("**{name}**", "**[A *b* c](u)** d", {"@name": "A b c 1:4", "@name.link": "u 1:4"}),
    ("*{name}* [code]({code})", "*A* [Code](u) [code](v)", {}),
    ("*{name}*, [code]({code})", "*A*, [code](v)", {"@name": "A 1:2", "@code": "v 1:7"}),
    (
        PARTS,
        "**A** [[B, C]](u) Mar. 2023 [closed]",
        {
            "@name": "A 1:3",
            "@maker": "B, C 1:9",
            "@maker.link": "u 1:9",
            "@date": "Mar. 2023 1:19",
            "@access": "closed 1:30",
        },
    ),
    (
        PARTS,
        "**A** [open] and more\nOn\nB [X]",
        {"@name": "A 1:3", "@access": "open 1:8", "@paper": "On B 2:1", "@venue": "X 3:4"},
    ),
    (PARTS, "**A** 2023", {"@name": "A 1:3", "@date": "2023 1:7"}),
]


def found(template: str | list[str], text: str) -> dict[str, str]:
    lead = read_lead(text, tuple((line, 1) for line in range(1, text.count("\n") + 2)))
    record = Record(Fields.of(()), Context(lead, (), "c.md", 1), "c.md", 1, 1, "items")
    groups, findings = read_lead_groups(record, [lead_pattern(template)])
    assert not findings
    return {name: f"{field.text} {field.line}:{field.column}" for name, field in groups.items()}


@pytest.mark.parametrize(("template", "text", "expected"), TABLE)
def test_the_fields_of_a_template(template: str | list[str], text: str, expected: dict[str, str]) -> None:
    assert found(template, text) == expected


@given(st.text("ab *[]()-\n{}", max_size=40))
def test_a_field_is_what_stands_at_its_place(text: str) -> None:
    lines = text.split("\n")
    for said in found("{name} - {about}", text).values():
        value, place = said.rsplit(" ", 1)
        line, column = map(int, place.split(":"))
        assert lines[line - 1][column - 1 :].startswith(value[0]), "a place that is not that of the value"


def test_a_template_is_searched_in_linear_time() -> None:
    for text in ("- " * 2_400, "**a** [" * 600, " " * 4_900, "[a](b)" * 800):
        before = time.process_time()
        found([*PARTS, " - {about}"], f"**a**{text}")
        assert time.process_time() - before < 5
