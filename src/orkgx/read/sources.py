"""Where catalogues come from: files, folders, globs, standard input, URLs. The only module that imports requests."""

from __future__ import annotations

import codecs
import glob
import hashlib
import json
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from ..graph.addresses import without_secrets
from ..model import Diagnostic, Severity, SourceError, Span
from .names import Names, distinct

_CHUNK = 1 << 20
_LONGEST = 250_001  # characters of a line that are kept; more than any line that is read
_REDIRECTS = 5
_ENDINGS = (".md", ".markdown", ".mdx", ".csv", ".tsv")
_MARKS = {codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF32_BE: "UTF-32", codecs.BOM_UTF16_LE: "UTF-16",
          codecs.BOM_UTF16_BE: "UTF-16"}  # fmt: skip
_SURROGATES = re.compile("[\ud800-\udfff]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r")


@dataclass(frozen=True, slots=True)
class Source:
    """One catalogue. `name` is what diagnostics show, `label` a relative name that tells nothing of the machine,
    `iri` where it is published, if known; `size` is in bytes; `etag` is the server's name for this version."""

    name: str
    label: str
    iri: str
    size: int
    open: Callable[[], IO[bytes]]
    etag: str = ""

    def texts(self) -> Iterator[str]:
        """The text in stretches of whole lines. A wrong byte becomes a lone surrogate; `encoding_faults` finds it."""
        try:
            with self.open() as file:
                yield from _texts(file, self.name)
        except OSError as error:
            raise SourceError(self.name, _why(error)) from error


def _texts(file: IO[bytes], name: str) -> Iterator[str]:
    first = file.read(_CHUNK)
    for mark, encoding in _MARKS.items():
        if first.startswith(mark):
            raise SourceError(name, f"looks like {encoding}; save it as UTF-8")
    if b"\0" in first[:8192]:
        raise SourceError(name, "looks binary, not like Markdown; name a text file")
    decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
    rest, chunk, beginning = "", first.removeprefix(codecs.BOM_UTF8), True
    while chunk or beginning:
        beginning = False
        after = file.read(_CHUNK)
        text = decode(chunk, final=not after)
        if "\r" in text or rest.endswith("\r"):
            held = "\r" if text.endswith("\r") and after else ""
            text = (rest + text).removesuffix(held).replace("\r\n", "\n").replace("\r", "\n")
            rest = held
        elif rest:
            text, rest = rest + text, ""
        end = text.rfind("\n") + 1
        if end:
            yield text[:end]
        rest = text[end:] + rest
        if len(rest) > _LONGEST:
            rest = rest[:_LONGEST]
        chunk = after
    if rest:
        yield rest


def encoding_faults(text: str, file: str, line: int) -> list[Diagnostic]:
    """The bytes of a stretch of text that are not UTF-8, and its control characters, each with its place."""
    found = []
    if not text.isascii() and (wrong := _SURROGATES.search(text)):
        shown = " ".join(f"0x{byte:02X}" for byte in wrong[0][:4].encode("utf-8", "surrogateescape"))
        message = f"{shown} is not UTF-8, so what stands here was left out; save the file as UTF-8"
        found.append(Diagnostic(_place(text, wrong.start(), file, line), Severity.error, "not-utf8", message))
    if _controlled(text) and (control := _CONTROLS.search(text)):
        message = f"the control character U+{ord(control[0]):04X} was replaced; remove it"
        found.append(
            Diagnostic(_place(text, control.start(), file, line), Severity.warning, "control-character", message)
        )
    return found


def _controlled(text: str) -> bool:
    """Whether there is a control character; a fifth of the time that a pattern takes to find none."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, _CONTROL_BYTES)) < len(data)


def clean(text: str) -> str:
    """The text with what no RDF may hold replaced by U+FFFD."""
    return _CONTROLS.sub("\ufffd", text)


def _place(text: str, at: int, file: str, line: int) -> Span:
    return Span(file, line + text.count("\n", 0, at), at - text.rfind("\n", 0, at))


def open_sources(names: Iterable[str], *, source_iri: str | None) -> tuple[list[Source], list[SourceError]]:
    """The sources behind names, and those that cannot be had."""
    sources: list[Source] = []
    errors: list[SourceError] = []
    seen: set[str] = set()
    known = Names()
    for name in names:
        try:
            for source in _found(name, source_iri or ""):
                if source.name not in seen:
                    seen.add(source.name)
                    sources.append(_named(source, name, known))
        except SourceError as error:
            errors.append(error)
    return _told_apart(sources), errors


def _named(source: Source, given: str, known: Names) -> Source:
    """A file under the name that it has wherever it is read."""
    if not os.path.exists(source.name):
        return source
    name = known.of(source.name, given)
    return replace(source, label=name.label, iri=source.iri or name.published)


def _told_apart(sources: list[Source]) -> list[Source]:
    files = [source for source in sources if not source.iri and os.path.isfile(source.name)]
    labels = distinct((source.label, os.path.realpath(source.name)) for source in files)
    own = {source.name: label for source, label in zip(files, labels, strict=True)}
    return [replace(source, label=own.get(source.name, source.label)) for source in sources]


def _found(name: str, iri: str) -> Iterator[Source]:
    if name == "-":
        yield _kept(sys.stdin.buffer, "<stdin>", "stdin", iri)
    elif name.startswith(("http://", "https://")):
        yield _fetched(name, iri)
    elif os.path.isdir(name):
        yield from _folder(name, iri)
    elif os.path.exists(name) or not glob.has_magic(name):
        yield _file(name, iri)
    else:
        paths = sorted(path for path in glob.glob(name, recursive=True) if os.path.isfile(path))
        if not paths:
            raise SourceError(name, "no file matches; quote the pattern, or check it")
        for path in paths:
            yield _file(path, iri)


def _why(error: OSError) -> str:
    return {
        FileNotFoundError: "there is no such file",
        PermissionError: "it may not be read; check its permissions",
        IsADirectoryError: "it is a folder",
    }.get(type(error), error.strerror or "it cannot be read")


def _file(name: str, iri: str) -> Source:
    path = Path(name)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            with path.open("rb") as pipe:
                return _kept(pipe, name, path.name, iri)  # what flows by can be read once only
        size = status.st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError(name, _why(error)) from error
    return Source(name, path.name, iri, size, lambda: path.open("rb"))


def _folder(name: str, iri: str) -> Iterator[Source]:
    def refuse(error: OSError) -> None:
        raise SourceError(str(error.filename), _why(error)) from error

    found = []
    for folder, inner, files in os.walk(name, onerror=refuse):
        inner[:] = sorted(one for one in inner if not one.startswith("."))
        found += [os.path.join(folder, file) for file in files if file.lower().endswith(_ENDINGS)]
    if not found:
        raise SourceError(name, f"the folder holds no catalogue ({', '.join(_ENDINGS)})")
    for path in sorted(found):
        yield _file(path, iri)


def _kept(pipe: IO[bytes], name: str, label: str, iri: str) -> Source:
    """A source of what comes through a pipe, kept for a second reading."""
    kept = tempfile.SpooledTemporaryFile(8 * _CHUNK)  # noqa: SIM115  (closed with the process)
    while chunk := pipe.read(_CHUNK):
        kept.write(chunk)
    return Source(name, label, iri, kept.tell(), lambda: _Again(kept))  # type: ignore[return-value, arg-type]


class _Again:
    """A spooled file from its start on, that stays open for another reading."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> IO[bytes]:
        self._file.seek(0)
        return self._file

    def __exit__(self, *_: object) -> None:
        return None


# -- from the web


def _limit(name: str, default: float) -> float:
    try:
        return float(os.environ.get(name, default))
    except ValueError:
        return default


def _fetched(url: str, iri: str) -> Source:
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
    content = _get(url, tag)
    if content is None:
        size = body.stat().st_size
        return Source(shown, label, iri or shown, size, lambda: body.open("rb"), tag)
    text, etag = content
    if etag:
        _keep(cache, body, text)
        _keep(cache, facts, json.dumps({"etag": etag, "url": shown}).encode())
    from io import BytesIO

    return Source(shown, label, iri or shown, len(text), lambda: BytesIO(text), etag)


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
    content = _get(url, "", {"Accept": accept})
    assert content is not None  # only a tag could be answered with nothing
    return content[0]


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
