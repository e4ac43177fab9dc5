"""A project file: what it says holds wherever a command runs below it, and its faults are told of with their places."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from orkgx.cli.project import KEYS, SITE_KEYS
from tests.pages import TEXTS, spans
from tests.support import SAMPLE, findings_in, run

# What stands in orkgx.toml, and what is said of it.
FAULTS: list[tuple[str, list[str]]] = [
    ('sorces = ["a"]\n', ["orkgx.toml:1:1: error unknown-key: no key 'sorces' here; did you mean 'sources'?"]),
    (
        '\n fail-on = "bad"\nignore = ["no-nam"]\n',
        [
            "orkgx.toml:2:2: error wrong-type: 'fail-on': 'bad' stands here, where 'info', 'warning', 'error' or "
            "'never' is expected",
            "orkgx.toml:3:1: error wrong-type: 'ignore': there is no code 'no-nam'; did you mean 'no-name'?",
        ],
    ),
    (
        "sources = 3\n",
        ["orkgx.toml:1:1: error wrong-type: 'sources': '3' stands here, where a list is expected"],
    ),
    (
        'color = "#0a7d4f"\n[site]\ncolor = "green"\nfoter = "x"\n',
        [
            "orkgx.toml:1:1: error unknown-key: no key 'color' here; known are sources, mapping, source-iri, base, "
            "select, ignore, fail-on, baseline, outputs, site",
            "orkgx.toml:3:1: error wrong-type: 'color': 'green' is no colour; #0a7d4f would be one",
            "orkgx.toml:4:1: error unknown-key: no key 'foter' here; did you mean 'footer'?",
        ],
    ),
    (
        'sources = ["a"]\nbase\n',
        ["orkgx.toml:2:5: error not-toml: this is not TOML (Expected '=' after a key in a key/value pair); mend it"],
    ),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, tmp_path / "models.md")
    (tmp_path / ".git").mkdir()  # what stands above is not looked at
    return tmp_path


@pytest.mark.parametrize(("text", "faults"), FAULTS)
def test_each_fault_of_a_project_file_is_told_of_at_its_place(folder: Path, text: str, faults: list[str]) -> None:
    (folder / "orkgx.toml").write_text(text)
    ended = run("check")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert findings_in(ended.stderr.removeprefix("orkgx: ")) == faults


def test_faults_of_a_table_among_others_are_found_in_it(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\nmaping = 1\n\n[tool.orkgx]\nmaping = "x"\n')
    assert "pyproject.toml:6:1: error unknown-key: no key 'maping' here; did you mean 'mapping'?" in run("check").stderr


def test_a_project_says_what_is_not_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ("--base", "https://example.org/id/", "--source-iri", "https://example.org/models.md")
    wanted = run("export", "models.md", *options, "--format", "nt", "-o", "wanted.nt")
    (folder / "orkgx.toml").write_text(
        'sources = "models.md"\noutputs = ["out.nt"]\nbase = "https://example.org/id/"\nfail-on = "warning"\n'
        'source-iri = "https://example.org/models.md"\n'
    )
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    ended = run("export")
    assert ended.exit_code == 1 != wanted.exit_code  # there is a warning
    assert (folder / "out.nt").read_bytes() == (folder / "wanted.nt").read_bytes()
    assert findings_in(run("check").stdout)[0].startswith("../models.md:122:10: warning unquoted-colon")
    # What is given wins; outputs and address are of the project's own sources.
    (folder / "out.nt").unlink()
    other = run("export", "../models.md", "--fail-on", "error", "--format", "nt")
    assert other.exit_code == 0
    assert "https://example.org/id/" in other.stdout and "https://example.org/models.md" not in other.stdout
    assert not (folder / "out.nt").exists()


def test_what_a_project_ignores_counts_for_no_verb(folder: Path) -> None:
    text = (folder / "models.md").read_text("utf-8")
    (folder / "models.md").write_text(f"{text}\n```yaml\nmodel: X\n", "utf-8")
    verbs = (
        ["query", "models.md", "--name", "models"],
        ["site", "models.md", "-o", "pages"],
        ["validate", "models.md"],
    )
    assert [run(*verb).exit_code for verb in verbs] == [1, 1, 1]
    (folder / "orkgx.toml").write_text('ignore = ["unclosed-fence", "missing-value"]\n')
    for verb in verbs:
        ended = run(*verb)
        assert ended.exit_code == 0 and "unclosed-fence" not in ended.stdout + ended.stderr


def test_the_nearest_project_file_counts_and_none_above_the_checkout(folder: Path) -> None:
    inner = folder / "inner"
    (inner / "deep" / ".git").mkdir(parents=True)
    (folder / "orkgx.toml").write_text('sources = ["none.md"]\n')
    (inner / "pyproject.toml").write_text('[tool.orkgx]\nsources = ["../models.md"]\n')
    assert subprocess_check(folder) == 3
    assert subprocess_check(inner) == 0
    assert subprocess_check(inner / "deep") == 2


def subprocess_check(folder: Path) -> int:
    from contextlib import chdir

    with chdir(folder):
        return run("check").exit_code


def test_every_key_of_a_project_file_is_in_the_manual() -> None:
    assert set(KEYS) <= set(spans("project")) and set(SITE_KEYS) <= set(spans("site"))
    assert "[tool.orkgx]" in TEXTS["project"]


# -- init


def test_init_writes_what_makes_check_and_export_do_the_same_without_arguments(folder: Path, catalogues: Path) -> None:
    (folder / "models.md").unlink()
    (folder / "notes.md").write_text("# Notes\n\nNo model at all.\n")
    for name in ("awesome-llms.md", "awesome-huge-models.md", "seed.md"):
        shutil.copy(catalogues / name, folder / name)
        assert run("init", "--bare", "--force").exit_code == 0
        named, unnamed = run("check", name, "--all", "-v"), run("check", "--all", "-v")
        assert (named.stdout, named.exit_code) == (unnamed.stdout, unnamed.exit_code)
        (folder / "wanted.ttl").unlink(missing_ok=True)
        run("export", name, "-o", "wanted.ttl")
        run("export")
        assert (folder / "models.ttl").read_bytes() == (folder / "wanted.ttl").read_bytes()
        (folder / name).unlink()


def test_init_writes_over_nothing_unless_it_is_told_to(folder: Path) -> None:
    shown = run("init", "--dry-run")
    assert "# .github/workflows/orkgx.yml" in shown.stdout
    assert sorted(path.name for path in folder.iterdir()) == [".git", "models.md"]
    written = run("init", "--git", "https://example.org/mine.git")
    assert written.exit_code == 0, written.output
    workflow, hooks = folder / ".github/workflows/orkgx.yml", folder / ".pre-commit-config.yaml"
    assert "orkgx @ git+https://example.org/mine.git'" in workflow.read_text()
    assert r"files: ^(models\.md)$" in hooks.read_text()
    (folder / "orkgx.toml").write_text("# mine\n")
    hooks.write_text("repos: []  # mine\n")
    refused = run("init")
    assert (refused.exit_code, "--force writes it anew" in refused.stderr) == (2, True)
    assert (folder / "orkgx.toml").read_text() == "# mine\n"
    forced = run("init", "--force")
    assert "sources = [" in (folder / "orkgx.toml").read_text()
    assert hooks.read_text() == "repos: []  # mine\n"
    assert "add to it" in forced.stderr and "id: orkgx-check" in forced.stderr


def test_init_takes_a_mapping_of_the_folder(folder: Path) -> None:
    (folder / "own.yaml").write_text("name: own\nextends: common\n")
    (folder / "models.csv").write_text("Model,Params\nA,1B\n")
    ended = run("init", "--bare")
    assert ended.exit_code == 0, ended.output
    text = (folder / "orkgx.toml").read_text()
    assert 'mapping = ["own.yaml"]' in text and '"models.csv",  # 1 entry, read by own' in text


def test_init_of_a_folder_without_entries_writes_nothing(folder: Path) -> None:
    (folder / "models.md").write_text("# Nothing\n")
    ended = run("init")
    assert (ended.exit_code, (folder / "orkgx.toml").exists()) == (1, False)


def test_init_asks_on_a_terminal_and_writes_nothing_for_a_no(folder: Path) -> None:
    import os
    import pty
    import sys

    here, there = pty.openpty()
    command = [sys.executable, "-m", "orkgx", "init", "--bare"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=there, stdout=there, stderr=there, cwd=folder, env=environment) as process:
        os.close(there)
        os.write(here, b"n\n")
        assert process.wait(30) == 0
    assert b"Write orkgx.toml?" in os.read(here, 65536)
    os.close(here)
    assert not (folder / "orkgx.toml").exists()
