"""What stands at an address: fetched within limits, kept in a cache by its ETag."""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import urlsplit

from ..graph.addresses import without_secrets
from ..model import SourceError

_REDIRECTS = 5
_GRACE = 1  # seconds in which whoever waits for a server may say itself why it ended


def _limit(name: str, default: float) -> float:
    try:
        given = float(os.environ.get(name, default))
    except ValueError:
        return default
    return given if 0 < given < math.inf else default


class Page(NamedTuple):
    """What an address gave: the address without secrets, its last part, and the content."""

    address: str
    label: str
    size: int
    open: Callable[[], IO[bytes]]
    etag: str


def fetched(url: str) -> Page:
    """The content of an address, from the cache if the server says that it holds. Raises SourceError."""
    shown = without_secrets(url)
    label = urlsplit(shown).path.rsplit("/", 1)[-1]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "orkgx"
    kept = cache / hashlib.sha256(url.encode()).hexdigest()
    body, facts = kept.with_suffix(".body"), kept.with_suffix(".json")
    tag = ""
    try:
        tag = str(json.loads(facts.read_text("utf-8")).get("etag", "")) if body.exists() else ""
    except (OSError, ValueError, AttributeError):
        tag = ""
    content = _in_time(url, tag)
    if content is None:
        size = body.stat().st_size
        return Page(shown, label, size, lambda: body.open("rb"), tag)
    text, etag = content
    if etag:
        _keep(cache, body, text)
        _keep(cache, facts, json.dumps({"etag": etag, "url": shown}).encode())
    return Page(shown, label, len(text), lambda: BytesIO(text), etag)


def _keep(folder: Path, path: Path, content: bytes) -> None:
    """Into the cache, whole or not at all; a cache that cannot be written costs time only."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError:
        return


def fetch(url: str, accept: str) -> bytes:
    """What stands at an address, in a media type. Raises SourceError."""
    content = _in_time(url, "", {"Accept": accept})
    assert content is not None  # only a tag could be answered with nothing
    return content[0]


def _in_time(url: str, tag: str, headers: Mapping[str, str] | None = None) -> tuple[bytes, str] | None:
    """What `_get` gives, in the time that it may take in all: a server may send a byte now and then for ever, also
    before the body begins, so that a thread waits for it, which ends with the process."""
    answer: Future[tuple[bytes, str] | None] = Future()

    def get() -> None:
        try:
            answer.set_result(_get(url, tag, headers))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=get, daemon=True).start()
    try:
        return answer.result(_limit("ORKGX_TIMEOUT", 60) + _GRACE)
    except TimeoutError as error:
        raise SourceError(
            without_secrets(url), "no whole answer in time; try again, or raise ORKGX_TIMEOUT (seconds)"
        ) from error


def _get(url: str, tag: str, headers: Mapping[str, str] | None = None) -> tuple[bytes, str] | None:
    """The body and its ETag; None if it is still what the tag says. Raises SourceError."""
    import requests

    shown = without_secrets(url)
    seconds, most = _limit("ORKGX_TIMEOUT", 60), _limit("ORKGX_LIMIT", 200_000_000)
    until = time.monotonic() + seconds
    with requests.Session() as session:
        session.max_redirects = _REDIRECTS
        try:
            asked = {**(headers or {}), **({"If-None-Match": tag} if tag else {})}
            with session.get(url, stream=True, timeout=min(seconds, 15), headers=asked) as answer:
                if answer.status_code == requests.codes.not_modified and tag:
                    return None
                return _body(shown, answer, until, most), answer.headers.get("ETag", "")
        except requests.TooManyRedirects as error:
            raise SourceError(shown, f"more than {_REDIRECTS} redirects; check the address") from error
        except requests.Timeout as error:
            raise SourceError(shown, "no answer in time; try again, or raise ORKGX_TIMEOUT (seconds)") from error
        except requests.RequestException as error:
            raise SourceError(
                shown, f"cannot be fetched ({type(error).__name__}); check address and network"
            ) from error


def _body(shown: str, answer: Any, until: float, most: float) -> bytes:
    if answer.status_code >= 400:
        raise SourceError(shown, f"the server answers {answer.status_code} {answer.reason}; check the address")
    content = bytearray()
    for chunk in answer.iter_content(65536):
        content += chunk
        if len(content) > most:
            raise SourceError(shown, f"larger than {most:,.0f} bytes; fetch it yourself, or raise ORKGX_LIMIT")
        if time.monotonic() > until:
            raise SourceError(shown, "too slow; try again, or raise ORKGX_TIMEOUT (seconds)")
    if "html" in answer.headers.get("Content-Type", ""):
        raise SourceError(shown, "a web page, not Markdown; use the address of the raw file")
    return bytes(content)
