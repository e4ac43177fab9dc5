"""The ORKG's links go back into the catalogue: where its mapping reads them, and no other byte is touched."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orkgx.cli import main
from orkgx.push.aliases import as_remembered
from orkgx.push.ledger import Known
from orkgx.write.wanted import OrkgResource, Wanted
from tests.orkg.pushing import push, pushes_nothing, seed, wanted_of
from tests.orkg.server import Orkg
from tests.support import SAMPLE

BLOCK = """
  ```yaml
  Title: On {0}
  date created: 2020-01-02
  organization: Initech
  research problem: transformer model
  ```
"""
TABLE = """| Model | Maker | Params | ORKG link |
|:--|---|---:|---|
| [Zephyr](https://example.org/z) | Initech | 300M |  |
| Borea | Initech | 7B | - |
| Notus | Initech | 1B |
"""
# The file's name and text, and the lines that change, with $ for the link.
SHAPES = {
    "items": (
        "a.md",
        f"- GPT-2\n{BLOCK.format(2)}\n* **GPT-3**  \n{BLOCK.format(3)}",
        ["- [GPT-2]($)", "* **[GPT-3]($)**  "],
    ),
    "an empty link": ("a.md", f"> 1. [GPT-2]()\n{BLOCK.format(2)}".replace("\n", "\n> "), ["> 1. [GPT-2]($)"]),
    "a key where no item stands": ("a.md", BLOCK.replace("Title", "has model: GPT\n  Title"), ["  orkg: $"]),
    "a key where the item leads elsewhere": ("a.md", f"- [GPT](https://example.org)\n{BLOCK}", ["  orkg: $"]),
    "a quoted block with a key": (
        "a.md",
        "> ```yaml\n> name: Borea\n> maker: Initech\n> params: 3B\n> orkg:\n> ```\n",
        ["> orkg: $"],
    ),
    "a list at the end of a block": (
        "a.md",
        "- **Borea** [[Initech]]() Jan. 2020\n  ```yaml\n  Params: 3B\n  License:\n    - MIT\n  ```\n",
        ["  ORKG: $"],
    ),
    "comments": (
        "a.md",
        "<!--\n  name: Borea\n  maker: Initech\n-->\n\n<!-- name: Notus -->\n",
        ["  orkg: $", "<!-- orkg: $", "     name: Notus -->"],
    ),
    "front matter": ("a.md", "---\r\nname: Borea\r\nmaker: Initech\r\n---\r\n# Borea\r\n", ["orkg: $"]),
    "cells": (
        "a.md",
        TABLE,
        ["| [Zephyr](https://example.org/z) | Initech | 300M | $ |", "| Borea | Initech | 7B | $ |"],
    ),
    "separated values": (
        "a.csv",
        '\ufeffname;maker;orkg\r\nBorea;Initech;\r\n"Notus; big";Initech;""\r\nEurus;Initech;n/a',
        ["Borea;Initech;$", '"Notus; big";Initech;"$"', "Eurus;Initech;$"],
    ),
}  # fmt: skip


def write(folder: Path, name: str, text: str, orkg: Orkg) -> Path:
    """A catalogue, on an ORKG that has what its mapping names by ids."""
    source = folder / name
    source.write_bytes(text.encode())
    seed(orkg, source)
    for thing in wanted_of(source).things.values():
        if thing.id:
            orkg.seed(thing.kind, thing.id, thing.label, thing.classes)
    return source


def link(source: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["link", str(source), "--ledger", str(source.parent / "ledger.sqlite"), *more])


def ids(orkg: Orkg) -> list[str]:
    """The addresses of all contributions, in the order of their labels."""
    of_paper = [ends for ends in orkg.statements.values() if ends[1] == "P31"]
    of_paper.sort(key=lambda ends: str(orkg.things[ends[2]]["label"]))
    return [f"https://orkg.org/paper/{paper}/{contribution}" for paper, _, contribution in of_paper]


def forget(source: Path) -> None:
    for file in source.parent.glob("ledger.sqlite*"):
        file.unlink()


def added(before: bytes, after: bytes) -> list[str]:
    """The lines that are new."""
    rows = [text.decode("utf-8-sig").splitlines() for text in (before, after)]
    return [line[2:] for line in difflib.ndiff(*rows) if line.startswith("+ ")]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_link_stands_where_the_mapping_reads_it_and_a_push_then_writes_nothing(
    orkg: Orkg, tmp_path: Path, shape: str
) -> None:
    name, text, expected = SHAPES[shape]
    source = write(tmp_path, name, text, orkg)
    assert push(source, orkg).exit_code == 0
    link(source)
    after = source.read_bytes()
    links = [one for one in ids(orkg) if one.encode() in after]
    made = "\n".join(added(text.encode(), after))
    for one in links:
        made = made.replace(one, "$")
    assert sorted(made.splitlines()) == sorted(expected) and made.count("$") == len(links)
    assert link(source).exit_code == ("Notus | Initech | 1B" in text) and source.read_bytes() == after
    assert pushes_nothing(source, orkg, "--trust-ids", "--prune")
    forget(source)
    assert pushes_nothing(source, orkg, "--trust-ids")


def test_the_sample_is_linked_by_a_push_itself(orkg: Orkg, tmp_path: Path) -> None:
    """Its links are those of the production; they become those of the ORKG that the ledger is of."""
    source = write(tmp_path, "catalogue.md", SAMPLE.read_text("utf-8"), orkg)
    before = source.read_bytes()
    assert push(source, orkg, "--write-back").exit_code == 0
    rows = added(before, source.read_bytes())
    (own,) = [one for one in ids(orkg) if f"- [GPT-2]({one})" in rows]
    assert len(rows) == len(ids(orkg)) == 12
    exported = CliRunner().invoke(main, ["export", str(source), "--format", "nt"]).stdout
    assert f'/resource/{own.rpartition("/")[2]}> <http://www.w3.org/2000/01/rdf-schema#label> "GPT-2"' in exported
    assert pushes_nothing(source, orkg, "--trust-ids", "--prune")
    forget(source)
    assert pushes_nothing(source, orkg, "--trust-ids")


def test_a_difference_is_shown_and_nothing_written(orkg: Orkg, tmp_path: Path) -> None:
    source = write(tmp_path, "a.md", f"- GPT-2\n{BLOCK}", orkg)
    push(source, orkg)
    before = source.read_bytes()
    shown = link(source, "--diff")
    assert shown.exit_code == 1 and "\n+- [GPT-2](https://orkg.org/paper/" in shown.stdout
    assert source.read_bytes() == before


def test_what_can_take_no_link_is_told_with_its_place(orkg: Orkg, tmp_path: Path) -> None:
    mapping = tmp_path / "items.yaml"
    mapping.write_text('name: items\nextends: awesome-llms\nentry: {orkg: "@link"}\n', "utf-8")
    source = write(tmp_path, "a.md", f"- [GPT](https://example.org)\n{BLOCK}", orkg)
    push(source, orkg, "--mapping", str(mapping))
    result = link(source, "--mapping", str(mapping))
    assert result.exit_code == 1
    assert "a.md:3:3: 'GPT' got no link: its first link leads to https://example.org" in result.stderr
    table = write(tmp_path, "t.md", TABLE.replace(" ORKG link ", " Team "), orkg)
    push(table, orkg)
    result = link(table)
    assert "t.md:3:1: 'Zephyr' and 2 more got no link: its table has no column 'orkg'; add one" in result.stderr


def test_a_link_that_would_change_what_is_said_is_withheld(orkg: Orkg, tmp_path: Path) -> None:
    """An item whose link is read as something else beside: the other entry is linked all the same."""
    mapping = tmp_path / "linked.yaml"
    mapping.write_text(
        'name: linked\nextends: awesome-llms\nentry: {orkg: "@link"}\n'
        'lead: [\'\\A(?P<page>GPT-3)\\Z\']\nfields: {"@page.link": {contribution: "rdfs:seeAlso"}}\n',
        "utf-8",
    )
    source = write(tmp_path, "a.md", f"- GPT-2\n{BLOCK}\n- GPT-3\n{BLOCK}", orkg)
    push(source, orkg, "--mapping", str(mapping))
    result = link(source, "--mapping", str(mapping))
    assert "a.md:10:3: 'GPT-3' got no link: with it the catalogue would say something else" in result.stderr
    assert "- [GPT-2](https" in source.read_text("utf-8") and "- GPT-3\n" in source.read_text("utf-8")


def test_it_is_said_whose_ids_are_meant(orkg: Orkg, tmp_path: Path) -> None:
    source = write(tmp_path, "a.md", f"- GPT-2\n{BLOCK}", orkg)
    missing = CliRunner().invoke(main, ["link", str(source)])
    assert missing.exit_code == 2 and "--ledger FILE, or --to ORKG" in missing.stderr
    push(source, orkg)
    other = link(source, "--to", "sandbox")
    assert other.exit_code == 2 and f"is the ledger of {orkg.url}" in other.stderr
    assert link(source, "--as", "sandbox").exit_code == 0
    assert "](https://sandbox.orkg.org/paper/R" in source.read_text("utf-8")


def test_only_entries_are_known_by_the_ledger_under_the_id_that_the_catalogue_gives() -> None:
    """What a mapping names by an id of the production is no other thing that has this id elsewhere."""
    base = "http://orkg.org/orkg/resource/"
    entry, field = (
        OrkgResource(f"{base}{id_}", "x", (class_,), id_) for id_, class_ in (("R1", "Paper"), ("R2", "Field"))
    )
    known = {f"https://example.org/{id_}": Known(id_, made=True, uri=False) for id_ in ("R1", "R2")}
    wanted = as_remembered(Wanted({one.iri: one for one in (entry, field)}), known)
    assert set(wanted.things) == {"https://example.org/R1", f"{base}R2"}
