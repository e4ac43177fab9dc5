"""What a graph must be like, in SHACL: from a mapping, from a template of the ORKG, from files of one's own.

Each constraint is a shape of its own with an IRI and a message, so that a finding says what is wanted and of whom.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import rdflib
from rdflib import RDF, SH, XSD
from rdflib.collection import Collection

from ..graph.terms import HOSTS, PREFIXES, address
from ..mapping.compiled import CompiledMapping
from ..mapping.files import ontology_folder
from ..mapping.readers import READERS
from ..mapping.rules import ROLES, Rule, ValueRule
from ..model import OrkgxError, SourceError
from ..read.web import fetch

SHAPES = "https://w3id.org/orkgx/shapes/"
DEFAULT = "R609825"  # the template of language models, whose rules come with orkgx
_TEMPLATE = "application/vnd.orkg.template.v1+json"


class ShapesError(OrkgxError):
    """Shapes, or a template, that cannot be used."""

    code = "faulty-shapes"


def of_template(content: bytes, name: str) -> rdflib.Graph:
    """The rules of a template, as the ORKG's API gives it in JSON, for the resources of its class.

    Raises ShapesError.
    """
    try:
        template = json.loads(content)
        name = template["id"]
        shapes = _Shapes(name, f"template {name}")
        target = rdflib.URIRef(PREFIXES["orkgc"] + template["target_class"]["id"])
        for rule in template["properties"]:
            _template_rule(shapes, target, rule)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ShapesError(f"{name} is no template of the ORKG in JSON: {type(error).__name__} {error}") from error
    return shapes.graph


def _template_rule(shapes: _Shapes, target: rdflib.URIRef, rule: Mapping[str, Any]) -> None:
    path = rdflib.URIRef(PREFIXES["orkgp"] + rule["path"]["id"])
    label = str(rule["path"]["label"]).strip()
    about = (rule["path"]["id"], path, label)
    least, most = rule.get("min_count") or 0, rule.get("max_count") or 0
    if least:
        shapes.add(about, f"least-{least}", {SH.minCount: least}, f"wants {label!r}{_times(least)}; add it", target)
    if most:
        words = f"allows {label!r} {'once' if most == 1 else f'{most} times'}; keep one of the values"
        shapes.add(about, f"most-{most}", {SH.maxCount: most}, words, target)
    for field, predicate in (("datatype", SH.datatype), ("class", SH["class"])):
        if wanted := rule.get(field):
            iri = rdflib.URIRef(wanted.get("uri") or PREFIXES["orkgc"] + wanted["id"])
            words = f"wants the value of {label!r} to be a {wanted['label']}"
            shapes.add(about, field, {predicate: iri}, words, target)
    for field, predicate in (
        ("pattern", SH.pattern),
        ("min_inclusive", SH.minInclusive),
        ("max_inclusive", SH.maxInclusive),
    ):
        if (limit := rule.get(field)) is not None:
            words = f"wants the value of {label!r} to keep to {field.replace('_', ' ')} {limit}"
            shapes.add(about, field.replace("_", "-"), {predicate: limit}, words, target)


def _times(least: int) -> str:
    return "" if least == 1 else f" {least} times"


def template(name: str, instance: str) -> rdflib.Graph:
    """A template's rules: from a file, from those that come with orkgx, or from the ORKG.

    Raises SourceError for what cannot be read and ShapesError for what is no template.
    """
    path = Path(name)
    if path.is_file():
        return of_template(path.read_bytes(), name)
    kept = ontology_folder() / f"template-{name}.ttl"
    if instance == "production" and re.fullmatch(r"\w+", name) and kept.is_file():
        return rdflib.Graph().parse(kept)
    if not re.fullmatch(r"R\d+", name):
        raise SourceError(name, "it is neither a file nor the id of a template such as R609825")
    return of_template(fetch(f"https://{HOSTS[instance]}/api/templates/{quote(name)}", _TEMPLATE), name)


def of_graph(graph: rdflib.Graph, name: str) -> rdflib.Graph:
    """Shapes of one's own, from the graph of a file of that name. Raises ShapesError where it holds none."""
    if (None, SH.path, None) not in graph:
        targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
        if not any((None, target, None) in graph for target in targets):
            raise ShapesError(f"{name} holds no shape of SHACL (sh:path, sh:targetClass ...)")
    return graph


def of_mapping(program: CompiledMapping) -> rdflib.Graph:
    """What a mapping promises of its contributions: required fields, ranges and single values; without their targets,
    which are the contributions of its catalogue."""
    shapes = _Shapes(f"mapping/{quote(program.name)}", f"the mapping {program.name}")
    for rule in dict.fromkeys(program.rules.values()):
        values = _on_contribution(rule)
        about: tuple[str, rdflib.term.Node, str]
        if rule.required and values:
            about = (_word(rule.key), shapes.either(dict.fromkeys(path for _, path in values)), rule.key)
            words = f"requires {rule.key!r}; add it"
            shapes.add(about, "required", {SH.minCount: 1}, words, severity=SH.Warning)
        for value, path in values:
            about = (_word(f"{rule.key}-{path.rpartition('/')[2]}"), path, rule.key)
            if facts := _range(value):
                shapes.add(about, "range", facts, f"reads {rule.key!r} as {value.reader}")
            if value.options.pick != "all" and value.split is None:
                shapes.add(about, "single", {SH.maxCount: 1}, f"takes one value of {rule.key!r}")
    return shapes.graph


def _on_contribution(rule: Rule) -> list[tuple[ValueRule, rdflib.URIRef]]:
    at = ROLES.index("contribution")
    return [
        (value, rdflib.URIRef(address(one.predicate)))
        for value in rule.values
        for one in value.templates
        if one.role == at
    ]


def _range(value: ValueRule) -> dict[rdflib.URIRef, Any]:
    """What the values of a statement can be, if they can be of one kind only."""
    if value.otherwise == "text" and value.options.takes_text:
        return {}
    if value.options.datatype:
        datatype = rdflib.URIRef(value.options.datatype)
        # A whole number is written as xsd:integer, which is a kind of decimal; SHACL compares names only.
        return {SH["or"]: (datatype, XSD.integer)} if datatype == XSD.decimal else {SH.datatype: datatype}
    reader = READERS[value.reader]
    if reader.things:
        return {SH.nodeKind: SH.IRI}
    return {SH["or"]: tuple(map(rdflib.URIRef, reader.datatypes))} if reader.datatypes else {}


def _word(text: str) -> str:
    return quote(re.sub(r"\W+", "-", text).strip("-"))


class _Shapes:
    def __init__(self, name: str, whose: str) -> None:
        self.base, self.whose = f"{SHAPES}{name}#", whose
        self.graph = rdflib.Graph()
        self.graph.bind("sh", SH)

    def add(
        self,
        about: tuple[str, rdflib.term.Node, str],
        what: str,
        facts: Mapping[rdflib.URIRef, Any],
        words: str,
        *targets: rdflib.URIRef,
        severity: rdflib.URIRef = SH.Violation,
    ) -> None:
        name, path, label = about
        shape = rdflib.URIRef(f"{self.base}{name}-{what}")
        add = self.graph.add
        add((shape, RDF.type, SH.PropertyShape))
        add((shape, SH.path, path))
        add((shape, SH.name, rdflib.Literal(label)))
        add((shape, SH.message, rdflib.Literal(f"{self.whose} {words}")))
        add((shape, SH.severity, severity))
        for target in targets:
            kind = SH.targetClass if str(target).startswith(PREFIXES["orkgc"]) else SH.targetNode
            add((shape, kind, target))
        for predicate, value in facts.items():
            if isinstance(value, tuple):
                options: list[rdflib.term.Node] = []
                for datatype in value:
                    option = rdflib.URIRef(f"{shape}-{str(datatype).rpartition('#')[2]}")
                    add((option, SH.datatype, datatype))
                    options.append(option)
                add((shape, predicate, Collection(self.graph, rdflib.BNode(), options).uri))
            else:
                add((shape, predicate, value if isinstance(value, rdflib.URIRef) else rdflib.Literal(value)))

    def either(self, paths: Iterable[rdflib.URIRef]) -> rdflib.term.Node:
        """A path that is any of these."""
        several: list[rdflib.term.Node] = list(paths)
        if len(several) == 1:
            return several[0]
        path = rdflib.BNode()
        self.graph.add((path, SH.alternativePath, Collection(self.graph, rdflib.BNode(), several).uri))
        return path
