"""Fields in, a catalogue's block out, quoted where YAML or Markdown would take them for something else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from ..check.fixes import quote
from ..model import Block
from ..read.inline import read_lead
from ..read.yaml import read_record
from .inverting import Said

_SLOT = re.compile(r"\{(@[^{}]+)\}")
_LINK = re.compile(r"\[(\{@[^{}]+\})\]\(\{(@[^{}]+)\}\)")
_SIGNS = re.compile(r"([\\`*_\[\]<>&!~|])")
_BEGINS = re.compile(r"\s*(?:[#+=>~`*-]|\d+[.)])")


def block(said: Iterable[Said], indent: str = "") -> str:
    """A fenced block of fields."""
    lines = ["```yaml", *(line for one in said for line in field(one).split("\n")), "```"]
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)


def field(said: Said) -> str:
    """A field as a line of YAML, or as a list below its key."""
    key = scalar(said.key, key=True)
    if said.item:
        return "\n".join([f"{key}:", *(f"  - {scalar(text, item=True)}" for text in said.texts)])
    return f"{key}: {scalar(said.texts[0])}"


def scalar(text: str, *, item: bool = False, key: bool = False) -> str:
    """A text as YAML takes it for that text and nothing else, plain where that will do."""
    forms = [text, quote(text), json.dumps(text, ensure_ascii=False), json.dumps(text)]
    for form in forms:
        line = f"{form}: x" if key else f"x:\n  - {form}" if item else f"x: {form}"
        lines = f"{line}\n".count("\n")
        if form.splitlines() != [form]:
            continue
        record = read_record(Block(f"{line}\n", "", 1, lines, (0,) * lines))
        if not record.findings and list(record.fields.names if key else record.fields.texts) == [text]:
            return form
    return forms[-1]


def lead(segments: Sequence[str], values: Mapping[str, str]) -> str:
    """The text above a block: its segments, but for those of whose fields none has a value."""
    made = ""
    for segment in segments:
        slots = _SLOT.findall(segment)
        if not slots or any(values.get(slot) for slot in slots):
            linked = _LINK.sub(lambda link: link[0] if values.get(link[2]) else link[1], segment)
            made += _SLOT.sub(lambda slot: _shown(slot[1], values.get(slot[1], "")), linked)
    return made


def _shown(slot: str, text: str) -> str:
    """A text in Markdown: an address as it is, all else with its signs escaped where they would mean something."""
    if slot == "@link" or slot.endswith(".link"):
        return re.sub(r"[\s()<>]", lambda sign: "".join(f"%{one:02X}" for one in sign[0].encode()), text)
    plain = escaped(text)
    if not _BEGINS.match(plain):
        return plain
    plain = plain.lstrip()
    return re.sub(r"^(\d+)", r"\1\\", plain) if plain[0].isdigit() else f"\\{plain}"


def escaped(text: str) -> str:
    """A text in Markdown, its signs escaped where they would mean something."""
    plain = read_lead(text, tuple((at, 1) for at, _ in enumerate(text.split("\n"), 1)))
    return text if plain.text == text and not plain.marks and not set("[]") & set(text) else _SIGNS.sub(r"\\\1", text)
