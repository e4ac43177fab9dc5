"""Names of corpora inside texts: what is linked, against what a reader finds in all texts of the catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace

import orkgx
from orkgx.mapping.compiled import CompiledMapping, Settings
from orkgx.mapping.files import load_mapping
from orkgx.mapping.readers import READERS
from orkgx.mapping.readers.reading import Options
from tests.graph.test_nodes import graph_of
from tests.support import run

OX = Namespace("https://w3id.org/orkgx/ns#")
SCHEMA = Namespace("https://schema.org/")
PROGRAM = CompiledMapping(load_mapping("awesome-llms"), Settings())
CORPORA = Options(kind=PROGRAM.kinds["corpus"], units=PROGRAM.units)

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


def shown(reader: str, text: str) -> list[str]:
    """What a reader of corpora shows of a text; nothing where it refuses it."""
    try:
        return [reading.shown for reading in READERS[reader].read(text, CORPORA)]
    except ValueError:
        return []


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
    ("text", "parts", "whole"),
    [
        ("1.2T tokens (RedPajama)", ["RedPajama: 1,200,000,000,000 token"], ["1,200,000,000,000 token"]),
        (
            "~500B tokens including CommonCrawl (410B) and WebText2 (19B)",
            ["Common Crawl: 410,000,000,000 token", "WebText2: 19,000,000,000 token"],
            ["about 500,000,000,000 token"],
        ),
        ("C4 (750GB) + HugeNews (3.8 TB)", ["C4: 750,000,000,000 byte", "HugeNews: 3,800,000,000,000 byte"], []),
        (
            "1.5T tokens: 3 TB CommonCrawl (67%), 2GB C4 (1.5%)",
            ["Common Crawl: 3,000,000,000,000 byte, 67 %", "C4: 2,000,000,000 byte, 1.5 %"],
            ["1,500,000,000,000 token"],
        ),
        ("Wikipedia (a dump of 2019 (see below); 12GB)", ["Wikipedia: 12,000,000,000 byte"], ["12,000,000,000 byte"]),
        ("C4 750GB, HugeNews - 3.8 TB", ["C4: 750,000,000,000 byte", "HugeNews: 3,800,000,000,000 byte"], []),
        ("WIT (WebImageText) - 400 million images", ["WIT: 400,000,000 image"], ["400,000,000 image"]),
        ("pages including Wikipedia (3B tokens)", ["Wikipedia: 3,000,000,000 token"], []),
        ("M3W: 5 million images and 2 GB of text", ["M3W: 5,000,000 image, 2,000,000,000 byte"], []),
        ("3B tokens from the English Wikipedia", ["English Wikipedia: 3,000,000,000 token"], ["3,000,000,000 token"]),
        # A size that may be of several is that of none of them.
        ("BookCorpus and Wikipedia (3.3B tokens)", [], ["3,300,000,000 token"]),
        ("4B tokens from Books3, ArXiv and C4", [], ["4,000,000,000 token"]),
        ("ALIGN + LTIP = 312 million images", [], ["312,000,000 image"]),
        # A number without a unit has one only where there can be no other.
        ("300B tokens and 5B words including C4 (410B)", [], ["300,000,000,000 token", "5,000,000,000 word"]),
        ("a mix of C4 (2019), and Wikipedia", [], []),
    ],
)
def test_parts_have_their_sizes_and_the_whole_has_its_own(text: str, parts: list[str], whole: list[str]) -> None:
    assert shown("parts", text) == parts
    assert shown("quantities", text) == whole


def test_a_part_is_a_node_of_the_model_with_dataset_size_and_share(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "1.4T tokens: 3 TB CommonCrawl (67%)")
    (part,) = graph.objects(None, OX.trainingDataPart)
    assert str(part).endswith("/model/m0/data-common-crawl-3000000000000-byte-67")
    assert str(graph.value(graph.value(part, OX.partDataset), RDFS.label)) == "Common Crawl"
    assert str(graph.value(graph.value(part, OX.partSize), RDFS.label)) == "3,000,000,000,000 byte"
    assert graph.value(part, OX.share) == Literal("0.67", datatype=XSD.decimal)
    assert graph.value(graph.value(part, OX.partDataset), RDF.type) == SCHEMA.Dataset


def test_the_same_data_as_another_model_leads_to_it_and_is_derived_where_asked_for(tmp_path: Path) -> None:
    block = "- [{0}](https://orkg.org/paper/R{1})\n\n  ```yaml\n  model family: A\n  training corpus: {2}\n  ```\n"
    said = {
        "BERT": "BookCorpus",
        "Younger": "Same as BERT",
        "Larger": "Same as BERT + C4",
        "Odd": "Same as BERT except on Sundays",
    }
    source = tmp_path / "models.md"
    source.write_text("\n".join(block.format(name, at, said[name]) for at, name in enumerate(said)), encoding="utf-8")
    graph = orkgx.export(str(source))
    label = lambda node: str(graph.value(node, RDFS.label))  # noqa: E731
    same = {(label(one), label(other)) for one, other in graph.subject_objects(OX.trainingDataSameAs)}
    more = {(label(one), label(other)) for one, other in graph.subject_objects(OX.trainingDataExtends)}
    assert (same, more) == ({("Younger", "BERT")}, {("Larger", "BERT")})
    asked = run("query", str(source), "--name", "training-data", "--format", "csv").stdout.splitlines()[1:]
    assert [line.split(",", 2)[:2] for line in asked] == [
        ["BERT", "BookCorpus"],
        ["Larger", "C4"],
        ["Younger", "BookCorpus"],
    ]
    assert "derived from BERT" in asked[2]
    assert "derived" not in asked[0] + asked[1]


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
