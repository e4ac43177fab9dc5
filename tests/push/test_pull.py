"""What others say on the ORKG comes into the catalogue: exactly that, and nothing where both have changed it."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orkgx.cli import main
from tests.orkg.pushing import ONE, TWO, id_of, push, pushes_nothing, run, vanish
from tests.orkg.server import Orkg
from tests.push.test_link import forget, write


def pull(source: Path, orkg: Orkg, *more: str) -> Result:
    ledger = source.parent / "ledger.sqlite"
    return CliRunner().invoke(main, ["pull", str(source), "--from", orkg.url, "--ledger", str(ledger), *more])


def changed(before: str, source: Path) -> list[str]:
    """The lines that differ."""
    after = source.read_text("utf-8")
    return [one for one in difflib.ndiff(before.splitlines(), after.splitlines()) if one[0] in "+-"]


class Others:
    """What others do on an ORKG."""

    def __init__(self, orkg: Orkg) -> None:
        self.orkg, self.made = orkg, 0

    def thing(self, label: str, *classes: str) -> str:
        self.made += 1
        self.orkg.seed("resources", id_ := f"R77{self.made}", label, classes)
        return id_

    def text(self, label: str, datatype: str = "xsd:string") -> str:
        self.made += 1
        self.orkg.seed("literals", id_ := f"L77{self.made}", label)
        self.orkg.things[id_]["datatype"] = datatype
        return id_

    def say(self, subject: str, predicate: str, end: str) -> None:
        self.made += 1
        self.orkg.statements[f"S77{self.made}"] = (subject, predicate, end)

    def unsay(self, subject: str, predicate: str, label: str) -> None:
        for key, ends in list(self.orkg.statements.items()):
            if ends[:2] == (subject, predicate) and self.orkg.things[ends[2]]["label"] == label:
                del self.orkg.statements[key]


@pytest.fixture
def others(orkg: Orkg) -> Others:
    return Others(orkg)


def test_what_others_changed_added_and_removed_comes_into_the_catalogue(
    orkg: Orkg, catalogue: Path, others: Others
) -> None:
    push(catalogue, orkg)
    before, writes = catalogue.read_text("utf-8"), orkg.counts["writes"]
    alpha, beta = id_of(orkg, "Alpha", "Contribution"), id_of(orkg, "Beta", "Contribution")
    others.unsay(alpha, "P18097", "OpenAI")
    others.say(alpha, "P18097", others.thing("Closed: AI"))
    others.unsay(alpha, "license", "MIT")
    others.say(beta, "P18097", others.thing("Umbrella"))
    others.say(beta, "license", others.thing("Apache-2.0"))
    orkg.things[id_of(orkg, "On Beta", "Paper")]["label"] = "On # Beta"
    paper, gamma = others.thing("On Gamma", "Paper"), others.thing("Gamma", "Contribution", "C70000")
    others.say(paper, "P31", gamma)
    others.say(paper, "P30", "R145261")
    others.say(gamma, "HAS_MODEL", others.thing("Gamma"))
    others.say(gamma, "P18097", others.thing("Initrode"))
    others.say(gamma, "P103002", others.text("7B, 13B"))
    others.say(gamma, "P49020", others.text("2024-05-06", "xsd:date"))
    others.say(gamma, "P32", id_of(orkg, "transformer model"))

    shown = pull(catalogue, orkg, "--exit-code")
    assert shown.exit_code == 5 and catalogue.read_text("utf-8") == before
    assert "    organization  OpenAI -> Closed: AI\n    License       - MIT\n" in shown.stdout
    assert shown.stdout.splitlines()[-1] == (
        "Pull: 1 to create, 3 to change, 1 to leave; 4 values to add, 3 to take away; 0 conflicts."
    )
    applied = pull(catalogue, orkg, "--apply")
    assert applied.exit_code == 0 and "5 values and 1 new entry written" in applied.stderr
    assert changed(before, catalogue) == [
        "-   organization: OpenAI, Initech",
        "+   organization: 'Closed: AI, Initech'",
        "-   license: MIT",
        "-   Title: On Beta",
        "+   Title: 'On # Beta'",
        "-   organization: Initech",
        "+   organization: Initech, Umbrella",
        "+   license: Apache-2.0",
        "+ ",
        f"+ - [Gamma](https://orkg.org/paper/{paper}/{gamma})",
        "+ ",
        "+   ```yaml",
        "+   Title: On Gamma",
        "+   date created: 2024-05-06",
        "+   organization: Initrode",
        "+   number of parameters: 7B, 13B",
        "+   research problem: transformer model",
        "+   ```",
    ]
    assert run("plan", catalogue, orkg, "--exit-code").exit_code == 0
    assert pull(catalogue, orkg, "--exit-code").exit_code == 0
    assert pushes_nothing(catalogue, orkg) and orkg.counts["writes"] == writes


def test_what_both_have_changed_is_a_conflict_and_the_catalogue_stays(
    orkg: Orkg, catalogue: Path, others: Others
) -> None:
    push(catalogue, orkg)
    alpha = id_of(orkg, "Alpha", "Contribution")
    next(one for one in orkg.things.values() if one["label"] == "1B")["label"] = "7B"
    others.unsay(alpha, "P18097", "OpenAI")
    others.say(alpha, "P18097", others.thing("Closed AI"))
    others.say(alpha, "P103000", others.thing("Decoder"))  # of another property
    before = (ONE + TWO).replace("1B", "2B").replace("OpenAI", "Umbrella")
    catalogue.write_text(before, "utf-8")
    result = pull(catalogue, orkg, "--apply")
    assert result.exit_code == 6
    assert "number of parameters" in result.stdout and "2B  (conflict: the ORKG says '7B'" in result.stdout
    assert "Umbrella  (conflict: the ORKG says 'Closed AI'" in result.stdout
    assert changed(before, catalogue) == ["+   pretraining architecture: Decoder"]
    assert pull(catalogue, orkg, "--apply", "--force").exit_code == 0
    text = catalogue.read_text("utf-8")
    assert "number of parameters: 7B" in text and "organization: Closed AI, Initech" in text
    assert run("plan", catalogue, orkg, "--exit-code").exit_code == 0


ROWS = """| Model | Maker | License | ORKG |
|---|---|---|---|
| Zephyr | Initech, Umbrella | MIT | |
| Borea | OpenAI | - | |
"""
SEPARATED = 'name,maker,license,orkg\nZephyr,"Initech, Umbrella",MIT,\nBorea,OpenAI,,\n'
CARD = "---\nlicense: mit\nlanguage:\n- en\ndeveloper: [Initech, Umbrella]\n---\n# Zephyr\n"
# The file's name and text, and what changes: makers, a licence that goes and one that comes, and a new entry.
SHAPES = {
    "a table": (
        "a.md",
        ROWS,
        [
            "- | Zephyr | Initech, Umbrella | MIT | |",
            "- | Borea | OpenAI | - | |",
            "+ | Zephyr | Hooli, Umbrella |  | |",
            "+ | Borea | OpenAI | Apache-2.0 | |",
            "+ | Notus | Initrode \\| Sons |  | https://orkg.org/paper/$/$ |",
        ],
    ),
    "separated values": (
        "a.csv",
        SEPARATED,
        [
            '- Zephyr,"Initech, Umbrella",MIT,',
            "- Borea,OpenAI,,",
            '+ Zephyr,"Hooli, Umbrella",,',
            "+ Borea,OpenAI,Apache-2.0,",
            "+ Notus,Initrode | Sons,,https://orkg.org/paper/$/$",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_rows_are_changed_and_added_as_rows(orkg: Orkg, tmp_path: Path, others: Others, shape: str) -> None:
    name, text, expected = SHAPES[shape]
    source = write(tmp_path, name, text, orkg)
    push(source, orkg)
    zephyr, borea = id_of(orkg, "Zephyr", "Contribution"), id_of(orkg, "Borea", "Contribution")
    others.unsay(zephyr, "P18097", "Initech")
    others.say(zephyr, "P18097", others.thing("Hooli"))
    others.unsay(zephyr, "license", "MIT")
    others.say(borea, "license", others.thing("Apache-2.0"))
    paper, notus = others.thing("Notus", "Paper"), others.thing("Notus", "Contribution")
    others.say(paper, "P31", notus)
    others.say(notus, "P18097", others.thing("Initrode | Sons"))
    result = pull(source, orkg, "--apply", "--paper", paper)
    made = "\n".join(sorted(changed(text, source)))
    assert made.replace(paper, "$").replace(notus, "$").splitlines() == sorted(expected), result.output
    assert pull(source, orkg, "--exit-code").exit_code == 0


def test_a_card_is_changed_and_a_new_one_stands_beside_it(orkg: Orkg, tmp_path: Path, others: Others) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    source = write(folder, "zephyr.md", CARD, orkg)
    push(source, orkg)
    zephyr = id_of(orkg, "Zephyr", "Contribution")
    others.unsay(zephyr, "P18097", "Initech")
    others.say(zephyr, "P18097", others.thing("Hooli"))
    paper, notus = others.thing("Notus", "Paper"), others.thing("Notus", "Contribution")
    others.say(paper, "P31", notus)
    others.say(notus, "P18097", others.thing("Initrode"))
    others.say(notus, "license", others.thing("MIT"))
    result = pull(source, orkg, "--apply", "--paper", paper)
    assert result.exit_code == 0, result.output
    assert changed(CARD, source) == ["- developer: [Initech, Umbrella]", "+ developer: [Hooli, Umbrella]"]
    assert (folder / "notus.md").read_text("utf-8") == "---\nlicense: MIT\ndeveloper: Initrode\n---\n\n# Notus\n"


def test_without_a_ledger_what_differs_is_a_conflict_and_what_is_added_is_taken(
    orkg: Orkg, catalogue: Path, others: Others
) -> None:
    push(catalogue, orkg)
    forget(catalogue)
    alpha, beta = id_of(orkg, "Alpha", "Contribution"), id_of(orkg, "Beta", "Contribution")
    next(one for one in orkg.things.values() if one["label"] == "1B")["label"] = "7B"
    others.say(beta, "license", others.thing("MIT"))
    others.unsay(alpha, "license", "MIT")  # nobody knows that it was there
    before = catalogue.read_text("utf-8")
    result = pull(catalogue, orkg, "--apply")
    assert result.exit_code == 6 and "1B  (conflict: the ORKG says '7B'" in result.stdout
    assert changed(before, catalogue) == ["+   license: MIT"]


def test_what_nobody_can_say_here_is_told_and_left(orkg: Orkg, catalogue: Path, others: Others) -> None:
    """An entry's name, two names of one thing, a property without a field, an entry that is gone."""
    push(catalogue, orkg)
    before = catalogue.read_text("utf-8")
    alpha, beta = id_of(orkg, "Alpha", "Contribution"), id_of(orkg, "Beta", "Contribution")
    orkg.things[alpha]["label"] = "Alpha 1"
    orkg.seed("predicates", "P99999", "colour")
    others.say(alpha, "P99999", others.text("blue"))
    vanish(orkg, beta)
    result = pull(catalogue, orkg, "--apply")
    assert result.exit_code == 6 and changed(before, catalogue) == []
    assert "catalogue.md:5:1: label: Alpha -> Alpha 1 was not written" in result.stderr
    assert "1 statements there are of properties that the mapping has no field for" in result.stderr
    assert "catalogue.md:16:1: 'Beta' is not on the ORKG any more; take it out" in result.stderr


def test_entries_are_looked_for_where_it_is_said(orkg: Orkg, catalogue: Path, others: Others) -> None:
    push(catalogue, orkg, "--comparison", "Models")
    (comparison,) = [one for one, thing in orkg.things.items() if "Comparison" in thing["classes"]]

    def entry(name: str, *classes: str) -> tuple[str, str]:
        paper, contribution = others.thing(f"On {name}", "Paper"), others.thing(name, "Contribution", *classes)
        others.say(paper, "P31", contribution)
        return paper, contribution

    (gamma, _), (_, delta), (_, epsilon), _ = entry("Gamma"), entry("Delta"), entry("Epsilon"), entry("Zeta", "C70000")
    others.say(comparison, "compareContribution", delta)
    others.say(epsilon, "P32", id_of(orkg, "transformer model"))
    others.say(id_of(orkg, "On Beta", "Paper"), "P31", others.thing("Eta", "Contribution"))

    def lacking(*more: str) -> set[str]:
        return set(re.findall(r"^create   entry +(\S+)", pull(catalogue, orkg, *more).stdout, re.M))

    assert lacking("--no-new") == {"Eta"}
    assert lacking() == {"Eta", "Delta", "Epsilon", "Zeta"}
    assert lacking("--paper", gamma) == {"Eta", "Gamma"}
    assert lacking("--comparison", "Models") == lacking("--comparison", comparison) == {"Eta", "Delta"}
    assert lacking("--problem", id_of(orkg, "transformer model")) == {"Eta", "Epsilon"}
    missed = pull(catalogue, orkg, "--comparison", "Others")
    assert missed.exit_code == 4 and "there is no comparison 'Others' on" in missed.stderr
    catalogue.write_text(ONE, "utf-8")  # what was dropped here is nothing that is lacking
    assert "Beta" not in lacking()


def test_a_difference_and_a_file_are_written_instead(orkg: Orkg, catalogue: Path, others: Others) -> None:
    push(catalogue, orkg)
    before = catalogue.read_bytes()
    others.say(id_of(orkg, "Beta", "Contribution"), "license", others.thing("MIT"))
    shown = pull(catalogue, orkg, "--diff", "--quiet")
    assert "\n+  license: MIT\n" in shown.stdout and catalogue.read_bytes() == before
    out = catalogue.parent / "out.json"
    page = catalogue.parent / "out.html"
    assert pull(catalogue, orkg, "-o", str(out), "--html", str(page)).exit_code == 0
    said = json.loads(out.read_text("utf-8"))
    assert [(one["label"], one["property"], one["new"]["label"]) for one in said["differences"]] == [
        ("Beta", "License", "MIT")
    ]
    assert "<ins>MIT</ins>" in page.read_text("utf-8")
