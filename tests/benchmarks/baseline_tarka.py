"""tarka-rdf behind the scan to CSV: a TARQL query, mapped by an engine in Rust that uses every core. Runs in an
environment of its own. ``baseline_tarka.py CATALOGUE OUTPUT FOLDER``; FOLDER is for the files between."""

from __future__ import annotations

import sys
from pathlib import Path

import tarka_rdf
from scan import COLUMNS, ID, P, scan

C, R = "http://orkg.org/orkg/class/", "http://orkg.org/orkg/resource/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
XSD = "http://www.w3.org/2001/XMLSchema#"


def main() -> None:
    catalogue, output, folder = map(Path, sys.argv[1:4])
    table, query = folder / "tarka.csv", folder / "tarka.rq"
    scan(catalogue, table)
    query.write_text(tarql(), encoding="utf-8")
    tarka_rdf.Mapping.tarql_file(str(query)).run_csv(str(table), str(output), format="ntriples")


def tarql() -> str:
    """The graph of baseline_morph.py as one CONSTRUCT."""
    made = [
        f"?paper_ a <{C}Paper> ; {LABEL} ?title ; <{P}P31> ?contribution_ .",
        f"?contribution_ a <{C}Contribution> ; {LABEL} ?name ; <{P}HAS_MODEL> ?model_ .",
        f"?model_ a <https://w3id.org/fair4ml#MLModel> ; {LABEL} ?name .",
    ]
    bound = [
        f'BIND(IRI(CONCAT("{R}", ?paper)) AS ?paper_)',
        f'BIND(IRI(CONCAT("{R}", ?contribution)) AS ?contribution_)',
        f'BIND(IRI(CONCAT("{ID}model/", ENCODE_FOR_URI(?name))) AS ?model_)',
    ]
    for column, (_, predicate, kind) in COLUMNS.items():
        term = f"?{column}" if kind == "text" else f"?{column}_"
        made.append(f"?contribution_ <{predicate}> {term} .")
        if kind == "entity":
            made.append(f"{term} {LABEL} ?{column} .")
            bound.append(f'BIND(IRI(CONCAT("{ID}{column}/", ENCODE_FOR_URI(?{column}))) AS {term})')
        elif kind != "text":
            bound.append(f"BIND(STRDT(?{column}, <{XSD}{kind}>) AS {term})")
    return "CONSTRUCT {\n" + "\n".join(made) + "\n}\nWHERE {\n" + "\n".join(bound) + "\n}\n"


if __name__ == "__main__":
    main()
