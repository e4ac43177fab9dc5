"""Addresses without what only their owner may know."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

_USER = re.compile(r"(?<=://)[^/?#]*@")
_QUERY = re.compile(r"\?([^#]*)")
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")
_SECRET = re.compile(
    r".*(?:token|passw(?:or)?d|passwort|passphrase|secret|signature|credentials?|key)|"
    r"tok|pass|pwd|pw|sig|sas|auth|authorization|bearer|jwt|hmac|session|sessionid|sid|private"
)


def without_secrets(address: str) -> str:
    """An address without user, password, and what looks like a secret in its query.

    >>> without_secrets("https://me:pw@example.org/a.md?raw=1&access_token=x#b")
    'https://example.org/a.md?raw=1#b'
    """
    return _QUERY.sub(_open, _USER.sub("", address, count=1), count=1)


def _open(query: re.Match[str]) -> str:
    parameters = re.split("[&;]", query[1])
    kept = [one for one in parameters if not _is_secret(one.partition("=")[0])]
    if len(kept) == len(parameters):
        return query[0]
    return f"?{'&'.join(kept)}" if kept else ""


def _is_secret(name: str) -> bool:
    """Whether a parameter's name has a word for secrets in it: ``X-Amz-Signature``, ``accessToken``, ``apikey``."""
    return any(_SECRET.fullmatch(word.lower()) for word in _WORD.findall(unquote_plus(name)))
