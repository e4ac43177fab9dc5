"""Every code that a mapping file can be refused with, at its place: the file is wrong in one thing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from orkgx.mapping.files import load_mapping
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

# What stands in the file, what is put for it, and the faults.
FAULTS: list[tuple[str, str, list[str]]] = [
    ("name: mine", f"name: {'[' * 21}", ["mine.yaml:1:26: error not-yaml: this is not YAML: nested too deep"]),
    (GOOD, "- mine\n", ["mine.yaml:1:1: error wrong-type: a mapping file holds keys and values"]),
    ("name: mine", "name: mine\nname: again", ["mine.yaml:2:1: error duplicate-key: 'name' stands here twice"]),
    (
        "title: Mine",
        "title: Mine, licence: MIT",
        ["mine.yaml:2:26: error unknown-key: no key 'licence' here; did you mean 'license'?"],
    ),
    (
        "fields:",
        "claims: {requires: [Sise]}\nfields:",
        ["mine.yaml:8:21: error unknown-required: no field 'Sise' in this mapping; did you mean 'size'?"],
    ),
    ("{title: Mine}", "{}", ["mine.yaml:2:1: error missing-key: 'title' is missing here"]),
    (
        "name: mine",
        "name: My Mapping",
        ["mine.yaml:1:7: error wrong-type: 'name': String should match pattern '^[a-z0-9][a-z0-9-]*$'"],
    ),
    (
        "read: text",
        "read: text, pick: some",
        [
            "mine.yaml:10:66: error wrong-type: 'pick': 'some' stands here, where 'all', 'max', 'min' or 'first' is "
            "expected"
        ],
    ),
    ("read: text", "read: txt", ["mine.yaml:10:54: error unknown-reader: no reader 'txt'; did you mean 'text'?"]),
    *(
        (
            "read: text",
            f"read: count, scale: {number}",
            [f"mine.yaml:10:68: error wrong-type: 'scale': {said} is no number above 0 such as 1000 or 0.5"],
        )
        for number, said in (("0", "0"), ("-5", "-5"), (".inf", "'.inf'"), ("1e400", "'1e400'"), ("yes", "'yes'"))
    ),
    # A mapping of somebody else reads no other file of this machine.
    *(
        (
            "name: mine",
            f"name: mine\ninclude: [{name}]",
            [
                f"mine.yaml:2:11: error unknown-mapping: {name!r}: no vocabulary of this name beside or below this "
                "mapping, or among those that ship"
            ],
        )
        for name in ("nothing", "../mine", "/etc/hostname")
    ),
    ("read: text", "read: entity", ["mine.yaml:10:48: error missing-option: 'entity' needs 'kind' here"]),
    (
        "read: text",
        "read: entity, table: makers",
        ["mine.yaml:10:69: error unknown-table: no table 'makers' in 'tables'; known are none"],
    ),
    (
        "read: text",
        "read: entity, kind: modell",
        ["mine.yaml:10:68: error unknown-kind: no kind 'modell' in 'kinds'; did you mean 'model'?"],
    ),
    (
        "read: text",
        "read: quantity, unit: hour",
        ["mine.yaml:10:70: error unknown-unit: no unit 'hour' in 'units'; known are none"],
    ),
    (
        "read: text",
        "read: quantity, units: [hour]",
        ["mine.yaml:10:72: error unknown-unit: no unit 'hour' in 'units'; known are none"],
    ),
    (
        "read: text",
        "read: pattern, pattern: '('",
        ["mine.yaml:10:72: error bad-pattern: '(' is no pattern: missing ), unterminated subpattern at position 0"],
    ),
    *(
        (
            "name: mine",
            f"name: mine\nlead: {template!r}",
            [f"mine.yaml:2:7: error bad-pattern: {template!r} is no template: {said}"],
        )
        for template, said in (
            ("**{name}", "'**' is never closed"),
            ("{name", "the brace of '{name' has no other one; a field is {name}"),
            ("{name}{maker}", "{name} and {maker} touch; put what stands between them in between"),
            ("{name} [{name}]()", "{name} stands here twice"),
            ("[{name}](https://a.b)", "the address 'https://a.b' is no field; write it as ({link})"),
            ("{my name}", "'my name' is no name of a field; a name is letters, digits, '_' and '-', such as {name}"),
        )
    ),
    (
        "name: mine",
        "name: mine\nlead: [['**{name}**', ' {date'], '{a}']",
        [
            "mine.yaml:2:8: error bad-pattern: ['**{name}**', ' {date'] is no template: the brace of '{date' has no "
            "other one; a field is {name}"
        ],
    ),
    (
        "orkgp:P103002",
        "orkp:P103002",
        ["mine.yaml:10:31: error unknown-prefix: no prefix 'orkp'; did you mean 'orkgp'?"],
    ),
    ("orkgp:P103002", "size", ["mine.yaml:10:31: error bad-iri: 'size' is neither prefix:name nor an IRI"]),
    (
        "  Size:",
        "  size: {}\n  Size:",
        ["mine.yaml:10:3: error duplicate-spelling: 'Size' is claimed by 'size' before"],
    ),
]

# A name for which there is no mapping, or none that can be read.
NAMES: list[tuple[str, list[str]]] = [
    (
        "awesom-llms",
        ["awesom-llms:1:1: error unknown-mapping: no mapping of this name or file; did you mean 'awesome-llms'?"],
    ),
    (
        "nowhere.yaml",
        ["nowhere.yaml:1:1: error unknown-mapping: the mapping cannot be read: No such file or directory"],
    ),
]


def faults(name: str) -> list[str]:
    with pytest.raises(MappingError) as refused:
        load_mapping(name)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_a_mapping_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(GOOD.replace(old, new, 1), "utf-8")
    assert faults("mine.yaml") == expected


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_mapping_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert faults(name) == expected


def test_a_fault_of_what_is_extended_is_told_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(GOOD.replace("read: text", "read: txt"), "utf-8")
    Path("between.yaml").write_text("name: between\nextends: base\n", "utf-8")
    Path("mine.yaml").write_text("name: mine\nextends: between\nfields:\n  Size: {required: true}\n", "utf-8")
    assert faults("mine.yaml") == ["base.yaml:10:54: error unknown-reader: no reader 'txt'; did you mean 'text'?"]
