"""The table of codes holds what is made and no more, and each code is held by an expectation of a whole finding.

What counts as one is a finding as people see it, place and message included, which a run over a text of a test gave:
the files of tests/cases and the tables named here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from orkgx.check.codes import CODES
from orkgx.mapping.readers import READERS
from tests.check import test_findings as of_shapes
from tests.check import test_ignores as of_comments
from tests.cli import test_mapping as of_feeding
from tests.cli import test_outputs as of_sources
from tests.cli import test_project as of_projects
from tests.graph import test_left_out as of_left_out
from tests.graph import test_suspicions as of_values
from tests.mapping import test_faults as of_mappings
from tests.mapping import test_patterns as of_patterns
from tests.publish import test_findings as of_licenses
from tests.read import test_findings as of_bytes
from tests.support import ROOT, TESTS
from tests.write import test_findings as of_orkg

SOURCE = ROOT / "src" / "orkgx"
TABLES = (
    of_bytes.DAMAGED,
    of_comments.FINDINGS,
    of_feeding.FEEDS,
    of_licenses.FINDINGS,
    of_mappings.FAULTS,
    of_mappings.NAMES,
    of_orkg.NOT_IN_CSV,
    of_projects.FAULTS,
    of_orkg.REFUSED,
    of_left_out.FINDINGS,
    of_patterns.PLACES,
    of_shapes.FINDINGS,
    of_sources.EMPTY,
    of_values.FINDINGS,
    of_values.OUTLIERS,
)  # the last of each row are its findings
FINDING = re.compile(r"\S+:\d+:\d+: (info|warning|error) ([a-z0-9-]+): .")
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
MAKERS = {"Diagnostic", "finding", "fault", "_fault", "report", "_report"}  # what takes a code as an argument

# Codes of the table that nothing makes, and why.
# A concept is read by the reader of entities, and what names no sizes is read otherwise.
UNREACHABLE = {"unreadable-concept", "unreadable-variants"}


@cache
def expected() -> dict[str, set[str]]:
    """The codes that tests expect, with how bad each is there."""
    lines = [line for path in TESTS.glob("cases/*/expected.txt") for line in path.read_text("utf-8").splitlines()]
    for table in TABLES:
        lines += [line for row in table for line in row[-1]]
    found: dict[str, set[str]] = {}
    for line in lines:
        severity, code = FINDING.match(line).groups()  # type: ignore[union-attr]  (a line that is none should fail)
        found.setdefault(code, set()).add(severity)
    return found


def made() -> set[str]:
    """The codes in the source, apart from the table itself."""
    paths = [path for path in SOURCE.rglob("*.py") if path != SOURCE / "model" / "codes.py"]
    written = {code for path in paths for code in codes_in(ast.parse(path.read_text("utf-8")))}
    return written | {f"unreadable-{reader}" for reader in READERS}


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Strings that stand where codes do: beside a severity, as an argument of what makes findings, in a table of codes,
    or as the code of an error that becomes a finding."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            callee = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if callee in MAKERS:
                yield from strings([*node.args, *[keyword.value for keyword in node.keywords]])
        elif isinstance(node, ast.Tuple) and any(ast.unparse(one).startswith("Severity.") for one in node.elts):
            yield from strings(node.elts)
        elif isinstance(node, ast.Constant) and node.value in CODES:  # in a table, where its use is not seen
            yield node.value
        elif isinstance(node, ast.ClassDef) and node.name == "SourceError":
            yield from strings([one.value for one in node.body if isinstance(one, ast.Assign)])


def strings(nodes: list[ast.expr]) -> Iterator[str]:
    """Those of some expressions that are codes; where one only begins as written, all of the table that begin so."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.value
        elif isinstance(node, ast.JoinedStr) and (head := re.match(r"f\W([a-z]+-)\{", ast.unparse(node))):
            yield from (code for code in CODES if code.startswith(head[1]))


def test_every_code_is_expected_somewhere() -> None:
    assert CODES.keys() - expected().keys() == UNREACHABLE


def test_every_code_that_is_made_stands_in_the_table() -> None:
    assert made() - CODES.keys() == set()
    assert expected().keys() - CODES.keys() == set()


def test_every_code_of_the_table_is_made() -> None:
    assert CODES.keys() - made() == set()


def test_findings_are_as_bad_as_the_table_says_unless_said_otherwise() -> None:
    assert {code for code in CODES.keys() & expected() if CODES[code].severity not in expected()[code]} == set()


@pytest.mark.parametrize(
    "text",
    [
        'Diagnostic(place, Severity.error, "new-code", "what")',
        'self.report(place, severity, "new-code", what)',
        'fault(file, place, code="new-code")',
        'found = (Severity.info, "new-code", what)',
        'class SourceError(OrkgxError):\n    code = "new-code"',
    ],
)
def test_a_new_code_is_seen(text: str) -> None:
    assert list(codes_in(ast.parse(text))) == ["new-code"]
