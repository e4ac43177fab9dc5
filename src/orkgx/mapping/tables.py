"""The vocabulary of a mapping made ready: its tables by folded spellings, its kinds, its units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..graph.slugs import fold, slug
from ..graph.terms import PREFIXES, iri
from . import schema as spec
from . import things
from .addresses import is_curie
from .patterns import Pattern
from .readers.reading import Concept, Measure, Measures, NodeKind, OrkgName


class Tables:
    """Of one mapping; `term` makes a term of an IRI as the mapping writes it, `base` begins those of our own things,
    `instance` is the ORKG that is written for."""

    def __init__(self, given: spec.Mapping, base: str, term: Callable[[str], str], instance: str) -> None:
        self._given, self._base, self._term, self._instance = given, base, term, instance
        self._measured: dict[tuple[str, ...], Measures] = {}
        self.tables = {name: self._table(table, name) for name, table in given.tables.items()}
        self.units = self.measures(given.units)
        kinds = {name: self._kind(name, kind) for name, kind in given.kinds.items()}
        self.kinds = {
            name: replace(kinds[name], instead=kinds[kind.instead]) if kind.instead else kinds[name]
            for name, kind in given.kinds.items()
        }

    def measures(self, names: Iterable[str]) -> Measures:
        """The units of these names; most rules take them all, so that they are made ready once."""
        key = tuple(names)
        if key not in self._measured:
            units = [self._given.units[name] for name in key]
            ready = [(Measure(self._term(unit.iri), unit.label, unit.factor), unit.spellings) for unit in units]
            self._measured[key] = Measures({one: measure for measure, spellings in ready for one in spellings})
        return self._measured[key]

    def _table(self, table: Mapping[str, things.TableEntry], name: str) -> dict[str, Concept]:
        path = next((kind.path or path for path, kind in self._given.kinds.items() if kind.table == name), name)
        folded: dict[str, Concept] = {}
        for label, entry in table.items():
            ready = Concept(
                label=label,
                iri=self._term(entry.iri) if entry.iri else "",
                lower=frozenset(fold(one) for one in (label, *entry.spellings) if one.islower()),
                also=tuple(entry.also),
                same=tuple(self._term(same) for same in entry.same),
                close=tuple(
                    (self._entry_iri(table, near, path, slug(near)), near) for near in entry.close if near in table
                ),
                near=tuple(self._term(near) for near in entry.close if near not in table and self._names(near)),
                pages=tuple(map(self._term, entry.pages)),
                sources=tuple(map(self._term, entry.sources)),
                warning=entry.warning or "",
                spdx=entry.spdx or "",
                orkg=self._on_orkg(entry.orkg),
            )
            for spelling in (label, *entry.spellings):
                folded.setdefault(fold(spelling), ready)
        return folded

    def _names(self, text: str) -> bool:
        """Whether a text is an IRI, in full or with a prefix."""
        return is_curie(text, {**PREFIXES, **self._given.prefixes})

    def _on_orkg(self, given: things.OnOrkg | None) -> OrkgName:
        if given is None:
            return OrkgName()
        id_: str | None = getattr(given, self._instance)
        return OrkgName(iri(PREFIXES["orkgr"] + id_) if id_ else "", given.label or "")

    def _entry_iri(self, table: Mapping[str, things.TableEntry], label: str, path: str, slug_: str) -> str:
        given = table[label].iri
        return self._term(given) if given else iri(f"{self._base}{path}/{slug_}")

    def _kind(self, name: str, kind: things.Kind) -> NodeKind:
        return NodeKind(
            path=kind.path or name,
            types=(self._term(kind.class_),),
            scheme=self._term(kind.scheme) if kind.scheme else "",
            strip=tuple(map(Pattern, kind.strip)),
            table=self.tables.get(kind.table or "", {}),
            orkg=(self._term(kind.orkg_class),) if kind.orkg_class else (),
            never=tuple(map(Pattern, kind.never)),
            units=None if kind.amounts else self.units,
        )
