"""Comments in a source that say which findings are not wanted: what they are about, and when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import findings_in, run

ITEM = """\
- [A](https://example.org/)
{lead}
  ```yaml
{row}
  Title: A: paper{tail}
  innovation: B: C
  organization: OpenAI
  date created: 2020-01-02
  research problem: x
  model family: GPT
  ```
"""
TABLE = "{above}| Model | Params | Date |\n|---|---|---|\n| A | 1B {cell}| soon |\n| B | 2B | never |\n"

# What is put into the block, and what is found in it then.
FINDINGS: list[tuple[dict[str, str], list[str]]] = [
    (
        {"lead": "\n  <!-- orkgx: ignore unquoted-colons -->\n"},
        [
            "a.md:9:10: warning unquoted-colon: the value holds ': ', which YAML takes for another key; it was read "
            "to the end of the line; quote it",
            "a.md:10:15: warning unquoted-colon: the value holds ': ', which YAML takes for another key; it was read "
            "to the end of the line; quote it",
            "a.md:5:3: warning unknown-code: there is no code 'unquoted-colons'; did you mean 'unquoted-colon'?",
        ],
    ),
    (
        {"lead": "\n  <!-- orkgx: ignore unquoted-*, odd-key (a title is as it is) -->\n"},
        ["a.md:5:3: info unused-ignore: nothing is found here of 'odd-key', which this comment ignores; remove it"],
    ),
]


def found(folder: Path, text: str, *options: str) -> list[str]:
    (folder / "a.md").write_text(text, "utf-8")
    return findings_in(run("check", "a.md", "--all", "-v", *options).stdout)


def item(**parts: str) -> str:
    return "<!-- a catalogue -->\n\n" + ITEM.format(**{"lead": "", "row": "", "tail": "", **parts})


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("parts", "findings"), FINDINGS)
def test_a_comment_that_is_wrong_or_of_no_use_is_told_of(
    tmp_path: Path, parts: dict[str, str], findings: list[str]
) -> None:
    assert found(tmp_path, item(**parts)) == findings


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        ({}, [7, 8]),
        ({"row": "  # orkgx: ignore unquoted-colon"}, [8]),  # the field below
        ({"tail": "  # orkgx: ignore unquoted-colon"}, [8]),  # the field before it
        ({"lead": "\n  <!-- orkgx: ignore unquoted-colon -->\n"}, []),  # the block below
    ],
)
def test_a_comment_is_about_its_line_or_what_comes_next(
    tmp_path: Path, parts: dict[str, str], lines: list[int]
) -> None:
    assert [int(line.split(":")[1]) for line in found(tmp_path, item(**parts))] == lines


def test_a_comment_above_an_item_is_about_all_of_it_and_no_other(tmp_path: Path) -> None:
    second = ITEM.format(lead="", row="", tail="").replace("[A]", "[B]")
    text = f"<!-- orkgx: ignore unquoted-colon -->\n\n{item()}\n{second}"
    assert len(found(tmp_path, text)) == 2
    assert all(int(line.split(":")[1]) > 15 for line in found(tmp_path, text))
    assert found(tmp_path, text.replace("ignore ", "ignore-file ")) == []


def test_a_comment_above_a_table_is_about_its_rows_and_one_in_a_row_about_that(tmp_path: Path) -> None:
    said = "<!-- orkgx: ignore unreadable-date, no-paper-title -->"
    assert len([one for one in found(tmp_path, TABLE.format(above="", cell="")) if "unreadable-date" in one]) == 2
    assert found(tmp_path, TABLE.format(above=f"{said}\n\n", cell="")) == []
    assert {line.split(":")[1] for line in found(tmp_path, TABLE.format(above="", cell=said))} == {"4"}


def test_a_comment_is_no_part_of_the_graph(tmp_path: Path) -> None:
    made = []
    for parts in ({}, {"tail": "  # orkgx: ignore unquoted-colon"}, {"row": "  # orkgx: ignore x"}):
        (tmp_path / "a.md").write_text(item(**parts), "utf-8")
        made.append(run("export", "a.md", "--format", "nt").stdout)
    assert made[0] == made[1] == made[2] != ""


def test_what_is_ignored_neither_fails_nor_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(item(lead="\n  <!-- orkgx: ignore unquoted-colon -->\n"), "utf-8")
    ended = run("check", "a.md", "--fail-on", "warning")
    assert (ended.exit_code, "0 warnings" in ended.stderr) == (0, True)
