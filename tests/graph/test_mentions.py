"""Names of corpora inside texts: what is linked, against what a reader finds in all texts of the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDFS, Graph, Namespace

import orkgx
from orkgx.mapping.compiled import CompiledMapping, Settings
from orkgx.mapping.files import load_mapping
from orkgx.mapping.readers import READERS
from orkgx.mapping.readers.reading import Options

OX = Namespace("https://w3id.org/orkgx/ns#")
SCHEMA = Namespace("https://schema.org/")
CORPORA = Options(kind=CompiledMapping(load_mapping("awesome-llms"), Settings()).kinds["corpus"])

# Read off the texts by hand, model by model: every corpus that has a name. Texts of all other models name none.
LLMS = """
AlexaTM 20B: mC4, Wikipedia
Anthropic Assistant: Books, Common Crawl
BERT: BookCorpus, Wikipedia
Big Bird: Books, CC-News, Stories, Wikipedia
BlenderBot 3: PushShift.io Reddit, The Pile
Chinchilla: Books, C4, GitHub, MassiveText, MassiveWeb, Wikipedia
CLIP: WIT
CM3: CC-News, English Wikipedia
CTRL: Amazon Reviews, ELI5, EuroParl, Gutenberg, HotpotQA, Natural Questions, NewsQA, OpenWebText2, SearchQA
CTRL: SQuAD, TriviaQA, Wikipedia
DeBERTa: BookCorpus, Common Crawl, English Wikipedia, OpenWebText, Stories, Wikipedia
DQ-BART: CNN/DM, ELI5, WMT16 En-Ro, XSum
E5: CCPairs, Common Crawl, CommunityQA, MS MARCO, Natural Questions, NLI 6
ERNIE: English Wikipedia, Wikidata
Falcon: RefinedWeb
Flamingo: ALIGN, LTIP, M3W, VTP
FLAN: Wikipedia
Flan-PaLM: CoT, Muffin, NIV2, T0-SF
Flan-T5: CoT, Muffin, NIV2, T0-SF
Gato: ALIGN, MassiveText
GLaM: Wikipedia
GLM: DeepStruct, GLM-130B Chinese Corpora, P3, The Pile
Global Context ViT: ImageNet
Godel: DSTC7 Task 2, MS MARCO, Schema-Guided Dialog, UnifiedQA
Gopher: Books, C4, GitHub, MassiveText, MassiveWeb, Wikipedia
GPT-1: BookCorpus
GPT-2: WebText
GPT-3: Books1, Books2, Common Crawl, WebText2, Wikipedia
GPT-J: The Pile
GPT-Neo: The Pile
GPT-NeoX-20B: The Pile
HTLM: Common Crawl
Imagen: LAION
InstructOR: MEDI
JAIS: Abu El-Khair Corpus, Arabic Wikipedia, ArabicNews 2020, ArabicText 2022, AraNews, ArXiv, BookCorpus2
JAIS: Books3, C4, DeepMind Mathematics
JAIS: English Wikipedia, Enron Emails, EuroParl, FreeLaw, GitHub, Gutenberg, Maktabah, NIH Grant Abstracts
JAIS: OpenWebText2, PhilPapers, Pile-CC
JAIS: PubMed Abstracts, PubMed Central, UN Meeting Transcripts, YouTube Subtitles
LLaMA: ArXiv, Books, Books3, C4, Common Crawl, GitHub, Gutenberg, Stack Exchange, Wikipedia
mBART: CC25
Megatron: OpenWebText, RealNews, Stories, Wikipedia
Megatron-Turing NLG: Common Crawl, The Pile
Minerva: ArXiv
MPT-30B: c4 - English - SemDedup, mC4 3.1.0 - English, RedPajama - arXiv, RedPajama - Books, RedPajama - CommonCrawl
MPT-30B: RedPajama - StackExchange, RedPajama - Wikipedia, S2ORC, The Stack - Markdown, The Stack - Selected Languages
MPT-7B: C4, mC4, RedPajama, S2ORC, The Stack Dedup
OpenLLaMA v1: RedPajama
OpenLLaMA v2: ArXiv, RedPajama, RefinedWeb, Stack Exchange, StarCoder Data, Wikipedia
OPT: PushShift.io Reddit, The Pile
Orca: Flan 2022 Collection
PaLM: GitHub, Wikipedia
Pegasus: C4, HugeNews
Pythia: The Pile
RoBERTa: CC-News, OpenWebText, Stories
SeeKer: Blended Skill Talk, Empathetic Dialogues, MS MARCO, Multi-Session Chat, Natural Questions, PersonaChat
SeeKer: SQuAD, TriviaQA
SeeKer: Wizard of the Internet/Wikipedia
Stable Diffusion: Common Crawl, LAION-5B
StarCoder: GitHub, The Stack
Swin Transformer: ImageNet, ImageNet-22k
Switch: C4
T0: SuperGLUE
T5: C4
Trajectory Transformers: D4RL
Transformer XL: WikiText-103
UL2: C4
Vicuna: ShareGPT
ViT: ImageNet, JFT-300M
WizardCoder: Code Alpaca
WizardMath: GSM8K, MATH
XLM-RoBERTa: Common Crawl
XLNet: ClueWeb 2012-B, Common Crawl, Giga5
"""
HUGE = """
Cerabras-GPT: RedPajama
Falcon: RefinedWeb
LiT-LLaMa: RedPajama
OpenLLaMA: RedPajama
Redpajama-INCITE: RedPajama
"""


def read_off(table: str) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {}
    for line in table.strip().splitlines():
        model, _, names = line.partition(": ")
        named.setdefault(model, set()).update(names.split(", "))
    return named


def texts(graph: Graph) -> dict[str, set[str]]:
    """The texts about data, each with the models that have it."""
    models: dict[str, set[str]] = {}
    for predicate in (OX.trainingDataAsStated, OX.fineTuningDataAsStated):
        for model, text in graph.subject_objects(predicate):
            models.setdefault(str(text), set()).add(str(graph.value(model, RDFS.label)))
    return models


def by_hand(graph: Graph, table: str) -> dict[str, set[str]]:
    """What the texts of a graph name, by a table of its models."""
    named = read_off(table)
    return {text: {name for one in models for name in named.get(one, ())} for text, models in texts(graph).items()}


def found(text: str) -> set[str]:
    return {reading.shown for reading in READERS["mentions"].read(text, CORPORA)}


def test_all_texts_of_the_catalogues_name_what_a_reader_finds(catalogues: Path) -> None:
    graphs = {
        name: orkgx.export(str(catalogues / f"{name}.md")) for name in ("awesome-llms", "awesome-huge-models", "seed")
    }
    assert read_off(LLMS).keys() <= set().union(*texts(graphs["awesome-llms"]).values())
    # The seed's texts are those of the others, or older states of the first.
    read = by_hand(graphs["seed"], LLMS) | by_hand(graphs["awesome-llms"], LLMS)
    read |= by_hand(graphs["awesome-huge-models"], HUGE)
    assert len(read) > 140
    linked = {(text, name) for text in read for name in found(text)}
    meant = {(text, name) for text, names in read.items() for name in names}
    assert not linked - meant
    assert len(linked) >= 0.95 * len(meant)
    # What the reader finds is what the graph of a catalogue says.
    graph = graphs["awesome-llms"]
    said = {str(graph.value(corpus, RDFS.label)) for corpus in graph.objects(None, SCHEMA.mentions)}
    assert said == {name for text in texts(graph) for name in found(text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the wikipedia, arxiv and stackexchange parts", {"ArXiv", "Stack Exchange", "Wikipedia"}),
        ("Wikipedia (En, De, Fr)", {"Wikipedia"}),
        ("Wikipedia (en) and books, and stories", {"English Wikipedia"}),
        ("Pile-CC, BookCorpus2", {"BookCorpus2", "Pile-CC"}),
        ("the Books-like and Wikipedia-style texts", set()),
        ("github pages, GITHUB pages", {"GitHub"}),
    ],
)
def test_what_is_written_like_a_name_is_one(text: str, names: set[str]) -> None:
    assert found(text) == names
