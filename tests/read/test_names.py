"""What sources are called: the same wherever they are read, however that is typed, and with nothing of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orkgx.graph.addresses import without_secrets
from orkgx.graph.terms import iri
from orkgx.read.batches import source_iri
from orkgx.read.checkouts import web_address
from orkgx.read.sources import open_sources

COMMIT = "0123456789abcdef0123456789abcdef01234567"
AT = f"https://github.com/o/r/blob/{COMMIT}"


def names(*given: str | Path) -> list[tuple[str, str]]:
    sources, errors = open_sources(map(str, given), source_iri=None)
    assert not errors
    return [(source.label, source.iri) for source in sources]


def put(path: Path, text: str | bytes = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def index(*paths: str) -> bytes:
    """A list of files as git keeps it, without what is said of each beside its name."""
    entries = [bytes(60) + len(path).to_bytes(2, "big") + path.encode() + b"\0" for path in paths]
    return b"DIRC\0\0\0\2" + len(paths).to_bytes(4, "big") + b"".join(entries)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "r"
    put(root / ".git/HEAD", "ref: refs/heads/main\n")
    put(root / ".git/refs/heads/main", f"{COMMIT}\n")
    put(root / ".git/config", '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:o/r.git\n')
    put(root / ".git/index", index("a.md", "in/b c.md"))
    put(root / "a.md")
    put(root / "in/b c.md")
    put(root / "new.md")
    return root


def test_a_file_that_git_keeps_is_named_by_repository_and_commit(checkout: Path) -> None:
    assert names(checkout) == [("a.md", f"{AT}/a.md"), ("in/b c.md", f"{AT}/in/b%20c.md"), ("new.md", "")]


def test_a_name_does_not_depend_on_where_one_stands_or_how_it_is_typed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [("in/b c.md", f"{AT}/in/b%20c.md")]
    (checkout.parent / "link").symlink_to(checkout)
    assert names(checkout / "in/b c.md") == expected
    assert names(checkout.parent / "link/in/b c.md") == expected
    monkeypatch.chdir(checkout)
    assert names("in/b c.md") == names("./in/../in/b c.md") == names("in") == names("in/*.md") == expected
    monkeypatch.chdir(checkout / "in")
    assert names("b c.md") == names("../in/b c.md") == names(".") == expected


def test_a_file_outside_git_is_named_below_what_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "in/a.md")
    assert names(tmp_path) == [("in/a.md", "")]
    assert names(tmp_path / "in") == names(tmp_path / "in/a.md") == names(tmp_path / "in/*.md") == [("a.md", "")]
    assert names(tmp_path / "*/a.md") == [("in/a.md", "")]
    monkeypatch.chdir(tmp_path / "in")
    assert names(".") == names("a.md") == names("../in/a.md") == [("a.md", "")]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    given = [put(tmp_path / "x/README.md"), put(tmp_path / "y/README.md"), put(tmp_path / "b.md")]
    assert [label for label, _ in names(*given)] == ["x/README.md", "y/README.md", "b.md"]


@pytest.mark.skipif(os.name != "posix", reason="names are texts there")
def test_a_name_that_is_no_text_has_an_iri(tmp_path: Path) -> None:
    put(Path(os.fsdecode(os.fsencode(tmp_path / "a") + b"\xff.md")))
    (source,), _ = open_sources([str(tmp_path)], source_iri=None)
    assert source.label == "a%FF.md"
    assert iri(source_iri(source, "https://a.org/")) == "<https://a.org/source/a%25FF.md>"


def test_a_pipe_has_no_number(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    assert names(f"/dev/fd/{reading}") == [("stdin", "")]
    os.close(reading)


@pytest.mark.skipif(not shutil.which("git"), reason="no git")
@pytest.mark.parametrize("packed", [False, True])
def test_what_git_itself_writes_is_read(packed: bool, tmp_path: Path) -> None:
    def git(*words: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(
            ["git", "-C", str(root), *identity, *words], capture_output=True, text=True, check=True
        ).stdout

    root = tmp_path / "r"
    put(root / "in/a.md")
    put(root / "new.md")
    git("init", "-q", "-b", "a/b")
    git("remote", "add", "origin", "https://me:secret@gitlab.com/g/s/r.git")
    git("add", "in")
    git("commit", "-qm", "x")
    git("worktree", "add", "-q", str(tmp_path / "w"))
    if packed:
        git("pack-refs", "--all")
    commit = git("rev-parse", "HEAD").strip()
    expected = ("in/a.md", f"https://gitlab.com/g/s/r/-/blob/{commit}/in/a.md")
    assert names(root) == [expected, ("new.md", "")]
    assert names(tmp_path / "w") == [expected]
    git("checkout", "-q", "--detach")
    assert names(root / "in/a.md") == [expected]


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/o/r.git", "https://github.com/o/r/blob"),
        ("https://user:token@github.com/o/r", "https://github.com/o/r/blob"),
        ("https://github.com/o/r.git?access_token=x", "https://github.com/o/r/blob"),
        ("https://Git.Example.org:8443/o/r/", "https://git.example.org:8443/o/r/blob"),
        ("ssh://git@github.com:22/o/r.git", "https://github.com/o/r/blob"),
        ("git@gitlab.com:g/s/r.git", "https://gitlab.com/g/s/r/-/blob"),
        ("git@bitbucket.org:o/r.git", "https://bitbucket.org/o/r/src"),
        ("https://codeberg.org/o/r.git", "https://codeberg.org/o/r/src/commit"),
        ("file:///home/me/r", ""),
        ("/home/me/r.git", ""),
        ("../r.git", ""),
        ("C:\\me\\r", ""),
        ("work:o/r.git", ""),
        ("ext::sh -c x", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_remote(remote: str, address: str) -> None:
    assert web_address(remote) == address


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (".git/HEAD", "ref: ../../../../etc/passwd\n"),
        (".git/HEAD", "ref: refs/heads/../../../x\n"),
        (".git/HEAD", "ref: refs/heads/none\n"),
        (".git/HEAD", b"\xff\0" * 999),
        (".git/refs/heads/main", "ref: refs/heads/main\n"),
        (".git/refs/heads/main", f"{COMMIT} <x>"),
        (".git/config", '[remote "origin"]\n\turl = "https://a.org/' + "x" * 2_000_000),
        (".git/config", "[" * 100_000),
        (".git/config", "[include]\n\tpath = /etc/passwd\n"),
        (".git/commondir", "/nowhere\0"),
        (".git/index", b""),
    ],
)
def test_a_hostile_checkout_gives_a_plain_name(file: str, content: str | bytes, checkout: Path) -> None:
    put(checkout / file, content)
    assert names(checkout / "a.md") == [("a.md", "")]


@pytest.mark.skipif(os.name != "posix", reason="no pipes of names there")
@pytest.mark.parametrize("file", ["HEAD", "config", "index", "refs/heads/main", "commondir"])
def test_a_pipe_in_a_checkout_does_not_hang(file: str, checkout: Path) -> None:
    (checkout / ".git" / file).unlink(missing_ok=True)
    os.mkfifo(checkout / ".git" / file)
    assert names(checkout / "a.md")[0][0] == "a.md"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["", "https://a.org/", "git@a.org:"]))
def test_any_remote_gives_an_iri_or_none(checkout: Path, text: str, start: str) -> None:
    config = f'[remote "origin"]\n\turl = {start}{text}\n'
    put(checkout / ".git/config", config.encode("utf-8", "replace"))
    ((label, published),) = names(checkout / "a.md")
    assert label == "a.md"
    assert not published or iri(published) == f"<{published}>"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.org/b?c=d#e", "https://a.org/b?c=d#e"),
        ("https://me@a.org/", "https://a.org/"),
        ("https://me:p@ss@a.org/", "https://a.org/"),
        ("https://a.org/?token=x", "https://a.org/"),
        ("https://a.org/?X-Amz-Signature=x&X-Amz-Credential=y&b=c", "https://a.org/?b=c"),
        ("https://a.org/?sv=1&sig=x", "https://a.org/?sv=1"),
        ("https://a.org/?apikey=x;b=c", "https://a.org/?b=c"),
        ("https://a.org/?accessToken=x&private_token=y&AWSAccessKeyId=z", "https://a.org/"),
        ("https://a.org/?author=x&keyword=y&tokenizer=z", "https://a.org/?author=x&keyword=y&tokenizer=z"),
    ],
)
def test_addresses_lose_what_is_secret(address: str, expected: str) -> None:
    assert without_secrets(address) == expected
