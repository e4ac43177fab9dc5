"""morph-kgc, which cannot read Markdown, behind the quickest step to CSV that does the job: a scan of the lines.
Runs in an environment of its own. ``baseline_morph.py CATALOGUE OUTPUT FOLDER``; FOLDER is for the files between."""

from __future__ import annotations

import sys
from pathlib import Path

from scan import COLUMNS, ID, P, scan


def main() -> None:
    catalogue, output, folder = map(Path, sys.argv[1:4])
    table, mapping = folder / "records.csv", folder / "mapping.ttl"
    scan(catalogue, table)
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
