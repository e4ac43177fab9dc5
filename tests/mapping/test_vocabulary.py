"""What others call the things of the vocabulary: every identifier is well formed, and it is said where it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, Namespace

import orkgx
from orkgx.graph.terms import PREFIXES, expand
from orkgx.mapping.files import load_mapping
from orkgx.mapping.readers.licenses import spdx_ids
from orkgx.mapping.things import TableEntry
from tests.support import run

SCHEMA = Namespace("https://schema.org/")
MAPPING = load_mapping("awesome-llms")
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's
# Those of whom no identifier could be read.
UNKNOWN = {
    *(
        "Anthropic",
        "Berkeley AI Research",
        "Inspur",
        "Kuaishou",
        "Lightning AI",
        "Naver",
        "Personal",
        "Shanghai AI Lab",
    ),
    "Mohamed bin Zayed University of Artificial Intelligence",
}


def is_ror(name: str) -> bool:
    """Whether a ROR id is one: the last two digits are ISO 7064's check of what stands before them."""
    if not re.fullmatch(r"0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}", name):
        return False
    number = 0
    for character in name[:7]:
        number = number * 32 + _BASE32.index(character)
    return int(name[7:]) == 98 - number * 100 % 97


FORMS = {
    "https://ror.org/": is_ror,
    "http://www.wikidata.org/entity/": re.compile(r"Q[1-9]\d*").fullmatch,
    "https://huggingface.co/tasks/": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*").fullmatch,
    "https://huggingface.co/docs/transformers/model_doc/": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*").fullmatch,
    "https://huggingface.co/datasets/": re.compile(r"([\w-]+/)?[\w.-]+").fullmatch,
    "https://huggingface.co/": re.compile(r"[A-Za-z0-9-]+").fullmatch,
}


def entries() -> Iterator[tuple[str, str, TableEntry]]:
    for table, things in MAPPING.tables.items():
        for label, entry in things.items():
            yield table, label, entry


def given(table: str, entry: TableEntry) -> list[str]:
    """The IRIs of others, in full."""
    near = [one for one in entry.close if one not in MAPPING.tables[table]]
    return [expand(one, {**PREFIXES, **MAPPING.prefixes}) for one in (*entry.same, *near, *entry.pages)]


@pytest.mark.parametrize("wrong", ["00f54p055", "00f54p045", "00f54po54", "0f54p054", "00F54P054", ""])
def test_a_ror_id_with_a_slip_is_none(wrong: str) -> None:
    assert is_ror("00f54p054")
    assert not is_ror(wrong)


def test_every_identifier_is_well_formed_and_given_once() -> None:
    seen: set[tuple[str, str]] = set()
    for table, label, entry in entries():
        for one in given(table, entry):
            start = next((start for start in FORMS if one.startswith(start)), "")
            assert start, f"{label}: nobody knows what {one} is"
            assert FORMS[start](one.removeprefix(start)), f"{label}: {one}"
        for one in entry.same:
            assert (table, one) not in seen, f"{label}: {one} is that of another"
            seen.add((table, one))
        assert not entry.spdx or entry.spdx in spdx_ids().values(), label


def test_every_identifier_says_where_it_was_read() -> None:
    for table, label, entry in entries():
        assert bool(given(table, entry)) == bool(entry.sources), label
        for source in entry.sources:
            assert expand(source, {**PREFIXES, **MAPPING.prefixes}).startswith("https://github.com/"), label


def test_the_organisations_of_the_catalogues_are_known_elsewhere(catalogues: Path) -> None:
    names = ("awesome-llms", "awesome-huge-models", "seed")
    mentions: list[tuple[str, bool]] = []
    for name in names:
        graph = orkgx.export(str(catalogues / f"{name}.md"))
        for node in graph.objects(None, SCHEMA.creator):
            if (node, RDF.type, SCHEMA.Organization) not in graph:
                continue
            known = any((node, one, None) in graph for one in (SKOS.exactMatch, SKOS.closeMatch, SCHEMA.sameAs))
            sourced = (node, DCTERMS.source, None) in graph
            label = str(graph.value(node, RDFS.label))
            mentions.append((label, known and sourced))
    assert {label for label, known in mentions if not known} <= UNKNOWN
    assert sum(known for _, known in mentions) >= 0.9 * len(mentions), len(mentions)


def test_near_things_of_others_are_near_and_identifiers_are_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "models.md"
    source.write_text("| Model | Organization | Params |\n|---|---|---|\n| A | Meta AI | 7B |\n| B | Stanford | 7B |\n")
    shown = run("query", str(source), "--name", "identifiers", "--param", "kind=organization", "--format", "csv").stdout
    rows = [line.split(",")[:3] for line in shown.splitlines()[1:]]
    assert rows == [
        ["Meta AI", "close", "http://www.wikidata.org/entity/Q380"],
        ["Stanford University", "same", "http://www.wikidata.org/entity/Q41506"],
        ["Stanford University", "same", "https://ror.org/00f54p054"],
    ]
    assert "folder_to_push/00f54p054.ttl" in shown
