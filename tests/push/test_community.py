"""A contribution that others have made on the ORKG of a model of the catalogue, in the words of the catalogue."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orkgx import records
from tests.orkg.pushing import push, pushes_nothing, seed
from tests.orkg.server import Orkg

# Keys of the catalogue that the template has by other labels.
_CALLED = {
    "training corpus": "pretraining corpus",
    "hardware information": "hardware description",
    "has source code": "source code",
    "license": "License",
}
_PROBLEMS = {"Large Language Models (LLMs)": "R602335", "transformer model": "R369909"}
_LISTS = {"hardware used", "optimizer", "organization", "source code", "blog post", "research problem"}


def put(orkg: Orkg, catalogues: Path, name: str) -> str:
    """Put the entry of a name on the ORKG as its community has it: each value by its text. The contribution's id."""
    template = json.loads((catalogues / "orkg-template-R609825.json").read_text("utf-8"))
    rules = {one["path"]["label"].strip(): one for one in template["properties"]}
    (record,) = [one for one in records(str(catalogues / "awesome-llms.md")) if one.context.text("@link.text") == name]
    paper, contribution = record.context.text("@link").rsplit("/", 2)[1:]
    title = next(field.text for field in record.fields if field.name == "Title")
    orkg.seed("resources", paper, title, ("Paper",))
    orkg.seed("resources", contribution, name, ("Contribution", "C70000"))
    orkg.statements["S-paper"] = (paper, "P31", contribution)
    said = [("model name", name), *((_CALLED.get(one.name, one.name), one.text) for one in record.fields)]
    for number, (rule, text) in enumerate(_values(rules, said)):
        id_, datatype = _PROBLEMS.get(text, f"X{number}"), rule.get("datatype")
        orkg.seed("literals" if datatype else "resources", id_, text, ("Problem",) if text in _PROBLEMS else ())
        if datatype:
            orkg.things[id_]["datatype"] = datatype["uri"]
        orkg.statements[f"S-{number}"] = contribution, rule["path"]["id"], id_
    return contribution


def _values(rules: dict[str, dict[str, Any]], said: list[tuple[str, str]]) -> Iterator[tuple[dict[str, Any], str]]:
    for label, text in said:
        if label in rules:
            for part in text.split(", ") if label in _LISTS else [text]:
                yield rules[label], part


@pytest.mark.parametrize("name", ["GPT-3", "BLOOM"])
def test_beside_the_communitys_contribution_no_value_is_doubled(
    orkg: Orkg, catalogues: Path, tmp_path: Path, name: str
) -> None:
    """Devices with their memory, licences with their access, families with what they stand for."""
    source = tmp_path / "catalogue.md"
    source.write_text((catalogues / "awesome-llms.md").read_text("utf-8"), "utf-8")
    seed(orkg, source)
    contribution = put(orkg, catalogues, name)
    before = Counter(predicate for subject, predicate, _ in orkg.statements.values() if subject == contribution)
    push(source, orkg, "--trust-ids", "--only", name)
    after = Counter(predicate for subject, predicate, _ in orkg.statements.values() if subject == contribution)
    assert after == before
    assert after["license"] == 1
    assert pushes_nothing(source, orkg, "--trust-ids", "--only", name)
