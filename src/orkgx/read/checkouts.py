"""Files in git checkouts: their path there, and where they are published. All is read from the files of git; nothing is
run, and what is no plain file of a fitting size is not read."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from ..graph.addresses import without_secrets

_LARGEST = 1 << 20  # bytes of HEAD, of a reference and of the configuration
_LARGEST_LISTS = 1 << 27  # bytes of the lists of references and of files
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REFERENCE = re.compile(r"refs/(?!.*(?:\.\.|//))[^\x00-\x20\x7f~^:?*\[\\]+")
_SECTION = re.compile(r'\s*\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')
_SETTING = re.compile(r'\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*"?([^"#;\s]+)"?')
_REMOTE = re.compile(r"(?:https://|(?:git\+)?ssh://)(?:[^/@]*@)?([\w.-]+\.[A-Za-z0-9-]+)(:[0-9]+)?/+([^?#]+)")
_SHORT_REMOTE = re.compile(r"(?:[^/@:]*@)?([\w.-]+\.[A-Za-z]{2,}):(?!//)/*([^?#]+)")
# What stands between a repository and a commit in the address of a file; elsewhere as on GitHub.
_BLOBS = {"gitlab": "-/blob", "bitbucket": "src", **dict.fromkeys(("codeberg", "gitea", "forgejo"), "src/commit")}


class Checkout(NamedTuple):
    """A folder that git keeps; `published` is the address of its files at the commit that is checked out, if known."""

    root: Path
    published: str
    files: bytes  # git's list of the files that it keeps, as it stands

    def keeps(self, path: str) -> bool:
        """Whether git knows a path: a list that says paths by what they share with those before is believed."""
        data = os.fsencode(path)
        compressed = self.files[4:8] == b"\0\0\0\4"
        return compressed or min(len(data), 0xFFF).to_bytes(2, "big") + data + b"\0" in self.files


def find_checkout(folder: Path, known: dict[Path, Checkout | None]) -> Checkout | None:
    """The checkout that a folder is in; `known` keeps the answers of a run."""
    if folder not in known:
        git = _git_folder(folder / ".git")
        if git:
            known[folder] = Checkout(folder, _published(git), _content(git / "index", _LARGEST_LISTS))
        else:
            known[folder] = None if folder.parent == folder else find_checkout(folder.parent, known)
    return known[folder]


def _git_folder(path: Path) -> Path | None:
    """The folder with git's own files, which a file of the same name may name."""
    try:
        if path.is_file():
            named = _text(path).partition("gitdir:")[2].strip()
            path = path.parent / named if named else path
        return path if (path / "HEAD").is_file() else None
    except (OSError, ValueError):
        return None


def _published(git: Path) -> str:
    common = git / (_text(git / "commondir").strip() or ".")
    commit, remote = _commit(git, common), _remote(_text(common / "config"))
    return f"{remote}/{commit}" if commit and remote else ""


def _commit(git: Path, common: Path) -> str:
    """The commit that is checked out; empty where there is none yet."""
    text = _text(git / "HEAD").strip()
    for _ in range(5):
        name = text.removeprefix("ref:").strip()
        if not text.startswith("ref:") or not _REFERENCE.fullmatch(name):
            break
        text = (_text(git / name) or _text(common / name)).strip() or _packed(common, name)
    return text if _COMMIT.fullmatch(text) else ""


def _packed(common: Path, name: str) -> str:
    listed = _text(common / "packed-refs", _LARGEST_LISTS)
    return next((line[: -len(name) - 1] for line in listed.splitlines() if line.endswith(f" {name}")), "")


def _remote(config: str) -> str:
    """Where the files of the remote named origin, else of the first, are shown; empty if it is on no public host."""
    remotes: dict[str, str] = {}
    section = ""
    for line in config.splitlines():
        if found := _SECTION.match(line):
            section = found[2] or "" if found[1].lower() == "remote" else ""
        elif section and (setting := _SETTING.match(line)) and setting[1].lower() == "url":
            remotes.setdefault(section, setting[2])
    return web_address(remotes.get("origin") or next(iter(remotes.values()), ""))


def web_address(remote: str) -> str:
    """The start of the addresses of a remote's files; empty for one that is reached neither by https nor by ssh.

    >>> web_address("git@github.com:o/r.git")
    'https://github.com/o/r/blob'
    """
    if found := _REMOTE.fullmatch(without_secrets(remote).partition("?")[0]):
        host, port, path = found[1], found[2] if remote.startswith("https:") else "", found[3]
    elif "://" not in remote and (short := _SHORT_REMOTE.fullmatch(remote)):
        host, port, path = short[1], "", short[2]
    else:
        return ""
    between = next((way for name, way in _BLOBS.items() if name in host.lower()), "blob")
    path = quote(unquote(path.strip("/").removesuffix(".git")), safe="/~")
    return f"https://{host.lower()}{port or ''}/{path}/{between}"


def _text(path: Path, most: int = _LARGEST) -> str:
    return _content(path, most).decode("utf-8", "replace")


def _content(path: Path, most: int) -> bytes:
    """What a file holds; nothing if it is none, or larger than what git would write there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return b""
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        return file.read() if stat.S_ISREG(facts.st_mode) and facts.st_size <= most else b""
