"""Links to the ORKG: which ids each of their forms gives."""

from __future__ import annotations

import pytest

from orkgx.graph.naming import Link, orkg_link
from orkgx.graph.terms import PREFIXES


def ids(link: Link) -> tuple[str, str]:
    return link.paper.removeprefix(f"<{PREFIXES['orkgr']}")[:-1], link.contribution[len(PREFIXES["orkgr"]) + 1 : -1]


@pytest.mark.parametrize(
    ("text", "host", "paper", "contribution"),
    [
        ("https://orkg.org/paper/R1", "", "R1", ""),
        ("https://orkg.org/paper/R1/R2", "", "R1", "R2"),
        ("https://orkg.org/paper/R1/R2/", "", "R1", "R2"),
        ("https://www.orkg.org/orkg/paper/R1", "", "R1", ""),
        ("http://ORKG.ORG/Paper/R1?a=b#c", "", "R1", ""),
        ("HTTPS://WWW.ORKG.ORG/PAPER/R1#Contribution", "", "R1", ""),
        ("https://orkg.org/resource/R1", "", "R1", ""),
        ("http://orkg.org/orkg/resource/R1", "", "R1", ""),
        ("https://orkg.org/api/papers/R1", "", "R1", ""),
        ("https://orkg.org/contribution/R2", "", "", "R2"),
        ("https://orkg.org:443//paper//R1", "", "R1", ""),
        ("//orkg.org/paper/R1", "", "R1", ""),
        ("orkg.org/paper/R1", "", "R1", ""),
        ("https://orkg.org/paper/R1/similar", "", "R1", ""),
        ("https://sandbox.orkg.org/paper/R1", "sandbox.", "R1", ""),
        ("https://www.incubating.orkg.org/paper/R1/R2", "incubating.", "R1", "R2"),
        ("https://orkg.org", "", "", ""),
        ("https://orkg.org/paper/", "", "", ""),
        ("https://orkg.org/paper/r1x", "", "", ""),
        ("https://orkg.org/comparison/R1", "", "", ""),
        ("https://orkg.org/class/C1", "", "", ""),
        ("https://orkg.org?x=/paper/R1", "", "", ""),
    ],
)
def test_the_ids_of_a_link(text: str, host: str, paper: str, contribution: str) -> None:
    link = orkg_link(text)
    assert link
    assert link.host == f"{host}orkg.org"
    assert ids(link) == (paper, contribution)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://orkg.org.example.org/paper/R1",
        "https://orkg.organic/paper/R1",
        "https://example.org/orkg.org/paper/R1",
        "https://myorkg.org/paper/R1",
        "https://example.org/?https://orkg.org/paper/R1",
        "https://other.orkg.org/paper/R1",
    ],
)
def test_other_hosts_give_none(text: str) -> None:
    assert orkg_link(text) is None
