"""Chunks put in order and put together: what one subject's lines look like, and many subjects packed for the spool."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import NamedTuple
from zlib import crc32

from ..model import Chunk
from .terms import ALT_LABEL, LABEL, TYPE, opening


class PackedChunks(NamedTuple):
    """Chunks made ready to be taken: their texts as UTF-8, the keys of their subjects, the size of each, and which of
    them have several labels. Which label stays is known when all chunks of the subject are.

    Keys are numbers of 64 bits, as `Digests` takes them. Those of two subjects may be equal: whoever finds them so
    compares the subjects.
    """

    data: bytes
    keys: bytes
    sizes: tuple[int, ...]
    labelled: tuple[int, ...]


def pack(chunks: Iterable[Chunk], *, tidied: bool = False) -> PackedChunks:
    """Chunks as one value; those of one subject become one, at the place of the first.

    `tidied`: it is known that none says anything twice or has two labels.
    """
    texts: dict[str, str] = {}
    joined: dict[str, list[str]] = {}
    for subject, text in chunks:
        if not text:
            continue
        if subject in texts:
            joined.setdefault(subject, [texts[subject]]).append(text)
        else:
            texts[subject] = text if tidied else distinct(subject, text)
    for subject, several in joined.items():
        texts[subject] = _ordered(subject, "".join(several).split("\n"))
    doubtful = joined if tidied else texts
    labelled = (
        [at for at, one in enumerate(texts) if one in doubtful and texts[one].count(LABEL) > 1] if doubtful else ()
    )
    return _packed(texts.keys(), texts.values(), tuple(labelled))


def pack_apart(chunks: Collection[Chunk]) -> PackedChunks:
    """Chunks as one value, each as it is, though several may have one subject. It is known that none says anything
    twice or has two labels."""
    return _packed([subject for subject, _ in chunks], [text for _, text in chunks], ())


def _packed(subjects: Iterable[str], texts: Collection[str], labelled: tuple[int, ...]) -> PackedChunks:
    whole = "".join(texts)
    if whole.isascii():  # a character is a byte
        data, sizes = whole.encode(), tuple(map(len, texts))
    else:
        pieces = list(map(encoded, texts))
        data, sizes = b"".join(pieces), tuple(map(len, pieces))
    keys = array("Q", [crc32(subject.encode("utf-8", "surrogatepass")) for subject in subjects])
    return PackedChunks(data, keys.tobytes(), sizes, labelled)


def spread(several: Iterable[PackedChunks], parts: int) -> list[PackedChunks]:
    """Packed chunks as so many, those of one subject in one, each in the order in which they came."""
    texts: list[list[bytes]] = [[] for _ in range(parts)]
    keys = [array("Q") for _ in range(parts)]
    labelled: list[list[int]] = [[] for _ in range(parts)]
    for packed in several:
        start, marked = 0, frozenset(packed.labelled)
        for at, (key, size) in enumerate(zip(array("Q", packed.keys), packed.sizes, strict=True)):
            part = key % parts
            if at in marked:
                labelled[part].append(len(keys[part]))
            texts[part].append(packed.data[start : start + size])
            keys[part].append(key)
            start += size
    return [
        PackedChunks(b"".join(text), some.tobytes(), tuple(map(len, text)), tuple(marked))
        for text, some, marked in zip(texts, keys, labelled, strict=True)
    ]


def repeats(tails: Sequence[tuple[str, ...]]) -> bool:
    """Whether a statement stands twice in what some rules make."""
    every = list(chain.from_iterable(tails))
    return len(set(every)) < len(every)


def tidy(subject: str, lines: Iterable[str]) -> str:
    """The lines of one subject, each once: types, the label, the rest. Further labels become skos:altLabel."""
    types, labels, rest = _sorted(subject, lines)
    labelled, also_labelled = opening(subject, LABEL), opening(subject, ALT_LABEL)
    also = dict.fromkeys(also_labelled + line.removeprefix(labelled) for line in labels[1:])
    return _text([*types, *labels[:1], *(also | rest)])


def _sorted(subject: str, lines: Iterable[str]) -> tuple[list[str], list[str], dict[str, None]]:
    """Distinct lines: those of the types, those of labels, all others."""
    types: list[str] = []
    labels: list[str] = []
    rest: dict[str, None] = {}
    typed, labelled = opening(subject, TYPE), opening(subject, LABEL)
    for line in dict.fromkeys(lines):
        if line.startswith(typed):
            types.append(line)
        elif line.startswith(labelled):
            labels.append(line)
        elif line:
            rest[line] = None
    return types, labels, rest


def distinct(subject: str, text: str) -> str:
    """The lines of one subject, each once; where one came twice, in the order of types, labels, the rest."""
    lines = text.split("\n")
    return text if len(set(lines)) == len(lines) else _ordered(subject, lines)


def _ordered(subject: str, lines: Iterable[str]) -> str:
    types, labels, rest = _sorted(subject, lines)
    return _text([*types, *labels, *rest])


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def encoded(text: str) -> bytes:
    """UTF-8. Half of a surrogate pair, which YAML's escapes can make, is no character: U+FFFD takes its place."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
