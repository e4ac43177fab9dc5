"""What all tests share: no way out to the network, and the way to the real catalogues where they are at hand."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.orkg.pushing import ONE, SAMPLE, TWO, seed
from tests.orkg.server import Orkg
from tests.support import catalogues_folder

# Where a run decides, the same examples each time; elsewhere new ones, which find more.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def catalogues() -> Path:
    """The folder of real catalogues; tests that need it are skipped where it is not."""
    folder = catalogues_folder()
    if folder is None:
        pytest.skip("the real catalogues are neither beside this project nor where ORKGX_CATALOGUES says")
    return folder


@pytest.fixture
def orkg() -> Iterator[Orkg]:
    """A server with the predicates and classes of the sample."""
    with Orkg() as server:
        seed(server, SAMPLE)
        yield server


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Two entries, in a folder that also takes the ledger."""
    path = tmp_path / "catalogue.md"
    path.write_text(ONE + TWO, "utf-8")
    return path


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Only servers that a test itself runs, on the loopback interface, can be reached."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def local(host: Any) -> None:
        if host is not None and not _is_local(str(host)):
            raise OSError(f"a test wanted to reach {host}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            local(address[0])
        connect(self, address)

    def guarded_resolve(host: Any, *rest: Any, **named: Any) -> Any:
        local(host)
        return resolve(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
