"""Values that are probably wrong: each kind found at its place, likely ones left alone, and nothing changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import findings_in, run

CODES = "contradiction,implausible-date,near-miss,outlier"
ENTRY = "- [{name}](https://example.org/)\n\n  ```yaml\n  Title: A paper\n{rows}  ```\n\n"
SIZES = "\n".join(f"| M{at} | {size} | 2022 |" for at, size in enumerate(["7B", "70B", "1B", "13B", "400M"] * 2))
TABLE = "| Model | Params | Date |\n|---|---|---|\n" + SIZES + "\n"

# A name, what stands in its block, and what is found there.
FINDINGS: list[tuple[str, str, list[str]]] = [
    (
        "A",
        "  number of parameters: 1B, 7B\n  maximum number of parameters (in million): 7\n",
        [
            "a.md:6:46: warning contradiction: a maximum of 7 million stands beside 7,000,000,000 parameters; one of "
            "them is wrong"
        ],
    ),
    ("A", "  number of parameters: 1B, 7B\n  maximum number of parameters (in million): 7000\n", []),
    (
        "Falcon-7B",
        "  number of parameters: 70B\n",
        [
            "a.md:5:25: warning contradiction: the name 'Falcon-7B' says another size than 70,000,000,000 parameters; "
            "one of them is wrong"
        ],
    ),
    ("Falcon 6.7B", "  number of parameters: 6.65B\n", []),
    ("Mixtral-8x7B", "  number of parameters: 46.7B\n", []),
    ("T5-3B and 11B", "  number of parameters: 60M, 11B\n", []),
    (
        "A",
        "  number of parameters: 37B total, 671B active\n",
        [
            "a.md:5:25: warning contradiction: a part of 671,000,000,000 parameters is more than the whole of "
            "37,000,000,000"
        ],
    ),
    ("A", "  date created: 2031-02\n", ["a.md:5:17: warning implausible-date: 2031-02 is still to come"]),
    ("A", "  date created: 2026\n", []),
    (
        "A",
        "  date created: 2023-02\n  knowledge cutoff date: 2023-09\n",
        [
            "a.md:6:26: warning contradiction: it knows the world up to 2023-09 and came out in 2023-02; one of them "
            "is wrong"
        ],
    ),
    ("A", "  date created: 2023\n  knowledge cutoff date: 2023-09\n", []),
    (
        "A",
        "  date created: 0202-05-01\n",
        ["a.md:5:17: warning implausible-date: 0202-05-01 is long before there were such models"],
    ),
    (
        "A",
        "  organization: Gooogle, OpenAI\n",
        [
            "a.md:5:17: warning near-miss: 'Gooogle' is not known here, and much like 'Google'; did you mean that?",
        ],
    ),
    ("A", "  organization: Goodmans, Tongyi\n  hardware used: >100 GPUs\n", []),
]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")  # in November 2026


def check(text: str) -> list[str]:
    Path("a.md").write_text(text, "utf-8")
    return findings_in(run("check", "a.md", "--select", CODES, "--all").stdout)


@pytest.mark.parametrize(("name", "rows", "findings"), FINDINGS)
def test_what_an_entry_says_against_itself_is_told_of(name: str, rows: str, findings: list[str]) -> None:
    assert check(ENTRY.format(name=name, rows=rows)) == findings


OUTLIERS: list[tuple[str, list[str]]] = [
    (
        "| GPT | 170T | 2023 |\n",
        [
            "a.md:13:9: warning outlier: 170,000,000,000,000 parameters, where most others have 121M to 191B; is the "
            "unit right?"
        ],
    ),
    ("| GPT | 1.7T | 2023 |\n", []),
    ("| GPT | 90M | 2023 |\n", []),
]


@pytest.mark.parametrize(("row", "findings"), OUTLIERS)
def test_a_size_far_off_all_others_of_its_file_is_told_of(row: str, findings: list[str]) -> None:
    assert check(TABLE + row) == findings
    assert check(TABLE[: TABLE.index("| M6")] + row) == []  # too few others to be held against


def test_a_date_years_before_that_of_the_paper_is_told_of() -> None:
    rows = "| A | [One](https://arxiv.org/abs/2302.1{}) | {} |\n"
    table = (
        "| Model | Paper | Date |\n|---|---|---|\n" + rows.format("0001", "2021-02") + rows.format("0002", "2019-02")
    )
    assert check(table) == [
        "a.md:4:49: warning contradiction: 2019-02 is years before its paper on arXiv, of 2023-02; one of them is wrong"
    ]


def test_an_outlier_is_found_whatever_the_number_of_processes() -> None:
    text = TABLE.replace("| Model", "|   Model") + "| GPT | 170T | 2023 |\n"
    Path("a.md").write_text(text, "utf-8")
    Path("b.md").write_text("# More\n\n" + "x " * 60_000 + "\n", "utf-8")
    found = [run("check", "a.md", "b.md", "--select", "outlier", "-j", jobs).stdout for jobs in ("1", "2")]
    assert found[0] == found[1] != ""


def test_suspicions_change_nothing_and_are_none_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TABLE + "| GPT | 170T | 2031 |\n")
    ended = run("export", "a.md", "--format", "nt", "-v")
    assert "outlier" not in ended.stderr and "implausible-date" not in ended.stderr
    assert '"170000000000000"' in ended.stdout


def test_growth_tells_outliers_apart_from_the_figures(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TABLE + "| Old | 170T | 2021 |\n")
    text = run("query", "a.md", "--name", "growth", "--format", "json").stdout
    old, new = [{name: one["value"] for name, one in row.items()} for row in json.loads(text)["results"]["bindings"]]
    assert old == {"year": "2021", "models": "0", "outliers": "Old 170000000000000 "}
    assert (new["models"], new["largest"], new["outliers"]) == ("10", "70000000000", "")


def test_there_are_few_suspicions_in_the_real_catalogues(catalogues: Path) -> None:
    names = ("awesome-llms.md", "awesome-huge-models.md", "wild/open-llms.md", "wild/mmpretrain-resnet.md")
    said = run("check", *[catalogues / name for name in names], "--select", CODES, "--all").stdout
    values = [f"{line.split(':')[1]} {line.split(': ')[1].split()[1]}" for line in findings_in(said)]
    assert sorted(values) == [
        "1869 near-miss",  # Self-supervized Learning
        "257 outlier",  # GPT-4
        "727 contradiction",  # MAE->WSP-2B
        "813 outlier",  # BaGuaLu
        "93 outlier",  # resnet34
        "95 near-miss",  # starcoderdata
    ]
