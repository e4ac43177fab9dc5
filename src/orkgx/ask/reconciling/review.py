"""Candidates as a table to review: TSV with a column for the decision, and SSSOM, a standard for mappings of terms."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from ...model import OrkgxError
from ...write.cells import guarded, unguarded

DECISIONS = ("same", "spelling", "close", "no")
COLUMNS = ("decision", "kind", "label", "uses", "candidate", "score", "reason", "source", "node", "iri")
# Which predicate of SKOS a decision stands for; what nobody has decided is only a candidate.
_PREDICATES = {"same": "skos:exactMatch", "spelling": "skos:exactMatch", "close": "skos:closeMatch"}
_DECIDED = {predicate: decision for decision, predicate in _PREDICATES.items() if decision != "spelling"}
_SSSOM = (
    *("subject_id", "subject_label", "subject_category", "predicate_id", "predicate_modifier", "object_id"),
    *("object_label", "object_source", "mapping_justification", "confidence", "comment"),
)


class ReviewError(OrkgxError):
    """A table of reviewed candidates with a fault: its line, what stands there, what may."""

    code = "faulty-review"


class Row(NamedTuple):
    """One candidate: `node` may be `iri`; the decision is empty until somebody makes it."""

    decision: str
    kind: str
    label: str
    uses: int
    candidate: str
    score: float
    reason: str
    source: str
    node: str
    iri: str


def as_tsv(rows: Iterable[Row]) -> Iterator[str]:
    yield from _written(COLUMNS, ({**row._asdict()} for row in rows))


def as_sssom(rows: Iterable[Row]) -> Iterator[str]:
    """SSSOM as TSV, its metadata as comments before it; an undecided row is a related match with its confidence."""
    yield f"#mapping_set_id: https://w3id.org/orkgx/mappings/{datetime.now(UTC):%Y-%m-%d}\n"
    yield "#license: https://creativecommons.org/publicdomain/zero/1.0/\n"
    yield "#mapping_tool: orkgx\n"
    yield "#curie_map:\n#  skos: http://www.w3.org/2004/02/skos/core#\n#  semapv: https://w3id.org/semapv/vocab/\n"
    yield from _written(
        _SSSOM,
        (
            {
                "subject_id": row.node,
                "subject_label": row.label,
                "subject_category": row.kind,
                "predicate_id": _PREDICATES.get(
                    row.decision, "skos:exactMatch" if row.decision == "no" else "skos:relatedMatch"
                ),
                "predicate_modifier": "Not" if row.decision == "no" else "",
                "object_id": row.iri,
                "object_label": row.candidate,
                "object_source": row.source,
                "mapping_justification": f"semapv:{'ManualMappingCuration' if row.decision else 'LexicalMatching'}",
                "confidence": f"{row.score:.2f}",
                "comment": row.reason,
            }
            for row in rows
        ),
    )


def _written(columns: tuple[str, ...], rows: Iterable[dict[str, object]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, dialect="excel-tab", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: guarded(str(cell)) for column, cell in row.items()})
    yield out.getvalue()


def read_review(text: str, name: str) -> list[Row]:
    """The rows of a table that somebody has reviewed, either of the two forms. Raises ReviewError."""
    lines = text.removeprefix("\ufeff").splitlines()
    skipped = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = csv.DictReader(lines[skipped:], dialect="excel-tab")
    heads = tuple(reader.fieldnames or ())
    form = next((form for form, needed in _READ.items() if set(needed) <= set(heads)), None)
    if form is None:
        wanted = ", ".join(("decision", "kind", "label", "candidate", "iri"))
        raise ReviewError(f"{name}:{skipped + 1}: the columns are not those of a review; there must be {wanted}")
    rows = []
    for at, cells in enumerate(reader, skipped + 2):
        row = form(
            {
                key: unguarded((value or "").strip())
                for key, value in cells.items()
                if isinstance(value, str | None) and key
            }
        )
        if row.decision not in ("", *DECISIONS):
            raise ReviewError(f"{name}:{at}: {row.decision!r} is no decision; write {', '.join(DECISIONS)}, or nothing")
        rows.append(row)
    return rows


def _from_tsv(cells: dict[str, str]) -> Row:
    return _row(
        cells["decision"].lower(),
        cells["kind"],
        cells["label"],
        cells["candidate"],
        cells.get("node", ""),
        cells["iri"],
    )


def _from_sssom(cells: dict[str, str]) -> Row:
    decision = _DECIDED.get(cells["predicate_id"], "")
    if decision and cells.get("predicate_modifier") == "Not":
        decision = "no"
    kind, candidate = cells.get("subject_category", ""), cells.get("object_label", "")
    return _row(decision, kind, cells["subject_label"], candidate, cells["subject_id"], cells["object_id"])


def _row(decision: str, kind: str, label: str, candidate: str, node: str, iri: str) -> Row:
    return Row(decision, kind, label, 0, candidate, 0.0, "", "", node, iri)


FORMS = {"tsv": as_tsv, "sssom": as_sssom}
_READ = {
    _from_tsv: ("decision", "kind", "label", "candidate", "iri"),
    _from_sssom: ("subject_id", "subject_label", "predicate_id", "object_id"),
}
