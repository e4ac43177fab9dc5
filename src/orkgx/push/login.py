"""Who writes to the ORKG: a token, where it comes from, and the addresses that it may be sent to."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from ..graph.terms import HOSTS
from ..model import OrkgxError

TIMEOUT = 60.0  # seconds between two bytes of an answer
_CONNECT = 10.0  # seconds for a connection to be made, at most
_ACCOUNTS = "https://accounts.orkg.org"  # gives tokens for all hosts of the ORKG, and for no others
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_EARLY = 30  # seconds before its end at which a token is renewed


class RemoteError(OrkgxError):
    """The ORKG refused, or could not be understood. `kind` is the problem type of the answer, if it had one."""

    code = "remote"

    def __init__(self, message: str, status: int = 0, kind: str = "") -> None:
        self.status, self.kind = status, kind
        super().__init__(message)


def checked(url: str) -> str:
    """The address, if a token may be sent to it: encrypted, or on this machine. Raises RemoteError."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise RemoteError(f"{url} is no address; write https://HOST") from None
    if parts.username is not None or parts.password is not None:
        raise RemoteError(f"the address of {host} holds a name or password; leave it out, and set ORKGX_TOKEN")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise RemoteError(f"{url} is not https, so no token is sent there; use https")
    if not host or parts.query or parts.fragment:
        raise RemoteError(f"{url} is no address of an ORKG; write https://HOST")
    return url


def open_session(url: str) -> requests.Session:
    """A session without anything of its surroundings that could lead a token astray."""
    session = requests.Session()
    session.auth = lambda request: request  # else a .netrc would take the place of the token
    # A proxy of the environment sees all that is not encrypted, also what was meant for this machine.
    session.trust_env = urlsplit(url).scheme == "https"
    return session


def waits(environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds to connect, and between two bytes of an answer, from ORKGX_TIMEOUT. Raises RemoteError."""
    given = environment.get("ORKGX_TIMEOUT") or str(TIMEOUT)
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise RemoteError(f"ORKGX_TIMEOUT is {given!r}; write a number of seconds")
    return min(_CONNECT, seconds), seconds


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
    """A token, or name and password for one; neither is ever shown. Safe to use from several threads.

    They come from the environment, else from the system's keyring: service ``orkgx``, name the ORKG's `host`. Name and
    password go to the Keycloak that belongs to the host (realm ``orkg``) and to no other.
    """

    def __init__(self, environment: Mapping[str, str], host: str = "") -> None:
        self._token = environment.get("ORKGX_TOKEN", "").strip()
        self._name = environment.get("ORKGX_USERNAME", "")
        self._password = environment.get("ORKGX_PASSWORD", "")
        self._client = environment.get("ORKGX_CLIENT_ID", "orkg-client")
        self._timeout = waits(environment)
        self._expiry = float("inf")
        self._lock = threading.Lock()
        self.renewable = bool(self._name and self._password)
        self._url = _login_of(host, environment.get("ORKGX_AUTH_URL", "").rstrip("/")) if self.renewable else ""
        if host and not (self._token or self._name):
            self._token = _kept(host).strip()
        if not (self._token.isascii() and self._token.isprintable()):
            raise RemoteError("the token holds a character that no token has; copy it again")

    def __repr__(self) -> str:
        return "Login(...)"

    def token(self, *, spent: str = "") -> str:
        """The token to send; "" where there is none. `spent` is one that was refused.

        Raises RemoteError if the name or password is refused.
        """
        with self._lock:
            over = not self._token or self._token == spent or time.monotonic() > self._expiry - _EARLY
            if self.renewable and over:
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
            with open_session(url) as session:
                answer = session.post(url, data=form, timeout=self._timeout, allow_redirects=False)
        except requests.RequestException as error:
            why = type(error).__name__
            raise RemoteError(f"the login {self._url} cannot be reached ({why}); check ORKGX_AUTH_URL") from None
        try:
            given = answer.json()
            self._token, self._expiry = str(given["access_token"]), time.monotonic() + float(given["expires_in"])
        except (ValueError, KeyError, TypeError):
            status = answer.status_code
            raise RemoteError(
                f"the login {self._url} gave no token ({status}); "
                "check ORKGX_USERNAME, ORKGX_PASSWORD and ORKGX_AUTH_URL"
            ) from None


def _login_of(host: str, given: str) -> str:
    """The login that belongs to a host. Raises RemoteError where none is known, or one is given that is another's."""
    ours = host.partition(":")[0].lower() in HOSTS.values()
    if ours and given and given != _ACCOUNTS:
        raise RemoteError(f"ORKGX_AUTH_URL is {given}, but {host} has its login at {_ACCOUNTS}; unset ORKGX_AUTH_URL")
    if not ours and given == _ACCOUNTS:
        raise RemoteError(f"ORKGX_AUTH_URL is the login of orkg.org, not of {host}; give the one of {host}")
    if not ours and not given:
        raise RemoteError(f"no login is known for {host}, so no password is sent; set ORKGX_AUTH_URL, or ORKGX_TOKEN")
    return given or _ACCOUNTS
