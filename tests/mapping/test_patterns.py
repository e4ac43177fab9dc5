"""Patterns of mappings: however they are written, a catalogue is read in bounded time, and the slow one is named."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from orkgx.pipeline import prepare

LONG = "a" * 60 + "!"
SLOW = "(?:a|aa)+$"  # every way to part the text is tried
MAPPING = """\
name: mine
extends: awesome-huge-models
lead: ['(?P<name>[a-z]+)']
entry: {name: [Name]}
kinds: {vendor: {class: "schema:Organization", strip: []}}
fields:
  Name: {}
  Makers: {split: ",", contribution: {predicate: "ox:makers", read: text}}
"""
SAID = "warning slow-pattern: the mapping's pattern"
ADVICE = "write it without a repetition in a repetition"
# Where a slow pattern stands: what is put for what, and the first finding.
PLACES: list[tuple[str, str, list[str]]] = [
    (
        "lead: ['(?P<name>[a-z]+)']",
        f"lead: ['(?P<name>{SLOW})', '(?P<other>a)']",
        [f"c.md:5:3: {SAID} '(?P<name>{SLOW})' takes too long on 62 characters; {ADVICE}"],
    ),
    ("strip: []", f"strip: ['{SLOW}']", [f"c.md:7:11: {SAID} '{SLOW}' takes too long on 61 characters; {ADVICE}"]),
    (
        "read: text",
        f"read: pattern, pattern: '{SLOW}', write: 'x'",
        [f"c.md:7:11: {SAID} '{SLOW}' takes too long on 61 characters; {ADVICE}"],
    ),
    (
        'split: ","',
        f"""split: {{on: ",", before: '{SLOW}'}}""",
        [
            f"c.md:7:11: {SAID} '(?:,)(?=\\\\s*(?:{SLOW}))' takes too long on 66 characters; {ADVICE}; "
            "the value was not split"
        ],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), PLACES)
def test_a_slow_pattern_is_named_and_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = MAPPING.replace(old, new)
    Path("mine.yaml").write_text(text.replace("read: text", "read: entity, kind: vendor"), "utf-8")
    entries = (f"- {LONG}{at}\n\n  ```yaml\n  Name: m{at}\n  Makers: b,{LONG},c{at}\n  ```\n" for at in range(20))
    Path("c.md").write_text("# C\n\n" + "".join(entries), "utf-8")
    before = time.process_time()
    run = prepare("c.md", mappings=["mine.yaml"])
    with run.spooled():
        slow = [one for one in run.findings() if one.code == "slow-pattern"]
    assert time.process_time() - before < 5, "twenty texts of a pattern that takes for ever"
    assert run.summary.entries == 20
    assert len(slow) == 20
    assert [str(slow[0])] == expected
