"""Values as people write them: what they say is read, and nothing else is made of them."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orkgx.graph.terms import PREFIXES, XSD, iri, unquote
from orkgx.mapping.compiled import CompiledMapping, Settings
from orkgx.mapping.files import load_mapping
from orkgx.mapping.readers import READERS
from orkgx.mapping.readers.amounts import _BEFORE, DoubtError, hinted
from orkgx.mapping.readers.reading import Measures, Options, Reading

PROGRAM = CompiledMapping(load_mapping("awesome-llms"), Settings())
TOKENS = Measures({spelling: unit for spelling, unit in PROGRAM.units.items() if unit.label == "token"})
COUNTS, SIZES, CONTEXT = Options(), Options(units=PROGRAM.units), Options(units=TOKENS)
IN_BILLION_TOKENS = Options(units=TOKENS, datatype=f"{XSD}decimal", scale=10**9)
HARDWARE = Options(kind=PROGRAM.kinds["hardware"])


def read(reader: str, text: str, options: Options = COUNTS) -> tuple[Reading, ...]:
    return READERS[reader].read(text, options)


def shown(reader: str, text: str, options: Options = COUNTS) -> list[str]:
    """What a reader shows of a text; nothing where it refuses it."""
    try:
        return [reading.shown for reading in read(reader, text, options)]
    except ValueError:
        return []


def facts(reading: Reading) -> dict[str, str]:
    """What the node of a reading says, by the names of its predicates."""
    pairs = reading.nodes[0].facts
    return {p[1:-1].rpartition("#")[2].rpartition("/")[2]: unquote(o)[0] if o[0] == '"' else o for p, o in pairs}


# -- numbers of parameters


@pytest.mark.parametrize(
    ("text", "label", "said"),
    [
        ("7-70B", "7,000,000,000 to 70,000,000,000", {"lowerBound": "7000000000", "upperBound": "70000000000"}),
        ("7B–13B", "7,000,000,000 to 13,000,000,000", {"lowerBound": "7000000000", "upperBound": "13000000000"}),
        ("from 7B to 70B", "7,000,000,000 to 70,000,000,000", {"lowerBound": "7000000000"}),
        ("between 1 and 2 trillion", "1,000,000,000,000 to 2,000,000,000,000", {"upperBound": "2000000000000"}),
        ("7 - 13", "7 to 13", {"lowerBound": "7", "upperBound": "13"}),
        ("8x22B", "8 × 22,000,000,000", {"factor": "8", "part": "22000000000"}),
        ("8×7B", "8 × 7,000,000,000", {"factor": "8", "part": "7000000000"}),
        ("16 * 12B", "16 × 12,000,000,000", {"factor": "16"}),
        ("2 * 10^12", "2,000,000,000,000", {"numericValue": "2000000000000"}),
        ("1.3×10^11", "130,000,000,000", {"numericValue": "130000000000"}),
        ("1.3 x 10¹¹", "130,000,000,000", {"numericValue": "130000000000"}),
        ("2^11", "2,048", {"numericValue": "2048"}),
        ("1.5e12", "1,500,000,000,000", {"numericValue": "1500000000000"}),
        ("<1B", "less than 1,000,000,000", {"upperBound": "1000000000", "boundExcluded": "true"}),
        (">3T", "more than 3,000,000,000,000", {"lowerBound": "3000000000000", "boundExcluded": "true"}),
        ("≥ 3T", "at least 3,000,000,000,000", {"lowerBound": "3000000000000"}),
        ("15T+", "at least 15,000,000,000,000", {"lowerBound": "15000000000000"}),
        ("up to 70B", "at most 70,000,000,000", {"upperBound": "70000000000"}),
        ("not more than 70B", "at most 70,000,000,000", {"upperBound": "70000000000"}),
        ("7B or more", "at least 7,000,000,000", {"lowerBound": "7000000000"}),
        ("~1.8T (rumoured)", "about 1,800,000,000,000", {"about": "1800000000000", "approximate": "true"}),
        ("approximately 7B", "about 7,000,000,000", {"about": "7000000000"}),
        ("rumored: 1.8T", "about 1,800,000,000,000", {"about": "1800000000000"}),
        ("7B?", "about 7,000,000,000", {"about": "7000000000"}),
        ("more than about 7B", "more than about 7,000,000,000", {"lowerBound": "7000000000", "approximate": "true"}),
        ("8 experts of 22B", "22,000,000,000 (part)", {"scope": "part"}),
    ],
)
def test_what_is_no_plain_number_is_a_node_and_never_a_number(text: str, label: str, said: dict[str, str]) -> None:
    assert shown("amounts", text) == [label]
    assert said.items() <= facts(read("amounts", text)[0]).items()
    assert shown("counts", text) == shown("count", text) == shown("counts", text, Options(pick="max")) == []
    assert shown("variants", text) == []


@pytest.mark.parametrize(
    ("text", "whole", "active", "parts"),
    [
        ("671B total, 37B activated", ["671000000000"], ["37,000,000,000 (active)"], []),
        ("total 671B, active 37B", ["671000000000"], ["37,000,000,000 (active)"], []),
        ("37B active out of 671B", ["671000000000"], ["37,000,000,000 (active)"], []),
        ("671B (37B active)", ["671000000000"], ["37,000,000,000 (active)"], []),
        ("109B total / 17B active", ["109000000000"], ["17,000,000,000 (active)"], []),
        ("562B (540B LLM + 22B Vi)", ["562000000000"], [], ["540,000,000,000 (part)", "22,000,000,000 (part)"]),
        ("3B (1B eyes, 2B mouth)", ["3000000000"], [], ["1,000,000,000 (part)", "2,000,000,000 (part)"]),
        ("7B + 1B", [], [], ["7,000,000,000 (part)", "1,000,000,000 (part)"]),
    ],
)
def test_a_whole_is_told_from_what_is_active_and_from_parts(
    text: str, whole: list[str], active: list[str], parts: list[str]
) -> None:
    assert shown("counts", text) == whole
    assert shown("amounts", text) == [*active, *parts]


@pytest.mark.parametrize(
    "text",
    [
        "1/2B", "7/13B", "7, 13B", "3,5B", "1.2.3B", "-7B", "7B ± 1B", "7B × 2", "7B x 8 experts", "7Bx8",
        "7 and 13B", "half of 7B", "not 7B", "1B-500M", "7B-13B-70B", "7B 13B", "7B, 3,5B", "1,234,5B", ".5B",
        "7B -> 13B", "7B^2", "smaller than GPT-3 (175B)", "from 7B", "1" * 5_000,
    ],
)  # fmt: skip
def test_numbers_and_operators_that_are_left_over_are_told_of(text: str) -> None:
    with pytest.raises(DoubtError):
        read("counts", text)
    assert shown("amounts", text) == shown("variants", text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("GPT-3 175B", [175 * 10**9]),
        ("1,300 million", [1_300_000_000]),
        ("Nano-1=1.8B , Nano-2=3.25B", [1_800_000_000, 3_250_000_000]),
        ("60M,220M,770M", [60_000_000, 220_000_000, 770_000_000]),
        ("7B/13B", [7 * 10**9, 13 * 10**9]),
        ("Ernie 3.0 Titan = 260B", [260 * 10**9]),
        ("1T with 64 experts (2021), 10% larger", [10**12]),
        ("7B and 1.3×10^11", [7 * 10**9]),
        ("3,5 Mio.", [3_500_000]),
    ],
)
def test_numbers_of_other_things_do_not_matter(text: str, numbers: list[int]) -> None:
    assert [reading.number for reading in read("counts", text)] == numbers


def test_the_largest_is_known_only_of_plain_numbers() -> None:
    assert shown("counts", "7B, 7-70B") == ["7000000000"]
    assert shown("counts", "7B, 7-70B", Options(pick="max")) == []


def test_a_field_that_counts_in_billions_leaves_alone_what_brings_its_magnitude() -> None:
    billions = Options(scale=1e-9)
    assert shown("counts", "7", billions) == shown("counts", "7B", billions) == ["7000000000"]
    assert shown("counts", "7, 13", billions) == ["7000000000", "13000000000"]
    assert shown("amounts", "0.06 - 11", billions) == ["60,000,000 to 11,000,000,000"]


@given(st.integers(1, 999), st.sampled_from("kMBT"), st.sampled_from("×*/^±÷<>~=!"), st.integers(1, 999))
def test_no_operator_gives_one_of_its_numbers(left: int, magnitude: str, operator: str, right: int) -> None:
    for text in (f"{left}{operator}{right}{magnitude}", f"{left} {operator} {right}{magnitude}"):
        assert shown("counts", text) in ([], [str(left), str(right)]), text
        assert shown("count", text) == [], text


@given(st.decimals(0, 9_999, places=2), st.sampled_from([("k", 3), ("M", 6), ("bn", 9), (" trillion", 12)]))
def test_a_plain_number_is_exactly_what_it_says(number: Decimal, magnitude: tuple[str, int]) -> None:
    assert shown("counts", f"{number}{magnitude[0]}") == [str(int(number.scaleb(magnitude[1])))]


@pytest.mark.parametrize("words", [*_BEFORE.values()])
def test_what_is_said_before_a_number_is_never_passed_over(words: str) -> None:
    for text in re.split(r"\|(?![^(]*\))", words):
        plain = re.sub(r"\(\?:([^|()]*)[^()]*\)\??|\\(\.)\??", r"\1\2", text).replace("(?: to (?:be|have))?", "")
        assert hinted(f"{plain} 7B"), plain


# -- the length of the context


@pytest.mark.parametrize(
    ("text", "numbers", "others"),
    [
        ("128K tokens", ["128000"], []),
        ("32,768", ["32768"], []),
        ("8k/32k", ["8000", "32000"], []),
        ("1M", ["1000000"], []),
        ("4096, 128k", ["4096", "128000"], []),
        ("4096-16K", [], ["4,096 to 16,000"]),
        ("7 and 13k", [], []),
        ("200k tokens (1M in beta)", ["200000"], ["1,000,000 (1M in beta)"]),
        ("2^11", [], ["2,048"]),
        ("up to 128k", [], ["at most 128,000"]),
        ("unlimited", [], []),
        ("1/2", [], []),
        ("8k words", [], []),
    ],
)
def test_context_lengths(text: str, numbers: list[str], others: list[str]) -> None:
    assert shown("count", text, CONTEXT) == numbers
    assert shown("amounts", text, CONTEXT) == others


# -- amounts with a unit


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("2 * 10^12 tokens", ["2,000,000,000,000 token"]),
        ("between 1 and 2 trillion tokens", ["1,000,000,000,000 to 2,000,000,000,000 token"]),
        ("10 GB to 20 GB", ["10,000,000,000 to 20,000,000,000 byte"]),
        ("15T+ tokens", ["at least 15,000,000,000,000 token"]),
        (">3T tokens, 1.2 TB", ["more than 3,000,000,000,000 token", "1,200,000,000,000 byte"]),
        ("3,5 Mio. Tokens", ["3,500,000 token"]),
        ("2.49T BPE tokens", ["2,490,000,000,000 token"]),
        ("160Gb of news", ["160,000,000,000 byte"]),
        ("4 x 500B tokens", ["4 × 500,000,000,000 token"]),
        ("2.97B documents, 1.12B dialogs, and 13.39B dialog utterances",
         ["2,970,000,000 document", "1,120,000,000 dialogue", "13,390,000,000 utterance"]),
        ("400 million text,image pairs", ["400,000,000 image-text pair"]),
        ("5B question-answer pairs", ["5,000,000,000 pair"]),
        ("5B image patches", []),
        ("380 tokens/sec", []),
        ("11M sentences/1.8GB", ["1,800,000,000 byte"]),
        ("1TB/300B tokens", ["1,000,000,000,000 byte", "300,000,000,000 token"]),
        ("70M", []),
    ],
)  # fmt: skip
def test_sizes(text: str, labels: list[str]) -> None:
    assert shown("quantities", text, SIZES) == labels


@pytest.mark.parametrize(
    "text",
    [
        "3,5 billion tokens", "1/2B tokens", "2T tokens x 4", "5B ± 1B tokens", "1.000.000 tokens",
        "1 000 000 tokens", "half of 5B tokens", "1 or 2 trillion tokens", "1T and 2T tokens", "-5B tokens",
        "7B tokens^2", "1e99 tokens",
    ],
)  # fmt: skip
def test_sizes_that_say_something_else_are_told_of(text: str) -> None:
    with pytest.raises(DoubtError):
        read("quantities", text, SIZES)


def test_tokens_in_billions_are_plain_tokens() -> None:
    assert shown("quantities", "4TB (1.4T tokens)", IN_BILLION_TOKENS) == ["1400"]
    for text in ("70M", "300M images", "~5B tokens", "1-2T tokens", "15T+ tokens", "1.5e12 tokens", "8x7B tokens"):
        assert shown("quantities", text, IN_BILLION_TOKENS) == [], text


def test_money_is_as_exact_as_it_is_written() -> None:
    assert shown("money", "~$200k") == ["about 200,000 USD"]
    assert shown("money", "$5M-$10M") == ["5,000,000 to 10,000,000 USD"]
    assert shown("money", "less than $100") == ["less than 100 USD"]
    for text in ("$2/hour", "$1/2M", "$3,5M", "-$5"):
        with pytest.raises(DoubtError):
            read("money", text)


# -- hardware


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("on 8 16GB V100 GPUs for approximately 90 hours", [("NVIDIA V100", "8", "90", "720")]),
        ("4d on 16 TPUv3s.", [("TPU v3", "16", "96", "1536")]),
        ("on 240 V100 GPU for 28 days, while the other was trained on 384 A100 GPU for 24 days",
         [("NVIDIA V100", "240", "672", "161280"), ("NVIDIA A100", "384", "576", "221184")]),
        ("took 18 days to train on 592 V100 GPUs while it took 12 days on 256 V100 GPUs",
         [("NVIDIA V100", "592", "432", "255744"), ("NVIDIA V100", "256", "288", "73728")]),
        ("A100-80GB GPU was used, took ~9.5 days to train on 440xA100-40GB GPUs",
         [("NVIDIA A100", "440", "228", "100320")]),
        ("512 v4 TPU chips for 37 hours", [("TPU v4", "512", "37", "18944")]),
        ("2048 80G-A100 x 21 days", [("NVIDIA A100", "2048", "504", "1032192")]),
        ("256 TPUv3 chips 4 days", [("TPU v3", "256", "96", "24576")]),
        ("1024 x A100 GPUs (80GB), 34 days", [("NVIDIA A100", "1024", "816", "835584")]),
        ("14 days, 32 x V100", [("NVIDIA V100", "32", "336", "10752")]),
        ("around 60 hours on a TPUv3 with 128 cores", [("TPU v3 core", "128", "60", "7680")]),
    ],
)  # fmt: skip
def test_devices_and_duration(text: str, said: list[tuple[str, str, str, str]]) -> None:
    readings = read("accelerator-time", text, HARDWARE)
    found = []
    for reading in readings:
        about = facts(reading)
        device = next(node for node in reading.nodes if node.iri == about["device"])
        found.append((device.label, about["deviceCount"], about["durationHours"], about["acceleratorHours"]))
    assert found == said


@pytest.mark.parametrize(
    "text",
    [
        "3D parallelism on 8 V100 GPUs", "64 TPU v3 machines for 3 days per week of talk", "8 V100 GPUs",
        "A100, 3 days", "for 3 days",
        "32 V100 GPUs for around 17, 21, and 31 hours", "up to 8 V100 GPUs for less than 3 days",
    ],
)  # fmt: skip
def test_what_lacks_devices_or_duration_is_no_time(text: str) -> None:
    assert not [one for one in shown("accelerator-time", text, HARDWARE) if "×" in one]


def test_what_says_a_time_in_other_words_is_an_alternative_to_it() -> None:
    first, second, third = read(
        "accelerator-time", "95 A100 GPU years (835584 A100 GPU hours, 355 V100 GPU years)", HARDWARE
    )
    assert facts(second)["alternativeTo"] == facts(third)["alternativeTo"] == first.term
    assert facts(first)["device"] == facts(second)["device"] == iri("https://w3id.org/orkgx/id/hardware/nvidia-a100")


# -- dates, addresses, languages, licences


@pytest.mark.parametrize(
    "text", ["01/02/2024", "2024-13-01", "2024-02-30", "2023-2024", "Q1 2024", "March" + " " * 31 + "20234"]
)
def test_dates_that_are_ambiguous_or_none(text: str) -> None:
    assert shown("date", text) == []


def test_a_day_in_words() -> None:
    assert shown("date", "12 Feb 2024") == ["2024-02-12"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("https://ex.org/{id}/code", "https://ex.org/%7Bid%7D/code"),
        ('https://ex.org/John_"Jabo"_S', "https://ex.org/John_%22Jabo%22_S"),
        ("https://ex.org/a|b^c`d\\e<f>", "https://ex.org/a%7Cb%5Ec%60d%5Ce%3Cf%3E"),
    ],
)
def test_an_address_is_never_cut(text: str, whole: str) -> None:
    assert read("url", text)[0].term == f"<{whole}>"
    typed = read("url", text, Options(datatype=f"{XSD}anyURI"))[0]
    assert unquote(typed.term)[0] == text and not typed.warning


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("English", ["en"]),
        ("en", ["en"]),
        ("eng", ["en"]),
        ("English and French", ["en", "fr"]),
        ("Chinese (Simplified)", ["zh-Hans"]),
        ("Simplified Chinese", ["zh-Hans"]),
        ("pt-BR", ["pt-BR"]),
        ("日本語", ["ja"]),
        ("हिन्दी", ["hi"]),
        ("Persian (Farsi)", ["fa"]),
    ],
)
def test_languages_have_their_tag(text: str, tags: list[str]) -> None:
    readings = read("language", text, Options(kind=PROGRAM.kinds["language"]))
    assert [facts(reading)["languageTag"] for reading in readings] == tags


@pytest.mark.parametrize(
    "text",
    [
        "Python", "Java", "Java script", "code", "multilingual", "46 natural languages", "English and 12 others",
        "all", "yes", "Englishman", "US", "C++", "", "\00\x80", "x-foo",
    ],
)  # fmt: skip
def test_what_is_no_language_is_refused(text: str) -> None:
    assert shown("language", text) == []


def test_one_language_is_one_node() -> None:
    terms = {
        read("language", text)[0].term for text in ("English", "english", "en", "eng", "EN", "Englisch", "anglais")
    }
    assert terms == {iri("https://w3id.org/orkgx/id/language/en")}


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("MIT", "MIT"), ("mit", "MIT"), ("MIT License", "MIT"), ("Apache 2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"), ("Apache License, Version 2.0", "Apache-2.0"), ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("EUPL-1.2", "EUPL-1.2"),
    ],
)  # fmt: skip
def test_spdx_is_found_without_a_table(text: str, id_: str) -> None:
    assert [reading.term for reading in read("license", text)] == [iri(PREFIXES["spdx"] + id_)]


@pytest.mark.parametrize("text", ["GPL", "Apache", "BSD", "MIT and more", "LicenseRef-mine"])
def test_spdx_is_never_guessed(text: str) -> None:
    assert not [reading for reading in read("license", text) if "spdx.org" in reading.term]


@pytest.mark.parametrize(
    "text",
    ["2 * 10^12 tokens", "1 to 2T tokens", "780 Billion tokens", "2x 1T tokens", "about 3 TB of web text", "1T words?"],
)
def test_what_begins_with_an_amount_of_data_names_no_corpus(text: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        read("entity", text, Options(kind=PROGRAM.kinds["corpus"]))


@pytest.mark.parametrize(
    "text",
    ["unknown amount of tokens", "40 epochs of 300B tokens", "not publicly disclosed", "Several hundred GB of text"],
)
def test_an_amount_that_nobody_tells_names_no_corpus(text: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        read("entity", text, Options(kind=PROGRAM.kinds["corpus"]))


@pytest.mark.parametrize(
    "text", ["Multiple Choice", "Large Movie Review Dataset", "Billion Word Benchmark", "Unnatural Instructions"]
)
def test_a_name_that_begins_like_an_amount_names_a_corpus(text: str) -> None:
    assert shown("entity", text, Options(kind=PROGRAM.kinds["corpus"])) == [text]


@pytest.mark.parametrize("text", ["300B tokens?", "300B tokens (estimated)", "300B (rumoured) tokens"])
def test_a_guess_is_told_of_behind_a_unit_too(text: str) -> None:
    assert shown("quantities", text, SIZES) == ["about 300,000,000,000 token"]
    assert shown("quantities", "300B tokens (approximately 22 seconds each)", SIZES) == ["300,000,000,000 token"]


@pytest.mark.parametrize(
    ("reader", "text", "number"),
    [("counts", "１２３M", 123 * 10**6), ("counts", "٣٢k", 32_000), ("quantities", "１.５TB", 1.5e12)],
)
def test_digits_of_other_scripts_are_read_as_meant_with_a_warning(reader: str, text: str, number: float) -> None:
    (reading,) = read(reader, text, SIZES)
    assert reading.number == number
    assert "another script" in reading.warning


# -- long values


PIECES = [
    "1", "1,", "(", "1(", "1B, ", "a-", "between ", "A100 ", "8 A100 for ", "1 GB ", "+", "- ", "a=1B ", "10^", "$1 ",
    "1 day ", "…", "{",
]  # fmt: skip


@pytest.mark.parametrize("size", [3_990, 1_000_000])
@pytest.mark.parametrize("reader", READERS)
def test_a_long_value_takes_no_time(reader: str, size: int) -> None:
    options = Options(units=PROGRAM.units, kind=PROGRAM.kinds["license"], access=PROGRAM.tables["access"])
    for piece in PIECES:
        text = (piece * (size // len(piece) + 1))[:size]
        started = time.process_time()
        shown(reader, f"https://a.b/{text}" if reader == "url" else text, options)
        assert time.process_time() - started < 5, piece  # squares of such lengths take minutes
