"""Mapping files: what ships is right, and what is wrong is told all at once, each fault at its place."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orkgx.graph.describe import ontology_labels
from orkgx.mapping.compiled import CompiledMapping, Settings
from orkgx.mapping.document import Document
from orkgx.mapping.files import load_mapping, mappings_folder, ontology_folder, shipped
from orkgx.mapping.json_schema import json_schema
from orkgx.mapping.readers import READERS
from orkgx.model import MappingError

GOOD = """\
name: mine
catalogue: {title: Mine}
entry: {name: ["@heading"]}
things:
  - {kind: model, link: "orkgp:HAS_MODEL"}
kinds:
  model: {class: "fair4ml:MLModel"}
fields:
  Size:
    contribution: {predicate: "orkgp:P103002", read: text}
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    try:
        load_mapping(str(path))
    except MappingError as error:
        return [f"{fault.span.line}:{fault.span.column} {fault.code}: {fault.message}" for fault in error.faults]
    return []


def test_the_schema_is_that_of_the_types() -> None:
    committed = json.loads((mappings_folder() / "schema.json").read_text("utf-8"))
    assert committed == json_schema(), "write it again: orkgx mapping schema > mappings/schema.json"


@pytest.mark.parametrize("name", shipped())
def test_what_ships_is_valid(name: str) -> None:
    load_mapping(name)


# What a file of mappings may say, and whether an editor is to mark it.
SCHEMA: list[tuple[str, bool]] = [
    *((path.read_text("utf-8"), True) for path in sorted(mappings_folder().glob("*.yaml"))),
    ("name: mine\nextends: awesome-llms\nrecords: csv\n", True),
    (
        "name: mine\nextends: common\nclaims: {fallback: null, requires: [Team]}\nfields: {Team: null}\nlead: null\n",
        True,
    ),
    ('name: mine\nextends: common\nlead: ["**{name}**", ["{name}", " ({date:date})"]]\n', True),
    (GOOD, True),
    (GOOD.replace("entry:", "entries:"), False),
    (GOOD.replace("{title: Mine}", "{title: null}"), False),
    ("extends: common\n", False),
    ("name: mine\nextend: common\n", False),
    ("name: mine\nextends: common\nfields: {Team: {red: text}}\n", False),
    ("name: words\ntables: {makers: [Aria]}\n", True),
    ("name: words\ntables: {makers: {Aria: {iris: x}}}\n", False),
]


@pytest.mark.parametrize(("text", "valid"), SCHEMA)
def test_an_editor_marks_what_is_no_mapping_and_nothing_else(tmp_path: Path, text: str, valid: bool) -> None:
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    schema = json.loads((mappings_folder() / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert jsonschema.Draft202012Validator(schema).is_valid(Document(tmp_path / "mine.yaml", []).data) is valid


@pytest.mark.parametrize("name", shipped())
def test_every_term_of_ours_is_defined(name: str) -> None:
    known = ontology_labels(ontology_folder())
    program = CompiledMapping(load_mapping(name), Settings())
    used = {predicate for rule in program.rules.values() for predicate in rule.predicates}
    used |= {type_ for kind in program.kinds.values() for type_ in (*kind.types, kind.scheme) if type_}
    used |= {unit.iri for unit in program.units.values()}
    used |= {entry.iri for table in program.tables.values() for entry in table.values() if entry.iri}
    ours = {term for term in used if term.startswith("<https://w3id.org/orkgx/ns#")}
    assert ours <= set(known)


def test_readers_are_those_of_the_format() -> None:
    assert json_schema()["$defs"]["StatementRule"]["properties"]["read"]["enum"] == list(READERS)


def test_a_good_one(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("read: text", "read: txt", "10:54 unknown-reader: no reader 'txt'; did you mean 'text'?"),
        ("catalogue:", "catalog:", "2:1 unknown-key: no key 'catalog' here; did you mean 'catalogue'?"),
        ("catalogue: {title: Mine}", "catalogue: {}", "2:1 missing-key: 'title' is missing here"),
        ('"orkgp:P103002"', '"orkp:P103002"', "10:31 unknown-prefix: no prefix 'orkp'; did you mean 'orkgp'?"),
        ("kind: model", "kind: modle", "5:12 unknown-kind: no kind 'modle' in 'kinds'; did you mean 'model'?"),
        ("read: text", "read: entity", "10:48 missing-option: 'entity' needs 'kind' here"),
        ("read: text", "read: pattern, pattern: '('", "10:72 bad-pattern"),
        ("  Size:", "  size: {}\n  Size:", "10:3 duplicate-spelling: 'Size' is claimed by 'size' before"),
        (
            '"orkgp:P103002"',
            '"orkgp:P 1"',
            "10:31 bad-iri: 'http://orkg.org/orkg/predicate/P 1' is no IRI as it stands",
        ),
        ('"orkgp:P103002"', '"https://[x]/"', "10:31 bad-iri: 'https://[x]/' cannot be an IRI"),
        ('"orkgp:P103002"', '{production: "https://a b/"}', "10:44 bad-iri"),
        ('predicate: "orkgp:P103002", read: text', 'predicate: "orkgp:P1", datatype: "xsd:a b"', "bad-iri"),
        ('predicate: "orkgp:P103002", read: text', 'predicate: "orkgp:P1", datatype: "rdf:langString"', "bad-iri"),
        ('{predicate: "orkgp:P103002", read: text}', '["orkgp:P1", "orkgp:P 1"]', "10:32 bad-iri"),
        ('{predicate: "orkgp:P103002", read: text}', "P1", "10:19 bad-iri: 'P1' is neither prefix:name nor an IRI"),
        ('"orkgp:HAS_MODEL"', '"orkgp:HAS MODEL"', "5:25 bad-iri"),
        ('"fair4ml:MLModel"', '"fair4ml:ML|Model"', "7:18 bad-iri"),
        ("{title: Mine}", '{title: Mine, homepage: "https://a.org/a b"}', "2:36 bad-iri"),
        ("{title: Mine}", '{title: Mine}\nbase: "https://a.org/id"', "3:7 bad-iri: 'https://a.org/id' does not end"),
        ("{title: Mine}", '{title: Mine}\nsource: "a.md"', "3:9 bad-iri: 'a.md' cannot be an IRI"),
        ("{title: Mine}", '{title: Mine}\nsource: "https://me:pw@a.org/"', "3:9 bad-iri: an address that everybody"),
        ("{title: Mine}", '{title: Mine}\nprefixes: {a: "b c"}', "3:15 bad-iri: 'b c' cannot be an IRI"),
        ("{title: Mine}", '{title: Mine}\nprefixes: {"a b": "https://b.org/"}', "3:19 bad-iri: 'a b' can be no prefix"),
        ("{title: Mine}", '{title: Mine}\nprefixes: {"a: <x:y> . @prefix b": "x:"}', "bad-iri"),
        ("kinds:", 'tables: {t: {"iri": {iri: "orkgr:R 1"}}}\nkinds:', "6:27 bad-iri"),
        ("kinds:", 'tables: {t: {x: {same: ["a:b", "https://[/"]}}}\nkinds:', "6:32 bad-iri"),
        ("kinds:", 'tables: {t: {x: {same: ["a:b"]}}}\nkinds:', "6:25 unknown-prefix: no prefix 'a'"),
        ("kinds:", 'units: {u: {iri: "unit:A B", label: u, spellings: [u]}}\nkinds:', "6:18 bad-iri"),
        ("kinds:", 'always: {model: {predicate: "rdf:a b", value: "https://x y"}}\nkinds:', "6:29 bad-iri"),
        ("kinds:", 'always: {model: {predicate: "rdf:a", value: "rdf:<"}}\nkinds:', "6:45 bad-iri"),
        ("name: mine", "name: mine\nname: again", "2:1 duplicate-key: 'name' stands here twice"),
        ("name: mine", "name: [", "not-yaml"),
        ("name: mine", "- x", "not-yaml"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = faults(tmp_path, GOOD.replace(old, new, 1))
    assert any(said in fault for fault in found), found


def test_a_text_that_is_no_iri_may_be_a_constant(tmp_path: Path) -> None:
    always = 'always: {model: {predicate: "rdf:a", value: "taken from https://a.org/<b>"}}\nkinds:'
    assert faults(tmp_path, GOOD.replace("kinds:", always)) == []


def test_the_iris_of_an_included_file_are_judged_there(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text('tables:\n  t: {x: {iri: "orkgr:R 1"}}\n', "utf-8")
    (fault,) = faults(tmp_path, "include: [words]\n" + GOOD)
    assert fault.startswith("2:16 bad-iri: ")


def test_one_text_is_a_list_of_it(tmp_path: Path) -> None:
    text = GOOD.replace('{name: ["@heading"]}', '{name: "@heading"}')
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    assert load_mapping(str(tmp_path / "mine.yaml")).entry.name == ("@heading",)
    jsonschema.validate(Document(tmp_path / "mine.yaml", []).data, json_schema())


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("read: text", "read: txt").replace("kind: model", "kind: modle").replace("Mine}", "Mine, x: 1}")
    codes = [fault.split(" ")[1].rstrip(":") for fault in faults(tmp_path, text)]
    assert codes == ["unknown-key", "unknown-kind", "unknown-reader"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(GOOD)), st.text(max_size=6), st.integers(0, 5))
def test_any_text_is_a_mapping_or_has_faults(tmp_path: Path, at: int, put: str, cut: int) -> None:
    text = (GOOD[:at] + put + GOOD[at + cut :]).encode("utf-8", "replace").decode()
    faults(tmp_path, text)


def test_no_mapping_of_that_name() -> None:
    with pytest.raises(MappingError, match="did you mean 'awesome-llms'"):
        load_mapping("awesom-llms")
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping("nowhere/mine.yaml")


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "{a: " * 5_000, "&a [*a]", "&a {x: *a}"])
def test_nested_without_end(tmp_path: Path, text: str) -> None:
    found = faults(tmp_path, text)
    # The C parser of newer releases has a limit of its own, and its own words for it.
    assert any("nested too deep" in fault or "nesting depth" in fault for fault in map(str, found))


@pytest.mark.parametrize("key", ["include: [other]", "extends: other"])
def test_a_link_does_not_lead_out_of_the_folder_of_a_mapping(key: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text(GOOD, "utf-8")
    (folder / "other.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "mapping.yaml").write_text(f"{GOOD}{key}\n", "utf-8")
    with pytest.raises(MappingError, match=r"unknown-mapping: 'other'"):
        load_mapping(str(folder / "mapping.yaml"))
    (folder / "other.yaml").unlink()
    (folder / "other.yaml").write_text(GOOD, "utf-8")
    try:
        load_mapping(str(folder / "mapping.yaml"))
    except MappingError as error:  # as a vocabulary it says too much, but it was read
        assert "unknown-mapping" not in str(error)
