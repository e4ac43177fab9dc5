"""What changes, by entry and property, for people: lines of text, and one page of HTML that needs nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

_SHOWN = 100  # characters of a value in a line
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1b1f24 }
table { border-collapse: collapse; width: 100%; margin: .3rem 0 1.2rem } th { text-align: left; width: 16rem }
th, td { border-top: 1px solid #d5d9de; padding: .25rem .5rem; vertical-align: top; overflow-wrap: anywhere }
th { font-weight: 400 } h2 { font-size: 1.05rem; margin: 1.2rem 0 0 }
small { color: #57606a } del { color: #a40e26 } ins { color: #116329 }
del, ins { text-decoration: none } .totals { font-weight: 600 }
@media (prefers-color-scheme: dark) { body { background: #15181c; color: #dde2e8 } th, td { border-color: #3a4048 }
del { color: #ff8a95 } ins { color: #6fdd8b } small { color: #9aa4af } }
"""


class Change(NamedTuple):
    """A property, the value that goes ("" for none) and the one that comes; `note` is why nothing comes or goes."""

    property: str
    old: str
    new: str
    note: str = ""

    def __str__(self) -> str:
        old, new = _short(self.old), _short(self.new)
        move = f"{old} -> {new}" if old and new else f"- {old}" if old else f"+ {new}"
        return f"{move}  ({self.note})" if self.note else move


class Entry(NamedTuple):
    """What an entry is called, what happens to it in a word, its kind, place and changes."""

    label: str
    action: str
    kind: str
    place: str
    changes: Sequence[Change]


def paired(old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]) -> list[Change]:
    """Changes out of values that go and come, each with its property: one for one where a property has both.

    >>> [str(one) for one in paired([("licence", "MIT")], [("licence", "Apache-2.0"), ("name", "A")])]
    ['MIT -> Apache-2.0', '+ A']
    """
    going, coming = _by_property(old), _by_property(new)
    changes = []
    for property_ in dict.fromkeys([*going, *coming]):
        goes, comes = going.get(property_, []), coming.get(property_, [])
        both = min(len(goes), len(comes))
        changes += [Change(property_, before, after) for before, after in zip(goes[:both], comes[:both], strict=True)]
        changes += [Change(property_, before, "") for before in goes[both:]]
        changes += [Change(property_, "", after) for after in comes[both:]]
    return changes


def _by_property(values: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for property_, value in values:
        found[property_].append(value)
    return found


def lines(changes: Iterable[Change]) -> Iterator[str]:
    """A line a change, the property before it."""
    changes = list(changes)
    width = min(max((len(change.property) for change in changes), default=0), 40)
    for change in changes:
        yield f"    {change.property:{width}}  {change}"


def page(title: str, entries: Iterable[Entry], totals: str, notes: Iterable[str] = ()) -> Iterator[str]:
    """The page; whatever stands in a value is text in it."""
    yield f'<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield f'<style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n<p class="totals">{escape(totals)}</p>\n'
    if told := list(notes):
        yield "<ul>\n" + "".join(f"<li>{escape(note)}</li>\n" for note in told) + "</ul>\n"
    for entry in entries:
        yield f"<h2>{escape(entry.label)}</h2>\n<small>{escape(f'{entry.action} {entry.kind} {entry.place}')}</small>\n"
        yield "<table>\n" + "".join(map(_row, entry.changes)) + "</table>\n"
    yield "</html>\n"


def _row(change: Change) -> str:
    arrow = " → " if change.old and change.new else ""
    old = f"<del>{escape(change.old)}</del>" if change.old else ""
    new = f"<ins>{escape(change.new)}</ins>" if change.new else ""
    note = f" <small>{escape(change.note)}</small>" if change.note else ""
    return f'<tr><th scope="row">{escape(change.property)}</th><td>{old}{arrow}{new}{note}</td></tr>\n'


def _short(value: str) -> str:
    squeezed = " ".join(value.split())
    return squeezed if len(squeezed) <= _SHOWN else f"{squeezed[: _SHOWN - 1]}…"
