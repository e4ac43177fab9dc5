"""Catalogues of any size for the benchmark: ``generate.py BLOCKS FILE``; equal arguments give equal bytes.

Every block has 22 fields, its name in the list item's link among them. Names, titles, sentences and addresses are
new in each block; families, organisations, licences and the like repeat, about as often as they do in real catalogues.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

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


def main() -> None:
    blocks, path = int(sys.argv[1]), Path(sys.argv[2])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(catalogue(blocks))


def catalogue(blocks: int) -> Iterator[str]:
    """The text of a catalogue, one block at a time."""
    chance = random.Random(SEED)
    yield "# A generated catalogue\n\nEvery block describes a model that does not exist.\n"
    for number in range(1, blocks + 1):
        if number % UNDER_ONE_HEADING == 1:
            yield f"\n#### {chance.choice(ORGANIZATIONS).replace(', ', ', and ')}\n"
        yield block(number, chance)


def block(number: int, chance: random.Random) -> str:
    """One list item with the fence under it."""
    family = chance.choice(FAMILIES)
    name = f"{family}-{chance.choice(WORDS).title()}-{number}"
    slug = name.lower()
    title = f"{sentence(chance, 7)} {number}"
    # An unquoted colon is no valid YAML, and common.
    title = f"{name}: {title}" if chance.random() < 0.3 else title
    sizes = sorted(chance.sample(SIZES, chance.randint(1, 4)))
    fields = [
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
    body = "".join(f"  {key}: {value}\n" for key, value in fields)
    link = f"https://orkg.org/paper/R{10_000_000 + 2 * number}/R{10_000_001 + 2 * number}"
    return f"\n- [{name}]({link})\n\n  ```yaml\n{body}  ```\n"


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def shown(millions: int) -> str:
    return f"{millions}M" if millions < 1000 else f"{millions / 1000:g}B"


if __name__ == "__main__":
    main()
