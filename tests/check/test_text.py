"""Findings as people read them: what stands on the screen, whatever stands in the source."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from orkgx.check.excerpts import Lines, excerpt
from orkgx.check.text import MOST, TextReport
from orkgx.model import Diagnostic, Severity, Span
from tests.support import ROOT, run

PLACE = re.compile(r"^\S+:\d+:\d+: (?:info|warning|error) [a-z-]+: \S", re.M)


def finding(line: int = 1, column: int = 1, message: str = "what", code: str = "new-code") -> Diagnostic:
    return Diagnostic(Span("a.md", line, column), Severity.warning, code, message, "GPT")


def report(*found: Diagnostic, every: bool = False) -> str:
    out = io.StringIO()
    TextReport(out, Lines(), every=every).write(found)
    return out.getvalue()


def marked(line: str, column: int, message: str, width: int = 60) -> list[str]:
    seen = excerpt(finding(1, column, message), line, width)
    assert seen
    return [seen.text, " " * seen.before + "^" * seen.marked]


@pytest.mark.parametrize(
    ("line", "column", "message", "expected"),
    [
        ("  Title: A: B", 10, "the value holds ': '", ["Title: A: B", "        ^^"]),
        ("  Params: 7Q  ", 11, "'7Q' is no size", ["Params: 7Q", "        ^^"]),
        ("  Params: 7 Q  ", 11, "it is no size", ["Params: 7 Q", "        ^^^"]),
        ("| GPT | 7Q \\| 8Q | MIT |", 9, "no size", ["| GPT | 7Q \\| 8Q | MIT |", "        ^^^^^^^^"]),
        ("名前:\t値 x", 5, "no size", ["名前:    値 x", "         ^^^^"]),
        ("e\u0301: x", 5, "no size", ["e\u0301: x", "   ^"]),
        ("a: \x1b[31mx\u202e", 4, "no size", ["a: \\x1b[31mx\\u202e", "   ^^^^^^^^^^^^^^^"]),
        ("a:\u00a0b", 3, "'\\xa0' only looks like a blank", ["a:\\xa0b", "  ^^^^"]),
    ],
)
def test_marks_stand_below_the_value_whatever_its_line_holds(
    line: str, column: int, message: str, expected: list[str]
) -> None:
    assert marked(line, column, message) == expected


def test_of_a_long_line_the_part_is_shown_that_matters() -> None:
    text, marks = marked("x" * 5_000 + " bad " + "y" * 5_000, 5_002, "'bad' is bad")
    assert len(text) <= 60
    assert text.startswith("...") and text.endswith("...")
    assert text[marks.index("^") : marks.index("^") + 3] == "bad" and marks.count("^") == 3


@given(st.text(), st.integers(0, 80), st.text(), st.integers(20, 90))
def test_any_line_is_shown_in_its_width_and_moves_no_cursor(line: str, column: int, message: str, width: int) -> None:
    seen = excerpt(finding(1, column, message), line, width)
    if seen:
        assert seen.text.isprintable()
        assert cell_len(seen.text) <= width
        assert seen.marked > 0
        assert seen.before <= width


def test_equal_findings_are_folded_with_their_lines_and_all_shows_each() -> None:
    found = [finding(line) for line in (3, 5, 9)]
    assert "    and 2 more like this: lines 5, 9\n" in report(*found)
    assert len(PLACE.findall(report(*found))) == 1
    assert len(PLACE.findall(report(*found, every=True))) == 3


def test_of_a_code_only_so_many_are_shown() -> None:
    found = [finding(line, message=f"what {line}") for line in range(1, 9)]
    text = report(*found)
    assert len(PLACE.findall(text)) == MOST
    assert "    and 5 more new-code: lines 4, 5, 6, 7, 8\n" in text
    assert text.endswith("     8  warning  new-code  \n")


def test_findings_stand_below_their_entry_and_file_once() -> None:
    text = report(finding(1, message="x"), finding(2, message="y"), finding(3, message="z")._replace(entry=""))
    assert [line for line in text.splitlines() if re.fullmatch(r"(GPT in )?a\.md", line)] == ["GPT in a.md", "a.md"]


def on_terminal(folder: Path, *arguments: str, columns: int = 80, **environment: str) -> str:
    """What a command writes on a terminal of so many columns."""
    here, there = pty.openpty()
    names = {"PYTHONPATH": f"{ROOT / 'src'}", "COLUMNS": str(columns), "TERM": "xterm"}
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "orkgx", *arguments]
    with subprocess.Popen(
        command, stdout=there, stderr=there, stdin=there, cwd=folder, env={**kept, **names, **environment}
    ):
        os.close(there)
        shown = b""
        try:
            while some := os.read(here, 65536):
                shown += some
        except OSError:  # Linux tells so that the other end is closed
            pass
    os.close(here)
    return shown.decode().replace("\r\n", "\n")


def test_the_findings_of_a_catalogue_fit_a_screen_and_a_half(catalogues: Path) -> None:
    shown = on_terminal(catalogues, "check", "awesome-llms.md")
    assert "\x1b[33m" in shown
    plain = on_terminal(catalogues, "check", "awesome-llms.md", NO_COLOR="1", TERM="dumb")
    assert "\x1b" not in plain
    rows = plain.splitlines()
    assert len(rows) <= 40
    assert max(map(len, rows)) <= 80
    assert rows[-1] == "75 of 79 can be mended by `orkgx fix`, 1 more by `orkgx fix --unsafe`"
    assert "and 74 more like this" in plain


def test_check_answers_on_standard_output_and_export_beside_its_data(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("- [A](https://example.org/)\n\n  ```yaml\n  Title: A: B\n  ```\n")
    checked, exported = run("check", tmp_path / "a.md"), run("export", tmp_path / "a.md")
    assert "unquoted-colon" in checked.stdout and "unquoted-colon" not in checked.stderr
    assert "unquoted-colon" in exported.stderr and "unquoted-colon" not in exported.stdout
    assert "  4 | Title: A: B\n" in checked.stdout
    assert run("check", "-", input="```yaml\nmodel family: A: B\norganization: X\n```\n").stdout.count("A: B") == 1
