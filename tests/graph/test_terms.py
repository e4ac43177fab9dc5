"""The one gate for IRIs: what it lets through, pyoxigraph and rdflib read; what cannot be one, it refuses."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from orkgx.graph.terms import _PLAIN, address, base_fault, iri, iri_fault, line, part_of

ODD = st.text("ab/:?#[]@%2F é百\u00a0\u3000\u200e\ufdd0\ufffd\ue000\ud800<>\"{}|\\^`'\n\t.-")


def is_read(term: str) -> bool:
    """Whether strict readers take a term, and give back what stands there."""
    written = line(term, term, term)
    (quad,) = ox.parse(written.encode(), format=ox.RdfFormat.N_TRIPLES)
    (triple,) = rdflib.Graph().parse(data=written, format="nt")
    (again,) = rdflib.Graph().parse(data=written, format="turtle")
    return str(quad.subject) == term and {str(one) for one in (*triple, *again)} == {address(term)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://doi.org/10.1580/1080-6032(2004)15[231:evdagg]2.0.co;2",
         "https://doi.org/10.1580/1080-6032(2004)15%5B231:evdagg%5D2.0.co;2"),
        ("https://a.org/x y", "https://a.org/x%20y"),
        ("https://a.org/x\u00a0y", "https://a.org/x%C2%A0y"),
        ('https://a.org/{x}"', "https://a.org/%7Bx%7D%22"),
        ("https://a.org/100%", "https://a.org/100%25"),
        ("https://a.org/%zz%41", "https://a.org/%25zz%41"),
        ("https://a.org/?q[]=1", "https://a.org/?q%5B%5D=1"),
        ("https://a.org/#a#b", "https://a.org/#a%23b"),
        ("https://a.org/\ue000", "https://a.org/%EE%80%80"),
        ("https://a.org/百度", "https://a.org/百度"),
        ("http://[::1]:8000/x[1]", "http://[::1]:8000/x%5B1%5D"),
    ],
)  # fmt: skip
def test_what_is_meant_is_percent_encoded(text: str, expected: str) -> None:
    assert iri(text) == f"<{expected}>"
    assert is_read(iri(text))
    assert iri(expected) == f"<{expected}>"


@pytest.mark.parametrize(
    "text", ["http://[x]/", "http://[/", "http://a:port/", "no scheme", "", "1http://a/", "\ud800:"]
)
def test_what_cannot_be_an_iri_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be an IRI: "):
        iri(text)
    assert "cannot be an IRI" in iri_fault(text)


@given(st.one_of(ODD, st.text(), ODD.map("https://a.org/".__add__), ODD.map("http://".__add__)))
def test_all_that_is_let_through_is_read(text: str) -> None:
    try:
        term = iri(text)
    except ValueError:
        return
    assert is_read(term)
    assert iri(address(term)) == term


@given(st.from_regex(_PLAIN, fullmatch=True))
def test_what_needs_no_judge_would_pass_the_judge(text: str) -> None:
    assert ox.NamedNode(text).value == text
    assert is_read(f"<{text}>")


@given(ODD.map("https://a.org/".__add__), st.sampled_from(["L1", "L1-L2"]))
def test_lines_of_a_source_are_an_iri_with_one_fragment(text: str, lines: str) -> None:
    try:
        term = part_of(text, lines)
    except ValueError:
        return
    assert is_read(term) and term.count("#") == 1 and term.endswith(f"{lines}>")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("https://a.org/id/", ""),
        ("https://a.org/ns#", ""),
        ("https://a.org/id", "write https://a.org/id/"),
        ("https://a.org/a b/", "write https://a.org/a%20b/"),
        ("here/", "cannot be an IRI: no scheme found"),
    ],
)
def test_what_is_wrong_with_a_base_says_how_to_mend_it(text: str, fault: str) -> None:
    assert base_fault(text).endswith(fault) or fault in base_fault(text)
    assert bool(base_fault(text)) == bool(fault)
