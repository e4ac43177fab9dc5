"""The script one would write by hand: markdown-it-py finds the blocks, PyYAML reads them, rdflib holds and writes the
graph. Does less than orkgx: one node a model, no tables, no diagnostics. ``baseline_rdflib.py CATALOGUE OUTPUT``"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

P = Namespace("http://orkg.org/orkg/predicate/")
C = Namespace("http://orkg.org/orkg/class/")
NAMED = "https://w3id.org/orkgx/id/"

PREDICATES = {
    "model family": P.P7121,
    "date created": P.P49020,
    "organization": P.P18097,
    "innovation": P.P15156,
    "pretraining architecture": P.P103000,
    "pretraining task": P.P103001,
    "fine-tuning task": P.P116000,
    "training corpus": P.P41655,
    "optimizer": P.P105017,
    "tokenization": P.P43065,
    "number of parameters": P.P103002,
    "maximum number of parameters (in million)": P.P110076,
    "hardware used": P.P119138,
    "hardware information": P.P119137,
    "extension": P.extension,
    "application": P.P37544,
    "has source code": P.HAS_SOURCE_CODE,
    "blog post": P.P103003,
    "license": P.license,
    "research problem": P.P32,
}
LISTS = {"model family", "organization", "pretraining task", "optimizer", "hardware used", "research problem"}
ENTITIES = LISTS | {"pretraining architecture", "fine-tuning task", "tokenization", "license"}
LINKS = {"has source code", "blog post"}


class Loader(yaml.CSafeLoader):
    """All scalars as text, as they stand."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 (as PyYAML declares it)


def main() -> None:
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    graph = Graph()
    for name, link, fields in entries(text):
        describe(graph, name, link, fields)
    graph.serialize(sys.argv[2], format="nt", encoding="utf-8")


def entries(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Name, link and fields of each block that has a list item with a link above it."""
    name = link = ""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "inline" and token.children and token.children[0].type == "link_open":
            name, link = token.children[1].content, str(token.children[0].attrs["href"])
        elif token.type == "fence" and token.info.strip() in ("yaml", "yml") and name:
            yield name, link, read(token.content)
            name = link = ""


def read(text: str) -> dict[str, str]:
    """The fields of a block; if a colon breaks the YAML, once more with every value in quotes."""
    try:
        return yaml.load(text, Loader)
    except yaml.YAMLError:
        return yaml.load(re.sub(r"^([^:\n]+): (.*)$", quoted, text, flags=re.M), Loader)


def quoted(line: re.Match[str]) -> str:
    value = line[2].replace("'", "''")
    return f"{line[1]}: '{value}'"


def describe(graph: Graph, name: str, link: str, fields: dict[str, str]) -> None:
    paper, contribution = (URIRef(f"http://orkg.org/orkg/resource/{part}") for part in link.split("/")[-2:])
    model = URIRef(f"{NAMED}model/{slug(name)}")
    graph.add((paper, RDF.type, C.Paper))
    graph.add((paper, RDFS.label, Literal(fields.pop("Title", name))))
    graph.add((paper, P.P31, contribution))
    graph.add((contribution, RDF.type, C.Contribution))
    graph.add((contribution, RDFS.label, Literal(name)))
    graph.add((contribution, P.HAS_MODEL, model))
    graph.add((model, RDF.type, URIRef("https://w3id.org/fair4ml#MLModel")))
    graph.add((model, RDFS.label, Literal(name)))
    for key, value in fields.items():
        for part in re.split(r",\s*", value) if key in LISTS | LINKS else [value]:
            graph.add((contribution, PREDICATES[key], term(graph, key, part)))


def term(graph: Graph, key: str, value: str) -> URIRef | Literal:
    if key in LINKS:
        return URIRef(value)
    if key in ENTITIES:
        node = URIRef(f"{NAMED}{slug(key)}/{slug(value)}")
        graph.add((node, RDFS.label, Literal(value)))
        return node
    if key == "date created":
        return Literal(value, datatype=XSD.date)
    if key.startswith("maximum"):
        return Literal(int(value))
    return Literal(value)


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


if __name__ == "__main__":
    main()
