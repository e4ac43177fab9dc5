"""Where orkgx itself was installed from, and where its manual can be read there."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

# Hosts that show the files of a project at addresses known beforehand, and how these go on behind its own.
_HOSTS = re.compile(r"https://(?P<host>github\.com|gitlab\.com|codeberg\.org)/[\w./-]+?(?=\.git$|/?$)")
_WAYS = {"github.com": "/blob/", "gitlab.com": "/-/blob/", "codeberg.org": "/src/commit/"}


@cache
def installed_from() -> tuple[str, str]:
    """The git address and the commit, as far as they are known; empty where it was installed otherwise."""
    try:
        said = json.loads(distribution("orkgx").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return "", ""
    source = said.get("vcs_info", {})
    return (said["url"], source.get("commit_id", "")) if source.get("vcs") == "git" else ("", "")


def page_of_codes(address: str, commit: str) -> str:
    """Where the manual's page on diagnostics stands, at the commit that is installed; empty where that is not known.

    >>> page_of_codes("https://github.com/someone/orkgx.git", "0a1b")
    'https://github.com/someone/orkgx/blob/0a1b/src/orkgx/manual/diagnostics.md#codes'
    >>> page_of_codes("ssh://git@example.org/orkgx", "0a1b")
    ''
    """
    project = _HOSTS.match(address)
    if not project or not commit:
        return ""
    return f"{project[0]}{_WAYS[project['host']]}{commit}/src/orkgx/manual/diagnostics.md#codes"
