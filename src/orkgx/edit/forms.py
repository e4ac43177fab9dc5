"""Fields of entries in, the text of a catalogue out, in each of the forms that entries stand in: blocks, list items,
rows of tables and of separated values, front matter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..mapping.compiled import CompiledMapping
from ..mapping.rules import Rule
from .inverting import Said
from .writing import block, escaped, field

BLOCK, TABLE, CSV, CARD, ITEM = "yaml", "table", "csv", "front-matter", "items"
FIRST = "@column.1"  # the first column where it has no heading
LINKS = (".link", ".links")  # what ends the key of what a field links to
_BREAK = "<br>"
_ADDRESS = re.compile(r"https?://\S+")
_PERCENT = re.compile(r"[\s<>|]")
_UNPAIRED = re.compile(r"[\s()<>|]")
_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$|^$')


class Written(NamedTuple):
    """An entry to write: what stands above its fields, and they; `name` is for where that is no field of it."""

    name: str
    above: str
    inside: tuple[Said, ...]


def form_of(mapping: CompiledMapping, file: str, *, row: bool) -> str:
    """The form of an entry by where it stood; `row`: on a single line."""
    kinds = mapping.sources
    if CSV in kinds and file.endswith((".csv", ".tsv")):
        return CSV
    if TABLE in kinds and (row or not kinds & {BLOCK, CARD}):
        return TABLE
    return CARD if mapping.spec.one_per or (CARD in kinds and BLOCK not in kinds) else BLOCK


def blocks(entries: Iterable[Written]) -> str:
    return "\n".join(one.above + block(one.inside, "  " if one.above else "") for one in entries)


def item(name: str, around: Mapping[str, str], inside: Iterable[Said]) -> str:
    """A list item: the name with its link, then what it says, in which a link stands at the word that names it; its
    fields are items inside of it."""
    rest, made, at = around.get("@rest", ""), "", 0
    named = [(key[6:-1], target) for key, target in around.items() if key.startswith("@link[")]
    places = [(_place(word, rest), word, target) for word, target in named]
    for start, word, target in sorted(places):
        if start >= at:
            made += f"{escaped(rest[at:start])}[{escaped(rest[start : start + len(word)])}]({_address(target)})"
            at = start + len(word)
        else:
            made = f"[{word}]({_address(target)}) {made}"
    made += escaped(rest[at:])
    link = around.get("@link", "")
    head = f"[{escaped(name)}]({_address(link)})" if link else f"**{escaped(name)}**"
    fields = (f"  - **{escaped(one.key)}:** {escaped(', '.join(one.texts))}\n" for one in inside)
    return f"- {head}{': ' if made else ''}{made}".rstrip() + "\n" + "".join(fields)


def _place(word: str, text: str) -> int:
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I)
    return found.start() if found else -1


def _address(target: str) -> str:
    """An address as it may stand in a link; parentheses that come in pairs may."""
    paired = all(target[:at].count("(") >= target[:at].count(")") for at in range(len(target)))
    signs = _PERCENT if paired and target.count("(") == target.count(")") else _UNPAIRED
    return signs.sub(lambda sign: "".join(f"%{one:02X}" for one in sign[0].encode()), target)


def card(entry: Written) -> str:
    """The front matter of a file, and the heading below it."""
    lines = "".join(f"{line}\n" for one in entry.inside for line in field(one).split("\n"))
    return f"---\n{lines}---\n" + (f"\n# {escaped(entry.name)}\n" if entry.name else "")


def table(entries: Sequence[Written], mapping: CompiledMapping) -> str:
    """One table; a link stands in the cell of the text that it is of."""
    columns = headings(entries, mapping)
    rows = [row(one.inside, columns, mapping) for one in entries]
    lines = [["" if one == FIRST else one for one in columns], ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def separated(entries: Sequence[Written], mapping: CompiledMapping, between: str = ",") -> str:
    columns = list({mapping.written[name] or name: name for name in _keys(entries, mapping)[::-1]}.values())[::-1]
    lines = [columns, *(cells(one.inside, columns, mapping) for one in entries)]
    return "".join(separated_row(some, between) + "\n" for some in lines)


def separated_row(texts: Iterable[str], between: str) -> str:
    return between.join('"' + one.replace('"', '""') + '"' if one and _QUOTED.search(one) else one for one in texts)


def cells(said: Iterable[Said], columns: Sequence[str], mapping: CompiledMapping) -> list[str]:
    """The texts of a row under its columns."""
    texts = {mapping.written[one.key] or one.key: one.texts for one in said}
    return [", ".join(texts.get(mapping.written[name] or name, ())) for name in columns]


def headings(entries: Sequence[Written], mapping: CompiledMapping) -> list[str]:
    """The columns that entries need, those by which the mapping knows its tables among them."""
    names = _keys(entries, mapping)
    first = next((source.has for source in mapping.records if source.kind == TABLE and not source.fields), ())
    names += [mapping.spellings.get(one, one) for one in first]
    columns: dict[Rule | str, str] = {}
    for name in sorted(names, key=lambda one: (one != FIRST, *_order(one, mapping))):
        if not _of_link(name):
            columns.setdefault(mapping.written[name] or name, name)
        else:
            base = name.rpartition(".")[0]
            columns.setdefault(mapping.written[base] or base, base)
    return list(columns.values())


def _keys(entries: Iterable[Written], mapping: CompiledMapping) -> list[str]:
    """The keys of entries, those as the catalogue writes them before others of the same field."""
    said = [one for entry in entries for one in entry.inside]
    said.sort(key=lambda one: (_order(one.key, mapping), not one.kept))
    return list(dict.fromkeys(one.key for one in said))


def _order(name: str, mapping: CompiledMapping) -> tuple[bool, int]:
    """The name first, then as the mapping has its fields, then what it does not know."""
    rule = mapping.written[name]
    keys = list(mapping.fields)
    return rule is not mapping.written[mapping.spec.entry.name[0]], keys.index(rule.key) if rule else len(keys)


def _of_link(name: str) -> bool:
    """Whether a field is the link of another one."""
    return bool(name.rpartition(".")[0]) and name.endswith(LINKS)


def row(said: Iterable[Said], columns: Sequence[str], mapping: CompiledMapping) -> list[str]:
    """The cells of a row of a table."""
    texts: dict[Rule | str, tuple[str, ...]] = {}
    links: defaultdict[Rule | str, list[str]] = defaultdict(list)
    for one in said:
        if _of_link(one.key):
            base = one.key.rpartition(".")[0]
            links[mapping.written[base] or base] += one.texts
        else:
            key = mapping.written[one.key] or one.key
            addresses = [text for text in one.texts if _ADDRESS.fullmatch(text)] if len(one.texts) > 1 else []
            links[key] += addresses  # which were read of links, beside their text
            texts[key] = texts.get(key, ()) + (tuple(text for text in one.texts if text not in addresses) or one.texts)
    keys = [mapping.written[name] or name for name in columns]
    return [_cell(texts.get(key, ()), dict.fromkeys(links[key])) for key in keys]


def _cell(texts: Sequence[str], links: Iterable[str]) -> str:
    """A cell: several values stand on lines of their own; of several links each is that of a part of the text, if it
    has as many, else the first one that of all of it."""
    shown = [" ".join(_in_cell(text).split()) for text in texts]
    addresses = [_address(one) for one in links]
    parts = shown[0].split(", ") if len(shown) == 1 else shown
    if addresses and len(parts) == len(addresses):
        linked = [f"[{text}]({address})" for text, address in zip(parts, addresses, strict=True)]
        return (", " if len(shown) == 1 else _BREAK).join(linked)
    if addresses:
        rest = "".join(f"[]({address})" for address in addresses[1:])
        shown[:1] = [f"[{shown[0] if shown else ''}]({addresses[0]}){rest}"]
    return _BREAK.join(shown)


def _in_cell(text: str) -> str:
    plain = escaped(text)
    return plain if "\\|" in plain else plain.replace("|", "\\|")
