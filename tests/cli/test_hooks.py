"""The hooks for pre-commit, run as it runs them: the entry with its arguments, and the files that were staged."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from orkgx.cli import main
from tests.pages import TEXTS, fences
from tests.support import ROOT, SAMPLE

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the sample and a file that is no catalogue, both staged."""
    shutil.copy(SAMPLE, tmp_path / "README.md")
    (tmp_path / "notes.txt").write_text("no catalogue\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    return tmp_path


def run(hook: str, folder: Path, *arguments: str) -> tuple[int, str]:
    """Whether a hook fails, which it also does where it changed a file; and what it says."""
    wanted = HOOKS[hook]
    assert wanted["require_serial"] and wanted["language"] == "python"
    git = ["git", "ls-files"]
    staged = subprocess.run(git, cwd=folder, capture_output=True, text=True, check=True).stdout.splitlines()
    files = [file for file in staged if re.search(wanted["files"], file)]
    command = [sys.executable, "-m", *wanted["entry"].split(), *wanted.get("args", []), *arguments, *files]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    changed = subprocess.run(["git", "diff", "--quiet"], cwd=folder, check=False).returncode
    return ended.returncode or changed, ended.stdout + ended.stderr


def test_the_hook_that_checks_fails_on_warnings_if_it_is_asked_to(checkout: Path) -> None:
    assert run("orkgx-check", checkout)[0] == 0
    failed, said = run("orkgx-check", checkout, "--fail-on", "warning")
    assert (failed, "README.md:122:10: warning unquoted-colon" in said) == (1, True)


def test_the_hook_that_mends_fails_once_and_then_both_pass(checkout: Path) -> None:
    assert run("orkgx-fix", checkout)[0] == 1
    subprocess.run(["git", "add", "."], cwd=checkout, check=True)
    assert run("orkgx-fix", checkout)[0] == 0
    assert run("orkgx-check", checkout, "--fail-on", "warning")[0] == 0


def test_an_entry_that_stands_in_two_files_is_told_of_with_both_places(checkout: Path) -> None:
    shutil.copy(SAMPLE, checkout / "more.md")
    subprocess.run(["git", "add", "."], cwd=checkout, check=True)
    failed, said = run("orkgx-check", checkout, "--all")
    assert failed == 1
    assert re.search(r"^more\.md:\d+:3: error duplicate-entry: 'gpt-2' stands .* in README\.md:\d+, with", said, re.M)


def test_what_the_manual_shows_of_hooks_and_workflows_is_there() -> None:
    shown = [yaml.safe_load(fence.text) for fence in fences("ci") if fence.language == "yaml"]
    (hooks,) = [one for file in shown for one in file.get("repos", [])]
    assert {hook["id"] for hook in hooks["hooks"]} == set(HOOKS)
    check = {option for one in main.commands["check"].params for option in one.opts}
    assert {word for hook in hooks["hooks"] for word in hook.get("args", []) if word.startswith("-")} <= check
    assert "v0.1.0" not in TEXTS["ci"]  # nobody has made a tag
