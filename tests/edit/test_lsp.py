"""The language server: what an editor is told as one types, and what it is answered at a place."""

from __future__ import annotations

import re
import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from orkgx.edit.catalogue import Catalogue
from orkgx.edit.completion import in_mapping, place_in
from orkgx.mapping.compiled import Settings
from orkgx.mapping.files import mappings_folder
from orkgx.model import Diagnostic
from orkgx.pipeline import Builder, Run
from orkgx.read.sources import Source, open_sources
from tests.edit.client import Client
from tests.edit.mutating import mutated
from tests.support import SAMPLE, run

TEXT = """\
# Models

- [Alpha](https://example.org/alpha)

  ```yaml
  Title: A paper
  date created: 2023-01-01
  organization: OpenAI
  innovation: \U0001f600 new: things
  application: chat
  research problem: NLP

  ```
"""
URI = "file:///nowhere/models.md"
BUILDER = Builder.of((), Settings(provenance="none"))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client() as client:
        yield client
    assert client.ended == 0


def span(found: dict[str, Any]) -> tuple[int, int, int, int]:
    start, end = found["range"]["start"], found["range"]["end"]
    return start["line"], start["character"], end["line"], end["character"]


def by_code(found: list[dict[str, Any]], code: str) -> dict[str, Any]:
    (one,) = [one for one in found if one["code"] == code]
    return one


def insert(line: int, character: int, text: str) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"range": {"start": place, "end": place}, "text": text}


# -- findings


def test_findings_come_with_opening_change_with_typing_and_go_with_closing(client: Client) -> None:
    found = by_code(client.open(URI, TEXT), "unquoted-colon")
    # The face counts twice in UTF-16; the value ends with its line.
    assert span(found) == (8, 14, 8, 28)
    assert (found["severity"], found["source"]) == (2, "orkgx")
    assert "quote it" in found["message"]
    found = by_code(client.change(URI, insert(0, 0, "\n\n")), "unquoted-colon")
    assert span(found) == (10, 14, 10, 28)
    assert client.change(URI, insert(10, 14, "'"), insert(10, 29, "'")) == []
    client.tell("textDocument/didClose", textDocument={"uri": URI})
    assert client.findings(URI) == []


def test_lines_end_where_the_protocol_says_and_nowhere_else(client: Client) -> None:
    text = "A \u2028 line \x0c \x85 of its own\r\n\r" + TEXT
    line = span(by_code(client.open(URI, text), "unquoted-colon"))[0]
    assert line == 10
    left = client.change(URI, insert(line, 14, "'"), insert(line, 29, "'"))
    assert {one["code"] for one in left} == {"control-character"}


def test_what_is_neither_catalogue_nor_mapping_is_left_alone(client: Client) -> None:
    for name, language in (("a.py", "python"), ("compose.yaml", "yaml")):
        assert client.open(f"file:///nowhere/{name}", TEXT, language) == []


def read(source: Source, text: str) -> set[Diagnostic]:
    """What a text gives that is read as a whole."""
    BUILDER.forget()
    again = Run(BUILDER, [replace(source, open=lambda: BytesIO(text.encode("utf-8", "surrogatepass")))])
    with again.spooled():
        return set(again.findings())


def test_after_any_change_the_findings_are_those_of_the_whole_text_read_anew() -> None:
    (source,), _ = open_sources([str(SAMPLE)], source_iri=None)
    catalogue = Catalogue(BUILDER, source)
    rows = SAMPLE.read_text("utf-8").split("\n")
    for seed in range(40):
        wild = mutated(seed).encode("utf-8", "replace").decode().split("\n")
        at = seed * 7 % len(rows)
        rows = rows[:at] + wild[seed % 5 : seed % 5 + seed % 9] + rows[at + seed % 3 :]
        text = "\n".join(rows)
        found = catalogue.update(text)
        assert set(found) == read(source, text), seed


def test_an_entry_that_comes_again_and_a_comment_that_ignores_are_seen_across_entries(client: Client) -> None:
    twice = TEXT + TEXT.partition("\n\n")[2]
    assert span(by_code(client.open(URI, twice), "duplicate-entry"))[0] == 15
    ignoring = "<!-- orkgx: ignore-file duplicate-entry unquoted-colon -->\n\n"
    assert {one["code"] for one in client.change(URI, insert(0, 0, ignoring))} == set()


def test_what_is_probably_wrong_is_told_as_by_check(client: Client) -> None:
    found = by_code(client.open(URI, TEXT.replace("OpenAI", "Acme, OpenAII")), "near-miss")
    (action,) = [one for one in actions(client, found) if one["kind"] == "quickfix"]
    assert (action["title"], action["isPreferred"]) == ("Write OpenAI (changes the graph)", False)
    assert applied(TEXT.replace("OpenAI", "Acme, OpenAII"), action["edit"]["changes"][URI]) == TEXT.replace(
        "OpenAI", "Acme, OpenAI"
    )


def test_a_change_in_five_thousand_lines_is_answered_at_once(client: Client) -> None:
    sample = SAMPLE.read_text("utf-8")
    many = [
        re.sub(r"^(- \[[^\]\n]*)", rf"\1 {at}", sample, flags=re.M) for at in range(5_000 // sample.count("\n") + 1)
    ]
    text = re.sub(r"https://orkg\.org/paper/\S+?\)", "https://example.org/)", "\n".join(many))
    assert text.count("\n") > 5_000
    client.open(URI, text)
    seconds = []
    for at in range(12):
        start = time.perf_counter()
        client.change(URI, insert(at * 400, 0, "\n" if at % 2 else "x"))
        seconds.append(time.perf_counter() - start)
    assert statistics.median(seconds) < 0.2, seconds


# -- answers at a place


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    rows = [row.encode("utf-16-le") for row in text.split("\n")]
    for edit in sorted(edits, key=span, reverse=True):
        line, start, last, end = span(edit)
        new = rows[line][: 2 * start] + edit["newText"].encode("utf-16-le") + rows[last][2 * end :]
        rows[line : last + 1] = [new]
    return "\n".join(row.decode("utf-16-le") for row in rows)


def actions(client: Client, found: dict[str, Any], **context: Any) -> list[dict[str, Any]]:
    asked = {"diagnostics": [found], **context}
    answer: list[dict[str, Any]] = client.ask(
        "textDocument/codeAction", textDocument={"uri": URI}, range=found["range"], context=asked
    )
    return answer


def test_a_quick_fix_writes_what_the_command_writes(client: Client) -> None:
    found = by_code(client.open(URI, TEXT), "unquoted-colon")
    (action,) = actions(client, found)
    assert (action["kind"], action["isPreferred"]) == ("quickfix", True)
    expected = run("fix", "-", input=TEXT).stdout
    assert applied(TEXT, action["edit"]["changes"][URI]) == expected
    (action,) = actions(client, found, only=["source.fixAll"])
    assert applied(TEXT, action["edit"]["changes"][URI]) == expected
    client.change(URI, {"text": expected})
    assert actions(client, found, only=["source.fixAll"]) == []


def test_a_fix_that_changes_the_graph_says_so_and_is_not_preferred(client: Client) -> None:
    found = by_code(client.open(URI, TEXT.replace("innovation", "inovation")), "unmapped-field")
    (action,) = [one for one in actions(client, found) if not one["isPreferred"]]
    assert action["title"] == "Write innovation (changes the graph)"


def test_hovering_over_a_value_shows_its_way_into_the_graph(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "models.md"
    path.write_text(TEXT)
    client.open(path.as_uri(), TEXT)
    told = client.at("hover", path.as_uri(), 7, 20)["contents"]["value"]
    explained = run("explain", f"{path}:8").stdout
    assert told == f"```text\n{explained}```"
    assert "id:organization/openai" in told
    assert client.at("hover", path.as_uri(), 0, 0) is None
    client.open(URI, "| Model | Maker | Params |\n|---|---|---|\n| A | OpenAI | 7B |\n")
    assert "value      'OpenAI' at 3:7" in client.at("hover", URI, 2, 8)["contents"]["value"]


def labels(choices: list[dict[str, Any]]) -> list[str]:
    return [choice["label"] for choice in choices]


def test_keys_that_an_entry_lacks_are_offered_in_a_block_and_nowhere_else(client: Client) -> None:
    client.open(URI, TEXT)
    keys = client.at("completion", URI, 11, 2)
    assert "model family" in labels(keys)
    assert not {"organization", "Title"} & set(labels(keys))
    client.change(URI, insert(11, 0, "  mod"))
    (key,) = [one for one in client.at("completion", URI, 11, 5) if one["label"] == "model family"]
    changed = applied(TEXT.replace("NLP\n\n", "NLP\n  mod\n"), [key["textEdit"]])
    assert "\n  model family: \n" in changed
    assert client.at("completion", URI, 1, 0) == []


def test_known_values_of_a_key_are_offered(client: Client) -> None:
    client.open(URI, TEXT)
    values = client.at("completion", URI, 7, 20)
    assert {"OpenAI", "Google"} <= set(labels(values))
    client.change(URI, insert(7, 22, ", Goo"))
    (value,) = [one for one in client.at("completion", URI, 7, 27) if one["label"] == "Google"]
    changed = applied(TEXT.replace("OpenAI", "OpenAI, Goo"), [value["textEdit"]])
    assert "organization: OpenAI, Google\n" in changed


def test_the_definition_of_a_key_is_its_rule_in_the_mapping(client: Client) -> None:
    client.open(URI, TEXT)
    found = client.at("definition", URI, 7, 5)
    path = mappings_folder() / "awesome-llms.yaml"
    assert found["uri"] == path.resolve().as_uri()
    row = path.read_text("utf-8").split("\n")[found["range"]["start"]["line"]]
    assert row.strip().startswith("organization:")
    assert client.at("definition", URI, 0, 0) is None


# -- mapping files


def test_faults_of_a_mapping_stand_where_they_are_and_its_keys_are_offered_and_explained(client: Client) -> None:
    path = mappings_folder() / "awesome-llms.yaml"
    uri, text = path.resolve().as_uri(), path.read_text("utf-8")
    assert client.open(uri, text, "yaml") == []
    line = next(at for at, row in enumerate(text.split("\n")) if "required: true" in row)
    start = text.split("\n")[line].index("required")
    (found,) = client.change(uri, insert(line, start, "x"))
    assert (found["code"], span(found)[:2]) == ("unknown-key", (line, start))
    assert "did you mean 'required'?" in found["message"]
    assert {"property", "spellings"} <= set(labels(client.at("completion", uri, line, start + 1)))
    client.change(uri, {"text": text})
    (line,) = [at for at, row in enumerate(text.split("\n")) if row.startswith("missing:")]
    assert client.at("hover", uri, line, 3)["contents"]["value"] == "values that say that there is none"


def test_a_place_in_a_mapping_offers_what_may_stand_there() -> None:
    rows = ["fields:", "  Params:", "    contribution:", "      - {predicate: x, read: "]
    whole = {"tables": {"companies": {}}}

    def offered(*more: str) -> list[str]:
        typed = [*rows, *more]
        return [one.label for one in in_mapping(whole, place_in(typed, len(typed), len(typed[-1])))]

    assert {"count", "entity"} <= set(offered())
    assert "predicate" in offered("      - ")
    assert offered("      - table: ") == ["companies"]
    assert offered("    required: ") == ["true", "false"]
    assert "claims" in offered("cl")
    assert offered("extends: ")[0] in {path.stem for path in mappings_folder().glob("*.yaml")}


def test_catalogues_are_read_anew_with_a_mapping_that_is_saved(tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    shutil.copy(mappings_folder() / "awesome-llms.yaml", mapping)
    before = mapping.read_text("utf-8")
    after = before.replace("  innovation: innovation\n", "  innovation: {property: innovation, spellings: [novelty]}\n")
    assert after != before
    text = TEXT.replace("innovation: \U0001f600 new: things", "novelty: new")
    with Client("--mapping", str(mapping), "--ignore", "missing-field") as client:
        assert by_code(client.open(URI, text), "unmapped-field")
        assert client.open(mapping.as_uri(), before, "yaml") == []
        assert client.change(mapping.as_uri(), {"text": after}) == []
        mapping.write_text(after, "utf-8")
        client.tell("textDocument/didSave", textDocument={"uri": mapping.as_uri()})
        assert client.findings(URI) == []


def test_a_faulty_mapping_is_told_of_and_can_be_mended_in_the_same_editor(tmp_path: Path) -> None:
    mapping = tmp_path / "own.yaml"
    sound = (mappings_folder() / "awesome-llms.yaml").read_text("utf-8")
    mapping.write_text(sound.replace("fields:", "feilds:"), "utf-8")
    with Client("--mapping", str(mapping)) as client:
        assert client.open(URI, TEXT) == []
        assert by_code(client.open(mapping.as_uri(), mapping.read_text("utf-8"), "yaml"), "unknown-key")
        assert client.change(mapping.as_uri(), {"text": sound}) == []
        mapping.write_text(sound, "utf-8")
        client.tell("textDocument/didSave", textDocument={"uri": mapping.as_uri()})
        assert by_code(client.findings(URI), "unquoted-colon")
