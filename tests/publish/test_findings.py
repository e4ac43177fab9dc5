"""What speaks against publishing the export of several catalogues: their licences, each finding as it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import findings_in, run

MAPPING = """\
name: {name}
catalogue: {{title: Catalogue {name}, license: {license}}}
claims: {{requires: [{name}]}}
entry: {{name: ["@heading"]}}
things:
  - {{kind: model, link: "orkgp:HAS_MODEL"}}
kinds:
  model: {{class: "fair4ml:MLModel"}}
fields:
  {name}:
    model: {{predicate: "dcterms:description"}}
"""

# The licences of two catalogues, and what is found in the file that holds entries of both.
FINDINGS: list[tuple[tuple[str, str], list[str]]] = [
    (("MIT", "CC-BY-4.0"), []),
    (
        ("MIT", "null"),
        [
            "catalogue.md:1:1: warning unknown-license: nobody knows under which licence second is; "
            "ask for it, and write it into the mapping"
        ],
    ),
    (
        ("CC-BY-SA-4.0", "ODbL-1.0"),
        [
            "catalogue.md:1:1: warning mixed-licenses: CC-BY-SA-4.0 and ODbL-1.0 cannot be combined: CC-BY-SA-4.0 and "
            "ODbL-1.0 each want the whole for themselves; export the catalogues apart"
        ],
    ),
    (
        ("CC-BY-SA-4.0", "CC-BY-ND-4.0"),
        [
            "catalogue.md:1:1: warning mixed-licenses: CC-BY-ND-4.0 and CC-BY-SA-4.0 cannot be combined: CC-BY-ND-4.0 "
            "allows no changed work; export the catalogues apart"
        ],
    ),
    (
        ("CC-BY-SA-4.0", "CC-BY-NC-4.0"),
        [
            "catalogue.md:1:1: warning mixed-licenses: CC-BY-NC-4.0 and CC-BY-SA-4.0 cannot be combined: CC-BY-SA-4.0 "
            "allows commercial use of the whole, and CC-BY-NC-4.0 does not; export the catalogues apart"
        ],
    ),
]


@pytest.mark.parametrize(("licenses", "findings"), FINDINGS)
def test_licences_that_forbid_one_export_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, licenses: tuple[str, str], findings: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("first", "second")
    Path("catalogue.md").write_text("".join(f"## Of {name}\n\n```yaml\n{name}: x\n```\n\n" for name in names), "utf-8")
    for name, license_ in zip(names, licenses, strict=True):
        Path(f"{name}.yaml").write_text(MAPPING.format(name=name, license=license_), "utf-8")
    mappings = [word for name in names for word in ("--mapping", f"{name}.yaml")]
    result = run("export", "catalogue.md", *mappings, "-o", "graph.nt", "--describe")
    assert findings_in(result.stderr) == findings
