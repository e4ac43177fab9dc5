"""Catalogues of any size for the benchmark: ``generate.py ENTRIES PLACE KIND``; equal arguments give equal bytes.

Every block of `fixed` has 22 fields, its name in the list item's link among them. Names, titles, sentences and
addresses are new in each block; families, organisations, licences and the like repeat, about as often as they do in
real catalogues. What the other kinds are is said in `KINDS`; `real` repeats a catalogue, as ``real=FILE``, under other
names.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

SEED = 20260101
UNDER_ONE_HEADING = 40

FAMILIES = ["GPT", "BERT", "T5", "LLaMa", "PaLM", "BART", "ViT", "LaMDA-PT", "OPT", "MPT", "Falcon", "Transformer"]
ORGANIZATIONS = [
    *("Google", "OpenAI", "Microsoft", "Facebook", "Deepmind", "EleutherAI", "NVidia", "Huggingface", "Amazon"),
    *("Google, CMU", "Tsinghua University", "Huggingface, Big Science", "Google, University of Washington", "Meta AI"),
]
ARCHITECTURES = ["Decoder", "Decoder", "Decoder", "Encoder", "Encoder/Decoder"]
TASKS = [
    *("Causal language modeling", "Masked Language Modeling", "denoising autoencoder", "Span Corruption"),
    *("Next Sentence Prediction, Masked Language Modeling", "Caption prediction", "replaced token detection"),
]
TUNING = ["instructions", "reinforcement learning from human feedback", "supervised fine-tuning", "question answering"]
CORPORA = ["Wikipedia", "Common Crawl", "the Pile", "C4", "BookCorpus", "OpenWebText", "GitHub", "ArXiv", "Books3"]
OPTIMIZERS = ["Adam optimizer", "AdamW", "AdaFactor", "LION", "ZeRO, AdamW"]
TOKENIZERS = ["sentencepiece", "byte pair encoding", "WordPiece", "fastBPE"]
HARDWARE = ["Nvidia V100 GPU", "TPUv3", "A100-80GB GPU", "TPUv4", "A100-40GB GPU", "TPUv4, TPUv3"]
LICENSES = ["Apache 2.0", "Open, MIT license", "Open, Apache 2.0", "closed source", "Non-commercial license", "N/A"]
PROBLEMS = ["Large Language Models (LLMs), transformer model", "transformer model, Large Language Models (LLMs)"]
SIZES = [60, 110, 125, 220, 350, 770, 1300, 2700, 6700, 13000, 30000, 65000, 70000, 175000]
WORDS = (  # noqa: SIM905 (a list of fifty strings reads worse)
    "attention sparse dense mixture experts context window retrieval prompt tuning scaling law reward preference "
    "alignment distillation token routing embedding encoder decoder layer head memory recurrence kernel gradient "
    "adapter pruning quantized multilingual code speech vision reasoning planning dialogue translation summary "
    "robust efficient simple open joint frozen cascaded contrastive masked causal bidirectional stable"
).split()


class Blocks(NamedTuple):
    """How blocks differ: the share of fields that are missing, whether their order is any, whether paragraphs stand
    in the place of list items, and the share of values of few kinds that are new in each block."""

    missing: float = 0.0
    shuffled: bool = False
    mixed: bool = False
    distinct: float = 0.0


OFTEN = {"Title", "date created", "number of parameters"}  # nearly never missing
FEW = {"model family", "organization", "pretraining task", "optimizer", "hardware used", "license", "tokenization"}


def main() -> None:
    entries, place, kind = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "fixed"
    name, _, given = kind.partition("=")
    if name == "cards":
        cards(entries, place)
        return
    with place.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(again(Path(given), entries) if name == "real" else KINDS[name](entries))


def catalogue(entries: int, how: Blocks = Blocks()) -> Iterator[str]:  # noqa: B008  (it is frozen)
    """The text of a catalogue, one block at a time."""
    chance = random.Random(SEED)
    yield "# A generated catalogue\n\nEvery block describes a model that does not exist.\n"
    for number in range(1, entries + 1):
        if number % UNDER_ONE_HEADING == 1:
            yield f"\n#### {chance.choice(ORGANIZATIONS).replace(', ', ', and ')}\n"
        yield block(number, chance, how)


def block(number: int, chance: random.Random, how: Blocks) -> str:
    """One list item with the fence under it."""
    name, fields = record(number, chance)
    link = f"https://orkg.org/paper/R{10_000_000 + 2 * number}/R{10_000_001 + 2 * number}"
    if how == Blocks():
        return f"\n- [{name}]({link})\n\n  ```yaml\n{lines(fields, '  ')}  ```\n"
    other = random.Random(f"{SEED} {number}")  # so that the values are those of fixed blocks
    fields = [
        (key, f"{value} {number}" if key in FEW and other.random() < how.distinct else value)
        for key, value in fields
        if other.random() >= (how.missing / 5 if key in OFTEN else how.missing)
    ]
    if how.shuffled:
        other.shuffle(fields)
    if how.mixed and other.random() < 0.3:
        return f"\n[{name}]({link})\n\n```yaml\n{lines(fields, '')}```\n"
    return f"\n- [{name}]({link})\n\n  ```yaml\n{lines(fields, '  ')}  ```\n"


def lines(fields: list[tuple[str, str]], indent: str) -> str:
    return "".join(f"{indent}{key}: {value}\n" for key, value in fields)


def record(number: int, chance: random.Random) -> tuple[str, list[tuple[str, str]]]:
    """The name of a model, and its fields."""
    family = chance.choice(FAMILIES)
    name = f"{family}-{chance.choice(WORDS).title()}-{number}"
    slug = name.lower()
    title = f"{sentence(chance, 7)} {number}"
    # An unquoted colon is no valid YAML, and common.
    title = f"{name}: {title}" if chance.random() < 0.3 else title
    sizes = sorted(chance.sample(SIZES, chance.randint(1, 4)))
    return name, [
        ("Title", title),
        ("model family", family),
        ("date created", f"{chance.randint(2018, 2023)}-{chance.randint(1, 12):02}-01"),
        ("organization", chance.choice(ORGANIZATIONS)),
        ("innovation", f"{name} brings {sentence(chance, 24).lower()}. {sentence(chance, 14)}."),
        ("pretraining architecture", chance.choice(ARCHITECTURES)),
        ("pretraining task", chance.choice(TASKS)),
        ("fine-tuning task", chance.choice(TUNING)),
        ("training corpus", f"{', '.join(chance.sample(CORPORA, 3))} ({chance.randint(20, 2000)}B tokens)"),
        ("optimizer", chance.choice(OPTIMIZERS)),
        ("tokenization", chance.choice(TOKENIZERS)),
        ("number of parameters", ", ".join(map(shown, sizes))),
        ("maximum number of parameters (in million)", str(sizes[-1])),
        ("hardware used", chance.choice(HARDWARE)),
        ("hardware information", f"Trained for {chance.randint(2, 90)} days on {2 ** chance.randint(3, 11)} devices."),
        ("extension", f"{sentence(chance, 12)}."),
        ("application", f"{sentence(chance, 6)}."),
        ("has source code", f"https://github.com/example/{slug}, https://huggingface.co/example/{slug}"),
        ("blog post", f"https://example.org/blog/{slug}"),
        ("license", chance.choice(LICENSES)),
        ("research problem", chance.choice(PROBLEMS)),
    ]


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def shown(millions: int) -> str:
    return f"{millions}M" if millions < 1000 else f"{millions / 1000:g}B"


def table(entries: int) -> Iterator[str]:
    """A row of nine cells for each model."""
    chance = random.Random(SEED)
    yield "# A generated table\n\n| Model | Organization | Released | Params | Context | License | Paper | Code |\n"
    yield "|---|---|---|---|---|---|---|---|\n"
    for number in range(1, entries + 1):
        name, fields = record(number, chance)
        said = dict(fields)
        cells = [
            f"[{name}](https://example.org/models/{name.lower()})",
            said["organization"],
            said["date created"],
            said["number of parameters"],
            str(2 ** chance.randint(9, 17)),
            said["license"],
            f"[{sentence(chance, 6)}](https://arxiv.org/abs/{2000 + number % 400}.{number:05})",
            f"[code](https://github.com/example/{name.lower()})",
        ]
        yield f"| {' | '.join(cells)} |\n"


def cards(entries: int, folder: Path) -> None:
    """A file for each model, a thousand in a folder: front matter, and a table of attributes in the text."""
    chance = random.Random(SEED)
    for number in range(1, entries + 1):
        name, fields = record(number, chance)
        said = dict(fields)
        place = folder / f"{number // 1000:04}" / f"{name.lower()}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(
            f"---\nlicense: {chance.choice(['mit', 'apache-2.0', 'openrail', 'cc-by-4.0'])}\nlanguage:\n- en\n- de\n"
            f"library_name: transformers\npipeline_tag: text-generation\ndatasets:\n- {chance.choice(CORPORA)}\n"
            f"tags:\n- {said['model family']}\n---\n\n# {name}\n\n{said['innovation']}\n\n"
            "| Attribute | Value |\n|---|---|\n"
            f"| Developed by | {said['organization']} |\n| Parameters | {said['number of parameters']} |\n"
            f"| Release date | {said['date created']} |\n| Training data | {said['training corpus']} |\n",
            encoding="utf-8",
        )


_LEAD = re.compile(r"^(\s*[-*] \[)([^\]\n]+)(\]\()", re.M)
_TITLE = re.compile(r"^(\s*Title: )(.+)$", re.M)
_IDS = re.compile(r"(?<=/)R(\d+)(?=[/)])")


def again(path: Path, entries: int) -> Iterator[str]:
    """A catalogue of blocks as often as it takes to have so many entries, each time under other names, titles and ids
    of the ORKG."""
    text = path.read_text(encoding="utf-8")
    for turn in range(-(-entries // text.count("```yaml"))):
        named = _LEAD.sub(lambda found, turn=turn: f"{found[1]}{found[2]} {turn}{found[3]}", text)  # type: ignore[misc]
        named = _TITLE.sub(lambda found, turn=turn: f"{found[1]}{found[2]} {turn}", named)  # type: ignore[misc]
        yield _IDS.sub(lambda found, turn=turn: f"R{int(found[1]) + turn * 10_000_000}", named) + "\n"  # type: ignore[misc]


KINDS: dict[str, Callable[[int], Iterator[str]]] = {
    "fixed": catalogue,
    "missing": lambda entries: catalogue(entries, Blocks(missing=0.15)),
    "distinct": lambda entries: catalogue(entries, Blocks(distinct=1.0)),
    "varied": lambda entries: catalogue(entries, Blocks(missing=0.15, shuffled=True, mixed=True, distinct=0.3)),
    "table": table,
}


if __name__ == "__main__":
    main()
