"""A graph whose labels are what pages must not trust."""

from __future__ import annotations

import pyoxigraph as ox

from orkgx.graph.terms import BASE

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
ORKGC = "http://orkg.org/orkg/class/"

LABELS = [
    "<script>window.hurt = 1</script>",
    "</script><img src=x onerror='window.hurt = 1'>",
    '"><svg onload="window.hurt = 1">',
    "]]> --> <!-- & &amp; &lt;",
    "{{ 7 * 7 }} {% raw %}",
    "مرحبا بالعالم \u202e txt.exe",
    "👩🏽‍🔬 emoji 🧪",
    "x" * 10_000,
    "javascript:window.hurt=1",
    " ",
]


def hostile_graph() -> str:
    """Models with these labels, as N-Triples."""
    lines = []
    for number, label in enumerate(LABELS):
        model, contribution = f"<{BASE}model/m{number}>", f"<{BASE}contribution/c/m{number}>"
        for subject, class_ in ((model, "https://w3id.org/fair4ml#MLModel"), (contribution, ORKGC + "Contribution")):
            lines.append(f"{subject} <{RDF}type> <{class_}> .")
            lines.append(f"{subject} <http://www.w3.org/2000/01/rdf-schema#label> {ox.Literal(label)} .")
        lines.append(f"{contribution} <http://orkg.org/orkg/predicate/HAS_MODEL> {model} .")
        lines.append(f"{contribution} <http://orkg.org/orkg/predicate/P37544> {ox.Literal(label)} .")
        address = ox.Literal(label, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI"))
        lines.append(f"{contribution} <http://orkg.org/orkg/predicate/HAS_SOURCE_CODE> {address} .")
        lines.append(f"{model} <https://schema.org/creator> <javascript:window.hurt=1> .")
        lines.append(f'{model} <https://w3id.org/orkgx/ns#maxParameterCount> "{10**number}"^^<{XSD}integer> .')
        lines.append(f'{model} <https://schema.org/dateCreated> "2020-01-0{number % 9 + 1}"^^<{XSD}date> .')
        lines.append(f"{model} <https://schema.org/license> <{BASE}license/{number}> .")
        lines.append(f"<{BASE}license/{number}> <http://www.w3.org/2000/01/rdf-schema#label> {ox.Literal(label)} .")
    lines.append(f"<{BASE}../../up> <{RDF}type> <https://w3id.org/fair4ml#MLModel> .")
    lines.append(f"<{BASE}model/M1> <{RDF}type> <https://w3id.org/fair4ml#MLModel> .")
    return "\n".join(lines) + "\n"
