"""Accelerator time: devices and how long they ran, as ``1024 V100 GPU days`` or told in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ...graph.terms import PREFIXES, XSD, iri, literal
from .amounts import AMOUNT, amount, checked, shown, term_of
from .concepts import read_entity
from .digits import in_any_digits
from .reading import Node, NodeKind, Options, Reading, pick, shorten

_OX = PREFIXES["ox"]
_TIME = iri(_OX + "AcceleratorTime")
_ALTERNATIVE = iri(_OX + "alternativeTo")

_HOURS = {"h": 1, "hour": 1, "hr": 1, "day": 24, "d": 24, "week": 168, "month": 730, "year": 8760}
_PERIOD = r"hour|day|week|month|year"
_MEMORY = r"[0-9]{2,3}[ -]?G(?:i?B)?"
_KINDS = r"GPU|TPU|chip|core|card|accelerator"
_DEVICE = (
    rf"(?:(?P<memory>{_MEMORY})[ -])?(?:(?:NVIDIA|Nvidia|Tesla|AMD|Google|[Cc]loud)[ -])*(?:{_MEMORY}[ -])?"
    rf"(?:TPU[ -]?v?(?P<tpu>[0-9](?:[ep]\b)?)(?P<slice>-[0-9]{{1,5}})?|v(?P<version>[0-9][ep]?)(?P<pod>-[0-9]{{1,5}})?"
    rf"(?: Cloud)? TPU|(?P<gpu>(?!TPU)[A-Z]{{1,3}}[0-9]{{1,4}}[A-Z]?)|(?P<any>GPU|TPU))"
    rf"(?:[ -](?:SXM[0-9]?|PCIe))?(?:[ -]?\(?(?P<behind>{_MEMORY})\)?)?s?(?P<core>[ ]?core)?(?:[ ](?:{_KINDS})(?!-))?s?"
    rf"(?:[ ]\((?P<beside>{_MEMORY})\))?"
    rf"(?![\w])(?:[ ](?P<node>node|machine|server|pod|host|instance)s?)?(?: with (?P<cores>[0-9]{{1,5}}) cores)?"
)
_NAMED = re.compile(r"[A-Z][0-9]|[GT]PU")
_HINT = re.compile(rf"(?:{_PERIOD}|hr)s?\b|[0-9] ?[dh]\b")  # without both there is no time in a text
_AMOUNT = rf"(?i:{AMOUNT})"
# 1024 V100 GPU days; 384 80G-A100 x 4 months
_AT_ONCE = re.compile(
    rf"{_AMOUNT}\s*(?:[x×]\s*)?{_DEVICE}"
    rf"(?:[ -](?P<per>{_PERIOD})s?|\s*[x×*]\s*(?P<long>[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?)\s*(?P<unit>{_PERIOD})s?)\b"
)
_DEVICES = re.compile(rf"(?:{_AMOUNT}\s*(?:[x×]\s*)?|(?<![\w-])){_DEVICE}")
_MORE = re.compile(rf"{_AMOUNT}\s*(?:{_KINDS})s\b")  # chips of the device that the text names
_LASTING = re.compile(
    rf"{_AMOUNT}\s*-?(?:total )?(?P<unit>hours?|hrs?|days?|weeks?|months?|years?|[dh](?=\s+on\b|\s*[.,;)]|\s*\Z))\b"
)
_LISTED = re.compile(r"[0-9]\s*(?:,|,? and|,? or|[/x×*–-]|to)\s*\Z")  # the number behind it is one of several
_FOR = re.compile(r"\b(?:for|in|over|within)(?: an? total of)?\s*\Z|\b(?:takes?|took|taking|lasted)\b")
_ON = re.compile(r"\b(?:on|using|with|across)\b")
_BESIDE = re.compile(r"\s*[,;:(]?\s*")  # "256 TPUv3 chips, 4 days"
_AND = re.compile(r"\band\s*\Z")
_SENTENCES = 2  # a duration and its devices stand at most that many full stops apart


class _Devices(NamedTuple):
    """Devices in a text: how many, what they are called, the memory of each."""

    start: int
    end: int
    many: Decimal | None
    name: str
    memory: str = ""
    about: bool = False


class _Duration(NamedTuple):
    start: int
    end: int
    hours: Decimal
    about: bool = False


class _Time(NamedTuple):
    """One statement of time: by devices and duration, or the hours of all devices together."""

    start: int
    end: int
    label: str
    devices: _Devices
    duration: Decimal | None
    hours: Decimal | None
    about: bool = False


@in_any_digits
def read_accelerator_time(text: str, options: Options) -> tuple[Reading, ...]:
    """Devices and how long they ran. Each statement stands for itself: they are never added up, and one in brackets or
    behind an equals sign says the first of them in another way."""
    readable = checked(text)
    times = list(_times(readable)) if _NAMED.search(readable) and _HINT.search(readable) else []
    if not times:
        raise ValueError(f"{shorten(text)!r} holds no accelerator time such as 1024 V100 GPU days")
    readings = [_reading(times[0], options)]
    for one in times[1:]:
        before = readable[: one.start]
        other_way = before.count("(") > before.count(")") or "=" in before[times[0].end :]
        readings.append(_reading(one, options, readings[0] if other_way else None))
    return pick(readings, options)


def _reading(one: _Time, options: Options, first: Reading | None = None) -> Reading:
    device = read_entity(one.devices.name, Options(base=options.base, kind=options.kind or NodeKind("hardware")))[0]
    facts = [("device", device.term)]
    if one.devices.memory:
        facts.append(("deviceMemory", literal(one.devices.memory)))
    if one.duration is not None:
        if one.devices.many is not None:
            facts.append(("deviceCount", term_of(one.devices.many)))
        facts.append(("durationHours", term_of(one.duration)))
    if one.hours is not None:
        facts.append(("acceleratorHours", term_of(one.hours)))
    if one.about:
        facts.append(("approximate", literal("true", f"{XSD}boolean")))
    terms = tuple((iri(_OX + name), term) for name, term in facts)
    name = one.label.replace(",", "")
    if first:
        terms += ((_ALTERNATIVE, first.term),)
        name = f"{name} for {first.shown.replace(',', '')}"
    node = Node(options.own("accelerator-time", name), one.label, (_TIME,), terms)
    return Reading(node.iri, one.label, (node, *device.nodes), None if one.hours is None else float(one.hours))


def _times(text: str) -> Iterator[_Time]:
    """The statements of a text, in its order."""
    at_once = [time for found in _AT_ONCE.finditer(text) if (time := _at_once(found))]
    if at_once:
        yield from at_once
        return
    events = _events(text)
    at = 0
    last: tuple[_Devices, _Duration] | None = None
    while at < len(events):
        one, after = events[at], events[at + 1] if at + 1 < len(events) else None
        pair = None
        if isinstance(one, _Duration) and last and _AND.search(text, last[1].end, one.start):
            pair = last[0], one  # the same devices, once more
        elif after and _joined(one, after, text) and not _closer(events, at + 1, text):
            pair = _pair(one, after)
            at += 1
        if pair:
            last = pair
            yield _together(*pair)
        at += 1


def _pair(one: _Devices | _Duration, after: _Devices | _Duration) -> tuple[_Devices, _Duration] | None:
    if isinstance(one, _Devices) and isinstance(after, _Duration):
        return one, after
    return (after, one) if isinstance(one, _Duration) and isinstance(after, _Devices) else None


def _joined(one: _Devices | _Duration, after: _Devices | _Duration, text: str) -> bool:
    """Whether two things that follow one another are devices and how long they ran."""
    gap = text[one.end : after.start]
    if _pair(one, after) is None:
        return False
    if _BESIDE.fullmatch(gap) and any(isinstance(each, _Devices) and each.many is not None for each in (one, after)):
        return True
    word = _ON if isinstance(one, _Duration) else _FOR
    return bool(word.search(gap)) and gap.count(". ") < _SENTENCES


def _closer(events: list[_Devices | _Duration], at: int, text: str) -> bool:
    """Whether a thing belongs to the one behind it rather than to the one before it."""
    if at + 1 >= len(events) or not _joined(events[at], events[at + 1], text):
        return False
    return events[at + 1].start - events[at].end < events[at].start - events[at - 1].end


def _together(devices: _Devices, duration: _Duration) -> _Time:
    about = duration.about or devices.about
    number = f"{shown(devices.many)} × " if devices.many is not None else ""
    label = f"{number}{devices.name} for {'about ' if about else ''}{shown(duration.hours)} hours"
    hours = devices.many * duration.hours if devices.many is not None else None
    ends = min(devices.start, duration.start), max(devices.end, duration.end)
    return _Time(*ends, label, devices, duration.hours, hours, about)


def _at_once(found: re.Match[str]) -> _Time | None:
    devices = _devices(found)
    if devices is None or devices.many is None:
        return None
    label = " ".join(found[0].split())
    if found["per"]:
        return _Time(*found.span(), label, devices, None, devices.many * _HOURS[found["per"]], devices.about)
    duration = Decimal(found["long"]) * _HOURS[found["unit"]]
    return _Time(*found.span(), label, devices, duration, devices.many * duration, devices.about)


def _events(text: str) -> list[_Devices | _Duration]:
    """Devices and durations, in the order of the text."""
    events: list[_Devices | _Duration] = []
    for found in _LASTING.finditer(text):
        said = amount(found)
        if said and said.value is not None and not _LISTED.search(text, max(0, found.start() - 12), found.start()):
            hours = said.value * _HOURS[found["unit"].rstrip("s")]
            events.append(_Duration(*found.span(), hours, said.about))
    devices = [one for found in _DEVICES.finditer(text) if (one := _devices(found))]
    names = {one.name for one in devices if one.name not in ("GPU", "TPU")}
    for found in _MORE.finditer(text):
        said, inside = amount(found), any(one.start <= found.start() < one.end for one in devices)
        if len(names) == 1 and not inside and said and said.value is not None:
            devices.append(_Devices(*found.span(), said.value, next(iter(names)), about=said.about))
    return sorted([*events, *[one for one in devices if one.name not in ("GPU", "TPU")]], key=lambda event: event.start)


def _devices(found: re.Match[str]) -> _Devices | None:
    """The devices of a match; None where their number is none or what is counted is machines."""
    said = amount(found) if found["low"] or found["base"] or found["factor"] or found["decimal"] else None
    version, slice_ = found["tpu"] or found["version"], found["slice"] or found["pod"] or ""
    name = f"TPU v{version}{slice_}" if version else found["gpu"] or found["any"]
    if found["core"] or found["cores"]:
        name = f"{name} core"
    count = said.value if said else Decimal(found["cores"]) if found["cores"] else None
    if said and (said.value is None or not said.exact):
        return None
    memory = re.sub(r"[ -]?G.*", " GB", found["memory"] or found["behind"] or found["beside"] or "")
    return _Devices(*found.span(), None if found["node"] else count, name, memory, bool(said and said.about))
