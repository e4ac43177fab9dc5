"""Options that say which findings count, each through the command."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support import findings_in, run

ENTRY = """\
- [{name}](https://example.org/)

  ```yaml
  Title: {title}
  blog post: {post}
  organization: OpenAI
  date created: 2020-01-02
  research problem: x
  ```

"""


def entry(name: str, title: str = "T: U", post: str = "nowhere") -> str:
    return ENTRY.format(name=name, title=title, post=post)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(entry("A") + entry("B"))
    return tmp_path


def codes(*options: str, source: str = "a.md") -> list[str]:
    ended = run("check", source, "--all", *options)
    assert ended.exit_code in (0, 1), ended.output
    return [line.split(": ")[1].split()[1] for line in findings_in(ended.stdout)]


def test_codes_are_selected_and_ignored_by_name_and_beginning() -> None:
    both = ["unquoted-colon", "unreadable-url"]
    assert codes() == both * 2
    assert codes("--select", "unquoted-colon") == both[:1] * 2
    assert codes("--select", "unreadable-*,odd-key") == both[1:] * 2
    assert codes("--ignore", "unreadable-url", "--ignore", "unquoted-*") == []
    assert run("check", "a.md", "--ignore", "un*", "--fail-on", "warning").exit_code == 0


def test_a_code_that_there_is_not_is_wrong_use() -> None:
    ended = run("check", "a.md", "--select", "unquoted-color")
    assert (ended.exit_code, "did you mean 'unquoted-colon'?" in ended.stderr) == (2, True)


def test_with_a_baseline_only_new_findings_count(folder: Path) -> None:
    common = ("a.md", "--fail-on", "warning", "--baseline", "known.json")
    missing = run("check", *common)
    assert (missing.exit_code, "--write-baseline makes it" in missing.stderr) == (2, True)
    written = run("check", *common, "--write-baseline")
    assert (written.exit_code, "4 findings are in known.json" in written.stderr) == (0, True)
    assert run("check", *common).exit_code == 0
    # Lines that move change nothing; another entry, and the same fault once more in a known one, are new.
    (folder / "a.md").write_text("# Models\n\n" + entry("A") + entry("C") + entry("B"))
    ended = run("check", *common)
    assert ended.exit_code == 1
    assert [line.split(":")[1] for line in findings_in(ended.stdout)] == ["16", "17"]
    assert "4 findings are known from known.json" in ended.stderr
    # What was mended leaves it when it is written anew.
    (folder / "a.md").write_text(entry("A", title="T"))
    assert "3 of known.json are no longer found" in run("check", *common).stderr
    run("check", *common, "--write-baseline")
    (row,) = json.loads((folder / "known.json").read_text())["findings"]
    assert row == {"file": "a.md", "code": "unreadable-url", "entry": "A", "text": "blog post: nowhere", "count": 1}


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2}', '{"version": 1, "findings": [{}]}'])
def test_what_is_no_baseline_is_told_of(folder: Path, text: str) -> None:
    (folder / "known.json").write_text(text)
    ended = run("check", "a.md", "--baseline", "known.json")
    assert (ended.exit_code, "--write-baseline writes it anew" in ended.stderr) == (2, True)


def test_only_changed_lines_and_entries_count(folder: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=N", "-c", "user.email=n@example.org", *words], cwd=folder, check=True)

    git("init", "-q")
    git("add", "a.md")
    git("commit", "-qm", "One.")
    assert codes("--changed-since", "HEAD") == []
    (folder / "a.md").write_text("Models\n\n" + entry("A") + entry("B").replace("OpenAI", "Google"))
    assert codes("--changed-since", "HEAD") == ["unquoted-colon", "unreadable-url"]
    (folder / "b.md").write_text(entry("A"))
    assert codes("--changed-since", "HEAD", source="b.md") == ["unquoted-colon", "unreadable-url"]
    ended = run("check", "a.md", "--changed-since", "nothing")
    assert (ended.exit_code, "git knows no such version" in ended.stderr) == (2, True)
    assert "Traceback" not in ended.output
