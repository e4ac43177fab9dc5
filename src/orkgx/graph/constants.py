"""What all entries about one kind of thing say alike, made once: the statements around those of the fields."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..mapping.compiled import Program, Thing
from ..mapping.rules import ROLES
from ..model import Group
from .provenance import DERIVED, ox
from .terms import ALT_LABEL, LABEL, PREFIXES, TYPE, beginning, iri

PAPER = iri(PREFIXES["orkgc"] + "Paper")
CONTRIBUTION = iri(PREFIXES["orkgc"] + "Contribution")
RESOURCE = iri(PREFIXES["orkgc"] + "Resource")
ARTICLE = iri(PREFIXES["schema"] + "ScholarlyArticle")
CITATION = iri(PREFIXES["schema"] + "citation")
PART_OF = iri(PREFIXES["dcterms"] + "isPartOf")
WRITTEN = ox("asWritten")


class Frame(NamedTuple):
    """Statements without their subject: by the places of `ROLES`, `types` stand before what the fields say and `tails`
    behind it, `subjects` are the beginnings of their subjects' IRIs, and `loose` says whether some rule makes
    statements such as those of the frame. `derived` is the role whose source is told, -1 for none; `shared` is what all
    of it mentions."""

    types: tuple[tuple[str, ...], ...]
    tails: tuple[tuple[str, ...], ...]
    subjects: tuple[str, ...]
    loose: tuple[bool, ...]
    derived: int
    shared: tuple[Group, ...]


@lru_cache(256)
def frame(program: Program, thing: Thing) -> Frame:
    """The frame of the entries that a mapping makes about a kind of thing."""
    profile, describe = program.settings.profile, program.descriptions
    full = profile == "full"
    marks = (RESOURCE,) if profile == "orkg" else ()
    types = (
        (*marks, PAPER, *((ARTICLE,) if full else ())),
        (*marks, CONTRIBUTION, *thing.classes),
        thing.types,
    )
    tails = [[tail for tail, _ in program.always[role]] for role in ROLES]
    paths = ("paper", f"contribution/{program.name}", thing.path)
    shared = [program.has_contribution, thing.described]
    shared += [group for role in ROLES for _, group in program.always[role]]
    if full:
        tails[1].append(f"{PART_OF} {program.catalogue[0].subject} .\n")
        shared += [describe.group(PAPER, ARTICLE, CONTRIBUTION, CITATION), program.catalogue]
    elif profile == "orkg":
        shared.append(describe.group(RESOURCE, PAPER, CONTRIBUTION, ALT_LABEL))
    derived = {"full": 1, "fair4ml": 2}.get(profile, -1) if program.settings.provenance != "none" else -1
    if derived >= 0:
        shared.append(describe.group(DERIVED))
    fixed = {
        TYPE,
        LABEL,
        ALT_LABEL,
        CITATION,
        PART_OF,
        WRITTEN,
        DERIVED,
        thing.link,
        program.has_contribution[0].subject,
    }
    fixed |= {tail.split(" ")[0] for role in ROLES for tail, _ in program.always[role]}
    return Frame(
        types=tuple([tuple([f"{TYPE} {one} .\n" for one in all_]) for all_ in types]),
        tails=tuple(map(tuple, tails)),
        subjects=tuple([beginning(f"{program.base}{path}/") for path in paths]),
        loose=tuple([any(fixed & rule.makes[at] for rule in program.rules.values()) for at in range(len(ROLES))]),
        derived=derived,
        shared=tuple(shared),
    )
