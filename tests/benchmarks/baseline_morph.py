"""morph-kgc, which cannot read Markdown, behind the quickest step to CSV that does the job: a scan of the lines.
Runs in an environment of its own. ``baseline_morph.py CATALOGUE OUTPUT FOLDER``; FOLDER is for the files between."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LEAD = re.compile(r"- \[(.+?)\]\(https://orkg\.org/paper/(R\d+)/(R\d+)\)")
P, ID = "http://orkg.org/orkg/predicate/", "https://w3id.org/orkgx/id/"

# Column: (key of the block, predicate, what the object is). Lists stay whole: CSV has one value a cell.
COLUMNS = {
    "family": ("model family", f"{P}P7121", "entity"),
    "created": ("date created", f"{P}P49020", "date"),
    "organization": ("organization", f"{P}P18097", "entity"),
    "innovation": ("innovation", f"{P}P15156", "text"),
    "architecture": ("pretraining architecture", f"{P}P103000", "entity"),
    "task": ("pretraining task", f"{P}P103001", "entity"),
    "tuning": ("fine-tuning task", f"{P}P116000", "entity"),
    "corpus": ("training corpus", f"{P}P41655", "text"),
    "optimizer": ("optimizer", f"{P}P105017", "entity"),
    "tokenization": ("tokenization", f"{P}P43065", "entity"),
    "parameters": ("number of parameters", f"{P}P103002", "text"),
    "maximum": ("maximum number of parameters (in million)", f"{P}P110076", "integer"),
    "hardware": ("hardware used", f"{P}P119138", "entity"),
    "machines": ("hardware information", f"{P}P119137", "text"),
    "extension": ("extension", f"{P}extension", "text"),
    "application": ("application", f"{P}P37544", "text"),
    "code": ("has source code", f"{P}HAS_SOURCE_CODE", "text"),
    "blog": ("blog post", f"{P}P103003", "text"),
    "license": ("license", f"{P}license", "entity"),
    "problem": ("research problem", f"{P}P32", "entity"),
}
HEADER = ["name", "paper", "contribution", "title", *COLUMNS]


def main() -> None:
    catalogue, output, folder = map(Path, sys.argv[1:4])
    table, mapping = folder / "records.csv", folder / "mapping.ttl"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(catalogue))
    mapping.write_text(rml(table), encoding="utf-8")
    settings = folder / "settings.ini"
    settings.write_text(
        f"[CONFIGURATION]\noutput_file={output}\noutput_format=N-TRIPLES\nlogging_level=ERROR\n"
        f"[Catalogue]\nmappings={mapping}\n",
        encoding="utf-8",
    )
    sys.argv = ["morph_kgc", str(settings)]
    import runpy

    runpy.run_module("morph_kgc", run_name="__main__")


def rows(catalogue: Path) -> Iterator[list[str]]:
    """One row a block: the name and ids of the list item's link, then the values."""
    keys = ["Title", *(key for key, _, _ in COLUMNS.values())]
    lead: tuple[str, ...] = ()
    fields: dict[str, str] | None = None
    with catalogue.open(encoding="utf-8") as lines:
        for line in lines:
            if fields is None:
                if line.startswith("- ") and (found := LEAD.match(line)):
                    lead = found.groups()
                elif line.startswith("  ```yaml"):
                    fields = {}
            elif line.startswith("  ```"):
                yield [*lead, *(fields.get(key, "") for key in keys)]
                fields = None
            else:
                key, _, value = line.partition(":")
                fields[key.strip()] = value.strip()


def rml(table: Path) -> str:
    """The RML mapping: the same graph that baseline_rdflib.py makes, but for the lists."""
    contribution = [
        f"rr:predicateObjectMap [ rr:predicate <{predicate}> ; rr:objectMap {objects(column, kind)} ]"
        for column, (_, predicate, kind) in COLUMNS.items()
    ]
    resource = "http://orkg.org/orkg/resource/"
    maps = [
        subject("paper", table, f"{resource}{{paper}}", "http://orkg.org/orkg/class/Paper", [
            says("http://www.w3.org/2000/01/rdf-schema#label", 'rml:reference "title"'),
            says(f"{P}P31", f'rr:template "{resource}{{contribution}}"'),
        ]),
        subject("contribution", table, f"{resource}{{contribution}}", "http://orkg.org/orkg/class/Contribution", [
            says("http://www.w3.org/2000/01/rdf-schema#label", 'rml:reference "name"'),
            says(f"{P}HAS_MODEL", f'rr:template "{ID}model/{{name}}"'),
            *contribution,
        ]),
        subject("model", table, f"{ID}model/{{name}}", "https://w3id.org/fair4ml#MLModel", [
            says("http://www.w3.org/2000/01/rdf-schema#label", 'rml:reference "name"'),
        ]),
        *(
            subject(f"{column}-node", table, f"{ID}{column}/{{{column}}}", "", [
                says("http://www.w3.org/2000/01/rdf-schema#label", f'rml:reference "{column}"'),
            ])
            for column, (_, _, kind) in COLUMNS.items()
            if kind == "entity"
        ),
    ]  # fmt: skip
    prefixes = (
        "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n"
        "@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n"
    )
    return prefixes + "\n".join(maps)


def subject(name: str, table: Path, template: str, class_: str, maps: list[str]) -> str:
    typed = f" ; rr:class <{class_}>" if class_ else ""
    return (
        f'<#{name}> rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;\n'
        f'  rr:subjectMap [ rr:template "{template}"{typed} ] ;\n  ' + " ;\n  ".join(maps) + " .\n"
    )


def says(predicate: str, object_map: str) -> str:
    return f"rr:predicateObjectMap [ rr:predicate <{predicate}> ; rr:objectMap [ {object_map} ] ]"


def objects(column: str, kind: str) -> str:
    if kind == "entity":
        return f'[ rr:template "{ID}{column}/{{{column}}}" ]'
    datatype = f" ; rr:datatype <http://www.w3.org/2001/XMLSchema#{kind}>" if kind != "text" else ""
    return f'[ rml:reference "{column}"{datatype} ]'


if __name__ == "__main__":
    main()
