"""The description of an export holds: hashes, counts, terms of use."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import Result
from rdflib import DCAT, DCTERMS, VOID

from orkgx.ask.store import load
from orkgx.publish.dataset import canonical_hash
from orkgx.publish.licenses import why_apart
from tests.support import SAMPLE, run

BASE = "https://example.org/data/"


def export(*arguments: str | Path) -> Result:
    return run("export", *arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    (folder / "more").mkdir(parents=True)
    outputs = ["-o", folder / "sample.ttl", "-o", folder / "more" / "sample.nq", "-o", folder / "records.jsonl"]
    result = export(SAMPLE, *outputs, "--describe", "--crate")
    assert result.exit_code == 0, result.output
    return folder


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def test_the_hash_of_the_graph_survives_another_format(folder: Path, tmp_path: Path) -> None:
    said = manifest(folder)["graph"]["sha256"]
    graph = rdflib.Graph().parse(folder / "sample.ttl")
    for form, ending in (("xml", "rdf"), ("json-ld", "jsonld"), ("nt", "nt"), ("turtle", "ttl"), ("trig", "trig")):
        again = tmp_path / f"again.{ending}"
        graph.serialize(again, format=form, encoding="utf-8")
        assert canonical_hash(load(str(again)).store) == said
        graph = rdflib.Graph().parse(again)
    graph.add((rdflib.URIRef("http://a"), rdflib.RDFS.label, rdflib.Literal("one more")))
    graph.serialize(tmp_path / "more.nt", format="nt", encoding="utf-8")
    assert canonical_hash(load(str(tmp_path / "more.nt")).store) != said


def test_the_manifest_holds_the_hashes_of_all_files(folder: Path) -> None:
    files = manifest(folder)["files"]
    assert [file["path"] for file in files] == ["sample.ttl", "more/sample.nq", "records.jsonl"]
    for file in files:
        content = (folder / file["path"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    (source,) = manifest(folder)["sources"]
    assert source["sha256"] == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()


def test_the_counts_of_the_dataset_are_those_of_sparql(folder: Path) -> None:
    void = rdflib.Graph().parse(folder / "void.ttl", publicID=BASE + "void.ttl")
    data = rdflib.Graph().parse(folder / "sample.ttl")
    dataset = rdflib.URIRef(BASE + "void.ttl#dataset")

    def said(predicate: rdflib.URIRef) -> int:
        value = void.value(dataset, predicate)
        assert isinstance(value, rdflib.Literal)
        return int(value)

    def counted(query: str) -> int:
        (row,) = data.query(query)
        return int(row[0])  # type: ignore[index]

    assert (
        said(VOID.triples) == counted("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == manifest(folder)["graph"]["statements"]
    )
    assert said(VOID.distinctSubjects) == counted("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")
    assert said(VOID.distinctObjects) == counted("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }")
    assert said(VOID.properties) == counted("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")
    assert said(VOID.classes) == counted("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }")
    for partition, kind, number, query in (
        (VOID.classPartition, VOID["class"], VOID.entities, "SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{}> }}"),
        (VOID.propertyPartition, VOID.property, VOID.triples, "SELECT (COUNT(*) AS ?n) {{ ?s <{}> ?o }}"),
    ):
        parts = list(void.objects(dataset, partition))
        assert len(parts) == said(VOID.classes if partition == VOID.classPartition else VOID.properties)
        for part in parts:
            assert int(str(void.value(part, number))) == counted(query.format(void.value(part, kind)))
    addresses = {str(address).removeprefix(BASE) for address in void.objects(None, DCAT.downloadURL)}
    assert addresses == {"sample.ttl", "more/sample.nq", "records.jsonl"}
    assert set(void.objects(None, DCTERMS.rightsHolder))


def test_the_crate_names_the_files_that_are_there(folder: Path) -> None:
    graph = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    root = next(one for one in graph if one["@id"] == "./")
    named = {part["@id"] for part in root["hasPart"]}
    assert named == {"sample.ttl", "more/sample.nq", "records.jsonl", "void.ttl", "manifest.json"}
    assert all((folder / name).is_file() for name in named)


def test_a_description_of_the_same_time_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        assert export(SAMPLE, "-o", tmp_path / name / "a.nt", "--describe", "--crate").exit_code == 0
        made.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert made[0] == made[1] and len(made[0]) == 4
    assert b"2023-11-14T22:13:20+00:00" in made[0]["manifest.json"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    result = export(SAMPLE, "-o", tmp_path / "a.nt", "--describe")
    assert result.exit_code == 2 and "SOURCE_DATE_EPOCH" in result.stderr


def test_the_manifest_names_the_commit_of_an_unchanged_source(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.md"
    source.write_bytes(SAMPLE.read_bytes())
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    for words in (["init", "-q"], ["add", "catalogue.md"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert export(source, "-o", tmp_path / "a.nt", "--describe").exit_code == 0
    assert manifest(tmp_path)["sources"][0]["commit"] == commit
    source.write_text(source.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    assert export(source, "-o", tmp_path / "a.nt", "--describe").exit_code == 0
    assert "commit" not in manifest(tmp_path)["sources"][0]


def test_nothing_runs_that_a_repository_names(tmp_path: Path) -> None:
    source, ran, script = tmp_path / "catalogue.md", tmp_path / "ran", tmp_path / "script"
    source.write_bytes(SAMPLE.read_bytes())
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    for words in (["init", "-q"], ["add", "catalogue.md"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True)
    script.write_text(f"#!/bin/sh\necho $0 $@ >> '{ran}'\ncat\n")
    script.chmod(0o755)
    (tmp_path / ".git/info").mkdir(exist_ok=True)
    (tmp_path / ".git/info/attributes").write_text("* filter=e diff=e\n")
    (tmp_path / ".git/hooks").mkdir(exist_ok=True)
    (tmp_path / ".git/hooks/post-index-change").write_text(script.read_text())
    (tmp_path / ".git/hooks/post-index-change").chmod(0o755)
    keys = ("core.fsmonitor", "filter.e.clean", "filter.e.smudge", "diff.e.textconv", "diff.e.command", "diff.external")
    for key in (*keys, "gpg.program", "core.pager", "core.sshCommand"):
        subprocess.run([*git, "config", key, str(script)], check=True)
    subprocess.run([*git, "config", "log.showSignature", "true"], check=True)
    ran.unlink(missing_ok=True)
    source.touch()
    assert export(source, "-o", tmp_path / "a.nt", "--describe").exit_code == 0
    assert manifest(tmp_path)["sources"][0]["commit"]
    source.write_text(source.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    assert run("check", source, "--changed-since", "HEAD", "--fail-on", "never").exit_code == 0
    assert not ran.exists(), ran.read_text()


def test_an_unknown_licence_is_found_when_an_export_is_described(tmp_path: Path) -> None:
    result = export(SAMPLE, "-o", tmp_path / "a.nt", "--describe")
    assert re.search(r"catalogue\.md:1:1: warning unknown-license: .*awesome-huge-models", result.stderr)
    assert "unknown-license" not in export(SAMPLE, "-o", tmp_path / "a.nt").stderr


@pytest.mark.parametrize(
    ("licenses", "fits"),
    [
        (["CC-BY-SA-4.0"], True),
        (["CC-BY-4.0", "CC0-1.0", "MIT"], True),
        (["CC-BY-4.0", "CC-BY-SA-4.0"], True),
        (["CC-BY-SA-4.0", "ODbL-1.0"], False),
        (["CC-BY-NC-4.0", "CC-BY-SA-4.0"], False),
        (["CC-BY-4.0", "CC-BY-NC-4.0"], True),
        (["CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"], True),
        (["CC-BY-4.0", "CC-BY-ND-4.0"], False),
        (["CC-BY-NC-SA-4.0", "CC-BY-SA-4.0"], False),
    ],
)
def test_licences_are_combined_only_where_none_forbids_it(licenses: list[str], fits: bool) -> None:
    assert (why_apart(licenses) == "") == fits


def test_an_export_that_cannot_be_described_writes_no_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in ([], ["-o", tmp_path / "a.jsonl"]):
        result = export(SAMPLE, *arguments, "--describe")
        assert result.exit_code == 2 and "needs files of RDF" in result.stderr
    assert export(tmp_path / "no.md", "-o", tmp_path / "b.nt", "--describe").exit_code == 3
    monkeypatch.setitem(sys.modules, "rocrate.rocrate", None)
    result = export(SAMPLE, "-o", tmp_path / "a.nt", "--crate")
    assert result.exit_code == 2 and "of the extra 'crate'" in result.stderr
    assert not (tmp_path / "manifest.json").exists()
