"""Every code that a finding can have: how bad it is unless said otherwise, and what it means in one line."""

from __future__ import annotations

from typing import NamedTuple

from .model import Severity


class Code(NamedTuple):
    """What is known of a code beside its name."""

    severity: Severity
    help: str


_INFO, _WARNING, _ERROR = Severity.info, Severity.warning, Severity.error

CODES = {
    # the source as bytes
    "unreadable-source": Code(_ERROR, "The source cannot be read; the message says why."),
    "not-utf8": Code(_ERROR, "The source is not UTF-8 here; save it as UTF-8."),
    "control-character": Code(_WARNING, "A control character stands in the text; remove it."),
    "not-text": Code(_ERROR, "The source is not text; name a Markdown file."),
    "long-line": Code(_WARNING, "A line is longer than any value can be; it was left out. Break it or remove it."),
    # the Markdown
    "unclosed-fence": Code(_ERROR, "A fenced block is never closed; end it with a fence as long as its first."),
    "unclosed-html": Code(_WARNING, "An HTML block or comment is never closed; what follows it is hidden. Close it."),
    "indented-fence": Code(_WARNING, "A fence is indented so far that Markdown takes it for code; indent it less."),
    # the YAML
    "unquoted-colon": Code(_WARNING, "A value holds a colon and a blank, which YAML reads as a key; quote the value."),
    "duplicate-key": Code(_WARNING, "A key stands twice in one block; both values were taken. Keep one."),
    "tab-indent": Code(_WARNING, "A line is indented with a tab, which YAML forbids; use blanks."),
    "broken-yaml": Code(_WARNING, "The block is not YAML; it was read line by line. Mend it where the message says."),
    "stray-line": Code(_WARNING, "A line is neither a field nor part of one; write it as 'key: value'."),
    "not-fields": Code(_ERROR, "The block holds no fields; write it as lines of 'key: value'."),
    "too-many-values": Code(_ERROR, "The block unfolds to more values than any entry has; write it without anchors."),
    # the block as a whole
    "unclaimed-block": Code(_INFO, "No mapping knows enough of the block's keys; it was left alone."),
    "blank-form": Code(_INFO, "The block has keys and no values; it was skipped."),
    "no-name": Code(_ERROR, "The block names nothing, so it was left out; add a name."),
    "no-paper-title": Code(_INFO, "The block has no title of a paper; the paper takes the name of the model."),
    "duplicate-entry": Code(_ERROR, "The same entry stands in the catalogue before; this one was left out."),
    "dated-name": Code(_WARNING, "One name stands for several things of different dates; their IRIs carry the date."),
    "missing-field": Code(_WARNING, "A field that the mapping requires is missing; add it."),
    # one field
    "unmapped-field": Code(_WARNING, "No rule of the mapping takes this key; mend its spelling, or add a rule."),
    "ignored-field": Code(_INFO, "The mapping does not want this key; its value was left out."),
    "empty-value": Code(_INFO, "A key has no value; it gave no statement."),
    "no-value": Code(_INFO, "The value says that there is none, such as N/A; it gave no statement."),
    "doubtful-value": Code(_WARNING, "The value was read, but may mean something else; the message says what."),
    "unreadable-count": Code(_WARNING, "The value is not a count such as 1500 or 117M."),
    "unreadable-counts": Code(_WARNING, "The value holds no counts such as 'base = 110M, large = 340M'."),
    "unreadable-date": Code(_WARNING, "The value is not a date such as 2019-02-14, 2019-02 or 2019."),
    "unreadable-quantity": Code(_WARNING, "The value is not a number with a unit that the mapping knows."),
    "unreadable-quantities": Code(_WARNING, "The value holds no numbers with units that the mapping knows."),
    "unreadable-money": Code(_WARNING, "The value is not an amount with a currency."),
    "unreadable-accelerator-time": Code(_WARNING, "The value is not a time on a number of accelerators."),
    "unreadable-url": Code(_WARNING, "The value is not an address such as https://example.org/page."),
    "unreadable-license": Code(_WARNING, "The value names no licence that the mapping or SPDX knows."),
    "unreadable-access": Code(_WARNING, "The value is not a kind of access that the mapping knows."),
    "unreadable-boolean": Code(_WARNING, "The value is neither yes nor no."),
    "unreadable-language": Code(_WARNING, "The value names no language that is known."),
    "unreadable-pattern": Code(_WARNING, "The value does not have the form that the mapping's pattern asks for."),
    "unreadable-text": Code(_WARNING, "The value cannot be taken as text."),
    # the mapping file
    "unknown-mapping": Code(_ERROR, "There is no mapping of that name; see 'orkgx mapping list'."),
    "not-yaml": Code(_ERROR, "The mapping file is not YAML; mend it where the message says."),
    "unknown-key": Code(_ERROR, "The mapping file has a key that means nothing there; mend its spelling."),
    "missing-key": Code(_ERROR, "The mapping file lacks a key that must be there; add it."),
    "wrong-type": Code(_ERROR, "A value of the mapping file is of the wrong type; the message says what it must be."),
    "missing-option": Code(_ERROR, "A rule of the mapping lacks an option that its reader needs; add it."),
    "unknown-reader": Code(_ERROR, "A rule of the mapping names a reader that does not exist."),
    "unknown-prefix": Code(_ERROR, "The mapping uses a prefix that is declared nowhere; add it to 'prefixes'."),
    "unknown-kind": Code(_ERROR, "A rule names a kind that is declared nowhere; add it to 'kinds'."),
    "unknown-table": Code(_ERROR, "A rule or kind names a table that is declared nowhere; add it to 'tables'."),
    "unknown-unit": Code(_ERROR, "A rule names a unit that is declared nowhere; add it to 'units'."),
    "bad-pattern": Code(_ERROR, "A regular expression of the mapping is faulty; the message says where."),
    "bad-iri": Code(_ERROR, "What stands in the mapping as an IRI is none."),
    "duplicate-spelling": Code(_ERROR, "One spelling stands for two things in the mapping; keep one."),
}
