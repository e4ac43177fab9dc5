"""Every code that a finding can have, but for those of readers: how bad it is unless said otherwise, and what it means
in one line."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Code(NamedTuple):
    """What is known of a code beside its name; `severity` is the name of one."""

    severity: Literal["info", "warning", "error"]
    help: str


CODES = {
    # the source as bytes
    "unreadable-source": Code("error", "The source cannot be read; the message says why."),
    "not-utf8": Code("error", "The source is not UTF-8 here; save it as UTF-8."),
    "control-character": Code("warning", "A control character stands in the text; remove it."),
    "long-line": Code("error", "A line is longer than any value can be; it was left out. Break it or remove it."),
    # comments that say what is not wanted
    "unknown-code": Code("warning", "A comment ignores a code that there is not; mend its spelling."),
    "unused-ignore": Code("info", "A comment ignores what is not found there; remove it."),
    "no-entry": Code("warning", "No entry was found in a source; the message says what stands there instead."),
    # the Markdown
    "unclosed-fence": Code("error", "A fenced block is never closed; end it with a fence as long as its first."),
    "unclosed-html": Code("warning", "An HTML block or comment is never closed; what follows it is hidden. Close it."),
    "indented-fence": Code("warning", "A fence is indented so far that Markdown takes it for code; indent it less."),
    "inner-fence": Code("warning", "Blocks stand inside of a longer fence, so that they are shown and not read."),
    "fence-in-html": Code(
        "warning", "A fence stands right below a tag, where Markdown sees none; put a blank line between."
    ),
    "html-table": Code("info", "A table in HTML is not read; write it in Markdown."),
    "toml-front-matter": Code("warning", "Front matter in TOML is not read; write it in YAML, between lines of '---'."),
    "unclosed-front-matter": Code("error", "Front matter lacks the '---' below it, or above it; add it."),
    # the YAML
    "unquoted-colon": Code("warning", "A value holds a colon and a blank, which YAML reads as a key; quote the value."),
    "duplicate-key": Code("warning", "A key stands twice in one block; both values were taken. Keep one."),
    "tab-indent": Code("warning", "A line is indented with a tab, which YAML forbids; use blanks."),
    "unquoted-sign": Code("warning", "A value begins with a sign that YAML takes for something else; quote the value."),
    "unspaced-colon": Code("warning", "No blank stands behind the colon of a key; put one there."),
    "hash-in-value": Code("warning", "A value holds a blank and #, which begins a comment to YAML; quote the value."),
    "comment": Code("info", "A comment stands behind a value; it is no part of it."),
    "odd-sign": Code("warning", "A blank or colon only looks like one; type it anew."),
    "hidden-sign": Code("warning", "Signs of no width stand in a key or value; remove them."),
    "odd-key": Code("warning", "A key is a list or map to YAML; take its brackets away, or quote it."),
    "undefined-alias": Code("warning", "A value is an alias of nothing; quote it if it is text."),
    "broken-yaml": Code("warning", "The block is not YAML; it was read line by line. Mend it where the message says."),
    "stray-line": Code("warning", "A line is neither a field nor part of one; write it as 'key: value'."),
    "not-fields": Code("warning", "The block holds no fields; write it as lines of 'key: value'."),
    "too-many-values": Code("error", "The block unfolds to more values than any entry has; write it without anchors."),
    # files of JSON
    "broken-json": Code("error", "A list or object in a file of JSON is never closed; close it."),
    # what stands in the way of publishing
    "unknown-license": Code(
        "warning", "A catalogue's licence is not known; ask for it, and write it into the mapping."
    ),
    "mixed-licenses": Code("warning", "The licences of the catalogues cannot be combined; export them apart."),
    # what shapes ask for
    "missing-value": Code("error", "A shape or template wants a value that is not there; add it."),
    "surplus-value": Code("error", "A shape or template allows fewer values; keep those that are right."),
    "wrong-range": Code("error", "A value is not of the datatype, class or kind that a shape or template wants."),
    "shape-violation": Code("error", "A statement breaks a rule of a shape; the message says which."),
    # what a push would send
    "refused-by-orkg": Code("error", "A label or value is one that the ORKG does not take; change it."),
    "not-for-orkg": Code("warning", "The ORKG does not get the value as it is written; the full graph keeps it."),
    "not-in-csv": Code("warning", "The ORKG's CSV has no place for this value; push it instead."),
    # the block as a whole
    "unclaimed-block": Code("info", "No mapping knows enough of the block's keys; it was left alone."),
    "blank-form": Code("info", "The block has keys and no values; it was skipped."),
    "no-name": Code("error", "The block names nothing, so it was left out; add a name."),
    "no-paper-title": Code("info", "The block has no title of a paper; the paper takes the name of the model."),
    "unusable-orkg-link": Code(
        "warning", "The entry's link leads to the ORKG, but names no paper or contribution there; mend it."
    ),
    "duplicate-entry": Code("error", "The same entry stands in the catalogue before; this one was left out."),
    "dated-name": Code("warning", "One name stands for several things of different dates; their IRIs carry the date."),
    "surplus-name": Code("warning", "A second name or title stands in one entry; it names nothing. Keep one."),
    "missing-field": Code("warning", "A field that the mapping requires is missing; add it."),
    # one field
    "unmapped-field": Code("warning", "No rule of the mapping takes this key; mend its spelling, or add a rule."),
    "ignored-field": Code("info", "The mapping does not want this key; its value was left out."),
    "empty-value": Code("info", "A key has no value; it gave no statement."),
    "no-value": Code("info", "The value says that there is none, such as N/A; it gave no statement."),
    "doubtful-value": Code("warning", "The value was read, but may mean something else; the message says what."),
    "slow-pattern": Code(
        "warning", "A pattern of the mapping takes too long on the text; write it without nested repetitions."
    ),
    # values that were read and are probably wrong
    "contradiction": Code("warning", "Two values of an entry cannot both be right; mend the wrong one."),
    "implausible-date": Code("warning", "A date is still to come, or long gone; mend it."),
    "near-miss": Code("warning", "A name is not known, and much like one that is; mend its spelling."),
    "outlier": Code("warning", "A number is far off those of the other entries; mend its unit."),
    # the mapping file, and the project file
    "unknown-mapping": Code("error", "There is no mapping of that name; see 'orkgx mapping list'."),
    "not-yaml": Code("error", "The mapping file is not YAML; mend it where the message says."),
    "not-toml": Code("error", "The project file is not TOML; mend it where the message says."),
    "unknown-key": Code("error", "The mapping or project file has a key that means nothing there; mend its spelling."),
    "missing-key": Code("error", "The mapping file lacks a key that must be there; add it."),
    "wrong-type": Code(
        "error", "A value of a mapping or project file is of the wrong type; the message says which it must be."
    ),
    "missing-option": Code("error", "A rule of the mapping lacks an option that its reader needs; add it."),
    "unknown-reader": Code("error", "A rule of the mapping names a reader that does not exist."),
    "unknown-required": Code("error", "A claim requires a key that the mapping has no field for; add the field."),
    "feeds-nothing": Code("warning", "No query, chart or template asks for what the mapping makes; name properties."),
    "uneven-row": Code("warning", "A row has more cells than its table has headings; the others were kept apart."),
    "unknown-prefix": Code("error", "The mapping uses a prefix that is declared nowhere; add it to 'prefixes'."),
    "unknown-kind": Code("error", "A rule names a kind that is declared nowhere; add it to 'kinds'."),
    "unknown-table": Code("error", "A rule or kind names a table that is declared nowhere; add it to 'tables'."),
    "unknown-unit": Code("error", "A rule names a unit that is declared nowhere; add it to 'units'."),
    "bad-pattern": Code("error", "A regular expression or template of the mapping is faulty; the message says where."),
    "bad-iri": Code("error", "What stands in the mapping as an IRI is none."),
    "duplicate-spelling": Code("error", "One spelling stands for two things in the mapping; keep one."),
}
