"""The guard in conftest.py: nothing leaves this machine, and a library that hides the error is still caught."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

NOBODY = ("192.0.2.1", 9)  # an address reserved for documentation


@pytest.fixture
def server() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()


def connect_ex() -> None:
    with socket.socket() as client:
        client.connect_ex(NOBODY)


def send_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"", NOBODY)


@pytest.mark.parametrize(
    ("reach_out", "attempt"),
    [
        (lambda: socket.create_connection(NOBODY), "resolve 192.0.2.1"),
        (connect_ex, "connect 192.0.2.1"),
        (send_datagram, "connect 192.0.2.1"),
        (lambda: socket.getaddrinfo("example.org", 443), "resolve example.org"),
        (lambda: socket.gethostbyname("example.org"), "resolve example.org"),
        (lambda: asyncio.run(asyncio.open_connection("example.org", 443)), "resolve example.org"),
        (lambda: asyncio.run(asyncio.open_connection(*NOBODY)), "connect 192.0.2.1"),
    ],
    ids=[
        "create_connection",
        "connect_ex",
        "sendto",
        "getaddrinfo",
        "gethostbyname",
        "asyncio name",
        "asyncio address",
    ],
)
def test_leaving_this_machine_is_refused(
    reach_out: Callable[[], object], attempt: str, network_refused: list[str]
) -> None:
    with pytest.raises(AssertionError, match=f"^the tests may not {re.escape(attempt)}$"):
        reach_out()
    assert network_refused == [attempt]
    network_refused.clear()


def test_this_machine_can_be_reached(server: tuple[str, int]) -> None:
    with socket.create_connection(("localhost", server[1])) as client:
        assert client.getpeername() == server


def test_without_sockets_not_even_this_machine_can_be_reached(
    server: tuple[str, int], no_sockets: None, network_refused: list[str]
) -> None:
    with pytest.raises(AssertionError, match=r"connect 127\.0\.0\.1$"):
        socket.create_connection(server)
    assert network_refused == ["connect 127.0.0.1"]
    network_refused.clear()


def test_without_sockets_a_process_can_still_talk_to_itself(no_sockets: None) -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"here")
        assert right.recv(4) == b"here"


def test_a_test_whose_library_hides_the_refusal_fails(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_hiding.py").write_text(
        "import contextlib, socket\n"
        "def test_hides():\n"
        "    with contextlib.suppress(Exception):\n"
        "        socket.getaddrinfo('example.org', 443)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "tried to leave this machine: ['resolve example.org']" in done.stdout
    assert done.returncode == 1


def test_the_settings_of_whoever_runs_the_tests_are_gone() -> None:
    assert [name for name in os.environ if name.startswith("FOOTNOTE_")] == ["FOOTNOTE_DATA"]
