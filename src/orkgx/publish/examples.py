"""The named queries as an editor takes them: with the prefixes that they use, and their parameters' usual values."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..ask.queries import shipped
from ..graph.terms import PREFIXES


class Example(NamedTuple):
    title: str
    help: str
    text: str


def examples(base: str) -> list[Example]:
    """The named queries, by name."""
    known = {**PREFIXES, "id": base}
    found = []
    for name, query in shipped().items():
        text = re.sub(r"\A(?:#[^\n]*\n)*", "", query.filled({}))
        used = [prefix for prefix in known if re.search(rf"(?<![\w:]){prefix}:", text)]
        lines = "".join(f"PREFIX {prefix}: <{known[prefix]}>\n" for prefix in used)
        found.append(Example(name.replace("-", " ").capitalize(), query.help, f"{lines}\n{text}"))
    return found
