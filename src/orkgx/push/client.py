"""The ORKG's REST API: one session, bounded waiting, and errors that say whether a write may have happened."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ..model import OrkgxError

HOSTS = {
    "production": "https://orkg.org",
    "sandbox": "https://sandbox.orkg.org",
    "incubating": "https://incubating.orkg.org",
}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TIMEOUT = (10, 60)  # seconds to connect, and between two bytes of an answer
_LONGEST_WAIT = 120  # seconds of Retry-After that are honoured
_TRIES = 5
_PAGE = 2500  # the largest page that the ORKG gives
_EARLY = 30  # seconds before its end at which a token is renewed
_RETRY_READS = Retry(
    total=_TRIES,
    backoff_factor=0.2,
    status_forcelist=(429, 502, 503, 504),
    allowed_methods=("GET", "HEAD"),
    respect_retry_after_header=True,
    raise_on_status=False,
    redirect=0,
)


class RemoteError(OrkgxError):
    """The ORKG refused, or could not be understood. `kind` is the problem type of the answer, if it had one."""

    code = "remote"

    def __init__(self, message: str, status: int = 0, kind: str = "") -> None:
        self.status, self.kind = status, kind
        super().__init__(message)


class Uncertain(RemoteError):
    """A write whose answer was lost: it may have happened."""


def _kept(host: str) -> str:
    """The token that the keyring has for a host; none where there is no keyring, or it is locked."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password("orkgx", host) or ""
    except KeyringError:
        return ""


class Login:
    """A token, or name and password for one; neither is ever shown.

    They come from the environment, else from the system's keyring: service ``orkgx``, name the ORKG's host.
    `url` is the Keycloak that gives tokens; the realm is ``orkg``.
    """

    def __init__(self, environment: Mapping[str, str], host: str = "") -> None:
        self._token = environment.get("ORKGX_TOKEN", "")
        self._name = environment.get("ORKGX_USERNAME", "")
        self._password = environment.get("ORKGX_PASSWORD", "")
        self._client = environment.get("ORKGX_CLIENT_ID", "orkg-client")
        self._url = environment.get("ORKGX_AUTH_URL", "https://accounts.orkg.org").rstrip("/")
        self._ends = float("inf")
        self.renewable = bool(self._name and self._password)
        if host and not (self._token or self._name):
            self._token = _kept(host)

    def __repr__(self) -> str:
        return "Login(...)"

    def token(self, *, anew: bool = False) -> str:
        """The token to send; "" where there is none. Raises RemoteError if the name or password is refused."""
        if self.renewable and (anew or not self._token or time.monotonic() > self._ends - _EARLY):
            self._renew()
        return self._token

    def _renew(self) -> None:
        url = checked(f"{self._url}/realms/orkg/protocol/openid-connect/token")
        form = {
            "grant_type": "password",
            "client_id": self._client,
            "username": self._name,
            "password": self._password,
        }
        try:
            answer = requests.post(url, data=form, timeout=_TIMEOUT, allow_redirects=False)
            given = answer.json()
            self._token, self._ends = str(given["access_token"]), time.monotonic() + float(given["expires_in"])
        except (requests.RequestException, ValueError, KeyError, TypeError):
            raise RemoteError(
                f"{self._url} gave no token; check ORKGX_USERNAME, ORKGX_PASSWORD and ORKGX_AUTH_URL"
            ) from None


def checked(url: str) -> str:
    """The address, if a token may be sent to it: encrypted, or on this machine. Raises RemoteError."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise RemoteError(f"{url} is not https, so no token is sent there; use https")
    return url


class Client:
    """Reads and writes of one ORKG. `reads` and `writes` count the requests that were answered."""

    def __init__(self, base: str, login: Login, jobs: int = 4) -> None:
        self.base, self.login = checked(base.rstrip("/")), login
        self.reads = self.writes = 0
        self._session = requests.Session()
        self._session.auth = lambda request: request  # else a .netrc would take the place of the token
        self._session.mount(self.base, HTTPAdapter(pool_connections=1, pool_maxsize=jobs, max_retries=_RETRY_READS))

    # -- reading

    def get(self, path: str, **query: Any) -> Any:
        """One thing; None for 404."""
        found = self._get(path, query)
        if found is not None and not _is_thing(found):
            raise self._strange(path)
        return found

    def _get(self, path: str, query: dict[str, Any]) -> Any:
        self.reads += 1
        answer = self._send("GET", path, params=query)
        if answer.status_code == 404:
            return None
        return self._json(self._good(answer, "GET", path))

    def _strange(self, path: str) -> RemoteError:
        return RemoteError(f"{self.base}{path} answered with something other than what the ORKG has; is it an ORKG?")

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Everything that a paged endpoint has."""
        number, last = 0, 1
        while number < last:
            page = self._get(path, {"page": number, "size": _PAGE, **query})
            try:
                content, last = list(page["content"]), int(page["page"]["total_pages"])
            except (KeyError, TypeError, ValueError):
                raise self._strange(path) from None
            if not all(_is_statement(one) if path == "/api/statements" else _is_thing(one) for one in content):
                raise self._strange(path)
            yield from content
            number += 1

    def total(self, path: str, **query: Any) -> int:
        page = self._get(path, {"size": 1, **query})
        try:
            return int(page["page"]["total_elements"])
        except (KeyError, TypeError, ValueError):
            raise self._strange(path) from None

    # -- writing

    def post(self, path: str, body: dict[str, Any]) -> str:
        """Create; the id of what was made. Raises Uncertain where it may have been made all the same."""
        answer = self._write("POST", path, body)
        location = str(answer.headers.get("Location", ""))
        if answer.status_code != 201 or not location:
            raise Uncertain(f"POST {path}: {answer.status_code} without the place of what was made")
        return location.rstrip("/").rpartition("/")[2]

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
                time.sleep(wait)  # refused before it was looked at, so it can be said again
            elif answer.status_code >= 500:
                time.sleep(wait)
                raise Uncertain(f"{method} {path}: the ORKG answered {answer.status_code}", answer.status_code)
            else:
                return self._good(answer, method, path)
        raise RemoteError(f"{method} {path}: the ORKG is too busy; try again later", 429)

    def _send(self, method: str, path: str, **content: Any) -> requests.Response:
        for anew in (False, True):
            token = self.login.token(anew=anew)
            headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
            try:
                answer = self._session.request(
                    method,
                    f"{self.base}{path}",
                    headers=headers,
                    timeout=_TIMEOUT,
                    allow_redirects=False,
                    **content,
                )
            except requests.RequestException as error:
                kind = RemoteError if method == "GET" else Uncertain
                raise kind(f"{method} {self.base}{path}: no answer ({type(error).__name__})") from None
            if answer.status_code != 401 or not self.login.renewable or anew:
                return answer
        raise AssertionError("a request is sent twice at most")

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
            said = problem.get("detail") or "; ".join(one["detail"] for one in problem.get("errors", ()))
        except (ValueError, AttributeError, KeyError, TypeError):
            kind, said = "", ""
        raise RemoteError(f"{method} {path}: the ORKG answered {status} {kind} {said}".rstrip(), status, kind)

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


def _seconds(retry_after: str, attempt: int) -> float:
    return min(float(retry_after), _LONGEST_WAIT) if retry_after.isdigit() else 0.2 * 2**attempt
