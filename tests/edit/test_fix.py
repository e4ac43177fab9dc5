"""Fixes: what they write, that the graph stays the same, that all else stays as it is, and that files are whole."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML

from orkgx.check.edits import Edit, applied
from orkgx.check.fixes import FIXERS, quote
from orkgx.edit.proof import Mended, mend, read
from orkgx.mapping.compiled import Settings
from orkgx.model import SinkError
from orkgx.pipeline import Builder
from orkgx.read.markdown import find_blocks
from orkgx.read.segments import Segment, split_segments
from orkgx.read.sources import open_sources
from orkgx.write.files import overwrite
from tests.edit.mutating import mutated
from tests.support import run

BUILDER = Builder.of(["awesome-llms"], Settings(provenance="none", today="2026-11-27"))
ENTRY = """\
- [A](https://example.org/a)

  ```yaml
  Title: A paper
  date created: 2023-01-01
  organization: Acme
  research problem: NLP
  {}
  ```
"""
BROKEN = ENTRY.format("innovation: it is new: very new")
# What stands in an entry, what a safe fix makes of it, and the code.
SAFE = [
    ("innovation: one: two", "innovation: 'one: two'", "unquoted-colon"),
    ("innovation: it's one: two", 'innovation: "it\'s one: two"', "unquoted-colon"),
    ("innovation: ends so:", "innovation: 'ends so:'", "unquoted-colon"),
    ("hardware used: >100 GPUs", "hardware used: '>100 GPUs'", "unquoted-sign"),
    ("innovation: @home", "innovation: '@home'", "unquoted-sign"),
    ("innovation: %d", "innovation: '%d'", "unquoted-sign"),
    ('innovation: "new" and good', "innovation: '\"new\" and good'", "unquoted-sign"),
    ("innovation: [new] and good", "innovation: '[new] and good'", "unquoted-sign"),
    ("innovation: *new", "innovation: '*new'", "undefined-alias"),
    ("innovation: C # code", "innovation: 'C # code'", "hash-in-value"),
    ("innovation:new", "innovation: new", "unspaced-colon"),
    ("innovation：new", "innovation: new", "unspaced-colon"),
    ("innovation:\u00a0new", "innovation: new", "odd-sign"),
    ("innovation： new", "innovation: new", "odd-sign"),
    ("innovation: n\u200bew", "innovation: new", "hidden-sign"),
    ("innovation:\tnew", "innovation: new", "tab-indent"),
    ("innovation: new\tthing", 'innovation: "new\\tthing"', "tab-indent"),
    ("\tinnovation: new", "innovation: new", "tab-indent"),
    ("hardware used: n.a.", "hardware used: N/A", "no-value"),
    ("hardware used: ~", "hardware used: null", "empty-value"),
    (" innovation: new\n    extension: more", "innovation: new\n  extension: more", "broken-yaml"),
    ("[innovation]: new", "'[innovation]': new", "odd-key"),
]
FENCED_TOO_FAR = BROKEN.replace("\n  ", "\n       ").replace("it is new: very new", "new")
UNCLOSED = ENTRY.format("innovation: new").rstrip("\n` ") + "\n\n- [B](https://example.org/b)\n"


def mended(text: str, **options: bool) -> Mended:
    (source,), _ = open_sources([__file__], source_iri=None)
    return mend(BUILDER, source, text, **options)


def same_graph(before: str, after: str) -> bool:
    (source,), _ = open_sources([__file__], source_iri=None)
    return read(BUILDER, source, before).statements == read(BUILDER, source, after).statements


def blocks(text: str) -> list[str]:
    segments = [one for one in split_segments([text], "x.md") if isinstance(one, Segment)]
    return [block.text for segment in segments for block in find_blocks(segment)[0]]


# -- what they write


@pytest.mark.parametrize(("faulty", "sound", "code"), SAFE)
def test_a_safe_fix_makes_the_line_yaml_and_leaves_the_graph_as_it_is(faulty: str, sound: str, code: str) -> None:
    before, after = ENTRY.format(faulty), ENTRY.format(sound)
    found = mended(before)
    assert found.after == after
    assert [one.finding.code for one in found.done] == [code]
    assert same_graph(before, after)
    assert isinstance(yaml.safe_load(*blocks(after)), dict)


def test_every_code_that_can_be_mended_has_an_example_here() -> None:
    others = {"indented-fence", "unclosed-fence", "control-character", "near-miss"}
    assert {code for _, _, code in SAFE} | others == set(FIXERS)


def test_a_fence_that_stands_too_far_right_moves_below_its_text_with_all_that_is_in_it() -> None:
    found = mended(FENCED_TOO_FAR)
    assert found.after == BROKEN.replace("it is new: very new", "new")
    assert [one.finding.code for one in found.done] == ["indented-fence"]


def test_what_changes_the_graph_is_done_only_if_asked_for() -> None:
    closed = ENTRY.format("innovation: new") + "\n- [B](https://example.org/b)\n"
    for before, after, code in (
        (UNCLOSED, closed, "unclosed-fence"),
        (
            UNCLOSED.replace("new\n", "new\n  ``\n"),
            ENTRY.format("innovation: new") + "\n- [B](https://example.org/b)\n",
            "unclosed-fence",
        ),
        (ENTRY.format("inovation: new"), ENTRY.format("innovation: new"), "unmapped-field"),
        (ENTRY.format("innovation: n\x07ew"), ENTRY.format("innovation: new"), "control-character"),
        (ENTRY.replace("Acme", "Gooogleplex, Gooogle"), ENTRY.replace("Acme", "Gooogleplex, Google"), "near-miss"),
    ):
        found = mended(before)
        assert found.after == before
        assert [one.finding.code for one in found.unsafe] == [code]
        assert mended(before, unsafe=True).after == after


def test_a_fence_is_closed_only_where_its_end_is_certain() -> None:
    for below in ("some text that is no field", "1. one", "| a | b |"):
        text = UNCLOSED.replace("innovation: new\n", f"innovation: new\n{below}\nand so on\n")
        assert mended(text).unsafe == []


def test_a_key_becomes_no_other_one_that_is_merely_near_or_that_the_entry_has() -> None:
    for line in ("number of layers: 3", "Titel: Another", "organisation: X"):
        assert mended(ENTRY.format(line)).unsafe == []


def test_a_fix_that_would_change_the_graph_is_withheld_while_the_others_are_made() -> None:
    # With the value quoted the second block is YAML, and its list two values instead of a text.
    odd = ENTRY.replace("[A]", "[B]").replace("Title: A paper", "&a Title: B: a paper")
    odd = odd.replace(" Acme", "\n  - C\n  - D")
    text = f"{BROKEN}\n{odd.format('license: MIT')}"
    found = mended(text)
    assert found.after == mended(BROKEN).after + text.removeprefix(BROKEN)
    assert [one.finding.span.line for one in found.withheld] == [text[: text.index("B: a paper")].count("\n") + 1]


def test_a_value_is_quoted_so_that_yaml_reads_it_back() -> None:
    for value in ("a: b", "it's: so", '"a" b', 'it\'s "so": \\n', "a\tb", "'"):
        assert yaml.safe_load(f"key: {quote(value)}") == {"key": value}
        assert YAML(typ="safe").load(f"key: {quote(value)}") == {"key": value}


# -- all else stays


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_a_byte_order_mark_and_a_missing_last_line_end_stay(end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    text = ("\ufeff# X  \n\n" + BROKEN + "\n# Y\n\tlast \u2028 line").replace("\n", end)
    path.write_bytes(text.encode() + b"\xff")
    assert run("fix", path).exit_code == 0
    expected = text.replace("it is new: very new", "'it is new: very new'").encode() + b"\xff"
    assert path.read_bytes() == expected


def test_a_new_line_ends_as_those_around_it() -> None:
    assert applied("a\r\nb", [Edit(2, 2, 2, 2, "\nc")]) == "a\r\nb\r\nc"
    assert mended(UNCLOSED.replace("\n", "\r\n"), unsafe=True).after.count("\n") == UNCLOSED.count("\n") + 1


def test_whatever_is_wrong_safe_fixes_keep_the_graph_and_the_lines_they_do_not_name() -> None:
    for seed in (*range(100), 5603, 7966):  # in those two the fault was another one than it seemed
        text = mutated(seed)
        found = mended(text)
        named = {edit.line for one in found.done for edit in one.fix.edits}
        rows = [re.split("(?<=\n)|(?<=\r)(?!\n)", side) for side in (text, found.after)]
        assert len(rows[0]) == len(rows[1]), seed
        assert {at for at, (one, other) in enumerate(zip(*rows, strict=True), 1) if one != other} <= named, seed
        if found.done:
            assert same_graph(text, found.after), seed
            assert mended(found.after).after == found.after, seed
        mended(text, unsafe=True)


def test_after_a_fix_every_block_of_a_real_catalogue_is_yaml_and_says_the_same(
    catalogues: Path, tmp_path: Path
) -> None:
    before, after = tmp_path / "before" / "a.md", tmp_path / "after" / "a.md"
    for path in (before, after):
        path.parent.mkdir()
        shutil.copyfile(catalogues / "awesome-llms.md", path)
    assert run("fix", after).exit_code == 0
    texts = blocks(after.read_text("utf-8"))
    assert len(texts) == 88
    for text in texts:
        assert yaml.safe_load(text).keys() == YAML(typ="safe").load(text).keys()
    assert "unquoted-colon" not in run("check", after, "--all").output
    exports = [path.with_suffix(".nt") for path in (before, after)]
    for path, export in zip((before, after), exports, strict=True):
        run("export", path, "-o", export)
    assert run("diff", *exports).output == ""
    mended_once = after.read_bytes()
    run("fix", after)
    assert after.read_bytes() == mended_once


# -- through the command


def test_a_difference_is_shown_applies_and_leaves_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BROKEN.rstrip("\n"), newline="")
    shown = run("fix", "--diff", tmp_path / "a.md")
    assert shown.exit_code == 1
    assert (tmp_path / "a.md").read_text() == BROKEN.rstrip("\n")
    difference = shown.stdout.replace(str(tmp_path / "a.md"), "a.md")
    subprocess.run(["git", "apply", "-p0"], input=difference.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "a.md").read_text() == mended(BROKEN).after.rstrip("\n")
    again = run("fix", "--diff", tmp_path / "a.md")
    assert (again.exit_code, again.stdout) == (0, "")


def test_only_selected_codes_are_mended_and_those_that_no_comment_ignores(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(ENTRY.format("innovation: a: b\n  hardware used: >1 GPU"))
    assert run("fix", path, "--select", "unquoted-sign").exit_code == 0
    assert path.read_text() == ENTRY.format("innovation: a: b\n  hardware used: '>1 GPU'")
    ignoring = "<!-- orkgx: ignore-file unquoted-* -->\n\n" + BROKEN
    path.write_text(ignoring)
    run("fix", path)
    assert path.read_text() == ignoring
    assert run("fix", path, "--select", "no-such-code").exit_code == 2


def test_standard_input_goes_mended_to_standard_output() -> None:
    answer = run("fix", "-", input=BROKEN)
    assert answer.stdout == mended(BROKEN).after
    assert run("fix", "-", input="nothing to see\r\n").stdout_bytes == b"nothing to see\r\n"


def test_rights_and_symbolic_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.md", tmp_path / "link.md"
    path.write_text(BROKEN)
    path.chmod(0o640)
    link.symlink_to(path)
    assert run("fix", link).exit_code == 0
    assert link.is_symlink()
    assert path.read_text() == mended(BROKEN).after
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [path, link]


def test_a_file_that_is_read_only_or_was_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BROKEN)
    path.chmod(0o444)
    answer = run("fix", path)
    assert answer.exit_code == 2
    assert f"{path} is read-only" in answer.stderr
    path.chmod(0o644)
    with pytest.raises(SinkError, match="changed meanwhile"):
        overwrite(path, b"something else", b"new")
    assert path.read_text() == BROKEN
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_mended_is_told_and_the_other_sources_are(tmp_path: Path) -> None:
    path, binary = tmp_path / "a.md", tmp_path / "b.md"
    path.write_text(BROKEN)
    binary.write_bytes("wide".encode("utf-16"))
    answer = run("fix", binary, path, tmp_path / "none.md")
    assert answer.exit_code == 3
    assert "looks like UTF-16" in answer.stderr
    assert "there is no such file" in answer.stderr
    assert path.read_text() == mended(BROKEN).after


def test_a_killed_fix_leaves_each_file_as_it_was_or_mended(tmp_path: Path) -> None:
    before, after = BROKEN.encode(), mended(BROKEN).after.encode()
    paths = [tmp_path / f"{at:03}.md" for at in range(150)]
    for path in paths:
        path.write_bytes(before)
    process = subprocess.Popen([sys.executable, "-m", "orkgx", "fix", tmp_path], stderr=subprocess.DEVNULL)
    while paths[3].read_bytes() == before:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    found = [path.read_bytes() for path in paths]
    assert set(found) <= {before, after}
    assert before in found


def with_sarif(text: str, report: str) -> str:
    """A text with the fixes of a report made, which know nothing of each other."""
    starts = [0, *(end.end() for end in re.finditer("\r\n|\r|\n", text))]

    def place(region: dict[str, int], side: str) -> int:
        return starts[region[f"{side}Line"] - 1] + region[f"{side}Column"] - 1

    log = json.loads(report)["runs"][0]
    fixes = [fix for result in log["results"] for fix in result.get("fixes", [])]
    changes = [one for fix in fixes for change in fix["artifactChanges"] for one in change["replacements"]]
    regions = {json.dumps(one["deletedRegion"]): one["insertedContent"]["text"] for one in changes}
    places = [(place(region := json.loads(key), "start"), place(region, "end"), new) for key, new in regions.items()]
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def many(examples: list[str]) -> str:
    named = [
        ENTRY.replace("[A]", f"[{at}]").replace("A paper", f"A paper {at}").format(example)
        for at, example in enumerate(examples)
    ]
    return "\n".join(named)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (many([faulty for faulty, _, _ in SAFE]), ()),
        (many([faulty for faulty, _, _ in SAFE if "\r" not in faulty]).replace("\n", "\r\n"), ()),
        (FENCED_TOO_FAR + UNCLOSED.replace("[A]", "[C]"), ("--unsafe",)),
        (
            many(["inovation: new", "innovation:new", "hardware used: \U0001f600, Gooogle", "innovation: a: b"]),
            ("--unsafe",),
        ),
        (ENTRY.replace("Acme", "\U0001f600 Labs, Gooogle").format("license: MIT"), ("--unsafe",)),
    ],
)
def test_the_fixes_of_a_sarif_report_make_what_the_command_makes(
    text: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(text.encode())
    made = with_sarif(text, run("check", path, "-v", "--report", "sarif").stdout)
    run("fix", path, *options)
    assert path.read_bytes().decode() == made != text


def test_the_fixes_of_a_sarif_report_mend_a_real_catalogue(tmp_path: Path, catalogues: Path) -> None:
    path = Path(shutil.copyfile(catalogues / "awesome-llms.md", tmp_path / "a.md"))
    made = with_sarif(path.read_text("utf-8"), run("check", path, "-v", "--report", "sarif").stdout)
    run("fix", path, "--unsafe")
    assert path.read_text("utf-8") == made


def test_a_report_for_people_says_how_many_findings_the_command_mends(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(ENTRY.format("extension: a: b\n  inovation: c\n  no such thing: d"))
    assert "1 of 3 can be mended by `orkgx fix`, 1 more by `orkgx fix --unsafe`" in run("check", path).stdout
