"""A graph in part files is the graph in one, whatever happens to those who make it."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orkgx.model import SinkError
from orkgx.pipeline.parts.exchange import dumps, loads
from orkgx.write.formats import FORMATS
from tests.support import BLOCK, SAMPLE, run

fsspec = pytest.importorskip("fsspec")

ODD = {
    3: ("Twice Dated", "2020-01-01"),
    133: ("Twice Dated", "2021-01-01"),
    5: ("Doubled", "2020-02-02"),
    6: ("Doubled", "2020-02-02"),
    185: ("Doubled", "2020-02-02"),
    7: ("C+", "2020-03-03"),
    197: ("C plus", "2020-03-03"),
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Two hundred files, one of them large; over them a name of two dates, an entry that stands there three times, and
    names whose plain slugs are equal."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for at in range(200):
        names = [(f"Model {at}-{number}", f"2022-01-{number + 1:02}") for number in range(8 if at != 50 else 400)]
        blocks = [
            BLOCK.format(name=name, date=date[:10], family=f"F{at % 3}", organization=f"O{at % 7}", size=f"{at + 1}B")
            for name, date in [*filter(None, [ODD.get(at)]), *names]
        ]
        filler = ("```text\n" + f"{'Words. ' * 40}\n" * 200 + "```\n\n") * (1 if at != 50 else 60)
        (folder / f"{at:03}.md").write_text("# Models\n\n" + "".join(blocks) + filler)
    return folder


def lines_of(*files: Path) -> list[bytes]:
    return sorted(line for file in files for line in file.read_bytes().splitlines())


def parts_in(folder: Path) -> list[Path]:
    """The parts that the manifest names, which are all that is there."""
    manifest = json.loads((folder / "manifest.json").read_text())
    named = [folder / part["name"] for part in manifest["parts"]]
    assert {*folder.iterdir()} == {*named, folder / "manifest.json"}
    assert [part["bytes"] for part in manifest["parts"]] == [one.stat().st_size for one in named]
    assert sum(part["statements"] for part in manifest["parts"]) == manifest["statements"] == len(lines_of(*named))
    return named


def test_parts_of_a_cluster_that_lost_a_worker_and_its_driver_are_the_local_graph(
    catalogue: Path, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    alone = run("export", catalogue, "-o", tmp_path / "alone.nt", "--report", "json", "--all")
    assert "duplicate-entry" in alone.stderr

    parts = tmp_path / "parts"
    # As `-o parts/` in the shell; with a process group of its own, so that it can be ended as a whole.
    options = ["-o", f"{parts}/", "--engine", "dask", "--jobs", "4", "--report", "json", "--all"]
    command = [sys.executable, "-m", "orkgx", "export", str(catalogue), *options]

    def done() -> list[Path]:
        return [*parts.glob(".orkgx-*/made/*.done")]

    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as driver:
        soon(done, driver)
        os.kill(next(workers_of(driver.pid)), signal.SIGKILL)
        before = len(done())
        soon(lambda: len(done()) > before + 1, driver)
        driver.kill()
    assert not (parts / "manifest.json").exists()
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "went on where an earlier run was cut off" in again.stderr
    assert again.returncode == alone.exit_code == 1
    files = parts_in(parts)
    assert len(files) > 1
    assert lines_of(*files) == lines_of(tmp_path / "alone.nt")
    assert findings(again.stderr) == findings(alone.stderr)


def workers_of(pid: int) -> Iterator[int]:
    """The processes of a driver that are workers of Dask."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in status.with_name("cmdline").read_bytes():
                yield int(status.parent.name)
        except OSError:  # it has ended meanwhile
            continue


def soon(holds: Callable[[], object], driver: subprocess.Popen[bytes]) -> None:
    for _ in range(9000):
        if holds():
            return
        assert driver.poll() is None, "it came to its end before"
        time.sleep(0.02)
    raise AssertionError("it took too long")


def findings(text: str) -> list[str]:
    """The findings of a report in JSON, each as a line of text."""
    start = text.index("[") if "[" in text else 0
    found, _ = json.JSONDecoder().raw_decode(text[start:])
    return sorted(json.dumps(one, sort_keys=True) for one in found)


def test_parts_can_stand_elsewhere_as_their_sources_and_of_two_runs_the_later_one_stays() -> None:
    files = fsspec.filesystem("memory")
    files.pipe("/parted/catalogue/a.md", SAMPLE.read_bytes())
    files.pipe("/parted/catalogue/.hidden/b.md", b"# Nothing\n")
    assert run("export", "memory://parted/catalogue", "-o", "memory://parted/one.nt", "-q").exit_code == 0
    for form in ("ttl", "nt"):
        assert run("export", "memory://parted/catalogue", "-o", "memory://parted/out/", "--format", form).exit_code == 0
    (part,) = json.loads(files.cat_file("/parted/out/manifest.json"))["parts"]
    assert sorted(files.find("/parted/out")) == ["/parted/out/manifest.json", f"/parted/out/{part['name']}"]
    assert sorted(files.cat_file(f"/parted/out/{part['name']}").splitlines()) == sorted(
        files.cat_file("/parted/one.nt").splitlines()
    )


def test_a_file_in_the_place_of_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("mine")
    result = run("export", SAMPLE, "-o", f"{tmp_path}/parts/")
    assert result.exit_code == 2
    assert "not a folder; choose another place" in result.stderr
    assert (tmp_path / "parts").read_text() == "mine"


def test_a_source_elsewhere_is_never_written_over() -> None:
    files = fsspec.filesystem("memory")
    files.pipe("/apart/a.md", SAMPLE.read_bytes())
    result = run("export", "memory://apart/", "-o", "memory://apart/a.md", "--format", "nt")
    assert result.exit_code == 2
    assert files.cat_file("/apart/a.md") == SAMPLE.read_bytes()


@pytest.mark.parametrize("form", ["ttl", "trig", "jsonld"])
def test_parts_may_have_any_format_of_rdf_and_any_name(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a::b.md").write_bytes(SAMPLE.read_bytes())
    assert run("export", "a::b.md", "-o", "x::y/", "--format", form, "-q").exit_code == 0
    manifest = json.loads(Path("x::y/manifest.json").read_text())
    assert manifest["format"] == FORMATS[form].media_type
    (part,) = Path("x::y").glob("part-*")
    assert run("export", "a::b.md", "-o", "alone.nt", "-q").exit_code == 0
    assert run("diff", part, "alone.nt").stdout == ""


def test_what_flows_by_and_what_has_no_entry_can_be_asked_for_in_parts(tmp_path: Path) -> None:
    result = run("export", "-", "-o", f"{tmp_path}/parts/", "-q", input=SAMPLE.read_bytes())
    assert result.exit_code == 0
    parts_in(tmp_path / "parts")
    (tmp_path / "empty.md").write_text("# Nothing\n")
    assert run("export", tmp_path / "empty.md", "-o", f"{tmp_path}/none/").exit_code == 1
    assert not [*tmp_path.glob("none/*")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-o", "parts/", "-o", "one.nt"], "on its own"),
        (["-o", "parts/", "--format", "orkg-csv"], "orkg-csv is one file"),
        (["-o", "parts/", "--describe"], "manifest of their own"),
        (["-o", "odd://parts/"], "no such kind of address"),
    ],
)
def test_what_parts_cannot_be_is_told(options: list[str], said: str) -> None:
    result = run("export", SAMPLE, *options)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("address", ["odd://a.md", "memory://not/there.md", "s3://me:secret@bucket/a.md"])
def test_an_address_that_gives_nothing_is_a_source_that_cannot_be_read(address: str) -> None:
    result = run("check", address)
    assert result.exit_code == 3
    assert "secret@" not in result.output


def test_a_file_of_a_run_that_somebody_else_wrote_runs_no_code() -> None:
    assert loads(dumps({"a": (1, b"c")})) == {"a": (1, b"c")}
    with pytest.raises(SinkError, match="has no place there"):
        loads(pickle.dumps(os.getcwd))
