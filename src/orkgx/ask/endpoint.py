"""A SPARQL endpoint elsewhere, asked by the SPARQL 1.1 Protocol."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..model import OrkgxError
from .queries import Answer, answered

_ACCEPTED = "application/sparql-results+json, text/turtle;q=0.9, application/n-triples;q=0.8"
_MOST = 200_000_000  # bytes of an answer
_HELP = "check the address, which often ends in /sparql"


class EndpointError(OrkgxError):
    """An endpoint that cannot be reached, refuses, or answers what is no answer."""

    code = "remote"


def ask_endpoint(url: str, text: str, *, prefixes: Mapping[str, str], seconds: float = 60) -> Answer:
    """The answer of an endpoint to a query, which gets the prefixes before it. Raises EndpointError."""
    import requests

    parts = urlsplit(url)
    shown = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"  # never a password
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EndpointError(f"{url!r} is no http address of an endpoint")
    query = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in prefixes.items()) + text
    until = time.monotonic() + (seconds or 3600)
    try:
        with requests.post(
            url,
            data={"query": query},
            headers={"Accept": _ACCEPTED},
            stream=True,
            timeout=min(seconds or 3600, 600),
        ) as answer:
            content = _content(answer, shown, until)
    except requests.Timeout as error:
        raise EndpointError(f"{shown}: no answer within {seconds:g} s; ask for less, or raise --timeout") from error
    except requests.RequestException as error:
        raise EndpointError(f"{shown} cannot be asked ({type(error).__name__}); {_HELP}") from error
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    if not answer.ok:
        reason = " ".join(content[:500].decode("utf-8", "replace").split()) if "html" not in kind else ""
        raise EndpointError(f"{shown} answers {answer.status_code} {answer.reason}{': ' * bool(reason)}{reason}")
    return _parsed(content, kind, shown)


def _content(answer: Any, shown: str, until: float) -> bytes:
    content = bytearray()
    for chunk in answer.iter_content(65536):
        content += chunk
        if len(content) > _MOST:
            raise EndpointError(f"{shown}: the answer is larger than {_MOST:,} bytes; ask for less")
        if time.monotonic() > until:
            raise EndpointError(f"{shown}: the answer takes too long; ask for less, or raise --timeout")
    return bytes(content)


def _parsed(content: bytes, kind: str, shown: str) -> Answer:
    results, rdf = ox.QueryResultsFormat.from_media_type(kind), ox.RdfFormat.from_media_type(kind)
    try:
        if results and "sparql-results" in kind:
            found = ox.parse_query_results(content, results)
            if isinstance(found, ox.QueryBoolean):
                return bool(found)
            width = range(len(found.variables))
            rows = [tuple(solution[i] for i in width) for solution in found]
            return answered(tuple(variable.value for variable in found.variables), iter(rows))
        if rdf:
            return answered(None, iter([quad.triple for quad in ox.parse(content, rdf)]))
    except (SyntaxError, ValueError) as error:
        raise EndpointError(f"{shown} answers {kind} that is broken: {error}") from error
    raise EndpointError(f"{shown} answers {kind or 'something without a type'}, not results of a query; {_HELP}")
