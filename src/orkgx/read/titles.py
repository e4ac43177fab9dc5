"""What a catalogue calls itself."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import unquote

from .records import h1_of
from .segments import Segment, split_segments
from .sources import Source

_FIRST = 100  # segments in which its heading is looked for
_PUBLISHED = re.compile(r"https?://[^/]+/(?:[^/]+/)+?([^/]+)/(?:-/)?(?:blob|src)/")
_MARKDOWN = re.compile(r".*\.(md|markdown|mdx)", re.I)


def title_of(source: Source) -> str:
    """The first heading of level 1, else the repository that a source is published in; empty where neither is known."""
    if _MARKDOWN.fullmatch(source.name):
        found = (one for one in split_segments(source.texts(), source.name) if isinstance(one, Segment))
        if title := next(filter(None, map(h1_of, islice(found, _FIRST))), ""):
            return title
    return repository_of(source)


def repository_of(source: Source) -> str:
    """The name of the repository that a source is published in; empty where it is in none.

    >>> repository_of(Source("a.md", "a.md", "https://github.com/o/open-models/blob/1f/a.md", 0, open))
    'open-models'
    """
    found = _PUBLISHED.match(source.iri)
    return unquote(found[1]) if found else ""
