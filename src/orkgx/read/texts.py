"""Bytes in, text out: stretches of whole lines, with what is wrong with them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO

from ..model import Diagnostic, SourceError, Span, finding

CHUNK = 1 << 20
_LONGEST = 250_001  # characters of a line that are kept; more than any line that is read
_MARKS = {codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF32_BE: "UTF-32", codecs.BOM_UTF16_LE: "UTF-16",
          codecs.BOM_UTF16_BE: "UTF-16"}  # fmt: skip
_SURROGATES = re.compile("[\ud800-\udfff]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r")


def read_texts(file: IO[bytes], name: str, *, lines: bool = True) -> Iterator[str]:
    """The text of a file in stretches, of whole lines if `lines`; overlong ones are cut then."""
    first = file.read(CHUNK)
    for mark, encoding in _MARKS.items():
        if first.startswith(mark):
            raise SourceError(name, f"looks like {encoding}; save it as UTF-8")
    if b"\0" in first[:8192]:
        raise SourceError(name, "looks binary, not like Markdown; name a text file")
    decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
    rest, chunk, beginning = "", first.removeprefix(codecs.BOM_UTF8), True
    while chunk or beginning:
        beginning = False
        after = file.read(CHUNK)
        text = decode(chunk, final=not after)
        if "\r" in text or rest.endswith("\r"):
            held = "\r" if text.endswith("\r") and after else ""
            text = (rest + text).removesuffix(held).replace("\r\n", "\n").replace("\r", "\n")
            rest = held
        elif rest:
            text, rest = rest + text, ""
        end = text.rfind("\n") + 1 if lines else len(text)
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
        found.append(finding(_place(text, wrong.start(), file, line), "not-utf8", message))
    if _controlled(text) and (control := _CONTROLS.search(text)):
        message = f"the control character U+{ord(control[0]):04X} was replaced; remove it"
        found.append(finding(_place(text, control.start(), file, line), "control-character", message))
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
