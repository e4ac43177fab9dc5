"""Reviewed candidates as a vocabulary that mappings include: spellings, identifiers, things that are nearly one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .review import ReviewError, Row


def accepted(rows: Iterable[Row], tables: Mapping[str, str], base: str) -> dict[str, object]:
    """The tables of a vocabulary by what was decided; `tables` are those of the kinds, `base` begins our own IRIs.

    ``same`` of our own nodes and ``spelling`` give the candidate's entry another spelling, ``same`` of others' IRIs an
    identifier, ``close`` of our own nodes a near thing. Raises ReviewError for a kind that has no table.
    """
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for row in rows:
        if row.decision in ("", "no"):
            continue
        table = tables.get(row.kind)
        if table is None:
            raise ReviewError(
                f"{row.label!r} is of the kind {row.kind!r}, which has no table; there are {', '.join(tables)}"
            )
        entries = found.setdefault(table, {})
        ours = row.iri.startswith(base)
        if row.decision == "close" and not ours:
            raise ReviewError(f"{row.label!r}: close is for things of one table; {row.iri} is none of them")
        if row.decision == "close":
            _add(entries, row.label, "close", row.candidate)
            _add(entries, row.candidate, "close", row.label)
        elif ours or row.decision == "spelling":
            _add(entries, row.candidate, "spellings", row.label)
        else:
            _add(entries, row.label, "same", row.iri)
    return {"tables": {name: dict(sorted(entries.items())) for name, entries in sorted(found.items())}}


def _add(entries: dict[str, dict[str, list[str]]], label: str, key: str, value: str) -> None:
    values = entries.setdefault(label, {}).setdefault(key, [])
    if value not in values:
        values.append(value)
