"""By what an entry is known: its name and date, its ids on the ORKG, and the IRIs that follow."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from ..mapping.layouts import Layout, Reference
from ..mapping.readers import READERS
from ..mapping.readers.reading import Options
from ..model import Record
from .slugs import slug
from .terms import HOSTS, PREFIXES, iri, unquote

_ORKG = re.compile(
    r"https?://(?:www\.)?((?:sandbox\.|incubating\.)?orkg\.org)/paper/([\w:-]+)(?:/([\w:-]+))?/?(?:[?#].*)?$"
)


def first_text(record: Record, references: Iterable[Reference]) -> str:
    """The text of the first of some fields that is there."""
    for reference in references:
        text = record.context.text(reference) if isinstance(reference, str) else read_field(record, reference)
        if text:
            return " ".join((html.unescape(text) if "&" in text else text).split())
    return ""


def read_field(record: Record, reference: int | tuple[int, str]) -> str:
    """What is meant of a field: its text, the target of its first link, or those of all, a line each."""
    if isinstance(reference, int):
        return record.fields.texts[reference]
    at, reads = reference
    if reads == "text":
        return record.fields.texts[at]
    targets = [link.target for link in record.fields.links[at] if link.target] if record.fields.links else []
    return "\n".join(targets if reads == "links" else targets[:1])


@lru_cache(4096)
def date_part(text: str) -> str:
    """A date as it goes into an IRI; empty for none."""
    if not text:
        return ""
    try:
        return unquote(READERS["date"].read(text, Options())[0].term)[0]
    except ValueError:
        return slug(text)


def orkg_ids(record: Record, layout: Layout) -> tuple[str, str]:
    """The terms of paper and contribution, if the catalogue gives ORKG ids of the instance that is written for."""
    settings = layout.mapping.settings
    link = _ORKG.match(first_text(record, layout.orkg)) if layout.orkg else None
    if not link or not settings.links or link[1] != HOSTS[settings.instance]:
        return "", ""
    base = PREFIXES["orkgr"]
    return iri(base + link[2]), iri(base + link[3]) if link[3] else ""
