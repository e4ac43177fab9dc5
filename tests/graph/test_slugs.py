"""When two names are one: what folding keeps apart has IRIs of its own, and nothing else has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orkgx.graph.slugs import _WORDS, _plain, fold, slug

ALIKE = "aAbB10 ,.-–+#<>=~’'·²αéе百度渡\u0301\u200b🦙"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPT-2", "gpt-2"),
        ("DALL·E 2", "dall-e-2"),
        ("ViT-G/14", "vit-g-14"),
        ("MAE->WSP-2B", "mae-wsp-2b"),
        ("Command R+", "command-r-plus"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C4 (750GB) + HugeNews (3.8 TB)", "c4-750gb-plus-hugenews-3-8-tb"),
        ("170,000 proteins", "170000-proteins"),
        ("GPT\u200b-4", "gpt-4"),
    ],
)
def test_names_that_ascii_can_say_keep_plain_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    "texts",
    [
        ("百度", "百渡", "bai du"),
        (">100 GPUs", "<100 GPUs", "100 GPUs", "~100 GPUs", "≥100 GPUs", "±100 GPUs"),
        ("PanGu-α", "PanGu-a", "PanGu-а"),
        ("C++", "C plus plus", "C+ +", "C"),
        ("C#", "C sharp"),
        ("NÜWA", "NUWA"),
        ("Qwen²", "Qwen2"),
        ("हिंदी", "हंद", "हद"),
        ("$100", "€100", "100"),
        ("🦙", "🐫", "", "~", "-"),
    ],
)
def test_different_names_have_different_slugs(texts: tuple[str, ...]) -> None:
    assert len(set(map(slug, texts))) == len(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ("DALL·E 2", "DALL-E 2", "dall e 2", "DALL–E_2"),
        ("Café", "Cafe\u0301", "CAFÉ"),
        ("≥100 GPUs", ">= 100 gpus"),
        ("don’t", "don't", "Don t"),
        ("1,000 GPUs", "1000 GPUs"),
        ("\u2764\ufe0f Llama", "Llama"),
    ],
)
def test_names_that_are_one_when_folded_share_a_slug(texts: tuple[str, ...]) -> None:
    assert len(set(map(fold, texts))) == len(set(map(slug, texts))) == 1


@given(st.text(ALIKE, max_size=9), st.text(ALIKE, max_size=9))
def test_slugs_are_equal_where_folded_texts_are(one: str, other: str) -> None:
    if fold(one) or fold(other):
        assert (slug(one) == slug(other)) == (fold(one) == fold(other))


@given(st.text(max_size=300))
def test_a_slug_is_plain_and_never_empty(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(text) and len(slug(text)) <= 200


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("abcXYZ019 ,.:()/_-", max_size=80))
def test_slugs_of_plain_words_are_their_folded_texts(text: str) -> None:
    if _WORDS.fullmatch(text) and _plain(text):
        assert slug(text) in (short := fold(text).replace(" ", "-"), f"{short}-{slug(text)[-10:]}")
        assert fold(text) == _plain(text)
