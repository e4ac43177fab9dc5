"""maplib behind the scan to CSV: OTTR templates over a data frame of Polars, in Rust. Runs in an environment of its
own. ``baseline_maplib.py CATALOGUE OUTPUT FOLDER``; FOLDER is for the files between."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from maplib import Model
from scan import COLUMNS, ID, P, scan

C, R, T = "http://orkg.org/orkg/class/", "http://orkg.org/orkg/resource/", "http://example.org/template/"
PREFIXES = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix ottr: <http://ns.ottr.xyz/0.4/> ."""
TYPES = {"integer": pl.Int64, "date": pl.Date}


def main() -> None:
    catalogue, output, folder = map(Path, sys.argv[1:4])
    table = folder / "maplib.csv"
    scan(catalogue, table)
    frame = pl.read_csv(table, infer_schema=False)
    model = Model()
    model.add_template(template())
    model.map(f"{T}Record", named(frame))
    for column, (_, _, kind) in COLUMNS.items():
        if kind == "entity":
            some = frame.select(iri(f"{ID}{column}/", column).alias("thing"), pl.col(column).alias("label"))
            model.map(f"{T}Thing", some.drop_nulls().unique())
    model.write(str(output), format="ntriples")


def iri(start: str, column: str) -> pl.Expr:
    """An IRI out of a cell; blanks are what names have of characters that it may not."""
    return pl.lit(start) + pl.col(column).str.replace_all(r"[^A-Za-z0-9._~-]+", "-")


def named(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with IRIs for what they name, and typed."""
    made = [
        iri(R, "paper").alias("paper"),
        iri(R, "contribution").alias("contribution"),
        iri(f"{ID}model/", "name").alias("model"),
        pl.col("name"),
        pl.col("title"),
    ]
    for column, (_, _, kind) in COLUMNS.items():
        made.append(iri(f"{ID}{column}/", column).alias(column) if kind == "entity" else typed(column, kind))
    return frame.select(made)


def typed(column: str, kind: str) -> pl.Expr:
    if kind == "date":
        return pl.col(column).str.to_date("%Y-%m-%d", strict=False)
    return pl.col(column).cast(TYPES[kind], strict=False) if kind in TYPES else pl.col(column)


def template() -> str:
    """The graph of baseline_morph.py as two templates."""
    kinds = {column: "ottr:IRI " if kind == "entity" else "" for column, (_, _, kind) in COLUMNS.items()}
    arguments = ["ottr:IRI ?paper", "ottr:IRI ?contribution", "ottr:IRI ?model", "?name", "?title"]
    arguments += [f"? {kind}?{column}" for column, kind in kinds.items()]
    made = [
        f"ottr:Triple(?paper, rdf:type, <{C}Paper>)",
        "ottr:Triple(?paper, rdfs:label, ?title)",
        f"ottr:Triple(?paper, <{P}P31>, ?contribution)",
        f"ottr:Triple(?contribution, rdf:type, <{C}Contribution>)",
        "ottr:Triple(?contribution, rdfs:label, ?name)",
        f"ottr:Triple(?contribution, <{P}HAS_MODEL>, ?model)",
        "ottr:Triple(?model, rdf:type, <https://w3id.org/fair4ml#MLModel>)",
        "ottr:Triple(?model, rdfs:label, ?name)",
        *(f"ottr:Triple(?contribution, <{predicate}>, ?{column})" for column, (_, predicate, _) in COLUMNS.items()),
    ]
    record = f"<{T}Record>[{', '.join(arguments)}] :: {{ {', '.join(made)} }} ."
    thing = f"<{T}Thing>[ottr:IRI ?thing, ?label] :: {{ ottr:Triple(?thing, rdfs:label, ?label) }} ."
    return f"{PREFIXES}\n{record}\n{thing}\n"


if __name__ == "__main__":
    main()
