"""The ORKG's REST API: one session, bounded waiting, and errors that say whether a write may have happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from ..graph.terms import HOSTS
from ..write.limits import ID
from .login import TIMEOUT, Login, RemoteError, checked, open_session

ADDRESSES = {name: f"https://{host}" for name, host in HOSTS.items()}
_LONGEST_WAIT = 120  # seconds of Retry-After that are honoured
_TRIES = 5
_PAGE = 2500  # the largest page that the ORKG gives
# What is asked and sent by a type of its own; all else is plain JSON.
_MEDIA = {
    "/api/comparisons": "application/vnd.orkg.comparison.v3+json",
    "/api/papers": "application/vnd.orkg.paper.v2+json",
}


class _Patience(Retry):
    """Honours Retry-After, but not for ever."""

    def get_retry_after(self, response: Any) -> float | None:
        seconds = super().get_retry_after(response)
        return None if seconds is None else min(seconds, _LONGEST_WAIT)


_RETRY_READS = _Patience(
    total=_TRIES,
    read=2,  # of answers that never come, each of which takes its whole time
    backoff_factor=0.2,
    status_forcelist=(429, 502, 503, 504),
    allowed_methods=("GET", "HEAD"),
    respect_retry_after_header=True,
    raise_on_status=False,
    redirect=0,
)


class Uncertain(RemoteError):
    """A write whose answer was lost: it may have happened."""


class Client:
    """Reads and writes of one ORKG, which `reads` and `writes` count. Safe to use from several threads.

    `timeout` are the seconds to connect, and between two bytes of an answer.
    """

    def __init__(
        self, base: str, login: Login, jobs: int = 4, timeout: tuple[float, float] = (TIMEOUT, TIMEOUT)
    ) -> None:
        self.base, self.login, self.timeout = checked(base.rstrip("/")), login, timeout
        self.reads = self.writes = 0
        self.waited = 0.0  # seconds, over all requests
        self._session = open_session(self.base)
        self._session.mount(self.base, HTTPAdapter(pool_connections=1, pool_maxsize=jobs, max_retries=_RETRY_READS))

    def pace(self) -> float:
        """Seconds that a request has taken so far, on the average."""
        return self.waited / max(self.reads + self.writes, 1)

    # -- reading

    def get(self, path: str, **query: Any) -> Any:
        """One thing; None for 404."""
        found = self._get(path, query)
        if found is not None and not _is_thing(found):
            raise self._strange(path)
        return found

    def content(self, path: str) -> dict[str, Any] | None:
        """A paper or comparison, in whatever form; None for 404."""
        found = self._get(path, {})
        if found is not None and not isinstance(found, dict):
            raise self._strange(path)
        return found

    def contents(self, path: str) -> list[dict[str, Any]] | None:
        """A list that is not paged; None for 404."""
        found = self._get(path, {})
        if found is not None and not (isinstance(found, list) and all(isinstance(one, dict) for one in found)):
            raise self._strange(path)
        return found

    def place(self, path: str, **query: Any) -> str:
        """The id of the one that is asked for; "" if there is none."""
        self.reads += 1
        answer = self._send("HEAD", path, params=query)
        return "" if answer.status_code == 404 else _last(self._good(answer, "HEAD", path))

    def _get(self, path: str, query: dict[str, Any]) -> Any:
        self.reads += 1
        answer = self._send("GET", path, params=query)
        if answer.status_code == 404:
            return None
        return self._json(self._good(answer, "GET", path))

    def _strange(self, path: str) -> RemoteError:
        return RemoteError(f"{self.base}{path} answered with something other than what the ORKG has; is it an ORKG?")

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Everything that a paged endpoint has. Raises RemoteError of status 404 where there is none."""
        number, last = 0, 1
        while number < last:
            page = self._get(path, {"page": number, "size": _PAGE, **query})
            if page is None:
                raise RemoteError(f"{self.base}{path} is not there; is it an ORKG?", 404)
            try:
                content, last = list(page["content"]), int(page["page"]["total_pages"])
            except (KeyError, TypeError, ValueError):
                raise self._strange(path) from None
            if not all(map(_form(path), content)):
                raise self._strange(path)
            yield from content
            number += 1
            if not content:
                return

    def total(self, path: str, **query: Any) -> int:
        page = self._get(path, {"size": 1, **query})
        try:
            return int(page["page"]["total_elements"])
        except (KeyError, TypeError, ValueError):
            raise self._strange(path) from None

    # -- writing

    def post(self, path: str, body: dict[str, Any]) -> str:
        """Create; the id of what was made. Raises Uncertain where it may have been made all the same."""
        answer = self._write("POST", path, {**body, "extraction_method": "AUTOMATIC"})
        id_ = _last(answer)
        if answer.status_code != 201 or not id_:
            raise Uncertain(f"POST {path}: {answer.status_code} without the place of what was made")
        return id_

    def put(self, path: str, body: dict[str, Any]) -> None:
        self._write("PUT", path, body)

    def delete(self, path: str) -> None:
        self._write("DELETE", path, None)

    def _write(self, method: str, path: str, body: dict[str, Any] | None) -> requests.Response:
        for attempt in range(1, _TRIES + 1):
            self.writes += 1
            answer = self._send(method, path, json=body)
            wait = _seconds(answer.headers.get("Retry-After", ""), attempt)
            if answer.status_code == 429 and attempt < _TRIES:
                time.sleep(wait)  # refused before it was looked at, so it can be sent again
            elif answer.status_code >= 500:
                time.sleep(wait)
                raise Uncertain(f"{method} {path}: the ORKG answered {answer.status_code}", answer.status_code)
            else:
                return self._good(answer, method, path)
        raise RemoteError(f"{method} {path}: the ORKG is too busy; try again later", 429)

    def _send(self, method: str, path: str, **content: Any) -> requests.Response:
        media = next((type_ for prefix, type_ in _MEDIA.items() if path.startswith(prefix)), "application/json")
        spent = ""
        while True:
            token = self.login.token(spent=spent)
            headers = {"Accept": media, **({"Authorization": f"Bearer {token}"} if token else {})}
            if media != "application/json" and method != "GET":
                headers["Content-Type"] = media
            begun = time.monotonic()
            try:
                answer = self._session.request(
                    method,
                    f"{self.base}{path}",
                    headers=headers,
                    timeout=self.timeout,
                    allow_redirects=False,
                    **content,
                )
            except requests.RequestException as error:
                kind = Uncertain if method in ("POST", "PUT", "DELETE") else RemoteError
                raise kind(f"{method} {self.base}{path}: no answer ({type(error).__name__})") from None
            self.waited += time.monotonic() - begun
            if answer.status_code != 401 or not self.login.renewable or spent:
                return answer
            spent = token

    def _good(self, answer: requests.Response, method: str, path: str) -> requests.Response:
        status = answer.status_code
        if status < 300:
            return answer
        if status == 401:
            hint = "set ORKGX_TOKEN, or ORKGX_USERNAME and ORKGX_PASSWORD"
            raise RemoteError(f"{method} {path}: the ORKG knows no such login; {hint}", status)
        if status < 400:
            raise RemoteError(f"{method} {path}: the ORKG points elsewhere ({status}), which is not followed", status)
        try:
            problem = answer.json()
            kind = str(problem.get("type", "")).removeprefix("orkg:problem:")
            detail = problem.get("detail") or "; ".join(one["detail"] for one in problem.get("errors", ()))
        except (ValueError, AttributeError, KeyError, TypeError):
            kind, detail = "", ""
        raise RemoteError(f"{method} {path}: the ORKG answered {status} {kind} {detail}".rstrip(), status, kind)

    def _json(self, answer: requests.Response) -> Any:
        try:
            return answer.json()
        except ValueError:
            kind = answer.headers.get("Content-Type", "nothing").partition(";")[0]
            raise RemoteError(f"{self.base} answered with {kind}, not JSON; is it an ORKG?") from None


def _is_thing(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get("label"), str)


def _is_statement(one: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("id"), str):
        return False
    return all(_is_thing(one.get(end)) for end in ("subject", "predicate", "object"))


def _is_paper(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("id"), str)


# What the pages of a path hold, by how it ends, where it is not things.
_FORMS = {"/statements": _is_statement, "/subgraph": _is_statement, "/papers": _is_paper}


def _form(path: str) -> Callable[[Any], bool]:
    return next((form for ending, form in _FORMS.items() if path.endswith(ending)), _is_thing)


def _last(answer: requests.Response) -> str:
    """The id at the end of an answer's Location, whatever host stands before it."""
    id_ = str(answer.headers.get("Location", "")).rstrip("/").rpartition("/")[2]
    return id_ if ID.fullmatch(id_) else ""


def _seconds(retry_after: str, attempt: int) -> float:
    try:
        return min(_RETRY_READS.parse_retry_after(retry_after), _LONGEST_WAIT)
    except InvalidHeader:
        return 0.2 * 2.0**attempt
