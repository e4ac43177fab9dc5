"""One table a reader: what it reads, and what it says of what it cannot."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orkgx.graph.terms import unquote
from orkgx.mapping.compiled import CompiledMapping, Settings
from orkgx.mapping.files import load_mapping
from orkgx.mapping.readers import READERS, quantities
from orkgx.mapping.readers.amounts import DoubtError
from orkgx.mapping.readers.reading import Options, Reading

PROGRAM = CompiledMapping(load_mapping("awesome-llms"), Settings())
M, B, T = 10**6, 10**9, 10**12
LICENSES = Options(kind=PROGRAM.kinds["license"], access=PROGRAM.tables["access"])


def read(reader: str, text: str, options: Options | None = None) -> tuple[Reading, ...]:
    return READERS[reader].read(text, options or Options())


@pytest.mark.parametrize(
    ("text", "numbers", "variants"),
    [
        ("60M, 220M, 770M, 3B, and 11B", [60 * M, 220 * M, 770 * M, 3 * B, 11 * B], {}),
        ("Base = 110M, Large = 340M", [110 * M, 340 * M], {"Base": 110 * M, "Large": 340 * M}),
        ("Base = 270M Large = 550M", [270 * M, 550 * M], {"Base": 270 * M, "Large": 550 * M}),
        ("86M(Base) to 632M (Huge)", [86 * M, 632 * M], {"Base": 86 * M, "Huge": 632 * M}),
        ("80B (largest)", [80 * B], {"largest": 80 * B}),
        ("Swin-Tiny (29M), Swin-Small (50M)", [29 * M, 50 * M], {"Swin-Tiny": 29 * M, "Swin-Small": 50 * M}),
        ("mini: 125M, base: 1.3B", [125 * M, 1300 * M], {"mini": 125 * M, "base": 1300 * M}),
        ("T0-3B: 3 billion, T0, T0p, T0pp: 11 billion", [3 * B, 11 * B], {"T0-3B": 3 * B, "T0pp": 11 * B}),
        ("125M Base, and 356M Large", [125 * M, 356 * M], {"Base": 125 * M, "Large": 356 * M}),
        ("A Dialogue: 400M, 3B; A LM: 365M, 762M", [400 * M, 3 * B, 365 * M, 762 * M], {}),
        ("562B (540B a + 22B b)", [562 * B], {}),
        ("1.2T across 64 experts, but only 96B get activated", [1200 * B], {}),
        ("560m, 1.1B", [560 * M, 1100 * M], {}),
        ("b12M, Large = 18M", [12 * M, 18 * M], {"Large": 18 * M}),
        ("20B (1T tokens)", [20 * B], {}),
        ("X 3.0 Titan = 260B", [260 * B], {"X 3.0 Titan": 260 * B}),
        ("0.01T", [10 * B], {}),
        ("117", [117], {}),
    ],
)
def test_counts(text: str, numbers: list[int], variants: dict[str, int]) -> None:
    assert [reading.number for reading in read("counts", text)] == numbers
    assert {reading.shown: reading.number for reading in read("variants", text)} == variants
    assert [reading.number for reading in read("counts", text, Options(pick="max"))] == [max(numbers)]


@pytest.mark.parametrize(
    "text", ["Same as GPT3", "Same as BART", "Up to 30x reduction", "roughly 10% larger", "a few", "", "GPT-3"]
)
def test_no_counts(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size such as 117M"):
        read("counts", text)
    assert read("variants", text) == ()


def test_a_scale_must_divide() -> None:
    assert read("counts", "1.7T", Options(scale=M))[0].term.startswith('"1700000"')
    with pytest.raises(ValueError, match="whole number of 1,000,000"):
        read("counts", "1k", Options(scale=M))


@pytest.mark.parametrize(
    ("text", "lexical", "datatype"),
    [
        ("2019-02-01", "2019-02-01", "date"),
        ("2019-02", "2019-02", "gYearMonth"),
        ("2019", "2019", "gYear"),
        ("Jun. 2023", "2023-06", "gYearMonth"),
        ("Sept. 2021", "2021-09", "gYearMonth"),
        ("March 2023", "2023-03", "gYearMonth"),
        ("14 March 2023", "2023-03-14", "date"),
        ("March 14, 2023", "2023-03-14", "date"),
        ("14-Mar-2023", "2023-03-14", "date"),
        ("14.3.2023", "2023-03-14", "date"),
        ("14/03/2023", "2023-03-14", "date"),
        ("3/14/2023", "2023-03-14", "date"),
        ("20230314", "2023-03-14", "date"),
        ("2023-03-14T09:30:00Z", "2023-03-14", "date"),
        ("2023年3月14日", "2023-03-14", "date"),
        ("03/2023", "2023-03", "gYearMonth"),
        ("2023-Mar", "2023-03", "gYearMonth"),
    ],
)
def test_dates(text: str, lexical: str, datatype: str) -> None:
    assert unquote(read("date", text)[0].term) == (lexical, f"http://www.w3.org/2001/XMLSchema#{datatype}")


@pytest.mark.parametrize("text", ["2023-02-30", "Foo 2023", "someday", "2023-13", "03/12/2022", "20231301", ""])
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="date"):
        read("date", text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4TB (1.4T tokens)", ["4,000,000,000,000 byte", "1,400,000,000,000 token"]),
        ("180G (1.4B samples, Chinese)", ["180,000,000,000 byte", "1,400,000,000 sample"]),
        ("300G Texts + 2TB Images", ["300,000,000,000 byte", "2,000,000,000,000 byte"]),
        ("525GiB", ["563,714,457,600 byte"]),
        ("12,000,000 hours", ["12,000,000 hour"]),
        ("(604 Tasks)", ["604 task"]),
        ("250M text-images pairs", ["250,000,000 image-text pair"]),
        ("45TB (680B Tokens)", ["45,000,000,000,000 byte", "680,000,000,000 token"]),
        ("1GB (7k books)", ["1,000,000,000 byte", "7,000 book"]),
        ("449 MWh", ["449 megawatt hour"]),
    ],
)
def test_quantities(text: str, shown: list[str]) -> None:
    assert [reading.shown for reading in read("quantities", text, Options(units=PROGRAM.units))] == shown


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("$10M (16,809,984 TPUv4core-hours, 64 days)", [16_809_984]),
        ("1,022,362 (2048 80G-A100 x 21 days)", [1_032_192]),
        ("1M A100 GPU hours = 384 80G-A100 x 4 months", [1_000_000, 1_121_280]),
        ("809,472 A100 hours =  992 80G-A100 x 34 days", [809_472, 809_472]),
        ("95 A100 GPU years (835584 A100 GPU hours, 355 V100 GPU years)", [832_200, 835_584, 3_109_800]),
        ("16.8k TPUv3 days", [403_200]),
    ],
)
def test_accelerator_time(text: str, hours: list[int]) -> None:
    assert [reading.number for reading in read("accelerator-time", text)] == hours


def test_money_needs_its_sign() -> None:
    assert read("money", "$4.6M")[0].shown == "4,600,000 USD"
    assert read("money", "$10M (16,809,984 TPUv4core-hours, 64 days)")[0].number == 10 * M
    with pytest.raises(ValueError, match="names no currency"):
        read("money", "1,022,362 (2048 80G-A100 x 21 days)")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Open, MIT license", ["http://spdx.org/licenses/MIT"]),
        ("MIT License", ["http://spdx.org/licenses/MIT"]),
        ("Open, Apache 2.0", ["http://spdx.org/licenses/Apache-2.0"]),
        ("Limited, non-commercial license CC-BY-NC-SA-4.0", ["http://spdx.org/licenses/CC-BY-NC-SA-4.0"]),
        ("Apache 2.0, CC BY-SA-3.0", ["http://spdx.org/licenses/Apache-2.0", "http://spdx.org/licenses/CC-BY-SA-3.0"]),
        ("EUPL-1.2", ["http://spdx.org/licenses/EUPL-1.2"]),
        ("GPLv3", ["http://spdx.org/licenses/GPL-3.0-only"]),
        ("AGPL 3.0", ["http://spdx.org/licenses/AGPL-3.0-only"]),
        ("MIT / Apache 2", ["http://spdx.org/licenses/MIT", "http://spdx.org/licenses/Apache-2.0"]),
        ("MIT (code) and CC BY 4.0 (weights)", ["http://spdx.org/licenses/MIT", "http://spdx.org/licenses/CC-BY-4.0"]),
        ("MIT and research only", ["https://w3id.org/orkgx/id/license/mit-and-research-only"]),
        ("BSD", ["https://w3id.org/orkgx/id/license/bsd"]),
        ("closed source", ["https://w3id.org/orkgx/id/license/closed-source"]),
        ("GPL", ["https://w3id.org/orkgx/id/license/gpl"]),
        ("Limited, Non-commercial usage", ["https://w3id.org/orkgx/id/license/limited-non-commercial-usage"]),
    ],
)
def test_licenses(text: str, terms: list[str]) -> None:
    assert [reading.term for reading in read("license", text, LICENSES)] == [f"<{term}>" for term in terms]


def test_a_licence_without_version_is_told_of() -> None:
    assert "version" in read("license", "GPL", LICENSES)[0].warning


@pytest.mark.parametrize(
    ("kind", "text", "label"),
    [
        ("organization", "NVidia", "NVIDIA"),
        ("organization", "Nivida", "NVIDIA"),
        ("organization", "Huggingface", "Hugging Face"),
        ("organization", "Stability-AI", "Stability AI"),
        ("organization", "Meta", "Meta"),
        ("organization", "Facebook", "Facebook"),
        ("architecture", "De", "Decoder"),
        ("pretraining-task", "MLM", "Masked Language Modeling"),
    ],
)
def test_entities(kind: str, text: str, label: str) -> None:
    reading = read("entity", text, Options(kind=PROGRAM.kinds[kind]))[0]
    assert reading.nodes[0].label == label


def test_urls() -> None:
    reading = read("url", "https://example.org/a_(b), other models")[0]
    assert reading.term == "<https://example.org/a_(b)>"
    assert "other models" in reading.warning
    with pytest.raises(ValueError, match="not an address"):
        read("url", "pythia")


@pytest.mark.parametrize("reader", READERS)
@settings(deadline=None)  # the names of languages are loaded once
@given(text=st.text(max_size=60) | st.text(alphabet="0123456789 ,.kMBT$=:()xGPUhours-", max_size=60))
def test_any_text_is_read_or_refused(reader: str, text: str) -> None:
    options = Options(kind=PROGRAM.kinds["license"], access=PROGRAM.tables["access"], units=PROGRAM.units)
    try:
        readings = READERS[reader].read(text, options)
    except ValueError as refused:
        assert str(refused)
    else:
        assert all(reading.term or reading.part for reading in readings)


WORDS = [
    "Books3",
    "tokens",
    "x",
    "x3",
    "3",
    "846B tokens",
    "1.5 TB",
    "of",
    "half",
    "per",
    "between",
    "1",
    "and",
    "2T",
    "GB",
    "-",
    "/",
    "(",
    ")",
    ", ",
    " ",
    " ",
    "+",
    "~",
]


@settings(max_examples=300)
@given(text=st.lists(st.sampled_from(WORDS), max_size=9).map("".join))
def test_a_text_that_seems_to_hold_words_only_is_read_as_after_a_closer_look(text: str) -> None:
    def read() -> str:
        quantities.measured.cache_clear()
        try:
            return str(quantities.measured(text, PROGRAM.units))
        except DoubtError as problem:
            return str(problem)

    quick = read()
    with patch.object(quantities, "quiet", return_value=False):
        assert read() == quick
