"""Devices: one node for each, however it is written, with memory and number beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import RDFS, Graph, Namespace

import orkgx
from tests.support import run

OX = Namespace("https://w3id.org/orkgx/ns#")
FAIR4ML = Namespace("https://w3id.org/fair4ml#")


def trained_on(folder: Path, devices: str) -> Graph:
    """A model that a catalogue says was trained on these devices."""
    source = folder / "models.md"
    block = "- [M](https://orkg.org/paper/R1)\n\n  ```yaml\n  model family: A\n  hardware used: '{}'\n  ```\n"
    source.write_text(block.format(devices), encoding="utf-8")
    return orkgx.export(str(source), mappings=["awesome-llms"])


def said(graph: Graph) -> set[tuple[str, str, str]]:
    """Device, number and memory of each set of devices."""
    return {
        (
            str(graph.value(graph.value(one, OX.device), RDFS.label)),
            str(graph.value(one, OX.deviceCount) or ""),
            str(graph.value(one, OX.deviceMemory) or ""),
        )
        for one in graph.objects(None, OX.deviceSet)
    }


def devices(graph: Graph) -> set[str]:
    return {str(graph.value(node, RDFS.label)) for node in graph.objects(None, OX.hardware)}


@pytest.mark.parametrize(
    ("text", "number", "memory"),
    [
        ("A100", "", ""),
        ("NVIDIA A100 GPUs", "", ""),
        ("80G-A100", "", "80 GB"),
        ("A100 80GB", "", "80 GB"),
        ("A100-SXM4-40GB GPU", "", "40 GB"),
        ("NVIDIA A100 (80 GB) PCIe", "", "80 GB"),
        ("8x A100-80GB", "8", "80 GB"),
        ("1,024 NVIDIA A100 80GB GPUs", "1024", "80 GB"),
        ("384 A100 GPUs", "384", ""),
        ("16 A100-80GB for 3 days", "16", "80 GB"),
        ("a single A100 GPU", "", ""),
        ("8xA100 80GB", "8", "80 GB"),
        ("A100 x 8", "8", ""),
    ],
)
def test_a_device_is_one_node_however_it_is_written(tmp_path: Path, text: str, number: str, memory: str) -> None:
    graph = trained_on(tmp_path, text)
    assert devices(graph) == {"NVIDIA A100"}
    assert said(graph) == ({("NVIDIA A100", number, memory)} if number or memory else set())


def test_a_device_that_no_table_knows_is_one_node_too(tmp_path: Path) -> None:
    graph = trained_on(tmp_path, "4x ZX 9000 24GB, ZX 9000, Cerebras WSE-2, TPU v3-128, TPUv3")
    assert devices(graph) == {"ZX 9000", "Cerebras WSE-2", "TPU v3"}
    assert said(graph) == {("ZX 9000", "4", "24 GB")}


@pytest.mark.parametrize("catalogue", ["awesome-llms", "awesome-huge-models", "seed"])
def test_every_device_of_a_catalogue_stands_once_among_the_training_compute(catalogue: str, catalogues: Path) -> None:
    asked = run("query", str(catalogues / f"{catalogue}.md"), "--name", "training-compute", "--format", "csv").stdout
    names = [line.split(",")[0] for line in asked.splitlines()[1:]]
    plain = [re.sub(r"(?i)nvidia|tesla|cloud|gpus?\b|\W", "", name).casefold() for name in names]
    assert len(set(plain)) == len(names) > 3
    assert not [name for name in names if re.search(r"(?i)\d ?gb?\b|^\d", name)]


def test_a_duration_is_no_device_and_devices_side_by_side_or_instead_are_one_each(tmp_path: Path) -> None:
    graph = trained_on(tmp_path, "2048 A100 GPUs, 21 days")
    assert devices(graph) - {"None"} == {"NVIDIA A100"} and said(graph) == {("NVIDIA A100", "2048", "")}
    assert not said(trained_on(tmp_path, "2.788M H800 GPU hours"))
    assert said(trained_on(tmp_path, "24 H100 or 32 A100")) == {("NVIDIA H100", "24", ""), ("NVIDIA A100", "32", "")}
    both = said(trained_on(tmp_path, "4096 TPUv4 chips and 2048 TPUv3 chips"))
    assert both == {("TPU v4", "4096", ""), ("TPU v3", "2048", "")}
