"""Entries of real catalogues, written anew in each shape that a catalogue may have, and what each shape says by its
look alone: a reading of its own, that knows nothing of how orkgx reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

_ENTRY = re.compile(r"^- \[(?P<name>[^\]\n]+)\]\([^\n]*\)\n\n  ```yaml\n(?P<body>(?:  .*\n)*?)  ```$", re.M)
_PAIR = re.compile(r"^  ([^:\n]+):[ \t]+(.+)$", re.M)
_OPENER = re.compile(r"[ \t>]{0,8}(?:[-*+] +)*(`{3,}|~{3,})[ \t]*ya?ml(?![\w-])", re.I)
_BELOW = re.compile(r"  - \w[^:]{0,78}: (.*)")
_ITEM = re.compile(r"[-*] \*\*[^*\n]+:\*\* (.*)")


class Source(NamedTuple):
    """An entry as some catalogue has it."""

    name: str
    values: tuple[tuple[str, str], ...]


class Value(NamedTuple):
    """What a line says, by its look, and the lines that would tell of it where its entry is left out: where that
    begins, and the longer fence around it."""

    line: int
    text: str
    head: int
    around: int = 0


def entries(path: Path) -> list[Source]:
    found = _ENTRY.finditer(path.read_text("utf-8"))
    return [Source(one["name"], tuple(_PAIR.findall(one["body"]))) for one in found]


def _link(number: int) -> str:
    made = f"https://orkg.org/paper/R{2 * number + 900_000}/R{2 * number + 900_001}"
    return made if number % 3 else f"https://example.org/{number}"


# -- writing


def blocks(some: list[Source]) -> str:
    made = ["# Models\n"]
    for number, one in enumerate(some):
        rows = "".join(f"  {key}: {value}\n" for key, value in one.values)
        made += [f"\n#### Part {number // 20}\n"] * (number % 20 == 0)
        made.append(f"\n- [{one.name} {number}]({_link(number)})\n\n  ```yaml\n{rows}  ```\n")
    return "".join(made)


def items(some: list[Source]) -> str:
    """Plain items, with their fields as items below them."""
    made = ["# Models\n\n"]
    for number, one in enumerate(some):
        rows = "".join(f"  - {key}: {value}\n" for key, value in one.values)
        made.append(f"- [{one.name} {number}](https://example.org/{number})\n{rows}")
    return "".join(made)


def fences(some: list[Source]) -> str:
    """Blocks that name their models themselves."""
    return _filled("\n### {name}\n\n```yaml\nhas model: {name} {number}\n{rows}```\n", some)


def comments(some: list[Source]) -> str:
    return _filled("\n<!--\nmodel: {name} {number}\n{rows}-->\n", some)


def _filled(form: str, some: list[Source]) -> str:
    """A page with this form once for each entry."""
    made = ["# Models\n"]
    for number, one in enumerate(some):
        rows = "".join(f"{key}: {value}\n" for key, value in one.values)
        made.append(form.format(name=one.name, number=number, rows=rows))
    return "".join(made)


_KEYS = ("organization", "date created", "number of parameters", "innovation", "license", "pretraining architecture",
         "training corpus", "blog post")  # fmt: skip


def _rows(some: list[Source]) -> list[list[str]]:
    rows = [["model", *_KEYS]]
    for number, one in enumerate(some):
        known = dict(one.values)
        rows.append([f"{one.name} {number}", *(known.get(key, "") for key in _KEYS)])
    return rows


def tables(some: list[Source]) -> str:
    heading, *rows = [[cell.replace("|", "\\|") for cell in row] for row in _rows(some)]
    lines = [f"| {' | '.join(row)} |\n" for row in (heading, ["---"] * len(heading), *rows)]
    return "# Models\n\n" + "".join(lines)


def commas(some: list[Source]) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in _rows(some))


_CARD = {
    "organization": "developed by",
    "number of parameters": "parameters",
    "pretraining architecture": "architecture",
    "innovation": "description",
    "date created": "date",
}
_FRONT = ("license", "training corpus", "date created", "tokenization")


def cards(some: list[Source]) -> str:
    """A card: front matter, and items with keys."""
    one = some[0]
    known = {_CARD.get(key, key): value for key, value in one.values}
    front = [(key, known.pop(_CARD.get(key, key), "")) for key in _FRONT]
    rows = "".join(f"{_CARD.get(key, key)}: {value}\n" for key, value in front if value)
    body = "".join(f"- **{key}:** {value}\n" for key, value in known.items() if key in _CARD.values())
    return f"---\nmodel_name: {one.name}\n{rows}tags:\n- {one.name}\n---\n\n# {one.name}\n\n{body}"


# -- what a text says


def _written(line: str) -> str:
    """What stands behind the key of a line; a line without one says what it says."""
    key = re.match(r"[^:]*:(?:\s|$)", line)
    return line[key.end() :] if key else line


def fenced(lines: list[str]) -> Iterator[Value]:
    """The lines between a fence for YAML and the next line of such marks, but for comments."""
    head, mark, around = 0, "", 0
    for number, line in enumerate(lines, 1):
        if re.match(r" {0,3}(`{4,}[^`]*|~{4,}.*)$", line):
            around = number
        if opener := _OPENER.match(line):
            head, mark = number, opener[1]
        elif mark and re.fullmatch(rf"[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*", line):
            mark = ""
        elif mark and line.lstrip()[:1] != "#":
            yield Value(number, _written(line), head, around)


def commented(lines: list[str]) -> Iterator[Value]:
    """The lines of comments of which each has a key."""
    text = "\n".join(lines)
    for found in re.finditer(r"<!--(.*?)-->", text, re.S):
        head = text.count("\n", 0, found.start()) + 1
        inner = found[1].split("\n")
        if all(re.match(r"[ \t]*[A-Za-z@][^:]{0,80}:([ \t]|$)", row) for row in inner if row.strip()):
            yield from (Value(head + at, _written(row), head) for at, row in enumerate(inner))


def tabular(lines: list[str]) -> Iterator[Value]:
    """The lines with pipes below a row of hyphens."""
    rule = 0
    for number, (before, line) in enumerate(pairwise(["", *lines]), 1):
        if re.fullmatch(r"[ |:-]*-[ |:-]*", line) and "|" in before:
            rule = number
        elif "|" not in line:
            rule = 0
        elif rule:
            yield Value(number, line.replace("|", " "), number)


def listed(lines: list[str]) -> Iterator[Value]:
    """The items that stand below others, with what stands below their lists."""
    head = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("- "):
            head = number
        elif line[:1].strip():
            head = 0
        elif head and (item := _BELOW.fullmatch(line)):
            yield Value(number, item[1], head)


def parted(lines: list[str]) -> Iterator[Value]:
    """Each line below the first."""
    yield from (Value(number, line, number) for number, line in enumerate(lines[1:], 2))


def fronted(lines: list[str]) -> Iterator[Value]:
    """The lines between two rules, and items with bold keys."""
    rules = [at for at, line in enumerate(lines, 1) if line.rstrip() == "---"]
    inside = range(0)
    if len(rules) > 1 and not any(line.strip() for line in lines[: rules[0] - 1]):
        inside = range(rules[0] + 1, rules[1])
    for number, line in enumerate(lines, 1):
        if item := _ITEM.fullmatch(line):
            yield Value(number, item[1], 1)
        elif number in inside:
            yield Value(number, _written(line), 1)


class Kind(NamedTuple):
    """A shape: how entries are written in it, how many in a file, what a text of it says, and how its files end."""

    write: Callable[[list[Source]], str]
    many: int
    read: Callable[[list[str]], Iterator[Value]]
    ending: str = ".md"


KINDS = {
    "blocks": Kind(blocks, 500, fenced),
    "fences": Kind(fences, 500, fenced),
    "tables": Kind(tables, 300, tabular),
    "csv": Kind(commas, 300, parted, ".csv"),
    "comments": Kind(comments, 300, commented),
    "items": Kind(items, 300, listed),
    "cards": Kind(cards, 1, fronted),
}
