"""What every test gets: no settings from outside, no network, the seeds, a folder of its own.

The network guard is an audit hook: it sees every socket this process opens through Python, however the library
imported it. It cannot see other processes, nor compiled code that opens its own sockets.
"""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
REPORTED = ("chromadb", "langchain-core", "sentence-transformers", "streamlit", "torch")
# .ci/browser looks for the same names in the same order.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
RESOLVING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class NetworkRefused(AssertionError):
    """A test tried to reach what it may not; not an OSError, because libraries retry or hide those."""


class NetworkGuard:
    """What may be reached, and what was tried beyond it."""

    def __init__(self) -> None:
        self.active = False
        self.loopback_allowed = True
        self.refused: list[str] = []

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        if event in CONNECTING and arguments[0].family in (socket.AF_INET, socket.AF_INET6) and arguments[1]:
            self.check(f"connect {arguments[1][0]}", arguments[1][0], loopback_allowed=self.loopback_allowed)
        elif event in RESOLVING:
            self.check(f"resolve {arguments[0]}", arguments[0], loopback_allowed=True)

    def check(self, attempt: str, host: str | bytes | None, *, loopback_allowed: bool) -> None:
        if loopback_allowed and is_loopback(host):
            return
        self.refused.append(attempt)
        raise NetworkRefused(f"the tests may not {attempt}")


def is_loopback(host: str | bytes | None) -> bool:
    """Tell whether this stays on the machine; the unspecified address is what servers bind to."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


guard = NetworkGuard()
sys.addaudithook(guard.audit)


def pytest_report_header() -> str:
    return "with " + ", ".join(f"{name} {installed(name)}" for name in REPORTED)


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


@pytest.fixture(scope="session", autouse=True)
def _sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Take the settings of whoever runs the tests away and close the network, for fixtures of every scope."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("FOOTNOTE_")]:
            patch.delenv(name)
        patch.setenv("FOOTNOTE_DATA", str(tmp_path_factory.mktemp("data")))
        guard.active = True
        yield
        guard.active = False


@pytest.fixture(autouse=True)
def network_refused() -> Iterator[list[str]]:
    """Fail a test that tried the network even if a library swallowed the error; what a test expects, it clears."""
    yield guard.refused
    refused = guard.refused.copy()
    guard.refused.clear()
    if refused:
        pytest.fail(f"tried to leave this machine: {refused}")


@pytest.fixture
def no_sockets(network_refused: list[str]) -> Iterator[None]:
    """Refuse connections to this machine too: for what has to work without any socket."""
    guard.loopback_allowed = False
    yield
    guard.loopback_allowed = True


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of documents."""
    path = tmp_path / "documents"
    path.mkdir()
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that tests marked `browser` drive."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail('no Chromium on the PATH; leave these tests out with -m "not browser"')
    return found
