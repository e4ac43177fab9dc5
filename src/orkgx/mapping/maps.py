"""Maps as nodes: what belongs together in the source stays together in the graph.

The IRI of such a node is that of the entry's own subject with a name for what the map says behind it, so that it
depends neither on the map's place nor on other maps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from ..graph.slugs import slug
from ..graph.terms import below
from ..model import Fields, fold_key
from .rules import Rule

_SHOWN = 4  # values in a label


@dataclass(frozen=True, slots=True, eq=False)
class EachRule:
    """How a map, or each of a list, becomes a node: `rules` by the folded key below that of the map, whose own
    spellings are `keys`, folded."""

    key: str
    keys: tuple[str, ...]
    predicate: str
    label: str
    role: str
    type: str
    path: str
    rules: Mapping[str, Rule]

    def rule(self, name: str) -> Rule | None:
        """The rule for a field of a map, by its whole key."""
        folded = fold_key(name)
        inside = next((folded[len(key) + 1 :] for key in self.keys if folded.startswith(f"{key}.")), folded)
        return self.rules.get(inside) or self.rules.get(folded)

    def node(self, owner: str, fields: Fields) -> tuple[str, str]:
        """The term of a map's node, and its label."""
        label = " ".join([field.text for field in fields if self.rule(field.name)][:_SHOWN]) or self.key
        written = "\n".join(f"{field.name}\t{field.text}" for field in fields)
        short = blake2b(written.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        return below(owner, f"{self.path}/{slug(label)}-{short}"), label


class EachRules(dict[str, EachRule]):
    """The rules for maps by their folded keys, in every spelling."""

    def __init__(self, rules: Iterable[EachRule]) -> None:
        super().__init__({key: each for each in rules for key in each.keys})
        starts = {each: f"{each.keys[0].partition('.')[0]}." for each in self.values()}
        # Keys of maps around these, which their nodes have, too.
        self._outer = frozenset(name for each, start in starts.items() for name in each.rules if name.startswith(start))

    def around(self, name: str) -> EachRule | None:
        """The rule for the map that a key stands in; that for the innermost of several."""
        if not self or "." not in name:
            return None
        folded = fold_key(name)
        return self[max(found, key=len)] if (found := [key for key in self if folded.startswith(f"{key}.")]) else None

    def know(self, name: str) -> bool:
        """Whether a key is one of these maps, or of those around them that are read with them."""
        return self.around(name) is not None or (bool(self._outer) and fold_key(name) in self._outer)
