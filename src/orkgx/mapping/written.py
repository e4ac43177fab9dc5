"""What a value is called where it stands: a node with the label as written, which leads to the things it means."""

from __future__ import annotations

from ..graph.slugs import exact_slug
from ..graph.terms import PREFIXES, beginning, complete, iri
from .readers.reading import Node, Options, Read, Reading
from .splitting import Splits

CANONICAL = iri(PREFIXES["ox"] + "canonical")
_STATED = iri(PREFIXES["ox"] + "StatedValue")
_ON_ORKG = beginning(PREFIXES["orkgr"])


def as_written(read: Read, names: Splits | None, *, path: str, linked: bool) -> Read:
    """A reader that makes one node of each text. `read` says what is meant by it, or by each part into which `names`
    takes it. What is written as it is called everywhere, and what has an id of the ORKG, is that thing itself. `path`
    is that of things without a kind, `linked` whether the graph has what is meant as well."""

    def read_written(text: str, options: Options) -> tuple[Reading, ...]:
        parts = names.parts(text) if names else [text]
        meant = [reading for part in parts for reading in read(part, options)]
        label = " ".join(text.split())
        term = ""
        if len(meant) == 1:
            only = meant[0]
            label = only.orkg.label or label
            if label == only.shown or only.term.startswith(_ON_ORKG):
                return (only,)
            term = only.orkg.term
        if not term:
            under = options.kind.path if options.kind else path
            term = complete(beginning(f"{options.base}stated-value/{under}/"), exact_slug(label))
        things = [node for reading in meant for node in reading.nodes] if linked else []
        facts = [(CANONICAL, reading.term) for reading in meant] if linked else []
        classes = dict.fromkeys(class_ for reading in meant for class_ in reading.nodes[0].orkg)
        node = Node(term, label, (_STATED,), tuple(dict.fromkeys(facts)), tuple(classes))
        warning = next((reading.warning for reading in meant if reading.warning), "")
        return (Reading(term, label, (node, *things), warning=warning),)

    return read_written
