"""Reports: each format holds what its readers ask for, whatever the findings hold."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, ValidationError

from orkgx import __version__
from orkgx.check.codes import CODES
from orkgx.check.excerpts import Lines
from orkgx.check.reports import REPORTS
from orkgx.model import Diagnostic, Severity, Span
from tests.support import SAMPLE, run

PLAIN = Diagnostic(Span("notes/a b.md", 3, 5), Severity.warning, "unmapped-field", "no rule for 'Achitecture'", "GPT-2")
HARD = Diagnostic(Span("a,b:c%.md", 1, 1), Severity.error, "new-code", "100% wrong,\nsee: there\r\x1b[31m\u202e\ud800")
INFO = Diagnostic(Span("-", 2, 1), Severity.info, "no-value", "'N/A' says nothing")
SCHEMA = Draft4Validator(json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text("utf-8")))


def report(name: str, *diagnostics: Diagnostic) -> str:
    out = io.StringIO()
    REPORTS[name](iter(diagnostics), out, Lines())
    return out.getvalue()


def results(*diagnostics: Diagnostic) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(report("sarif", *diagnostics))["runs"][0]["results"]
    return found


def test_the_json_report_holds_every_fact_of_a_finding_in_an_envelope_with_a_version() -> None:
    nothing = json.loads(report("json"))
    assert nothing["version"] == 1
    assert nothing["tool"] == {"name": "orkgx", "version": __version__}
    assert nothing["findings"] == []
    said = json.loads(report("json", PLAIN, HARD, PLAIN))
    assert said["summary"] == {"findings": 3, "info": 0, "warning": 2, "error": 1}
    first, second, _ = said["findings"]
    assert first == {
        "file": "notes/a b.md",
        "line": 3,
        "column": 5,
        "severity": "warning",
        "code": "unmapped-field",
        "message": "no rule for 'Achitecture'",
        "entry": "GPT-2",
    }
    assert second["message"] == HARD.message


def test_the_github_report_escapes_what_would_end_a_command() -> None:
    assert report("github", PLAIN) == (
        "::warning file=notes/a b.md,line=3,col=5,title=unmapped-field::no rule for 'Achitecture'\n"
    )
    assert report("github", HARD) == (
        "::error file=a%2Cb%3Ac%25.md,line=1,col=1,title=new-code::"
        "100%25 wrong,%0Asee: there%0D\\x1b[31m\\u202e\\ud800\n"
    )
    assert report("github", INFO).startswith("::notice file=-,")


def test_sarif_has_the_required_structure() -> None:
    log = json.loads(report("sarif", PLAIN, HARD, INFO))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "orkgx"
    assert [rule["id"] for rule in driver["rules"]] == list(CODES)
    for rule in driver["rules"]:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
    assert {rule["defaultConfiguration"]["level"] for rule in driver["rules"]} <= {"note", "warning", "error"}
    assert [result["level"] for result in run["results"]] == ["warning", "error", "note"]
    for result in run["results"]:
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1 and region["startColumn"] >= 1
        if "ruleIndex" in result:
            assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert "ruleIndex" not in run["results"][1]


def test_sarif_holds_all_rules_without_a_finding() -> None:
    assert results() == []


def valid_sarif(text: str) -> Any:
    log = json.loads(text)
    SCHEMA.validate(log)
    return log


def test_sarif_is_valid_by_its_schema(tmp_path: Path) -> None:
    whole = PLAIN._replace(span=Span("a.md", 0, 0))
    valid_sarif(report("sarif", PLAIN, HARD, INFO, whole))
    source = tmp_path / "a.md"
    source.write_bytes(
        SAMPLE.read_bytes().replace(b"organization:", b"organisation: a: b\r\n  orgnization:") + b"```yaml\n"
    )
    log = valid_sarif(run("check", source, tmp_path / "none.md", "-v", "--report", "sarif").stdout)
    assert any("fixes" in one for one in log["runs"][0]["results"])
    with pytest.raises(ValidationError):
        valid_sarif(report("sarif", PLAIN).replace('"startLine": 3', '"startLine": 0'))


def test_a_rule_leads_to_the_manual_only_where_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    origin = "", ""
    monkeypatch.setattr("orkgx.check.reports.installed_from", lambda: origin)
    assert "helpUri" not in report("sarif")
    origin = "https://github.com/someone/orkgx.git", "0a1b"
    rules = valid_sarif(report("sarif"))["runs"][0]["tool"]["driver"]["rules"]
    page = "https://github.com/someone/orkgx/blob/0a1b/src/orkgx/manual/diagnostics.md#codes"
    assert {rule["helpUri"] for rule in rules} == {page}


@pytest.mark.parametrize(
    ("file", "artifact"),
    [
        ("notes/a b.md", {"uri": "notes/a%20b.md", "uriBaseId": "%SRCROOT%"}),
        (str(Path.cwd() / "a" / "ö.md"), {"uri": "a/%C3%B6.md", "uriBaseId": "%SRCROOT%"}),
        ("/elsewhere/a#b.md", {"uri": "file:///elsewhere/a%23b.md"}),
        ("https://example.org/a%20b?c=d", {"uri": "https://example.org/a%20b?c=d"}),
        ("a:b.md", {"uri": "a%3Ab.md", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_sarif_names_files_below_the_folder_of_the_run(file: str, artifact: dict[str, str]) -> None:
    (result,) = results(PLAIN._replace(span=Span(file, 1, 1)))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_sarif_fingerprints_stay_when_lines_move() -> None:
    def prints(*diagnostics: Diagnostic) -> list[str]:
        return [result["partialFingerprints"]["orkgx/v1"] for result in results(*diagnostics)]

    moved = PLAIN._replace(span=PLAIN.span._replace(line=90))
    assert prints(PLAIN) == prints(moved)
    assert len(set(prints(PLAIN, moved, HARD, INFO))) == 4


def test_a_finding_without_a_line_has_no_region() -> None:
    whole = PLAIN._replace(span=Span("a.md", 0, 0))
    assert "region" not in results(whole)[0]["locations"][0]["physicalLocation"]
    assert report("github", whole).startswith("::warning file=a.md,title=")


@given(st.text(), st.text(), st.integers(0, 9), st.integers(0, 9), st.sampled_from(Severity))
def test_any_finding_can_be_reported_in_every_form(
    file: str, message: str, line: int, column: int, severity: Severity
) -> None:
    finding = Diagnostic(Span(file, line, column), severity, "unmapped-field", message)
    text = report("github", finding, finding)
    assert text.count("\n") == len(text.splitlines()) == 2
    text.encode()
    assert json.loads(report("json", finding))["findings"][0]["message"] == message
    (result,) = results(finding)
    assert re.fullmatch(r"[\x21-\x7e]*", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def test_codes_are_words_with_one_line_of_help() -> None:
    for code, (severity, help_) in CODES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert severity in Severity.__members__
        assert "\n" not in help_ and help_.endswith(".") and len(help_) <= 120


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_report_for_machines_holds_sources_that_are_not_there(form: str, tmp_path: Path) -> None:
    result = run("check", tmp_path / "missing.md", "--report", form)
    assert result.exit_code == 3 and "unreadable-source" in json.dumps(json.loads(result.stdout))
