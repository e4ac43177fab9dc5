"""Devices as people list them: the device, and what is said of its memory and of how many there were."""

from __future__ import annotations

import re

from ...graph.slugs import slug
from ...graph.terms import PREFIXES, integer, iri, literal
from .concepts import read_entity
from .reading import Node, Options, Reading, shorten

_OX = PREFIXES["ox"]
_SET = iri(_OX + "DeviceSet")
_COUNT = re.compile(r"\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6})(?:\s*[x×*]\s*|\s+)(?=[A-Za-z])")
_BEHIND = re.compile(r"(?<=\w)\s*[x×*]\s*([0-9]{1,6})\s*$")
_MEMORY = re.compile(r"(?<![\w.])([0-9]{1,4})[ -]?G(?:i?B)?\b", re.I)


def read_devices(text: str, options: Options) -> tuple[Reading, ...]:
    """The device that a text names with its memory and its number, as a node below the subject; none where neither is
    said: then the device alone says it all.

    >>> [reading.shown for reading in read_devices("8x A100-80GB", Options())]
    ['8 × A100-80GB, 80 GB']
    >>> [reading.shown for reading in read_devices("A100 x 8", Options())]
    ['8 × A100']
    """
    counted, memory = _COUNT.match(text) or _BEHIND.search(text), _MEMORY.search(text)
    if not counted and not memory:
        raise ValueError(f"{shorten(text)!r} says neither how many devices there were nor what memory they had")
    device = read_entity(text[: counted.start()] + text[counted.end() :] if counted else text, options)[0]
    facts = [("device", device.term)]
    label = device.shown
    if counted:
        many = counted[1].replace(",", "")
        facts.append(("deviceCount", integer(int(many))))
        label = f"{int(many):,} × {label}"
    if memory:
        facts.append(("deviceMemory", literal(f"{memory[1]} GB")))
        label = f"{label}, {memory[1]} GB"
    node = Node("", label, (_SET,), tuple((iri(_OX + name), term) for name, term in facts))
    return (Reading("", label, (node, *device.nodes), part=f"devices-{slug(label.replace(',', ''))}"),)
