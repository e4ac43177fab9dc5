"""What no statement shows: the full graph keeps it as it is written, one for the ORKG leaves it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..mapping.rules import Finding
from ..model import Field, Severity
from .constants import WRITTEN
from .meanings import Rest
from .provenance import Content
from .terms import escaped, literal, quoted, tail


def left_out(content: Content, unshown: Sequence[str]) -> Iterator[tuple[Field, Finding]]:
    """The fields whose text the ORKG has no predicate for, with what to say of them: a warning where nothing else of
    the field goes there either, and nothing else was said of it. `unshown` holds the texts that no statement shows."""
    for (field, rule, meaning), text in zip(content.all(), unshown, strict=True):
        rest = meaning.rest or Rest()
        partly = meaning.paper or meaning.contribution or rest.parts or rule.names
        told = any(severity > Severity.info for severity, *_ in rest.findings)
        if text:
            yield field, _finding(field.name, field.text, Severity.info if partly or told else Severity.warning)
    for field in content.unmapped:  # beside the warning that no rule takes it
        yield field, _finding(field.name, field.text, Severity.info)
    for field, target in unlinked(content):
        yield field, _finding(f"{field.name}.link", target, Severity.info)
    for each, fields in content.layout.maps_of(content.record):  # what is measured of a model is said of it alone
        if each.role not in content.layout.mapping.roles and len(fields):
            yield fields[0], _finding(each.key, "; ".join(fields.texts), Severity.info)


def unlinked(content: Content) -> Iterator[tuple[Field, str]]:
    """The targets of links that no rule takes, with their fields."""
    fields = content.record.fields
    for at in content.layout.unlinked:
        for link in fields.links[at]:
            if link.target and link.target != fields.texts[at]:
                yield fields[at], link.target


def _finding(name: str, text: str, severity: Severity) -> Finding:
    message = f"{text!r} of {name!r} does not go to the ORKG as it is written; the full graph keeps it"
    return severity, "not-for-orkg", message


def kept_as_written(content: Content, texts: Sequence[str]) -> list[str]:
    """The tails that keep name and text of fields whose text can be read in no statement."""
    if not (any(texts) or content.layout.unmapped or content.layout.unlinked):
        return []
    names = content.layout.names
    if content.context:
        names += tuple([escaped(field.name) for field, _ in content.context])
    tails = [tail(WRITTEN, quoted(f"{name}: {text}")) for name, text in zip(names, texts, strict=True) if text]
    unmapped = content.unmapped if content.layout.unmapped else ()
    tails += [tail(WRITTEN, literal(f"{field.name}: {field.text}")) for field in unmapped]
    tails += [tail(WRITTEN, literal(f"{field.name}.link: {target}")) for field, target in unlinked(content)]
    return tails
