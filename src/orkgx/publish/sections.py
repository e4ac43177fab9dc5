"""The kinds of things that have pages, as the menu and the lists part them."""

from __future__ import annotations

from typing import NamedTuple

from ..graph.terms import PREFIXES


class Section(NamedTuple):
    """A kind: its heading, what one of it is called, and the classes and schemes of its things."""

    title: str
    one: str
    classes: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return self.title.lower().replace(" ", "-")


PER_LIST = 1000  # things in one list


def list_path(section: Section, number: int) -> str:
    """The page of a list.

    >>> list_path(SECTIONS[0], 1), list_path(SECTIONS[0], 2)
    ('list/models.html', 'list/models-2.html')
    """
    return f"list/{section.slug}{f'-{number}' if number > 1 else ''}.html"


def file_of(page: str) -> str:
    """The file of a page, with the place in it.

    >>> file_of("model/gpt-2"), file_of("list/papers#orkg/R1")
    ('model/gpt-2.html', 'list/papers.html#orkg/R1')
    """
    name, place, rest = page.partition("#")
    return f"{name}.html{place}{rest}"


def _schemes(*names: str) -> tuple[str, ...]:
    return tuple(f"{PREFIXES['ox']}{name}Scheme" for name in names)


MODEL = PREFIXES["fair4ml"] + "MLModel"
CONTRIBUTION = PREFIXES["orkgc"] + "Contribution"
CONCEPT = PREFIXES["skos"] + "Concept"
# A thing is in the first of these that it fits.
SECTIONS: tuple[Section, ...] = (
    Section("Models", "model", (MODEL,)),
    Section("Papers", "paper", (PREFIXES["orkgc"] + "Paper",)),
    Section("Organisations", "organisation", (PREFIXES["schema"] + "Organization", PREFIXES["orkgc"] + "Organization")),
    Section("Families", "model family", schemes=_schemes("ModelFamily")),
    Section("Architectures", "architecture", schemes=_schemes("Architecture")),
    Section("Datasets", "dataset", (PREFIXES["schema"] + "Dataset",)),
    Section("Licences", "licence", (PREFIXES["dcterms"] + "LicenseDocument",)),
    Section("Tasks", "task", schemes=_schemes("PretrainingTask", "FineTuningTask")),
    Section("Modalities", "modality", schemes=_schemes("Modality")),
    Section("Hardware", "hardware", schemes=_schemes("Hardware")),
    Section("Concepts", "concept", (CONCEPT,)),
)
