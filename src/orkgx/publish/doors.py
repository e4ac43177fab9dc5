"""Who may come in: the names that a server answers to, and the origins whose pages may ask it."""

from __future__ import annotations

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from werkzeug.exceptions import BadRequest, Forbidden, MisdirectedRequest
from werkzeug.wrappers import Request


class Doors(NamedTuple):
    """`names` beside addresses and the machine's own; `origins` beside the server's own, ``*``: any."""

    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    def permit(self, request: Request) -> None:
        """Refuse who comes by another name (DNS rebinding) or from a page elsewhere. Raises HTTPException."""
        try:
            host = (urlsplit(f"//{request.host}").hostname or "").rstrip(".")
        except ValueError:
            raise BadRequest("this is no Host") from None
        known = {"localhost", socket.gethostname().lower(), *map(str.lower, self.names)}
        if host not in known and not _is_address(host):
            raise MisdirectedRequest("this server is not called that; it is with: serve --host NAME")
        if request.headers.get("Origin") and not self._allowed(request):
            raise Forbidden("pages of this origin may not ask; they may with: serve --origin URL")

    def headers(self, request: Request) -> dict[str, str]:
        """What tells a browser that a page elsewhere may have the answer."""
        origin = request.headers.get("Origin")
        if not origin or not self.origins or not self._allowed(request):
            return {}
        return {
            "Access-Control-Allow-Origin": "*" if "*" in self.origins else origin,
            "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
            "Access-Control-Allow-Headers": "Accept, Content-Type",
        }

    def _allowed(self, request: Request) -> bool:
        origin = request.headers["Origin"]
        return "*" in self.origins or origin in self.origins or origin == request.host_url.rstrip("/")


def _is_address(host: str) -> bool:
    """Whether a host is an IP address, which nobody can have resolved to ours."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
