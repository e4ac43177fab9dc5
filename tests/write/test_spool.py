"""The spool against a plain model of what it promises."""

from __future__ import annotations

import errno
import io
import os
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orkgx.graph import chunks, digests
from orkgx.graph.chunks import pack, tidy
from orkgx.model import Chunk, Diagnostic, Severity, SinkError, Span
from orkgx.write.spool import Spool, part, sealed
from orkgx.write.spool.notes import Notes, pack_findings

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ALSO = "<http://www.w3.org/2004/02/skos/core#altLabel>"
NOTHING = pack([])


def chunk(name: str, *facts: str) -> Chunk:
    subject = f"<http://e/{name}>"
    return Chunk(subject, "".join(f"{subject} {fact} .\n" for fact in facts))


def add(spool: Spool, *chunks: Chunk) -> None:
    spool.take(pack(chunks), NOTHING)


def share(spool: Spool, *chunks: Chunk) -> None:
    spool.take(NOTHING, pack(chunks))


def text_of(spool: Spool) -> str:
    """Both ways out, which must agree with each other and with the count."""
    out = io.BytesIO()
    spool.copy_ntriples(out)
    text = out.getvalue().decode()
    assert spool.statements == text.count("\n")
    given = list(spool.chunks())
    assert "".join(chunk.text for chunk in given) == text
    assert all(line.startswith(f"{chunk.subject} ") for chunk in given for line in chunk.text.split("\n")[:-1])
    assert len({chunk.subject for chunk in given}) == len(given)
    return text


def test_entries_come_before_what_is_shared() -> None:
    with Spool() as spool:
        share(spool, chunk("openai", f'{LABEL} "OpenAI"'))
        add(spool, chunk("b", '<http://e/p> "1"'))
        add(spool, chunk("a", '<http://e/p> "2"'))
        share(spool, chunk("openai", f'{LABEL} "OpenAI"'))
        assert [chunk.subject for chunk in spool.chunks()] == ["<http://e/b>", "<http://e/a>", "<http://e/openai>"]


def test_a_repeated_subject_is_merged_at_its_first_place() -> None:
    with Spool() as spool:
        add(spool, chunk("a", '<http://e/p> "1"', f'{LABEL} "A"'))
        add(spool, chunk("b", '<http://e/p> "1"'))
        share(spool, chunk("a", f"{TYPE} <http://e/T>", f'{LABEL} "Aa"', f'{LABEL} "A"', '<http://e/p> "1"'))
        expected = chunk("a", f"{TYPE} <http://e/T>", f'{LABEL} "A"', f'{ALSO} "Aa"', '<http://e/p> "1"').text
        assert text_of(spool) == expected + chunk("b", '<http://e/p> "1"').text


def test_one_chunk_is_left_as_it_is_unless_it_must_be_mended() -> None:
    good = chunk("a", '<http://e/p> "1"', f"{TYPE} <http://e/T>")
    twice = chunk("b", '<http://e/p> "1"', '<http://e/p> "1"')
    labels = chunk("c", f'{LABEL} "x"', f'{LABEL} "y"')
    with Spool() as spool:
        for one in (good, twice, labels, chunk("d")):
            add(spool, one)
        mended = chunk("b", '<http://e/p> "1"').text + chunk("c", f'{LABEL} "x"', f'{ALSO} "y"').text
        assert text_of(spool) == good.text + mended


def test_an_empty_spool_gives_nothing() -> None:
    with Spool() as spool:
        assert text_of(spool) == ""


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    with Spool() as spool:
        add(spool, chunk("a", '<http://e/p> "\ud83d\ude00 \ud800"'))
        assert text_of(spool) == chunk("a", '<http://e/p> "\U0001f600 \ufffd"').text


@settings(deadline=None)
@pytest.mark.parametrize("key", [zlib.crc32, lambda subject: 7], ids=["keys", "every key collides"])
@pytest.mark.parametrize("window", [1, 3, 256])
@given(
    given=st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from("abcdé"),
            st.lists(
                st.sampled_from(
                    [f"{TYPE} <http://e/T>", f'{LABEL} "x"', f'{LABEL} "y"', '<http://e/p> "1"', '<http://e/p> "\\n"']
                ),
                max_size=4,
            ),
        ),
        max_size=30,
    )
)
def test_any_chunks(key: object, window: int, given: list[tuple[bool, str, list[str]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "crc32", key)
        patch.setattr(digests, "_AT_ONCE", 3)
        patch.setattr(digests, "_SLICE", 2)
        patch.setattr(sealed, "_BLOCK", 50)
        with Spool() as spool:
            for start in range(0, len(given), window):
                page = [(shared, chunk(name, *facts)) for shared, name, facts in given[start : start + window]]
                spool.take(*(pack(one for shared, one in page if shared == which) for which in (False, True)))
            got = text_of(spool)
    wanted: dict[str, list[str]] = {}
    for _, name, facts in sorted(given, key=lambda one: one[0]):
        one = chunk(name, *facts)
        if one.text:
            wanted.setdefault(one.subject, []).extend(one.text.split("\n")[:-1])
    lines = got.split("\n")[:-1]
    assert list(dict.fromkeys(line.split(" ")[0] for line in lines)) == list(wanted)
    for subject, said in wanted.items():
        mine = [line for line in lines if line.startswith(f"{subject} ")]
        assert sorted(mine) == sorted(tidy(subject, said).split("\n")[:-1])
        # What is shared again in the same words may be let go at once, which leaves the first as it is.
        texts = {chunk(name, *facts).text for _, name, facts in given if chunk(name, *facts).subject == subject} - {""}
        if len(texts) > 1 or sum(LABEL in line for line in set(said)) > 1:
            assert mine == tidy(subject, said).split("\n")[:-1]


def test_memory_keeps_hashes_and_offsets_only() -> None:
    with Spool() as spool:
        for number in range(20_000):
            add(spool, chunk(f"{number % 15_000}", f'<http://e/p> "{number}"'))
        assert len(spool._entries.keys) == 20_000
        assert sum(1 for _ in spool.chunks()) == 15_000
        assert spool.statements == 20_000


def test_nothing_is_taken_once_it_was_read() -> None:
    with Spool() as spool:
        list(spool.chunks())
        with pytest.raises(AssertionError):
            add(spool, chunk("a", '<http://e/p> "1"'))


def test_a_full_disk_is_a_sink_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("orkgx.write.spool.part.unnamed", lambda folder: Full())
    with pytest.raises(SinkError, match="disk is full"), Spool() as spool:
        for number in range(1000):
            add(spool, chunk(f"{number}", '<http://e/p> "1"'))


def test_notes_that_find_no_room_are_a_sink_error() -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    notes = Notes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(SinkError, match=r"temporary files .* larger than is allowed"):
            notes.take(b"x" * 1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_notes_come_back_in_their_order_until_they_are_cleared() -> None:
    notes = Notes()
    found = [Diagnostic(Span("a.md", at, 1), Severity.warning, "a-code", "é \ud800") for at in range(3)]
    notes.take(pack_findings(found[:2]), "one\n")
    assert list(notes.findings()) == found[:2]
    notes.take(pack_findings([]))
    notes.take(pack_findings(found[2:]), "two\n")
    assert (list(notes.findings()), list(notes.findings())) == (found, found)
    assert "".join(notes.lines()) == "one\ntwo\n"
    notes.clear()
    assert (list(notes.findings()), list(notes.lines())) == ([], [])


def test_a_missing_folder_is_a_sink_error(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="folder does not exist"), Spool(tmp_path / "none"):
        pass


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        add(spool, chunk("a", '<http://e/p> "1"'))
        list(spool.chunks())
    assert list(tmp_path.iterdir()) == []


def test_the_spool_itself_becomes_the_file(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        add(spool, chunk("b", '<http://e/p> "1"'))
        share(spool, chunk("a", f'{LABEL} "x"'))
        share(spool, chunk("c", f'{LABEL} "y"'))
        share(spool, chunk("a", f'{LABEL} "z"'))
        expected = text_of(spool)
        named = spool.become_ntriples(tmp_path / "out.nt")
        assert named == (sys.platform == "linux")
        if named:
            assert (tmp_path / "out.nt").read_text() == expected
        assert text_of(spool) == expected
        assert not spool.become_ntriples(tmp_path / "another.nt")
    assert [path.name for path in tmp_path.iterdir()] == ["out.nt"] * named


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="the system takes no advice on files")
@pytest.mark.parametrize("refused", [False, True])
def test_the_disk_is_told_of_all_that_is_to_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    told: list[tuple[int, int]] = []

    def advise(file: int, start: int, size: int, advice: int) -> None:
        assert os.fstat(file).st_size == start + size  # what is told of is no longer in a buffer of ours
        told.append((start, size))
        if refused:
            raise OSError(errno.EINVAL, "no such advice")

    monkeypatch.setattr(part, "_SENT", 100)
    monkeypatch.setattr(os, "posix_fadvise", advise)
    with Spool(tmp_path) as spool:
        for number in range(10):
            add(spool, chunk(f"{number}", '<http://e/p> "1"'))
        assert len(told) == 2
        assert all(start == sum(size for _, size in told[:at]) for at, (start, _) in enumerate(told))
        assert text_of(spool).count("\n") == 10
    with Spool() as spool:
        add(spool, chunk("a", *(f'<http://e/p> "{number}"' for number in range(10))))
    assert len(told) == 2


def test_a_spool_with_an_entry_to_be_merged_does_not(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        add(spool, chunk("b", '<http://e/p> "1"'))
        share(spool, chunk("b", '<http://e/p> "2"'))
        assert not spool.become_ntriples(tmp_path / "out.nt")
        assert text_of(spool).count("\n") == 2
    assert list(tmp_path.iterdir()) == []
