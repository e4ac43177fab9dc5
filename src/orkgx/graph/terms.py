"""Terms and statements as N-Triples text: the one place that makes them and takes them apart.

A statement is a line ``subject predicate object .``; a tail is one that still lacks its subject. Our own lines have one
blank between their parts, so that they are taken apart without a parser.
"""

from __future__ import annotations

import re
from functools import lru_cache

XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {
    "orkgr": "http://orkg.org/orkg/resource/",
    "orkgp": "http://orkg.org/orkg/predicate/",
    "orkgc": "http://orkg.org/orkg/class/",
    "ox": "https://w3id.org/orkgx/ns#",
    "fair4ml": "https://w3id.org/fair4ml#",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/licenses/",
    "xsd": XSD,
}
BASE = "https://w3id.org/orkgx/id/"
DOI = "https://doi.org/"  # what a DOI is resolved by
# The hosts of the ORKG, by instance.
HOSTS = {"production": "orkg.org", "sandbox": "sandbox.orkg.org", "incubating": "incubating.orkg.org"}

# IRIs that need no judge: most are of this form. A property test holds that the judge takes them all.
_PATH = r"[A-Za-z0-9._~/:@!$&'()*+,;=-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~/:@!$&'()*+,;=-]*+)*+"
_PLAIN = re.compile(rf"https?://[A-Za-z0-9.-]++(?:/{_PATH})?+(?:\?{_PATH})?+(?:#{_PATH})?+")
# What no IRI may hold (RFC 3987), blanks of all scripts with it: there are parsers that end an IRI there.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\x9f]|\s|%(?![0-9A-Fa-f]{2})')
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")  # only there may brackets stand: around a number
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_UNESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPES = {escape[1]: character for character, escape in _ESCAPES.items()}


def iri(text: str) -> str:
    """An IRI as a term; characters that no IRI may hold are percent-encoded. Raises ValueError for what cannot be one.

    >>> iri("https://example.org/a b[1]")
    '<https://example.org/a%20b%5B1%5D>'
    """
    return f"<{text}>" if _PLAIN.fullmatch(text) else f"<{_mended(text)}>"


def _mended(text: str) -> str:
    """The IRI that is meant by a text, as pyoxigraph judges."""
    found = _AUTHORITY.match(text)
    start = found.end() if found else 0
    path, mark, fragment = text[start:].partition("#")
    path, fragment = (part.replace("[", "%5B").replace("]", "%5D").replace("#", "%23") for part in (path, fragment))
    try:
        mended = _NOT_IN_IRI.sub(_percent, f"{text[:start]}{path}{mark}{fragment}")
        if _fault(mended):
            mended = _NOT_ASCII.sub(_percent, mended)
        fault = _fault(mended)
    except UnicodeEncodeError:
        fault = "half of a character stands there"
    if fault:
        raise ValueError(f"{text[:200]!r} cannot be an IRI: {fault[:1].lower()}{fault[1:]}")
    return mended


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _fault(text: str) -> str:
    """What the judge says against an IRI; empty for nothing."""
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except UnicodeEncodeError:
        raise
    except ValueError as error:
        return str(error)
    return ""


def iri_fault(text: str) -> str:
    """What is wrong with a text as an IRI just as it stands, and how to mend it; empty for nothing.

    >>> iri_fault("https://example.org/a b")
    "'https://example.org/a b' is no IRI as it stands; write https://example.org/a%20b"
    """
    try:
        mended = address(iri(text))
    except ValueError as error:
        return str(error)
    return "" if mended == text else f"{text[:200]!r} is no IRI as it stands; write {mended[:200]}"


def base_fault(text: str) -> str:
    """The same of a text with which IRIs begin.

    >>> base_fault("https://example.org/id")
    "'https://example.org/id' does not end in / or #, so that names would run into it; write https://example.org/id/"
    """
    if (fault := iri_fault(text)) or text.endswith(("/", "#")):
        return fault
    return f"{text[:200]!r} does not end in / or #, so that names would run into it; write {text[:200]}/"


def prefix_fault(name: str, text: str) -> str:
    """What is wrong with a prefix and the IRI that it stands for, as pyoxigraph reads them; empty for nothing."""
    import pyoxigraph

    if fault := iri_fault(text):
        return fault
    declared = pyoxigraph.parse(f"@prefix {name}: <{text}> .".encode("utf-8", "replace"), pyoxigraph.RdfFormat.TURTLE)
    try:
        if not list(declared) and declared.prefixes == {name: text}:
            return ""
    except SyntaxError:
        pass
    return f"{name!r} can be no prefix; begin it with a letter, and go on with letters, digits, - or _"


def part_of(source: str, lines: str) -> str:
    """The term of some lines of a source; a fragment that its IRI has is gone on with.

    >>> part_of("https://example.org/a.md", "L1-L2"), part_of("https://example.org/a.md#b", "L1")
    ('<https://example.org/a.md#L1-L2>', '<https://example.org/a.md#b&L1>')
    """
    return complete(beginning(source), f"{'&' if '#' in source else '#'}{lines}")


@lru_cache(256)
def beginning(text: str) -> str:
    """An IRI as a term without its end, to which go characters that any IRI may hold, and then ``>``."""
    return iri(text)[:-1]


def complete(start: str, end: str) -> str:
    """An IRI of its `beginning` and an end of characters that any IRI may hold."""
    return f"{start}{end}>"


def literal(text: str, datatype: str = "") -> str:
    """A literal as a term; `datatype` is a full IRI, and xsd:string when left out.

    >>> literal("1500", XSD + "integer")
    '"1500"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if not text.isprintable() or '"' in text or "\\" in text:
        text = _ESCAPED.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", text)
    return f'"{text}"^^<{datatype}>' if datatype else f'"{text}"'


def integer(number: int) -> str:
    return f'"{number}"^^<{XSD}integer>'


def decimal(number: float) -> str:
    """A number as the shortest xsd:decimal that says it; whole ones as xsd:integer."""
    if number == int(number):
        return integer(int(number))
    return literal(format(number, "f").rstrip("0"), XSD + "decimal")


def unquote(term: str) -> tuple[str, str]:
    """Lexical form and datatype IRI of a literal term.

    >>> unquote('"a \\\\"b\\\\""')
    ('a "b"', '')
    """
    end = term.rindex('"')
    text = term[1:end]
    if "\\" in text:
        text = _UNESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _UNESCAPES[m[3]], text)
    return text, term[end + 4 : -1] if term[end + 1 :] else ""


def address(term: str) -> str:
    """The IRI that a term holds.

    >>> address("<https://schema.org/name>")
    'https://schema.org/name'
    """
    return term[1:-1]


def is_iri(term: str) -> bool:
    return term[:1] == "<"


def below(owner: str, path: str) -> str:
    """The term of an IRI below another.

    >>> below("<https://example.org/model/gpt-2>", "base")
    '<https://example.org/model/gpt-2/base>'
    """
    return iri(f"{owner[1:-1]}/{path}")


def last_step(term: str) -> str:
    """The last step of an IRI's path.

    >>> last_step("<https://example.org/model/gpt-2>")
    'gpt-2'
    """
    return term.rpartition("/")[2][:-1]


def escaped(text: str) -> str:
    """A text as it stands between the quotes of a literal."""
    return literal(text)[1:-1]


def quoted(escaped_text: str) -> str:
    """The literal of a text that is escaped already."""
    return f'"{escaped_text}"'


def tail(predicate: str, term: str) -> str:
    """A statement without its subject."""
    return f"{predicate} {term} .\n"


def opening(subject: str, predicate: str) -> str:
    """What stands before the object of a statement."""
    return f"{subject} {predicate} "


def ending(term: str) -> str:
    """What stands behind the predicate of a statement: a tail is a predicate and an ending. Where one term goes behind
    many predicates, it is put together once."""
    return f" {term} .\n"


def line(subject: str, predicate: str, term: str) -> str:
    """A statement as a line of N-Triples."""
    return f"{subject} {predicate} {term} .\n"


def in_graph(lines: bytes, graph: str) -> bytes:
    """Whole lines of N-Triples as N-Quads of a graph, by its IRI; as they are for none."""
    return lines.replace(b" .\n", f" <{graph}> .\n".encode()) if graph else lines


def parse_line(text: str) -> tuple[str, str, str]:
    """Subject, predicate and object of one of our lines, with its end of line or without.

    >>> parse_line('<s> <p> "a b" .')
    ('<s>', '<p>', '"a b"')
    """
    subject, predicate, rest = text.split(" ", 2)
    return subject, predicate, rest.removesuffix("\n")[:-2]


def parse_tail(text: str) -> tuple[str, str]:
    """Predicate and object of a tail."""
    predicate, _, rest = text.partition(" ")
    return predicate, rest[:-3]


def parse_lines(subject: str, text: str) -> list[tuple[str, str]]:
    """Predicate and object of each of some lines of one subject.

    >>> parse_lines("<s>", '<s> <p> "a b" .\\n<s> <q> <o> .\\n')
    [('<p>', '"a b"'), ('<q>', '<o>')]
    """
    if not text:
        return []
    rests = text[len(subject) + 1 : -3].split(f" .\n{subject} ")
    return [(predicate, term) for predicate, _, term in [rest.partition(" ") for rest in rests]]


def first_subject(text: str) -> str:
    """The subject of the first of some lines."""
    return text[: text.index(" ")]


def expand(curie: str, prefixes: dict[str, str]) -> str:
    """The IRI behind ``prefix:name``; a full IRI stays. Raises KeyError for an unknown prefix."""
    if "://" in curie:
        return curie
    prefix, _, name = curie.partition(":")
    return prefixes[prefix] + name


# The predicates by which every graph says what a thing is and what it is called.
TYPE = iri(PREFIXES["rdf"] + "type")
LABEL = iri(PREFIXES["rdfs"] + "label")
ALT_LABEL = iri(PREFIXES["skos"] + "altLabel")
