"""By what an entry is known: its name and date, its ids on the ORKG, and the IRIs that follow."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..mapping.layouts import Layout
from ..mapping.readers import READERS
from ..mapping.readers.reading import Options
from .slugs import slug
from .terms import HOSTS, PREFIXES, beginning, complete, unquote

_RESOURCE = beginning(PREFIXES["orkgr"])
# A link as the ORKG shows it, and one in all the forms of its pages, API and dumps: the host, then what ids name.
_USUAL = re.compile(r"https://((?:sandbox\.|incubating\.)?orkg\.org)/(paper)/(R[0-9]+)(?:/(R[0-9]+))?")
_LINK = re.compile(
    r"(?:(?:https?:)?//)?(?:[^\s/?#@]*@)?(?:www\.)?((?:sandbox\.|incubating\.)?orkg\.org)\.?(?::[0-9]*)?(?![^/?#])"
    r"(?:(?:/+(?:orkg|api))?/+(paper|resource|contribution)s?/+((?-i:R)[0-9]+)(?![^/?#])"
    r"(?:/+((?-i:R)[0-9]+)(?![^/?#]))?)?",
    re.I,
)


class Link(NamedTuple):
    """The ids that a link to the ORKG gives, as terms, empty where it gives none; and its host."""

    host: str
    paper: str = ""
    contribution: str = ""


def orkg_link(text: str) -> Link | None:
    """What a link to the ORKG names; None for any other text.

    >>> orkg_link("http://www.ORKG.org/orkg/paper/R1/R2?x#y").contribution
    '<http://orkg.org/orkg/resource/R2>'
    """
    found = _USUAL.fullmatch(text) or _LINK.match(text)
    if not found:
        return None
    host, word, first, second = found.groups()
    paper, contribution = (first, second) if word and word.lower() != "contribution" else (None, first)
    return Link(
        host.lower(),
        complete(_RESOURCE, paper) if paper else "",
        complete(_RESOURCE, contribution) if contribution else "",
    )


@lru_cache(4096)
def date_part(text: str) -> str:
    """A date as it goes into an IRI; empty for none."""
    if not text:
        return ""
    try:
        return unquote(READERS["date"].read(text, Options())[0].term)[0]
    except ValueError:
        return slug(text)


def usable(link: Link, layout: Layout) -> bool:
    """Whether a link names things of the instance that is written for."""
    settings = layout.mapping.settings
    return settings.links and link.host == HOSTS[settings.instance]
