"""The command as people run it: exit codes, files, findings; and bad input of every kind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import SAMPLE, run

BLOCK = "- [A](https://example.org/)\n\n  ```yaml\n  Title: A paper\n  model family: GPT\n  ```\n"


KEYS = (
    *("model family", "organization", "innovation", "optimizer"),
    *("extension", "application", "license", "tokenization"),
)
BAD: dict[str, tuple[bytes, int, str]] = {
    "binary": (b"\x00\x01\x02" * 100, 3, "looks binary"),
    "utf-16": (BLOCK.encode("utf-16"), 3, "UTF-16"),
    "latin-1": (BLOCK.replace("A paper", "caf\xe9").encode("latin-1"), 1, "4:13: error not-utf8"),
    "one long line": (b"x" * 1_000_000, 1, "1:1: error long-line"),
    "unclosed fence": (b"```yaml\nTitle: A\n\n# B\n\n" + BLOCK.encode(), 1, "1:1: error unclosed-fence"),
    "bomb": (
        ("```yaml\nTitle: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{key}: &a{at} [{','.join([f'*a{at - 1}'] * 10)}]\n" for at, key in enumerate(KEYS, 1)
        ) + "```\n").encode(),
        1,
        "error too-many-values",
    ),
    "deep": (
        b"```yaml\nhas model: A\nTitle: " + b"[" * 50_000 + b"\nlicense: MIT\n```\n", 0, "warning broken-yaml"
    ),
    "comments": (b"<!--\n" * 20_000, 1, "warning unclosed-html"),
    "quotes": (b">" * 100_000 + b"x\n", 1, ""),
    "empty": (b"", 1, "0 blocks"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_ends_with_its_code_and_no_half_file(tmp_path: Path, name: str) -> None:
    content, code, said = BAD[name]
    source, target = tmp_path / "catalogue.md", tmp_path / "out.nt"
    source.write_bytes(content)
    result = run("export", source, "-o", target)
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert target.exists() == (", 1 entry" in result.stderr)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["catalogue.md", *(["out.nt"] if target.exists() else [])]
    )


def test_a_missing_file_ends_with_3_and_writes_nothing(tmp_path: Path) -> None:
    result = run("export", tmp_path / "nothing.md", "-o", tmp_path / "out.ttl")
    assert result.exit_code == 3
    assert "no such file" in result.stderr
    assert not (tmp_path / "out.ttl").exists()


def test_a_source_that_cannot_be_read_does_not_cost_the_other(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BLOCK)
    result = run("export", tmp_path / "a.md", tmp_path / "b.md", "-o", tmp_path / "out.nt")
    assert result.exit_code == 3
    assert "A paper" in (tmp_path / "out.nt").read_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["export", str(SAMPLE), "-o", "x.unknown"], 2),
        (["export", str(SAMPLE), "--mapping", "awesom-llms"], 2),
        (["export"], 2),
        (["check", str(SAMPLE)], 0),
        (["check", str(SAMPLE), "--fail-on", "warning"], 1),
        (["mapping", "list"], 0),
        (["mapping", "show", "awesome-llms"], 0),
        (["mapping", "schema"], 0),
    ],
)
def test_every_command_ends_with_the_code_that_is_documented(arguments: list[str], code: int) -> None:
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


def test_check_writes_the_report_that_was_asked_for() -> None:
    found = json.loads(run("check", SAMPLE, "--report", "json").stdout)
    assert found["findings"]
    sarif = json.loads(run("check", SAMPLE, "--report", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    assert "::warning " in run("check", SAMPLE, "--report", "github").stdout


@pytest.mark.parametrize("format_", ["nt", "nq", "ttl", "trig", "xml", "jsonld"])
def test_every_format_is_the_same_graph(tmp_path: Path, format_: str) -> None:
    formats = {
        "nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "nq": pyoxigraph.RdfFormat.N_QUADS,
        "ttl": pyoxigraph.RdfFormat.TURTLE,
        "trig": pyoxigraph.RdfFormat.TRIG,
        "xml": pyoxigraph.RdfFormat.RDF_XML,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    }
    targets = tmp_path / "plain.nt", tmp_path / "same"
    run("export", SAMPLE, "-o", targets[0])
    run("export", SAMPLE, "-o", targets[1], "--format", format_)
    plain, same = (
        {(q.subject, q.predicate, q.object) for q in pyoxigraph.parse(path=str(path), format=formats[name])}
        for path, name in zip(targets, ("nt", format_), strict=True)
    )
    assert plain == same


def test_an_export_has_the_same_bytes_whatever_hash_seed_and_number_of_processes(tmp_path: Path) -> None:
    written = set()
    for seed, jobs in (("0", "1"), ("1", "1"), ("2", "2")):
        target = tmp_path / f"{seed}.ttl"
        code = "from orkgx.cli import main; main()"
        arguments = ["export", str(SAMPLE), "-q", "-o", str(target), "--jobs", jobs]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", code, *arguments], check=True, env=environment)
        written.add(target.read_bytes())
    assert len(written) == 1


def test_standard_input_becomes_lines_of_json() -> None:
    result = run("export", "-", "--format", "jsonl", input=BLOCK.encode())
    record = json.loads(result.stdout)
    assert record["name"] == "A"
    assert [field["text"] for field in record["fields"]][:2] == ["A paper", "GPT"]


def test_a_value_leads_back_to_its_line() -> None:
    result = run("export", "-", "--format", "nt", "--provenance", "field", input=BLOCK.encode())
    line = '<https://w3id.org/orkgx/id/field/awesome-llms/a/model-family> <https://w3id.org/orkgx/ns#line> "5"'
    assert line in result.stdout


def test_a_verb_that_there_is_not_is_told_with_the_nearest_one() -> None:
    result = run("exprot", SAMPLE)
    assert result.exit_code == 2 and "no verb 'exprot'; did you mean 'export'?" in result.stderr


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from orkgx.cli import main; main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    for heavy in ("rdflib", "pyoxigraph", "pydantic", "requests", "markdown_it"):
        assert f"'{heavy}'" not in done.stdout


SAMPLE_LINES = SAMPLE.read_text("utf-8").split("\n")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_bytes_end_in_an_exit_code(content: bytes) -> None:
    result = run("export", "-", "--format", "nt", input=content)
    assert result.exit_code in (0, 1, 3)
    assert result.exception is None or isinstance(result.exception, SystemExit)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_findings_of_any_mutation_of_a_catalogue_stand_inside_of_it(data: st.DataObject) -> None:
    lines = list(SAMPLE_LINES)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "twice", "indent", "odd", "cut"]))
        if change == "drop":
            lines[at] = ""
        elif change == "twice":
            lines.insert(at, lines[at])
        elif change == "indent":
            lines[at] = data.draw(st.sampled_from([" ", "    ", "\t", "> ", "- "])) + lines[at]
        elif change == "odd":
            lines[at] += data.draw(st.text(max_size=8))
        else:
            lines[at] = lines[at][: len(lines[at]) // 2]
    text = "\n".join(lines).encode("utf-8", "replace")
    result = run("export", "-", "--format", "nt", input=text)
    assert result.exit_code in ((0, 1) if b"\0" not in text else (3,))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    rows = text.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in filter(lambda line: line.startswith("<stdin>:"), result.stderr.split("\n")):
        _, line, column, _ = found.split(":", 3)
        assert 1 <= int(line) <= len(rows)
        assert 1 <= int(column) <= len(rows[int(line) - 1]) + 1


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout")
@pytest.mark.parametrize("name", ["nt", "ttl"])
def test_a_pipe_is_written_to_and_not_replaced(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orkgx", "export", str(SAMPLE), "-q", "--fail-on", "never", "--format", name]
    answers = [
        subprocess.run([*command, "-o", target], capture_output=True, cwd=tmp_path, check=True).stdout
        for target in ("-", "/dev/stdout")
    ]
    assert answers[0] == answers[1] != b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="no rights as POSIX has them")
def test_a_source_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    # The administrator may read everything; without these capabilities even that one may not.
    caps = "-dac_override,-dac_read_search"
    prefix = ["setpriv", "--bounding-set", caps, "--inh-caps", caps] if os.geteuid() == 0 else []
    if prefix and not shutil.which("setpriv"):
        pytest.skip("run by the administrator, and no setpriv here")
    inner = tmp_path / "inner"
    inner.mkdir()
    for folder in (tmp_path, inner):
        (folder / "a.md").write_text(BLOCK)
    inner.chmod(0)
    try:
        for source, named in ((inner, inner), (tmp_path, inner), (inner / "a.md", inner / "a.md")):
            command = [*prefix, sys.executable, "-m", "orkgx", "export", str(source), "-o", str(tmp_path / "out.nt")]
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (answer.returncode, answer.stderr) == (
                3,
                f"orkgx: {named}: it may not be read; check its permissions\n",
            )
    finally:
        inner.chmod(0o755)
    assert not (tmp_path / "out.nt").exists()


def _children(process: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except FileNotFoundError:
        return []


def _runs(process: int) -> bool:
    """Whether a process is there and does not only wait for somebody to take note of its end."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc to find processes in")
@pytest.mark.parametrize("victim", ["the run", "one of its pool"])
def test_a_pool_ends_when_one_is_killed(victim: str, tmp_path: Path) -> None:
    blocks = (BLOCK.replace("A", f"A{number}", 1) for number in range(60_000))
    (tmp_path / "large.md").write_text("\n".join(blocks))
    command = [sys.executable, "-m", "orkgx", "export", "large.md", "-o", "out.nt", "-q", "--jobs", "2"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 30
        while len(pool := _children(process.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert len(pool) == 2
        os.kill(process.pid if victim == "the run" else pool[0], signal.SIGKILL)
        try:
            _, said = process.communicate(timeout=30)
        finally:
            process.kill()  # a run that never ends must not hold up all tests
    if victim == "one of its pool":
        assert process.returncode == 2
        assert said.startswith("orkgx: a process of the pool was ended from outside")
        assert "Traceback" not in said
    while any(map(_runs, pool)) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(map(_runs, pool))
    assert [path.name for path in tmp_path.iterdir()] == ["large.md"]
